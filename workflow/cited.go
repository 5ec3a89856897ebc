package workflow

import "strings"

// Cited writes out the guidance that citations name: "scie24 preparation" becomes the
// title of the guidance and the place in it. Of several, each is written out; what names
// none stays as it is.
func (d *Definition) Cited(cites string) string {
	if d == nil {
		return cites
	}
	all := strings.Split(cites, citesBetween)
	for i, one := range all {
		all[i] = d.citedOne(one)
	}
	return strings.Join(all, citesBetween)
}

// citesBetween stands between citations where there are several.
const citesBetween = "; "

func (d *Definition) citedOne(cites string) string {
	name, place, _ := strings.Cut(cites, " ")
	for _, g := range d.Guidance {
		if g.Name == name {
			return strings.TrimSuffix(g.Title+", "+place, ", ")
		}
	}
	return cites
}
