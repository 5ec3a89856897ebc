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

func (s *secret) wipe() { clear(s[:]) }
