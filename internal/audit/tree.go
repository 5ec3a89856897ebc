package audit

import (
	"crypto/sha256"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"scr/review"
)

// MaxSize is the most leaves that a tree may have. No board records so much; a
// larger number in a file is a mistake, or meant to keep the reader busy.
const MaxSize = int64(1) << 48

// Positions returns where the hashes of the complete subtrees stand among the
// stored hashes of a tree of that size, from left to right: all that [ReadFrontier] asks
// for. An empty tree has none.
func Positions(size int64) []int64 {
	var positions []int64
	for begin := int64(0); size > 0; {
		level := bits.Len64(uint64(size)) - 1
		positions = append(positions, tlog.StoredHashIndex(level, begin>>level))
		begin += int64(1) << level
		size -= int64(1) << level
	}
	return positions
}

// Root returns the root of a tree of size leaves. It asks stored once, for the
// hashes at Positions(size).
func Root(size int64, stored tlog.HashReader) (Hash, error) {
	f, err := ReadFrontier(size, stored)
	if err != nil {
		return Hash{}, err
	}
	return f.Root(), nil
}

// Head is how far a log has come: how many leaves its tree has, and the root over
// them all. It stands for everything recorded so far.
type Head struct {
	Size int64
	Root Hash
}

// Frontier is a tree of which only the right edge is kept: the hashes of its
// complete subtrees, at most one of each height. That is enough to add leaves and
// to give the root, so that a log of any length can be checked while it is read.
// The zero value is the empty tree.
type Frontier struct {
	size     int64
	subtrees []Hash // from left to right, which is from the highest to the lowest
}

// ReadFrontier returns the right edge of a stored tree. It asks stored once, for
// the hashes at Positions(size).
func ReadFrontier(size int64, stored tlog.HashReader) (*Frontier, error) {
	if err := checkSize(size); err != nil {
		return nil, err
	}
	f := &Frontier{size: size}
	positions := Positions(size)
	if len(positions) == 0 {
		return f, nil
	}
	hashes, err := stored.ReadHashes(positions)
	if err != nil {
		return nil, fmt.Errorf("read the tree of %d: %w", size, err)
	}
	if len(hashes) != len(positions) {
		return nil, fmt.Errorf("read the tree of %d: %d hashes came back for %d positions", size, len(hashes), len(positions))
	}
	f.subtrees = plainHashes(hashes)
	return f, nil
}

// Size is how many leaves the tree has.
func (f *Frontier) Size() int64 { return f.size }

// Head is the tree's size and root.
func (f *Frontier) Head() Head { return Head{Size: f.size, Root: f.Root()} }

// Add adds one leaf.
func (f *Frontier) Add(leaf Hash) { f.add(leaf, nil) }

// Grow adds leaves and returns the hashes that the tree gained, in the order in
// which they are stored.
func (f *Frontier) Grow(leaves []Hash) ([]Hash, error) {
	if err := checkSize(f.size + int64(len(leaves))); err != nil {
		return nil, err
	}
	gained := make([]Hash, 0, 2*len(leaves)+len(f.subtrees))
	for _, leaf := range leaves {
		gained = f.add(leaf, gained)
	}
	return gained, nil
}

// add puts a leaf at the right edge and joins the subtrees that it completes. Each
// of those has as many leaves as the one on its left, which is why their number is
// that of the ones at the end of the size in binary.
func (f *Frontier) add(leaf Hash, gained []Hash) []Hash {
	gained = append(gained, leaf)
	for range bits.TrailingZeros64(^uint64(f.size)) {
		last := len(f.subtrees) - 1
		leaf = node(f.subtrees[last], leaf)
		f.subtrees = f.subtrees[:last]
		gained = append(gained, leaf)
	}
	f.subtrees = append(f.subtrees, leaf)
	f.size++
	return gained
}

// Root is the root over all leaves; of the empty tree it is the hash of nothing.
func (f *Frontier) Root() Hash {
	if len(f.subtrees) == 0 {
		return sha256.Sum256(nil)
	}
	last := len(f.subtrees) - 1
	root := f.subtrees[last]
	for i := last - 1; i >= 0; i-- {
		root = node(f.subtrees[i], root)
	}
	return root
}

// node is the hash over two subtrees, after RFC 6962.
func node(left, right Hash) Hash { return Hash(tlog.NodeHash(left, right)) }

func checkSize(size int64) error {
	if size < 0 || size > MaxSize {
		return review.Errorf(review.Invalid, "a tree of %d leaves cannot be: it has 0 to %d", size, MaxSize)
	}
	return nil
}

// Inclusion returns the hashes that lead from the leaf at an index to the root of
// the tree of size leaves. It asks stored once at most.
func Inclusion(size, index int64, stored tlog.HashReader) ([]Hash, error) {
	if err := checkSize(size); err != nil {
		return nil, err
	}
	if index < 0 || index >= size {
		return nil, review.Errorf(review.NotFound, "leaf %d is not in the tree: it has %d, counted from 0", index, size)
	}
	path, err := tlog.ProveRecord(size, index, stored)
	if err != nil {
		return nil, fmt.Errorf("prove leaf %d of %d: %w", index, size, err)
	}
	return plainHashes(path), nil
}

// Consistency returns the hashes that lead from the root of the tree of older
// leaves to that of newer leaves. Nothing is needed when the older tree is empty,
// or when they are the same. It asks stored once at most.
func Consistency(older, newer int64, stored tlog.HashReader) ([]Hash, error) {
	if err := checkSize(newer); err != nil {
		return nil, err
	}
	if older < 0 || older > newer {
		return nil, review.Errorf(review.Invalid, "a tree of %d leaves is not the beginning of one of %d", older, newer)
	}
	if older == 0 || older == newer {
		return nil, nil
	}
	path, err := tlog.ProveTree(newer, older, stored)
	if err != nil {
		return nil, fmt.Errorf("prove that the tree of %d continues that of %d: %w", newer, older, err)
	}
	return plainHashes(path), nil
}

// included reports whether the hashes lead from a leaf at an index to the head.
func included(head Head, index int64, leaf Hash, path []Hash) bool {
	if checkSize(head.Size) != nil || index < 0 || index >= head.Size {
		return false
	}
	return tlog.CheckRecord(treeHashes(path), head.Size, head.Root, index, leaf) == nil
}

// Continues reports whether the hashes, as [Consistency] gives them, lead from the older
// head to the newer one, which holds all that the older one held.
func Continues(older, newer Head, path []Hash) bool {
	switch {
	case checkSize(newer.Size) != nil || older.Size < 0 || older.Size > newer.Size:
		return false
	case older.Size == 0:
		return older.Root == new(Frontier).Root() && len(path) == 0
	case older.Size == newer.Size:
		return older.Root == newer.Root && len(path) == 0
	}
	return tlog.CheckTree(treeHashes(path), newer.Size, newer.Root, older.Size, older.Root) == nil
}

func plainHashes(hashes []tlog.Hash) []Hash {
	plain := make([]Hash, len(hashes))
	for i, h := range hashes {
		plain[i] = Hash(h)
	}
	return plain
}

func treeHashes(hashes []Hash) []tlog.Hash {
	tree := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		tree[i] = tlog.Hash(h)
	}
	return tree
}
