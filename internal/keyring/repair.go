package keyring

import (
	"crypto/sha256"
	"os"
	"strings"
)

// leftovers returns the files that a change left behind when its process died: what
// was not yet in its place, what was no longer, and the keys of other epochs.
func (k *Keys) leftovers() ([]string, error) {
	files, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, missing(err, "folder")
	}
	var left []string
	for _, f := range files {
		if k.ring.head.outlived(f.Name()) {
			left = append(left, f.Name())
		}
	}
	return left, nil
}

// outlived reports whether a file of the folder has no place beside this header.
func (h header) outlived(name string) bool {
	if !ours(name) {
		return false
	}
	return strings.HasSuffix(name, fresh) || strings.HasSuffix(name, retired) ||
		isEpochFile(name) && name != epochFile(h.epoch)
}

// ours reports whether a name is one that this package gives. What else somebody
// keeps in the folder is left alone.
func ours(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, fresh), retired)
	switch name {
	case identityFile, recipientsFile, ringFile, signerFile, verifierFile, lockFile:
		return true
	}
	return isEpochFile(name)
}

func isEpochFile(name string) bool {
	digits, ok := strings.CutPrefix(name, "epoch-")
	digits, ends := strings.CutSuffix(digits, ".age")
	return ok && ends && len(digits) == 6 && strings.Trim(digits, "0123456789") == ""
}

// repair puts the folder in order. It needs the lock, and a ring whose header its
// epoch's key has proved: only then is it certain which key is the old one.
func (k *Keys) repair() error {
	left, err := k.leftovers()
	if err != nil {
		return err
	}
	for _, name := range left {
		if err := k.clearAway(name); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keys) clearAway(name string) error {
	switch name {
	case ringFile + retired:
		return k.clearRing()
	case recipientsFile + fresh:
		return k.clearRecipients()
	}
	return k.o.disk.wipe(k.path(name))
}

// clearRing destroys the old ring. Before the new one is in its place, both names
// are the same file's, and only the name goes.
func (k *Keys) clearRing() error {
	path := k.path(ringFile + retired)
	there, err := os.Stat(path)
	if err != nil {
		return err
	}
	here, err := k.ring.file.Stat()
	if err != nil {
		return err
	}
	if os.SameFile(here, there) {
		return k.o.disk.remove(path)
	}
	return k.o.disk.wipe(path)
}

// clearRecipients puts a new list in its place, if the ring in its place is the one
// that goes with it.
func (k *Keys) clearRecipients() error {
	path := k.path(recipientsFile)
	b, err := readPrivate(path + fresh)
	if err != nil {
		return err
	}
	if sha256.Sum256(b) == k.ring.head.recipients {
		return k.o.disk.rename(path+fresh, path)
	}
	return k.o.disk.wipe(path + fresh)
}
