// Package library holds the workflow definitions that the program ships. They
// are files like any that a board writes itself: the package hands out their
// bytes and knows nothing of what they say. Whoever wants a definition reads it
// with package workflow.
package library

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.yaml
var shipped embed.FS

//go:embed retention/retention.yaml
var retention []byte

// File is one shipped definition, to the letter.
type File struct {
	Name    string // learning-together.yaml
	ID      string // the definition's id, such as learning-together
	Version int    // the definition's own version
	Bytes   []byte
	Extends string // id of the definition that it extends; empty: none
}

// All returns every shipped definition, in order of file name, but after the one that it
// extends: in that order they can be adopted.
func All() []File {
	entries, err := shipped.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("library: the embedded folder cannot be listed: %v", err))
	}
	files := make([]File, 0, len(entries))
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), scenarios) {
			files = append(files, open(e.Name()))
		}
	}
	return parentsFirst(files)
}

// parentsFirst puts each definition behind every version of the one that it extends.
func parentsFirst(files []File) []File {
	left := map[string]int{} // versions of each that are not sorted yet
	for _, f := range files {
		left[f.ID]++
	}
	var sorted []File
	done := map[string]bool{} // by file
	for len(sorted) < len(files) {
		before := len(sorted)
		for _, f := range files {
			n, ships := left[f.Extends]
			if done[f.Name] || f.Extends != "" && (!ships || n > 0) {
				continue
			}
			sorted, done[f.Name] = append(sorted, f), true
			left[f.ID]--
		}
		if len(sorted) == before {
			panic("library: a definition extends one that is not shipped")
		}
	}
	return sorted
}

// scenarios is how the name of a file with scenarios ends, of the definition whose id it
// begins with.
const scenarios = ".scenarios.yaml"

// Scenarios returns the scenarios of a shipped definition, and whether there are any.
func Scenarios(id string) (File, bool) {
	b, err := shipped.ReadFile(id + scenarios)
	return File{Name: id + scenarios, ID: id, Bytes: b}, err == nil
}

// Retention returns the shipped retention schedules.
func Retention() File {
	return File{Name: "retention.yaml", ID: "retention", Version: 1, Bytes: retention}
}

// Find returns the shipped definition with that id and version, and whether
// there is one. Version 0 means the newest.
func Find(id string, version int) (File, bool) {
	var found File
	for _, f := range All() {
		if f.ID == id && (f.Version == version || version == 0 && f.Version > found.Version) {
			found = f
		}
	}
	return found, found.ID != ""
}

// open reads an embedded file, and its id and version from its first lines. A
// file that is not there or says neither was never shipped: it is a fault of the
// build, which the tests of this package catch.
func open(name string) File {
	b, err := shipped.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("library: %s cannot be read: %v", name, err))
	}
	f := File{Name: name, Bytes: b}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() && (f.ID == "" || f.Version == 0 || headLine(lines.Text())) {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "workflow":
			f.ID = value
		case "extends":
			f.Extends, _, _ = strings.Cut(value, "@")
		case "version":
			f.Version, _ = strconv.Atoi(value)
		}
	}
	if f.ID == "" || f.Version == 0 {
		panic("library: " + name + " says neither its id nor its version in lines of their own")
	}
	return f
}

// headLine reports whether a line still belongs to the head of a definition: extends
// stands there.
func headLine(line string) bool { return line != "" }
