package report

import (
	"slices"

	"scr/review"
	"scr/workflow"
)

// Standing is a review as people read it: its state, with the texts that the
// reader may see loaded, and what the definition makes of it.
type Standing struct {
	Review     *review.Review
	Definition *workflow.Definition
	AsOf       review.Date // what had happened by then; unknown: until now
	KnownAt    review.Date // what was recorded by then; unknown: until now
	Today      review.Date

	People  map[string]review.Person // by handle: everyone with a part, and office holders
	Offices []review.OfficeTerm
	Moves   []Move // every move that starts where some track stands, allowed or not
	Clocks  []Clock
	Notices []Notice // that are owed because criteria are met, sent or not
	Relied  []Reliance
	Remarks []string // such as "no finding records the child's voice"
	Hidden  []Hidden // what the reader does not see all of
	Banner  string   // that the access was claimed
	Notes   []string // on the database, and on what keeps something from the reader

	Rules bool // show rules as the definition has them, where they stand in the way
}

// Hidden is a material of which the reader does not see all.
type Hidden struct {
	Says     string `json:"-"`        // what it is, in words
	Material string `json:"material"` // a row of the table of rights
	All      bool   `json:"all"`      // they see nothing of it
}

// hides reports whether the reader sees nothing of a material.
func (s Standing) hides(material string) bool {
	return slices.ContainsFunc(s.Hidden, func(h Hidden) bool { return h.Material == material && h.All })
}

// cuts reports whether the reader does not see all of a material.
func (s Standing) cuts(material string) bool {
	return slices.ContainsFunc(s.Hidden, func(h Hidden) bool { return h.Material == material })
}

// Move is one move from where a track stands, and what stands in its way. Its
// fields are those of the engine's view, so that one converts to the other.
type Move struct {
	Track     string            `json:"track"`
	Item      string            `json:"item,omitempty"`      // what the track has an instance for, where it has one for each
	Move      string            `json:"move"`                // as track.move
	Title     string            `json:"title,omitempty"`     // what the definition calls the move
	From      string            `json:"from"`                // stage
	To        string            `json:"to"`                  // stage
	Allowed   bool              `json:"allowed"`             // nothing stands in the way
	By        []string          `json:"by"`                  // roles that decide
	Deciders  []string          `json:"deciders,omitempty"`  // handles of who holds such a role today and may make this move
	Form      string            `json:"form,omitempty"`      // asked for with the move
	Auto      bool              `json:"auto,omitempty"`      // fires by itself when nothing stands in its way
	Upon      []string          `json:"upon,omitempty"`      // made by the program when one of these events is recorded
	Reopens   bool              `json:"reopens,omitempty"`   // asks for a reason and an authority
	Obstacles []review.Obstacle `json:"obstacles,omitempty"` // everything that stands in the way
	Cites     string            `json:"cites,omitempty"`     // guidance paragraph
}

// Clock is a clock with what a reader wants to know of it today. Its fields are
// those of the engine's view.
type Clock struct {
	review.Clock
	Title   string `json:"title"`           // what the definition calls the clock
	Overdue bool   `json:"overdue"`         // its due day has passed
	Missed  string `json:"missed"`          // flag, or the moves that it blocks when missed
	Cites   string `json:"cites,omitempty"` // guidance paragraph
}

// Reliance is a move that relied on a fact corrected since. Its fields are those
// of the engine's view.
type Reliance struct {
	Move        string `json:"move"`           // as track.move
	Item        string `json:"item,omitempty"` // agency, subject or relative
	MoveSeq     int64  `json:"move_seq"`       // the event of the move
	Requirement string `json:"requirement"`    // the requirement that read the fact
	Seq         int64  `json:"seq"`            // the event relied on
	CorrectedBy int64  `json:"corrected_by"`   // the event that corrected it
}

// Entry is one event of a review's history. Its fields are those of the engine's
// view.
type Entry struct {
	Event       review.Event
	CorrectedBy int64 // event that corrected or voided it; 0 for none
	Voided      bool
}

// day is the day the standing is asked about.
func (s Standing) day() review.Date {
	if !s.AsOf.IsZero() {
		return s.AsOf
	}
	return s.Today
}

func (s Standing) words() words { return words{def: s.Definition, people: s.People, review: s.Review} }
