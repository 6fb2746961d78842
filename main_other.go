//go:build !unix

package main

// keepPrivate does nothing: where there is no umask a file has the rights of its folder.
func keepPrivate() {}
