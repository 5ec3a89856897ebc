package simulation

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"math/rand/v2"
)

// chance is where everything random comes from: one seed, one stream.
type chance struct {
	*rand.Rand
	source *rand.ChaCha8
}

func newChance(seed uint64) *chance {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	source := rand.NewChaCha8(key)
	return &chance{rand.New(source), source}
}

var _ io.Reader = (*chance)(nil)

// Read fills b: salts come from here.
func (c *chance) Read(b []byte) (int, error) { return c.source.Read(b) }

// id is a random id, of 128 bits.
func (c *chance) id() string {
	var b [16]byte
	c.Read(b[:])
	return hex.EncodeToString(b[:])
}

// one is true once in n times.
func (c *chance) one(n int) bool { return c.IntN(n) == 0 }

// between returns a number from low to high, both included.
func (c *chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// pick returns one of a list, or nothing of an empty one.
func pick[T any](c *chance, list []T) T {
	var none T
	if len(list) == 0 {
		return none
	}
	return list[c.IntN(len(list))]
}

// some returns some of a list, in its order; at least one where there is one.
func some[T any](c *chance, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	var kept []T
	for _, t := range list {
		if c.one(2) {
			kept = append(kept, t)
		}
	}
	if kept == nil {
		kept = []T{pick(c, list)}
	}
	return kept
}
