package store

// StopBefore has f asked before each step of an erasure.
func (db *DB) StopBefore(f func(step string) error) { db.before = f }

// MovesWith has a restore move files with a function in place of the system's.
func (r *Restore) MovesWith(rename func(from, to string) error) { r.rename = rename }

// For tests of the mark on files that are being made.
var (
	HeldFile    = heldFile
	ClearCopies = clearCopies
)
