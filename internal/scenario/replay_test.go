package scenario_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"scr/internal/scenario"
	"scr/review"
	"scr/workflow/library"
)

const (
	replays = "../../testdata/replay"
	reviews = "../../testdata/reviews"
)

// facts are what is published about a review that happened.
type facts struct {
	ID, Label, Board string
	Dates            map[string]any
	Timeline         []struct{ Event, Date string }
	Contributors     []struct{ Agency string }
	Family           []struct{ Who string }
	Findings         []struct{ Text string }
	Oddities         []struct{ Code, Note string }
}

// replayed is a review that happened, and what came of playing it.
type replayed struct {
	facts
	file    *scenario.File
	written written
	result  *scenario.Result
}

// written is what a file of scenarios says in words that a test compares with the facts.
type written struct {
	Scenarios map[string]struct {
		Steps []struct {
			Finding  struct{ Title string }
			Agency   struct{ Title string }
			Relative map[string]string
		}
	}
}

// TestReplays plays every published review whose facts are at hand, through the shipped
// definition of its time, and holds the log to the facts.
func TestReplays(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(reviews, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no reviews in %s (%v)", reviews, err)
	}
	var all []*replayed
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			r := replay(t, name)
			all = append(all, r)
			r.everyOddityIsInTheLog(t)
			r.everyDateIsInTheLog(t)
			r.noDateIsInvented(t)
			r.everyAssumedDateIsUsed(t)
			r.whatWasPublishedIsRecorded(t)
		})
	}
	if !t.Failed() && len(all) == len(names) {
		theFidelityPage(t, all)
	}
}

// replay plays one review.
func replay(t *testing.T, name string) *replayed {
	t.Helper()
	r := &replayed{}
	read(t, name, &r.facts)
	path := filepath.Join(replays, r.ID+".scenarios.yaml")
	src := read(t, path, &r.written)
	f, problems := scenario.Load(path, src)
	if len(problems) > 0 {
		t.Fatalf("%s", printed(problems))
	}
	if r.file = f; f.Replay == nil || f.Replay.Facts != r.ID {
		t.Fatalf("%s does not say that its facts are those of %s: replays: {facts: %[2]s}", path, r.ID)
	}
	def, ok := library.Find(f.Workflow, f.Number)
	if !ok {
		t.Fatalf("%s is not shipped", f.Workflow)
	}
	result, problems, err := f.Run(t.Context(), scenario.Definition{Name: def.Name, Source: def.Bytes, Parents: shippedParents})
	if err != nil || len(problems) > 0 || result.Failed() > 0 {
		t.Fatalf("%v\n%s", err, printed(append(problems, result.Failures()...)))
	}
	r.result = result
	return r
}

func read(t *testing.T, name string, into any) []byte {
	t.Helper()
	src, err := os.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(src, into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// played are all steps of a replay that recorded something.
func (r *replayed) played() (all []scenario.Played) {
	for _, o := range r.result.Scenarios {
		all = append(all, o.Played...)
	}
	return all
}

// excused reports whether a replay says why something of the facts is not in the log.
func (r *replayed) excused(what string) bool {
	return slices.ContainsFunc(r.file.Replay.Not, func(n scenario.Reason) bool { return n.What == what })
}

// everyOddityIsInTheLog says that for every strange turn of a review some step stands
// that recorded something, or the reason why none does.
func (r *replayed) everyOddityIsInTheLog(t *testing.T) {
	t.Helper()
	var known []string
	for _, o := range r.Oddities {
		known = append(known, o.Code)
		if in := len(r.standsFor(o.Code)) > 0; in == r.excused(o.Code) {
			t.Errorf("%s (%s): in the log %v, said not to be %v", o.Code, o.Note, in, r.excused(o.Code))
		}
	}
	for _, p := range r.played() {
		for _, code := range p.Represents {
			if !slices.Contains(known, code) {
				t.Errorf("%s: the facts have no oddity %s", p.At.Where(), code)
			}
		}
	}
}

// standsFor are the steps that recorded something which stands for an oddity.
func (r *replayed) standsFor(code string) (all []scenario.Played) {
	for _, p := range r.played() {
		if slices.Contains(p.Represents, code) && len(p.Events) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// known are the dates of the facts, as precise as they are there.
func (f *facts) known() map[string]bool {
	dates := map[string]bool{}
	for _, v := range f.Dates {
		switch v := v.(type) {
		case string:
			dates[v] = true
		case int:
			dates[fmt.Sprint(v)] = true
		case []any:
			for _, one := range v {
				dates[fmt.Sprint(one)] = true
			}
		}
	}
	for _, e := range f.Timeline {
		dates[e.Date] = true
	}
	delete(dates, "")
	return dates
}

// recorded are the days on which something is said to have happened: of events, and of
// what their records say of other days.
func (r *replayed) recorded() map[string]bool {
	days := map[string]bool{}
	for _, p := range r.played() {
		for _, ev := range p.Events {
			days[ev.OccurredOn.String()] = true
			plain, _, err := review.Encode(ev.Body, ev.Seq)
			if err != nil {
				continue
			}
			for _, word := range strings.FieldsFunc(string(plain), func(r rune) bool { return strings.ContainsRune(`"{}[],`, r) }) {
				days[word] = true
			}
		}
	}
	return days
}

// everyDateIsInTheLog says that each day, month or year of the facts stands in the log as
// precisely, and no more so.
func (r *replayed) everyDateIsInTheLog(t *testing.T) {
	t.Helper()
	days := r.recorded()
	for _, date := range slices.Sorted(maps.Keys(r.known())) {
		if days[date] == r.excused(date) {
			t.Errorf("%s: in the log %v, said not to be %v", date, days[date], r.excused(date))
		}
	}
}

// noDateIsInvented says that what is not marked as made up has a date of the facts, or
// one of which the file says where it is from.
func (r *replayed) noDateIsInvented(t *testing.T) {
	t.Helper()
	dates := r.known()
	for _, a := range r.file.Replay.Assumed {
		dates[a.What] = true
	}
	for _, p := range r.played() {
		if on := p.Events[0].OccurredOn.String(); !p.MadeUp && !dates[on] {
			t.Errorf("%s: %s is not a date of the facts; add made_up: yes, or the date below assumed_dates", p.At.Where(), on)
		}
	}
}

// everyAssumedDateIsUsed says that nothing is excused that is not there.
func (r *replayed) everyAssumedDateIsUsed(t *testing.T) {
	t.Helper()
	known, days := r.known(), r.recorded()
	for _, a := range r.file.Replay.Assumed {
		if known[a.What] || !days[a.What] {
			t.Errorf("%s stands below assumed_dates: it is a date of the facts, or in no step", a.What)
		}
	}
}

// whatWasPublishedIsRecorded says that findings, those who contributed and the family
// are in the log, in the words of the facts.
func (r *replayed) whatWasPublishedIsRecorded(t *testing.T) {
	t.Helper()
	said, relatives := map[string]bool{}, 0
	for _, s := range r.written.Scenarios {
		for _, step := range s.Steps {
			said[step.Finding.Title], said[step.Agency.Title] = true, true
			if step.Relative != nil {
				relatives++
			}
		}
	}
	for _, f := range r.Findings {
		if !said[f.Text] && !r.excused(f.Text) {
			t.Errorf("no finding has the title %q", f.Text)
		}
	}
	for _, c := range r.Contributors {
		if !said[c.Agency] && !r.excused(c.Agency) {
			t.Errorf("no agency has the title %q", c.Agency)
		}
	}
	if relatives < len(r.Family) {
		t.Errorf("the facts name %d of the family, and the log has %d relatives", len(r.Family), relatives)
	}
}
