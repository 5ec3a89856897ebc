package audit_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

const origin = "scr/EXB/0192f0c1-0000-7000-8000-000000000001"

// board is a made-up log with the key that signs for it, built as the store will.
type board struct {
	origin    string
	envelopes [][]byte
	fields    [][]review.Field
	log       *shelf
	access    *shelf
	reads     int64 // access records
	signer    note.Signer
	key       note.Verifier
}

// chance is a source of random bytes that is the same in every run.
type chance byte

func (c chance) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// logKey returns a pair of keys of a log, the same in every run for one number.
func logKey(t testing.TB, number byte, name string) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := note.GenerateKey(chance(number), name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	key, err := audit.ParseKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, key
}

// logOf returns a log of n events and half as many access records. change, if any,
// may alter each event before it is recorded.
func logOf(t testing.TB, n int, change func(*review.Event, []review.Field)) *board {
	t.Helper()
	b := &board{origin: origin, log: &shelf{}, access: &shelf{}}
	b.signer, b.key = logKey(t, 1, origin)
	for range n {
		b.record(t, change)
	}
	return b
}

// record adds an event, and an access record with every second.
func (b *board) record(t testing.TB, change func(*review.Event, []review.Field)) {
	t.Helper()
	ev, plain, fields := sample(t)
	n := len(b.envelopes) + 1
	ev.Global, ev.Seq, ev.ID = int64(n), int64(n), "event-"+strconv.Itoa(n)
	ev.RecordedAt = ev.RecordedAt.Add(time.Duration(n) * time.Minute)
	if change != nil {
		change(&ev, fields)
	}
	b.take(t, encode(t, ev, plain, fields), fields)
	if n%2 == 0 {
		grow(t, b.access, b.reads, audit.Leaf([]byte("read "+strconv.Itoa(n))))
		b.reads++
	}
}

func (b *board) take(t testing.TB, envelope []byte, fields []review.Field) {
	t.Helper()
	grow(t, b.log, int64(len(b.envelopes)), audit.Leaf(envelope))
	b.envelopes, b.fields = append(b.envelopes, envelope), append(b.fields, fields)
}

func grow(t testing.TB, s *shelf, size int64, leaf audit.Hash) {
	t.Helper()
	gained, err := gains(size, []audit.Hash{leaf}, s)
	if err != nil {
		t.Fatal(err)
	}
	s.put(gained)
}

// head returns the checkpoint of the first n events.
func (b *board) head(t testing.TB, n int) audit.Checkpoint {
	t.Helper()
	c := audit.Checkpoint{Origin: b.origin, Head: headOf(t, b.log, int64(n))}
	c.Access = headOf(t, b.access, int64(n)/2)
	return c
}

func headOf(t testing.TB, s *shelf, size int64) audit.Head {
	t.Helper()
	root, err := audit.Root(size, s)
	if err != nil {
		t.Fatal(err)
	}
	return audit.Head{Size: size, Root: root}
}

// checkpoint returns the signed checkpoint of the first n events.
func (b *board) checkpoint(t testing.TB, n int) []byte {
	t.Helper()
	data, err := audit.Sign(b.head(t, n), b.signer)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// proof proves event number n within the first size, and shows the values at paths.
func (b *board) proof(t testing.TB, n, size int, paths ...string) audit.Proof {
	t.Helper()
	path, err := audit.Inclusion(int64(size), int64(n-1), b.log)
	if err != nil {
		t.Fatal(err)
	}
	p := audit.Proof{Envelope: b.envelopes[n-1], Index: int64(n - 1), Inclusion: path, Checkpoint: b.checkpoint(t, size)}
	for _, want := range paths {
		for _, f := range b.fields[n-1] {
			if f.Path == want {
				p.Shown = append(p.Shown, audit.Shown{Path: f.Path, Salt: f.Salt, Value: f.Value})
			}
		}
	}
	if len(p.Shown) != len(paths) {
		t.Fatalf("event %d has not all of %q", n, paths)
	}
	return p
}

// continuation leads from the first older events to the first newer ones; older 0
// is the beginning.
func (b *board) continuation(t testing.TB, older, newer int) audit.Continuation {
	t.Helper()
	var c audit.Continuation
	var err error
	if older > 0 {
		c.Older = b.checkpoint(t, older)
	}
	c.Newer = b.checkpoint(t, newer)
	if c.Log, err = audit.Consistency(int64(older), int64(newer), b.log); err != nil {
		t.Fatal(err)
	}
	if c.Access, err = audit.Consistency(int64(older)/2, int64(newer)/2, b.access); err != nil {
		t.Fatal(err)
	}
	return c
}

// opened reads a checkpoint that must be good.
func opened(t testing.TB, data []byte, keys ...note.Verifier) audit.Signed {
	t.Helper()
	s, err := audit.OpenCheckpoint(data, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wantError holds an error to what it says and to its code.
func wantError(t *testing.T, err error, code review.Code, says string) {
	t.Helper()
	switch known, ok := errors.AsType[*review.Error](err); {
	case err == nil:
		t.Errorf("accepted; it should say %q", says)
	case !ok || known.Code != code:
		t.Errorf("the code is %s, want %s: %v", review.CodeOf(err), code, err)
	case !strings.Contains(err.Error(), says):
		t.Errorf("says %q, want %q", err, says)
	}
}

func TestProofOfOneEvent(t *testing.T) {
	b := logOf(t, 25, nil)
	for _, n := range []int{1, 2, 16, 17, 24, 25} {
		p := b.proof(t, n, 25, "record.title")
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := audit.ParseProof(data)
		if err != nil {
			t.Fatal(err)
		}
		checked, err := read.Check(b.key)
		if err != nil {
			t.Fatal(err)
		}
		if checked.Index != int64(n-1) || checked.Checkpoint.Size != 25 || checked.Checkpoint.By != audit.KeyName(b.key) {
			t.Errorf("event %d is checked as %+v", n, checked)
		}
		if !bytes.Equal(checked.Envelope.Bytes(), b.envelopes[n-1]) {
			t.Errorf("event %d has another envelope", n)
		}
		if len(checked.Shown) != 1 || len(checked.Classes) != 1 || checked.Classes[0] != review.Narrative || len(checked.Withheld) != 2 {
			t.Errorf("event %d: shown %v of class %v, withheld %v", n, checked.Shown, checked.Classes, checked.Withheld)
		}
	}
}

// What is not disclosed is nowhere in the file: neither value nor salt.
func TestProofShowsNothingElse(t *testing.T) {
	b := logOf(t, 9, nil)
	data, err := b.proof(t, 5, 9, "record.questions.1").Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"visits", "Is this known?", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
	if !bytes.Contains(data, []byte(`"Since when?"`)) {
		t.Error("the value that is disclosed is not there to be read")
	}
}

// A file that was handed to a court must be readable for as long as the court is.
func TestFilesNeverChange(t *testing.T) {
	texts := func(_ *review.Event, fields []review.Field) { fields[0].Value = "First line.\n\tsecond \x1b[31m\n" }
	b := logOf(t, 11, texts)
	forged := logOf(t, 12, func(ev *review.Event, fields []review.Field) {
		texts(ev, fields)
		if ev.Global == 3 {
			ev.DecidedBy = "p9"
		}
	})
	claims := forged.continuation(t, 7, 12)
	claims.Older = b.checkpoint(t, 7)
	partner := newPartner(t, 7, "police.example")
	signed := must(audit.Cosign(nil, b.continuation(t, 0, 11), b.key, partner, time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)))
	witnessed := b.proof(t, 6, 11)
	witnessed.Checkpoint = signed
	for name, data := range map[string][]byte{
		"entry.proof":          must(b.proof(t, 6, 11, "record.title", "record.questions.0").Encode()),
		"only.proof":           must(logOf(t, 1, texts).proof(t, 1, 1, "record.title").Encode()),
		"witnessed.proof":      must(witnessed.Encode()),
		"0-7.continuation":     must(b.continuation(t, 0, 7).Encode()),
		"0-11.continuation":    must(b.continuation(t, 0, 11).Encode()),
		"7-11.continuation":    must(b.continuation(t, 7, 11).Encode()),
		"11-11.continuation":   must(b.continuation(t, 11, 11).Encode()),
		"forged.continuation":  must(forged.continuation(t, 7, 12).Encode()),
		"forged.proof":         must(forged.proof(t, 6, 11).Encode()),
		"claims.continuation":  must(claims.Encode()),
		"7.checkpoint":         b.checkpoint(t, 7),
		"11.checkpoint":        b.checkpoint(t, 11),
		"11-forged.checkpoint": forged.checkpoint(t, 11),
		"log.pub":              []byte(publicOf(t) + "\n"),
		"police.pub":           []byte(partner.Key().String() + "\n"),
		"both.pub":             []byte(publicOf(t) + "\n\n" + partner.Key().String() + "\n"),
	} {
		golden(t, filepath.Join("..", "..", "..", "testdata", "proof", name), data)
	}
}

// publicOf is the public key of the made-up log.
func publicOf(t testing.TB) string {
	t.Helper()
	_, public, err := note.GenerateKey(chance(1), origin)
	if err != nil {
		t.Fatal(err)
	}
	return public
}
