package simulation

import (
	"slices"
	"strings"
	"time"

	"scr/engine"
	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// today is the civil day in London at an instant.
func today(now time.Time) review.Date {
	year, month, day := calendar.DayOf(now).Date()
	return review.NewDate(year, int(month), day)
}

// fullCheck is after how many commands everything is looked at.
const fullCheck = 400

// step lets some time go by, and then does one thing.
func (w *world) step() {
	w.passTime()
	switch n := w.IntN(1000); {
	case n < 8:
		w.crash()
	case n < 20:
		w.restart()
	case n < 22:
		w.rebuild()
	case n < 24:
		w.moveToCopy()
	case n < 26 && w.keyDir != "":
		w.rotate()
	case n < 90:
		w.readSomething()
	default:
		w.command()
	}
}

// passTime moves the clock on: mostly by minutes or days, at times to the end of a
// month, of February or of summer time, and now and then it goes back. In its last year
// it goes slowly.
func (w *world) passTime() {
	switch n := w.IntN(2000); {
	case w.now.Year() >= lastYear:
		w.now = w.now.Add(time.Duration(n) * time.Second)
	case n < 1500:
		w.now = w.now.Add(time.Duration(w.IntN(7200)) * time.Second)
	case n < 1960:
		w.now = w.now.Add(time.Duration(w.IntN(72)) * time.Hour)
	case n < 1964:
		w.now = time.Date(w.now.Year(), w.now.Month()+1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	case n < 1966:
		w.now = later(w.now, time.March, 25+w.IntN(7), time.Duration(w.IntN(120))*time.Minute) // clocks go forward
	case n < 1968:
		w.now = later(w.now, time.October, 25+w.IntN(7), time.Duration(w.IntN(120))*time.Minute) // and back
	case n < 1970:
		w.now = later(w.now, time.February, 28+w.IntN(2), 23*time.Hour)
	case n < 1971:
		w.now = later(w.now, time.December, 31, 23*time.Hour+59*time.Minute)
	case n < 1990:
		w.now = w.now.Add(-time.Second)
	case n < 1993:
		w.now = w.now.Add(-time.Duration(w.IntN(50)) * time.Hour)
	}
}

// lastYear is two years before the tables of bank holidays end: where a clock would be due
// behind them, the program says so, and goes no further.
const lastYear = 2028

// behind reports whether the clock went back further behind the log's last entry than
// clocks do that are only set right.
func (w *world) behind() bool { return w.last.Sub(w.now) > allowance }

// allowance is how far clocks go back that are only set right.
const allowance = 5 * time.Minute

// later is the next such day of a year.
func later(now time.Time, month time.Month, day int, at time.Duration) time.Time {
	then := time.Date(now.Year(), month, day, 0, 0, 0, 0, time.UTC).Add(at)
	if then.Before(now) {
		then = time.Date(now.Year()+1, month, day, 0, 0, 0, 0, time.UTC).Add(at)
	}
	return then
}

// command makes up a command and carries it out.
func (w *world) command() {
	w.report.Commands++
	o, repeats := w.orRepeated(w.makeUp())
	if repeats {
		w.repeat(o)
	} else {
		w.carryOut(w.circumstances(o))
	}
	if w.report.Commands%fullCheck == 0 {
		w.checkAll()
	}
}

// orRepeated is a command that was acknowledged before, now and then.
func (w *world) orRepeated(o op) (op, bool) {
	if len(w.order) == 0 || !w.one(25) {
		return o, false
	}
	return w.used[pick(w.chance, w.order[max(0, len(w.order)-50):])].op, true
}

// circumstances give some commands an id, and some the version that their reader saw.
func (w *world) circumstances(o op) op {
	if w.one(3) {
		o = o.with(func(m *engine.Meta) { m.CommandID = w.id() })
	}
	if o.subject == nil || !w.one(12) {
		return o
	}
	saw := o.subject.model.version
	if w.one(2) {
		saw, o.stale = saw-int64(w.between(1, 3)), true
	}
	return o.with(func(m *engine.Meta) { m.Expect = max(saw, 1) })
}

// carryOut carries out a command that was not carried out before, in whatever
// circumstances, and holds the answer to its promises.
func (w *world) carryOut(o op) {
	wr := w.writer()
	if w.begun() && w.one(18) && !w.behind() {
		w.amidFault(wr, o)
		return
	}
	cutIn, moved := false, false
	if w.begun() && !w.nested && w.one(12) {
		before := w.versionOf(o)
		wr.between.before = func() { cutIn = w.cutIn(wr, o); moved = w.versionOf(o) != before }
	}
	out, err := o.do(w.ctx, wr.Engine)
	wr.between.before = nil
	if err == nil && moved && !o.retries {
		w.fail("%s went through, though somebody else wrote after it was decided on", o)
	}
	w.judge(o, out, err, cutIn)
	if err == nil && cutIn && o.meta().CommandID != "" {
		w.again(w.writer(), o)
	}
}

// writer is whoever carries out the next command: most of the time the one who did the
// last, who then knows what it knew.
func (w *world) writer() *writer {
	if w.one(5) {
		w.turn = 1 - w.turn
	}
	return w.writers[w.turn]
}

// begun reports whether the board is made.
func (w *world) begun() bool { return w.board.offices != nil }

func (w *world) versionOf(o op) int64 {
	if o.subject == nil {
		return 0
	}
	return o.subject.model.version
}

// cutIn lets the other writer write to the same review, and says whether it did.
func (w *world) cutIn(wr *writer, o op) bool {
	other := w.writers[0]
	if other == wr {
		other = w.writers[1]
	}
	in := w.makeUp()
	if o.subject != nil {
		in = w.aboutReview(o.subject)
	}
	w.nested = true
	defer func() { w.nested = false }()
	w.report.CutIn++
	before := w.head.Size
	out, err := in.do(w.ctx, other.Engine)
	w.judge(in, out, err, false)
	return w.head.Size != before
}

// judge holds what a command was answered to what may be answered.
func (w *world) judge(o op, out engine.Outcome, err error, cutIn bool) {
	if err == nil {
		w.note(o.ref(), "%s ─▶ #%d–%d", o, out.Receipt.First, out.Receipt.Last)
		w.accept(o, out.Receipt, out.Receipt.Events)
		return
	}
	code := review.CodeOf(err)
	w.note(o.ref(), "%s ─▶ %s: %v", o, code, err)
	w.report.Refused++
	switch {
	case w.behind() && strings.Contains(err.Error(), "clock of this machine went back"):
	case code == review.Failed || code == review.Unknown:
		w.fail("%s: %v (%s), and no disk failed", o, err, code)
	case code == review.Conflict && strings.Contains(err.Error(), "moved on") && !cutIn:
		w.fail("%s: %v, and nobody else wrote", o, err)
	}
	if o.stale {
		w.report.Stale++
	}
	w.unchanged(o)
}

// unchanged holds a refusal to leaving everything as it was. It looks now and then: what
// was written without a receipt also shows in the size and the root of the next one.
func (w *world) unchanged(o op) {
	if !w.one(3) {
		return
	}
	head, err := w.writers[w.IntN(2)].db.Head(w.ctx)
	w.must("read the head", err)
	if head != w.head {
		w.fail("%s was refused, and the log has %d events where it had %d", o, head.Size, w.head.Size)
	}
}

// accept takes what a command recorded into the model, and compares.
func (w *world) accept(o op, receipt review.Receipt, events []review.Event) {
	w.report.Accepted++
	w.report.Kinds[o.kind()]++
	if o.stale {
		w.fail("%s went through, though the review had moved on from what was seen", o)
	}
	w.checkReceipt(o, receipt, events)
	w.head.Size, w.head.Root = receipt.Size, receipt.Root
	w.streams[receipt.Stream] = receipt.Last
	w.last = receipt.At
	w.since = append(w.since, receipt)
	if id := o.meta().CommandID; id != "" {
		w.used[id] = done{o, receipt}
		w.order = append(w.order, id)
	}
	w.takeIn(o, receipt, events)
	w.atHead(o)
}

// takeIn takes events into what they are about.
func (w *world) takeIn(o op, receipt review.Receipt, events []review.Event) {
	s := o.subject
	if _, opens := o.cmd.(engine.Open); opens {
		s = w.opened(receipt, events)
	}
	if s == nil {
		w.takeBoard(receipt, events)
		return
	}
	if err := s.take(events); err != nil {
		w.fail("%s: %v", o, err)
	}
	w.sameTexts(o, s, events)
	w.compare(s)
	w.settled(o, s)
	w.notStranded(o, s)
}

func (w *world) opened(receipt review.Receipt, events []review.Event) *subject {
	body, ok := events[0].Body.(*review.ReviewOpened)
	if !ok {
		w.fail("a review begins with %s", events[0].Body.Kind())
	}
	w.newName(receipt.Reference)
	i := slices.IndexFunc(w.defs, func(d *workflow.Definition) bool { return d.Hash == body.Pin.Hash })
	if i < 0 {
		w.fail("%s is pinned to a definition that nobody adopted", receipt.Reference)
	}
	s := &subject{ref: receipt.Reference, stream: receipt.Stream, def: w.defs[i]}
	w.reviews = append(w.reviews, s)
	return s
}

// newName notes a reference or a handle, which must not have been given before.
func (w *world) newName(name string) {
	if name == "" || w.names[name] {
		w.fail("the name %q was given out twice", name)
	}
	w.names[name] = true
}

// takeBoard takes in what became of the register and of the board.
func (w *world) takeBoard(receipt review.Receipt, events []review.Event) {
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.PersonRegistered:
			w.newName(b.Person.Handle)
			w.board.people = append(w.board.people, b.Person.Handle)
			w.board.entries[b.Person.Handle] = b.Person
		case *review.PersonAmended:
			w.board.entries[receipt.Reference] = b.Person
		case *review.OfficeHeld:
			w.board.offices = append(w.board.offices, review.OfficeTerm{Office: b.Office, Person: b.Person, From: b.From, To: b.To})
		case *review.OfficeLeft:
			board, err := w.writers[0].db.Board(w.ctx)
			w.must("read the board", err)
			w.board.offices = board.Offices
		}
	}
}

// checkReceipt holds a receipt to what it must say.
func (w *world) checkReceipt(o op, r review.Receipt, events []review.Event) {
	n := int64(len(events))
	switch {
	case w.behind():
		w.fail("%s is recorded, and the clock is at %s, long before the last entry, %s", o, w.now, w.last)
	case r.At.Before(w.last):
		w.fail("%s was recorded at %s, before what stands before it, %s", o, r.At, w.last)
	case r.Repeated:
		w.fail("%s is answered as if it had been carried out before", o)
	case n == 0 || r.Last-r.First+1 != n:
		w.fail("%s: the receipt says #%d–%d, for %d events", o, r.First, r.Last, n)
	case r.First != w.streams[r.Stream]+1:
		w.fail("%s begins at #%d of %s, which stands at %d", o, r.First, r.Stream, w.streams[r.Stream])
	case r.Size != w.head.Size+n:
		w.fail("%s: the log had %d events and has %d, with %d more", o, w.head.Size, r.Size, n)
	}
	for i, ev := range events {
		if ev.Global != w.head.Size+int64(i)+1 || ev.Seq != r.First+int64(i) || ev.Stream != r.Stream {
			w.fail("%s: event %d of it is #%d of %s and %d of the log", o, i+1, ev.Seq, ev.Stream, ev.Global)
		}
	}
}

// atHead holds the log to ending where the receipt says, now and then.
func (w *world) atHead(o op) {
	if !w.one(3) {
		return
	}
	head, err := w.writers[w.IntN(2)].db.Head(w.ctx)
	w.must("read the head", err)
	if head != w.head {
		w.fail("after %s the log has %d events and root %x; the receipt says %d and %x", o, head.Size, head.Root[:4], w.head.Size, w.head.Root[:4])
	}
}
