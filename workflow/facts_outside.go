package workflow

import "scr/workflow/calendar"

// What a review owes to those outside, and what went out to them.

// CriterionFact says whether a set of criteria is met.
type CriterionFact struct {
	Seq int64
	ID  string `fact:"id"`
	Set string `fact:"set" enum:"criteria"`
	Met string `fact:"met" enum:"yes|no|not_yet"`
}

// NoticeFact is a notice that is owed because a set of criteria is met.
type NoticeFact struct {
	Seqs     []int64      // events that recorded the criteria, and the letter where one went out
	ID       string       // how sentences call it: by its name
	Criteria string       `fact:"criteria" enum:"criteria"`
	Name     string       `fact:"name"`
	To       string       `fact:"to" enum:"vocabulary:bodies"`
	Kind     string       `fact:"kind" enum:"vocabulary:letter_kinds"`
	Due      calendar.Day `fact:"due"`
	Sent     bool         `fact:"sent"`
	On       calendar.Day `fact:"on"` // when it was sent
}

// ReleaseFact is something that was put out.
type ReleaseFact struct {
	Seq        int64
	ID         string       `fact:"id"`
	Mode       string       `fact:"mode" enum:"vocabulary:release_modes"`
	By         string       `fact:"by"` // board, an outside body or a partner
	Document   string       `fact:"document"`
	On         calendar.Day `fact:"on"`
	Redacted   *bool        `fact:"redacted"`
	Authorised bool         `fact:"authorised"`
	Retired    bool         `fact:"retired"`
	RetiredOn  calendar.Day `fact:"retired_on"`
}

// DisclosureFact is a disclosure to one party, made or refused.
type DisclosureFact struct {
	Seq       int64
	ID        string       `fact:"id"`
	To        string       `fact:"to"` // an outside body, a relative, an agency or a partner
	Document  string       `fact:"document"`
	Outcome   string       `fact:"outcome" enum:"made|refused"`
	Authority string       `fact:"authority" enum:"vocabulary:disclosure_authorities"`
	On        calendar.Day `fact:"on"`
}
