package main

import (
	"bytes"
	"errors"
	"io"
	"os"

	"scr/internal/keyring"
	"scr/review"
)

// How a restore comes by its keys.

// openKeys finds the keys, once they were put back where that was asked for.
func (r *restoring) openKeys() (err error) {
	if r.ask.keysFrom != "" {
		if err := r.putKeysBack(); err != nil {
			return err
		}
	}
	if r.ring, err = r.openRing(); err != nil {
		return err
	}
	lines, err := r.ask.board.keyLines()
	if err != nil {
		return err
	}
	if r.ring != nil {
		public, err := r.ring.Verifier()
		if err != nil {
			return err
		}
		lines = append(lines, public)
	}
	r.keys, err = readKeys(lines)
	return err
}

// putKeysBack restores the folder of the keys from a copy. Only a folder that it made is
// one that may be taken away again.
func (r *restoring) putKeysBack() error {
	settings, err := r.config()
	if err != nil {
		return err
	}
	in, err := os.Open(r.ask.keysFrom)
	if err != nil {
		return review.Errorf(review.Invalid, "the copy of the keys cannot be read: %w", err)
	}
	defer in.Close()
	from, err := r.ringCopy(in)
	if err != nil {
		return err
	}
	if err := keyring.Restore(settings.Keys, from); err != nil {
		return err
	}
	r.putBack = settings.Keys
	return nil
}

// ringCopy opens a copy of the keys, which may be encrypted.
func (r *restoring) ringCopy(in io.ReadSeeker) (io.Reader, error) {
	head, err := beginning(in)
	if err != nil || !bytes.HasPrefix(head, []byte(ageSign)) {
		return in, err
	}
	if r.ask.identity == "" {
		return nil, misuse("the copy of the keys is encrypted").WithHint("give the identity that opens it with --identity")
	}
	return keyring.DecryptWith(r.ask.identity, r.opener(), in)
}

// openRing opens the ring at hand, by the identity that was given where it opens that: who
// restores with a recovery identity may not know the passphrase of the other one. An
// identity that opens the backup alone leaves the ring to its own.
func (r *restoring) openRing() (*keyring.Keys, error) {
	ring, err := r.app.ring()
	if err != nil || ring == nil || r.ask.identity == "" {
		return ring, err
	}
	with := r.opener()
	with.Identity, with.Remember = r.ask.identity, -1
	given, err := keyring.Open(ring.Dir(), with)
	if err == nil {
		_, err = given.Slots()
	}
	if errors.Is(err, keyring.Damaged) {
		return ring, nil
	}
	if err != nil {
		return nil, err
	}
	r.app.keys = given
	return given, nil
}

// opener asks for the passphrase of the identity that was given, once.
func (r *restoring) opener() keyring.Options {
	o := r.unlocking("the identity in " + r.ask.identity)
	ask, wrong := o.Passphrase, o.Wrong
	o.Opened = nil // nothing is remembered
	o.Passphrase = func() (pass []byte, err error) {
		if r.typed == nil {
			r.typed, err = ask()
		}
		return bytes.Clone(r.typed), err
	}
	o.Wrong = func() bool {
		r.typed = nil
		return wrong()
	}
	return o
}

// ageSign is how an encrypted file begins.
const ageSign = "age-encryption.org/v1\n"

// beginning returns the first block of a file, which is then read from its beginning.
func beginning(in io.ReadSeeker) ([]byte, error) {
	head := make([]byte, 512)
	n, _ := io.ReadFull(in, head) // what cannot be read is found by whoever reads on
	_, err := in.Seek(0, io.SeekStart)
	return head[:n], err
}

// orKeys says of a file that is no backup that it is a copy of the keys, where it is one:
// the two are made by one command, and are easily taken for each other.
func orKeys(in io.ReadSeeker, notBackup error) error {
	if review.CodeOf(notBackup) != review.Invalid {
		return notBackup
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return notBackup
	}
	head, err := beginning(in)
	tar := len(head) == 512 && string(head[257:262]) == "ustar"
	if err != nil || !tar && !bytes.HasPrefix(head, []byte(ageSign)) {
		return notBackup
	}
	return review.Errorf(review.Invalid, "this is a copy of the keys, and not a backup of the database").
		WithHint("name the backup, and give the copy of the keys with --keys-from")
}
