//go:build !linux

package store

import "os"

// rename gives a file another name. That nothing has it, was looked for beforehand.
func rename(from, to string) error { return os.Rename(from, to) }
