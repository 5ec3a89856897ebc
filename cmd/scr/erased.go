package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"scr/config"
	"scr/internal/audit"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// The list of what was erased lies beside the key folder, and with every copy of the
// database. A database that comes back from an older copy loses the same again.

// erasedSuffix ends the name of a list, after that of the key folder or of the copy.
const erasedSuffix = ".erased.list"

func erasedFile(settings *config.Settings) string { return settings.Keys + erasedSuffix }

// keepErased writes the list anew beside the key folder, with what the one there says
// of events that a restore lost: another copy may bring them back. Its head is the
// board's word for how far the log had come: it moves on with the board's own log alone,
// see [app.carriesOn]. One that is damaged is replaced by what the log says, and that is
// told.
func (a *app) keepErased(ctx context.Context, list audit.ErasedList) error {
	kept, err := a.erasedKept(list.Origin)
	if err != nil && review.CodeOf(err) != review.Invalid {
		return err
	}
	if err != nil {
		fmt.Fprintf(a.err, "scr: %s, and is written anew: what was erased before a restore may be missing from it\n", report.Printable(err.Error()))
	}
	carries, err := a.carriesOn(ctx, kept)
	if err != nil {
		return err
	}
	if !carries {
		return a.putErased(kept.With(list))
	}
	return a.putErased(list.With(kept))
}

// putErased writes a list beside the key folder, with what stands in the one there. It
// is read once more while nobody else writes it: two erasures may end at the same time.
func (a *app) putErased(list audit.ErasedList) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(settings.Keys), 0o700); err != nil {
		return unkept(err)
	}
	turn, err := takeTurn(erasedFile(settings) + ".lock")
	if err != nil {
		return unkept(err)
	}
	defer turn.Close()
	if kept, err := a.erasedKept(list.Origin); err == nil { // what is wrong with it was told when it was read
		list = withKept(list, kept)
	}
	data, err := a.signErased(list)
	if err != nil {
		return err
	}
	if err := files.Replace(erasedFile(settings), data); err != nil {
		return unkept(err)
	}
	return nil
}

// withKept is a list with all that stands in the one that is kept. Of one log, the head
// that is further on stays.
func withKept(list, kept audit.ErasedList) audit.ErasedList {
	if kept.Origin == list.Origin && kept.Size > list.Size {
		return kept.With(list)
	}
	return list.With(kept)
}

// erasedSoFar is the list that goes with a backup: what was erased from the log in the
// copy, and what the list beside the key folder says of events that a restore lost.
// While nothing was erased there is none. A list that knows of more than the copy was
// written meanwhile, or the log was cut.
func (a *app) erasedSoFar(ctx context.Context, c store.Copied) ([]byte, error) {
	kept, err := a.erasedKept(c.Erased.Origin)
	if err != nil {
		return nil, err
	}
	if err := a.holdToList(ctx, kept); err != nil {
		return nil, err
	}
	if kept.Origin == c.Erased.Origin && kept.Size > c.Erased.Size {
		return nil, review.Errorf(review.Conflict, "something was erased while the backup was being made").
			WithHint("repeat the command: the backup would lack that erasure")
	}
	list := c.Erased.With(kept)
	if len(list.Entries) == 0 {
		return nil, nil
	}
	return a.signErased(list)
}

// carriesOn reports whether the log in use is the one that goes on from the head of a
// list: it reaches that, or two people answered for what it lacks, and it is the board's
// own. What one person restores, and what lies in another place, moves no head.
func (a *app) carriesOn(ctx context.Context, kept audit.ErasedList) (bool, error) {
	if kept.Size == 0 {
		return true, nil
	}
	board, err := a.db.Board(ctx)
	if err != nil {
		return false, err
	}
	away, err := a.away(ctx, a.db.Path(), kept.Origin)
	if _, waits := board.Waiting(); waits || away || err != nil {
		return false, err
	}
	err = a.holdToList(ctx, kept)
	if review.CodeOf(err) == review.Failed && err != nil {
		return false, nil // the doctor, and each backup, say so
	}
	return err == nil, err
}

// carryErased moves the head of the list that lies beside the key folder to the name that
// the log goes on under, once that may be.
func (a *app) carryErased(ctx context.Context) error {
	origin, err := a.db.Origin(ctx)
	if err != nil {
		return err
	}
	kept, err := a.erasedKept(origin)
	if err != nil || kept.Origin == origin {
		return err
	}
	list, err := a.db.ErasedList(ctx)
	if err != nil || kept.Size == 0 && len(list.Entries) == 0 {
		return err
	}
	if carries, err := a.carriesOn(ctx, kept); err != nil || !carries {
		return err
	}
	return a.putErased(list.With(kept))
}

// holdToList refuses a log that is not the one from which the list says it was erased.
func (a *app) holdToList(ctx context.Context, kept audit.ErasedList) error {
	if kept.Size == 0 {
		return nil
	}
	settings, err := a.config()
	if err != nil {
		return err
	}
	now, err := a.db.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if kept.Origin == now.Origin && kept.Access > now.Access.Size {
		return review.Errorf(review.Failed, "there are %d records of who read what, and the list beside the keys knows of %d: they were cut, or an older copy lies in its place", now.Access.Size, kept.Access).
			WithHint("find out who put it there; the list is %s", erasedFile(settings))
	}
	_, n := audit.Lineage(kept.Origin)
	_, err = memory{head: kept.Head, restored: n, from: erasedFile(settings), listed: true}.against(ctx, a.db, now.Origin, now.Head)
	return err
}

// erasedKept reads the list that lies beside the key folder. Where there is none, it is
// empty; one of another log is an error.
func (a *app) erasedKept(origin string) (audit.ErasedList, error) {
	settings, err := a.config()
	if err != nil {
		return audit.ErasedList{}, err
	}
	ring, err := a.ring()
	if err != nil {
		return audit.ErasedList{}, err
	}
	var keys []note.Verifier
	if ring != nil {
		public, err := ring.Verifier()
		if err != nil {
			return audit.ErasedList{}, err
		}
		if keys, err = readKeys([]string{public}); err != nil {
			return audit.ErasedList{}, err
		}
	}
	return openKept(erasedFile(settings), origin, keys)
}

// openKept reads the list in a file, which must be of that log, under any of its names.
func openKept(path, origin string, keys []note.Verifier) (audit.ErasedList, error) {
	data, err := files.Read(path, audit.MaxErasedList)
	if errors.Is(err, fs.ErrNotExist) {
		return audit.ErasedList{}, nil
	}
	if err != nil {
		return audit.ErasedList{}, review.Errorf(review.Failed, "the list of what was erased cannot be read: %w", err).
			WithHint("see who owns it; it lies beside the key folder")
	}
	list, err := openErased(data, keys)
	if err != nil {
		return list, within(path, err)
	}
	ours, _ := audit.Lineage(origin)
	if theirs, _ := audit.Lineage(list.Origin); theirs != ours {
		return audit.ErasedList{}, review.Errorf(review.Refused, "%s says what was erased from another log, %s", path, list.Origin).
			WithHint("every board has keys of its own, and its list beside them: put each where it belongs")
	}
	return list, nil
}

// openErased reads a list that one of the keys must have signed; without any key it
// must be unsigned.
func openErased(data []byte, keys []note.Verifier) (list audit.ErasedList, err error) {
	if len(keys) == 0 {
		return audit.OpenErased(data, nil)
	}
	for _, key := range keys {
		if list, err = audit.OpenErased(data, key); err == nil {
			return list, nil
		}
	}
	return audit.ErasedList{}, err
}

// signErased signs the list with the board's key, where it has one.
func (a *app) signErased(list audit.ErasedList) ([]byte, error) {
	ring, err := a.ring()
	if err != nil {
		return nil, err
	}
	var signer note.Signer
	if ring != nil {
		if signer, err = ring.Signer(); err != nil {
			return nil, err
		}
	}
	return audit.SignErased(list, signer)
}

func unkept(err error) error {
	return review.Errorf(review.Failed, "the list of what was erased could not be written: %w", err).
		WithHint("see who owns the folder in which the key folder lies, and whether the disk is full; then repeat the command")
}

// erasedList holds the log against the list of what was erased, as each backup does.
func (d *doctor) erasedList(ctx context.Context) {
	origin, err := d.db.Origin(ctx)
	if err != nil || d.ring == nil && d.health.Sealing {
		return // there is no log yet, or no key to check the list with
	}
	kept, err := d.erasedKept(origin)
	if err == nil && kept.Size == 0 {
		return
	}
	if err == nil {
		err = d.holdToList(ctx, kept)
	}
	d.note("erased list", err, isBad, "the log goes on from where the list of what was erased, beside the keys, says it had come")
}
