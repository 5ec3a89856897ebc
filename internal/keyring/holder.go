package keyring

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"scr/review"
)

// holder is whoever opens the ring: the identity.
type holder struct {
	identity   veiled[age.Identity]
	text       veiled[string]    // as it stands in a file
	recipient  string            // what is encrypted to the identity
	remembered bool              // by the system: no passphrase was asked for
	from       [sha256.Size]byte // hash of the file in which it lies
}

func holderOf(id *age.HybridIdentity) *holder {
	return &holder{identity: veil[age.Identity](id), text: veil(id.String()), recipient: id.Recipient().String()}
}

// newHolder makes an identity: X25519 together with ML-KEM-768, so that a ring
// copied today does not open when quantum computers come.
func newHolder() (*holder, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, review.Errorf(review.Failed, "an identity cannot be made: %w", err)
	}
	return holderOf(id), nil
}

// file returns what is written to disk, as age-keygen writes it.
func (h *holder) file() []byte {
	return fmt.Appendf(nil, "# opens a key ring of scr\n# public key: %s\n%s\n", h.recipient, h.text())
}

// parseHolder reads an identity file that is not locked: the first identity in it.
func parseHolder(b []byte) (*holder, error) {
	ids, err := age.ParseIdentities(bytes.NewReader(b))
	if err != nil || len(ids) == 0 {
		// age's own error may quote the line, and the line is the key.
		return nil, Damaged.fail("the identity is not one of age's")
	}
	id, ok := ids[0].(*age.HybridIdentity)
	if !ok {
		return nil, review.Errorf(review.Invalid, "the identity is an older one, which quantum computers will open").
			WithHint("let scr make one, or make it with \"age-keygen -pq\"")
	}
	return holderOf(id), nil
}

// isLocked reports whether an identity file is itself encrypted.
func isLocked(file []byte) bool {
	return bytes.HasPrefix(file, []byte("age-encryption.org/v1\n"))
}

func (k *Keys) identityPath() string {
	if k.o.Identity != "" {
		return k.o.Identity
	}
	return filepath.Join(k.dir, identityFile)
}

// IdentityLocked reports whether the identity needs a passphrase. Where it does not
// and lies in the folder, whoever has a copy of the folder has the keys.
func (k *Keys) IdentityLocked() (bool, error) {
	b, err := readPrivate(k.identityPath())
	if err != nil {
		return false, identityMissing(err)
	}
	defer clear(b)
	return isLocked(b), nil
}

func identityMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return Lost.fail("the identity that opens the key ring is missing: %w", err).
			WithHint("put it back from where it is kept, or give a recovery identity in its place")
	}
	if _, ok := errors.AsType[*review.Error](err); ok {
		return err
	}
	return review.Errorf(review.Failed, "the identity that opens the key ring cannot be read: %w", err)
}

// unlock reads the identity, if that was not done yet.
func (k *Keys) unlock() error {
	if k.off {
		return closed()
	}
	if k.who != nil {
		return nil
	}
	b, err := k.readIdentity()
	if err != nil {
		return err
	}
	defer clear(b)
	if k.who, err = k.holderIn(b); err == nil {
		k.who.from = sha256.Sum256(b)
	}
	return err
}

// holderIn returns the identity that is in a file: as it stands there, as the system
// remembers it, or as a passphrase opens it.
func (k *Keys) holderIn(file []byte) (*holder, error) {
	if !isLocked(file) {
		return parseHolder(file)
	}
	if text := recall(k.id); text != nil {
		defer clear(text)
		if who, err := parseHolder(text); err == nil {
			who.remembered = true
			return who, nil
		}
	}
	return k.ask(file)
}

// readIdentity reads the file of the identity. One that somebody named is looked into
// first: what is no identity needs no other rights.
func (k *Keys) readIdentity() ([]byte, error) {
	if k.o.Identity != "" {
		if err := looksLikeIdentity(k.o.Identity); err != nil {
			return nil, err
		}
	}
	b, err := readPrivate(k.identityPath())
	if err != nil {
		return nil, identityMissing(err)
	}
	return b, nil
}

// looksLikeIdentity refuses a file that somebody named and that holds no identity. One
// that cannot be read is left to whoever reads it next.
func looksLikeIdentity(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return review.Errorf(review.Invalid, "there is no identity at %s", path).WithHint("name the file of the recovery identity")
	}
	if err != nil {
		return nil
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	defer clear(b)
	if err != nil || isLocked(b) || bytes.Contains(b, []byte(identitySign)) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is no identity", path).
		WithHint("name the file that \"scr keys recovery --to FILE\" made, or a copy of \"identity\" in a key folder")
}

// named is the identity in words.
func (k *Keys) named() string {
	if k.o.Identity != "" {
		return "the identity in " + k.o.Identity
	}
	return "the key ring"
}

// ask opens a locked identity by its passphrase, and has the system remember it.
func (k *Keys) ask(file []byte) (*holder, error) {
	who, err := k.unlocked(file)
	if err != nil {
		return nil, err
	}
	kept := time.Duration(0)
	if k.o.Remember >= 0 {
		kept = remember(k.id, who.text(), k.o.Remember)
	}
	if k.o.Opened != nil {
		k.o.Opened(kept)
	}
	return who, nil
}

// unlocked opens an identity file, by the passphrase where it is locked. Whoever mistypes
// it may be asked again.
func (k *Keys) unlocked(file []byte) (*holder, error) {
	if !isLocked(file) {
		return parseHolder(file)
	}
	if k.o.Passphrase == nil {
		return nil, Locked.fail("%s is locked by a passphrase", k.named()).
			WithHint("run the command on a terminal, where the passphrase can be asked for")
	}
	for {
		who, err := k.tryPassphrase(file)
		if err != errWrong {
			return who, err
		}
		if k.o.Wrong == nil || !k.o.Wrong() {
			return nil, Locked.fail("that is not the passphrase of %s", k.named()).
				WithHint("try again: capital letters and the keyboard's layout count; where it is lost, a recovery identity opens the keys, as \"scr keys recovery --help\" says")
		}
	}
}

func (k *Keys) tryPassphrase(file []byte) (*holder, error) {
	pass, err := k.o.Passphrase()
	if err != nil {
		return nil, unasked(err)
	}
	defer clear(pass)
	text, err := openScrypt(file, pass)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	return parseHolder(text)
}

// unasked says that the passphrase could not be had, and why: in the words of whoever
// asked for it, where those are for people.
func unasked(err error) error {
	if known, ok := errors.AsType[*review.Error](err); ok {
		return &review.Error{Code: known.Code, Message: known.Message, Hint: known.Hint, Err: fmt.Errorf("%w: %w", Locked, err)}
	}
	return Locked.fail("the passphrase could not be read: %w", err).
		WithHint("run the command on a terminal, where the passphrase can be asked for")
}

// errWrong says that a passphrase does not open an identity. What age says of it speaks
// of identities and recipients, to somebody who has mistyped a word.
var errWrong = errors.New("that is not the passphrase")

func openScrypt(file, pass []byte) ([]byte, error) {
	id, err := age.NewScryptIdentity(string(pass))
	if err != nil {
		return nil, errWrong // an empty one
	}
	text, err := decrypt(file, id)
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, errWrong
	}
	if err != nil {
		return nil, Damaged.fail("the identity of the key ring is damaged: %w", err)
	}
	return text, nil
}

// lockedFile returns an identity file that only the passphrase opens.
func (h *holder) lockedFile(pass []byte, workLog int) ([]byte, error) {
	to, err := age.NewScryptRecipient(string(pass))
	if err != nil {
		return nil, review.Errorf(review.Invalid, "the identity cannot be locked with that passphrase: %w", err)
	}
	if workLog != 0 {
		to.SetWorkFactor(workLog)
	}
	return encrypt(h.file(), to)
}

// Forget makes the system forget an identity that a passphrase opened.
func (k *Keys) Forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	forget(k.id)
	k.who = nil
}

// decrypt opens a small age file.
func decrypt(file []byte, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(file), id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// encrypt makes a small age file.
func encrypt(plain []byte, to ...age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// epochKey opens the key of a header's epoch.
func (k *Keys) epochKey(h header) (*epochKey, error) {
	name := epochFile(h.epoch)
	b, err := readPrivate(filepath.Join(k.dir, name))
	if err != nil {
		return nil, missing(err, name)
	}
	plain, err := k.open(b, name)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	if len(plain) != len(secret{}) {
		return nil, Damaged.fail("%s in the key folder holds no epoch key", name)
	}
	return newEpochKey(h.id, h.epoch, (*secret)(plain))
}

// open decrypts a file of the folder. The identity at hand may be an older one: then it
// is read again, and a passphrase may be asked for.
func (k *Keys) open(file []byte, name string) ([]byte, error) {
	plain, err := decrypt(file, k.who.identity())
	if err != nil {
		changed, wrong := k.again()
		if wrong != nil {
			return nil, wrong
		}
		if changed {
			plain, err = decrypt(file, k.who.identity())
		}
	}
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, Damaged.fail("the identity does not open %s in the key folder: it is another ring's, or the file was changed", name)
	}
	if err != nil {
		return nil, Damaged.fail("%s in the key folder is damaged", name)
	}
	return plain, nil
}
