//go:build !linux

package store

// onReadOnlyMedium cannot tell on this system.
func onReadOnlyMedium(string) bool { return false }
