package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"scr/config"
	"scr/internal/audit"
	"scr/internal/files"
	"scr/review"
)

// The list of what was erased lies beside the key folder, and with every copy of the
// database. A database that comes back from an older copy loses the same again.

// erasedSuffix ends the name of a list, after that of the key folder or of the copy.
const erasedSuffix = ".erased.list"

func erasedFile(settings *config.Settings) string { return settings.Keys + erasedSuffix }

// keepErased writes the list anew beside the key folder.
func (a *app) keepErased(list audit.ErasedList) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	data, err := a.signErased(list)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(settings.Keys), 0o700); err != nil {
		return unkept(err)
	}
	if err := files.Replace(erasedFile(settings), data); err != nil {
		return unkept(err)
	}
	return nil
}

// erasedSoFar is the list that goes with a backup: as it lies beside the key folder,
// else as the log says. While nothing was erased there is none.
func (a *app) erasedSoFar(ctx context.Context) ([]byte, error) {
	data, err := a.erasedKept()
	if err != nil || data != nil {
		return data, err
	}
	list, err := a.db.ErasedList(ctx)
	if err != nil || len(list.Entries) == 0 {
		return nil, err
	}
	return a.signErased(list)
}

// erasedKept reads the list that lies beside the key folder, or nothing.
func (a *app) erasedKept() ([]byte, error) {
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	data, err := files.Read(erasedFile(settings), audit.MaxErasedList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unkept(err)
	}
	return data, nil
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
