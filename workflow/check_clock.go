package workflow

import (
	"fmt"
	"slices"
	"strings"
)

func (c *checker) checkClocks() {
	for _, k := range c.a.clocks {
		clock := Clock{
			Name: k.name.text, Title: titleOf(k.title, k.name),
			Cites:      c.cites(k.cites),
			Unverified: c.unverified("clocks."+k.name.text, k.unverified),
		}
		clock.Kind, clock.Within = c.checkKind(k)
		clock.Starts, clock.Stops, clock.Track = c.checkRun(k)
		c.checkClockFits(k, clock.Kind)
		if k.missed.given() && k.missed.text != "flag" {
			c.complain(k.missed, "missed", "write missed: flag, or missed: {block: [track.move]} with the moves that are to wait",
				"%q is not what can come of a missed clock", shorten(k.missed.text))
		}
		clock.Blocks = c.knownMoves(k.blocks, nil)
		if k.extend != nil {
			clock.Extend = &Extend{
				By:        c.refer(k.extend.by, c.roles, "unknown-role", "a role"),
				Documents: c.refer(k.extend.documents, c.vocabulary("document_kinds"), "unknown-word", "a kind of document in the vocabulary document_kinds"),
				Cites:     c.cites(k.extend.cites),
			}
		}
		if nameable(k.name) {
			c.d.Clocks = append(c.d.Clocks, clock)
		}
	}
}

// vocabulary returns the words that a field of a record may hold: any, if the
// definition does not bind it.
func (c *checker) vocabulary(name string) names {
	n := names{unread: true}
	for _, v := range c.a.vocabularies {
		if v.name.text == name && len(v.words) > 0 {
			n.unread = false
			for _, w := range v.words {
				n.list = append(n.list, w.name.text)
			}
		}
	}
	return n
}

// checkRun checks what starts and stops a clock, and finds the track for whose
// instances it runs.
func (c *checker) checkRun(k authoredClock) (starts, stops []string, track string) {
	var perItem []string
	for _, w := range k.starts {
		if w.text == Opened {
			starts = append(starts, w.text)
			continue
		}
		if o, named, ok := c.occasion(w, true); named {
			if ok && c.occasionFits(k, w, o) {
				starts = append(starts, w.text)
			}
			continue
		}
		t, _, ok := c.move(w, nil)
		if !ok {
			continue
		}
		starts = append(starts, w.text)
		if t != nil && t.forEach.given() && !slices.Contains(perItem, t.name.text) {
			perItem = append(perItem, t.name.text)
		}
	}
	track = c.clockTrack(k, perItem)
	c.checkSameItems(k, track, perItem)
	for _, w := range k.stops {
		if o, named, ok := c.occasion(w, false); named {
			if ok && c.occasionFits(k, w, o) {
				stops = append(stops, w.text)
			}
			continue
		}
		t, _, ok := c.move(w, nil)
		switch {
		case !ok:
		case slices.Contains(starts, w.text):
			c.complain(w, "clock-track", "name another move", "%s starts the clock: it cannot stop it as well", w.text)
		case t != nil && t.forEach.given() && t.name.text != track && !c.tracks.unread:
			c.complain(w, "clock-track", "add track: "+t.name.text+" to the clock, so that each has its own",
				"track %s runs for each %s: the first one would stop the clock for all", t.name.text, t.forEach.text)
		default:
			stops = append(stops, w.text)
		}
	}
	return starts, stops, track
}

// clockTrack is the for_each track that a clock names, or that its starts belong to.
func (c *checker) clockTrack(k authoredClock, perItem []string) string {
	if !k.track.given() {
		if len(perItem) > 1 {
			c.complain(k.name, "clock-track", "make it two clocks, or name one with track:", "the clock starts on %s, and would not know for which it runs", wordList(perItem, "and"))
		}
		return strings.Join(perItem[:min(1, len(perItem))], "")
	}
	if !c.refersTo(k.track, c.tracks, "unknown-track", "a track") {
		return k.track.text
	}
	if t := c.track(k.track.text); t != nil && !t.forEach.given() {
		c.complain(k.track, "clock-track", "delete track", "track %s runs once, and so does the clock", t.name.text)
	}
	return k.track.text
}

// checkSameItems refuses a clock that runs for each agency, say, and is started for a
// subject: there would be nothing to run for.
func (c *checker) checkSameItems(k authoredClock, track string, perItem []string) {
	runs := c.track(track)
	if runs == nil || !k.track.given() {
		return
	}
	for _, name := range perItem {
		if t := c.track(name); t.forEach.text != runs.forEach.text && runs.forEach.given() {
			c.complain(k.track, "clock-track", "start it by a move of "+track+", or of a track that runs once",
				"track %s runs for each %s, and the clock would be started for each %s", track, runs.forEach.text, t.forEach.text)
		}
	}
}

// limitUnits are the units of a limit as they are written, singular and plural.
func limitUnits() [][3]string {
	return [][3]string{{"month", "months", Months}, {"working day", "working days", WorkingDays}, {"day", "days", Days}}
}

const limitHint = "write a number and months, working days or days: 6 months"

// checkLimit reads a length of time: 6 months, 15 working days, 14 days.
func (c *checker) checkLimit(w word) Limit {
	if !w.given() {
		return Limit{}
	}
	number, unit, _ := strings.Cut(w.text, " ")
	n, ok := wholeNumber(number)
	if !ok || n > 9999 {
		c.complain(w, "limit", limitHint, "%q is not a length of time", shorten(w.text))
		return Limit{}
	}
	for _, u := range limitUnits() {
		if unit == u[0] && n == 1 || unit == u[1] && n > 1 {
			return Limit{N: n, Unit: u[2]}
		}
	}
	c.complain(w, "limit", mendLimit(n, unit), "%q is not a length of time", shorten(w.text))
	return Limit{}
}

// mendLimit guesses what length of time was meant.
func mendLimit(n int, unit string) string {
	folded := strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(strings.TrimSpace(unit)))
	plural := strings.TrimSuffix(folded, "s") + "s"
	switch plural {
	case "weeks":
		return fmt.Sprintf("write %d days", 7*n)
	case "years":
		return fmt.Sprintf("write %d months", 12*n)
	case "business days", "workdays", "weekdays":
		plural = "working days"
	}
	for _, u := range limitUnits() {
		if plural != u[1] && Nearest(plural, []string{u[1]}) == "" {
			continue
		}
		if n == 1 {
			return "write 1 " + u[0]
		}
		return fmt.Sprintf("write %d %s", n, u[1])
	}
	return limitHint
}
