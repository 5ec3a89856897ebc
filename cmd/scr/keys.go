package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"golang.org/x/term"

	"scr/config"
	"scr/internal/keyring"
	"scr/internal/report"
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
	if utf8.RuneCount(first) < shortestPassphrase {
		return nil, review.Errorf(review.Invalid, "the passphrase has fewer than %d characters", shortestPassphrase).
			WithHint("four or five words that have nothing to do with each other are good, and can be remembered")
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

// shortestPassphrase is the least number of characters that a passphrase has.
const shortestPassphrase = 15

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

// keyFounding is how the keys of a new board are made.
type keyFounding struct {
	noSealing, lock bool
	recipients      []string
}

// make makes the keys of a new board, beside a note that says that they are new. A
// command that is killed between making keys and database leaves the note: nothing was
// sealed under those keys, and they may go.
func (f keyFounding) make(a *app, settings *config.Settings, code string) (err error) {
	note := settings.Keys + ".new"
	if _, err := os.Stat(note); err == nil {
		if err := os.RemoveAll(settings.Keys); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(settings.Keys), 0o700); err != nil {
		return review.Errorf(review.Failed, "no directory for the keys: %w", err)
	}
	if _, err := os.Lstat(settings.Keys); err == nil {
		return review.Errorf(review.Invalid, "%s is there already", settings.Keys).
			WithHint("every board has keys of its own: name another folder with SCR_KEYS, or with the setting \"keys\"")
	}
	if err := os.WriteFile(note, []byte("The keys beside this note are being made.\n"), 0o600); err != nil {
		return err
	}
	options := keyring.Options{Signer: "scr/" + code, Recipients: f.recipients}
	if f.lock {
		options.Passphrase = a.newPassphrase
	}
	a.keys, err = keyring.Create(settings.Keys, options)
	if err != nil {
		return errors.Join(err, os.Remove(note))
	}
	return nil
}

// keep says that a database is sealed under the new keys: they stay.
func (f keyFounding) keep(settings *config.Settings) error {
	return os.Remove(settings.Keys + ".new")
}

// undo takes the new keys away again: nothing was sealed under them.
func (f keyFounding) undo(a *app, settings *config.Settings) error {
	if a.keys == nil {
		return nil
	}
	a.keys = nil
	return errors.Join(os.RemoveAll(settings.Keys), f.keep(settings))
}

// tell says where the keys are, and what must be done about them.
func (f keyFounding) tell(a *app, settings *config.Settings) {
	if f.noSealing {
		fmt.Fprintf(a.err, "scr: %s\n", unsealed)
		fmt.Fprintf(a.err, "scr: the key that signs checkpoints of the log is in %s\n", report.Printable(settings.Keys))
		return
	}
	fmt.Fprintf(a.err, "scr: texts are sealed; the keys are in %s: keep a copy in another place, without it nobody reads a text again\n",
		report.Printable(settings.Keys))
	if filepath.Dir(settings.Keys) == filepath.Dir(a.db.Path()) {
		fmt.Fprintln(a.err, "scr: they lie beside the database: whoever copies that folder has both")
	}
}

// unsealed is said with every output of a board that has no sealing.
const unsealed = "sealing is off: whoever can read the database file can read the names and narratives in it"

// warn says on every command of a board without sealing that it has none.
func (a *app) warn(ctx context.Context) error {
	sealing, err := a.db.Sealing(ctx)
	if err == nil && !sealing {
		fmt.Fprintf(a.err, "scr: %s\n", unsealed)
	}
	return err
}
