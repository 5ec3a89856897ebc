package engine

import (
	"scr/review"
	"scr/workflow"
)

// At is a question about the past. Unknown dates ask about now.
type At struct {
	AsOf    review.Date // what had happened by then
	KnownAt review.Date // what was recorded by then
}

// View is a review as people read it: the state with its texts loaded, and what
// the definition calls things.
type View struct {
	Review     *review.Review
	Definition *workflow.Definition
	At         At
	Today      review.Date
	Sealing    bool // names and narratives are sealed on disk

	People  map[string]review.Person // by handle: everyone with a part, and office holders; names loaded
	Offices []review.OfficeTerm      // those that the definition names
	Moves   []MoveView               // every move that starts where some track stands, allowed or not
	Clocks  []ClockView
	Notices []NoticeView // that criteria which are met ask for, sent or not; for whoever sees the letters
	Relied  []Reliance   // moves that relied on something corrected since
	Missing []string     // remarks such as "no finding records the child's voice"
	Hidden  []Hidden     // what the reader does not see all of
	Barring []string     // conflicts of interest of the reader's own that take from what they see, as sentences
	Banner  string       // that the access was claimed; empty for whoever has a part
}

// Hidden is a material of which a reader does not see all.
type Hidden struct {
	Material Material `json:"material"`
	All      bool     `json:"all"` // they see nothing of it
	Says     string   `json:"-"`   // what it is, in words
}

// Want says which records are to be shown with their texts: those of a kind, or the
// one with a handle.
type Want struct {
	Noun string
	ID   string // empty: all of the kind
}

// MoveView is one move from where a track stands, and what stands in its way.
type MoveView struct {
	Track     string            `json:"track"`
	Item      string            `json:"item,omitempty"`
	Move      string            `json:"move"` // track.move
	Title     string            `json:"title,omitempty"`
	From      string            `json:"from"`
	To        string            `json:"to"`
	Allowed   bool              `json:"allowed"`
	By        []string          `json:"by"`                  // roles that decide
	Deciders  []string          `json:"deciders,omitempty"`  // handles of who holds such a role today
	Form      string            `json:"form,omitempty"`      // asked for with the move
	Auto      bool              `json:"auto,omitempty"`      // fires by itself when nothing stands in its way
	Upon      []string          `json:"upon,omitempty"`      // made by the program when one of these is recorded
	Reopens   bool              `json:"reopens,omitempty"`   //
	Obstacles []review.Obstacle `json:"obstacles,omitempty"` // all of them
	Cites     string            `json:"cites,omitempty"`
}

// ClockView is a clock with what a reader wants to know of it today.
type ClockView struct {
	review.Clock
	Title   string `json:"title"`
	Overdue bool   `json:"overdue"`
	Missed  string `json:"missed"` // flag, or the moves it blocks
	Cites   string `json:"cites,omitempty"`
}

// NoticeView is a notice that is owed, with what a reader wants to know of it today.
type NoticeView struct {
	review.OwedNotice
	Title   string `json:"title"`
	Overdue bool   `json:"overdue"`
	Cites   string `json:"cites,omitempty"`
}

// Reliance is a move that relied on a fact corrected since.
type Reliance struct {
	Move        string `json:"move"`
	Item        string `json:"item,omitempty"`
	MoveSeq     int64  `json:"move_seq"`
	Requirement string `json:"requirement"`
	Seq         int64  `json:"seq"`          // the event relied on
	CorrectedBy int64  `json:"corrected_by"` // the event that corrected it
}

// Entry is one line of a review's history.
type Entry struct {
	Event       review.Event
	CorrectedBy int64 // event that corrected or voided it; 0 for none
	Voided      bool
}

// Task is something that waits for somebody.
type Task struct {
	Reference string      `json:"reference"` // empty with what is about no review
	Kind      string      `json:"kind"`      // clock, hold, letter, notice, action, link, conflict, access, approval, erasure, login or office
	What      string      `json:"what"`      // the clock's name or the record's handle
	Due       review.Date `json:"due"`
	About     bool        `json:"about,omitempty"` // it is counted from the last day that a partial date can mean
	Overdue   bool        `json:"overdue"`
	Group     string      `json:"group"` // one of the groups of a [Horizon]
	Says      string      `json:"says"`

	Paused      bool        `json:"paused,omitempty"`
	PausedBy    []string    `json:"paused_by,omitempty"` // holds, of those that the reader sees
	PausedSince review.Date `json:"paused_since,omitzero"`
	LookOn      review.Date `json:"look_on,omitzero"` // when the first of these holds is looked at again
}
