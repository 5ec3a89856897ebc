package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"scr/review"
)

// holder is whoever opens the ring: the identity.
type holder struct {
	identity   veiled[age.Identity]
	text       veiled[string] // as it stands in a file
	recipient  string         // what is encrypted to the identity
	remembered bool           // by the system: no passphrase was asked for
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
	b, err := readPrivate(k.identityPath())
	if err != nil {
		return identityMissing(err)
	}
	defer clear(b)
	if !isLocked(b) {
		k.who, err = parseHolder(b)
		return err
	}
	if text := recall(k.id); text != nil {
		defer clear(text)
		if who, err := parseHolder(text); err == nil {
			who.remembered = true
			k.who = who
			return nil
		}
	}
	return k.ask(b)
}

// ask opens a locked identity by its passphrase.
func (k *Keys) ask(file []byte) error {
	if k.o.Passphrase == nil {
		return Locked.fail("the identity that opens the key ring is locked by a passphrase").
			WithHint("run the command on a terminal, where the passphrase can be asked for")
	}
	pass, err := k.o.Passphrase()
	if err != nil {
		return unasked(err)
	}
	defer clear(pass)
	k.who, err = openLocked(file, pass)
	if err == nil && k.o.Remember >= 0 {
		remember(k.id, k.who.text(), k.o.Remember)
	}
	return err
}

// unasked says that the passphrase could not be had.
func unasked(err error) error {
	return Locked.fail("no passphrase was given for the key ring: %w", err).
		WithHint("run the command on a terminal, where the passphrase can be asked for")
}

func openLocked(file, pass []byte) (*holder, error) {
	text, err := openScrypt(file, pass)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	return parseHolder(text)
}

func openScrypt(file, pass []byte) ([]byte, error) {
	wrong := func(err error) error {
		return Locked.fail("the passphrase does not open the identity of the key ring: %w", err).
			WithHint("try again; capital letters and the keyboard's layout count")
	}
	id, err := age.NewScryptIdentity(string(pass))
	if err != nil {
		return nil, wrong(err)
	}
	text, err := decrypt(file, id)
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, wrong(err)
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

// open decrypts a file of the folder. An identity that the system remembered may be
// an older one: it is forgotten, and the passphrase asked for.
func (k *Keys) open(file []byte, name string) ([]byte, error) {
	plain, err := decrypt(file, k.who.identity())
	if err != nil && k.who.remembered {
		forget(k.id)
		k.who = nil
		if err := k.unlock(); err != nil {
			return nil, err
		}
		plain, err = decrypt(file, k.who.identity())
	}
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, Damaged.fail("the identity does not open %s in the key folder: it is another ring's, or the file was changed", name)
	}
	if err != nil {
		return nil, Damaged.fail("%s in the key folder is damaged", name)
	}
	return plain, nil
}

// parseRecipients reads a list of whom the keys are encrypted to.
func parseRecipients(list string) ([]age.Recipient, error) {
	to, err := age.ParseRecipients(strings.NewReader(list))
	if err != nil {
		// Without age's own words, which may quote what was given: perhaps a key.
		return nil, review.Errorf(review.Invalid, "a recipient of the key ring is not one of age's").
			WithHint("a recipient begins with age1pq1; \"scr keys recovery --to FILE\" makes one")
	}
	for _, r := range to {
		if _, ok := r.(*age.HybridRecipient); !ok { // the weakest recipient would decide
			return nil, review.Errorf(review.Invalid, "a recipient of the key ring is an older one, which quantum computers will open").
				WithHint("a recipient begins with age1pq1; \"scr keys recovery --to FILE\" makes one")
		}
	}
	return to, nil
}

// recipientsText is the file of recipients, one a line, the identity's own first.
func recipientsText(own string, others []string) string {
	text := "# age recipients who can open this key ring.\n" +
		"# The ring knows this list: change it with scr, not with an editor.\n" + own + "\n"
	for _, r := range others {
		if r = strings.TrimSpace(r); r != own {
			text += r + "\n"
		}
	}
	return text
}
