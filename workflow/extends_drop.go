package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// droppedPart is a part that a child took out of its parent.
type droppedPart struct {
	at    *node // its path in the child's drop
	steps []string
}

// drop takes what the child drops out of its parent.
func (f *family) drop(child, parent *node) {
	at := child.value("drop")
	if at == nil || at.kind == broken {
		return
	}
	paths := at.items
	if at.kind == scalar {
		paths = []*node{at}
	}
	if len(paths) == 0 {
		f.out.add(at.place, "drop", "write a list: [tracks.review.transitions.decline]", "drop names nothing")
	}
	for _, path := range paths {
		f.dropOne(path, parent)
	}
}

func (f *family) dropOne(path, parent *node) {
	if path.kind != scalar {
		f.out.add(path.place, "drop", "write its path: tracks.review.transitions.decline", "what is dropped is not named")
		return
	}
	steps := strings.Split(path.text, ".")
	if slices.Contains(strings.Fields(own), steps[0]) {
		f.out.add(path.place, "drop", "delete it from drop", "%q is each file's own: it is not taken over, so there is nothing to drop", shorten(steps[0]))
		return
	}
	n := parent
	for i, step := range steps {
		last := i == len(steps)-1
		names := n.names()
		if !slices.Contains(names, step) {
			f.out.add(path.place, "drop", didYouMean(step, names), "%q is not in the definition that this one extends", strings.Join(steps[:i+1], "."))
			return
		}
		if last {
			n.remove(step)
			f.dropped = append(f.dropped, droppedPart{path, steps})
			return
		}
		n = n.value(step)
		if n == nil {
			f.out.add(path.place, "drop", "", "%q has no parts", strings.Join(steps[:i+1], "."))
			return
		}
	}
}

// names lists a mapping's keys or a list's words.
func (n *node) names() (names []string) {
	for _, e := range n.entries {
		names = append(names, e.key.text)
	}
	for _, item := range n.items {
		if item.kind == scalar {
			names = append(names, item.text)
		}
	}
	return names
}

func (n *node) remove(name string) {
	n.entries = slices.DeleteFunc(n.entries, func(e entry) bool { return e.key.text == name })
	n.items = slices.DeleteFunc(n.items, func(item *node) bool { return item.kind == scalar && item.text == name })
}

// blameDrops moves what is wrong with a parent for want of a part that its child
// dropped to the child's drop: nobody is sent to a file that was sound, and is not
// theirs.
func (f *family) blameDrops(tree *node) {
	if len(f.dropped) == 0 {
		return
	}
	kept, wanting, placed := &report{}, make([][]wanted, len(f.dropped)), tree.placed(nil)
	for i, d := range f.out.list {
		order := f.out.orders[i]
		path := pathTo(placed, order, d)
		if k := f.blamed(path, order, d); k >= 0 {
			wanting[k] = append(wanting[k], wanted{strings.Join(path, "."), d.Message})
			continue
		}
		kept.list, kept.orders = append(kept.list, d), append(kept.orders, order)
	}
	for k, part := range f.dropped {
		kept.blame(part, wanting[k])
	}
	*f.out = *kept
}

// wanted is a part of a definition that is wrong for want of another.
type wanted struct{ path, message string }

// blame tells of all that goes wrong without one part.
func (r *report) blame(part droppedPart, wanting []wanted) {
	var paths []string
	for _, w := range wanting {
		if !slices.Contains(paths, w.path) {
			paths = append(paths, w.path)
		}
	}
	switch more := len(paths) - 1; {
	case more == 0:
		r.add(part.at.place, "drop", dropHint(part.at.text, paths), "without %s, %s is wrong: %s", part.at.text, paths[0], wanting[0].message)
	case more > 0:
		r.add(part.at.place, "drop", dropHint(part.at.text, paths), "without %s, %s is wrong, and %d more with it: %s", part.at.text, paths[0], more, wanting[0].message)
	}
}

// dropHint names the parts that cannot stay as they are.
func dropHint(dropped string, paths []string) string {
	if strings.HasPrefix(dropped, paths[0]+".") {
		return "write another " + dropped + " in this file, or take it out of drop"
	}
	hint := "write anew in this file: " + strings.Join(paths[:min(len(paths), maxListed)], ", ")
	if more := len(paths) - maxListed; more > 0 {
		hint += fmt.Sprintf(" and %d more", more)
	}
	return hint
}

// maxListed bounds how many parts a hint names.
const maxListed = 5

// blamed returns the dropped part for want of which a part of a parent is wrong, or
// -1: the one whose name is underlined, or else one that stood near.
func (f *family) blamed(path []string, order int, d Diagnostic) int {
	near := -1
	_, marked, _ := d.window()
	words := strings.FieldsFunc(marked, func(r rune) bool { return !isNameRune(r) })
	for k, part := range f.dropped {
		switch {
		case part.at.src.order >= order || len(path) == 0:
		case slices.Contains(words, part.steps[len(part.steps)-1]):
			return k
		case near < 0 && len(path) > 1 && len(part.steps) > 2 && slices.Equal(path[:2], part.steps[:2]):
			near = k
		}
	}
	return near
}

// placedPart is a part of a merged tree with its place, in whichever file.
type placedPart struct {
	place
	path []string
}

// placed lists the parts of a tree.
func (n *node) placed(steps []string) (parts []placedPart) {
	for _, e := range n.entries {
		path := append(steps[:len(steps):len(steps)], e.key.text)
		parts = append(parts, placedPart{e.key.place, path})
		parts = append(parts, e.value.placed(path)...)
	}
	return parts
}

// pathTo returns the path of the last part of a file that begins no later than what
// a diagnostic is about.
func pathTo(parts []placedPart, order int, d Diagnostic) []string {
	var best placedPart
	for _, p := range parts {
		if p.src.order == order && !p.after(d.Line, d.Column) && !best.after(p.line, p.column) {
			best = p
		}
	}
	return best.path
}

// after reports whether a place comes after another of the same file.
func (p place) after(line, column int) bool {
	return p.line > line || p.line == line && p.column > column
}
