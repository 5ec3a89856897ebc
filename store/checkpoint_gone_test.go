package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scr/review"
	"scr/store"
)

// TestACheckpointThatIsGoneIsMissed: nobody saw that a checkpoint was taken from between
// others, or was said to be another board's.
func TestACheckpointThatIsGoneIsMissed(t *testing.T) {
	path := filled(t)
	for _, size := range []string{"1", "2", "3"} {
		raw(t, path, "INSERT INTO checkpoints (board, size, note) SELECT code, "+size+", 'a note' FROM boards")
	}
	raw(t, path, "DROP TRIGGER checkpoints_not_updated; DROP TRIGGER checkpoints_not_deleted")
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for tamper, says := range map[string]string{
		"": "",
		"DELETE FROM checkpoints WHERE number = 1":              "checkpoints are missing before the one of 2 events",
		"DELETE FROM checkpoints WHERE number = 2":              "checkpoints are missing before the one of 3 events",
		"UPDATE checkpoints SET number = 9 WHERE number = 3":    "checkpoints are missing before the one of 3 events",
		"UPDATE checkpoints SET board = 'EXC' WHERE number = 2": "the column board of the checkpoint of 2 events",
		"UPDATE checkpoints SET board = '' WHERE number = 3":    "the column board of the checkpoint of 3 events",
	} {
		path := filepath.Join(t.TempDir(), "scr.db")
		if err := os.WriteFile(path, original, 0o600); err != nil {
			t.Fatal(err)
		}
		if tamper != "" {
			raw(t, path, tamper)
		}
		found, err := open(t, path, store.Options{}).Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		there := slices.ContainsFunc(found.Problems, func(p review.Untrusted) bool { return strings.Contains(p.Says, says) })
		if says == "" && len(found.Problems) > 0 || says != "" && !there {
			t.Errorf("%s: found %v", tamper, found.Problems)
		}
	}
}
