//go:build !linux

package store

import "errors"

// onReadOnlyMedium cannot tell on this system.
func onReadOnlyMedium(string) bool { return false }

func medium(string) (kind string, free int64, err error) {
	return "", 0, errors.New("what kind of file system it is cannot be seen on this system")
}
