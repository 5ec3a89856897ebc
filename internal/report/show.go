package report

import (
	"fmt"
	"slices"
	"strings"

	"scr/review"
)

// Show writes where a review stands: what needs a look first, then the tracks,
// which criteria are met, what is missing for the next moves, clocks, holds, what was
// published, and people.
func Show(w *Writer, s Standing) {
	page := page{w, s.words(), s}
	page.header()
	page.attention()
	page.stages()
	page.criteria()
	page.missing()
	page.clocks()
	page.holds()
	page.published()
	page.people()
	page.beside()
	page.links()
}

// brief is an obstacle in one line: what is missing, and who could supply it.
func (p page) brief(o review.Obstacle) string {
	line := "- " + sentence(o.Says)
	if help := p.help(o); help != "" {
		line += " " + capital(help) + "."
	}
	return line
}

// page is a standing on its way to a writer.
type page struct {
	*Writer
	words
	s Standing
}

// header says which review this is, under which rules, and how far what follows
// can be relied on.
func (p page) header() {
	r := p.s.Review
	p.Heading(r.Reference)
	p.Paragraph(p.rules())
	p.Paragraph("Opened" + on(r.OpenedOn) + ". " + capital(Count(int(r.Version), "event", "events")) + " on record.")
	p.bannered()
	p.suspended()
	for _, line := range p.caveats() {
		p.Paragraph(line)
	}
}

// bannered says first of all that the access was claimed, where it was.
func (p page) bannered() {
	if p.s.Banner != "" {
		p.Warn(p.s.Banner + ".")
	}
}

// rules names the definition the review runs under.
func (p page) rules() string {
	pin := p.s.Review.Pin
	title := human(pin.Workflow)
	if p.s.Definition != nil {
		title = p.s.Definition.Title
	}
	return fmt.Sprintf("%s (%s, version %d)", title, pin.Workflow, pin.Number)
}

// caveats is what a reader must know before relying on the rest.
func (p page) caveats() []string {
	r := p.s.Review
	lines := p.s.unseen()
	if !p.s.AsOf.IsZero() {
		lines = append(lines, "AS OF "+p.s.AsOf.English()+": what happened later is left out.")
	}
	if !p.s.KnownAt.IsZero() {
		lines = append(lines, "AS KNOWN AT "+p.s.KnownAt.English()+": what was recorded later is left out.")
	}
	if r.MadeUp > 0 {
		lines = append(lines, p.fillers())
	}
	if r.TakenOn != nil {
		lines = append(lines, "Taken on under way: what its earlier moves required is not evidenced here."+
			why(" Reason: ", r.TakenOn.Why))
	}
	if r.OutsideDates.Filled() {
		lines = append(lines, "The definition was not in force when the review was opened."+why(" Reason: ", r.OutsideDates))
	}
	for _, note := range p.s.Notes {
		lines = append(lines, sentence(note))
	}
	return lines
}

// why appends a reason where there is one, without the full stop at its end:
// what follows brings its own.
func why(lead string, t review.Text) string {
	if !t.Filled() {
		return ""
	}
	return lead + strings.TrimSuffix(text(t), ".")
}

// attention lists what should be looked at before anything else.
func (p page) attention() {
	lines := slices.Concat(p.lateClocks(), p.lateNotices(), p.staleHolds(), p.corrected())
	if len(lines)+len(p.s.Remarks) == 0 {
		return
	}
	p.Heading("Look at this first")
	for _, line := range lines {
		p.WarnItem(0, line)
	}
	for _, remark := range p.s.Remarks {
		p.Item(0, sentence(remark))
	}
}

func (p page) lateClocks() []string {
	var lines []string
	for _, c := range p.s.Clocks {
		if c.Overdue && c.State != review.Stopped {
			lines = append(lines, "OVERDUE: "+p.clockTitle(c)+" was due"+p.due(c)+p.blocked(c)+".")
		}
	}
	return lines
}

func (p page) staleHolds() []string {
	var lines []string
	for _, h := range p.s.Review.Holds {
		if !h.Lifted && h.ReviewOn.Before(p.s.day()) {
			lines = append(lines, "HOLD TO REVIEW: "+h.ID+", "+p.hold(h.Name)+", should have been looked at again"+on(h.ReviewOn)+".")
		}
	}
	return lines
}

// corrected says of each move what it relied on that was corrected since.
func (p page) corrected() []string {
	var lines []string
	for rest := p.s.Relied; len(rest) > 0; {
		move := rest[0]
		var events, requirements []string
		for _, r := range rest {
			if r.MoveSeq == move.MoveSeq {
				events = once(events, seq(r.Seq)+bracketed(p.correction(r)))
				requirements = once(requirements, r.Requirement)
			}
		}
		lines = append(lines, fmt.Sprintf("CORRECTED SINCE: the move %s%s (#%d) relied on %s for %s.",
			move.Move, bracketed(move.Item), move.MoveSeq, list(events), list(requirements)))
		rest = slices.DeleteFunc(slices.Clone(rest), func(r Reliance) bool { return r.MoveSeq == move.MoveSeq })
	}
	return lines
}

// correction says what was done to the event that a move relied on.
func (p page) correction(r Reliance) string {
	if c, _ := p.s.Review.CorrectedBy(r.Seq); c.Void {
		return "voided by " + seq(r.CorrectedBy)
	}
	return "corrected by " + seq(r.CorrectedBy)
}

// once adds a word to a list, unless it is there.
func once(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// stages says where each instance of each track stands.
func (p page) stages() {
	p.Heading("Where it stands")
	if len(p.s.Review.Instances) == 0 {
		p.Item(0, "No track has begun.")
		return
	}
	var rows [][]string
	for _, in := range p.s.Review.Instances {
		rows = append(rows, []string{p.track(in.Track), in.Item, p.stage(in.Track, in.Stage), p.since(in.Since), p.state(in)})
	}
	p.entries(rows, 2)
}

// entries writes rows whose first cells name what the others tell of. In a pipe
// that is a table. On a terminal the name stands beside the rest, so that a long
// remark has room.
func (p page) entries(rows [][]string, name int) {
	if !p.opt.Terminal {
		p.Table(make([]string, len(rows[0])), rows)
		return
	}
	pairs := make([]Pair, len(rows))
	for i, row := range rows {
		pairs[i] = Pair{phrase(row[:name]...), phrase(row[name:]...)}
	}
	p.Pairs(0, pairs)
}

// state is what is to be said of an instance besides its stage.
func (p page) state(in review.Instance) string {
	var said []string
	switch {
	case in.Excused && in.Upon != "":
		said = append(said, "excused: the part that it was for is over ("+in.Upon+")")
	case in.Excused:
		said = append(said, "excused"+why(": ", in.Why))
	case in.Final:
		said = append(said, "finished")
	}
	if by := p.s.suspendedBy(in); len(by) > 0 {
		said = append(said, "SUSPENDED by "+list(by))
	}
	if in.Evidence {
		said = append(said, "taken on here: earlier steps not evidenced")
	}
	if in.Late != "" {
		said = append(said, "LATE: added after "+in.Late)
	}
	return strings.Join(said, "; ")
}

// missing says, move by move, what stands in the way of going on, and who could
// supply it. The values and the guidance are in Next, and so are the moves that
// make themselves or take up again what was finished.
func (p page) missing() {
	open, shut, _, _ := sorted(p.s.Moves)
	p.moves("Can be done now", open, func(m Move) { p.Item(0, p.named(m)+p.decidedBy(m)) })
	p.moves("What is missing", shut, func(m Move) {
		p.Item(0, p.named(m)+":")
		for _, o := range m.Obstacles {
			p.Item(1, p.brief(o))
		}
	})
	if len(open)+len(shut) == 0 {
		p.Heading("What is missing")
		p.Item(0, "Nothing: no move leads on from here.")
	}
}

// holds says what must wait, why, and when somebody looks at it again.
func (p page) holds() {
	var lines []string
	for _, h := range p.s.Review.Holds {
		if !h.Lifted {
			lines = append(lines, p.holdSentence(h))
		}
	}
	if len(lines) == 0 {
		return
	}
	p.Heading("Holds")
	for _, line := range lines {
		p.Item(0, line)
	}
}

func (p page) holdSentence(h review.Hold) string {
	line := h.ID + ", " + p.grounded(h) + ": " + p.covered(h) + " must wait, since " + h.On.English()
	if h.ReviewOn.IsZero() {
		line += "; NO DAY IS SET to look at it again"
	} else {
		line += "; to be looked at again" + on(h.ReviewOn)
	}
	return line + "." + why(" Reason: ", h.Why) + madeUp(h.MadeUp)
}

func (p page) covered(h review.Hold) string {
	switch h.Covers {
	case "review":
		return "the whole review"
	case "publication":
		return "publication"
	}
	said := strings.TrimSpace(human(h.Covers) + " " + h.Target)
	if h.Item != "" {
		said += " of " + h.Item
	}
	return said
}

// since is the day a thing began: in a sentence on a terminal, by itself in a column.
func (p page) since(d review.Date) string {
	if !p.opt.Terminal {
		return d.String()
	}
	if d.IsZero() {
		return ""
	}
	return "since " + d.English()
}

// people says who has a part now. It is the one place that gives names.
func (p page) people() {
	var rows [][]string
	for _, a := range p.s.Review.Assignments {
		if a.Holds(p.s.day()) {
			rows = append(rows, []string{a.Person, p.nameOf(a.Person), p.role(a.Role), human(a.Profession), a.Agency, p.since(a.From)})
		}
	}
	for _, o := range p.s.Offices {
		if o.Holds(p.s.day()) {
			rows = append(rows, []string{o.Person, p.nameOf(o.Person), p.role(o.Office), "", "", p.since(o.From)})
		}
	}
	if len(rows) == 0 {
		return
	}
	p.Heading("People")
	p.entries(rows, 2)
}

func (p page) nameOf(handle string) string { return text(p.s.People[handle].Name) }

func madeUp(is bool) string {
	if is {
		return " (made up)"
	}
	return ""
}

// sentence gives a remark its capital and its full stop.
func sentence(s string) string {
	s = capital(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}
