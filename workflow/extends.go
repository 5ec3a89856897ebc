package workflow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxParents bounds how many definitions stand behind one another.
const maxParents = 4

// family reads a definition's file together with those it extends.
//
// The rules are few. What the child writes goes over what the parent wrote:
// mappings are merged key by key, all the way down; anything else, lists too,
// replaces what was there. What drop: names is taken out of the parent first.
// The parent's order stays, new keys come last. language, workflow and version
// are each file's own.
type family struct {
	parents Parents
	out     *report
	pinned  []Parent // nearest first
	files   int
	dropped []droppedPart
}

// tree returns the merged tree of a file, or nil when it cannot be read.
func (f *family) tree(file string, text []byte) *node {
	src, ok := readSource(file, f.files, text, f.out)
	f.files++
	if !ok {
		return nil
	}
	tree := parseTree(src, f.out)
	if tree == nil || tree.kind != mapping || tree.value("extends") == nil && tree.value("drop") == nil {
		return tree
	}
	at := tree.value("extends")
	if at == nil {
		drop := tree.entry("drop").key
		f.out.add(drop.place, "drop", "say which one with extends: name@1", "drop takes parts out of the definition that this one extends, and it extends none")
		return tree
	}
	parent := f.parent(tree, at)
	if parent == nil {
		return nil
	}
	f.drop(tree, parent)
	return merge(parent, tree)
}

// parent reads the definition that a tree extends.
func (f *family) parent(tree, at *node) *node {
	id, version, ok := parentName(at.text)
	switch {
	case at.kind == broken:
		return nil
	case at.kind != scalar || !ok:
		f.out.add(at.place, "extends", "write the parent's name and version: learning-together@1", "extends does not name a definition and its version")
		return nil
	case f.parents == nil:
		f.out.add(at.place, "extends", "", "definition %s cannot be looked up here", at.text)
		return nil
	case len(f.pinned) == maxParents:
		f.out.add(at.place, "extends", "extend one that is nearer to the first", "more than %d definitions stand behind one another", maxParents)
		return nil
	}
	if own := tree.value("workflow"); own != nil && own.text == id || f.holds(id) {
		f.out.add(at.place, "extends", "extend another definition", "definition %s would extend itself", id)
		return nil
	}
	file, text, err := f.parents(id, version)
	if err != nil {
		hint := ""
		if known, ok := errors.AsType[ParentError](err); ok {
			hint = known.Hint()
		}
		f.out.add(at.place, "extends", hint, "definition %s: %v", at.text, err)
		return nil
	}
	f.pinned = append(f.pinned, Parent{ID: id, Version: version, Hash: hash(text)})
	parent := f.tree(file, text)
	if parent == nil {
		return nil
	}
	if parent.kind != mapping {
		f.out.add(at.place, "extends", "", "definition %s is no definition", at.text)
		return nil
	}
	f.checkIdentity(at, parent, id, version)
	return parent
}

func (f *family) holds(id string) bool {
	return slices.ContainsFunc(f.pinned, func(p Parent) bool { return p.ID == id })
}

// checkIdentity complains when the parent's file says it is another definition.
func (f *family) checkIdentity(at, parent *node, id string, version int) {
	name, number := parent.value("workflow"), parent.value("version")
	if name != nil && number != nil && name.text == id && number.text == fmt.Sprint(version) {
		return
	}
	f.out.add(at.place, "extends", "", "the file found for %s says that it is another definition", at.text)
}

// parentName takes learning-together@1 apart.
func parentName(s string) (id string, version int, ok bool) {
	id, number, found := strings.Cut(s, "@")
	version, whole := wholeNumber(number)
	return id, version, found && whole && validName(id, '-')
}

// own are the keys that a child never takes over.
const own = "language workflow version extends drop"

// merge lays a child over its parent.
func merge(parent, child *node) *node {
	merged := *child
	merged.entries = nil
	for _, e := range parent.entries {
		if slices.Contains(strings.Fields(own), e.key.text) {
			continue
		}
		merged.entries = append(merged.entries, e)
	}
	for _, e := range child.entries {
		merged.put(e)
	}
	return &merged
}

// put adds an entry, or lays it over the one of the same key.
func (n *node) put(e entry) {
	for i, old := range n.entries {
		if old.key.text != e.key.text {
			continue
		}
		if old.value.kind == mapping && e.value.kind == mapping {
			merged := *e.value
			merged.entries = slices.Clone(old.value.entries)
			for _, inner := range e.value.entries {
				merged.put(inner)
			}
			e.value = &merged
		}
		n.entries[i] = e
		return
	}
	n.entries = append(n.entries, e)
}
