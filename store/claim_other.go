//go:build !unix

package store

import (
	"os"

	"scr/review"
)

// claim refuses: on this system nobody can see whether a database is open.
func claim(path string) (*os.File, error) {
	return nil, review.Errorf(review.Refused, "on this system it cannot be seen whether anybody has %s open", path).
		WithHint("move the file away yourself while nobody works with the program")
}

func isFull(error) bool { return false }
