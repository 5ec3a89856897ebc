package engine_test

import (
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

func (w *world) grant(user, person string) error {
	_, err := w.Grant(w.t.Context(), engine.Grant{Meta: w.by(user), Review: w.ref, Person: person, Hours: 48, Why: "an inspection"})
	return err
}

func (w *world) privacyOfficer(person string) {
	w.t.Helper()
	w.must(w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: person, From: date(w.t, "2014-01-01")}))
}

func (w *world) shows(person string) error {
	_, err := w.Show(w.t.Context(), w.ref, engine.At{}, reader(person))
	return err
}

// TestNobodyProposesAccessForThemselves: the privacy officer did, another approved it,
// and she read for two weeks with one person's consent.
func TestNobodyProposesAccessForThemselves(t *testing.T) {
	w := walled(t)
	w.privacyOfficer("p4")
	code(t, w.grant("p4", "p4"), review.Refused)
	code(t, w.grant("p4", "P4"), review.Refused)
	if err := w.grant("p1", "p4"); err != nil {
		t.Fatal(err)
	}
	code(t, w.grant("p4", "p4"), review.Refused)
	code(t, w.shows("p4"), review.NotFound)
	if err := w.grant("p2", "p4"); err != nil {
		t.Fatal(err)
	}
	if err := w.shows("p4"); err != nil {
		t.Errorf("two others gave it: %v", err)
	}
}

// TestAProposalForOneselfOfAnEarlierVersionIsNotApproved.
func TestAProposalForOneselfOfAnEarlierVersionIsNotApproved(t *testing.T) {
	w := walled(t)
	w.privacyOfficer("p4")
	_, err := w.db.Append(t.Context(), review.Append{Before: w.review(), Command: "old", Digest: "old", RecordedBy: "p4", RecordedAt: w.now,
		Definition: w.review().Pin.Hash, Events: []review.Event{{DecidedBy: "p4", OccurredOn: date(t, "2014-09-01"),
			Body: &review.AccessProposed{ID: "claim-1", Person: "p4", By: "p4", Hours: 48, Why: review.NewText("made up")}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.grant("p1", "p4"); err != nil {
		t.Fatal(err)
	}
	code(t, w.shows("p4"), review.NotFound)
}

// TestAProposalLapses: one of two years ago could be approved.
func TestAProposalLapses(t *testing.T) {
	for days, opens := range map[int]bool{0: true, 14: true, 15: false, 730: false} {
		w := walled(t)
		if err := w.grant("p1", "p7"); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.AddDate(0, 0, days)
		if err := w.grant("p2", "p7"); err != nil {
			t.Fatal(err)
		}
		if err := w.shows("p7"); (err == nil) != opens {
			t.Errorf("approved after %d days: %v", days, err)
		}
	}
}

// TestAClaimIsForReadingOnly: with one, a person who may open reviews proposed an
// erasure, and sorted its worklist.
func TestAClaimIsForReadingOnly(t *testing.T) {
	w := erasing(t)
	opens := person("p7")
	opens.MayOpen = true
	w.amend("p7", opens)
	w.relative("relative-1")
	w.meeting("relative-1 came")
	propose := func(user string) (string, error) {
		return w.propose(engine.ProposeErasure{Meta: w.by(user), Kind: review.EraseRelative, Of: "relative-1"})
	}
	_, err := propose("p7")
	code(t, err, review.NotFound)
	w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "a child is in danger tonight"}))
	_, err = propose("p7")
	code(t, err, review.Forbidden)

	id, err := propose("p1")
	if err != nil {
		t.Fatal(err)
	}
	sort := engine.SortErasure{Erasure: id, Keep: true}
	for _, item := range w.erasure(id).Worklist {
		sort.Texts = append(sort.Texts, review.TextPlace{Seq: item.Seq, Path: item.Path})
	}
	sort.Meta = w.by("p7")
	_, err = w.SortErasure(t.Context(), sort)
	code(t, err, review.Forbidden)

	ask := engine.AnswerRequest{Meta: w.by("p7"), Review: w.ref, Of: "relative-1"}
	_, err = w.HeldOf(t.Context(), ask, reader("p7"))
	code(t, err, review.Forbidden)
	_, err = w.AnswerRequest(t.Context(), ask, &engine.Held{Of: "relative-1"}, func() error { t.Error("an answer was handed out"); return nil })
	code(t, err, review.Forbidden)
	w.clean()
}

// TestAClockSetBackOpensNoClaimAgain: the claim had run out, and read again when the
// clock said half past nine; the record said half past nine too.
func TestAClockSetBackOpensNoClaimAgain(t *testing.T) {
	w := walled(t)
	w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "a child is in danger tonight"}))
	w.now = w.now.Add(5 * time.Hour)
	w.meeting("made up")
	for _, back := range []time.Duration{-time.Second, 4*time.Hour + 30*time.Minute, 5 * time.Hour} {
		w.now = w.now.Add(-back)
		code(t, w.shows("p7"), review.NotFound)
		w.now = w.now.Add(back)
	}
	w.now = w.now.Add(-4 * time.Hour) // and whoever has a part reads nothing under such a clock either
	code(t, w.shows("p1"), review.Failed)
}

// TestWhoHasNoPartHearsOfNoCommandID: of a review that is not there somebody heard that a
// command id was used.
func TestWhoHasNoPartHearsOfNoCommandID(t *testing.T) {
	w := walled(t)
	meta := w.by("p1")
	meta.CommandID = "used"
	w.must(w.Record(t.Context(), engine.Record{Meta: meta, Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}))
	claim := func(ref, id string) (engine.Outcome, error) {
		meta := w.by("p7")
		meta.CommandID = id
		return w.Claim(t.Context(), engine.Claim{Meta: meta, Review: ref, Why: "a child is in danger tonight"})
	}
	_, used := claim("EXB-2014-777", "used")
	_, fresh := claim("EXB-2014-777", "fresh")
	code(t, used, review.NotFound)
	if fresh == nil || used == nil || used.Error() != fresh.Error() || details(used) != details(fresh) {
		t.Errorf("used: %v; fresh: %v", used, fresh)
	}
	_, err := claim(w.ref, "used") // of one that is there nothing can be recorded under it
	code(t, err, review.Invalid)
	first, again := w.must(claim(w.ref, "mine")), w.must(claim(w.ref, "mine"))
	if !again.Receipt.Repeated || again.Receipt.First != first.Receipt.First {
		t.Errorf("the same claim twice: %+v, %+v", first.Receipt, again.Receipt)
	}
	_, err = claim(w.ref, "used")
	code(t, err, review.Conflict) // they have access already
}

// TestAClaimHandsNothingOver: a claim is for looking, and gave a signed proof with a text.
func TestAClaimHandsNothingOver(t *testing.T) {
	w := walled(t)
	w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "a child is in danger tonight"}))
	code(t, w.MayHandOver(t.Context(), w.ref, reader("p7")), review.Forbidden)
	code(t, w.MayHandOver(t.Context(), w.ref, reader("p4")), review.NotFound)
	if err := w.MayHandOver(t.Context(), w.ref, reader("p3")); err != nil {
		t.Errorf("somebody with a part: %v", err)
	}
}
