package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow/library"
)

// shipped names every definition that the program ships.
func shipped() (names []string) {
	for _, f := range library.All() {
		names = append(names, definitionName(f.ID, f.Version))
	}
	return names
}

// shippedAs finds a definition that the program ships by ID or ID@VERSION.
func shippedAs(name string) (library.File, bool) {
	id, version, err := splitVersion(name)
	if err != nil {
		return library.File{}, false
	}
	return library.Find(id, version)
}

// toAdopt reads the file of a definition. Where there is no such file, it is the id of one
// that the program ships.
func (a *app) toAdopt(name string) (called string, src []byte, err error) {
	src, _, err = a.readSource(name)
	if err == nil {
		return name, src, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return name, nil, review.Errorf(review.Invalid, "%w", err)
	}
	if file, ok := shippedAs(name); ok {
		return file.Name, file.Bytes, nil
	}
	id, _, _ := strings.Cut(name, "@")
	hint := "name a file, or what the program ships: " + strings.Join(shipped(), ", ")
	if near := nearest(id, ids(shipped())); near != "" {
		hint = "did you mean " + near + "?"
	}
	return name, nil, review.Errorf(review.Invalid, "there is no file %s, and the program ships no definition of that name", name).WithHint("%s", hint)
}

// ids takes the versions from names of definitions.
func ids(names []string) []string {
	ids := make([]string, len(names))
	for i, name := range names {
		ids[i], _, _ = strings.Cut(name, "@")
	}
	return ids
}

// offerShipped names what the program ships and the board has not adopted: it may be newer
// than the board.
func (a *app) offerShipped(adopted []review.Adoption) {
	var names []string
	for _, f := range library.All() {
		i := slices.IndexFunc(adopted, func(d review.Adoption) bool { return d.Workflow == f.ID })
		if i < 0 || !slices.ContainsFunc(adopted[i].Adopted, func(v review.Adopted) bool { return v.Number == f.Version }) {
			names = append(names, definitionName(f.ID, f.Version))
		}
	}
	if len(names) > 0 && !a.global.json {
		fmt.Fprintf(a.err, "scr: not adopted, though shipped: %s; scr workflow adopt ID does it\n", strings.Join(names, ", "))
	}
}

// only returns the shipped definitions of some names, with those that they extend.
func only(ships []library.File, names []string) ([]library.File, error) {
	wanted := map[string]bool{}
	for _, name := range names {
		file, ok := shippedAs(name)
		if !ok {
			return nil, review.Errorf(review.Invalid, "--workflow %s: the program ships no such definition", name).
				WithHint("it ships %s", strings.Join(shipped(), ", "))
		}
		wanted[file.ID] = true
	}
	for _, file := range slices.Backward(ships) { // what extends stands behind what it extends
		if wanted[file.ID] && file.Extends != "" {
			wanted[file.Extends] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ships), func(f library.File) bool { return !wanted[f.ID] }), nil
}
