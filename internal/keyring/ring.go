package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ring is the open ring file and the key of its epoch.
type ring struct {
	file *os.File // for reading
	head header   // proved by the key
	key  *epochKey
}

// slot reads a slot as it lies on disk at this moment.
func (r *ring) slot(n int64) (slot, error) {
	var s slot
	if n < 0 || n >= r.head.slots {
		return s, Lost.fail("the key ring has %d slots, and none with number %d", r.head.slots, n)
	}
	if _, err := r.file.ReadAt(s[:], slotsAt+n*slotSize); err != nil {
		return s, Damaged.fail("the key ring is cut short before slot %d: %w", n, err)
	}
	return s, nil
}

func (r *ring) secret(n int64) (*secret, error) {
	s, err := r.slot(n)
	if err != nil {
		return nil, err
	}
	return r.key.unwrap(n, &s)
}

// newest reads the header again: another process may have added slots. Where the two
// copies differ, a write of one of them was lost. Within an epoch slots are only added,
// and both copies are true: the one with more of them is the newer.
func (r *ring) newest() (header, error) {
	var newest header
	found := false
	for i := range int64(2) {
		if h, ok := r.proven(i); ok && (!found || h.slots > newest.slots) {
			newest, found = h, true
		}
	}
	if !found {
		return newest, Damaged.fail("the header of the key ring is damaged, or the ring comes from elsewhere")
	}
	return newest, nil
}

// proven reads one copy of the header, and reports whether the epoch's key proves it.
func (r *ring) proven(i int64) (header, bool) {
	b := headerCopy(r.file, i)
	if !r.key.proves(b) {
		return header{}, false
	}
	h, err := parseHeader(b)
	return h, err == nil
}

// current reports whether the file that is open is still the one in the folder.
func (r *ring) current(dir string) bool {
	here, err := r.file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(filepath.Join(dir, ringFile))
	return err == nil && os.SameFile(here, there)
}

// reload makes the ring the one that lies in the folder now, and clears away what a
// process left behind that died while it changed the ring.
func (k *Keys) reload() error {
	if k.off {
		return closed()
	}
	if err := k.unlock(); err != nil {
		return err
	}
	if err := k.read(); err != nil {
		return err
	}
	if left, err := k.leftovers(); err != nil || len(left) == 0 {
		return err
	}
	err := k.locked(func() error {
		if err := k.read(); err != nil {
			return err
		}
		return k.repair()
	})
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return nil // whoever may only read can read: the next change clears away
	}
	return err
}

// read opens the ring that lies in the folder now, unless it is open, and reads how
// many slots it has.
func (k *Keys) read() error {
	if k.off {
		return closed()
	}
	if k.ring != nil && k.ring.current(k.dir) {
		h, err := k.ring.newest()
		if err == nil {
			k.ring.head = h
		}
		return err
	}
	_ = k.drop() // only read from: nothing can be lost in closing it
	for range 5 {
		r, err := k.openRing()
		if err == nil {
			k.ring = r
			return nil
		}
		if !errors.Is(err, errRotated) {
			return err
		}
	}
	return Lost.fail("the key folder has no key for the epoch of its ring")
}

// errRotated says that the ring was replaced between two looks.
var errRotated = errors.New("the ring was rotated meanwhile")

func (k *Keys) openRing() (*ring, error) {
	f, err := openPrivate(filepath.Join(k.dir, ringFile))
	if err != nil {
		return nil, missing(err, ringFile)
	}
	r := &ring{file: f}
	if err := k.prove(r); err != nil {
		rotated := !r.current(k.dir)
		f.Close()
		if rotated {
			return nil, errRotated
		}
		return nil, err
	}
	return r, nil
}

// prove finds a copy of the header that an epoch key of this folder proves, and takes
// the newer of the two.
func (k *Keys) prove(r *ring) error {
	var first error
	for i := range int64(2) {
		err := k.proveCopy(r, headerCopy(r.file, i))
		if err == nil {
			r.head, err = r.newest()
			return err
		}
		if first == nil {
			first = err
		}
		if errors.Is(err, Locked) {
			break // nobody is asked twice for one passphrase
		}
	}
	return first
}

func (k *Keys) proveCopy(r *ring, b []byte) error {
	h, err := parseHeader(b)
	if err != nil {
		return err
	}
	if h.id != k.id && k.sure {
		return WrongRing.fail("the key folder now holds ring %s instead of %s", h.id, k.id)
	}
	key, err := k.epochKey(h)
	if err != nil {
		return err
	}
	if !key.proves(b) {
		return Damaged.fail("the header of the key ring is damaged, or the ring comes from elsewhere")
	}
	r.head, r.key, k.id, k.sure = h, key, h.id, true
	return nil
}
