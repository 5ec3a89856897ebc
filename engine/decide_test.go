package engine_test

import (
	"testing"

	"scr/engine"
	"scr/review"
)

func hold() *review.Added[review.Hold] {
	until, _ := review.ParseDate("2015-01-01")
	return &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "publication", ReviewOn: until, Why: review.NewText("made up")}}
}

func (w *world) recordBy(person string, body review.Body) error {
	w.t.Helper()
	_, err := w.Record(w.t.Context(), engine.Record{Meta: w.by(person), Review: w.ref, Body: body})
	return err
}

// A definition that did not say who places a hold let everybody with a part lift it,
// the agencies of the case too. Where nobody is named, who arranges the review decides.
func TestWhereNobodyIsNamedWhoArrangesDecides(t *testing.T) {
	w := newWorld(t).gathering()
	for _, person := range []string{"p3", "p5"} {
		code(t, w.recordBy(person, hold()), review.Forbidden)
	}
	if err := w.recordBy("p1", hold()); err != nil {
		t.Fatal(err)
	}
	for _, person := range []string{"p3", "p5"} {
		code(t, w.recordBy(person, &review.HoldLifted{ID: "hold-1", Why: review.NewText("made up")}), review.Forbidden)
		code(t, w.recordBy(person, &review.HoldReviewed{ID: "hold-1", Next: date(t, "2016-01-01"), Why: review.NewText("made up")}), review.Forbidden)
	}
	if err := w.recordBy("p2", &review.HoldLifted{ID: "hold-1", Why: review.NewText("made up")}); err != nil {
		t.Errorf("the chair may not lift it: %v", err)
	}
	w.clean()
}

// A chair who had declared that they are kin went on deciding: their declaration took
// away what they read, and nothing of what they do.
func TestKinDecideNothing(t *testing.T) {
	w := newWorld(t).gathering()
	if err := w.recordBy("p2", hold()); err != nil {
		t.Fatal(err)
	}
	w.relative("relative-1")
	w.declare("p2", review.Kin)
	ctx := t.Context()
	tries := map[string]func(engine.Meta) error{
		"a move": func(m engine.Meta) error {
			_, err := w.Advance(ctx, engine.Advance{Meta: m, Review: w.ref, Move: "publication.drop"})
			return err
		},
		"placing a hold": func(m engine.Meta) error {
			_, err := w.Record(ctx, engine.Record{Meta: m, Review: w.ref, Body: hold()})
			return err
		},
		"lifting one": func(m engine.Meta) error {
			_, err := w.Record(ctx, engine.Record{Meta: m, Review: w.ref, Body: &review.HoldLifted{ID: "hold-1", Why: review.NewText("made up")}})
			return err
		},
		"an appointment": func(m engine.Meta) error {
			_, err := w.Assign(ctx, engine.Assign{Meta: m, Review: w.ref, Assignment: review.Assignment{Person: "p7", Role: "coordinator"}})
			return err
		},
		"its end": func(m engine.Meta) error {
			_, err := w.Record(ctx, engine.Record{Meta: m, Review: w.ref, Body: &review.AssignmentEnded{ID: "assignment-2", Why: review.NewText("made up")}})
			return err
		},
		"a correction": func(m engine.Meta) error {
			_, err := w.Correct(ctx, engine.Correct{Meta: m, Review: w.ref, Seq: 5, Void: true, Why: "made up"})
			return err
		},
		"an extension": func(m engine.Meta) error {
			_, err := w.ExtendClock(ctx, engine.ExtendClock{Meta: m, Review: w.ref, Clock: "complete", Until: date(t, "2015-01-01"), Why: "made up"})
			return err
		},
		"sharing": func(m engine.Meta) error {
			_, err := w.Share(ctx, engine.Share{Meta: m, Review: w.ref, All: true})
			return err
		},
	}
	byHand := w.by("p1")
	byHand.DecidedBy, byHand.Minute = "p2", "made up"
	for name, try := range tries {
		t.Run(name, func(t *testing.T) {
			code(t, try(w.by("p2")), review.Forbidden)
			code(t, try(byHand), review.Forbidden)
		})
	}
	_, err := w.Grant(ctx, engine.Grant{Meta: w.by("p2"), Review: w.ref, Person: "p7", Hours: 4, Why: "made up"})
	code(t, err, review.Forbidden)
	_, err = w.propose(engine.ProposeErasure{Meta: w.by("p2"), Kind: review.EraseRelative, Of: "relative-1"})
	code(t, err, review.Forbidden)
	w.record("2014-09-01", &review.HoldLifted{ID: "hold-1", Why: review.NewText("made up")})
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseTexts, Texts: []review.TextPlace{w.says("Ms relative-1")[0]}})
	_, err = w.ApproveErasure(ctx, engine.ApproveErasure{Meta: w.by("p2"), Erasure: id})
	code(t, err, review.Forbidden)
	if view := w.next("publication.drop"); view.Allowed || len(view.Deciders) > 0 {
		t.Errorf("next sends people to the chair who is kin: %+v", view)
	}
	w.clean()
}

// next returns what the program says of a move to p1.
func (w *world) next(move string) engine.MoveView {
	w.t.Helper()
	v, err := w.Show(w.t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range v.Moves {
		if m.Move == move {
			return m
		}
	}
	w.t.Fatalf("there is no move %s", move)
	return engine.MoveView{}
}

// Where everybody who arranges a review is kin, one of them hands over, and does no more.
func TestKinHandOverWhereNobodyElseCan(t *testing.T) {
	w := newWorld(t).open()
	w.declare("p1", review.Kin)
	appoint := func(person, role string) error {
		_, err := w.Assign(t.Context(), engine.Assign{Meta: w.by("p1"), Review: w.ref, Assignment: review.Assignment{Person: person, Role: role}})
		return err
	}
	code(t, appoint("p7", "coordinator"), review.Forbidden) // the chair can
	w.declare("p2", review.Kin)
	code(t, appoint("p7", "team_member"), review.Forbidden)
	if err := appoint("p7", "coordinator"); err != nil {
		t.Fatal(err)
	}
	code(t, appoint("p6", "coordinator"), review.Forbidden) // p7 can now
	w.clean()
}

// A chair who had left made moves under days on which they still were chair. Such a
// decision is recorded by who records for others, and says where it is minuted.
func TestWhoLeftDecidesNoMore(t *testing.T) {
	w := newWorld(t).gathering()
	w.assign("p2", "team_member", "") // a part, so that the review is there for them
	if err := w.recordBy("p2", hold()); err != nil {
		t.Fatal(err)
	}
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p2", To: date(t, "2014-06-01"), Leave: true}))

	early := w.on("p2", "2014-05-01")
	_, err := w.Advance(t.Context(), engine.Advance{Meta: early, Review: w.ref, Move: "publication.drop"})
	code(t, err, review.Forbidden)
	_, err = w.ExtendClock(t.Context(), engine.ExtendClock{Meta: early, Review: w.ref, Clock: "complete", Until: date(t, "2015-01-01"), Why: "made up"})
	code(t, err, review.Forbidden)
	_, err = w.Record(t.Context(), engine.Record{Meta: early, Review: w.ref, Body: &review.HoldLifted{ID: "hold-1", Why: review.NewText("made up")}})
	code(t, err, review.Forbidden)

	minuted := w.on("p1", "2014-05-01")
	minuted.DecidedBy, minuted.Minute = "p2", "board 2014-05, item 3"
	w.must(w.Advance(t.Context(), engine.Advance{Meta: minuted, Review: w.ref, Move: "publication.drop"}))
	w.clean()
}

// A member of the panel answered for the board, and with that the last thing that a
// definition asks for before publication was on record.
func TestWhoAnswersForTheBoard(t *testing.T) {
	w := newWorld(t).gathering()
	finding := review.Finding{Kind: review.Pattern, Title: review.NewText("made up"), InThisCase: review.NewText("made up")}
	w.record("2014-04-02", &review.Added[review.Finding]{Record: finding})
	answer := func(from, stance string) review.Response {
		return review.Response{To: "finding-1", From: from, Stance: stance, Why: review.NewText("made up")}
	}
	code(t, w.recordBy("p5", &review.Added[review.Response]{Record: answer("board", "accept")}), review.Forbidden)
	if err := w.recordBy("p5", &review.Added[review.Response]{Record: answer("constabulary", "accept")}); err != nil {
		t.Errorf("an agency's answer: %v", err)
	}
	code(t, w.recordBy("p5", &review.Amended[review.Response]{Record: review.WithID(answer("board", "accept"), "response-1")}), review.Forbidden)
	if err := w.recordBy("p2", &review.Added[review.Response]{Record: answer("board", "accept")}); err != nil {
		t.Fatal(err)
	}
	code(t, w.recordBy("p5", &review.Amended[review.Response]{Record: review.WithID(answer("hospital", "reject"), "response-2")}), review.Forbidden)
	w.clean()
}
