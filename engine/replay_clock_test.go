package engine_test

import (
	"os"
	"testing"

	"scr/engine"
	"scr/review"
)

// clocked is a review under the definition that has clocks of every kind.
func clocked(w *world) *world {
	w.t.Helper()
	source, err := os.ReadFile("../testdata/scenarios/clocks.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(w.Adopt(w.t.Context(), engine.Adopt{Meta: w.by("p1"), File: "clocks.yaml", Source: source}))
	out := w.must(w.Open(w.t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "clocks", NoConflict: true}))
	w.ref = out.Receipt.Reference
	w.agency("constabulary")
	return w
}

// fillForm fills a form, and returns the event.
func (w *world) fillForm(form, item string, values map[string]string) int64 {
	w.t.Helper()
	out := w.must(w.Fill(w.t.Context(), engine.Fill{Meta: w.on("p1", "2014-03-10"), Review: w.ref,
		Form: engine.FormInput{Form: form, Item: item, Values: values}}))
	return out.Receipt.First
}

func (w *world) rectify(seq int64, change func(*engine.Correct)) {
	w.t.Helper()
	cmd := engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: seq, Why: "a slip"}
	change(&cmd)
	w.must(w.Correct(w.t.Context(), cmd))
}

func (w *world) letter(l review.Letter) int64 {
	w.t.Helper()
	return w.record("2014-03-11", &review.Added[review.Letter]{Record: l}).Receipt.First
}

func query(t *testing.T) review.Letter {
	return review.Letter{Direction: "in", Party: "minister", Kind: "query", Deadline: date(t, "2014-04-30")}
}

// A log with clocks of every kind, and with corrections of all that started and stopped
// them, can be decided again.
func TestClocksOfEveryKindAreDecidedAgain(t *testing.T) {
	w := clocked(newWorld(t).loggedIn())
	void := func(c *engine.Correct) { c.Void = true }
	w.fillForm("plan", "", map[string]string{"planned_on": "2014-12-01"})
	again := w.fillForm("plan", "", map[string]string{"planned_on": "2014-12"})
	told := w.fillForm("incident", "", map[string]string{"happened_on": "2013-08-31", "aware_on": "2014-03-03"})
	w.fillForm("looked_at", "constabulary", map[string]string{"read_on": "2014-03-05"})
	asked := w.letter(query(t))
	answered := w.letter(review.Letter{Direction: "out", Party: "minister", Kind: "reply", Answers: "letter-1"})
	notified := w.letter(review.Letter{Direction: "out", Party: "panel", Kind: "notification"})
	later := query(t)
	later.Deadline = date(t, "2014-06-30")
	w.record("2014-03-12", &review.Amended[review.Letter]{Record: review.WithID(later, "letter-1")})
	w.agency("hospital")
	w.rectify(again, void)
	w.rectify(notified, func(c *engine.Correct) { c.NewOn = date(t, "2014-03-20") })
	w.rectify(notified, void)
	w.rectify(answered, void)
	w.rectify(told, func(c *engine.Correct) {
		c.With = &review.FormFilled{Form: "incident", Values: map[string]string{"aware_on": "2014-03-04"}}
	})
	w.rectify(asked, void)
	w.decidedRight(t)
	if c := w.clock("sight"); c.Start != date(t, "2014-12-01") || c.State != review.Running {
		t.Errorf("sight is %s and counts from %s: the first plan stands again", c.State, c.Start)
	}
	if c := w.clock("notify"); c.Start != date(t, "2014-03-04") || c.State != review.Running {
		t.Errorf("notify is %s and counts from %s", c.State, c.Start)
	}
}

// TestForgedClocksAreFound: each is a log that is whole, and in which a clock was left out,
// or says another day than the program would have counted.
func TestForgedClocksAreFound(t *testing.T) {
	filled := &review.FormFilled{Form: "incident", Values: map[string]string{"happened_on": "2014-02-28"}}
	window := &review.ClockStarted{Clock: "look_back", Of: review.LooksBack, By: "filled.incident.happened_on", Limit: "the 6 months before",
		Start: date(t, "2014-02-28"), From: date(t, "2013-10-28")}
	asked := &review.Added[review.Letter]{Record: review.WithID(query(t), "letter-1")}
	tests := []struct {
		name  string
		story func(*world)
		forge func(next int64) []review.Body
		says  string // nothing where it is what the program decides
	}{
		{"a window that was left out", nil, func(int64) []review.Body { return []review.Body{filled} }, "clock.started/1 was to follow"},
		{"a window that begins late", nil, func(next int64) []review.Body {
			late := *window
			late.Cause = next
			return []review.Body{filled, &late}
		}, "clock.started/1 was recorded with other content"},
		{"the window as it is", nil, func(next int64) []review.Body {
			right := *window
			right.Cause, right.From = next, date(t, "2013-08-28")
			return []review.Body{filled, &right}
		}, ""},
		{"a letter that sets no day", nil, func(int64) []review.Body { return []review.Body{asked} }, "clock.started/1 was to follow"},
		{"an answer that stops nothing", func(w *world) { w.letter(query(w.t.(*testing.T))) }, func(int64) []review.Body {
			l := review.Letter{Direction: "out", Party: "minister", Kind: "reply", Answers: "letter-1"}
			return []review.Body{&review.Added[review.Letter]{Record: review.WithID(l, "letter-2")}}
		}, "clock.stopped/1 was to follow"},
		{"a voided answer after which nothing runs", func(w *world) {
			w.letter(query(w.t.(*testing.T)))
			w.letter(review.Letter{Direction: "out", Party: "minister", Kind: "reply", Answers: "letter-1"})
		}, func(next int64) []review.Body {
			return []review.Body{&review.RecordCorrected{Seq: next - 3, Void: true, Why: review.NewText("a slip")}}
		}, "clock.recomputed/1 was to follow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := clocked(newWorld(t).loggedIn())
			if tt.story != nil {
				tt.story(w)
			}
			w.decidedRight(t)
			f := forger{w, "p1", "2014-03-12"}
			bodies := tt.forge(w.review().Version + 1)
			var events []review.Event
			for i, b := range bodies {
				ev := f.decided(b)
				if i > 0 {
					ev = review.Event{Body: b}
				}
				events = append(events, ev)
			}
			stream, seq := f.append(w.review(), events...)
			if tt.says == "" {
				w.decidedRight(t)
				return
			}
			w.doubted(t, stream, seq, tt.says)
		})
	}
}
