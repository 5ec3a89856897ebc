package audit_test

import (
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/review"
)

// TestAFileOfAnotherKindIsNamed: who takes the wrong file is told what it is.
func TestAFileOfAnotherKindIsNamed(t *testing.T) {
	checkpoint := "scr/EXB/0190b4f2-0000-7000-8000-000000000001\n1\n\n\n— scr/EXB AAAA\n"
	for _, tt := range []struct {
		name, data, says string
		open             func([]byte) error
	}{
		{"a checkpoint for a continuation", checkpoint, "this is a checkpoint, and not the continuation", openContinuation},
		{"a proof for a continuation", audit.ProofKind + "\n", "this is a proof of one entry, and not the continuation", openContinuation},
		{"a continuation for a proof", audit.ContinuationKind + "\n", "this is the continuation of a checkpoint, and not a proof", openProof},
		{"a backup for a proof", "scr backup 1\n", "this is a backup", openProof},
		{"a letter for a proof", "Dear partner,\n", "not a whole file of the kind", openProof},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.open([]byte(tt.data))
			if review.CodeOf(err) != review.Invalid || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("says %v, want %q", err, tt.says)
			}
		})
	}
}

func openContinuation(data []byte) error { _, err := audit.ParseContinuation(data); return err }
func openProof(data []byte) error        { _, err := audit.ParseProof(data); return err }
