package report

import (
	"slices"

	"scr/review"
)

// Notice is a letter that is owed to a body outside, because criteria are met, with what
// a reader wants to know of it today. Its fields are those of the engine's view.
type Notice struct {
	review.OwedNotice
	Title   string `json:"title"`           // what the definition calls it
	Overdue bool   `json:"overdue"`         // it went out too late, or has not gone out and its last day is over
	Cites   string `json:"cites,omitempty"` // guidance paragraph
}

// outstanding are the notices that nobody has sent yet.
func (s Standing) outstanding() []Notice {
	var list []Notice
	for _, n := range s.Notices {
		if !n.Sent {
			list = append(list, n)
		}
	}
	return list
}

// lettersToSend are the outstanding notices, where one letter does for several criteria
// only the one that is due first.
func (s Standing) lettersToSend() []Notice {
	var list []Notice
	for _, n := range s.outstanding() {
		same := slices.IndexFunc(list, func(o Notice) bool { return o.Title == n.Title && o.To == n.To && o.Kind == n.Kind })
		switch {
		case same < 0:
			list = append(list, n)
		case !n.Due.IsZero() && (list[same].Due.IsZero() || n.Due.Before(list[same].Due)):
			list[same] = n
		}
	}
	return list
}

// lateNotices says which letters are overdue.
func (p page) lateNotices() []string {
	var lines []string
	for _, n := range p.s.lettersToSend() {
		if n.Overdue {
			lines = append(lines, "OVERDUE: "+p.noticeSentence(n))
		}
	}
	return lines
}

// noticeSentence says to whom a notice goes, until when, and what became of it.
func (p page) noticeSentence(n Notice) string {
	line := n.Title + ": a letter to " + p.word("bodies", n.To) + " of kind " + p.word("letter_kinds", n.Kind)
	due := on(n.Due)
	if n.About {
		due = " about " + n.Due.English()
	}
	switch {
	case n.Sent && n.Overdue:
		line += ", sent" + on(n.On) + bracketed(n.Letter) + ", LATE (it was due" + due + ")"
	case n.Sent:
		line += ", sent" + on(n.On) + bracketed(n.Letter)
	case n.Due.IsZero():
		line += ", owed since " + n.From.English()
	case n.Overdue:
		line += ", NOT SENT; it was due" + due
	default:
		line += ", due" + due
	}
	return line + "."
}

// criteria says which sets of criteria are met, and what is owed because they are.
func (p page) criteria() {
	if len(p.s.Review.Criteria) == 0 {
		return
	}
	p.Heading("Criteria")
	for _, c := range p.s.Review.Criteria {
		p.Item(0, p.criterionSentence(c)+madeUp(c.MadeUp))
		for _, n := range p.s.Notices {
			if n.Criterion == c.ID {
				p.Item(1, p.noticeSentence(n))
			}
		}
	}
}

func (p page) criterionSentence(c review.Criterion) string {
	return c.ID + ", " + p.criterionWords(c) + " (recorded" + on(c.On) + ")"
}

// owed lists the notices that are still to be sent, with what to type.
func (p page) owed() {
	letters := p.s.lettersToSend()
	if len(letters) == 0 {
		return
	}
	p.Heading("Notices to be sent")
	for _, n := range letters {
		p.Item(0, p.noticeSentence(n))
		p.Item(1, "once it has gone out: scr letter add "+p.s.Review.Reference+" --direction out --party "+n.To+" --kind "+n.Kind)
		if n.Cites != "" {
			p.Item(1, "guidance: "+p.cites(n.Cites))
		}
	}
}

// published is what came out of the review so far.
func (p page) published() {
	if len(p.s.Review.Releases)+len(p.s.Review.Disclosures) > 0 {
		p.Heading("Published and disclosed")
		p.putOut()
	}
}

// putOut says what was released, and to whom anything was disclosed.
func (p page) putOut() {
	for _, r := range p.s.Review.Releases {
		p.Item(0, r.ID+on(r.On)+lead(p.releaseWords(r))+madeUp(r.MadeUp))
		if said := text(r.Note); said != "" {
			p.Item(1, said)
		}
		if r.Retired {
			p.Item(1, "retired"+on(r.RetiredOn)+why(": ", r.Why))
		}
	}
	for _, d := range p.s.Review.Disclosures {
		p.Item(0, d.ID+on(d.On)+lead(p.disclosureWords(d))+madeUp(d.MadeUp))
		if said := text(d.Note); said != "" {
			p.Item(1, said)
		}
	}
}

// set is a set of criteria, by its title where it has one.
func (w words) set(name string) string {
	if w.def != nil {
		if set := w.def.CriteriaSet(name); set != nil {
			return set.Title
		}
	}
	return human(name)
}

// met says whether a set of criteria is met.
func met(word string) string {
	switch word {
	case review.Yes:
		return "met"
	case review.No:
		return "not met"
	}
	return "not met yet"
}

// party is a body outside by its title, or somebody on record by handle.
func (w words) party(name string) string {
	if w.def != nil && w.def.Vocabulary("bodies") != nil {
		for _, body := range w.def.Vocabulary("bodies").Words {
			if body.Name == name {
				return w.word("bodies", name)
			}
		}
	}
	return name
}

func (w words) criterionWords(c review.Criterion) string {
	return w.set(c.Set) + ": " + met(c.Met) + why(": ", c.Why)
}

func (w words) releaseWords(r review.Release) string {
	line := w.word("release_modes", r.Mode) + " by " + w.party(r.By) + ", " + r.Document
	if r.Version > 0 {
		line += " version " + number(r.Version)
	}
	if r.Channel != "" {
		line += ", " + w.word("release_channels", r.Channel)
	}
	if r.Redacted == review.Yes {
		line += ", redacted"
	}
	if r.Authorised == review.No {
		line += ", NOT AUTHORISED"
	}
	return line
}

func (w words) disclosureWords(d review.Disclosure) string {
	to := " to "
	if d.Outcome != "made" {
		to = " refused to "
	}
	return d.Document + to + w.party(d.To) + ", " + w.word("disclosure_authorities", d.Authority)
}

func (w words) criterion(c review.Criterion) []field {
	return []field{
		column("set", w.set(c.Set)),
		column("state", met(c.Met)),
		longer("reason", c.Why),
		each("owed", c.Notices, func(n review.Notice) string {
			line := human(n.Name) + ": to " + w.party(n.To) + ", " + w.word("letter_kinds", n.Kind)
			if n.Due.IsZero() {
				return line
			}
			return line + ", within " + n.Limit + ": by " + approximately(n.About) + n.Due.English()
		}),
	}
}

func (w words) release(r review.Release) []field {
	state := "out"
	if r.Retired {
		state = "retired" + on(r.RetiredOn)
	}
	return []field{
		column("mode", w.word("release_modes", r.Mode)),
		column("by", w.party(r.By)),
		column("document", r.Document),
		column("version", version(r.Version)),
		column("channel", w.word("release_channels", r.Channel)),
		column("redacted", r.Redacted),
		column("authorised", r.Authorised),
		column("state", state),
		longer("note", r.Note),
		longer("reason", r.Why),
	}
}

// version is the number of a version, where one was given.
func version(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

func (w words) disclosure(d review.Disclosure) []field {
	return []field{
		column("to", w.party(d.To)),
		column("document", d.Document),
		column("outcome", d.Outcome),
		column("authority", w.word("disclosure_authorities", d.Authority)),
		longer("note", d.Note),
	}
}

// outsideSentences tell what is owed to those outside, and what went out to them.
func (w words) outsideSentences() map[string]teller {
	return map[string]teller{
		"criterion.added/1":   added(w.criterionWords),
		"criterion.amended/1": amended(w.criterionWords),
		"release.added/1":     added(w.releaseWords),
		"release.amended/1":   amended(w.releaseWords),
		"release.retired/1": says(func(b *review.ReleaseRetired) string {
			return b.ID + " was retired" + why(": ", b.Why)
		}),
		"disclosure.added/1":   added(w.disclosureWords),
		"disclosure.amended/1": amended(w.disclosureWords),
	}
}
