package engine_test

import (
	"context"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// A command that named a login or adopted a definition was a conflict when it was
// repeated, though it had been carried out: nobody could repeat it safely.
func TestTheSameCommandOnTheBoardTwice(t *testing.T) {
	w := newWorld(t)
	trial := w.definition()
	trial.CommandID = "adopt"
	trial.Source = []byte(strings.Replace(string(trial.Source), "version: 1\n", "version: 2\n", 1))
	named := engine.NameUser{Meta: engine.Meta{User: "p1", CommandID: "name"}, Login: "second", Person: "p2"}
	for name, run := range map[string]func() (engine.Outcome, error){
		"adopt": func() (engine.Outcome, error) { return w.Adopt(t.Context(), trial) },
		"name":  func() (engine.Outcome, error) { return w.NameUser(t.Context(), named) },
	} {
		first, second := w.must(run()).Receipt, w.must(run()).Receipt
		if !second.Repeated || first.Repeated || second.Last != first.Last {
			t.Errorf("%s: the first receipt ends at %d, the second at %d, repeated %t", name, first.Last, second.Last, second.Repeated)
		}
	}
	w.clean()
}

// Who decided, and on which day, did not tell two commands with one id apart: the
// second was acknowledged and never recorded.
func TestOneCommandIDIsOneDecision(t *testing.T) {
	w := newWorld(t).open()
	cmd := engine.Record{Meta: w.on("p1", "2014-03-05"), Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}
	cmd.CommandID = "given"
	w.must(w.Record(t.Context(), cmd))
	for name, change := range map[string]func(*engine.Record){
		"another day":     func(c *engine.Record) { c.On = date(t, "2014-03-06") },
		"another decider": func(c *engine.Record) { c.DecidedBy, c.Minute = "p2", "board 3" },
		"another typist":  func(c *engine.Record) { c.User = "p2" },
	} {
		other := cmd
		change(&other)
		if _, err := w.Record(t.Context(), other); review.CodeOf(err) != review.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

// The register finds P7 as p7, and what was recorded of P7 belonged to nobody.
func TestAHandleInCapitalsIsTheSamePerson(t *testing.T) {
	w := newWorld(t).open()
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "P7"}))
	w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "seventh", Person: "P7"}))
	w.assign("P6", "team_member", "health")
	board, err := w.db.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := board.Offices[len(board.Offices)-1].Person; got != "p7" {
		t.Errorf("the office is held by %s", got)
	}
	if handle, err := w.Actor(t.Context(), "seventh"); handle != "p7" || err != nil {
		t.Errorf("the login belongs to %q: %v", handle, err)
	}
	if got := w.review().RolesOf("p6", date(t, "2014-03-06")); len(got) != 1 {
		t.Errorf("p6 has the roles %q", got)
	}
}

// Nothing came of leaving the register: whoever had left went on recording and
// deciding, and could be appointed anew.
func TestWhoHasLeftDoesNothingMore(t *testing.T) {
	w := newWorld(t).gathering()
	w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "third", Person: "p3"}))
	left := person("")
	left.LeftOn, left.MayOpen, left.Administrator = date(t, "2014-08-31"), true, true
	w.amend("p3", left)
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p3"), Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
	code(t, err, review.NotFound)
	_, err = w.Open(t.Context(), engine.Open{Meta: w.by("p3"), Workflow: "trial"})
	code(t, err, review.Forbidden)
	_, err = w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p3"), Login: "another", Person: "p5"})
	code(t, err, review.Forbidden)
	_, err = w.Actor(t.Context(), "third")
	code(t, err, review.Forbidden)
	_, err = w.Assign(t.Context(), engine.Assign{Meta: w.by("p1"), Review: w.ref, Assignment: review.Assignment{Person: "p3", Role: "team_member"}})
	code(t, err, review.Refused)
	typed := w.on("p1", "2014-08-01") // what was decided before is still recorded
	typed.DecidedBy, typed.Minute = "p3", "notes of 1 August"
	w.must(w.Record(t.Context(), engine.Record{Meta: typed, Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}))
	w.clean()
}

// Minutes, titles and kinds are plain values: a story told there could never be
// erased from the log.
func TestPlainValuesAreShort(t *testing.T) {
	w := newWorld(t).open()
	story := strings.Repeat("what happened ", 20)
	minuted := w.by("p1")
	minuted.Minute = story
	record := func(body review.Body) engine.Record {
		return engine.Record{Meta: w.by("p1"), Review: w.ref, Body: body}
	}
	lines := review.Letter{Direction: "in", Party: "a body\nand its story", Kind: "notice"}
	agency := review.WithID(review.Agency{Title: story}, "school")
	for name, cmd := range map[string]engine.Record{
		"a minute":          {Meta: minuted, Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}},
		"a letter's party":  record(&review.Added[review.Letter]{Record: lines}),
		"an agency's title": record(&review.Added[review.Agency]{Record: agency}),
		"evidence":          record(&review.Added[review.Evidence]{Record: review.Evidence{Kind: story}}),
	} {
		if _, err := w.Record(t.Context(), cmd); review.CodeOf(err) != review.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	entry := person("")
	entry.Employer = story
	_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: entry})
	code(t, err, review.Invalid)
}

// The only administrator gave up the right, or ended their own login: after that
// nobody could name another, nor adopt a definition.
func TestSomebodyAdministersTheBoard(t *testing.T) {
	w := newWorld(t)
	plain, other := person(""), person("")
	plain.MayOpen, other.Administrator = true, true
	step := func(p review.Person) error {
		p.Handle = "p1"
		_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p, Why: "a test"})
		return err
	}
	user := func(login, person string) error {
		_, err := w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: login, Person: person})
		return err
	}
	code(t, step(plain), review.Refused)
	leaving := person("")
	leaving.MayOpen, leaving.Administrator, leaving.LeftOn = true, true, date(t, "2014-09-01")
	code(t, step(leaving), review.Refused)
	code(t, user("made-up", ""), review.Refused)
	w.amend("p2", other)
	code(t, step(plain), review.Refused) // p2 has no login yet
	if err := user("another", "p2"); err != nil {
		t.Fatal(err)
	}
	if err := step(plain); err != nil {
		t.Fatal(err)
	}
	w.clean()
}

// A misspelt office was recorded, and its holder had no part anywhere; a term of
// office ended before it began.
func TestOfficesAreKnownAndTermsPossible(t *testing.T) {
	w := newWorld(t)
	day := func(s string) review.Date { return date(t, s) }
	tests := []struct {
		name string
		cmd  engine.HoldOffice
		want review.Code
	}{
		{"misspelt", engine.HoldOffice{Office: "chiar", Person: "p7"}, review.Invalid},
		{"over before it begins", engine.HoldOffice{Office: "chair", Person: "p7", From: day("2014-02-01"), To: day("2014-01-31")}, review.Invalid},
		{"left before it was taken up", engine.HoldOffice{Office: "chair", Person: "p2", Leave: true, To: day("2012-12-31")}, review.Invalid},
		{"one day", engine.HoldOffice{Office: "chair", Person: "p7", From: day("2014-02-01"), To: day("2014-02-01")}, ""},
		{"left in the year it was taken up", engine.HoldOffice{Office: "chair", Person: "p2", Leave: true, To: day("2013")}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.cmd.Meta = w.by("p1")
			_, err := w.HoldOffice(t.Context(), test.cmd)
			if test.want != "" {
				code(t, err, test.want)
			} else if err != nil {
				t.Fatal(err)
			}
		})
	}
	w.clean()
}

func TestNobodyVouchesForThemselves(t *testing.T) {
	w := newWorld(t)
	opener := person("p5")
	opener.MayOpen = true
	w.amend("p5", opener)
	accredited := opener
	accredited.Accreditations = []review.Accreditation{{Scheme: "LT"}}
	amend := func(user string, p review.Person) error {
		_, err := w.Register(t.Context(), engine.Register{Meta: w.by(user), Person: p, Why: "a test"})
		return err
	}
	code(t, amend("p5", accredited), review.Forbidden)
	colleague := person("p6")
	colleague.Accreditations = accredited.Accreditations
	if err := amend("p5", colleague); err != nil {
		t.Errorf("p5 amends a colleague: %v", err)
	}
	if err := amend("p1", accredited); err != nil {
		t.Errorf("an administrator amends p5: %v", err)
	}
	same, err := w.db.Person(t.Context(), "p5")
	if err != nil {
		t.Fatal(err)
	}
	code(t, amend("p1", *same), review.Usage) // it says that already
	backwards := accredited
	backwards.Accreditations = []review.Accreditation{{Scheme: "LT", From: date(t, "2014"), Until: date(t, "2013")}}
	code(t, amend("p1", backwards), review.Invalid)
}

func TestTermsOfOneOfficeDoNotOverlap(t *testing.T) {
	w := newWorld(t) // p2 is chair from 2013
	hold := func(from, to string) error {
		cmd := engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p2", From: date(t, from)}
		if to != "" {
			cmd.To = date(t, to)
		}
		_, err := w.HoldOffice(t.Context(), cmd)
		return err
	}
	code(t, hold("2014-01-01", ""), review.Conflict)
	if err := hold("2009-01-01", "2012-12-31"); err != nil {
		t.Errorf("an earlier term: %v", err)
	}
	code(t, hold("2012-06-01", "2012-07-01"), review.Conflict)
}

// Whoever opened a review under a definition without a role that opens never found
// it again.
func TestAReviewIsOpenedOnlyByWhoHasAPartInIt(t *testing.T) {
	w := newWorld(t).variant("opens: true, ", "")
	open := func(user string) error {
		_, err := w.Open(t.Context(), engine.Open{Meta: w.on(user, "2014-03-03"), Workflow: "trial"})
		return err
	}
	code(t, open("p1"), review.Refused)
	chair := person("p2")
	chair.MayOpen = true
	w.amend("p2", chair)
	if err := open("p2"); err != nil {
		t.Errorf("the chair, an officer, opens one: %v", err)
	}
}

// The checked form of a definition is a copy of its file, in a shape that is read
// faster.
func TestADefinitionIsMadeAgainFromItsFile(t *testing.T) {
	w := newWorld(t).gathering()
	for _, form := range []string{"", "not JSON"} {
		w.Engine = &engine.Engine{Store: formless{w.db, form}, Now: w.Now, NewID: w.NewID}
		if _, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1")); err != nil {
			t.Errorf("with the checked form %q: %v", form, err)
		}
	}
}

// formless is a store whose checked forms are gone, or damaged.
type formless struct {
	engine.Store
	form string
}

func (s formless) Checked(context.Context, string) ([]byte, error) {
	if s.form == "" {
		return nil, review.Errorf(review.NotFound, "none is kept")
	}
	return []byte(s.form), nil
}

// Whoever adopts a definition that extends another is told which there are.
func TestAParentThatIsNotThereIsNamed(t *testing.T) {
	w := newWorld(t)
	for parent, says := range map[string]string{"trial@7": "trial@1", "trail@1": "adopt it first"} {
		source := "workflow: child\nversion: 1\ntitle: Child\nextends: " + parent + "\n"
		_, err := w.Adopt(t.Context(), engine.Adopt{Meta: w.by("p1"), File: "child.yaml", Source: []byte(source)})
		code(t, err, review.Invalid)
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%s: told as %v, want %s in it", parent, err, says)
		}
	}
}
