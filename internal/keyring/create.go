package keyring

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/custody"
	"scr/review"
)

// Create makes a folder of new keys and opens it. The folder must not exist yet, or
// be empty; what goes wrong leaves none behind.
func Create(dir string, o Options) (*Keys, error) {
	made := false
	k, err := whole(dir, o.disk, func(aside string) (_ *Keys, err error) {
		k := &Keys{dir: aside, o: o}
		if made, err = k.makeIdentity(); err == nil {
			err = k.make()
		}
		return k, told(err)
	})
	if err != nil && made && o.Identity != "" {
		os.Remove(o.Identity)
	}
	return k, err
}

// whole makes a folder under another name and moves it into its place, so that
// either all of it is there or nothing.
func whole(dir string, d disk, fillIn func(aside string) (*Keys, error)) (*Keys, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, told(err)
	}
	if err := vacant(dir); err != nil {
		return nil, err
	}
	parent, base := filepath.Split(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, told(err)
	}
	aside, err := os.MkdirTemp(parent, "."+base+".")
	if err != nil {
		return nil, told(err)
	}
	if err := custody.Hand(aside); err != nil { // before there are files in it
		return nil, told(err)
	}
	k, err := fillIn(aside)
	if err == nil {
		err = told(settle(aside, dir, d))
	}
	if err != nil {
		takeAway(aside, dir)
		return nil, err
	}
	k.dir = dir
	return k, nil
}

// takeAway removes a folder that was not finished: under its own name too, if it has
// that already, and only the disk would not promise to keep it. Nothing was sealed under
// these keys. What else lies there was never moved there by this process.
func takeAway(aside, dir string) {
	if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
		os.RemoveAll(dir)
	}
	os.RemoveAll(aside)
}

// settle moves a folder whose files are on disk into its place.
func settle(aside, dir string, d disk) error {
	if err := d.syncDir(aside); err != nil {
		return err
	}
	return d.rename(aside, dir)
}

// vacant refuses a place that is taken. An empty folder gives way.
func vacant(dir string) error {
	info, err := os.Lstat(dir)
	if err == nil && info.IsDir() {
		err = os.Remove(dir)
	} else if err == nil {
		err = fs.ErrExist
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) { // which a folder with something in it is, too
		return told(err)
	}
	return review.Errorf(review.Refused, "%s exists already: keys are never written over others", dir).
		WithHint("name another folder, or move that one away")
}

// make writes all files of a new ring but the identity into the folder.
func (k *Keys) make() error {
	list := recipientsText(k.who.recipient, k.o.Recipients)
	to, err := parseRecipients(list)
	if err != nil {
		return err
	}
	if err := k.o.disk.put(k.path(recipientsFile), []byte(list)); err != nil {
		return err
	}
	h := header{epoch: 1, recipients: sha256.Sum256([]byte(list))}
	fill(h.id[:])
	if h.signer, err = k.makeSigner(to); err != nil {
		return err
	}
	k.id, k.peek = h.id, h
	key, err := k.newEpoch(h, to)
	if err != nil {
		return err
	}
	return k.makeRing(h, key)
}

func (k *Keys) path(name string) string { return filepath.Join(k.dir, name) }

// makeIdentity takes the identity that lies elsewhere, or makes one and says so.
func (k *Keys) makeIdentity() (made bool, err error) {
	if k.o.Identity != "" {
		if _, err := os.Stat(k.o.Identity); err == nil {
			return false, k.unlock()
		}
	}
	k.who, err = k.o.writeIdentity(k.identityPath())
	return err == nil, err
}

// NewIdentity writes a new identity to a file that is not there yet, locked if there
// is a passphrase, and returns its recipient: for a recovery key. An identity that
// others may have seen is replaced by [Keys.ReplaceIdentity].
func NewIdentity(path string, o Options) (recipient string, err error) {
	who, err := o.writeIdentity(path)
	if errors.Is(err, fs.ErrExist) {
		return "", review.Errorf(review.Invalid, "%s is there already, and is not written over", filepath.Base(path)).
			WithHint("move it away, or choose another name")
	}
	if err != nil {
		return "", told(err)
	}
	return who.recipient, told(o.disk.syncDir(filepath.Dir(path)))
}

func (o Options) writeIdentity(path string) (*holder, error) {
	who, err := newHolder()
	if err != nil {
		return nil, err
	}
	text, err := o.identityText(who)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	if err := o.disk.put(path, text); err != nil {
		if !errors.Is(err, fs.ErrExist) {
			os.Remove(path) // half an identity would be taken for one
		}
		return nil, err
	}
	return who, o.disk.syncDir(filepath.Dir(path))
}

// identityText is the file of a new identity, locked where there is a passphrase.
func (o Options) identityText(who *holder) ([]byte, error) {
	if o.Passphrase == nil {
		return who.file(), nil
	}
	pass, err := o.Passphrase()
	if known, ok := errors.AsType[*review.Error](err); ok {
		return nil, known // it says itself what is wrong with a new passphrase
	}
	if err != nil {
		return nil, unasked(err)
	}
	defer clear(pass)
	if len(pass) == 0 {
		return who.file(), nil
	}
	return who.lockedFile(pass, o.workLog)
}

// makeSigner writes the signing key and what checks its signatures, and returns the
// hash of the latter.
func (k *Keys) makeSigner(to []recipient) (sum [sha256.Size]byte, err error) {
	if _, err := note.NewEd25519VerifierKey(k.o.Signer, make([]byte, 32)); err != nil || !goodName(k.o.Signer) {
		return sum, review.Errorf(review.Invalid, "the signing key has no name, or one with a space or a plus sign").
			WithHint("name it after the board, as in scr/exb")
	}
	private, public, err := note.GenerateKey(rand.Reader, k.o.Signer)
	if err != nil {
		return sum, err
	}
	wrapped, err := encrypt([]byte(private), to...)
	if err != nil {
		return sum, err
	}
	if err := k.o.disk.put(k.path(signerFile), wrapped); err != nil {
		return sum, err
	}
	line := []byte(public + "\n")
	return sha256.Sum256(line), k.o.disk.put(k.path(verifierFile), line)
}

// newEpoch makes the key of a header's epoch and writes its file. The key that it
// returns was read back: what the identity cannot open would be the end of the ring.
func (k *Keys) newEpoch(h header, to []recipient) (*epochKey, error) {
	s := newSecret()
	defer s.wipe()
	wrapped, err := encrypt(s[:], to...)
	if err != nil {
		return nil, err
	}
	if err := k.o.disk.replace(k.path(epochFile(h.epoch)), wrapped); err != nil {
		return nil, err
	}
	return k.epochKey(h)
}

// makeRing writes a ring without slots, and the lock beside it.
func (k *Keys) makeRing(h header, key *epochKey) error {
	b := h.encode(key.mac())
	if err := k.o.disk.put(k.path(ringFile), append(b, b...)); err != nil {
		return err
	}
	return k.o.disk.put(k.path(lockFile), nil)
}
