package audit_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"scr/internal/audit"
	"scr/review"
)

// shelf is a store of a tree's hashes in memory, which counts how often it is asked.
type shelf struct {
	hashes []tlog.Hash
	asked  int
}

func (s *shelf) ReadHashes(positions []int64) ([]tlog.Hash, error) {
	s.asked++
	var found []tlog.Hash
	for _, p := range positions {
		if p < 0 || p >= int64(len(s.hashes)) {
			return nil, errors.New("no such hash")
		}
		found = append(found, s.hashes[p])
	}
	return found, nil
}

func (s *shelf) put(hashes []audit.Hash) {
	for _, h := range hashes {
		s.hashes = append(s.hashes, tlog.Hash(h))
	}
}

// gains returns the hashes that a stored tree of that size gains with more leaves.
func gains(size int64, leaves []audit.Hash, stored tlog.HashReader) ([]audit.Hash, error) {
	f, err := audit.ReadFrontier(size, stored)
	if err != nil {
		return nil, err
	}
	return f.Grow(leaves)
}

// leafNumber is the leaf that these tests give the n-th event.
func leafNumber(n int64) audit.Hash {
	return audit.Leaf(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// grown returns the stored tree of size leaves, as the other library builds it.
func grown(t testing.TB, size int64) *shelf {
	t.Helper()
	s := &shelf{}
	for n := range size {
		hashes, err := tlog.StoredHashesForRecordHash(n, tlog.Hash(leafNumber(n)), s)
		if err != nil {
			t.Fatal(err)
		}
		s.hashes = append(s.hashes, hashes...)
	}
	s.asked = 0
	return s
}

// rootOf is the root as the other library computes it.
func rootOf(t testing.TB, size int64, s *shelf) audit.Hash {
	t.Helper()
	root, err := tlog.TreeHash(size, s)
	if err != nil {
		t.Fatal(err)
	}
	return audit.Hash(root)
}

func TestTreeIsThatOfRFC6962AtEverySize(t *testing.T) {
	const most = 2000
	want := grown(t, most)
	s, f := &shelf{}, &audit.Frontier{}
	for size := int64(0); size <= most; size++ {
		root, err := audit.Root(size, s)
		if err != nil {
			t.Fatal(err)
		}
		if known := rootOf(t, size, want); root != known || f.Root() != known {
			t.Fatalf("size %d: stored root %x, frontier %x, want %x", size, root, f.Root(), known)
		}
		if f.Size() != size || len(audit.Positions(size)) > 64 {
			t.Fatalf("size %d: the frontier says %d, and reads %d hashes", size, f.Size(), len(audit.Positions(size)))
		}
		gained, err := gains(size, []audit.Hash{leafNumber(size)}, s)
		if err != nil {
			t.Fatal(err)
		}
		s.put(gained)
		f.Add(leafNumber(size))
	}
	if !slices.Equal(s.hashes[:len(want.hashes)], want.hashes) {
		t.Error("the stored hashes are not those of the other library")
	}
}

// However the leaves are shared out over appends, the stored tree is the same.
func TestGrowInPortions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := &shelf{}
		size := int64(0)
		for _, portion := range rapid.SliceOfN(rapid.IntRange(0, 900), 1, 12).Draw(rt, "portions") {
			var leaves []audit.Hash
			for n := range int64(portion) {
				leaves = append(leaves, leafNumber(size+n))
			}
			s.asked = 0
			gained, err := gains(size, leaves, s)
			if err != nil {
				rt.Fatal(err)
			}
			if s.asked > 1 {
				rt.Fatalf("the store was asked %d times", s.asked)
			}
			if at := tlog.StoredHashCount(size); at != int64(len(s.hashes)) {
				rt.Fatalf("at size %d the next position is %d, and %d hashes are stored", size, at, len(s.hashes))
			}
			s.put(gained)
			size += int64(portion)
		}
		want := grown(t, size)
		if !slices.Equal(s.hashes, want.hashes) {
			rt.Fatalf("the stored hashes of %d leaves are not those of the other library", size)
		}
		f, err := audit.ReadFrontier(size, s)
		if err != nil {
			rt.Fatal(err)
		}
		if head := f.Head(); head.Size != size || head.Root != rootOf(t, size, want) {
			rt.Fatalf("head %v at size %d", head, size)
		}
	})
}

func TestInclusionAndConsistencyAreThoseOfTheOtherLibrary(t *testing.T) {
	const most = 5000
	s := grown(t, most)
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.Int64Range(1, most).Draw(rt, "size")
		index := rapid.Int64Range(0, size-1).Draw(rt, "index")
		older := rapid.Int64Range(0, size).Draw(rt, "older")
		head := audit.Head{Size: size, Root: rootOf(t, size, s)}
		path, err := audit.Inclusion(size, index, s)
		if err != nil {
			rt.Fatal(err)
		}
		if !audit.Included(head, index, leafNumber(index), path) {
			rt.Fatalf("leaf %d of %d is not included", index, size)
		}
		if size > 1 && audit.Included(head, (index+1)%size, leafNumber(index), path) {
			rt.Fatalf("leaf %d of %d passes for its neighbour", index, size)
		}
		before := audit.Head{Size: older, Root: rootOf(t, older, s)}
		path, err = audit.Consistency(older, size, s)
		if err != nil {
			rt.Fatal(err)
		}
		if !audit.Continues(before, head, path) {
			rt.Fatalf("the tree of %d does not continue that of %d", size, older)
		}
		before.Root[0] ^= 1
		if audit.Continues(before, head, path) {
			rt.Fatalf("the tree of %d continues another one of %d", size, older)
		}
	})
}

func TestTreeRefusesWhatCannotBe(t *testing.T) {
	s := grown(t, 5)
	short := tlog.HashReaderFunc(func([]int64) ([]tlog.Hash, error) { return nil, nil })
	tests := []struct {
		name string
		do   func() error
	}{
		{"a root of less than nothing", func() error { _, err := audit.Root(-1, s); return err }},
		{"a root of more than can be", func() error { _, err := audit.Root(audit.MaxSize+1, s); return err }},
		{"growth beyond the stored tree", func() error { _, err := gains(9, []audit.Hash{{}}, s); return err }},
		{"a store that gives too little", func() error { _, err := audit.Root(5, short); return err }},
		{"a leaf after the last", func() error { _, err := audit.Inclusion(5, 5, s); return err }},
		{"a leaf before the first", func() error { _, err := audit.Inclusion(5, -1, s); return err }},
		{"an inclusion the store cannot give", func() error { _, err := audit.Inclusion(9, 8, s); return err }},
		{"an older tree that is larger", func() error { _, err := audit.Consistency(5, 4, s); return err }},
		{"an older tree below nothing", func() error { _, err := audit.Consistency(-1, 4, s); return err }},
		{"a newer tree that cannot be", func() error { _, err := audit.Consistency(1, -4, s); return err }},
		{"a consistency the store cannot give", func() error { _, err := audit.Consistency(7, 9, s); return err }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.do(); err == nil {
				t.Error("accepted")
			}
		})
	}
	if _, err := audit.Inclusion(5, 5, s); review.CodeOf(err) != review.NotFound {
		t.Errorf("a leaf after the last is %s", review.CodeOf(err))
	}
}

// The root of an empty tree is the hash of nothing, which no tree with leaves has.
func TestRootOfNothing(t *testing.T) {
	root, err := audit.Root(0, nil)
	if err != nil || root != sha256.Sum256(nil) {
		t.Errorf("root of nothing is %x (%v)", root, err)
	}
}
