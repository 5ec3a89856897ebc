package keyring

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
)

// secret is a key. It never prints itself, whatever verb or logger asks. What holds
// one in a field veils it.
type secret [32]byte

// veiled is a secret value in a field. Package fmt looks into unexported fields
// without asking their methods, and for some verbs through pointers too. A function
// it prints as an address.
type veiled[T any] func() T

func veil[T any](v T) veiled[T] { return func() T { return v } }

const hidden = "[secret]"

// Format prints that there is a secret, and nothing of it.
func (*secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// MarshalText keeps the secret out of JSON logs.
func (*secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

func newSecret() *secret {
	s := new(secret)
	fill(s[:])
	return s
}

// fill fills b with random bytes. The generator of the operating system does not
// fail; where it would, the program ends.
func fill(b []byte) { _, _ = rand.Read(b) }

// derive makes a key out of another. What it is for goes into info, so that no two
// uses share a key.
func derive(from, salt []byte, info string) (*secret, error) {
	key, err := hkdf.Key(sha256.New, from, salt, info, len(secret{}))
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	s := (*secret)(key)
	return s, nil
}

// derivedHere is derive for one block, without its two dozen allocations: every text
// that is sealed or opened takes one. HKDF is HMAC of the key under the salt, and
// HMAC of the info under that.
func derivedHere(from, salt *secret, info []byte) *secret {
	between := mac(salt, from[:])
	defer between.wipe()
	return mac(between, append(info, 1))
}

// mac is HMAC-SHA-256.
func mac(key *secret, message []byte) *secret {
	var room [sha256.BlockSize + 256]byte
	defer clear(room[:])
	b := append(padded(room[:0], key, 0x36), message...)
	inner := sha256.Sum256(b)
	b = append(padded(b[:0], key, 0x5c), inner[:]...)
	out := secret(sha256.Sum256(b))
	return &out
}

// padded is a block of the hash, the key mixed into it.
func padded(b []byte, key *secret, pad byte) []byte {
	for i := range sha256.BlockSize {
		if i < len(key) {
			b = append(b, key[i]^pad)
		} else {
			b = append(b, pad)
		}
	}
	return b
}

func (s *secret) wipe() { clear(s[:]) }
