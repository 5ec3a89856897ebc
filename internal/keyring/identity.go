package keyring

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"

	"scr/review"
)

// coming is what the name of a new identity ends in until it takes the old one's
// place. It is not fresh: what ends in that goes with every repair.
const coming = ".coming"

// ReplaceIdentity makes a new identity in the place of the one that opens the ring,
// locked if lock gives a passphrase. From then on the old one opens neither the ring
// nor what signs. Further recipients stay. Older copies of the folder open with the
// old identity as before.
//
// At every moment the identity in its place opens the ring. A process that dies in
// between leaves both able to open it: the next call finishes that, and then makes no
// further identity.
func (k *Keys) ReplaceIdentity(lock func() ([]byte, error)) error {
	if done, err := k.finishReplacing(); done || err != nil {
		return err
	}
	who, file, err := k.identityLockedBy(nil, lock)
	if err != nil {
		return err
	}
	defer clear(file)
	who.from = sha256.Sum256(file)
	return k.changing(func(r *ring, _ *os.File) error {
		list, err := k.list(r.head)
		if err != nil {
			return err
		}
		old, others := k.who.recipient, othersIn(list, k.who.recipient)
		if err := k.layBeside(file); err != nil {
			return err
		}
		if err := k.setList(r, replacingText(who.recipient, others, old)); err != nil {
			return err
		}
		k.who = who // the new identity proves that it opens the ring before the old one goes
		if err := errors.Join(k.drop(), k.read()); err != nil {
			return err
		}
		forget(k.id) // before and after: stopped in between, nobody goes on with the old one
		if err := k.takePlace(); err != nil {
			return err
		}
		forget(k.id)
		return k.setList(k.ring, recipientsText(who.recipient, others))
	})
}

// finishReplacing finishes a replacement that was cut short after the new identity had
// taken its place, and says whether there was one.
func (k *Keys) finishReplacing() (done bool, err error) {
	err = k.changing(func(r *ring, _ *os.File) error {
		list, err := k.list(r.head)
		lines, leaving := recipientsIn(list)
		if err != nil || leaving == "" || lines[0] != k.who.recipient {
			return err
		}
		done = true
		forget(k.id)
		return k.setList(r, recipientsText(k.who.recipient, othersIn(list, k.who.recipient)))
	})
	return done, err
}

// Relock locks the identity by another passphrase, or by none where lock is nil. The old
// passphrase is asked for, also where the system remembers the identity. It is the same
// identity: an older copy of its file opens the ring with the older passphrase.
func (k *Keys) Relock(lock func() ([]byte, error)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, err := readPrivate(k.identityPath())
	if err != nil {
		return identityMissing(err)
	}
	defer clear(before)
	who, err := k.unlocked(before)
	if err != nil {
		return err
	}
	_, file, err := k.identityLockedBy(who, lock)
	if err != nil {
		return err
	}
	defer clear(file)
	err = k.locked(func() error {
		now, err := readPrivate(k.identityPath())
		if err != nil {
			return identityMissing(err)
		}
		defer clear(now)
		if !bytes.Equal(before, now) {
			return review.Errorf(review.Conflict, "somebody else has changed the identity of the key ring meanwhile").WithHint("repeat the command")
		}
		return told(errors.Join(k.layBeside(file), k.takePlace()))
	})
	if err == nil && k.who != nil {
		k.who.from = sha256.Sum256(file)
	}
	forget(k.id)
	return err
}

// identityLockedBy returns the file of an identity, a new one where there is none.
func (k *Keys) identityLockedBy(who *holder, lock func() ([]byte, error)) (*holder, []byte, error) {
	if who == nil {
		var err error
		if who, err = newHolder(); err != nil {
			return nil, nil, err
		}
	}
	file, err := Options{Passphrase: lock, workLog: k.o.workLog}.identityText(who)
	return who, file, err
}

// layBeside writes an identity beside the one in its place. One that lies there is of a
// change that was cut short before it counted.
func (k *Keys) layBeside(file []byte) error {
	if err := k.o.disk.wipe(k.identityPath() + coming); err != nil {
		return err
	}
	return k.o.disk.put(k.identityPath()+coming, file)
}

// takePlace puts the identity that lies beside the other in its place, and overwrites
// the other where it lies.
func (k *Keys) takePlace() error {
	old, err := os.OpenFile(k.identityPath(), os.O_RDWR, 0)
	if err != nil {
		return identityMissing(err)
	}
	defer old.Close()
	if err := k.o.disk.rename(k.identityPath()+coming, k.identityPath()); err != nil {
		return err
	}
	return k.o.disk.blank(old)
}

// leaves stands in the list of recipients above one who can open the ring only until a
// replacement is done.
const leaves = "# Until its replacement is done:"

// replacingText is the list of recipients while one identity takes another's place.
func replacingText(own string, others []string, leaving string) string {
	return recipientsText(own, others) + leaves + "\n" + leaving + "\n"
}

// recipientsIn returns the recipients of a list, and the one that is being replaced, if
// one is.
func recipientsIn(list string) (all []string, leaving string) {
	marked := false
	for line := range strings.Lines(list) {
		switch line = strings.TrimSpace(line); {
		case line == leaves:
			marked = true
		case line == "" || strings.HasPrefix(line, "#"):
		default:
			all = append(all, line)
			if marked {
				leaving = line
			}
		}
	}
	return all, leaving
}

// replacing reports whether a list is that of a replacement on its way.
func replacing(list string) bool {
	_, leaving := recipientsIn(list)
	return leaving != ""
}

// othersIn returns whom a list has besides an identity. Where one is being replaced, the
// old and the new are no others.
func othersIn(list, own string) []string {
	all, leaving := recipientsIn(list)
	first := ""
	if leaving != "" {
		first = all[0]
	}
	return slices.DeleteFunc(all, func(r string) bool { return r == own || r == leaving || r == first })
}
