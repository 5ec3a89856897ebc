package engine_test

import (
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// erasing is a world in which erasures can be decided on: p2 is chair, p3 and p4
// administer beside p1.
func erasing(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	for _, handle := range []string{"p3", "p4"} {
		p := person(handle)
		p.Administrator = true
		w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p, Why: "a test"}))
	}
	return w.open()
}

func (w *world) propose(c engine.ProposeErasure) (string, error) {
	w.t.Helper()
	if c.Meta.User == "" {
		c.Meta = w.by("p1")
	}
	if c.Review == "" && c.Kind != review.ErasePerson && c.Kind != review.EraseReasons {
		c.Review = w.ref
	}
	if c.Basis == "" {
		c.Basis = "court_order"
	}
	c.Why = "made up"
	if _, err := w.ProposeErasure(w.t.Context(), c); err != nil {
		return "", err
	}
	board, err := w.db.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return board.Erasures[len(board.Erasures)-1].ID, nil
}

func (w *world) mustPropose(c engine.ProposeErasure) string {
	w.t.Helper()
	id, err := w.propose(c)
	if err != nil {
		w.t.Fatalf("propose: %v", err)
	}
	return id
}

func (w *world) approve(id string, people ...string) {
	w.t.Helper()
	for _, p := range people {
		w.must(w.ApproveErasure(w.t.Context(), engine.ApproveErasure{Meta: w.by(p), Erasure: id}))
	}
}

func (w *world) runErasure(id string) error {
	w.t.Helper()
	_, err := w.RunErasure(w.t.Context(), engine.RunErasure{Meta: w.by("p1"), Erasure: id})
	return err
}

func (w *world) erasure(id string) *engine.ErasureView {
	w.t.Helper()
	v, err := w.Erasure(w.t.Context(), id, reader("p1"))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// relative adds a relative with a contact, and a narrative that may tell of them.
func (w *world) relative(handle string) {
	w.t.Helper()
	w.record("2014-03-05", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother", Pseudonym: review.NewText("Ms " + handle)}})
	w.record("2014-03-06", &review.Added[review.Contact]{Record: review.Contact{Relative: handle, Outcome: "told", Note: review.NewText("she said " + handle)}})
}

func (w *world) meeting(note string) {
	w.t.Helper()
	w.record("2014-03-07", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Note: review.NewText(note)}})
}

// texts returns what can be read of the review's whole log, by place; erased texts
// say by which erasure.
func (w *world) texts() map[review.TextPlace]string {
	w.t.Helper()
	events, err := w.db.Events(w.t.Context(), w.review().Stream())
	if err != nil {
		w.t.Fatal(err)
	}
	values := map[review.TextPlace]string{}
	for _, ev := range events {
		if err := w.db.Texts(w.t.Context(), reading(ev.Stream), ev.Stream, ev.Body); err != nil {
			w.t.Fatal(err)
		}
		review.EachText(ev.Body, func(_ string, _ review.Class, t *review.Text) {
			seq, path := t.Ref()
			values[review.TextPlace{Seq: seq, Path: path}] = t.Reveal()
			if t.Erased() {
				values[review.TextPlace{Seq: seq, Path: path}] = "erased by " + t.ErasedBy()
			}
		})
	}
	return values
}

func (w *world) says(word string) (places []review.TextPlace) {
	w.t.Helper()
	for at, text := range w.texts() {
		if strings.Contains(text, word) {
			places = append(places, at)
		}
	}
	return places
}

// closed takes the review to where every track is over.
func (w *world) closed() {
	w.t.Helper()
	w.decide("no_review", "2014-03-10")
	if !w.review().Closed() {
		w.t.Fatalf("it stands at %v", w.review().Instances)
	}
}

// reading is how these tests look behind the engine's back.
func reading(of review.Stream) review.Reading {
	return review.Reading{Person: "p1", Stream: of, At: time.Date(2014, 9, 1, 9, 0, 0, 0, time.UTC), Command: "scr test", Output: review.ToPipe, Basis: review.ByPart}
}
