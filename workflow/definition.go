package workflow

import (
	"slices"
	"strconv"
	"strings"

	"scr/workflow/calendar"
)

// Definition is a checked workflow: everything it names exists, every rule
// compiles, every stage can be reached. It is never changed once made. It can be
// written to JSON and read back, so that a command need not parse YAML.
type Definition struct {
	Language   int             `json:"language"`
	ID         string          `json:"id"`
	Version    int             `json:"version"`
	Title      string          `json:"title"`
	Nation     calendar.Nation `json:"nation"`               // whose bank holidays count
	InForce    Period          `json:"in_force"`             // for reviews initiated in these dates
	Successor  string          `json:"successor,omitempty"`  // id of the definition that follows it
	Unverified []string        `json:"unverified,omitempty"` // what nobody could confirm, in words
	Hash       string          `json:"hash"`                 // SHA-256 of the file's bytes, in hexadecimal
	Parents    []Parent        `json:"parents,omitempty"`    // what it extends, nearest first

	Guidance     []Named      `json:"guidance,omitempty"`
	Professions  []string     `json:"professions,omitempty"`
	Vocabularies []Vocabulary `json:"vocabularies,omitempty"`
	Roles        []Role       `json:"roles"`
	Forms        []Form       `json:"forms,omitempty"`
	Tracks       []Track      `json:"tracks"`
	Clocks       []Clock      `json:"clocks,omitempty"`
	Holds        []Hold       `json:"holds,omitempty"`
	Criteria     []Criteria   `json:"criteria,omitempty"`
}

// Period is when a definition is in force. Its dates may be partial; "" is open.
type Period struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Parent is a definition that another extends.
type Parent struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// Named is a name with what it stands for.
type Named struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// Vocabulary is a list of words that a record's field may hold. A vocabulary
// with the name of a record's field (see [VocabularySlots]) binds that field.
type Vocabulary struct {
	Name  string  `json:"name"`
	Title string  `json:"title,omitempty"`
	Words []Named `json:"words"` // a word and, where given, its title
	// Frames holds, for the factors vocabulary, the categories of each frame.
	Frames map[string][]string `json:"frames,omitempty"`
}

// VocabularySlots are the vocabularies that bind a field of a record, with the
// field they bind. Without such a vocabulary the field takes any word.
var VocabularySlots = map[string]string{
	"finding_categories": "the categories of a finding",
	"factors":            "frames and categories of contributory factors",
	"meeting_kinds":      "the kind of a meeting",
	"evidence_kinds":     "the kind of a piece of evidence",
	"document_kinds":     "the kind of a document",
	"letter_kinds":       "the kind of a letter",
	"proceeding_kinds":   "the kind of a proceeding",
	"relations":          "the relation of a relative",
	"partner_kinds":      "the kind of a partner",
	"proceeding_steps":   "a step of a proceeding",
	"status_kinds":       "the kind of a subject's status",

	"bodies":                 "outside bodies: the party of a letter, who put something out, to whom something was disclosed",
	"release_modes":          "the mode of a release",
	"release_channels":       "the channel of a release",
	"disclosure_authorities": "the authority for a disclosure",
}

// Role is what a person can be in a review.
type Role struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Office bool     `json:"office,omitempty"`  // a board office: held at the board, counts in every review
	Opens  bool     `json:"opens,omitempty"`   // may record what others decided
	OnTeam bool     `json:"on_team,omitempty"` // counts towards the review team
	MustBe []string `json:"must_be,omitempty"` // accredited, independent_of_agencies: checked on the day of appointment
	Access string   `json:"access,omitempty"`  // column of the access table
}

// What [Role.MustBe] may ask.
const (
	Accredited            = "accredited"
	IndependentOfAgencies = "independent_of_agencies"
)

// FieldType is the type of a form's field.
type FieldType string

// The field types.
const (
	TextField    FieldType = "text"
	ChoiceField  FieldType = "choice"
	ChoicesField FieldType = "choices"
	DateField    FieldType = "date"
	NumberField  FieldType = "number"
	YesNoField   FieldType = "yes_no"
	PersonField  FieldType = "person"
	AgencyField  FieldType = "agency"
)

// Form is a set of fields that a definition asks for.
type Form struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	ForEach    string   `json:"for_each,omitempty"` // one of [EachOf]: a filling per item
	FilledBy   []string `json:"by,omitempty"`       // roles that may fill it by itself; empty for who arranges the review, where no move has it
	Fields     []Field  `json:"fields"`
	Cites      string   `json:"cites,omitempty"`
	Unverified bool     `json:"unverified,omitempty"`
}

// Field is one field of a form.
type Field struct {
	Name     string    `json:"name"`
	Title    string    `json:"title,omitempty"`
	Type     FieldType `json:"type"`
	Of       []string  `json:"of,omitempty"`       // choices
	Optional bool      `json:"optional,omitempty"` // may be left empty; every other field must be filled
	Plain    bool      `json:"plain,omitempty"`    // a text that is not personal (personal: false)
	Help     string    `json:"help,omitempty"`
}

// Track is one strand of a review with its own stages.
type Track struct {
	Name        string       `json:"name"`
	Title       string       `json:"title"`
	ForEach     string       `json:"for_each,omitempty"` // one of [EachOf]; empty for one instance
	Of          []string     `json:"of,omitempty"`       // which of them, by kind, relation or role; empty for all
	Late        *Late        `json:"late,omitempty"`     // what happens to an instance added after a join was judged
	Beside      bool         `json:"beside,omitempty"`   // goes on beside the review: the review is closed without it
	Initial     string       `json:"initial"`
	Stages      []Stage      `json:"stages"`
	Transitions []Transition `json:"transitions"`
}

// Stage is where a track can stand.
type Stage struct {
	Name       string `json:"name"`
	Title      string `json:"title,omitempty"`
	Final      bool   `json:"final,omitempty"`
	Unverified bool   `json:"unverified,omitempty"`
}

// Late says what happens when an instance is added after a join over its track
// was judged: flag, refuse, or make a move that takes the review back.
type Late struct {
	Mode string `json:"mode"`           // flag, refuse or reopen
	Move string `json:"move,omitempty"` // track.move, for reopen
}

// Transition is a named step from stage to stage; a move, in prose.
type Transition struct {
	Name       string        `json:"name"`
	Title      string        `json:"title,omitempty"`
	From       []string      `json:"from"` // every source, "any" written out
	To         string        `json:"to"`
	By         []string      `json:"by,omitempty"`          // roles that decide
	RecordsFor []string      `json:"records_for,omitempty"` // roles that may type it for the decider
	NotBy      []string      `json:"not_by,omitempty"`      // moves (track.move) whose decider may not decide this one
	NotFrom    string        `json:"not_from,omitempty"`    // "item.agency": people of the item's own agency may not decide
	Form       string        `json:"form,omitempty"`        // asked for, checked and recorded with the move
	Auto       bool          `json:"auto,omitempty"`        // fires by itself when its rules hold
	Upon       []string      `json:"upon,omitempty"`        // events on which the program makes it: received.query
	UponFrom   []string      `json:"upon_from,omitempty"`   // whose letters those are; empty for anybody's
	Also       []string      `json:"also,omitempty"`        // moves (track.move) made in the same append
	Reopens    bool          `json:"reopens,omitempty"`     // leaves a final stage; asks for reason and authority
	Joins      []Join        `json:"joins,omitempty"`
	Requires   []Requirement `json:"requires,omitempty"`
	Cites      string        `json:"cites,omitempty"`
	Unverified bool          `json:"unverified,omitempty"`
}

// Join asks that instances of another track stand at a stage or beyond doubt at
// a final one: all of them, any, none, or at least so many. Excused instances are left
// out. It is judged at the move.
type Join struct {
	Track      string   `json:"track"`
	Mode       string   `json:"mode"` // all, any, none or at_least
	AtLeast    int      `json:"at_least,omitempty"`
	Stages     []string `json:"stages"`                 // where they must stand
	EvenIfNone bool     `json:"even_if_none,omitempty"` // holds over no instances
}

// Strength says whether a requirement can be passed with a recorded reason.
type Strength string

// The strengths of a requirement.
const (
	Must     Strength = "must"
	Expected Strength = "expected"
)

// Requirement is a named condition of a move.
type Requirement struct {
	Name       string   `json:"name"`
	Rule       string   `json:"rule"` // CEL over Facts
	Tell       string   `json:"tell"` // the sentence when it is not met, with {expressions}
	Ask        []string `json:"ask,omitempty"`
	Cites      string   `json:"cites,omitempty"`
	Strength   Strength `json:"strength"`
	Unverified bool     `json:"unverified,omitempty"`
}

// Clock is a time that runs from an event: a limit, a window before it, or how long
// something is kept.
type Clock struct {
	Name       string    `json:"name"`
	Title      string    `json:"title"`
	Track      string    `json:"track,omitempty"` // set when the clock runs once per instance of a for_each track
	Kind       ClockKind `json:"kind,omitempty"`
	Starts     []string  `json:"starts"`           // moves (track.move), opened for the opening of the review, or an [Occasion]
	Stops      []string  `json:"stops"`            // moves, or an [Occasion]
	Within     Limit     `json:"within"`           // of a [LetterDeadline] none: the letter says it
	Blocks     []string  `json:"blocks,omitempty"` // moves that a missed clock blocks; empty: it flags
	Extend     *Extend   `json:"extend,omitempty"` // nil: cannot be extended
	Cites      string    `json:"cites,omitempty"`
	Unverified bool      `json:"unverified,omitempty"`
}

// ClockKind says what the length of a clock means.
type ClockKind string

// The kinds of a [Clock].
const (
	Forward        ClockKind = ""                // due so long after it started
	CountsBack     ClockKind = "before"          // due so long before the day it counts from, which is planned
	LetterDeadline ClockKind = "letter_deadline" // due when the letter that started it says; it runs for each such letter
	LooksBack      ClockKind = "looks_back"      // a window before the day it counts from: never due
	Keeps          ClockKind = "keeps"           // how long something stays: never overdue
)

// Limits reports whether such a clock can be missed.
func (k ClockKind) Limits() bool { return k != LooksBack && k != Keeps }

// PerItem reports whether the clock runs for each of something, and not once.
func (c *Clock) PerItem() bool { return c.Track != "" || c.Kind == LetterDeadline }

// Length says how long the clock is, as people read it: "6 months", "7 working days
// before", "as the letter says".
func (c *Clock) Length() string {
	switch c.Kind {
	case CountsBack:
		return c.Within.String() + " before"
	case LetterDeadline:
		return "as the letter says"
	case LooksBack:
		return "the " + c.Within.String() + " before"
	case Keeps:
		return "kept for " + c.Within.String()
	}
	return c.Within.String()
}

// Limit is a length of time.
type Limit struct {
	N    int    `json:"n"`
	Unit string `json:"unit"` // months, working_days or days
}

// Extend says who may extend a clock, and which documents the decision rests on.
type Extend struct {
	By        []string `json:"by"`
	Documents []string `json:"documents,omitempty"` // kinds of document that must be on record
	Cites     string   `json:"cites,omitempty"`
}

// Hold is a kind of hold that a definition provides for.
type Hold struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	MayCover   []string `json:"may_cover"`            // review, participant, document, track, publication
	Blocks     []string `json:"blocks,omitempty"`     // moves (track.move)
	BlocksAny  bool     `json:"blocks_any,omitempty"` // every move of what it covers: a suspension
	Except     []string `json:"except,omitempty"`     // moves (track.move) that go on all the same
	Pauses     []string `json:"pauses,omitempty"`     // clocks
	PausesAny  bool     `json:"pauses_any,omitempty"` // every running clock of what it covers
	Grounds    []string `json:"grounds,omitempty"`    // one of which is named with the hold; empty: none is asked for
	By         []string `json:"by,omitempty"`         // roles that may place and lift it; empty for who arranges the review
	Cites      string   `json:"cites,omitempty"`
	Unverified bool     `json:"unverified,omitempty"`
}

// EachOf lists what a track can run for, or a form be filled for, each of.
func EachOf() []string {
	return []string{"agency", "subject", "relative", "document", "proceeding", "participant", "partner"}
}

// RunsFor reports whether the track has an instance for an item of these kinds: of a
// participant its roles, of a relative the relation.
func (t *Track) RunsFor(kinds ...string) bool {
	return len(t.Of) == 0 || slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(t.Of, k) })
}

// Track returns the track of that name.
func (d *Definition) Track(name string) *Track {
	return byName(d.Tracks, name, func(t *Track) string { return t.Name })
}

// Role returns the role of that name.
func (d *Definition) Role(name string) *Role {
	return byName(d.Roles, name, func(r *Role) string { return r.Name })
}

// Form returns the form of that name.
func (d *Definition) Form(name string) *Form {
	return byName(d.Forms, name, func(f *Form) string { return f.Name })
}

// Clock returns the clock of that name.
func (d *Definition) Clock(name string) *Clock {
	return byName(d.Clocks, name, func(c *Clock) string { return c.Name })
}

// Hold returns the kind of hold of that name.
func (d *Definition) Hold(name string) *Hold {
	return byName(d.Holds, name, func(h *Hold) string { return h.Name })
}

// Vocabulary returns the vocabulary of that name.
func (d *Definition) Vocabulary(name string) *Vocabulary {
	return byName(d.Vocabularies, name, func(v *Vocabulary) string { return v.Name })
}

// Transition returns the transition of that name.
func (t *Track) Transition(name string) *Transition {
	return byName(t.Transitions, name, func(tr *Transition) string { return tr.Name })
}

// Stage returns the stage of that name.
func (t *Track) Stage(name string) *Stage {
	return byName(t.Stages, name, func(s *Stage) string { return s.Name })
}

// Field returns the field of that name.
func (f *Form) Field(name string) *Field {
	return byName(f.Fields, name, func(x *Field) string { return x.Name })
}

// byName returns a pointer to the element of that name, or nil.
func byName[T any](list []T, name string, nameOf func(*T) string) *T {
	for i := range list {
		if nameOf(&list[i]) == name {
			return &list[i]
		}
	}
	return nil
}

// The units of a [Limit].
const (
	Months      = "months"
	WorkingDays = "working_days"
	Days        = "days"
)

// String prints the limit as a definition says it: "6 months", "15 working days".
func (l Limit) String() string {
	unit := strings.ReplaceAll(l.Unit, "_", " ")
	if l.N == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return strconv.Itoa(l.N) + " " + unit
}
