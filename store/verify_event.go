package store

import (
	"crypto/hmac"
	"strings"

	"scr/internal/audit"
	"scr/review"
)

// checkEnvelope reads an event strictly, and compares it with its columns and
// with the values beside it.
func (c *streamCheck) checkEnvelope(row eventRow, fields []fieldRow) {
	e, err := audit.Parse(row.Envelope)
	if err != nil {
		c.broken = true
		c.distrust(row.Seq, row.Global, "%s", err)
		return
	}
	c.checkColumns(row, e)
	c.checkFields(row, e, fields)
	ev, err := e.Decode()
	if err != nil {
		c.broken = true
		c.distrust(row.Seq, row.Global, "the event's body cannot be read as a %s", e.Kind)
		return
	}
	c.checkReferences(ev)
	if erasure, ok := ev.Body.(*review.TextsErased); ok {
		c.checkErasure(ev, erasure)
	}
	c.events = append(c.events, ev)
	c.ran(ev)
	if name, kind := nameOf(ev.Body); name != nil {
		if year, n, ok := numbered(ev.Board, kind, *name); ok {
			c.given(counter{kind, year}, n)
		}
	}
}

func (c *streamCheck) checkColumns(row eventRow, e audit.Envelope) {
	ev := e.Event
	for _, column := range []struct {
		name        string
		same, moved bool
	}{
		{"board", row.Board == ev.Board, true},
		{"stream", row.Stream == string(ev.Stream), true},
		{"seq", row.Seq == ev.Seq, true},
		{"global", row.Global == ev.Global, true},
		{"kind", row.Kind == e.Kind, false},
		{"command", row.Command == ev.Command, false},
		{"recorded_at", row.RecordedAt == c.instant(ev.RecordedAt), false},
		{"occurred_on", row.OccurredOn == ev.OccurredOn.String(), false},
		{"definition", row.Definition == ev.Definition, false},
	} {
		if !column.same {
			c.broken = c.broken || column.moved
			c.distrust(row.Seq, row.Global, "the column %s is not what the envelope says", column.name)
		}
	}
}

// checkFields computes every commitment again.
func (c *streamCheck) checkFields(row eventRow, e audit.Envelope, fields []fieldRow) {
	beside := make(map[string]fieldRow, len(fields))
	for _, f := range fields {
		beside[f.Path] = f
	}
	for _, made := range e.Fields {
		c.found.Commitments++
		c.texts[place{c.name, e.Event.Seq, made.Path}] = true
		f, ok := beside[made.Path]
		delete(beside, made.Path)
		if ok {
			c.checkSlot(row, f)
		}
		if says := c.checkField(e.Event, made, f, ok); says != "" {
			c.distrust(row.Seq, row.Global, says, made.Path)
		}
	}
	for _, f := range fields {
		if _, left := beside[f.Path]; left {
			c.distrust(row.Seq, row.Global, "the value of %s was not recorded with the event", f.Path)
		}
	}
}

// checkField says what is wrong with one value, with %s for its path, or nothing.
func (c *streamCheck) checkField(ev review.Event, made audit.Commitment, f fieldRow, beside bool) (says string) {
	_, erased := c.of.erased[erasedField{ev.Global, made.Path}]
	switch {
	case beside && erased:
		return "the value of %s was erased, and is there still"
	case !beside && erased:
		c.found.Erased++
		return ""
	case !beside:
		return "the value of %s is missing, and no erasure took it away"
	case f.Class != string(made.Class):
		return "the class of %s is not the one that was recorded"
	case len(f.Sealed) > 0 && f.Sealed[0] != inClear && c.of.db.options.Keys == nil:
		c.found.Unopened++
		return ""
	}
	salt, value, err := c.of.db.unseal(ev.Board, place{ev.Stream, ev.Seq, made.Path}, f.Sealed)
	if err != nil {
		return "the value of %s cannot be opened, and no erasure says why: " + strings.ReplaceAll(err.Error(), "%", "%%")
	}
	commit := audit.Commit(ev.Board, ev.Stream, ev.Seq, made.Path, salt, value)
	if !hmac.Equal(commit[:], made.Commit[:]) {
		return "the value of %s is not the one that was recorded"
	}
	c.found.Readable++
	return ""
}

// checkReferences looks for texts that lead nowhere.
func (c *streamCheck) checkReferences(ev review.Event) {
	review.EachText(ev.Body, func(path string, _ review.Class, t *review.Text) {
		if seq, at := t.Ref(); !c.texts[place{c.name, seq, at}] {
			c.distrust(ev.Seq, ev.Global, "the text %s refers to %d/%s, where nothing was recorded", path, seq, at)
		}
	})
}

// given notes a name that was given out.
func (c *streamCheck) given(name counter, n int64) {
	if c.counters == nil {
		c.counters = map[counter]int64{}
	}
	c.counters[name] = max(c.counters[name], n)
}
