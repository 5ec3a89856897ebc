package keyring

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"scr/review"
)

// sumsFile ends a backup: a line for each file, as sha256sum writes it.
const sumsFile = "SHA256SUMS"

// Backup writes the folder as a tar archive, as it lies there: the slots stay
// wrapped, and an identity that is not locked by a passphrase goes with the rest, so
// that whoever has the archive then has the keys. Keep it apart from the database's
// backups, and no longer than erased texts may be readable: an older epoch lives on
// in it.
func (k *Keys) Backup(w io.Writer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.tidy(); err != nil {
		return err
	}
	return k.locked(func() error { return told(k.archive(w)) })
}

// tidy puts the folder in order if a change was cut short in it. Otherwise a backup
// asks for no passphrase.
func (k *Keys) tidy() error {
	files, err := k.files()
	if err != nil {
		return err
	}
	h, err := peekIn(k.dir)
	if err == nil && slices.ContainsFunc(files, h.outlived) {
		err = k.reload()
	}
	return err
}

// files returns the names in the folder that are this package's, the lock apart.
func (k *Keys) files() ([]string, error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, missing(err, "folder")
	}
	var names []string
	for _, e := range entries {
		if ours(e.Name()) && e.Name() != lockFile {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (k *Keys) archive(w io.Writer) error {
	names, err := k.files()
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	var sums strings.Builder
	for _, name := range names {
		sum, err := addFile(out, k.path(name), name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sum, name)
	}
	if err := out.WriteHeader(entry(sumsFile, int64(sums.Len()))); err != nil {
		return err
	}
	if _, err := io.WriteString(out, sums.String()); err != nil {
		return err
	}
	return out.Close()
}

// entry describes a file without saying who made it, or when.
func entry(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg}
}

func addFile(out *tar.Writer, path, name string) ([]byte, error) {
	f, err := openPrivate(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := out.WriteHeader(entry(name, info.Size())); err != nil {
		return nil, err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), io.LimitReader(f, info.Size()))
	return sum.Sum(nil), err
}

// Restore makes a folder of keys out of a backup. It must not exist yet, or be
// empty. A backup that is cut short or damaged leaves nothing behind.
//
// An older backup has fewer slots than the database may have used since, and slots
// that were destroyed since live again: the caller compares [Keys.Slots] with what
// the database counts, destroys again what was erased, and rotates.
func Restore(dir string, r io.Reader) error {
	_, err := whole(dir, disk{}, func(aside string) (*Keys, error) {
		if err := unpack(aside, tar.NewReader(r)); err != nil {
			return nil, told(err)
		}
		return Open(aside, Options{})
	})
	return err
}

// unpack writes the files of a backup into a folder and compares their sums.
func unpack(dir string, in *tar.Reader) error {
	var sums strings.Builder
	for {
		h, err := in.Next()
		if err != nil {
			return notBackup(err)
		}
		if h.Name == sumsFile {
			return compare(dir, in, sums.String())
		}
		if !belongs(h) {
			return notBackup(fmt.Errorf("entry %q", h.Name))
		}
		sum, err := unpackFile(dir+"/"+h.Name, in)
		if err != nil {
			return notBackup(err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sum, h.Name)
	}
}

// belongs reports whether an entry can be one of a backup. It is as long as what stands
// in the archive: a few bytes of it, which say that gigabytes of zeros follow, would fill
// the disk.
func belongs(h *tar.Header) bool {
	most := int64(maxKeyFile)
	if h.Name == ringFile {
		most = slotsAt + mostSlots*slotSize
	}
	return h.Typeflag == tar.TypeReg && !sparse(h) && ours(h.Name) && h.Name != lockFile && h.Size <= most
}

// sparse reports whether an archive leaves out the zeros of an entry.
func sparse(h *tar.Header) bool {
	for name := range h.PAXRecords {
		if strings.HasPrefix(name, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func unpackFile(path string, in io.Reader) ([]byte, error) {
	f, err := disk{}.create(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(f, sum), in); err != nil {
		return nil, err
	}
	return sum.Sum(nil), f.Sync()
}

// compare holds the sums of what was unpacked to those at the end of the backup, and
// looks whether the ring, its epoch's key and every slot are among it.
func compare(dir string, in io.Reader, got string) error {
	want, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil || string(want) != got {
		return notBackup(errors.Join(err, errors.New("the sums differ")))
	}
	k, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	if _, err := os.Stat(k.path(epochFile(k.peek.epoch))); err != nil {
		return missing(err, epochFile(k.peek.epoch))
	}
	info, err := os.Stat(k.path(ringFile))
	if err != nil || info.Size() < slotsAt+k.peek.slots*slotSize {
		return notBackup(errors.Join(err, errors.New("the ring is cut short")))
	}
	return nil
}

func notBackup(err error) error {
	return review.Errorf(review.Invalid, "this is no whole backup of a key folder: %w", fmt.Errorf("%w: %w", Damaged, err)).
		WithHint("take another backup")
}
