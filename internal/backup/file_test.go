package backup

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

const origin = "scr/EXB/0190b4f2-0000-7000-8000-000000000001"

// keys returns the two halves of a board's key.
func keys(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

func source(t testing.TB, signer note.Signer) Source {
	t.Helper()
	s := Source{Signer: signer, Database: strings.NewReader("all of the database"),
		Manifest: Manifest{Origin: origin, Schema: 3, Made: time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)}}
	if signer != nil {
		empty := new(audit.Frontier).Head()
		c, err := audit.Sign(audit.Checkpoint{Origin: origin, Head: empty, Access: empty}, signer)
		if err != nil {
			t.Fatal(err)
		}
		s.Checkpoint, s.Ring, s.Epoch = c, strings.Repeat("0a", 16), 7
	}
	return s
}

func written(t testing.TB, s Source) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	signer, verifier := keys(t, "scr/EXB")
	rot13 := func(w io.Writer) (io.WriteCloser, error) { return turned{w}, nil }
	tests := []struct {
		name string
		of   func() Source
	}{
		{"signed and encrypted", func() Source { s := source(t, signer); s.Encrypt = rot13; return s }},
		{"signed, in the clear", func() Source { return source(t, signer) }},
		{"neither", func() Source { return source(t, nil) }},
		{"with a list of what was erased", func() Source { s := source(t, signer); s.Erased = []byte("a list\n\n— of lines\n"); return s }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.of()
			f, err := Read(bytes.NewReader(written(t, s)))
			if err != nil {
				t.Fatal(err)
			}
			if f.Origin != origin || f.Schema != 3 || !f.Made.Equal(s.Made) || f.Ring != s.Ring || f.Epoch != s.Epoch ||
				f.Encrypted != (s.Encrypt != nil) || f.Signed != (s.Signer != nil) || !bytes.Equal(f.ErasedList, s.Erased) {
				t.Errorf("read as %+v", f.Manifest)
			}
			if _, err := f.Check(verifier); (err == nil) != f.Signed {
				t.Errorf("checked: %v", err)
			}
			var b bytes.Buffer
			err = f.Database(&b, func(r io.Reader) (io.Reader, error) { return turnedBack{r}, nil })
			if err != nil || b.String() != "all of the database" {
				t.Errorf("the database is %q (%v)", &b, err)
			}
		})
	}
}

// turned and turnedBack stand for encryption.
type turned struct{ to io.Writer }

func (w turned) Write(p []byte) (int, error) { return w.to.Write(turn(p)) }
func (w turned) Close() error                { return nil }

type turnedBack struct{ from io.Reader }

func (r turnedBack) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	copy(p, turn(p[:n]))
	return n, err
}

func turn(p []byte) []byte {
	out := bytes.Clone(p)
	for i := range out {
		out[i] ^= 0x5a
	}
	return out
}

// TestEveryChangedByteIsNoticed changes each bit of each byte, and cuts at each place.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	signer, verifier := keys(t, "scr/EXB")
	for _, s := range []Source{source(t, signer), source(t, nil)} {
		s.Erased = []byte("a list\n")
		good := written(t, s)
		if !taken(good, verifier, s.Signer != nil) {
			t.Fatal("the good one is not taken")
		}
		for at := range good {
			for bit := range 8 {
				data := bytes.Clone(good)
				data[at] ^= 1 << bit
				if taken(data, verifier, s.Signer != nil) {
					t.Errorf("bit %d of byte %d of %d: nobody notices", bit, at, len(good))
				}
			}
			if taken(good[:at], verifier, s.Signer != nil) {
				t.Errorf("cut to %d of %d bytes: nobody notices", at, len(good))
			}
		}
		if taken(append(bytes.Clone(good), 'x'), verifier, s.Signer != nil) {
			t.Error("a byte too many: nobody notices")
		}
	}
}

func taken(data []byte, key note.Verifier, signed bool) bool {
	f, err := Read(bytes.NewReader(data))
	if err != nil {
		return false
	}
	if signed {
		if _, err := f.Check(key); err != nil {
			return false
		}
	}
	return f.Database(io.Discard, nil) == nil
}

func TestOnlyTheBoardsOwnKeyCounts(t *testing.T) {
	signer, verifier := keys(t, "scr/EXB")
	_, other := keys(t, "scr/EXB")
	foreign, foreignKey := keys(t, "scr/EXC")
	good := written(t, source(t, signer))

	f, err := Read(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]note.Verifier{"no key": nil, "another key of that name": {other}, "another board's": {foreignKey}} {
		if _, err := f.Check(list...); review.CodeOf(err) != review.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A manifest that somebody else signed, around a checkpoint of the board.
	s := source(t, signer)
	s.Signer = foreign
	if f, err = Read(bytes.NewReader(written(t, s))); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Check(verifier, foreignKey); err == nil {
		t.Error("a manifest that another key signed is believed")
	}
	// Unsigned, where a key is known.
	if f, err = Read(bytes.NewReader(written(t, source(t, nil)))); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Check(verifier); review.CodeOf(err) != review.Refused {
		t.Errorf("unsigned: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	signer, _ := keys(f, "scr/EXB")
	for _, s := range []Source{source(f, signer), source(f, nil)} {
		f.Add(written(f, s))
	}
	f.Add([]byte(Kind + "\nmanifest 131072\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		// What was read is written the same again.
		again, err := parseManifest(file.text())
		if err != nil || again.text() != file.text() {
			t.Errorf("%v", err)
		}
		_ = file.Database(io.Discard, func(r io.Reader) (io.Reader, error) { return r, nil })
	})
}

// TestADiskThatFailsIsNoWordAgainstTheBackup has the disk fail at each byte: it was told
// as a backup that is not whole, with the advice to take another.
func TestADiskThatFailsIsNoWordAgainstTheBackup(t *testing.T) {
	signer, _ := keys(t, "scr/EXB")
	s := source(t, signer)
	s.Erased = []byte("what was erased")
	data := written(t, s)
	plain := func(r io.Reader) (io.Reader, error) { return r, nil }
	for at := range data {
		broken := io.MultiReader(bytes.NewReader(data[:at]), iotest.ErrReader(syscall.EIO))
		f, err := Read(iotest.OneByteReader(broken))
		if err == nil {
			err = f.Database(io.Discard, plain)
		}
		if review.CodeOf(err) != review.Failed || !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "cannot be read") {
			t.Fatalf("at byte %d of %d: %v (%s)", at, len(data), err, review.CodeOf(err))
		}
	}
}
