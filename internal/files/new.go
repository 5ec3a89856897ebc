package files

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"scr/internal/custody"
	"scr/review"
)

// Private is the mode of a file that only its owner may read.
const Private fs.FileMode = 0o600

// New writes a file that only its owner may read, at a path: whole or not at all, on
// disk when it returns, and never over one that is there, which is an [review.Invalid]
// error that wraps [fs.ErrExist].
func New(path string, fill func(io.Writer) error) error {
	return within(path, func(folder *os.Root, name string) error {
		if _, err := folder.Lstat(name); err == nil { // before the work, not only after it
			return taken(name)
		}
		return fillNew(folder, name, Private, fill)
	})
}

// NewIn writes a file into a folder that is open, as [New] does, with a mode of its own.
func NewIn(folder *os.Root, name string, mode fs.FileMode, data []byte) error {
	return fillNew(folder, name, mode, bytesOf(data))
}

// Replace puts a small file in the place of another: all of it, or the other stays. It is
// for whoever its folder is kept for: one login alone, or those of a group.
func Replace(path string, data []byte) error {
	return within(path, func(folder *os.Root, name string) error {
		if err := replace(folder, name, custody.File(folder.Name()), data); err != nil {
			return err
		}
		return sync(folder)
	})
}

// Refresh is [Replace] for a file that only its owner may read, without waiting for the
// name: should the power fail just then, the other may be there again, whole.
func Refresh(path string, data []byte) error {
	return within(path, func(folder *os.Root, name string) error { return replace(folder, name, Private, data) })
}

// Overwrite writes a small file into a folder that is open, over one of its own that
// may be there: for drafts and plays, of which nothing has to be kept.
func Overwrite(folder *os.Root, name string, data []byte) error {
	if err := folder.WriteFile(name, data, Private); err != nil {
		return unwritten(name, err)
	}
	return nil
}

// within opens the folder that a path is in. Its last part is looked up nowhere else.
func within(path string, do func(folder *os.Root, name string) error) error {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return review.Errorf(review.Invalid, "open the folder: %w", err).WithHint("make it first")
	}
	return errors.Join(do(folder, filepath.Base(path)), folder.Close())
}

func bytesOf(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

func fillNew(folder *os.Root, name string, mode fs.FileMode, fill func(io.Writer) error) error {
	draft := draftOf(name)
	err := write(folder, draft, mode, fill)
	if err == nil {
		err = publish(folder, draft, name)
	}
	if gone := folder.Remove(draft); err == nil && gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = gone
	}
	if errors.Is(err, fs.ErrExist) {
		return taken(name)
	}
	if err != nil {
		return unwritten(name, err)
	}
	return sync(folder)
}

func replace(folder *os.Root, name string, mode fs.FileMode, data []byte) error {
	draft := draftOf(name)
	err := write(folder, draft, mode, bytesOf(data))
	if err == nil && mode != Private { // a umask may have taken the group's rights away
		err = folder.Chmod(draft, mode)
	}
	if err == nil {
		err = folder.Rename(draft, name)
	}
	if err != nil {
		_ = folder.Remove(draft) // it may not be there
		return unwritten(name, err)
	}
	return nil
}

// draftOf is what a file is called until it is whole. Nobody can guess it, and lay
// something there first.
func draftOf(name string) string {
	const most = 200 // bytes: a name has 255 at most
	return "." + name[:min(len(name), most)] + "." + rand.Text()
}

func write(folder *os.Root, name string, mode fs.FileMode, fill func(io.Writer) error) error {
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

// sync makes sure that the names in a folder are on disk too.
func sync(folder *os.Root) error {
	f, err := folder.Open(".")
	if err != nil {
		return review.Errorf(review.Failed, "write the folder: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return review.Errorf(review.Failed, "write the folder: %w", err)
	}
	return nil
}

func taken(name string) error {
	return &review.Error{Code: review.Invalid, Message: name + " is there already, and is not written over",
		Hint: "move it away, or choose another name", Err: fs.ErrExist}
}

// unwritten says why a file could not be written.
func unwritten(name string, err error) error {
	if known, ok := errors.AsType[*review.Error](err); ok {
		return known
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return review.Errorf(review.Failed, "the disk is full: %s was not written: %w", name, err).
			WithHint("make room, then repeat the command; nothing was left behind")
	}
	return review.Errorf(review.Failed, "write %s: %w", name, err)
}
