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
	return replaceFile(erasedFile(settings), data)
}

// backUpErased puts the list beside a copy of the database: as it lies beside the key
// folder, so that no passphrase is needed. While nothing was erased there is none.
func (a *app) backUpErased(ctx context.Context, path string) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(erasedFile(settings))
	if err == nil {
		return replaceFile(path+erasedSuffix, data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return unkept(err)
	}
	list, err := a.db.ErasedList(ctx)
	if err != nil || len(list.Entries) == 0 {
		return err
	}
	if data, err = a.signErased(list); err != nil {
		return err
	}
	return replaceFile(path+erasedSuffix, data)
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

// replaceFile puts a file in its place: whole, or as it was.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".erased-")
	if err != nil {
		return unkept(err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return unkept(errors.Join(err, os.Remove(f.Name())))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return unkept(err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return unkept(err)
	}
	return nil
}

func unkept(err error) error {
	return review.Errorf(review.Failed, "the list of what was erased could not be written: %w", err).
		WithHint("see who owns the folder in which the key folder lies, and whether the disk is full; then repeat the command")
}
