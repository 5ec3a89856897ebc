package store

import (
	"errors"
	"path/filepath"
	"testing"

	"scr/review"
)

// TestFileSystemsOfANetwork: two machines that write to one of these corrupt a database.
func TestFileSystemsOfANetwork(t *testing.T) {
	tests := map[string]review.Code{"nfs": review.Failed, "smb": review.Failed, "cifs": review.Failed, "smb2": review.Failed,
		"9p": review.Failed, "afs": review.Failed, "ceph": review.Failed, "ncp": review.Failed, "fuse": review.Refused,
		"ext4": "", "xfs": "", "btrfs": "", "zfs": "", "tmpfs": "", "overlay": "", "": ""}
	for kind, want := range tests {
		switch err := unsafeKind(kind); {
		case want == "" && err != nil:
			t.Errorf("%q: %v", kind, err)
		case want != "" && (err == nil || review.CodeOf(err) != want):
			t.Errorf("%q: %v, want %s", kind, err, want)
		}
	}
}

// TestTryingToWriteChangesNothing, and meets what a command would meet.
func TestTryingToWriteChangesNothing(t *testing.T) {
	path := made(t)
	before, err := opened(t, path, Options{}).Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db := opened(t, path, Options{})
	if err := db.TryWrite(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, err := db.Head(t.Context()); err != nil || after != before {
		t.Errorf("the log is at %v, and was at %v (%v)", after, before, err)
	}
	full := errors.New("nothing can be written")
	struck := opened(t, filepath.Clean(path), Options{Seam: func(string, func() (int64, error)) (int64, error) { return 0, full }})
	if err := struck.TryWrite(t.Context()); !errors.Is(err, full) {
		t.Errorf("a write that fails is taken for one that works: %v", err)
	}
}
