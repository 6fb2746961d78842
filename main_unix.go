//go:build unix

package main

import "syscall"

// keepPrivate makes every file that the program makes from now on readable by its own account only: databases with what stands
// beside them, backups, workbooks. All of them hold firms' figures, some the hashes of passwords.
func keepPrivate() { syscall.Umask(0o077) }
