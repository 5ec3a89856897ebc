package keyring

import (
	"bytes"
	"testing"
)

func BenchmarkSeal(b *testing.B) {
	k := mustCreate(b, options())
	must(b, k.Reserve(2))
	plain := bytes.Repeat([]byte("narrative "), 40)
	for b.Loop() {
		if _, err := k.Seal(field(1), 0, 1, plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	k := mustCreate(b, options())
	must(b, k.Reserve(2))
	sealed, err := k.Seal(field(1), 0, 1, bytes.Repeat([]byte("narrative "), 40))
	must(b, err)
	for b.Loop() {
		if _, err := k.Open(field(1), sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstUse is what a command pays that opens one text.
func BenchmarkFirstUse(b *testing.B) {
	made := mustCreate(b, options())
	sealed := sealAll(b, made, 2)[1]
	for b.Loop() {
		k, err := Open(made.Dir(), options())
		if err == nil {
			_, err = k.Open(field(1), sealed)
		}
		if err != nil {
			b.Fatal(err)
		}
		k.Close()
	}
}

// BenchmarkReserve is for each block of 256 slots.
func BenchmarkReserve(b *testing.B) {
	k := mustCreate(b, options())
	for n := int64(1); b.Loop(); n += leastBlock {
		must(b, k.Reserve(n))
	}
}

func BenchmarkRotate(b *testing.B) {
	k := mustCreate(b, options())
	must(b, k.Reserve(10_000))
	for b.Loop() {
		must(b, k.Rotate())
	}
}
