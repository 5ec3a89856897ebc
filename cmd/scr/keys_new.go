package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"scr/config"
	"scr/internal/files"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// keyFounding is how the keys of a new board are made.
type keyFounding struct {
	noSealing, lock bool
	recipients      []string

	note *keyNote // set while they are made
}

// check refuses what cannot come to anything before somebody has answered questions.
func (f *keyFounding) check(a *app) error {
	if !f.lock {
		return nil
	}
	if f.noSealing {
		return misuse("--no-sealing and --passphrase do not go together").
			WithHint("without sealing everything lies in the clear, and the passphrase would protect none of it: leave one of them out")
	}
	tty, err := a.terminal("a passphrase was to be chosen", "")
	if err != nil {
		return err
	}
	return tty.Close()
}

// make makes the keys of a new board, beside a note that says for which database. A
// command that is killed leaves the note; the next one then knows whether anything can
// have been sealed under those keys. Keys are never removed on the word of a note: what
// looks unused is moved aside.
func (f *keyFounding) make(a *app, settings *config.Settings, code string) (err error) {
	if err := os.MkdirAll(filepath.Dir(settings.Keys), 0o700); err != nil {
		return review.Errorf(review.Failed, "no directory for the keys: %w", err).
			WithHint("see who owns the folder above it, or name another one with SCR_KEYS")
	}
	if f.note, err = claimNote(settings.Keys); err != nil {
		return err
	}
	if err := f.note.clear(a, settings.Keys); err != nil {
		return errors.Join(err, f.note.drop())
	}
	if err := f.note.write(databaseFile(settings), ""); err != nil {
		return errors.Join(err, f.note.drop())
	}
	options := keyring.Options{Signer: "scr/" + code, Recipients: f.recipients}
	if f.lock {
		options.Passphrase = a.newPassphrase
	}
	if a.keys, err = keyring.Create(settings.Keys, options); err != nil {
		return errors.Join(err, f.note.drop())
	}
	if err := f.note.write(databaseFile(settings), a.keys.ID()); err != nil {
		return errors.Join(err, f.undo(a, settings))
	}
	return nil
}

// keep says that a database is sealed under the new keys: they stay.
func (f *keyFounding) keep() error { return f.note.drop() }

// undo takes the new keys away again, unless there is a database: it is sealed under
// them, whatever came after that.
func (f *keyFounding) undo(a *app, settings *config.Settings) error {
	if a.keys == nil {
		return nil
	}
	a.keys = nil
	if store.Vacant(settings.Database) != nil {
		return f.keep()
	}
	return errors.Join(os.RemoveAll(settings.Keys), f.keep())
}

// tell says where the keys are, and what must be done about them.
func (f keyFounding) tell(a *app, settings *config.Settings) {
	if f.noSealing {
		a.warn(false)
		fmt.Fprintf(a.err, "scr: the key that signs checkpoints of the log is in %s\n", report.Printable(settings.Keys))
		return
	}
	fmt.Fprintf(a.err, "scr: texts are sealed; the keys are in %s: keep a copy in another place, without it nobody reads a text again\n",
		report.Printable(settings.Keys))
	if filepath.Dir(settings.Keys) == filepath.Dir(a.db.Path()) {
		fmt.Fprintln(a.err, "scr: they lie beside the database: whoever copies that folder has both")
	}
}

// keyNote is a file beside a key folder that is being made. Whoever has it locked is
// making the keys.
type keyNote struct {
	file     *os.File
	database string // for which they are made; empty: the note does not say
	ring     string // its id, once there is one
}

const (
	newSuffix    = ".new"    // ends the note's name, after that of the key folder
	unusedSuffix = ".unused" // ends the name of keys that an unfinished attempt left
	keyNoteForm  = "scr new keys 1\ndatabase %q\nring %q\n"
)

// claimNote takes the note beside a key folder, an earlier one or a new one.
func claimNote(keys string) (*keyNote, error) {
	f, err := os.OpenFile(keys+newSuffix, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, review.Errorf(review.Failed, "no note can be made beside the keys: %w", err).
			WithHint("see who owns the folder, or name another one with SCR_KEYS")
	}
	if !tryLock(f) {
		return nil, errors.Join(review.Errorf(review.Conflict, "somebody else is making keys at %s just now", keys).
			WithHint("let them finish; every board has keys of its own: name another folder with SCR_KEYS"), f.Close())
	}
	n := &keyNote{file: f}
	text, err := files.All(keys+newSuffix, f, maxNote)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	n.read(string(text))
	return n, nil
}

// read takes in what the note says. One that cannot be read says nothing.
func (n *keyNote) read(text string) {
	var database, ring string
	_, err := fmt.Sscanf(text, keyNoteForm, &database, &ring)
	if err == nil && fmt.Sprintf(keyNoteForm, database, ring) == text {
		n.database, n.ring = database, ring
	}
}

// write says for which database the keys are made, and which they are. That is written
// over what the note said before, so that whoever is killed leaves the one or the other:
// of keys beside an empty note nobody could say that they are in use nowhere.
func (n *keyNote) write(database, ring string) error {
	n.database, n.ring = database, ring
	text := fmt.Appendf(nil, keyNoteForm, database, ring)
	_, err := n.file.WriteAt(text, 0)
	if err == nil {
		err = n.file.Truncate(int64(len(text)))
	}
	return errors.Join(err, n.file.Sync())
}

// drop takes the note away for good, and lets go of it.
func (n *keyNote) drop() error {
	return errors.Join(dropNote(n.file.Name()), n.file.Close())
}

// dropNote takes a note away, on disk too: one that came back after a power cut would
// speak of keys that are in use.
func dropNote(path string) error {
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// clear makes room for new keys. Those of an attempt that came to nothing are moved
// aside; any others are refused.
func (n *keyNote) clear(a *app, keys string) error {
	if _, err := os.Lstat(keys); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if !n.unfinished(keys) {
		return review.Errorf(review.Invalid, "%s is there already", keys).
			WithHint("every board has keys of its own: name another folder with SCR_KEYS, or with the setting \"keys\"")
	}
	aside, err := vacantFolder(keys + unusedSuffix)
	if err != nil {
		return err
	}
	if err := os.Rename(keys, aside); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "scr: keys that an earlier, unfinished attempt had made were moved to %s: remove them if no board was made then\n", report.Printable(aside))
	return syncDir(filepath.Dir(keys))
}

// unfinished reports whether keys are those of the note, and the database they were
// made for never came to be. What is not sure is no.
func (n *keyNote) unfinished(keys string) bool {
	if n.database == "" {
		return false
	}
	if _, err := os.Lstat(n.database); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	ring, err := keyring.Open(keys, keyring.Options{})
	return err == nil && (n.ring == "" || n.ring == ring.ID())
}

// vacantFolder returns a name that nothing has, numbered.
func vacantFolder(base string) (string, error) {
	for n := 1; n < 1000; n++ {
		name := fmt.Sprintf("%s-%d", base, n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", review.Errorf(review.Failed, "every name like %s-1 is taken", base).
		WithHint("remove those of which you know that no board was made with them")
}

// databaseFile is the whole path of the database that the settings name.
func databaseFile(settings *config.Settings) string { return plainPath(settings.Database) }

// plainPath is the path of a database that is named by a path or a URL.
func plainPath(database string) string {
	path, err := store.PathOf(database)
	if err != nil {
		return database
	}
	return path
}

// syncDir waits until the names in a folder are on disk.
func syncDir(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
