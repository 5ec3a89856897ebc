package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unicode/utf8"

	"golang.org/x/term"

	"scr/internal/keyring"
	"scr/review"
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
	a.keys, err = keyring.Open(settings.Keys, keyring.Options{Passphrase: a.passphrase})
	return a.keys, err
}

// passphrase asks for what unlocks the keys, on the terminal itself: it is in no
// argument, no variable and no pipe.
func (a *app) passphrase() ([]byte, error) {
	return a.secret("Passphrase of the key ring: ")
}

// newPassphrase asks for a new one, twice: nobody can look a slip up later.
func (a *app) newPassphrase() ([]byte, error) {
	first, err := a.secret("A passphrase for the key ring: ")
	if err != nil {
		return nil, err
	}
	if err := checkPassphrase(first); err != nil {
		return nil, err
	}
	again, err := a.secret("The same again: ")
	if err != nil {
		return nil, err
	}
	defer clear(again)
	if string(first) != string(again) {
		return nil, review.Errorf(review.Invalid, "the two are not the same").WithHint("begin again")
	}
	return first, nil
}

// The least and the most characters that a passphrase has.
const (
	shortestPassphrase = 15
	longestPassphrase  = 1000
)

// checkPassphrase refuses what can be guessed, and what nobody typed.
func checkPassphrase(typed []byte) error {
	switch n := utf8.RuneCount(typed); {
	case n < shortestPassphrase:
		return review.Errorf(review.Invalid, "the passphrase has fewer than %d characters", shortestPassphrase).
			WithHint("four or five words that have nothing to do with each other are good, and can be remembered")
	case n > longestPassphrase:
		return review.Errorf(review.Invalid, "the passphrase has more than %d characters", longestPassphrase).WithHint("nobody types that a second time")
	}
	return nil
}

// secret reads a line that is not shown.
func (a *app) secret(prompt string) ([]byte, error) {
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil || settings.NoInput {
		return nil, review.Errorf(review.Refused, "the key ring is locked, and there is no terminal to ask for its passphrase").
			WithHint("run a command on a terminal first: the keys stay open for 15 minutes")
	}
	defer tty.Close()
	fmt.Fprint(tty, prompt)
	defer fmt.Fprintln(tty)
	return term.ReadPassword(int(tty.Fd()))
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
