package policy

import (
	"embed"
	"io/fs"
)

//go:embed book cases
var embedded embed.FS

// Embedded returns the policy that is built into the program: the folders book (read by Load) and
// cases (worked examples).
func Embedded() fs.FS { return embedded }
