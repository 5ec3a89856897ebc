package audit_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"scr/internal/audit"
)

// These look for bytes that are accepted and would be written otherwise, and for
// what stops the program: all of these files come from outside.

func seeds(f *testing.F, names ...string) {
	f.Helper()
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "proof", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func FuzzParseProof(f *testing.F) {
	seeds(f, "entry.proof", "0-11.continuation")
	_, key := logKey(f, 1, origin)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := audit.ParseProof(data)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("accepted %q, which would be written as %q (%v)", data, again, err)
		}
		if checked, err := p.Check(key); err == nil && checked.Checkpoint.By != audit.KeyName(key) {
			t.Errorf("accepted without the log's signature: %q", data)
		}
	})
}

func FuzzParseContinuation(f *testing.F) {
	seeds(f, "7-11.continuation", "0-11.continuation", "entry.proof")
	_, key := logKey(f, 1, origin)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := audit.ParseContinuation(data)
		if err != nil {
			return
		}
		again, err := c.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("accepted %q, which would be written as %q (%v)", data, again, err)
		}
		if done, err := c.Check(key); err == nil && done.Newer.By != audit.KeyName(key) {
			t.Errorf("accepted without the log's signature: %q", data)
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	b := logOf(f, 4, nil)
	partner := newPartner(f, 7, "police.example")
	f.Add(b.checkpoint(f, 4))
	f.Add(must(audit.Sign(b.head(f, 2), b.signer)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := audit.OpenCheckpoint(data, b.key, partner.Key()); err == nil {
			if s.By != audit.KeyName(b.key) || !bytes.HasPrefix(data, audit.Text(s.Checkpoint)) {
				t.Errorf("opened as something else: %q", data)
			}
		}
		claim, err := audit.ReadClaim(data)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(data, append(audit.Text(claim.Checkpoint), '\n')) {
			t.Errorf("%q is read as %q", data, audit.Text(claim.Checkpoint))
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add(publicOf(f))
	f.Add(newPartner(f, 7, "police.example").Key().String())
	f.Add(newPartner(f, 7, "police.example").Secret())
	f.Fuzz(func(t *testing.T, text string) {
		if v, err := audit.ParseKey(text); err == nil && v.Verify([]byte("x\n"), make([]byte, 72)) {
			t.Errorf("%q accepts a signature of zeros", text)
		}
		if w, err := audit.ParseWitness(text); err == nil {
			if again, err := audit.ParseWitness(w.Secret()); err != nil || again.Secret() != w.Secret() {
				t.Errorf("a secret key is not read back: %v", err)
			}
		}
	})
}
