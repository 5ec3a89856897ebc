package keyring

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// TestASignerThatIsOnlyLaidThereIsNotBelieved: who can write in the folder, and has no
// key, makes the header say that another signer is the ring's.
func TestASignerThatIsOnlyLaidThereIsNotBelieved(t *testing.T) {
	k := mustCreate(t, options())
	_, public, err := note.GenerateKey(rand.Reader, "scr/EXB")
	must(t, err)
	line := []byte(public + "\n")
	must(t, os.WriteFile(k.path(verifierFile), line, 0o600))
	ring, err := os.ReadFile(k.path(ringFile))
	must(t, err)
	sum := sha256.Sum256(line)
	for _, at := range []int{0, headerSize} {
		was := k.peek.signer
		i := bytes.Index(ring[at:], was[:])
		if i < 0 {
			t.Fatal("the header does not hold what it says of its signer")
		}
		copy(ring[at+i:], sum[:])
	}
	must(t, os.WriteFile(k.path(ringFile), ring, 0o600))
	k = mustOpen(t, k.Dir(), options())
	if claimed, err := k.Claimed(); err != nil || claimed != public {
		t.Fatalf("the folder claims %q (%v), and nothing was laid there", claimed, err)
	}
	_, err = k.Verifier()
	faulty(t, err, Damaged)
}
