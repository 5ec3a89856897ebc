package engine_test

import (
	"context"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// finishing is a store on which others do something, or the power goes, while the keys of an
// erasure are destroyed and the file is written anew.
type finishing struct {
	engine.Store
	meanwhile func()
	fails     error
}

// FinishErasures is part of [engine.Store].
func (f *finishing) FinishErasures(ctx context.Context) (int, error) {
	if f.fails != nil {
		return 0, f.fails
	}
	epoch, err := f.Store.FinishErasures(ctx)
	f.meanwhile()
	return epoch, err
}

// leaving is a board with three administrators and the chair, on which p7 came near a review
// and left the register since.
func leaving(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).loggedIn()
	w.agrees("p4", true, "p1")
	w.agrees("p3", true, "p1", "p4")
	w.open()
	w.relative("relative-1")
	w.meeting("of several")
	w.claims("p7")
	w.goes("p7")
	return w
}

// approvedOf proposes and approves an erasure.
func (w *world) approvedOf(of engine.ProposeErasure) string {
	w.t.Helper()
	if of.Kind == review.EraseTexts {
		of.Texts = w.says("Ms relative-1")
	}
	id := w.mustPropose(of)
	if of.Kind == review.EraseRelative {
		read := engine.SortErasure{Meta: w.by("p2"), Erasure: id, Keep: true}
		for _, item := range w.erasure(id).Worklist {
			read.Texts = append(read.Texts, review.TextPlace{Seq: item.Seq, Path: item.Path})
		}
		w.must(w.SortErasure(w.t.Context(), read))
	}
	w.approve(id, "p2", "p3")
	return id
}

var (
	ofP7       = engine.ProposeErasure{Kind: review.ErasePerson, Of: "p7"}
	ofOneText  = engine.ProposeErasure{Kind: review.EraseTexts}
	ofRelative = engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"}
	meanwhiles = []struct {
		name string
		of   engine.ProposeErasure
		act  func(w *world, id string)
	}{
		{"a hold on a review that they came near", ofP7, func(w *world, _ string) { w.hold("2014-04-01", "publication", "") }},
		{"a hold on the review", ofOneText, func(w *world, _ string) { w.hold("2014-04-01", "publication", "") }},
		{"many entries after a hold", ofP7, func(w *world, _ string) {
			w.hold("2014-04-01", "publication", "")
			for range 10 {
				w.register(person(""))
			}
		}},
		{"a moratorium", ofP7, func(w *world, _ string) {
			w.must(w.Bar(w.t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
		}},
		{"a moratorium, of a review", ofOneText, func(w *world, _ string) {
			w.must(w.Bar(w.t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
		}},
		{"a withdrawal", ofP7, func(w *world, id string) {
			w.must(w.WithdrawErasure(w.t.Context(), engine.WithdrawErasure{Meta: w.by("p3"), Erasure: id, Why: "too late"}))
		}},
		{"a login asked for them", ofP7, func(w *world, _ string) {
			w.must(w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by("p3"), Login: "late", Person: "p7"}))
		}},
		{"a newer wording of what was read", ofRelative, func(w *world, _ string) {
			w.record("2014-03-09", &review.Amended[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("more")}, "meeting-1")})
		}},
		{"the end of the right to run it", ofP7, func(w *world, _ string) {
			for _, by := range []string{"p3", "p4"} {
				if err := w.unmade("p1", by); err != nil {
					w.t.Fatal(err)
				}
			}
		}},
	}
)

// TestWhatComesWhileAnErasureIsFinishedIsNoDoubt: all was gone by then, and what was recorded
// while keys were destroyed and the file written anew made a doubt of its completion.
func TestWhatComesWhileAnErasureIsFinishedIsNoDoubt(t *testing.T) {
	for _, tt := range meanwhiles {
		for _, wait := range []time.Duration{0, 2 * time.Minute} {
			t.Run(tt.name+" after "+wait.String(), func(t *testing.T) {
				w := leaving(t)
				id := w.approvedOf(tt.of)
				w.now = time.Date(2014, 9, 1, 22, 58, 30, 0, time.UTC) // soon the next day begins in London
				inner := w.Store
				w.Store = &finishing{Store: inner, meanwhile: func() {
					w.now = w.now.Add(wait)
					tt.act(w, id)
				}}
				if err := w.runErasure(id); err != nil {
					t.Fatal(err)
				}
				w.Store = inner
				if er, _ := w.board().Erasure(id); !er.Completed {
					t.Fatalf("it is %s", er.State())
				}
				w.clean()
				if found := w.replayed(t); len(found) > 0 {
					t.Errorf("doubted: %+v", found)
				}
			})
		}
	}
}

// tookP7 writes down that an erasure took what p7's entry holds.
func (f forger) tookP7() (review.Stream, int64) {
	p, err := f.db.Person(f.t.Context(), "p7")
	if err != nil {
		f.t.Fatal(err)
	}
	events, err := f.db.Events(f.t.Context(), p.StreamName())
	if err != nil {
		f.t.Fatal(err)
	}
	b := &review.TextsErased{Erasure: "erasure-1", Whole: true}
	for _, at := range review.WrittenIn(events) {
		b.Texts = append(b.Texts, review.ErasedText{Seq: at.Seq, Path: at.Path})
	}
	return f.append(p, f.decided(b))
}

// tookLogins writes down that an erasure took p7's login.
func (f forger) tookLogins() {
	named := f.loginOf("p7")
	f.onBoard(&review.TextsErased{Erasure: "erasure-1", Texts: []review.ErasedText{{Seq: named, Path: "user.login"}}})
}

// completes writes down that the erasure is completed, with all that a run would say of it.
func (f forger) completes() (review.Stream, int64) {
	f.t.Helper()
	p, err := f.db.Person(f.t.Context(), "p7")
	if err != nil {
		f.t.Fatal(err)
	}
	b := &review.ErasureCompleted{ID: "erasure-1", BackupsUntil: date(f.t, "2014-10-01")}
	for _, stream := range []review.Stream{p.StreamName(), review.BoardStream} {
		events, err := f.db.Events(f.t.Context(), stream)
		if err != nil {
			f.t.Fatal(err)
		}
		for _, ev := range events {
			if took, ok := ev.Body.(*review.TextsErased); ok {
				b.Texts, b.Streams = b.Texts+len(took.Texts), b.Streams+1
			}
		}
	}
	return f.onBoard(b)
}

// late has what is forged next come with a clock that is behind the log: its time is
// put off, as that of a run that took long to finish.
func (f forger) late() forger {
	f.now = f.now.Add(-time.Hour - time.Minute)
	return f
}

// TestAnErasureUnderAHoldIsDoubted, whatever its time says: that much may come while one is
// finished makes nobody blind to one that was begun, or finished, under a hold.
func TestAnErasureUnderAHoldIsDoubted(t *testing.T) {
	holds, bars := "a hold stands: nothing of p7 is erased meanwhile", "moratorium-1, declared"
	tests := []struct {
		name, says string
		forge      func(f forger) (review.Stream, int64)
	}{
		{"taken under it", holds, func(f forger) (review.Stream, int64) { return f.held().tookP7() }},
		{"taken under it, put off", holds, func(f forger) (review.Stream, int64) { return f.held().late().tookP7() }},
		{"completed after all was taken under it", holds, func(f forger) (review.Stream, int64) {
			f.held().tookP7()
			f.tookLogins()
			return f.late().completes()
		}},
		{"completed, and nothing was taken", holds, func(f forger) (review.Stream, int64) { return f.held().late().completes() }},
		{"completed after it came", holds, func(f forger) (review.Stream, int64) { return f.interrupted().held().completes() }},
		{"completed after a moratorium came", bars, func(f forger) (review.Stream, int64) { return f.interrupted().barred().completes() }},
		{"completed under a moratorium, and nothing was taken", bars, func(f forger) (review.Stream, int64) { return f.barred().late().completes() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := forger{leaving(t), "p1", "2014-09-01"}
			f.approvedOf(ofP7)
			f.clean()
			stream, seq := tt.forge(f)
			f.doubted(t, stream, seq, tt.says)
		})
	}
}

// held has a hold come to the review.
func (f forger) held() forger {
	f.hold("2014-04-01", "publication", "")
	return f
}

// barred has a moratorium come.
func (f forger) barred() forger {
	f.must(f.Bar(f.t.Context(), engine.Bar{Meta: f.world.by("p2"), Why: "an inquiry"}))
	return f
}

// interrupted has the erasure take all that it is of, and the power go before it is finished.
func (f forger) interrupted() forger {
	inner := f.Store
	f.Store = &finishing{Store: inner, fails: review.Errorf(review.Unfinished, "the power went")}
	if err := f.runErasure("erasure-1"); review.CodeOf(err) != review.Unfinished {
		f.t.Fatalf("it is not interrupted: %v", err)
	}
	f.Store = inner
	return f
}
