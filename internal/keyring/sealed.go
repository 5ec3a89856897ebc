package keyring

import (
	"bytes"
	"encoding/binary"
	"math"

	"scr/review"
)

// Place is where a text stands: the field of one event. A sealed text opens only
// where it was sealed.
type Place struct {
	Board  string
	Stream string // the kind and the id, as the log writes them
	Seq    int64  // of the event, in its stream
	Path   string // of the field, in the event
}

// framed returns the place as bytes that no other place has: each text goes behind
// its length.
func (p Place) framed() []byte {
	b := make([]byte, 0, 64+len(p.Board)+len(p.Stream)+len(p.Path))
	b = append(b, "scr/1/field\x00"...)
	b = appendText(b, p.Board)
	b = appendText(b, p.Stream)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Seq))
	return appendText(b, p.Path)
}

func appendText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// A sealed text is
//
//	0  algorithm  1: AES-256-GCM, the key by HKDF-SHA-256 out of two slots
//	1  ring       the first 8 bytes of its id
//	9  stream     4 bytes: the slot of the stream
//	13 field      4 bytes: the slot of the text
//	17 nonce      12 bytes
//	29 box        the text and 16 bytes more
type sealed []byte

const (
	algorithm = 1
	nonceAt   = 17
	boxAt     = 29
	// Overhead is how many bytes a sealed text is longer than the text.
	Overhead = boxAt + 16
)

func newSealed(id ringID, stream, field int64, room int) sealed {
	b := make(sealed, boxAt, Overhead+room)
	b[0] = algorithm
	copy(b[1:9], id[:])
	binary.BigEndian.PutUint32(b[9:], uint32(stream))
	binary.BigEndian.PutUint32(b[13:], uint32(field))
	fill(b[nonceAt:boxAt])
	return b
}

func (b sealed) check() error {
	switch {
	case len(b) == 0:
		return Damaged.fail("a sealed text is empty")
	case b[0] != algorithm:
		return Newer.fail("a text is sealed by algorithm %d, which this version does not know", b[0])
	case len(b) < Overhead:
		return Damaged.fail("a sealed text is cut short: it has %d bytes of at least %d", len(b), Overhead)
	}
	return nil
}

func (b sealed) stream() int64       { return int64(binary.BigEndian.Uint32(b[9:])) }
func (b sealed) field() int64        { return int64(binary.BigEndian.Uint32(b[13:])) }
func (b sealed) nonce() []byte       { return b[nonceAt:boxAt] }
func (b sealed) box() []byte         { return b[boxAt:] }
func (b sealed) from(id ringID) bool { return bytes.Equal(b[1:9], id[:8]) }

// SlotsOf returns the slots of the stream and of the text itself, so that they can
// be destroyed without opening it.
func SlotsOf(text []byte) (stream, field int64, err error) {
	if err := sealed(text).check(); err != nil {
		return 0, 0, err
	}
	return sealed(text).stream(), sealed(text).field(), nil
}

// Seal returns the text so that it opens only at its place, and only while both
// slots live: the stream's and its own. A slot of its own for each text is the
// caller's care; [Keys.Reserve] must have made both.
func (k *Keys) Seal(at Place, stream, field int64, plain []byte) ([]byte, error) {
	if stream == field {
		return nil, review.Errorf(review.Invalid, "a text and its stream cannot share slot %d", field)
	}
	if len(plain) > math.MaxInt32-Overhead {
		return nil, review.Errorf(review.Invalid, "a text of %d bytes is too long to be sealed", len(plain))
	}
	framed := at.framed()
	id, err := k.ringID()
	if err != nil {
		return nil, err
	}
	key, err := k.textKey(framed, stream, field)
	if err != nil {
		return nil, err
	}
	defer key.wipe()
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	b := newSealed(id, stream, field, len(plain))
	return aead.Seal(b, b.nonce(), plain, framed), nil
}

// Open returns the text that was sealed at this place. Its faults are [Destroyed],
// [Lost], [WrongRing], [Locked], [Damaged] and [Newer].
func (k *Keys) Open(at Place, text []byte) ([]byte, error) {
	b := sealed(text)
	if err := b.check(); err != nil {
		return nil, err
	}
	id, err := k.ringID()
	if err != nil {
		return nil, err
	}
	if !b.from(id) {
		return nil, WrongRing.fail("a text was sealed under another key ring than %s", id)
	}
	framed := at.framed()
	key, err := k.textKey(framed, b.stream(), b.field())
	if err != nil {
		return nil, err
	}
	defer key.wipe()
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, b.nonce(), b.box(), framed)
	if err != nil {
		return nil, Damaged.fail("a sealed text was changed, moved, or belongs to other keys")
	}
	return plain, nil
}

// textKey makes the key of one text out of the secrets of both slots.
func (k *Keys) textKey(framed []byte, stream, field int64) (*secret, error) {
	salt, err := k.secretOf(stream)
	if err != nil {
		return nil, err
	}
	defer salt.wipe()
	own, err := k.secretOf(field)
	if err != nil {
		return nil, err
	}
	defer own.wipe()
	return derivedHere(own, salt, framed), nil
}
