package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
	"scr/store"
)

// world is a board with one review under the trial definition, on a real
// database in a temporary folder. Its people are made up.
//
//	p1 business manager and administrator   p2 chair   p3, p4 lead reviewers
//	p5 police team member   p6 health team member   p7 nobody here
type world struct {
	*engine.Engine
	t   testing.TB
	db  *store.DB
	now time.Time
	ref string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOn(t, func(s engine.Store) engine.Store { return s })
}

// newWorldOn is a world whose engine writes through another store.
func newWorldOn(t testing.TB, through func(engine.Store) engine.Store) *world {
	t.Helper()
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "scr.db"), store.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, db: db, now: time.Date(2014, 9, 1, 9, 0, 0, 0, time.UTC)}
	var n atomic.Int64
	w.Engine = &engine.Engine{Store: through(db), Now: func() time.Time { return w.now },
		NewID: func() string { return fmt.Sprintf("id-%04d", n.Add(1)) }}
	w.found()
	return w
}

// found makes the board, its people and the definition.
func (w *world) found() {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.Found(ctx, engine.Found{Code: "EXB", Title: "Example Board", Login: "made-up", Person: person("")}))
	for range 2 {
		w.register(person(""))
	}
	w.t.Helper()
	reviewer := person("")
	reviewer.Accreditations = []review.Accreditation{{Scheme: "LT", From: date(w.t, "2013-01-01"), Until: date(w.t, "2015-12-31")}}
	reviewer.IndependentOf = []string{review.AllAgencies}
	w.amend("p3", reviewer)
	w.register(reviewer)
	for range 3 {
		w.register(person(""))
	}
	w.must(w.HoldOffice(ctx, engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p2", From: date(w.t, "2013")}))
	w.must(w.Adopt(ctx, w.definition()))
}

// loggedIn gives everybody a login, and lets them in under it. Most tests need none.
func (w *world) loggedIn() *world {
	w.t.Helper()
	w.letIn("p1", "made-up")
	for _, p := range []string{"p2", "p3", "p4", "p5", "p6", "p7"} {
		w.must(w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "login of " + p, Person: p}))
		w.letIn(p, "login of "+p)
	}
	return w
}

// letIn has a person act under a login, as the program does before it carries out what
// they type.
func (w *world) letIn(person, login string) {
	w.t.Helper()
	if handle, err := w.Actor(w.t.Context(), login); err != nil || handle != person {
		w.t.Fatalf("the login %q is of %q, %v", login, handle, err)
	}
}

// definition is the command that adopts the trial definition.
func (w *world) definition() engine.Adopt {
	w.t.Helper()
	source, err := os.ReadFile("testdata/trial.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	return engine.Adopt{Meta: w.by("p1"), File: "trial.yaml", Source: source}
}

func person(handle string) review.Person {
	return review.Person{Handle: handle, Name: review.NewText("Made Up")}
}

func (w *world) register(p review.Person) {
	w.t.Helper()
	w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by("p1"), Person: p}))
}

func (w *world) amend(handle string, p review.Person) {
	w.t.Helper()
	p.Handle = handle
	w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by("p1"), Person: p, Why: "a test"}))
}

// open opens the review on 3 March 2014.
func (w *world) open() *world {
	w.t.Helper()
	out := w.must(w.Open(w.t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "trial", NoConflict: true}))
	w.ref = out.Receipt.Reference
	w.declare("p2", "none")
	return w
}

// declare declares a conflict of interest, or that there is none.
func (w *world) declare(person, kind string) {
	w.t.Helper()
	w.must(w.Declare(w.t.Context(), engine.Declare{Meta: w.by(person), Review: w.ref, Kinds: []string{kind}}))
}

// reader reads as a command of the program does.
func reader(person string) engine.Reader {
	return engine.Reader{Person: person, Command: "scr test", Output: review.ToPipe}
}

func (w *world) by(user string) engine.Meta { return engine.Meta{User: user} }

func (w *world) on(user, day string) engine.Meta {
	w.t.Helper()
	return engine.Meta{User: user, On: date(w.t, day)}
}

func (w *world) must(out engine.Outcome, err error) engine.Outcome {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v%s", err, details(err))
	}
	return out
}

// record records a fact as p1 on a day.
func (w *world) record(day string, body review.Body) engine.Outcome {
	w.t.Helper()
	return w.must(w.Record(w.t.Context(), engine.Record{Meta: w.on("p1", day), Review: w.ref, Body: body}))
}

func (w *world) agency(handle string, professions ...string) {
	w.t.Helper()
	a := review.WithID(review.Agency{Title: "An agency", Professions: professions}, handle)
	w.record("2014-03-04", &review.Added[review.Agency]{Record: a})
}

func (w *world) assign(person, role, profession string) {
	w.t.Helper()
	w.must(w.Assign(w.t.Context(), engine.Assign{Meta: w.on("p1", "2014-03-05"), Review: w.ref,
		Assignment: review.Assignment{Person: person, Role: role, Profession: profession}}))
	if person = strings.ToLower(person); !w.review().Declares(person) {
		w.declare(person, "none")
	}
}

// move makes a move as a person on a day.
func (w *world) move(user, move, day string) error {
	w.t.Helper()
	return w.moveItem(user, move, "", day)
}

func (w *world) moveItem(user, move, item, day string) error {
	w.t.Helper()
	_, err := w.Advance(w.t.Context(), engine.Advance{Meta: w.on(user, day), Review: w.ref, Move: move, Item: item})
	return err
}

func (w *world) mustMove(user, move, day string) {
	w.t.Helper()
	w.mustMoveItem(user, move, "", day)
}

func (w *world) mustMoveItem(user, move, item, day string) {
	w.t.Helper()
	if err := w.moveItem(user, move, item, day); err != nil {
		w.t.Fatalf("%s: %v%s", move, err, details(err))
	}
}

// decide records the chair's decision.
func (w *world) decide(outcome, day string) {
	w.t.Helper()
	w.must(w.Advance(w.t.Context(), engine.Advance{Meta: w.on("p2", day), Review: w.ref, Move: "review.decide",
		Form: &engine.FormInput{Values: map[string]string{"outcome": outcome, "reasons": "made up"}}}))
}

// team forms a review team that has everybody the two agencies call for.
func (w *world) team() {
	w.t.Helper()
	w.agency("constabulary", "police")
	w.agency("hospital", "health")
	w.assign("p3", "lead_reviewer", "")
	w.assign("p4", "lead_reviewer", "")
	w.assign("p5", "team_member", "police")
	w.assign("p6", "team_member", "health")
}

// gathering brings the review to the gathering stage.
func (w *world) gathering() *world {
	w.t.Helper()
	w.open()
	w.team()
	w.decide("hold_review", "2014-03-10")
	w.mustMove("p1", "review.gather", "2014-03-20")
	return w
}

// analysis brings the review to analysis, with both agencies' reports accepted.
func (w *world) analysis() *world {
	w.t.Helper()
	w.gathering()
	for _, item := range []string{"constabulary", "hospital"} {
		w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
		w.mustMoveItem("p3", "agency_report.accept", item, "2014-03-26")
	}
	w.mustMove("p3", "review.analyse", "2014-04-01")
	return w
}

func (w *world) review() *review.Review {
	w.t.Helper()
	r, err := w.db.Review(w.t.Context(), w.ref)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) stage(track, item string) string {
	w.t.Helper()
	in, _ := w.review().Instance(track, item)
	return in.Stage
}

func (w *world) clock(name string) review.Clock {
	w.t.Helper()
	c, _ := w.review().Clock(name, "")
	return c
}

// clean checks that the log and the rows agree.
func (w *world) clean() {
	w.t.Helper()
	v, err := w.db.Verify(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range v.Problems {
		w.t.Errorf("%s #%d: %s", p.Stream, p.Seq, p.Says)
	}
	w.decidedRight(w.t)
}

func date(t testing.TB, s string) review.Date {
	t.Helper()
	d, err := review.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// code checks the kind of failure.
func code(t *testing.T, err error, want review.Code) {
	t.Helper()
	if err == nil {
		t.Fatalf("it went through; want %s", want)
	}
	if got := review.CodeOf(err); got != want {
		t.Fatalf("%v (%s); want %s%s", err, got, want, details(err))
	}
}
