//go:build linux || darwin

package api

import "syscall"

// diskOf asks the system for the free and all bytes of the disk that a folder is on; free is what this program may use.
func diskOf(folder string) (*disk, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return nil, err
	}
	return &disk{Free: int64(st.Bavail) * int64(st.Bsize), Total: int64(st.Blocks) * int64(st.Bsize)}, nil
}
