package engine_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// forger appends events without asking anybody: somebody who has the database, the keys
// and the sources writes whatever they like, with all that hangs on it. What they write
// is sound in itself.
type forger struct {
	*world
	by string // who is said to have typed it
	on string // day
}

// append appends to a stream, an hour after everything before.
func (f forger) append(before review.State, events ...review.Event) (review.Stream, int64) {
	f.t.Helper()
	f.now = f.now.Add(time.Hour)
	a := review.Append{Before: before, Command: f.NewID(), Digest: "forged", RecordedBy: f.by, RecordedAt: f.now, Rules: 1,
		Login: f.loginOf(f.by), Events: events}
	for i := range events {
		if events[i].OccurredOn.IsZero() {
			events[i].OccurredOn = date(f.t, f.on)
		}
		if b, ok := events[i].Body.(*review.DefinitionAdopted); ok {
			a.File = &review.DefinitionFile{Hash: b.Hash, Bytes: []byte(second(f.t)), Checked: []byte("{}")}
		}
	}
	if r, ok := before.(*review.Review); ok {
		a.Definition = r.Pin.Hash
	}
	receipt, err := f.db.Append(f.t.Context(), a)
	if err != nil {
		f.t.Fatal(err)
	}
	return receipt.Stream, receipt.Last
}

func (w *world) loginOf(person string) int64 {
	w.t.Helper()
	for _, u := range w.board().Users {
		if u.Person == person {
			seq, _ := u.Login.Ref()
			return seq
		}
	}
	return 0
}

func (w *world) board() *review.Board {
	w.t.Helper()
	b, err := w.db.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// decided is an event that the person who types also decides.
func (f forger) decided(body review.Body) review.Event {
	return review.Event{DecidedBy: f.by, Body: body}
}

func (f forger) onReview(bodies ...review.Body) (review.Stream, int64) {
	var events []review.Event
	for _, b := range bodies {
		events = append(events, f.decided(b))
	}
	return f.append(f.review(), events...)
}

func (f forger) onBoard(body review.Body) (review.Stream, int64) {
	return f.append(f.board(), f.decided(body))
}

func moved(track, move, from, to string, final bool) *review.MoveMade {
	return &review.MoveMade{Track: track, Move: move, From: from, To: to, Final: final}
}

// second is a second version of the trial definition.
func second(t testing.TB) string {
	t.Helper()
	return strings.Replace(string((&world{t: t}).definition().Source), "version: 1\n", "version: 2\n", 1)
}

func hashOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}

// TestWhatNobodyCouldDecideIsFound: each is a log that is whole, and in which one thing
// was recorded that the program would have refused, or decided otherwise.
func TestWhatNobodyCouldDecideIsFound(t *testing.T) {
	tests := []struct {
		name  string
		story func(*world) *world
		by    string
		forge func(forger) (review.Stream, int64)
		says  string
	}{
		{"a move without its form", (*world).open, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("review", "decide", "referred", "decided", false))
		}, "review.decide was made without its form, decision"},
		{"a must that is not met", lacking, "p1", func(f forger) (review.Stream, int64) {
			m := moved("review", "gather", "forming", "gathering", false)
			m.Results = []review.Result{{Name: "professions_present", Met: true}, {Name: "pair", Met: true}}
			return f.onReview(m)
		}, "review.gather was made without what it requires: the team has no one from police"},
		{"an expected requirement without a reason", lonely, "p1", func(f forger) (review.Stream, int64) {
			m := moved("review", "gather", "forming", "gathering", false)
			m.Results = []review.Result{{Name: "professions_present", Met: true}, {Name: "pair", Met: true}}
			return f.onReview(m)
		}, "review.gather was made without what it requires: there is 1"},
		{"a role that does not decide", (*world).analysis, "p3", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("publication", "release", "planned", "released", true))
		}, "publication.release was made without what it requires: Independent chair decides this; p3 is not that"},
		{"an office that had ended", ended, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("publication", "release", "planned", "released", true))
		}, "Independent chair decides this; p2 is not that"},
		{"four eyes that were two", released, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("review", "close", "analysis", "closed", true))
		}, "p2 decided publication.release: somebody else must decide this"},
		{"a stage that it does not begin at", (*world).gathering, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("review", "close", "gathering", "closed", true))
		}, "review.close was made without what it requires: review stands at gathering; review.close begins at analysis"},
		{"a stage that it does not lead to", (*world).analysis, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("review", "close", "analysis", "not_reviewed", true))
		}, "review.close was made from analysis to closed, and is recorded as leading elsewhere"},
		{"others that it waits for", (*world).gathering, "p3", func(f forger) (review.Stream, int64) {
			m := moved("review", "analyse", "gathering", "analysis", false)
			m.Joins = []review.Judged{{Track: "agency_report", Mode: "all", Stage: "accepted", There: 2, Of: 2}}
			return f.onReview(m)
		}, "review.analyse was made without what it requires: Agency reports: all must be accepted; 0 of 2 are"},
		{"a hold that stands", held, "p2", func(f forger) (review.Stream, int64) {
			return f.onReview(moved("publication", "release", "planned", "released", true))
		}, "hold-1 (Criminal proceedings) covers the whole review"},
		{"a linked move that nothing brought", (*world).analysis, "p2", func(f forger) (review.Stream, int64) {
			m := moved("publication", "drop", "planned", "not_needed", true)
			m.With = "review.decline"
			return f.onReview(m)
		}, "publication.drop was made with review.decline, which does not bring it"},
		{"a move that does not make itself", (*world).analysis, "p2", func(f forger) (review.Stream, int64) {
			m := moved("publication", "drop", "planned", "not_needed", true)
			m.Auto = true
			return f.append(f.review(), review.Event{Body: m})
		}, "publication.drop was made by itself, which the definition does not provide for"},
		{"a clock that was left out", gatherable, "p1", func(f forger) (review.Stream, int64) {
			m := moved("review", "gather", "forming", "gathering", false)
			m.Results = relying(f)
			return f.onReview(m)
		}, "clock.started/1 was to follow, and was not recorded"},
		{"a clock with a later day", gatherable, "p1", func(f forger) (review.Stream, int64) {
			m := moved("review", "gather", "forming", "gathering", false)
			m.Results = relying(f)
			return f.append(f.review(), f.decided(m), review.Event{Body: &review.ClockStarted{Clock: "look", Start: date(f.t, f.on),
				Due: date(f.t, "2014-12-31"), Limit: "15 working days", Edition: calendarEdition(f.world)}})
		}, "clock.started/1 was recorded with other content than what was decided"},
		{"a finding by somebody without a part", (*world).analysis, "p7", func(f forger) (review.Stream, int64) {
			return f.onReview(&review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, "meeting-1")})
		}, "meeting.added/1 was recorded, which is refused on what stood there: there is no review"},
		{"a login that had ended", loggedOut, "p3", func(f forger) (review.Stream, int64) {
			return f.onReview(&review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, "meeting-1")})
		}, "meeting.added/1 was recorded by p3, who had no login then"},
		{"an office from who does not administer", (*world).open, "p3", func(f forger) (review.Stream, int64) {
			return f.onBoard(&review.OfficeHeld{Office: "chair", Person: "p3", From: date(f.t, "2014-01-01")})
		}, "office.held/1 was recorded by p3, who did not administer the board"},
		{"a definition for live reviews, adopted by one", twoAdministrators, "p1", func(f forger) (review.Stream, int64) {
			adoption, err := f.db.Adoption(f.t.Context(), "trial")
			if err != nil {
				f.t.Fatal(err)
			}
			adopted := adoption.Adopted[0]
			adopted.Number, adopted.Hash = 2, hashOf(second(f.t))
			f.on = "2014-09-01" // today
			return f.append(adoption, f.decided(&review.DefinitionAdopted{Workflow: "trial", Adopted: adopted}))
		}, "definition.adopted/1 was recorded where approval.asked/2 was to be"},
		{"an administrator made by one", twoAdministrators, "p1", func(f forger) (review.Stream, int64) {
			p, err := f.db.Person(f.t.Context(), "p3")
			if err != nil {
				f.t.Fatal(err)
			}
			entry := *p
			entry.ID, entry.Version, entry.Administrator = "", 0, true
			f.on = "2014-09-01" // today
			return f.append(p, f.decided(&review.PersonAmended{Person: entry}))
		}, "person.amended/1 was recorded where approval.asked/2 was to be"},
		{"an erasure that one approved", approvedOnce, "p1", func(f forger) (review.Stream, int64) {
			return f.onBoard(&review.ErasureCompleted{ID: "erasure-1", BackupsUntil: date(f.t, "2014-10-01")})
		}, "erasure.completed/1 was recorded by p1, without the approval of two others"},
		{"an approval by who proposed it", approvedOnce, "p1", func(f forger) (review.Stream, int64) {
			return f.onBoard(&review.ErasureApproved{ID: "erasure-1"})
		}, "erasure.approved/1 was recorded by p1, who might not approve it"},
		{"nobody", (*world).open, "", func(f forger) (review.Stream, int64) {
			return f.onReview(&review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, "meeting-1")})
		}, "meeting.added/1 was recorded, and it is not said by whom"},
		{"somebody who is not in the register", (*world).open, "p99", func(f forger) (review.Stream, int64) {
			return f.onReview(&review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, "meeting-1")})
		}, "meeting.added/1 was recorded by p99, who was not in the register then"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.story(newWorld(t).loggedIn())
			w.clean()
			stream, seq := tt.forge(forger{w, tt.by, "2014-08-20"})
			v, err := w.db.Verify(t.Context(), nil)
			if err != nil || len(v.Problems) > 0 {
				t.Fatalf("the forgery is not sound in itself: %v %v", v.Problems, err)
			}
			w.doubted(t, stream, seq, tt.says)
		})
	}
}

// doubted looks for one doubt about an event.
func (w *world) doubted(t *testing.T, stream review.Stream, seq int64, says string) {
	t.Helper()
	found := w.replayed(t)
	if len(found) == 0 {
		t.Fatal("nobody doubts it")
	}
	for _, d := range found {
		if d.Stream == stream && d.Seq == seq && strings.Contains(d.Says, says) {
			return
		}
	}
	t.Errorf("want %s #%d: %s\ngot %+v", stream, seq, says, found)
}

// The stories that are forged after.

func lacking(w *world) *world {
	w.open()
	w.agency("constabulary", "police")
	w.assign("p3", "lead_reviewer", "")
	w.assign("p4", "lead_reviewer", "")
	w.decide("hold_review", "2014-03-10")
	return w
}

func lonely(w *world) *world {
	w.open()
	w.agency("hospital", "health")
	w.assign("p3", "lead_reviewer", "")
	w.assign("p6", "team_member", "health")
	w.decide("hold_review", "2014-03-10")
	return w
}

func gatherable(w *world) *world {
	w.open()
	w.team()
	w.decide("hold_review", "2014-03-10")
	return w
}

// relying are the results of review.gather as the program records them.
func relying(f forger) []review.Result {
	f.t.Helper()
	other := newWorld(f.t).gathering().review()
	m, _ := other.LastMove("review", "")
	return m.Results
}

func calendarEdition(w *world) string { return newWorld(w.t).gathering().clock("look").Edition }

func ended(w *world) *world {
	w.analysis()
	w.must(w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p2", To: date(w.t, "2014-08-01"), Leave: true}))
	return w
}

func released(w *world) *world {
	w.analysis()
	w.mustMove("p2", "publication.release", "2014-05-01")
	return w
}

func held(w *world) *world {
	w.analysis()
	w.record("2014-04-02", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review",
		Why: review.NewText("a test"), ReviewOn: date(w.t, "2015-01-01")}})
	return w
}

func loggedOut(w *world) *world {
	w.analysis()
	w.must(w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "login of p3"}))
	return w
}

func twoAdministrators(w *world) *world {
	w.open()
	p := person("")
	p.Administrator = true
	w.amend("p2", p)
	return w
}

func approvedOnce(w *world) *world {
	w.open()
	w.record("2014-03-04", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother", Pseudonym: review.NewText("Made Up")}})
	w.must(w.ProposeErasure(w.t.Context(), engine.ProposeErasure{Meta: w.by("p1"), Kind: review.EraseRelative, Review: w.ref, Of: "relative-1",
		Basis: "data_subject_request", Why: "a test"}))
	w.must(w.ApproveErasure(w.t.Context(), engine.ApproveErasure{Meta: w.by("p2"), Erasure: "erasure-1"}))
	return w
}

// TestAnotherLoginIsFound: p7's login was given to the chair for one command, in the
// rows behind the program's back. The entry says under which login it was typed.
func TestAnotherLoginIsFound(t *testing.T) {
	w := newWorld(t).loggedIn().open()
	f := forger{w, "p2", "2014-08-20"}
	f.now = f.now.Add(time.Hour)
	m := review.Event{DecidedBy: "p2", OccurredOn: date(t, "2014-08-20"), Body: moved("publication", "drop", "planned", "not_needed", true)}
	receipt, err := w.db.Append(t.Context(), review.Append{Before: w.review(), Command: "forged", Digest: "forged", RecordedBy: "p2", RecordedAt: f.now,
		Rules: 1, Login: w.loginOf("p7"), Definition: w.review().Pin.Hash, Events: []review.Event{m}})
	if err != nil {
		t.Fatal(err)
	}
	w.doubted(t, receipt.Stream, receipt.Last, "publication.drop was made by p2, under user-7, which is a login of p7")
}

// An older program may have decided otherwise, and only what it asked too is asked of
// what it recorded; but nothing is older than what stands before it in the log.
func TestAnOlderProgramIsHeldToItsOwnRules(t *testing.T) {
	for _, tt := range []struct {
		name  string
		story func(*world) *world
		m     *review.MoveMade
		says  string
	}{
		{"what its definition says", (*world).analysis, moved("review", "close", "analysis", "not_reviewed", true), "is recorded as leading elsewhere"},
		{"what follows, after a newer one", gatherable, moved("review", "gather", "forming", "gathering", false), "clock.started/1 was to follow"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.story(newWorld(t).loggedIn())
			by := "p2"
			if tt.m.Move == "gather" {
				by = "p1"
				tt.m.Results = relying(forger{world: w})
			}
			w.now = w.now.Add(time.Hour)
			receipt, err := w.db.Append(t.Context(), review.Append{Before: w.review(), Command: "older", Digest: "older", RecordedBy: by, RecordedAt: w.now,
				Definition: w.review().Pin.Hash, Events: []review.Event{{DecidedBy: by, OccurredOn: date(t, "2014-08-20"), Body: tt.m}}})
			if err != nil {
				t.Fatal(err)
			}
			w.doubted(t, receipt.Stream, receipt.Last, tt.says)
		})
	}
}
