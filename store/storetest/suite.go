package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"scr/review"
)

// Fresh makes a new, empty database and returns how to open it. Each call opens
// one more handle to the same database, as another process would, which is closed
// when the test ends.
type Fresh func(t *testing.T) (open func() Store)

// Run runs the suite. What it asks must hold on every database.
func Run(t *testing.T, fresh Fresh) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, Fresh)
	}{
		{"an append can be read back", testReadBack},
		{"texts lie beside the log", testTexts},
		{"texts of several streams are read at once", testTextsOf},
		{"who is given texts is written down first", testAccess},
		{"a reading that says not who reads is given nothing", testNamelessReading},
		{"a withheld text is not given", testWithheld},
		{"a missing text is an error", testMissingText},
		{"what is not there is not found", testNotFound},
		{"an empty database has no board", testNoBoard},
		{"a board is created once", testOneBoard},
		{"references come from the year's counter", testReferences},
		{"references are found however they are typed", testLooseReferences},
		{"handles come from a counter", testHandles},
		{"names chosen elsewhere are never given out again", testChosenNames},
		{"a command is carried out once", testOnce},
		{"a command id serves one command", testOneDigest},
		{"a refused append leaves nothing behind", testNothingBehind},
		{"a stale writer is told", testConflict},
		{"of many writers exactly one wins", testRace},
		{"many writers get names without a gap", testNamesInRace},
		{"a correction folds the log again", testCorrection},
		{"a correction on a stale review is told", testStaleCorrection},
		{"a standing is a review with board and people", testStanding},
		{"a standing holds what others wrote", testStandingOfOthers},
		{"a standing holds what others wrote in turn", testStandingInTurn},
		{"a review is read in one moment", testOneMoment},
		{"the register", testRegister},
		{"logins", testActor},
		{"adoptions and their files", testAdoptions},
		{"lists are paged by key", testPages},
		{"lists are filtered", testFilters},
		{"rows are what the log folds to", testRowsEqualFold},
		{"rows can be made anew", testRebuild},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, fresh) })
	}
}

// wantCode stops the test unless the error has a code.
func wantCode(t testing.TB, err error, want review.Code) {
	t.Helper()
	if err == nil || review.CodeOf(err) != want {
		t.Fatalf("the error is %v, want one with the code %s", err, want)
	}
}

// asJSON writes a state without the values of its texts.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(review.Date{})); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

func testReadBack(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	a := c.Ask(r, Move("referred", "decided"), Finding("finding-1", "made up"))
	a.Events[1].MadeUp = true
	receipt, err := c.Store.Append(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Command != a.Command || receipt.Stream != "review/r1" || receipt.Reference != r.Reference ||
		receipt.First != 3 || receipt.Last != 4 || !receipt.At.Equal(a.RecordedAt) || receipt.Repeated {
		t.Errorf("the receipt is %+v", receipt)
	}

	events, err := c.Store.Events(t.Context(), r.Stream())
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 4 || len(receipt.Events) != 2 {
		t.Fatalf("%d events were read and %d acknowledged, want 4 and 2", len(events), len(receipt.Events))
	}
	for i, ev := range events[2:] {
		told := receipt.Events[i]
		if asJSON(t, ev.Body) != asJSON(t, told.Body) {
			t.Errorf("event %d was acknowledged as %s and is %s", ev.Seq, asJSON(t, told.Body), asJSON(t, ev.Body))
		}
		ev.Body, told.Body = nil, nil
		same(t, "the acknowledged event", told, ev)
		want := review.Event{ID: ev.ID, Board: Board, Stream: "review/r1", Seq: int64(i) + 3, Global: events[0].Global + int64(i) + 2,
			Command: a.Command, RecordedBy: "p1", DecidedBy: "p1", Minute: "minute 4", RecordedAt: a.RecordedAt,
			OccurredOn: review.NewDate(2026, 3, 2), Definition: Hash(), MadeUp: i == 1}
		if i == 0 {
			want.Asked = a.Digest
		}
		same(t, "the event", ev, want)
	}
	if events[2].ID == events[3].ID || len(events[2].ID) < 16 {
		t.Errorf("the ids %q and %q are not random", events[2].ID, events[3].ID)
	}

	r = c.Review(r.Reference)
	if in, _ := r.Instance("review", ""); in.Stage != "decided" || r.Version != 4 || len(r.Findings) != 1 || r.MadeUp != 1 {
		t.Errorf("the review stands at %+v, version %d", in, r.Version)
	}
	c.Verify()
}

func testTexts(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	const says = "a \x00 byte, \xff no UTF-8, <tags>, \u202e bidi, and an é"
	r = c.Change(r, Finding("finding-1", says),
		&review.FormFilled{Form: "decision", Texts: map[string]review.Text{"reasons": review.NewText(says), "other": {}}})
	if strings.Contains(asJSON(t, r), "bidi") {
		t.Fatal("the review holds the text itself")
	}
	if r.Findings[0].Title.Loaded() || !r.Findings[0].Title.Filled() {
		t.Error("the title should be a reference that is not loaded")
	}
	if err := c.Store.Texts(t.Context(), Reading(), r.Stream(), r); err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]string{
		"title":    strings.TrimPrefix(r.Findings[0].Title.Reveal(), "title: "),
		"question": strings.TrimPrefix(r.Findings[0].Questions[0].Reveal(), "question: "),
		"reasons":  r.Forms[0].Texts["reasons"].Reveal(),
	} {
		if got != says {
			t.Errorf("%s came back as %q", what, got)
		}
	}

	amended := r.Findings[0]
	amended.Matters = review.NewText("new")
	r = c.Change(r, &review.Amended[review.Finding]{Record: amended})
	if seq, _ := r.Findings[0].Title.Ref(); seq != 3 {
		t.Errorf("the title that was kept now lies in event %d, want 3", seq)
	}
	if err := c.Store.Texts(t.Context(), Reading(), r.Stream(), &r.Findings[0]); err != nil {
		t.Fatal(err)
	}
	if r.Findings[0].Matters.Reveal() != "new" || r.Findings[0].Title.Reveal() != "title: "+says {
		t.Error("a kept or a new text came back wrong")
	}
	c.Verify()
}

func testMissingText(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	var text review.Text
	if err := json.Unmarshal([]byte(`"#1/nowhere"`), &text); err != nil {
		t.Fatal(err)
	}
	wantCode(t, c.Store.Texts(t.Context(), Reading(), r.Stream(), &struct{ Text *review.Text }{&text}), review.Failed)
}

func testNotFound(t *testing.T, fresh Fresh) {
	s := NewClerk(t, fresh(t)()).Store
	_, err := s.Review(t.Context(), "EXB-2026-001")
	wantCode(t, err, review.NotFound)
	_, err = s.Person(t.Context(), "p1")
	wantCode(t, err, review.NotFound)
	_, err = s.PersonByID(t.Context(), "a")
	wantCode(t, err, review.NotFound)
	_, err = s.Adoption(t.Context(), "england-scr-2010")
	wantCode(t, err, review.NotFound)
	_, err = s.Checked(t.Context(), strings.Repeat("ab", 32))
	wantCode(t, err, review.NotFound)
	_, err = s.DefinitionFile(t.Context(), strings.Repeat("ab", 32))
	wantCode(t, err, review.NotFound)
	_, _, err = s.Receipt(t.Context(), "no-such-command")
	wantCode(t, err, review.NotFound)
	_, err = s.Actor(t.Context(), "nobody")
	wantCode(t, err, review.NotFound)
	events, err := s.Events(t.Context(), "review/none")
	if err != nil || len(events) != 0 {
		t.Errorf("a stream that was never written to has %d events (%v)", len(events), err)
	}
}

func testNoBoard(t *testing.T, fresh Fresh) {
	s := fresh(t)()
	_, err := s.Board(t.Context())
	wantCode(t, err, review.NotFound)
	c := &Clerk{TB: t, Store: s}
	_, err = s.Append(t.Context(), c.Ask(&review.Person{ID: "a"}, &review.PersonRegistered{}))
	wantCode(t, err, review.NotFound)
	c = NewClerk(t, s)
	if b, err := s.Board(t.Context()); err != nil || b.Code != Board || b.Version != 1 {
		t.Errorf("the board is %+v (%v)", b, err)
	}
	c.Verify()
}

func testOneBoard(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	for _, code := range []string{Board, "OTHER"} {
		_, err := open().Append(t.Context(), c.Ask(&review.Board{}, &review.BoardCreated{Code: code, Title: "Another"}))
		wantCode(t, err, review.Conflict)
	}
	empty := fresh(t)()
	for _, code := range []string{"", "exb", "EX B", "ABCDEFGHIJKLMNOPQRSTU"} {
		_, err := empty.Append(t.Context(), c.Ask(&review.Board{}, &review.BoardCreated{Code: code, Title: "Bad"}))
		wantCode(t, err, review.Invalid)
	}
}

func testTextsOf(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	states := []review.State{c.Change(c.Open("r1"), Finding("finding-1", "of r1")), c.Change(c.Open("r2"), Finding("finding-1", "of r2"))}
	for i := range 505 { // more than one query asks for
		handle := c.Register(fmt.Sprint("person-", i), fmt.Sprint("Made Up ", i))
		p, err := c.Store.Person(t.Context(), handle)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, p)
	}
	if err := c.Store.TextsOf(t.Context(), Reading(), states...); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"title: of r1", "title: of r2"} {
		if got := states[i].(*review.Review).Findings[0].Title.Reveal(); got != want {
			t.Errorf("the finding says %q, want %q", got, want)
		}
	}
	for i, state := range states[2:] {
		if got, want := state.(*review.Person).Name.Reveal(), fmt.Sprint("Made Up ", i); got != want {
			t.Fatalf("person %d has the name %q, want %q", i, got, want)
		}
	}
}
