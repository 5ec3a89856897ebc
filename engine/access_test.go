package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// walled is a world in which two agencies supplied evidence and somebody of each was
// heard. p5 comes from the constabulary, p6 from the hospital.
func walled(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).open()
	w.agency("constabulary", "police")
	w.agency("hospital", "health")
	w.assign("p3", "lead_reviewer", "")
	for person, agency := range map[string]string{"p5": "constabulary", "p6": "hospital"} {
		w.must(w.Assign(t.Context(), engine.Assign{Meta: w.on("p1", "2014-03-05"), Review: w.ref,
			Assignment: review.Assignment{Person: person, Role: "team_member", Agency: agency}}))
		w.declare(person, review.NoConflict)
	}
	for _, agency := range []string{"constabulary", "hospital"} {
		w.record("2014-03-06", &review.Added[review.Evidence]{Record: review.Evidence{Kind: "records", Agency: agency, Title: review.NewText("of " + agency)}})
		w.record("2014-03-06", &review.Added[review.Conversation]{Record: review.Conversation{Agency: agency, With: review.NewText("name at " + agency)}})
	}
	return w
}

func (w *world) share(share engine.Share) {
	w.t.Helper()
	share.Meta, share.Review = w.by("p1"), w.ref
	_, err := w.Share(w.t.Context(), share)
	if err != nil {
		w.t.Fatal(err)
	}
}

// seen returns the handles of the evidence and conversations that a person sees.
func (w *world) seen(person string) []string {
	w.t.Helper()
	v, err := w.Show(w.t.Context(), w.ref, engine.At{}, reader(person))
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, e := range v.Review.Evidence {
		ids = append(ids, e.ID)
	}
	for _, c := range v.Review.Conversations {
		ids = append(ids, c.ID)
	}
	return ids
}

func (w *world) sees(person string, want ...string) {
	w.t.Helper()
	if got := w.seen(person); !slices.Equal(got, want) {
		w.t.Errorf("%s sees %q, want %q", person, got, want)
	}
}

// TestTheAgencyWall: before anything is shared a member of the panel sees what their
// own agency supplied; what is shared later has to be shared again.
func TestTheAgencyWall(t *testing.T) {
	all := []string{"evidence-1", "evidence-2", "conversation-1", "conversation-2"}
	tests := []struct {
		name  string
		share engine.Share
		p5    []string
	}{
		{"nothing", engine.Share{}, all[:1]},
		{"one record", engine.Share{Items: []string{"evidence-2"}}, all[:2]},
		{"one agency", engine.Share{Agency: "hospital"}, []string{"evidence-1", "evidence-2", "conversation-2"}},
		{"everything", engine.Share{All: true}, all},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := walled(t)
			if tt.name != "nothing" {
				w.share(tt.share)
			}
			w.sees("p5", tt.p5...)
			w.sees("p3", all...)
			w.record("2014-03-07", &review.Added[review.Evidence]{Record: review.Evidence{Kind: "records", Agency: "hospital"}})
			if slices.Contains(w.seen("p5"), "evidence-3") {
				t.Error("what was recorded after the share is shared with it")
			}
			w.clean()
		})
	}
	w := walled(t)
	for name, share := range map[string]engine.Share{"nothing": {}, "both": {All: true, Agency: "hospital"}, "an agency that is not there": {Agency: "school"}, "a record that is not there": {Items: []string{"evidence-9"}}} {
		share.Meta, share.Review = w.by("p1"), w.ref
		if _, err := w.Share(t.Context(), share); err == nil {
			t.Errorf("%s is shared", name)
		}
	}
	_, err := w.Share(t.Context(), engine.Share{Meta: w.by("p5"), Review: w.ref, All: true})
	code(t, err, review.Forbidden)
}

// TestWhatIsHiddenIsNotThere: who does not see a record cannot change it, and hears of
// it what they would hear of none.
func TestWhatIsHiddenIsNotThere(t *testing.T) {
	w := walled(t)
	move := func(id string) error {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p5"), Review: w.ref, Body: &review.Amended[review.Evidence]{
			Record: review.WithID(review.Evidence{Kind: "papers", Agency: "constabulary"}, id)}})
		return err
	}
	hidden, none := move("evidence-2"), move("evidence-9")
	if hidden == nil || none == nil || strings.ReplaceAll(hidden.Error(), "evidence-2", "evidence-9") != none.Error() || details(hidden) != details(none) {
		t.Errorf("hidden: %v%s; none: %v%s", hidden, details(hidden), none, details(none))
	}
	if err := move("evidence-1"); err != nil {
		t.Errorf("their own agency's: %v", err)
	}
}

// TestAConflictTakesAwayWhatItTouches: for each conflict, what is left to a lead
// reviewer of the constabulary's material and who the staff are.
func TestAConflictTakesAwayWhatItTouches(t *testing.T) {
	tests := []struct {
		name, kind, agency string
		sees               []string
		staff              bool
	}{
		{"none", review.NoConflict, "", []string{"evidence-1", "evidence-2", "conversation-1", "conversation-2"}, true},
		{"their own agency", review.OwnAgency, "constabulary", []string{"evidence-2", "conversation-2"}, true},
		{"line management", review.LineManagement, "", []string{"evidence-1", "evidence-2"}, false},
		{"line management in one agency", review.LineManagement, "constabulary", []string{"evidence-1", "evidence-2", "conversation-2"}, true},
		{"earlier involvement", review.EarlierInvolvement, "", nil, false},
		{"kin", review.Kin, "", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := walled(t)
			w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p4", From: date(t, "2014-03-01")}))
			w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p4"), Review: w.ref, Kinds: []string{tt.kind}, Agency: tt.agency}))
			w.sees("p4", tt.sees...)
			v, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p4"))
			if err != nil {
				t.Fatal(err)
			}
			staff := slices.ContainsFunc(v.Review.Conversations, func(c review.Conversation) bool { return c.With.Loaded() })
			if staff != tt.staff {
				t.Errorf("sees who the staff are: %t", staff)
			}
		})
	}
}

// TestDirectInvolvementAndReviewingDoNotGoTogether, neither before an appointment nor
// after it.
func TestDirectInvolvementAndReviewingDoNotGoTogether(t *testing.T) {
	w := walled(t)
	w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p3"), Review: w.ref, Kinds: []string{review.Kin}}))
	w.sees("p3")
	_, err := w.Declare(t.Context(), engine.Declare{Meta: w.by("p3"), Review: w.ref, Kinds: []string{review.NoConflict}})
	code(t, err, review.Refused)

	w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p5"), Review: w.ref, Kinds: []string{review.EarlierInvolvement}}))
	fit := person("p5")
	fit.Accreditations = []review.Accreditation{{Scheme: "LT"}}
	fit.IndependentOf = []string{review.AllAgencies}
	w.amend("p5", fit)
	_, err = w.Assign(t.Context(), engine.Assign{Meta: w.by("p1"), Review: w.ref, Assignment: review.Assignment{Person: "p5", Role: "lead_reviewer"}})
	code(t, err, review.Refused)
	if !strings.Contains(err.Error(), "direct involvement") {
		t.Errorf("refused for another reason: %v", err)
	}
}

// TestADeclarationIsTakenBackByAnother: whoever appoints people voids it; nobody their own.
func TestADeclarationIsTakenBackByAnother(t *testing.T) {
	w := walled(t)
	out := w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p3"), Review: w.ref, Kinds: []string{review.Kin}, Why: "she may be a cousin"}))
	void := func(user string) error {
		_, err := w.Correct(t.Context(), engine.Correct{Meta: w.by(user), Review: w.ref, Seq: out.Receipt.First, Void: true, Why: "she is not"})
		return err
	}
	code(t, void("p3"), review.Forbidden)
	if err := void("p1"); err != nil {
		t.Fatal(err)
	}
	if got := len(w.seen("p3")); got != 4 {
		t.Errorf("after it was voided the lead reviewer sees %d of 4", got)
	}
	_, err := w.Declare(t.Context(), engine.Declare{Meta: engine.Meta{User: "p1", DecidedBy: "p3", Minute: "x"}, Review: w.ref, Kinds: []string{review.NoConflict}})
	code(t, err, review.Usage)
}

// TestAClaimOpensOneReviewForAnHour, for reading only.
func TestAClaimOpensOneReviewForAnHour(t *testing.T) {
	w := walled(t)
	show := func() (*engine.View, error) { return w.Show(t.Context(), w.ref, engine.At{}, reader("p7")) }
	_, err := show()
	code(t, err, review.NotFound)
	_, err = w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref})
	code(t, err, review.Usage)
	w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "a child is in danger tonight"}))
	v, err := show()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(v.Banner, "ACCESS CLAIMED by p7") || len(v.Review.Evidence) != 2 || !v.Review.Evidence[0].Title.Loaded() {
		t.Errorf("banner %q, %d pieces of evidence", v.Banner, len(v.Review.Evidence))
	}
	_, err = w.Record(t.Context(), engine.Record{Meta: w.by("p7"), Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
	code(t, err, review.Forbidden)
	_, err = w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "again"})
	code(t, err, review.Conflict)
	_, err = w.Claim(t.Context(), engine.Claim{Meta: w.by("p3"), Review: w.ref, Why: "has a part"})
	code(t, err, review.Refused)

	log, err := w.db.AccessLog(t.Context(), review.AccessQuery{Person: "p7"})
	if err != nil || len(log) != 1 || log[0].Basis != review.ByClaim {
		t.Errorf("the access log says %+v (%v)", log, err)
	}
	w.now = w.now.Add(time.Hour)
	_, err = show()
	code(t, err, review.NotFound)
	w.clean()
}

// TestThePrivacyOfficerLooksAtClaims: an alert without content, five working days, and
// never one's own.
func TestThePrivacyOfficerLooksAtClaims(t *testing.T) {
	w := walled(t)
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: "p4", From: date(t, "2014-01-01")}))
	w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "a child is in danger tonight"}))
	tasks, err := w.Todo(t.Context(), "p4", engine.Horizon{})
	tasks = slices.DeleteFunc(tasks, func(x engine.Task) bool { return x.Kind == "login" || x.Kind == "office" })
	if err != nil || len(tasks) != 1 || tasks[0].Kind != "access" || tasks[0].Due != date(t, "2014-09-08") {
		t.Fatalf("what waits for the privacy officer: %+v (%v)", tasks, err)
	}
	_, err = w.Show(t.Context(), w.ref, engine.At{}, reader("p4"))
	code(t, err, review.NotFound)

	w.now = w.now.AddDate(0, 0, 8)
	reads, err := w.Reads(t.Context(), "", "", reader("p4"))
	if err != nil || len(reads.Claims) != 1 || !reads.Claims[0].Overdue {
		t.Errorf("a week later: %+v (%v)", reads.Claims, err)
	}
	closing := func(user string) error {
		_, err := w.CloseClaim(t.Context(), engine.CloseClaim{Meta: w.by(user), Review: w.ref, Claim: "claim-1", Note: "it was right"})
		return err
	}
	code(t, closing("p7"), review.NotFound)
	code(t, closing("p1"), review.Forbidden)
	if err := closing("p4"); err != nil {
		t.Fatal(err)
	}
	if reads, err = w.Reads(t.Context(), "", "", reader("p4")); err != nil || reads.Claims[0].Overdue {
		t.Errorf("closed, and still overdue: %+v (%v)", reads.Claims, err)
	}
}

// TestLongerAccessTakesTwo people, neither of whom it is for.
func TestLongerAccessTakesTwo(t *testing.T) {
	w := walled(t)
	grant := func(user string, hours int) error {
		_, err := w.Grant(t.Context(), engine.Grant{Meta: w.by(user), Review: w.ref, Person: "p7", Hours: hours, Why: "an inspection"})
		return err
	}
	code(t, grant("p7", 48), review.NotFound)
	code(t, grant("p5", 48), review.Forbidden)
	if err := grant("p1", 48); err != nil {
		t.Fatal(err)
	}
	code(t, grant("p1", 48), review.Refused)
	if _, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p7")); err == nil {
		t.Error("one person's word opens the review")
	}
	if err := grant("p2", 48); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(47 * time.Hour)
	if _, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p7")); err != nil {
		t.Errorf("after two agreed: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	_, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p7"))
	code(t, err, review.NotFound)
}

// TestUnusualReadingIsFound, and everybody sees their own only.
func TestUnusualReadingIsFound(t *testing.T) {
	w := walled(t)
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: "p4", From: date(t, "2014-01-01")}))
	for range 21 {
		w.record("2014-03-06", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "1_to_4"}})
	}
	for _, at := range []string{"2014-09-01T10:00:00Z", "2014-09-01T20:30:00Z", "2014-09-01T20:40:00Z", "2014-09-06T10:00:00Z", "2014-12-25T10:00:00Z"} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		w.now = now
		if _, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p3")); err != nil {
			t.Fatal(err)
		}
	}
	reads, err := w.Reads(t.Context(), "p3", w.ref, reader("p4"))
	if err != nil {
		t.Fatal(err)
	}
	var why []string
	for _, u := range reads.Unusual {
		why = append(why, u.Why)
	}
	late := slices.IndexFunc(reads.Unusual, func(u engine.Unusual) bool { return strings.Contains(u.Why, "evening") })
	if u := reads.Unusual[late]; u.Times != 2 || u.Last.Sub(u.At) != 10*time.Minute {
		t.Errorf("two looks on one evening are told as %+v", u)
	}
	for _, want := range []string{"within an hour", "after 8 in the evening", "Saturday 6 September", "Thursday 25 December"} {
		if !slices.ContainsFunc(why, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%q is not among what is unusual: %q", want, why)
		}
	}
	if own, err := w.Reads(t.Context(), "", "", reader("p3")); err != nil || own.Entries != 5 {
		t.Errorf("p3 sees %+v (%v)", own, err)
	}
	_, err = w.Reads(t.Context(), "p3", "", reader("p5"))
	code(t, err, review.Forbidden)
	_, err = w.Reads(t.Context(), "", w.ref, reader("p7"))
	code(t, err, review.NotFound)
}

// TestTheEmployerOpensNothing: one administrator wrote another employer into the register,
// and somebody on the panel read what that agency had supplied.
func TestTheEmployerOpensNothing(t *testing.T) {
	w := walled(t)
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.on("p1", "2014-03-05"), Review: w.ref,
		Assignment: review.Assignment{Person: "p7", Role: "team_member"}}))
	w.declare("p7", review.NoConflict)
	for handle, from := range map[string][]string{"p5": {"evidence-1"}, "p7": nil} {
		before := w.seen(handle)
		entry := person(handle)
		entry.Employer = "hospital"
		w.amend(handle, entry)
		if after := w.seen(handle); !slices.Equal(before, from) || !slices.Equal(after, from) {
			t.Errorf("%s of %v sees %q, and after the register says that they work for the hospital, %q", handle, from, before, after)
		}
	}
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p5"), Review: w.ref, Body: &review.Amended[review.Evidence]{
		Record: review.WithID(review.Evidence{Kind: "papers", Agency: "hospital"}, "evidence-2")}})
	code(t, err, review.NotFound)
	w.clean()
}

// TestLegalAdviceIsNotShared: the receipt said that the panel may see it, and the log named
// it to those from whom it is hidden.
func TestLegalAdviceIsNotShared(t *testing.T) {
	w := walled(t)
	mark := func(legal bool) {
		_, err := w.Mark(t.Context(), engine.Mark{Meta: w.by("p1"), Review: w.ref, ID: "evidence-2", Legal: legal})
		if err != nil {
			t.Fatal(err)
		}
	}
	mark(true)
	_, err := w.Share(t.Context(), engine.Share{Meta: w.by("p1"), Review: w.ref, Items: []string{"evidence-1", "evidence-2"}})
	code(t, err, review.Refused)
	_, err = w.Share(t.Context(), engine.Share{Meta: w.by("p3"), Review: w.ref, Items: []string{"evidence-1", "evidence-2"}})
	code(t, err, review.NotFound) // who may not know of it

	mark(false)
	w.share(engine.Share{Items: []string{"evidence-1", "evidence-2"}})
	w.share(engine.Share{Items: []string{"evidence-1"}})
	for _, legal := range []bool{false, true} {
		if legal {
			mark(true) // once it is shared
		}
		for person, sees := range map[string]bool{"p1": true, "p3": !legal, "p6": !legal} {
			if got := w.named(person); slices.Contains(got, "evidence-2") != sees || !slices.Contains(got, "evidence-1") {
				t.Errorf("marked %t: what was shared is told to %s as %q", legal, person, got)
			}
		}
	}
	w.clean()
}

// named returns what somebody hears was shared to the panel, in the review and in its log.
func (w *world) named(person string) []string {
	w.t.Helper()
	v, entries, err := w.History(w.t.Context(), w.ref, engine.At{}, reader(person))
	if err != nil {
		w.t.Fatal(err)
	}
	var list []string
	for _, share := range v.Review.Shared {
		list = append(list, share.Items...)
	}
	for _, entry := range entries {
		if b, ok := entry.Event.Body.(*review.PanelShared); ok {
			list = append(list, b.Items...)
		}
	}
	return list
}
