package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"scr/internal/custody"
	"scr/review"
)

// disk is everything this package does to files. Each act is one that a loss of
// power can stand before or after; the tests stop at every one of them.
type disk struct {
	before func(act) error // nil in the program
}

// act is one change to the disk, about to happen.
type act struct {
	op   string // create, write, sync, rename, link, remove
	name string // of the file, without its folder
	file *os.File
	data []byte
	at   int64
}

func (d disk) about(a act) error {
	if d.before == nil {
		return nil
	}
	return d.before(a)
}

// put makes a file that was not there, and has it on disk when it returns. The
// folder is the caller's to sync.
func (d disk) put(path string, data []byte) error {
	f, err := d.create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := d.write(f, data, 0); err != nil {
		return err
	}
	return d.sync(f)
}

// replace puts a file in the place of another: all of it or nothing.
func (d disk) replace(path string, data []byte) error {
	if err := d.put(path+fresh, data); err != nil {
		return err
	}
	return d.rename(path+fresh, path)
}

func (d disk) create(path string) (*os.File, error) {
	if err := d.about(act{op: "create", name: filepath.Base(path)}); err != nil {
		return nil, err
	}
	return custody.Create(path)
}

func (d disk) write(f *os.File, b []byte, at int64) error {
	if err := d.about(act{op: "write", name: filepath.Base(f.Name()), file: f, data: b, at: at}); err != nil {
		return err
	}
	_, err := f.WriteAt(b, at)
	return err
}

func (d disk) sync(f *os.File) error {
	if err := d.about(act{op: "sync", name: filepath.Base(f.Name())}); err != nil {
		return err
	}
	return f.Sync()
}

// rename moves a file, and has the folder that names it on disk.
func (d disk) rename(from, to string) error {
	if err := d.about(act{op: "rename", name: filepath.Base(to)}); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(to))
}

func (d disk) link(from, to string) error {
	if err := d.about(act{op: "link", name: filepath.Base(to)}); err != nil {
		return err
	}
	if err := os.Link(from, to); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(to))
}

func (d disk) remove(path string) error {
	if err := d.about(act{op: "remove", name: filepath.Base(path)}); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(path))
}

// wipe overwrites a file where it lies before it goes: removing it alone would
// leave its bytes on the disk.
func (d disk) wipe(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := d.blank(f); err != nil {
		return err
	}
	return d.remove(path)
}

// blank turns every byte of a file into zero.
func (d disk) blank(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	zeros := make([]byte, min(info.Size(), 1<<20))
	for at := int64(0); at < info.Size(); at += int64(len(zeros)) {
		if err := d.write(f, zeros[:min(int64(len(zeros)), info.Size()-at)], at); err != nil {
			return err
		}
	}
	return d.sync(f)
}

// syncDir puts the names in a folder on disk.
func (d disk) syncDir(dir string) error {
	if err := d.about(act{op: "sync", name: "."}); err != nil {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// private refuses what others may touch than those whom the keys are for.
func private(info fs.FileInfo, path string) error {
	if !custody.Exposed(info, path) {
		return nil
	}
	mode := "600"
	if info.IsDir() {
		mode = "700"
	}
	return review.Errorf(review.Refused, "others on this machine may open %s (mode %04o): keys are for one login, or for one group", path, info.Mode().Perm()).
		WithHint("run: chmod %s %s; \"scr help logins\" says how several logins use one board", mode, review.ShellWord(path))
}

// openPrivate opens a file for reading that nobody else may open.
func openPrivate(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = review.Errorf(review.Refused, "%s is not a file", path)
	}
	if err == nil {
		err = private(info, path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// maxKeyFile is the largest file of a key folder but the ring, in bytes.
const maxKeyFile = 1 << 20

// readPrivate reads a small file that nobody else may open. Where another takes its place
// meanwhile, that one is read: the old one is overwritten where it lies.
func readPrivate(path string) (b []byte, err error) {
	for range rereads {
		f, err := openPrivate(path)
		if err != nil {
			return nil, err
		}
		b, err = readSmall(f, path)
		whole := inPlace(f, path)
		f.Close()
		if err != nil || whole {
			return b, err
		}
	}
	return b, nil
}

func readSmall(f *os.File, path string) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxKeyFile {
		return nil, review.Errorf(review.Refused, "%s is larger than %d MiB: it is no key file", path, maxKeyFile>>20)
	}
	b := make([]byte, info.Size())
	n, err := f.ReadAt(b, 0)
	if n == len(b) {
		return b, nil
	}
	return nil, err
}
