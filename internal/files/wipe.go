package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Wipe turns every byte of the files in a folder into zero, where they lie, and takes
// them away; folders in it too. A link is taken away and not followed. What could not
// be overwritten is taken away all the same.
//
// On a disk that writes to another place each time, and in the memory of such a disk,
// the old bytes may stay for a while: that is what encrypting the disk is for.
func Wipe(folder *os.Root) error {
	entries, err := fs.ReadDir(folder.FS(), ".")
	if err != nil {
		return err
	}
	var failed error
	for _, e := range entries {
		switch {
		case e.IsDir():
			failed = errors.Join(failed, wipeFolder(folder, e.Name()))
		case e.Type().IsRegular():
			failed = errors.Join(failed, zero(folder, e.Name()), folder.Remove(e.Name()))
		default:
			failed = errors.Join(failed, folder.Remove(e.Name()))
		}
	}
	return failed
}

func wipeFolder(folder *os.Root, name string) error {
	inner, err := folder.OpenRoot(name)
	if err != nil {
		return err
	}
	return errors.Join(Wipe(inner), inner.Close(), folder.Remove(name))
}

// zero overwrites a file and has that on disk. A file with a second name is left as it
// is: it may be the person's own, linked to from here.
func zero(folder *os.Root, name string) error {
	f, err := folder.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !hasOtherNames(info) {
		_, err = io.CopyN(f, zeros{}, info.Size())
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// zeros is a stream of zero bytes.
type zeros struct{}

// Read fills p.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
