package simulation

import (
	"scr/review"
)

// The words of what goes out, where a definition has them.
var (
	criteriaNames = []string{"harm", "concern"}
	bodyNames     = []string{"panel", "ofsted", "coroner"}
)

// writeOutside makes up sets of criteria, and the notices that they owe.
func (s *sketch) writeOutside() {
	if s.one(3) {
		return
	}
	s.say("criteria:")
	for _, name := range some(s.chance, criteriaNames) {
		s.say("  %s:\n    notices:", name)
		for _, body := range some(s.chance, bodyNames) {
			s.say("      tell_%s: {to: %s, kind: notice%s}", body, body, pick(s.chance, []string{"", ", within: " + s.limit()}))
		}
	}
}

// outsideWords are the vocabularies of what goes out.
func (s *sketch) outsideWords() string {
	if s.one(2) {
		return ""
	}
	return "\n  bodies: [panel, ofsted, coroner]\n  letter_kinds: [notice, query, reply]\n  release_modes: [published, on_request]\n  disclosure_authorities: [court_order, consent]"
}

func (w *world) criterion(s *subject) review.Body {
	set := pick(w.chance, criteriaNames)
	if n := len(s.def.Criteria); n > 0 && !w.one(10) {
		set = pick(w.chance, s.def.Criteria).Name
	}
	return &review.Added[review.Criterion]{Record: review.Criterion{Set: set, Met: w.yesNo(review.Yes, review.No, review.NotYet), Why: w.text()}}
}

// yesNo is one of some words, and now and then one that nobody knows.
func (w *world) yesNo(words ...string) string {
	if w.one(30) {
		return "perhaps"
	}
	return pick(w.chance, words)
}

func (w *world) party(s *subject) string {
	return pick(w.chance, []string{"panel", "ofsted", "board", w.agencyOf(s), w.handleOf(s, "relative")})
}

func (w *world) release(s *subject) review.Body {
	return &review.Added[review.Release]{Record: review.Release{Mode: w.word(s, "release_modes", "published"), By: pick(w.chance, []string{"board", "board", "panel", w.party(s)}),
		Document: w.handleOf(s, "document"), Version: w.IntN(2), Redacted: w.yesNo("", review.Yes, review.No), Authorised: w.yesNo("", review.Yes, review.No), Note: w.text()}}
}

func (w *world) disclosure(s *subject) review.Body {
	return &review.Added[review.Disclosure]{Record: review.Disclosure{To: w.party(s), Document: w.handleOf(s, "document"),
		Outcome: w.yesNo("made", "refused"), Authority: w.word(s, "disclosure_authorities", "statute"), Note: w.text()}}
}

// amendedOutside is another word on what is owed or went out, if the fact is one of these.
func (w *world) amendedOutside(s *subject, fact review.Body) review.Body {
	switch b := fact.(type) {
	case *review.Added[review.Criterion]:
		return amended(w, s, b)
	case *review.Added[review.Release]:
		return amended(w, s, b)
	case *review.Added[review.Disclosure]:
		return amended(w, s, b)
	}
	return &review.ReviewOpened{} // nobody records that by itself
}
