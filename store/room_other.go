//go:build !linux

package store

// roomForIndex leaves it to SQLite to say that there is no room.
func roomForIndex(string) error { return nil }

// takeRoomForIndex leaves it to SQLite to take room.
func takeRoomForIndex(string) error { return nil }
