package keyring

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"scr/review"
)

// The files of the folder.
const (
	identityFile   = "identity"
	recipientsFile = "recipients"
	ringFile       = "ring"
	signerFile     = "signer.age"
	verifierFile   = "signer.pub"
	lockFile       = "lock"

	fresh   = ".new" // not yet in its place
	retired = ".old" // no longer in its place, not yet destroyed
)

func epochFile(epoch uint16) string { return fmt.Sprintf("epoch-%06d.age", epoch) }

// Options say how a ring is made and opened.
type Options struct {
	// Identity is the path of the identity, where it does not lie in the folder.
	Identity string
	// Passphrase is asked for when the identity is locked; once it opened, no more by
	// the same Keys. With Create, a passphrase that is not empty locks the identity.
	// What it returns is overwritten. A [review.Error] that it returns is passed on as
	// it is, with [Locked] as its cause.
	Passphrase func() ([]byte, error)
	// Wrong is told of a passphrase that does not open the identity, and says whether
	// to ask for another. Where it is nil nobody is asked twice.
	Wrong func() bool
	// Opened is told for how long the system keeps an identity that a passphrase has
	// just opened: 0 where it does not keep it. It may be nil.
	Opened func(time.Duration)
	// Remember is how long the system keeps an identity that a passphrase opened:
	// 15 minutes where it is 0, not at all where it is negative.
	Remember time.Duration
	// Recipients, for Create, are further age recipients who can open the ring: a
	// recovery key that lies in a safe.
	Recipients []string
	// Signer, for Create, is the name that signatures carry, such as scr/exb. It has no
	// space and no plus sign.
	Signer string

	disk    disk
	workLog int // of scrypt, a power of two; 0 for age's own
}

// Keys are the keys of one board. They may be used from several goroutines, while
// other processes use, extend and rotate the same ring.
type Keys struct {
	dir string
	o   Options

	mu   sync.RWMutex
	id   ringID
	sure bool    // an epoch's key proved the id
	peek header  // as Open read it, unproved
	ring *ring   // nil until a key is needed, and after a change failed
	who  *holder // nil until a key is needed
	off  bool    // closed
}

// Open looks at a folder of keys. Nothing secret is read, and no passphrase asked
// for, before the first key is needed.
func Open(dir string, o Options) (*Keys, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, missing(err, "folder")
	}
	if !info.IsDir() { // before its rights: another's file, or a device, is not to be changed
		return nil, review.Errorf(review.Refused, "the keys are not in a folder: %s is none", dir).
			WithHint("name the folder of the keys with SCR_KEYS or the setting \"keys\"")
	}
	if err := private(info, dir); err != nil {
		return nil, err
	}
	h, err := peekIn(dir)
	if err != nil {
		return nil, err
	}
	return &Keys{dir: dir, id: h.id, o: o, peek: h}, nil
}

// peekIn peeks into the ring of a folder, and once more where another took its place
// meanwhile.
func peekIn(dir string) (h header, err error) {
	path := filepath.Join(dir, ringFile)
	for range rereads {
		f, err := openPrivate(path)
		if err != nil {
			return h, missing(err, ringFile)
		}
		h, err = peek(f)
		whole := inPlace(f, path)
		f.Close()
		if err == nil || whole {
			return h, err
		}
	}
	return h, Damaged.fail("the key ring does not begin like one")
}

// peek reads the first copy of the header that looks like one.
func peek(f io.ReaderAt) (header, error) {
	if _, err := f.ReadAt(make([]byte, 1), 0); err != nil && !errors.Is(err, io.EOF) {
		return header{}, missing(err, ringFile) // a disk that fails is no damaged ring
	}
	var first error
	for i := range int64(2) {
		h, err := parseHeader(headerCopy(f, i))
		if err == nil {
			return h, nil
		}
		if first == nil {
			first = err
		}
	}
	return header{}, first
}

// headerCopy reads one of the two copies of the header. What is missing of it makes
// it no header.
func headerCopy(f io.ReaderAt, i int64) []byte {
	b := make([]byte, headerSize)
	n, _ := f.ReadAt(b, i*headerSize)
	return b[:n]
}

// Close forgets the keys. The kernel may go on remembering the identity: see
// [Keys.Forget].
func (k *Keys) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.off = true
	k.who = nil
	return k.drop()
}

// drop lets go of the ring, so that the next use reads it again.
func (k *Keys) drop() error {
	if k.ring == nil {
		return nil
	}
	err := k.ring.file.Close()
	k.ring.key.mac().wipe()
	k.ring = nil
	return err
}

// ID is the ring's own name: 32 hexadecimal digits, random, for life.
func (k *Keys) ID() string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.id.String()
}

// ringID returns the id as the epoch's key proved it.
func (k *Keys) ringID() (ringID, error) {
	k.mu.RLock()
	id, sure := k.id, k.ring != nil
	k.mu.RUnlock()
	if sure {
		return id, nil
	}
	err := k.using(func(r *ring) error {
		id = r.head.id
		return nil
	})
	return id, err
}

// Dir is the folder.
func (k *Keys) Dir() string { return k.dir }

// Epoch counts the rotations, from 1.
func (k *Keys) Epoch() int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.ring != nil {
		return int(k.ring.head.epoch)
	}
	return int(k.peek.epoch)
}

// Format prints which ring this is, and no key of it.
func (k *Keys) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "key ring "+k.ID())
}

// MarshalText says which ring this is, to loggers that write JSON.
func (k *Keys) MarshalText() ([]byte, error) { return []byte("key ring " + k.ID()), nil }

// Slots returns how many slots the ring has, used or not. They count from 0.
func (k *Keys) Slots() (int64, error) {
	var n int64
	err := k.using(func(r *ring) error {
		h, err := r.newest()
		n = h.slots
		return err
	})
	return n, err
}

// secretOf returns the secret of a slot. Another process may have extended or
// rotated the ring since it was opened: a slot that does not open here is looked up
// once more in the ring as it lies there now.
func (k *Keys) secretOf(n int64) (*secret, error) {
	k.mu.RLock()
	if r := k.ring; r != nil {
		if s, err := r.secret(n); err == nil {
			k.mu.RUnlock()
			return s, nil
		}
	}
	k.mu.RUnlock()
	var s *secret
	err := k.using(func(r *ring) (err error) {
		s, err = r.secret(n)
		return err
	})
	return s, err
}

// using runs f on the ring as it lies there now.
func (k *Keys) using(f func(*ring) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.steady(f)
}

// changing runs f on the ring as it lies there now, while nobody else changes it.
// Where f fails, the ring is read again before its next use: what f left behind is
// cleared away then, as it is when a process dies.
func (k *Keys) changing(f func(r *ring, file *os.File) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lockedFor(func() error {
		err := k.change(f)
		if err != nil {
			_ = k.drop() // the error that matters is the one before
		}
		return told(err)
	})
}

// told makes an error of the disk one for people.
func told(err error) error {
	if _, ok := errors.AsType[*review.Error](err); ok || err == nil {
		return err
	}
	return review.Errorf(review.Failed, "the key folder could not be changed: %w", err).
		WithHint("no key is lost; see that the disk is not full and can be written to, then repeat the command")
}

func (k *Keys) change(f func(*ring, *os.File) error) error {
	if err := k.read(); err != nil {
		return err
	}
	if err := k.repair(); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(k.dir, ringFile), os.O_RDWR, 0)
	if err != nil {
		return missing(err, ringFile)
	}
	defer file.Close()
	return f(k.ring, file)
}

// closed is what a use after Close is told.
func closed() error {
	return review.Errorf(review.Failed, "the key ring was closed")
}
