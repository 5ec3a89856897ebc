package keyring

import (
	"crypto/sha256"
	"errors"
	"os"

	"scr/review"
)

// What somebody else does to the folder while it is in use here. Nothing of it is
// damage: whoever is told of damage puts an older folder back.

// rereads is how often something is read again that was put in the place of something
// else meanwhile.
const rereads = 5

// steady runs f on the ring as it lies there now, and once more where another ring took
// its place meanwhile: the files beside it may be the other's already, and the old ring
// is overwritten where it lies.
func (k *Keys) steady(f func(*ring) error) (err error) {
	for range rereads {
		if err = k.reload(); err != nil {
			return err
		}
		if err = f(k.ring); err == nil || k.ring == nil || k.ring.current(k.dir) {
			return err
		}
	}
	return err
}

// inPlace reports whether an open file is still the one of its name. Where another has
// taken its place it may be overwritten already.
func inPlace(f *os.File, path string) bool {
	here, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err != nil || os.SameFile(here, there)
}

// knows reports whether the identity that was read is the one of the file in its place.
func (k *Keys) knows() bool {
	b, err := readPrivate(k.identityPath())
	defer clear(b)
	return err != nil || sha256.Sum256(b) == k.who.from
}

// again reads the identity anew where the one at hand may be an older one: another has
// taken its place, or the system had remembered it. Where that comes to nothing the one
// at hand stays, and opens what it did.
func (k *Keys) again() (changed bool, err error) {
	if !k.who.remembered && k.knows() {
		return false, nil
	}
	if k.who.remembered {
		forget(k.id)
	}
	before := k.who
	k.who = nil
	if err := k.unlock(); err != nil {
		k.who = before
		return false, err
	}
	return true, nil
}

// errReplaced says that another identity took the place of the one that was read.
var errReplaced = errors.New("the identity was replaced meanwhile")

// lockedFor runs f while no other process changes the folder, with the identity that has
// its place then. A list of recipients that is made for an older one would shut out
// whoever has the folder.
func (k *Keys) lockedFor(f func() error) (err error) {
	for range rereads {
		if err = k.unlock(); err != nil { // before the lock: a person may be typing
			return err
		}
		err = k.locked(func() error {
			if !k.knows() {
				k.who = nil
				return errReplaced
			}
			return f()
		})
		if !errors.Is(err, errReplaced) {
			return err
		}
	}
	return review.Errorf(review.Conflict, "others go on changing the identity of the key ring").WithHint("repeat the command")
}
