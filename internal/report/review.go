package report

import (
	"fmt"
	"slices"
	"strings"

	"scr/review"
)

// ReviewOptions says what the report of a review holds beyond the usual.
type ReviewOptions struct {
	Identify bool // people of the review by name as well as by handle
}

// Review writes the report of a review as far as it has come: what it is, under
// which rules it ran, what was decided when and by which role, who took part, the
// family's part, what was learned, what was answered and done, and what is not
// evidenced. It is a document: it is wrapped in a pipe as well.
func Review(w *Writer, s Standing, opt ReviewOptions) {
	if w.opt.Width == 0 {
		w.opt.Width = usualWidth
	}
	words := s.words()
	words.names = opt.Identify
	p := page{w, words, s}
	p.title()
	p.course()
	p.criteria()
	p.forms()
	p.team()
	p.beside()
	p.links()
	p.family()
	p.sources()
	p.episodes()
	p.findings()
	p.recommendations()
	p.responses()
	p.actions()
	p.letters()
	p.publication()
	p.delay()
	p.reliance()
}

// title says what the review is, and under which rules it ran.
func (p page) title() {
	r := p.s.Review
	p.Heading("Review " + r.Reference)
	p.Paragraph(p.rules())
	p.Pairs(0, []Pair{
		{"opened", date(r.OpenedOn)},
		{"about", p.about()},
		{"agencies", list(titles(r.Agencies))},
		{"state", p.closed()},
		{"definition", r.Pin.Workflow + " version " + number(r.Pin.Number)},
		{"its SHA-256", r.Pin.Hash},
		{"it extends", list(r.Pin.Parents)},
		{"in force", p.inForce()},
	})
	p.bannered()
	p.suspended()
	for _, line := range p.caveats() {
		p.Paragraph(line)
	}
	p.unverified()
}

func (p page) about() string {
	if p.s.hides("identity") {
		return notShown
	}
	said := make([]string, len(p.s.Review.Subjects))
	for i, s := range p.s.Review.Subjects {
		said[i] = phrase(s.ID, subjectWords(s))
		for _, status := range p.s.Review.Statuses {
			if status.Subject == s.ID {
				said[i] += "\n  " + p.statusWords(status) + madeUp(status.MadeUp)
			}
		}
	}
	return strings.Join(said, "\n")
}

func titles(agencies []review.Agency) []string {
	names := make([]string, len(agencies))
	for i, a := range agencies {
		names[i] = a.Title
	}
	return names
}

func (p page) closed() string {
	if p.s.Review.Closed() {
		return "closed"
	}
	if len(p.s.Review.Instances) == 0 {
		return "not begun"
	}
	open := 0
	for _, in := range p.s.Review.Instances {
		if !in.Done() && !in.Beside {
			open++
		}
	}
	return "under way: " + Count(open, "track is", "tracks are") + " not finished"
}

func (p page) inForce() string {
	if p.s.Definition == nil {
		return ""
	}
	period := p.s.Definition.InForce
	switch {
	case period.From == "" && period.To == "":
		return ""
	case period.To == "":
		return "for reviews initiated from " + period.From
	case period.From == "":
		return "for reviews initiated until " + period.To
	}
	return "for reviews initiated from " + period.From + " to " + period.To
}

// unverified says what nobody could confirm about the rules.
func (p page) unverified() {
	if p.s.Definition == nil || len(p.s.Definition.Unverified) == 0 {
		return
	}
	p.Paragraph("Of these rules nobody could confirm:")
	for _, u := range p.s.Definition.Unverified {
		p.Item(0, u)
	}
}

// decider says by which role a move was decided, and by whom.
func (p page) decider(m review.Move) string {
	roles := p.s.Review.RolesOf(m.DecidedBy, m.On)
	for _, o := range p.s.Offices {
		if o.Person == m.DecidedBy && o.Holds(m.On) {
			roles = append(roles, o.Office)
		}
	}
	if t := p.transition(m.Name()); t != nil {
		if deciding := slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return !slices.Contains(t.By, r) }); len(deciding) > 0 {
			roles = deciding
		}
	}
	if len(roles) == 0 {
		return p.person(m.DecidedBy)
	}
	named := make([]string, len(roles))
	for i, r := range roles {
		named[i] = p.role(r)
	}
	return list(named) + bracketed(p.person(m.DecidedBy))
}

// team says who had which part, and for which profession.
func (p page) team() {
	p.Heading("Who took part")
	if len(p.s.Review.Assignments) == 0 {
		p.Paragraph("Nobody has been given a part.")
	}
	for _, a := range p.s.Review.Assignments {
		line := p.role(a.Role) + ": " + p.person(a.Person) + bracketed(phrase(human(a.Profession), a.Agency))
		if !a.From.IsZero() {
			line += ", from " + a.From.English()
		}
		if !a.To.IsZero() {
			line += ", until " + a.To.English() + why(": ", a.Why)
		}
		p.Item(0, line+madeUp(a.MadeUp))
	}
}

// family says what part the family had, and where nobody ever asked.
func (p page) family() {
	p.Heading("The family's part")
	if p.s.hides("identity") || p.s.hides("family") {
		p.Paragraph(notShown)
		return
	}
	if len(p.s.Review.Relatives) == 0 {
		p.Warn("NOT RECORDED: no relative is on record, so nobody in the family was asked.")
		return
	}
	for _, r := range p.s.Review.Relatives {
		contacts := p.contactsWith(r.ID)
		p.Item(0, r.ID+" ["+p.word("relations", r.Relation)+"]"+p.familyStages(r.ID))
		if slices.Contains(p.s.forgotten(), r.ID) {
			p.WarnItem(1, "FORGOTTEN: nobody has approached this relative.")
		}
		for _, c := range contacts {
			p.Item(1, c.On.English()+": "+phrase(human(c.How), human(c.Outcome))+why(". ", c.Note)+madeUp(c.MadeUp))
		}
		if len(contacts) > 0 && !slices.ContainsFunc(contacts, func(c review.Contact) bool { return c.Outcome == "told_outcome" }) {
			p.Item(1, "not yet told of the outcome")
		}
	}
}

// familyStages says where the tracks that run for a relative stand.
func (p page) familyStages(relative string) string {
	var at []string
	for _, in := range p.s.Review.Instances {
		if p.s.Definition == nil || in.Item != relative {
			continue
		}
		if t := p.s.Definition.Track(in.Track); t != nil && t.ForEach == "relative" {
			at = append(at, p.stage(in.Track, in.Stage)+bracketed(p.state(in)))
		}
	}
	return lead(list(at))
}

// sources counts what the review rests on.
func (p page) sources() {
	r := p.s.Review
	p.Heading("What it rests on")
	if p.s.cuts("agency_others") || p.s.cuts("conversations") || p.s.cuts("work") {
		p.Item(0, "of this not all is shown to you:")
	}
	p.Item(0, Count(len(r.Meetings), "meeting", "meetings")+lead(tally(r.Meetings, func(m review.Meeting) string { return p.word("meeting_kinds", m.Kind) })))
	p.Item(0, Count(len(r.Conversations), "conversation", "conversations")+" with people who worked the case"+
		lead(tally(r.Conversations, func(c review.Conversation) string { return c.State })))
	p.Item(0, Count(len(r.Evidence), "piece", "pieces")+" of evidence"+
		lead(tally(r.Evidence, func(e review.Evidence) string { return p.word("evidence_kinds", e.Kind) })))
	for _, pr := range r.Proceedings {
		state := "going on"
		if pr.Ended {
			state = "ended"
		}
		p.Item(0, "beside the review: "+p.word("proceeding_kinds", pr.Kind)+", "+state)
	}
}

// tally counts records by a word: "2 held, 1 declined".
func tally[T any](records []T, by func(T) string) string {
	var order []string
	counts := map[string]int{}
	for _, r := range records {
		word := by(r)
		if counts[word] == 0 {
			order = append(order, word)
		}
		counts[word]++
	}
	parts := make([]string, len(order))
	for i, word := range order {
		parts[i] = fmt.Sprintf("%d %s", counts[word], word)
	}
	return strings.Join(parts, ", ")
}

// delay gives the clocks, with the reason of each extension.
func (p page) delay() {
	if len(p.s.Clocks) == 0 {
		return
	}
	p.Heading("Time")
	for _, c := range p.s.Clocks {
		p.Item(0, p.clockSentence(c))
		for _, e := range c.Extensions {
			p.Item(1, p.extension(e))
		}
	}
	for _, h := range p.s.Review.Holds {
		line := p.holdSentence(h)
		if h.Lifted {
			line = h.ID + ", " + p.hold(h.Name) + ": " + p.covered(h) + " waited from " + h.On.English() + " to " + h.LiftedOn.English() + "." + why(" Reason: ", h.Why) + madeUp(h.MadeUp)
		}
		p.Item(0, line)
	}
}

// reliance says how far the record can be relied on: what was passed over, what
// was made up, what is not evidenced, what was corrected under a move.
func (p page) reliance() {
	p.Heading("How far this can be relied on")
	p.Item(0, passedOver(len(p.s.passedOver())))
	p.Item(0, "No dispensation from the definition's rules applied.")
	p.Item(0, p.fillers())
	for _, in := range p.s.Review.Instances {
		if in.Evidence {
			p.Item(0, "NOT EVIDENCED: "+p.instance(in.Track, in.Item)+" was taken on at "+p.stage(in.Track, in.Stage)+"; its earlier steps are not on record here.")
		}
	}
	if p.s.Review.TakenOn != nil {
		p.Item(0, "NOT EVIDENCED: the review was taken on under way ("+seq(p.s.Review.TakenOn.Seq)+"); what earlier moves required is not on record here.")
	}
	for _, line := range p.corrected() {
		p.WarnItem(0, line)
	}
	for _, remark := range p.s.Remarks {
		p.Item(0, sentence(remark))
	}
}

func passedOver(n int) string {
	if n == 0 {
		return "No move passed over an expected requirement."
	}
	return capital(Count(n, "expected requirement was", "expected requirements were")) + " passed over, each with a recorded reason: see the course of the review."
}

func (p page) fillers() string {
	if p.s.Review.MadeUp == 0 {
		return "Nothing on record is made up."
	}
	of := fmt.Sprintf("MADE UP: %d of %s ", p.s.Review.MadeUp, Count(int(p.s.Review.Version), "event", "events"))
	if p.s.Review.MadeUp == 1 {
		return of + "is a filler, not a fact."
	}
	return of + "are fillers, not facts."
}

// publication says how the review was, or is to be, published. It reads the
// definition's track of that name, the versions of documents on record, and what was put
// out or disclosed.
func (p page) publication() {
	p.Heading("Publication")
	if in, ok := p.s.Review.Instance(publicationTrack, ""); ok {
		p.Item(0, p.track(in.Track)+": "+p.stage(in.Track, in.Stage)+" since "+in.Since.English())
	} else {
		p.Item(0, "Nothing is on record of publication.")
	}
	if p.s.hides("publication") {
		p.Item(0, "documents: "+notShown)
	}
	for _, d := range p.s.Review.Documents {
		p.Item(0, d.ID+", "+p.word("document_kinds", d.Kind)+lead(text(d.Title))+madeUp(d.MadeUp))
		for _, v := range d.Versions {
			p.Item(1, p.version(v))
		}
	}
	p.putOut()
}

// publicationTrack is the track that every definition gives publication.
const publicationTrack = "publication"
