package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"scr/internal/report"
	"scr/review"
)

// writeNew writes a file into a folder: whole or not at all, on disk when it
// returns, and never over one that is there.
func writeNew(folder *os.Root, name string, mode fs.FileMode, data []byte) error {
	return fillNew(folder, name, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// fillNew is writeNew for what is written bit by bit.
func fillNew(folder *os.Root, name string, mode fs.FileMode, fill func(io.Writer) error) error {
	draft := "." + name + "." + newID()
	err := writeSynced(folder, draft, mode, fill)
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
		return unwritten(name, err)
	}
	return syncFolder(folder)
}

// unwritten says why a file could not be written.
func unwritten(name string, err error) error {
	if known := asError(err); known != nil {
		return known
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return review.Errorf(review.Failed, "the disk is full: %s was not written: %w", report.Printable(name), err).
			WithHint("make room, then repeat the command; nothing was left behind")
	}
	return review.Errorf(review.Failed, "write %s: %w", report.Printable(name), err)
}

// newFile writes a file that only its owner may read, at a path: whole or not at all,
// on disk when it returns, and never over one that is there.
func newFile(path string, fill func(io.Writer) error) error {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return review.Errorf(review.Invalid, "open the folder: %w", err).WithHint("make it first")
	}
	name := filepath.Base(path)
	if _, err := folder.Lstat(name); err == nil { // before the work, not only after it
		return errors.Join(review.Errorf(review.Invalid, "%s is there already, and is not written over", name).
			WithHint("move it away, or choose another name"), folder.Close())
	}
	return errors.Join(fillNew(folder, name, 0o600, fill), folder.Close())
}

func writeSynced(folder *os.Root, name string, mode fs.FileMode, fill func(io.Writer) error) error {
	f, err := folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	err = fill(f)
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
