package store

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// cells reads a row of a write transaction, each column as what it must be: a whole
// number, a text or bytes. One flipped bit in the file makes bytes of a text, or nothing
// of a number, and SQLite gives that out without a word.
func cells[V any](what string, row []V, into ...any) error {
	if len(row) < len(into) {
		return unreadable(what, nil)
	}
	for i, to := range into {
		ok := false
		switch to := to.(type) {
		case *int64:
			*to, ok = any(row[i]).(int64)
		case *string:
			*to, ok = any(row[i]).(string)
		case *[]byte:
			*to, ok = any(row[i]).([]byte)
		}
		if !ok {
			return unreadable(what, nil)
		}
	}
	return nil
}

// number asks for a single whole number.
func (t *tx) number(what, query string, args ...any) (n int64, err error) {
	rows, err := t.query(query, args...)
	if err != nil {
		return 0, err
	}
	if len(rows) != 1 {
		return 0, unreadable(what, nil)
	}
	err = cells(what, rows[0], &n)
	return n, err
}

// treeHash reads a hash of a tree: as many bytes as one has.
func treeHash(position int64, stored []byte) (hash tlog.Hash, err error) {
	if len(stored) != len(hash) {
		return hash, unreadable(fmt.Sprintf("the hash at position %d of the tree", position), nil)
	}
	return tlog.Hash(stored), nil
}

// stateIn reads the state that a row begins with.
func stateIn[S, V any](row []V, what string) (*S, error) {
	var state []byte
	if err := cells(what, row, &state); err != nil {
		return nil, err
	}
	return readState[S](state, what)
}
