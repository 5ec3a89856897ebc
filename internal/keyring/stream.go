package keyring

import (
	"errors"
	"io"
	"strings"

	"filippo.io/age"

	"scr/review"
)

// Encrypt returns a writer that encrypts to age recipients what is written to it, as
// a stream: nothing is held in memory. Close ends it; without that the file is cut
// short, and whoever opens it is told.
func Encrypt(w io.Writer, recipients ...string) (io.WriteCloser, error) {
	to, err := parseRecipients(strings.Join(recipients, "\n"))
	if err != nil {
		return nil, err
	}
	out, err := age.Encrypt(w, to...)
	if err != nil {
		return nil, review.Errorf(review.Failed, "it cannot be encrypted: %w", err)
	}
	return out, nil
}

// Decrypt returns a reader of what was encrypted to the identity of the ring. That the
// file is whole is only known once it was read to its end.
func (k *Keys) Decrypt(r io.Reader) (io.Reader, error) {
	k.mu.Lock()
	err := k.unlock()
	who := k.who
	k.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return who.stream(r)
}

// DecryptWith is [Keys.Decrypt] with an identity in a file, such as a recovery key,
// where the ring is not at hand. The options say how the passphrase is asked for, if the
// file is locked; nothing is remembered.
func DecryptWith(identity string, o Options, r io.Reader) (io.Reader, error) {
	o.Identity, o.Remember = identity, -1
	return (&Keys{o: o}).Decrypt(r)
}

func (h *holder) stream(r io.Reader) (io.Reader, error) {
	plain, err := age.Decrypt(r, h.identity())
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		wrong := WrongRing.fail("it is not encrypted to this identity")
		wrong.Code = review.Refused // of all keys there are, this one was chosen
		return nil, wrong.WithHint("it opens for whom the keys opened when it was made: if \"scr keys identity\" was run since, give the file \"identity\" of a copy of the keys of then, or a recovery identity of then, with --identity; otherwise it is another board's")
	}
	if known, ok := errors.AsType[*review.Error](err); ok {
		return nil, known // from whoever reads the file
	}
	if err != nil {
		return nil, spoiled("the encrypted file is damaged: %w", err)
	}
	return broken{plain}, nil
}

// broken says of a stream that does not go on as it was encrypted what that means.
type broken struct{ from io.Reader }

// Read is part of [io.Reader].
func (b broken) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if known, ok := errors.AsType[*review.Error](err); ok {
		return n, known // from whoever reads the file
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = spoiled("the encrypted file is cut short, or was changed: %w", err)
	}
	return n, err
}

// spoiled is [Damaged] said of a file that somebody named: it is that file which cannot
// be read, and nothing failed here.
func spoiled(format string, err error) error {
	known := Damaged.fail(format, err)
	known.Code = review.Invalid
	return known.WithHint("take another copy of it")
}
