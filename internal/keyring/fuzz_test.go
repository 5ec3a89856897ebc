package keyring

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"testing"
)

// FuzzHeader reads any bytes as a header: what is given is the beginning and the MAC,
// zeros between them. What parses comes out as it went in.
func FuzzHeader(f *testing.F) {
	mac := counting(1)
	f.Add(header{epoch: 1}.encode(mac)[:104], []byte{})
	f.Add(header{epoch: lastEpoch, slots: mostSlots}.encode(mac)[:104], make([]byte, 32))
	f.Add([]byte(magic), []byte{1})
	f.Fuzz(func(t *testing.T, begin, end []byte) {
		if _, err := parseHeader(begin); len(begin) != headerSize && err == nil {
			t.Error("a header of another length parses")
		}
		b := make([]byte, headerSize)
		copy(b, begin)
		copy(b[macAt:], end)
		h, err := parseHeader(b)
		if err != nil {
			oneOf(t, err, Damaged, Newer)
			return
		}
		again, err := parseHeader(h.encode(mac))
		if err != nil || again != h {
			t.Errorf("got %+v, %v; want %+v", again, err, h)
		}
		if k := (&epochKey{ring: h.id, epoch: h.epoch, mac: veil(counting(9))}); k.proves(b) {
			t.Error("a header proves itself")
		}
	})
}

// FuzzSlot reads any bytes as a slot: none opens that was not wrapped.
func FuzzSlot(f *testing.F) {
	k, err := newEpochKey(ringID{1}, 1, counting(3))
	must(f, err)
	whole := slot{live, kindSecret, 0, 1} // with a nonce of zeros: each worker makes it anew
	k.aead().Seal(whole[16:16], whole.nonce(), counting(7)[:], k.place(5, &whole))
	empty := gone()
	f.Add(whole[:], int64(5))
	f.Add(whole[:], int64(6))
	f.Add(empty[:], int64(5))
	f.Add(make([]byte, slotSize), int64(0))
	f.Fuzz(func(t *testing.T, b []byte, n int64) {
		var s slot
		copy(s[:], b)
		got, err := k.unwrap(n, &s)
		if err != nil {
			oneOf(t, err, Damaged, Newer, Destroyed)
		} else if s != whole || n != 5 || *got != *counting(7) {
			t.Errorf("slot %d opens", n)
		}
	})
}

// FuzzSealed opens any bytes as a sealed text, under a ring that every worker has.
func FuzzSealed(f *testing.F) {
	k := mustOpen(f, copyDir(f, "testdata/ring"), options())
	g := goldenTexts(f)[0]
	sealed, err := hex.DecodeString(g.Sealed)
	must(f, err)
	f.Add(sealed)
	f.Add(sealed[:Overhead])
	f.Add([]byte{})
	f.Add([]byte{2})
	f.Fuzz(func(t *testing.T, b []byte) {
		stream, own, err := SlotsOf(b)
		if err != nil {
			oneOf(t, err, Damaged, Newer)
		} else if stream < 0 || own < 0 || stream > mostSlots || own > mostSlots {
			t.Errorf("slots %d and %d", stream, own)
		}
		plain, err := k.Open(g.At, b)
		if err != nil {
			oneOf(t, err, Damaged, Newer, WrongRing, Lost, Destroyed)
		} else if !bytes.Equal(b, sealed) || string(plain) != g.Plain {
			t.Errorf("%x opens", b)
		}
	})
}

// FuzzRestore reads any bytes as a backup.
func FuzzRestore(f *testing.F) {
	k := mustCreate(f, options())
	var kept bytes.Buffer
	must(f, k.Backup(&kept))
	f.Add(kept.Bytes())
	f.Add(kept.Bytes()[:1000])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir() + "/keys"
		if err := Restore(dir, bytes.NewReader(b)); err == nil {
			if _, err := Open(dir, options()); err != nil {
				t.Errorf("what was restored does not open: %v", err)
			}
		} else if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a folder was left: %v", err)
		}
	})
}
