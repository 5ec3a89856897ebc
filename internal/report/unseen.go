package report

import "strings"

// notShown stands for what is on record, or may be, and is not for this reader. To
// say that there is none would be false.
const notShown = "Not shown to you."

// unseen says of which materials the reader sees nothing, or not all: what is missing
// from the page need not be missing from the record.
func (s Standing) unseen() []string {
	var none, part []string
	for _, h := range s.Hidden {
		name := strings.ReplaceAll(human(h.Material), "_", " ")
		if h.All {
			none = append(none, name)
		} else {
			part = append(part, name)
		}
	}
	var lines []string
	if len(none) > 0 {
		lines = append(lines, "Your part does not show: "+list(none)+".")
	}
	if len(part) > 0 {
		lines = append(lines, "Your part shows some only of: "+list(part)+".")
	}
	return lines
}
