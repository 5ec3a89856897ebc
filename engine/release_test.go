package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// withOutlets is a world with a report that has one version, under a definition that
// names how things are put out.
func withOutlets(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).variant("  document_kinds: {words: [report, plan]}\n", `  document_kinds: {words: [report, plan]}
  bodies: [panel, nspcc]
  release_modes: [published, on_request]
  release_channels: [website]
  disclosure_authorities: [court_order, consent]
`, "holds:\n", "holds:\n  stay: {may_cover: review, blocks: any}\n").open()
	w.agency("hospital", "health")
	w.record("2014-03-21", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}})
	w.record("2014-03-21", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "board", Title: "Another board", Part: "joint"}, "second_board")})
	w.record("2014-03-21", &review.Added[review.Document]{Record: review.Document{Kind: "report"}})
	w.record("2014-03-21", &review.DocumentVersioned{ID: "document-1", Note: written})
	return w
}

func putOut(change ...func(*review.Release)) *review.Added[review.Release] {
	out := review.Release{Mode: "published", By: "board", Document: "document-1"}
	for _, f := range change {
		f(&out)
	}
	return &review.Added[review.Release]{Record: out}
}

func disclosed(change ...func(*review.Disclosure)) *review.Added[review.Disclosure] {
	x := review.Disclosure{To: "relative-1", Document: "document-1", Outcome: "made", Authority: "consent"}
	for _, f := range change {
		f(&x)
	}
	return &review.Added[review.Disclosure]{Record: x}
}

func (w *world) tell(day string, body review.Body) error {
	_, err := w.Record(w.t.Context(), engine.Record{Meta: w.on("p1", day), Review: w.ref, Body: body})
	return err
}

func TestWhatGoesOut(t *testing.T) {
	w := withOutlets(t)
	w.record("2014-04-01", putOut(func(r *review.Release) { r.Version, r.Channel, r.Redacted = 1, "website", review.Yes }))
	w.record("2014-04-02", putOut(func(r *review.Release) { r.By, r.Authorised = "nspcc", review.No }))
	w.record("2014-04-03", &review.ReleaseRetired{ID: "release-1", Why: written})
	w.record("2014-04-04", &review.Amended[review.Release]{Record: review.WithID(review.Release{Mode: "on_request", By: "board", Document: "document-1"}, "release-1")})
	w.record("2014-04-05", disclosed())
	w.record("2014-04-05", disclosed(func(x *review.Disclosure) { x.To, x.Outcome, x.Authority = "panel", "refused", "court_order" }))
	w.record("2014-04-05", disclosed(func(x *review.Disclosure) { x.To = "second_board" }))
	w.record("2014-04-06", &review.Amended[review.Disclosure]{Record: review.WithID(disclosed().Record, "disclosure-2")})
	r := w.review()
	if first := r.Releases[0]; first.Mode != "on_request" || first.Authorised != review.Yes || !first.Retired || !first.Why.Filled() {
		t.Errorf("what was amended is still retired: %+v", first)
	}
	if r.Releases[1].Authorised != review.No || r.Disclosures[1].To != "relative-1" {
		t.Errorf("%+v, %+v", r.Releases[1], r.Disclosures[1])
	}
	w.clean()
}

func TestWhatIsNotRightOfWhatGoesOut(t *testing.T) {
	w := withOutlets(t)
	for _, test := range []struct {
		name string
		body review.Body
		want review.Code
	}{
		{"no mode", putOut(func(r *review.Release) { r.Mode = "" }), review.Usage},
		{"an unknown mode", putOut(func(r *review.Release) { r.Mode = "shouted" }), review.Invalid},
		{"by nobody", putOut(func(r *review.Release) { r.By = "" }), review.Usage},
		{"by an agency", putOut(func(r *review.Release) { r.By = "hospital" }), review.Invalid},
		{"no document", putOut(func(r *review.Release) { r.Document = "" }), review.Usage},
		{"an unknown document", putOut(func(r *review.Release) { r.Document = "document-2" }), review.NotFound},
		{"a version that there is not", putOut(func(r *review.Release) { r.Version = 2 }), review.Invalid},
		{"an unknown channel", putOut(func(r *review.Release) { r.Channel = "radio" }), review.Invalid},
		{"perhaps redacted", putOut(func(r *review.Release) { r.Redacted = "partly" }), review.Invalid},
		{"perhaps authorised", putOut(func(r *review.Release) { r.Authorised = "perhaps" }), review.Invalid},
		{"retired what is not there", &review.ReleaseRetired{ID: "release-9", Why: written}, review.NotFound},
		{"disclosed to nobody", disclosed(func(x *review.Disclosure) { x.To = "" }), review.Usage},
		{"disclosed to a stranger", disclosed(func(x *review.Disclosure) { x.To = "relative-7" }), review.Invalid},
		{"disclosed to the board itself", disclosed(func(x *review.Disclosure) { x.To = "board" }), review.Invalid},
		{"disclosed with no end", disclosed(func(x *review.Disclosure) { x.Outcome = "perhaps" }), review.Invalid},
		{"disclosed on no authority", disclosed(func(x *review.Disclosure) { x.Authority = "" }), review.Usage},
		{"disclosed on another authority", disclosed(func(x *review.Disclosure) { x.Authority = "whim" }), review.Invalid},
	} {
		t.Run(test.name, func(t *testing.T) { code(t, w.tell("2014-04-01", test.body), test.want) })
	}
	w.record("2014-04-01", putOut())
	code(t, w.tell("2014-04-02", &review.ReleaseRetired{ID: "release-1"}), review.Usage)
	code(t, w.tell("2014-03-30", &review.ReleaseRetired{ID: "release-1", Why: written}), review.Invalid)
	w.record("2014-04-02", &review.ReleaseRetired{ID: "release-1", Why: written})
	code(t, w.tell("2014-04-03", &review.ReleaseRetired{ID: "release-1", Why: written}), review.Refused)
	free := newWorld(t).open() // without a list of bodies any word is one; a name is none
	free.record("2014-03-21", &review.Added[review.Document]{Record: review.Document{Kind: "report"}})
	code(t, free.tell("2014-04-01", putOut(func(r *review.Release) { r.By = "Jo Bloggs" })), review.Invalid)
	if err := free.tell("2014-04-01", putOut(func(r *review.Release) { r.By = "nspcc" })); err != nil {
		t.Error(err)
	}
}

// A hold keeps the board from putting out what it covers. What leaks, and what another
// body puts out, is out all the same.
func TestAHoldKeepsADocumentBack(t *testing.T) {
	for _, test := range []struct {
		name, covers, target string
		change               func(*review.Release)
		refused              bool
	}{
		{"publication", "publication", "", func(*review.Release) {}, true},
		{"the document", "document", "document-1", func(*review.Release) {}, true},
		{"another document", "document", "document-2", func(*review.Release) {}, false},
		{"the review, going on", "review", "", func(*review.Release) {}, false},
		{"the review, suspended", "review", "stay", func(*review.Release) {}, true},
		{"a participant", "participant", "hospital", func(*review.Release) {}, false},
		{"a leak", "publication", "", func(r *review.Release) { r.Authorised = review.No }, false},
		{"by a partner", "publication", "", func(r *review.Release) { r.By = "second_board" }, true},
		{"by another body", "document", "document-1", func(r *review.Release) { r.By = "nspcc" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := withOutlets(t)
			w.record("2014-03-22", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
			h := review.Hold{Name: "proceedings", Covers: test.covers, Target: test.target, Why: written, ReviewOn: date(t, "2014-05-01")}
			if test.target == "stay" {
				h.Name, h.Target = test.target, ""
			}
			w.record("2014-04-01", &review.Added[review.Hold]{Record: h})
			err := w.tell("2014-04-02", putOut(test.change))
			if (err != nil) != test.refused {
				t.Fatalf("it ends as %v", err)
			}
			if test.refused && !strings.Contains(err.Error(), "hold-1 stands") {
				t.Errorf("the refusal is %q", err)
			}
			if err := w.tell("2014-03-31", putOut()); err != nil {
				t.Errorf("before the hold was placed it was put out: %v", err)
			}
			w.record("2014-04-03", &review.HoldLifted{ID: "hold-1"})
			if err := w.tell("2014-04-03", putOut()); err != nil {
				t.Errorf("the hold is lifted: %v", err)
			}
			w.clean()
		})
	}
}

// A report is put out, and taken back, long after its review is closed.
func TestWhatGoesOutAfterTheEnd(t *testing.T) {
	w := withOutlets(t)
	w.record("2014-03-22", putOut())
	w.decide("no_review", "2014-03-24")
	w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.by("p1"), Review: w.ref, Track: "agency_report", Item: "hospital", Why: "made up"}))
	if !w.review().Closed() {
		t.Fatalf("the review is not closed: %+v", w.review().Instances)
	}
	for _, body := range []review.Body{putOut(), disclosed(), &review.ReleaseRetired{ID: "release-1", Why: written},
		&review.Amended[review.Release]{Record: review.WithID(putOut().Record, "release-2")}} {
		if a, ok := body.(*review.Amended[review.Release]); ok {
			a.Record.Redacted = review.Yes
		}
		if err := w.tell("2014-08-01", body); err != nil {
			t.Errorf("%s is refused: %v", body.Kind(), err)
		}
	}
	code(t, w.tell("2014-08-01", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}), review.Refused)
	w.clean()
}
