package workflow

import (
	"crypto/sha256"
	"encoding/hex"
)

// Parents finds the file of a definition that another extends. The file's name is
// for messages only.
type Parents func(id string, version int) (file string, src []byte, err error)

// ParentError is an error of Parents that knows what is to be done about it.
type ParentError interface {
	error
	Hint() string
}

// Load reads a definition's file. It returns either the checked definition or
// everything that is wrong with the file, in file order; never both and never
// neither. The file's name is for messages only. Parents may be nil when the
// definition extends nothing.
func Load(file string, src []byte, parents Parents) (*Definition, []Diagnostic) {
	out := &report{}
	d := load(file, src, parents, out)
	if len(out.list) > 0 {
		return nil, out.sorted()
	}
	return d, nil
}

func load(file string, src []byte, parents Parents, out *report) *Definition {
	family := &family{parents: parents, out: out}
	tree := family.tree(file, src)
	if tree == nil {
		return nil
	}
	if key := tree.entry("tests").key; key != nil && tree.value("workflow") == nil {
		*out = report{what: out.what} // what else was found is about another kind of file
		out.add(key.place, "not-a-definition", "scr workflow test runs it", "this is a file of scenarios, not a definition")
		return nil
	}
	a, doubtful := parse(tree, out)
	if a == nil {
		return nil
	}
	d := check(a, doubtful, out)
	family.blameDrops(tree)
	d.Hash = hash(src)
	d.Parents = family.pinned
	return d
}

func hash(src []byte) string {
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:])
}
