package main

import (
	"errors"
	"io/fs"
	"os"

	"scr/internal/report"
	"scr/review"
)

// writeNew writes a file into a folder: whole or not at all, on disk when it
// returns, and never over one that is there.
func writeNew(folder *os.Root, name string, mode fs.FileMode, data []byte) error {
	draft := "." + name + "." + newID()
	err := writeSynced(folder, draft, mode, data)
	if err == nil {
		err = publish(folder, draft, name)
	}
	if gone := folder.Remove(draft); err == nil && gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = gone
	}
	if errors.Is(err, fs.ErrExist) {
		return review.Errorf(review.Invalid, "%s is there already, and is not written over", name).
			WithHint("move it away, or choose another folder")
	}
	if err != nil {
		return review.Errorf(review.Failed, "write %s: %w", report.Printable(name), err)
	}
	return syncFolder(folder)
}

func writeSynced(folder *os.Root, name string, mode fs.FileMode, data []byte) error {
	f, err := folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// publish gives a draft its name. A link does so only if the name is free. A memory
// stick may know no links: there the name is looked at first.
func publish(folder *os.Root, draft, name string) error {
	err := folder.Link(draft, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := folder.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	return folder.Rename(draft, name)
}

// syncFolder makes sure that the names in a folder are on disk too.
func syncFolder(folder *os.Root) error {
	f, err := folder.Open(".")
	if err != nil {
		return review.Errorf(review.Failed, "write the folder: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return review.Errorf(review.Failed, "write the folder: %w", err)
	}
	return nil
}
