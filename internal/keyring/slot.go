package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
)

// A slot is 64 bytes:
//
//	0  state   1 live, 2 destroyed (and then all the rest is zero)
//	1  kind    1: a secret of 32 bytes
//	2  epoch   2 bytes, of the key that wraps it
//	4  nonce   12 bytes
//	16 wrapped 48 bytes: AES-256-GCM of the secret
//
// No slot lies across two sectors of a disk, so that overwriting one is whole or
// has not happened.
type slot [slotSize]byte

const (
	slotSize = 64

	live      = 1
	destroyed = 2

	kindSecret = 1
)

// gone is what a slot looks like when it was destroyed.
func gone() slot { return slot{destroyed} }

func (s *slot) epoch() uint16   { return binary.BigEndian.Uint16(s[2:]) }
func (s *slot) nonce() []byte   { return s[4:16] }
func (s *slot) wrapped() []byte { return s[16:] }

// epochKey wraps the secrets of one ring during one epoch.
type epochKey struct {
	ring  ringID
	epoch uint16
	mac   veiled[*secret] // for the header
	aead  veiled[cipher.AEAD]
}

// newEpochKey takes the key of an epoch apart into the two that are used.
func newEpochKey(ring ringID, epoch uint16, key *secret) (*epochKey, error) {
	wrap, err := derive(key[:], ring[:], "scr/1/slot")
	if err != nil {
		return nil, err
	}
	defer wrap.wipe()
	aead, err := newAEAD(wrap)
	if err != nil {
		return nil, err
	}
	mac, err := derive(key[:], ring[:], "scr/1/ring")
	return &epochKey{ring: ring, epoch: epoch, mac: veil(mac), aead: veil(aead)}, err
}

func newAEAD(key *secret) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, fmt.Errorf("prepare AES: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("prepare GCM: %w", err)
	}
	return aead, nil
}

// wrap makes the slot with number n out of its secret.
func (k *epochKey) wrap(n int64, s *secret) slot {
	out := slot{live, kindSecret}
	binary.BigEndian.PutUint16(out[2:], k.epoch)
	fill(out.nonce())
	k.aead().Seal(out[16:16], out.nonce(), s[:], k.place(n, &out))
	return out
}

// place ties a slot to its ring, its number and its first four bytes.
func (k *epochKey) place(n int64, s *slot) []byte {
	b := append(make([]byte, 0, 48), "scr/1/slot\x00"...)
	b = append(b, k.ring[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(n))
	return append(b, s[:4]...)
}

// unwrap returns the secret of the slot with number n.
func (k *epochKey) unwrap(n int64, s *slot) (*secret, error) {
	switch {
	case *s == gone():
		return nil, Destroyed.fail("the key in slot %d was destroyed", n)
	case s[0] != live:
		return nil, Damaged.fail("slot %d of the key ring is damaged", n)
	case s[1] != kindSecret:
		return nil, Newer.fail("slot %d of the key ring is of a kind that this version does not know", n)
	case s.epoch() != k.epoch:
		return nil, Damaged.fail("slot %d of the key ring belongs to epoch %d, and the ring to %d", n, s.epoch(), k.epoch)
	}
	out := new(secret)
	if _, err := k.aead().Open(out[:0], s.nonce(), s.wrapped(), k.place(n, s)); err != nil {
		return nil, Damaged.fail("slot %d of the key ring is damaged", n)
	}
	return out, nil
}
