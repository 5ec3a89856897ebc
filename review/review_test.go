package review_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scr/review"
)

// log builds a stream's events in order.
func log(t *testing.T, bodies ...review.Body) []review.Event {
	t.Helper()
	var events []review.Event
	for i, b := range bodies {
		on, err := review.ParseDate("2026-03-02")
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, review.Event{Seq: int64(i + 1), Board: "EXB", OccurredOn: on, DecidedBy: "p1",
			RecordedAt: time.Date(2026, 3, 2, 9, 0, i, 0, time.UTC), Body: b})
	}
	return events
}

func mustFold(t *testing.T, events []review.Event) *review.Review {
	t.Helper()
	r, err := review.Fold(&review.Review{ID: "x"}, events)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func opened() []review.Body {
	return []review.Body{
		&review.ReviewOpened{Reference: "EXB-2026-001", Pin: review.Pin{Workflow: "learning-together", Number: 1}},
		&review.TrackOpened{Track: "review", Stage: "referred"},
	}
}

func finding(title string) review.Finding {
	return review.Finding{Kind: review.Pattern, Title: review.NewText(title)}
}

func TestFoldFollowsMoves(t *testing.T) {
	r := mustFold(t, log(t, append(opened(),
		&review.MoveMade{Track: "review", Move: "decide", From: "referred", To: "decided"},
		&review.MoveMade{Track: "review", Move: "decline", From: "decided", To: "not_reviewed", Final: true})...))
	in, _ := r.Instance("review", "")
	if in.Stage != "not_reviewed" || !r.Closed() || len(r.Moves) != 2 {
		t.Errorf("stands at %s, closed %t, %d moves", in.Stage, r.Closed(), len(r.Moves))
	}
}

func TestFoldRefusesAMoveFromElsewhere(t *testing.T) {
	_, err := review.Fold(&review.Review{ID: "x"}, log(t, append(opened(),
		&review.MoveMade{Track: "review", Move: "close", From: "analysis", To: "closed"})...))
	if err == nil {
		t.Fatal("a move from a stage where the track does not stand was folded")
	}
}

func TestApplyLeavesTheStateGivenAlone(t *testing.T) {
	events := log(t, append(opened(), &review.Added[review.Finding]{Record: review.WithID(finding("a"), "finding-1")})...)
	before := mustFold(t, events[:2])
	was, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	first, err := review.Apply(before, events[2])
	if err != nil {
		t.Fatal(err)
	}
	second := events[2]
	second.Body = &review.Added[review.Finding]{Record: review.WithID(review.Finding{Kind: review.GoodPractice}, "finding-1")}
	if _, err := review.Apply(before, second); err != nil {
		t.Fatal(err)
	}
	if now, _ := json.Marshal(before); string(now) != string(was) {
		t.Error("Apply changed the state it was given")
	}
	if first.Findings[0].Kind != review.Pattern {
		t.Error("two states applied to the same one share a record")
	}
}

func TestCorrection(t *testing.T) {
	subject := func(outcome string) review.Body {
		return &review.Added[review.Subject]{Record: review.Subject{Record: review.Record{ID: "subject-1"}, Kind: "child", Outcome: outcome}}
	}
	tests := []struct {
		name        string
		correction  *review.RecordCorrected
		wantOutcome string
		wantCount   int
	}{
		{"replaced", &review.RecordCorrected{Seq: 3, With: subject("seriously_harmed")}, "seriously_harmed", 1},
		{"voided", &review.RecordCorrected{Seq: 3, Void: true}, "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustFold(t, log(t, append(opened(), subject("died"), test.correction)...))
			if len(r.Subjects) != test.wantCount {
				t.Fatalf("%d subjects, want %d", len(r.Subjects), test.wantCount)
			}
			if test.wantCount > 0 && r.Subjects[0].Outcome != test.wantOutcome {
				t.Errorf("outcome %q, want %q", r.Subjects[0].Outcome, test.wantOutcome)
			}
			if c, ok := r.CorrectedBy(3); !ok || c.By != 4 {
				t.Errorf("corrected by %v, %t", c, ok)
			}
			if next := r.NextID("subject"); next != "subject-2" {
				t.Errorf("the next handle is %s: a voided handle must not be given out again", next)
			}
		})
	}
}

// What was done to a record that was voided later has nothing left to change. The
// fold once failed on the acceptance of a voided piece of evidence.
func TestVoidedRecordWithALife(t *testing.T) {
	r := mustFold(t, log(t, append(opened(),
		&review.Added[review.Evidence]{Record: review.Evidence{Record: review.Record{ID: "evidence-1"}, State: review.Received}},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Accepted},
		&review.RecordCorrected{Seq: 3, Void: true})...))
	if len(r.Evidence) != 0 {
		t.Errorf("%d pieces of evidence, want none", len(r.Evidence))
	}
}

// A voided record once made the fold pass over any event about something that is
// not there, a damaged log's as well.
func TestAVoidedRecordExcusesNoOther(t *testing.T) {
	_, err := review.Fold(&review.Review{ID: "x"}, log(t, append(opened(),
		&review.Added[review.Evidence]{Record: review.Evidence{Record: review.Record{ID: "evidence-1"}, State: review.Received}},
		&review.RecordCorrected{Seq: 3, Void: true},
		&review.EvidenceMoved{ID: "evidence-7", State: review.Accepted})...))
	if err == nil {
		t.Error("an event about evidence that never was is folded, because another piece was voided")
	}
}

func TestAmendingKeepsTheLifeOfARecord(t *testing.T) {
	amended := review.Action{Record: review.Record{ID: "action-1"}, Owner: "p2"}
	r := mustFold(t, log(t, append(opened(),
		&review.Added[review.Action]{Record: review.Action{Record: review.Record{ID: "action-1"}, Owner: "p1"}},
		&review.ActionTested{ID: "action-1", Result: "changed"},
		&review.Amended[review.Action]{Record: amended})...))
	a := r.Actions[0]
	if a.Owner != "p2" || len(a.Tests) != 1 || a.Seq != 3 || a.Changed != 5 {
		t.Errorf("owner %s, %d tests, seq %d, changed %d", a.Owner, len(a.Tests), a.Seq, a.Changed)
	}
}

func TestAmendingAFindingTakesItsAgreementBack(t *testing.T) {
	r := mustFold(t, log(t, append(opened(),
		&review.Added[review.Finding]{Record: review.WithID(finding("one"), "finding-1")},
		&review.FindingAgreed{ID: "finding-1"},
		&review.Amended[review.Finding]{Record: review.WithID(finding("two"), "finding-1")})...))
	if r.Findings[0].Agreed {
		t.Error("a finding that was re-worded still counts as agreed")
	}
}

// Every kind of event survives being written and read, with its texts beside it.
func TestBodiesRoundTrip(t *testing.T) {
	for _, kind := range review.Kinds() {
		t.Run(kind, func(t *testing.T) {
			body, err := review.Decode(kind, json.RawMessage(`{}`))
			if err != nil && !errors.Is(err, nil) {
				t.Fatal(err)
			}
			fillTexts(reflect.ValueOf(body))
			plain, fields, err := review.Encode(body, 7)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(plain), "canary") {
				t.Errorf("the plain part holds a personal value: %s", plain)
			}
			back, err := review.Decode(kind, plain)
			if err != nil {
				t.Fatal(err)
			}
			again, _, err := review.Encode(back, 8)
			if err != nil || string(again) != string(plain) {
				t.Errorf("read back and written again: %s, want %s (%v)", again, plain, err)
			}
			review.EachText(back, func(path string, class review.Class, text *review.Text) {
				i := slices.IndexFunc(fields, func(f review.Field) bool { return f.Path == path })
				if i < 0 || fields[i].Class != class || class == "" {
					t.Errorf("text at %s has no field of class %q", path, class)
				}
			})
		})
	}
}

// fillTexts fills every text below v.
func fillTexts(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillTexts(v.Elem())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[review.Text]() {
			v.Set(reflect.ValueOf(review.NewText("canary")))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillTexts(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fillTexts(v.Index(0))
		}
	}
}

func TestTextsReveal(t *testing.T) {
	text := review.NewText("canary")
	for name, printed := range map[string]string{"String": text.String(), "GoString": text.GoString()} {
		if strings.Contains(printed, "canary") {
			t.Errorf("%s reveals the text", name)
		}
	}
	if _, err := json.Marshal(text); err == nil {
		t.Error("a text without a place was written")
	}
}

func TestDate(t *testing.T) {
	tests := []struct{ in, first, last, english string }{
		{"2013-03-21", "2013-03-21", "2013-03-21", "21 March 2013"},
		{"2013-02", "2013-02-01", "2013-02-28", "February 2013"},
		{"2012-02", "2012-02-01", "2012-02-29", "February 2012"},
		{"2011", "2011-01-01", "2011-12-31", "2011"},
		{"", "", "", "date not known"},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			d, err := review.ParseDate(test.in)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{d.String(), d.First().String(), d.Last().String(), d.English()}
			if want := []string{test.in, test.first, test.last, test.english}; !slices.Equal(got, want) {
				t.Error(cmp.Diff(want, got))
			}
		})
	}
	for _, bad := range []string{"2013-2", "2013-02-30", "13-02-03", "2013-00", "2013-13", "1899", "2013-02-03-04", "+013", "2013-", "x"} {
		if _, err := review.ParseDate(bad); review.CodeOf(err) != review.Invalid {
			t.Errorf("%q was taken for a date", bad)
		}
	}
}

func TestDateBeforeIsProof(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"2013-03-21", "2013-03-22", true},
		{"2013-03-21", "2013-03", false},
		{"2013-02", "2013-03", true},
		{"2012", "2013-01-01", true},
		{"2013", "2013-06", false},
		{"", "2013", false},
		{"2013", "", false},
	}
	for _, test := range tests {
		a, _ := review.ParseDate(test.a)
		b, _ := review.ParseDate(test.b)
		if got := a.Before(b); got != test.want {
			t.Errorf("%q before %q: %t, want %t", test.a, test.b, got, test.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2013-03-21", "2013-03", "2013", "", "2013-02-30", "0000-00-00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := review.ParseDate(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Errorf("%q is printed as %q", s, d)
		}
		if d.Last().Before(d.First()) {
			t.Errorf("%q ends before it begins", s)
		}
	})
}
