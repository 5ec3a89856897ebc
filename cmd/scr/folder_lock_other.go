//go:build !unix

package main

import "os"

// lockFolder locks nothing: folders cannot be locked on this system.
func lockFolder(*os.File) bool { return true }
