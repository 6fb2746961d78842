package jobs

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
)

// newOwner names one claim of one process, for the lease and for people who wonder where it runs.
// Two claims of the same process differ, so that one which lost its lease cannot write as the other.
func newOwner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	var tail [4]byte
	rand.Read(tail[:]) // never fails
	return fmt.Sprintf("%.40s/%d/%s", host, os.Getpid(), hex.EncodeToString(tail[:]))
}
