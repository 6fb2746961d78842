//go:build !linux && !darwin

package api

import "errors"

// diskOf is known for Linux and macOS only.
func diskOf(string) (*disk, error) { return nil, errors.ErrUnsupported }
