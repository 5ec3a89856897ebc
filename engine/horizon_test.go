package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scr/engine"
	"scr/review"
)

// todo lists what waits for the manager.
func (w *world) todo(h engine.Horizon) []engine.Task {
	w.t.Helper()
	tasks, err := w.Todo(w.t.Context(), "p1", h)
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(tasks, func(t engine.Task) bool { return t.Reference != w.ref })
}

// told says each task as "group kind what due".
func told(tasks []engine.Task) []string {
	var list []string
	for _, t := range tasks {
		list = append(list, strings.TrimSpace(t.Group+" "+t.Kind+" "+t.What+" "+t.Due.String()))
	}
	return list
}

func TestWhatWaitsOnADay(t *testing.T) {
	w := newWorld(t).gathering() // complete runs from 10 March, look from 20 March
	w.record("2014-03-21", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "minister", Kind: "query", Deadline: date(t, "2014-04")}})
	w.hold("2014-05-01", "review", "")
	w.record("2014-06-02", &review.HoldLifted{ID: "hold-1"})
	for _, tt := range []struct {
		name string
		h    engine.Horizon
		want []string
	}{
		{"before it was opened", engine.Horizon{On: date(t, "2014-02")}, nil},
		{"the day the team stood", engine.Horizon{On: date(t, "2014-03-20"), Within: 28}, []string{"soon clock look 2014-04-10", "later clock complete 2014-09-10"}},
		{"a month that is not over", engine.Horizon{On: date(t, "2014-04-15"), Within: 1},
			[]string{"overdue clock look 2014-04-10", "soon letter letter-1 2014-04", "later clock complete 2014-09-10"}},
		{"its last day", engine.Horizon{On: date(t, "2014-04")},
			[]string{"overdue clock look 2014-04-10", "soon letter letter-1 2014-04", "later clock complete 2014-09-10"}},
		{"while the hold stands", engine.Horizon{On: date(t, "2014-05-20")},
			[]string{"overdue clock look 2014-04-10", "overdue letter letter-1 2014-04", "later hold hold-1 2014-12-01", "paused clock complete"}},
		{"a day to come", engine.Horizon{On: date(t, "2014-10-13"), Clock: "complete"}, []string{"overdue clock complete 2014-10-12"}},
		{"the day it is due", engine.Horizon{On: date(t, "2014-10-12"), Clock: "complete"}, []string{"soon clock complete 2014-10-12"}},
		{"another workflow", engine.Horizon{Workflow: "learning-together"}, nil},
		{"of one's own", engine.Horizon{Mine: true, Clock: "look"}, []string{"overdue clock look 2014-04-10"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.h.Workflow != "" {
				_, err := w.Todo(t.Context(), "p1", tt.h)
				code(t, err, review.Invalid) // no review runs under what was never adopted
				return
			}
			if got := told(w.todo(tt.h)); !slices.Equal(got, tt.want) {
				t.Errorf("%v", cmp.Diff(tt.want, got))
			}
		})
	}
	_, err := w.Todo(t.Context(), "p1", engine.Horizon{Clock: "lok"})
	code(t, err, review.Invalid)
}

// An action waits to be done, and then to be tested: where no day was set to do it, that is
// all it waits for. Such a one was in nobody's list.
func TestAnActionWaitsToBeTested(t *testing.T) {
	w := newWorld(t).gathering()
	for _, a := range []review.Action{{By: date(t, "2014-10-01"), RetestOn: date(t, "2015-01-01")}, {RetestOn: date(t, "2014-12-01")}, {}} {
		a.Owner, a.Title = "board", review.NewText("made up")
		w.record("2014-03-21", &review.Added[review.Action]{Record: a})
	}
	for day, want := range map[string][]string{
		"2014-09-01": {"later action action-1 2014-10-01", "later action action-2 2014-12-01"},
		"2014-10-02": {"later action action-2 2014-12-01", "later action action-1 2015-01-01"},
		"2014-12-02": {"overdue action action-2 2014-12-01", "later action action-1 2015-01-01"},
	} {
		waits := slices.DeleteFunc(w.todo(engine.Horizon{On: date(t, day)}), func(t engine.Task) bool { return t.Kind != "action" })
		if got := told(waits); !slices.Equal(got, want) {
			t.Errorf("%s: %v", day, cmp.Diff(want, got))
		}
	}
}

// A clock that stands still says for which hold and since when.
func TestAPausedClockSaysWhy(t *testing.T) {
	w := newWorld(t).gathering()
	w.hold("2014-05", "review", "")
	paused := slices.DeleteFunc(w.todo(engine.Horizon{}), func(t engine.Task) bool { return t.Group != engine.GroupPaused })
	if len(paused) != 1 || !slices.Equal(paused[0].PausedBy, []string{"hold-1"}) || paused[0].PausedSince != date(t, "2014-05") ||
		paused[0].LookOn != date(t, "2014-12-01") || !paused[0].Due.IsZero() {
		t.Errorf("paused: %+v", paused)
	}
}

// The day is London's: at half past eleven in the evening, UTC, a summer's day is over.
func TestTheDayIsLondons(t *testing.T) {
	w := newWorld(t).gathering()
	for _, tt := range []struct {
		at   time.Time
		want bool
	}{
		{time.Date(2014, 9, 10, 22, 59, 0, 0, time.UTC), false},
		{time.Date(2014, 9, 10, 23, 30, 0, 0, time.UTC), true},
		{time.Date(2014, 9, 11, 8, 0, 0, 0, time.FixedZone("far east", 14*3600)), false},
	} {
		w.now = tt.at
		tasks := w.todo(engine.Horizon{Clock: "complete"})
		if len(tasks) != 1 || tasks[0].Overdue != tt.want {
			t.Errorf("at %s the clock due 10 September waits as %+v, want overdue %v", tt.at, tasks, tt.want)
		}
	}
}

// Whatever the time of day and the machine's zone, a day shows the same.
func TestTheViewIsTheDays(t *testing.T) {
	w := newWorld(t).gathering()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		day := time.Date(2014, 3, 20, 0, 0, 0, 0, london).AddDate(0, 0, rapid.IntRange(0, 400).Draw(rt, "day"))
		at := day.Add(time.Duration(rapid.IntRange(0, 23*60-1).Draw(rt, "minute")) * time.Minute) // the shortest day has 23 hours
		w.now = at.In(time.FixedZone("", rapid.IntRange(-12, 14).Draw(rt, "zone")*3600))
		got := w.todo(engine.Horizon{Within: 10})
		w.now = day.Add(12 * time.Hour)
		if want := w.todo(engine.Horizon{Within: 10}); !cmp.Equal(got, want, cmp.Comparer(sameDate)) {
			rt.Fatalf("at %s: %s", at, cmp.Diff(want, got, cmp.Comparer(sameDate)))
		}
	})
}

func sameDate(a, b review.Date) bool { return a == b }

// anyDate draws a day, a month or a year, or none.
func anyDate(t testing.TB, rt *rapid.T, what string) review.Date {
	d := review.NewDate(rapid.IntRange(2011, 2017).Draw(rt, what+" year"), rapid.IntRange(1, 12).Draw(rt, what+" month"), 1)
	year, month, _ := d.Parts()
	switch rapid.IntRange(0, 5).Draw(rt, what+" known to") {
	case 0:
		return review.Date{}
	case 1:
		return date(t, fmt.Sprintf("%04d", year))
	case 2:
		return date(t, fmt.Sprintf("%04d-%02d", year, month))
	}
	_, _, last := date(t, fmt.Sprintf("%04d-%02d", year, month)).Last().Parts()
	return review.NewDate(year, month, rapid.IntRange(1, last).Draw(rt, what+" day"))
}

// Every task is in one group, and as days go by it goes from later to soon to overdue and
// never back. It is overdue only once its last possible day is over.
func TestGroupsOnlyGetMorePressing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		task := engine.Task{Due: anyDate(t, rt, "due"), Paused: rapid.Bool().Draw(rt, "paused")}
		day := time.Date(2011, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 2500).Draw(rt, "day"))
		within := rapid.IntRange(0, 400).Draw(rt, "within")
		var before int
		for i := range 40 {
			at := day.AddDate(0, 0, i)
			on := review.NewDate(at.Year(), int(at.Month()), at.Day())
			got := task.JudgedBy(engine.Horizon{On: on, Within: within})
			rank := slices.Index([]string{engine.GroupUndated, engine.GroupPaused, engine.GroupLater, engine.GroupSoon, engine.GroupOverdue}, got.Group)
			if rank < 0 || rank < before {
				rt.Fatalf("%s is %q on %s, and was more pressing", task.Due, got.Group, on)
			}
			if late := !task.Due.IsZero() && task.Due.Last().String() < on.String(); got.Overdue != late || (got.Group == engine.GroupOverdue) != late {
				rt.Fatalf("%s on %s: overdue %v, group %s", task.Due, on, got.Overdue, got.Group)
			}
			before = rank
		}
	})
}

// TestThePastIsAsItWasSeen plays a story day by day, keeps what a manager saw each
// day, and asks for the same days once the story is over.
func TestThePastIsAsItWasSeen(t *testing.T) {
	w := newWorld(t)
	reviews := 0
	rapid.Check(t, func(rt *rapid.T) {
		if reviews++; reviews > 25 { // a story costs a hundred commands and looks
			return
		}
		s := &pastStory{T: rt, w: w, day: time.Date(2014, 3, 20, 12, 0, 0, 0, time.UTC), saw: map[string][]engine.Task{}}
		w.now = end
		w.gathering()
		s.look()
		for range rapid.IntRange(3, 12).Draw(rt, "steps") {
			s.step()
		}
		s.lookBack()
	})
}

// end is when everything is typed: what happened before it can be recorded.
var end = time.Date(2016, 6, 1, 12, 0, 0, 0, time.UTC)

type pastStory struct {
	*rapid.T
	w    *world
	day  time.Time
	saw  map[string][]engine.Task
	days []string
}

func (s *pastStory) on() string { return s.day.Format(time.DateOnly) }

// step lets days go by, records something as of the last, and looks.
func (s *pastStory) step() {
	s.day = s.day.AddDate(0, 0, rapid.IntRange(1, 60).Draw(s.T, "days"))
	w, on := s.w, s.on()
	later := s.day.AddDate(0, 0, rapid.IntRange(1, 90).Draw(s.T, "until"))
	until := review.NewDate(later.Year(), int(later.Month()), later.Day())
	var err error
	record := func(body review.Body) {
		_, err = w.Record(w.t.Context(), engine.Record{Meta: w.on("p1", on), Review: w.ref, Body: body})
	}
	switch rapid.IntRange(0, 7).Draw(s.T, "what") {
	case 0, 1:
		record(&review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review", ReviewOn: until, Why: review.NewText("made up")}})
	case 2, 3:
		record(&review.HoldLifted{ID: fmt.Sprintf("hold-%d", rapid.IntRange(1, 3).Draw(s.T, "hold"))})
	case 4:
		record(&review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "minister", Kind: "query", Deadline: until}})
	case 5:
		record(&review.Added[review.Letter]{Record: review.Letter{Direction: "out", Party: "minister", Kind: "reply", Answers: "letter-1"}})
	case 6:
		record(&review.Added[review.Action]{Record: review.Action{Owner: "board", Title: review.NewText("made up"), By: until}})
	case 7:
		err = w.move("p1", "review.analyse", on)
	}
	if err == nil || review.CodeOf(err) != review.Failed { // what is refused changes nothing
		s.look()
		return
	}
	s.Fatal(err)
}

// look keeps what is seen on the day, of a log that ends there.
func (s *pastStory) look() {
	s.w.now = s.day
	s.saw[s.on()] = s.w.todo(engine.Horizon{Within: 30})
	s.days = append(s.days, s.on())
	s.w.now = end
}

// lookBack asks for each day once more, and holds what was overdue to staying so until
// something was recorded.
func (s *pastStory) lookBack() {
	for i, day := range s.days {
		asked := engine.Horizon{On: date(s.w.t, day), Within: 30}
		if got := s.w.todo(asked); !cmp.Equal(got, s.saw[day], cmp.Comparer(sameDate)) {
			s.Fatalf("%s: %s", day, cmp.Diff(s.saw[day], got, cmp.Comparer(sameDate)))
		}
		s.staysLate(day, i)
	}
}

func (s *pastStory) staysLate(day string, i int) {
	last := s.day.AddDate(0, 0, 5)
	if i+1 < len(s.days) {
		last, _ = time.Parse(time.DateOnly, s.days[i+1])
	}
	late := lateOnes(s.saw[day])
	for at, _ := time.Parse(time.DateOnly, day); at.Before(last.AddDate(0, 0, -1)); at = at.AddDate(0, 0, 7) {
		on := review.NewDate(at.Year(), int(at.Month()), at.Day())
		now := lateOnes(s.w.todo(engine.Horizon{On: on, Within: 30}))
		for _, task := range late {
			if !slices.Contains(now, task) {
				s.Fatalf("%s was overdue on %s and is not on %s, though nothing was recorded", task, day, on)
			}
		}
		late = now
	}
}

func lateOnes(tasks []engine.Task) []string {
	var list []string
	for _, t := range tasks {
		if t.Overdue {
			list = append(list, t.Kind+" "+t.What)
		}
	}
	return list
}
