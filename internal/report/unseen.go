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
		if h.All {
			none = append(none, h.Says)
		} else {
			part = append(part, h.Says)
		}
	}
	var lines []string
	if len(none) > 0 {
		lines = append(lines, "You are not shown: "+strings.Join(none, "; ")+".")
	}
	if len(part) > 0 {
		lines = append(lines, "You are shown only some of: "+strings.Join(part, "; ")+".")
	}
	return lines
}
