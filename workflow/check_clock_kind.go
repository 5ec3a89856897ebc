package workflow

import "slices"

// letterDeadline is what due: can say.
const letterDeadline = "letter.deadline"

// kindKey is a key that says what kind a clock is.
type kindKey struct {
	key  string
	said word
	kind ClockKind
}

func (k authoredClock) kinds() []kindKey {
	return []kindKey{{"within", k.within, Forward}, {"before", k.before, CountsBack}, {"due", k.due, LetterDeadline},
		{"looks_back", k.looksBack, LooksBack}, {"keeps", k.keeps, Keeps}}
}

// checkKind finds what kind a clock is, and how long.
func (c *checker) checkKind(k authoredClock) (kind ClockKind, limit Limit) {
	said := ""
	for _, key := range k.kinds() {
		if !key.said.given() {
			continue
		}
		if said != "" {
			c.complain(key.said, "clock-kind", "make it two clocks, or delete one", "a clock has %s or %s, not both", said, key.key)
			continue
		}
		said, kind = key.key, key.kind
		if kind == LetterDeadline {
			c.oneOf(key.said, "clock-kind", "a day that a clock can be due on", letterDeadline)
			continue
		}
		limit = c.checkLimit(key.said)
	}
	if said == "" && !k.unread {
		c.complain(k.name, "missing-key", "add within: 6 months, or before, due, looks_back or keeps", "clock %s does not say how long it is", k.name.text)
	}
	return kind, limit
}

// checkClockFits checks that a clock has what its kind needs, and nothing that it cannot
// have.
func (c *checker) checkClockFits(k authoredClock, kind ClockKind) {
	if kind.Limits() && len(k.stops) == 0 {
		c.complain(k.name, "missing-key", "add stops: with the moves that end it", "clock %s has no stops", k.name.text)
	}
	if kind == LooksBack && len(k.stops) > 0 {
		c.complain(k.stops[0], "clock-kind", "delete stops", "a clock that looks back never ends")
	}
	if !kind.Limits() && (k.missed.given() || len(k.blocks) > 0) {
		at := k.missed
		if len(k.blocks) > 0 {
			at = k.blocks[0]
		}
		c.complain(at, "clock-kind", "delete missed", "a clock that is never due cannot be missed")
	}
	if k.extend != nil && kind != Forward && kind != LetterDeadline {
		c.complain(k.name, "clock-kind", "delete extend", "only a limit is extended; clock %s follows the day it counts from", k.name.text)
	}
	if kind == LetterDeadline {
		c.checkLetterStarts(k)
	}
}

// checkLetterStarts checks that a clock that is due when a letter says is started by
// letters.
func (c *checker) checkLetterStarts(k authoredClock) {
	for _, w := range k.starts {
		if !ofLetters(w.text) {
			c.complain(w, "clock-kind", "start it with received. and a kind of letter", "%s is no letter, and gives no deadline", shorten(w.text))
		}
	}
	if k.track.given() {
		c.complain(k.track, "clock-kind", "delete track", "a clock that is due when a letter says runs for each letter")
	}
}

// occasionFits checks that a form that is filled for each something goes with the track
// for whose instances the clock runs.
func (c *checker) occasionFits(k authoredClock, w word, o Occasion) bool {
	if o.Verb != Filled {
		return true
	}
	form := c.form(o.Name)
	if form == nil || !form.forEach.given() {
		return true
	}
	if t := c.track(k.track.text); t != nil && t.forEach.text == form.forEach.text || c.tracks.unread || c.doubtful[o.Name] {
		return true
	}
	c.complain(w, "clock-track", "add track: with a track that runs for each "+form.forEach.text,
		"form %s is filled for each %s: the clock would not know for which it runs", o.Name, form.forEach.text)
	return false
}

// pausable checks that a hold pauses only limits: a planned day, a letter's deadline and
// a window stay where they are.
func (c *checker) pausable(words []word) (names []string) {
	for _, w := range words {
		if !c.refersTo(w, c.clocks, "unknown-clock", "a clock") {
			continue
		}
		i := slices.IndexFunc(c.a.clocks, func(k authoredClock) bool { return k.name.text == w.text })
		if i >= 0 && !c.a.clocks[i].within.given() && !c.a.clocks[i].unread {
			c.complain(w, "clock-kind", "take it out of pauses", "clock %s has no within: it follows a day that no hold moves", w.text)
			continue
		}
		names = append(names, w.text)
	}
	return names
}
