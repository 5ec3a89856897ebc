package report

import (
	"strings"

	"scr/review"
)

// clocks says what is due when.
func (p page) clocks() {
	if len(p.s.Clocks) == 0 {
		return
	}
	p.Heading("Clocks")
	for _, c := range p.s.Clocks {
		p.Item(0, p.clockSentence(c))
		for _, e := range c.Extensions {
			p.Item(1, p.extension(e))
		}
	}
}

func (p page) clockTitle(c Clock) string {
	title := c.Title
	if title == "" {
		title = p.clock(c.Name)
	}
	return title + bracketed(c.Item)
}

// due is a clock's due day; one that runs from a partial date is "about".
func (p page) due(c Clock) string {
	if c.About {
		return " about " + c.Due.English()
	}
	return on(c.Due)
}

func (p page) blocked(c Clock) string {
	if c.Missed == "" || c.Missed == "flag" {
		return ""
	}
	return "; it blocks " + c.Missed
}

// from joins the length of a clock to the day it counts from.
func from(c Clock) string {
	if c.Kind == review.CountsBack || c.Kind == review.LooksBack {
		return " "
	}
	return " from "
}

func (p page) clockSentence(c Clock) string {
	line := p.clockTitle(c) + ": " + c.Limit + from(c) + c.Start.English()
	switch {
	case c.Kind == review.LooksBack:
		line += ", that is from" + strings.TrimPrefix(on(c.From), " on") + " to" + strings.TrimPrefix(on(c.Start), " on")
	case c.Kind == review.Keeps && c.State == review.Stopped:
		line += ", ended" + on(c.Stopped)
	case c.Kind == review.Keeps && c.Kept(p.s.day()):
		line += ", over since" + strings.TrimPrefix(p.due(c), " on")
	case c.Kind == review.Keeps:
		line += ", until" + strings.TrimPrefix(p.due(c), " on")
	case c.State == review.Stopped && c.Overdue:
		line += ", stopped" + on(c.Stopped) + ", LATE (it was due" + p.due(c) + ")"
	case c.State == review.Stopped && !inTime(c):
		line += ", stopped" + on(c.Stopped) + "; whether in time is not known (it was due" + p.due(c) + ")"
	case c.State == review.Stopped:
		line += ", stopped in time" + on(c.Stopped)
	case c.State == review.Paused:
		line += ", paused" + on(c.PausedOn) + " by " + list(c.PausedBy)
	case c.Overdue:
		line += ", OVERDUE since" + strings.TrimPrefix(p.due(c), " on") + p.blocked(c)
	default:
		line += ", due" + p.due(c)
	}
	return line + "."
}

// inTime reports whether a stopped clock was stopped in time whatever day a partial
// date means. What is paused is not late while it is.
func inTime(c Clock) bool {
	ended := c.Stopped
	if !c.PausedOn.IsZero() {
		ended = c.PausedOn
	}
	return !c.Due.Before(ended.Last())
}

func (p page) extension(e review.Extension) string {
	line := "extended" + on(e.On) + " from " + e.From.English() + " to " + e.To.English()
	if len(e.Documents) > 0 {
		line += ", on " + list(e.Documents)
	}
	return line + why(": ", e.Why) + " (" + seq(e.Seq) + ")"
}
