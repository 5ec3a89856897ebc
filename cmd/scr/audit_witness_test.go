package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The time in a partner's signature is evidence: a clock that was put back signs
// nothing.
func TestPartnersClockDoesNotGoBack(t *testing.T) {
	a := testApp(t)
	proofs := filepath.Join("..", "..", "testdata", "proof")
	folder := filepath.Join(t.TempDir(), "police")
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	a.now = func() time.Time { return now }
	if _, remarks, status := typed(t, a, "audit", "witness", "init", folder, "--name", "police.example",
		"--key-file", filepath.Join(proofs, "log.pub")); status != 0 {
		t.Fatal(remarks)
	}
	out, remarks, status := typed(t, a, "audit", "witness", "cosign", folder, filepath.Join(proofs, "0-7.continuation"))
	if status != 0 || !strings.Contains(out, "4 March 2026 at 10:00:00 UTC by that partner's clock") {
		t.Fatalf("%d: %s%s", status, out, remarks)
	}
	now = now.Add(-time.Hour)
	_, remarks, status = typed(t, a, "audit", "witness", "cosign", folder, filepath.Join(proofs, "7-11.continuation"))
	if status != 1 || !strings.Contains(remarks, "the clock of this machine stands before") {
		t.Errorf("with a clock put back: %d: %s", status, remarks)
	}
	now = now.Add(2 * time.Hour)
	if _, remarks, status = typed(t, a, "audit", "witness", "cosign", folder, filepath.Join(proofs, "7-11.continuation")); status != 0 {
		t.Errorf("with a clock put right: %d: %s", status, remarks)
	}
}
