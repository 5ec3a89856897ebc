package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"scr/internal/keyring"
)

// ring opens the board's keys, where there are some: nothing secret is read before a
// text is. Without a folder of keys there is no ring, and no error: a board may keep
// its texts in the clear, and most of a log can be verified without its keys.
func (a *app) ring() (*keyring.Keys, error) {
	if a.keys != nil {
		return a.keys, nil
	}
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(settings.Keys); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	a.keys, err = keyring.Open(settings.Keys, a.unlocking("the key ring"))
	return a.keys, err
}

// unsealed is said with every output of a board that has no sealing.
const unsealed = "sealing is off: whoever can read the database file can read the names and narratives in it"

// warn says on every command of a board without sealing that it has none. Reports say it
// too, in what is printed.
func (a *app) warn(sealing bool) {
	if !sealing {
		fmt.Fprintf(a.err, "scr: %s\n", unsealed)
	}
}
