package keyring

import (
	"crypto/sha256"
	"strings"
	"unicode"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"
)

type recipient = age.Recipient

// goodName reports whether a name can stand in a note.
func goodName(name string) bool {
	return name != "" && !strings.Contains(name, "+") && strings.IndexFunc(name, unicode.IsSpace) < 0
}

// Verifier returns the public half of the signing key, as package note writes it. It
// is no secret: give it to everyone who should be able to check. That it is this ring's
// is proved with the epoch's key first, so that a passphrase may be asked for: whoever
// can write in the folder, and has no key, could lay another one there.
func (k *Keys) Verifier() (public string, err error) {
	err = k.using(func(r *ring) error {
		public, err = k.verifier(r.head)
		return err
	})
	return public, err
}

// Claimed is [Keys.Verifier] as the folder has it, which nothing proves and for which no
// key is needed. It serves to tell one ring from another, and to check nothing with.
func (k *Keys) Claimed() (string, error) {
	k.mu.RLock()
	h := k.peek
	if k.ring != nil {
		h = k.ring.head
	}
	k.mu.RUnlock()
	return k.verifier(h)
}

// verifier reads signer.pub and holds it to what the header says of it.
func (k *Keys) verifier(h header) (string, error) {
	b, err := readPrivate(k.path(verifierFile))
	if err != nil {
		return "", missing(err, verifierFile)
	}
	if sha256.Sum256(b) != h.signer {
		return "", Damaged.fail("signer.pub in the key folder is not the one that was made with the ring")
	}
	return strings.TrimSuffix(string(b), "\n"), nil
}

// Signer returns what signs checkpoints and receipts. It is independent of the
// epochs: texts can be destroyed, signatures stay.
func (k *Keys) Signer() (note.Signer, error) {
	var s note.Signer
	err := k.using(func(r *ring) error {
		text, err := k.signerText()
		if err != nil {
			return err
		}
		defer clear(text)
		if s, err = note.NewSigner(string(text)); err != nil {
			return Damaged.fail("signer.age in the key folder holds no signing key")
		}
		return k.matches(r.head, s)
	})
	return s, err
}

// matches refuses a signer that is not the half of signer.pub.
func (k *Keys) matches(h header, s note.Signer) error {
	public, err := k.verifier(h)
	if err != nil {
		return err
	}
	v, err := note.NewVerifier(public)
	if err != nil || v.Name() != s.Name() || v.KeyHash() != s.KeyHash() {
		return Damaged.fail("signer.age and signer.pub in the key folder do not belong together")
	}
	return nil
}

func (k *Keys) signerText() ([]byte, error) {
	b, err := readPrivate(k.path(signerFile))
	if err != nil {
		return nil, missing(err, signerFile)
	}
	return k.open(b, signerFile)
}

// rewrapSigner encrypts the signing key to another list. It comes before the new
// epoch: stopped in between, the signer already opens for the new list, and setting
// the list again mends that.
func (k *Keys) rewrapSigner(list string) error {
	to, err := parseRecipients(list)
	if err != nil {
		return err
	}
	text, err := k.signerText()
	if err != nil {
		return err
	}
	defer clear(text)
	wrapped, err := encrypt(text, to...)
	if err != nil {
		return err
	}
	return k.o.disk.replace(k.path(signerFile), wrapped)
}
