package store

// StopBefore has f asked before each step of an erasure.
func (db *DB) StopBefore(f func(step string) error) { db.before = f }
