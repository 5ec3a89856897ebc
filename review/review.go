package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Review is where one review stands: what Fold makes of its events. Whoever
// holds a Review may read it; to change it, append an event.
type Review struct {
	ID        string `json:"id"`        // random; names the stream
	Reference string `json:"reference"` // EXB-2026-014
	Board     string `json:"board"`
	Version   int64  `json:"version"` // sequence of the latest event
	Pin       Pin    `json:"pin"`
	OpenedOn  Date   `json:"opened_on,omitzero"`
	Latest    Date   `json:"latest,omitzero"` // the day of the latest move

	TakenOn      *TakenOn `json:"taken_on,omitempty"`
	OutsideDates Text     `json:"outside_dates,omitzero" personal:"reason"` // why a definition not in force was used
	MadeUp       int      `json:"made_up,omitempty"`                        // events that are fillers
	Erased       string   `json:"erased,omitempty"`                         // handle of the erasure that took all texts away

	Instances   []Instance   `json:"instances,omitempty"`
	Moves       []Move       `json:"moves,omitempty"`
	Forms       []Form       `json:"forms,omitempty"`
	Clocks      []Clock      `json:"clocks,omitempty"`
	Holds       []Hold       `json:"holds,omitempty"`
	Assignments []Assignment `json:"assignments,omitempty"`

	Subjects        []Subject        `json:"subjects,omitempty"`
	Statuses        []Status         `json:"statuses,omitempty"`
	Agencies        []Agency         `json:"agencies,omitempty"`
	Partners        []Partner        `json:"partners,omitempty"`
	Relatives       []Relative       `json:"relatives,omitempty"`
	Contacts        []Contact        `json:"contacts,omitempty"`
	Meetings        []Meeting        `json:"meetings,omitempty"`
	Conversations   []Conversation   `json:"conversations,omitempty"`
	Evidence        []Evidence       `json:"evidence,omitempty"`
	Documents       []Document       `json:"documents,omitempty"`
	Letters         []Letter         `json:"letters,omitempty"`
	Proceedings     []Proceeding     `json:"proceedings,omitempty"`
	Links           []Link           `json:"links,omitempty"`
	Criteria        []Criterion      `json:"criteria,omitempty"`    // which sets of criteria are met
	Releases        []Release        `json:"releases,omitempty"`    // what was put out
	Disclosures     []Disclosure     `json:"disclosures,omitempty"` // what single parties were given or refused
	Episodes        []Episode        `json:"episodes,omitempty"`
	Findings        []Finding        `json:"findings,omitempty"`
	Recommendations []Recommendation `json:"recommendations,omitempty"`
	Responses       []Response       `json:"responses,omitempty"`
	Actions         []Action         `json:"actions,omitempty"`

	Declared []Declaration `json:"declared,omitempty"` // who has which conflict of interest, or none
	Shared   []Share       `json:"shared,omitempty"`   // what agencies supplied and the whole panel may see
	Marked   []Marking     `json:"marked,omitempty"`   // records that are not what their kind usually is
	Claims   []Claim       `json:"claims,omitempty"`   // access that people claimed without a part

	Issued    map[string]int `json:"issued,omitempty"`    // handles given out per kind, voided records included
	Corrected []Correction   `json:"corrected,omitempty"` // which events were corrected, by which
}

// Pin is what a review's rules are: the hashes of its definition's file and of
// the definitions it extends. Their bytes are in the database.
type Pin struct {
	Workflow string   `json:"workflow"`
	Number   int      `json:"number"` // the definition's own version
	Hash     string   `json:"hash"`
	Parents  []string `json:"parents,omitempty"`
}

// Instance is one run of a track. A track without for_each has one, with an
// empty item.
type Instance struct {
	Track    string `json:"track"`
	Item     string `json:"item,omitempty"` // handle of the agency, subject, document… that it runs for
	Stage    string `json:"stage"`
	Since    Date   `json:"since,omitzero"` // day of the latest move, or of opening
	Seq      int64  `json:"seq"`            // event that brought it here
	Final    bool   `json:"final,omitempty"`
	Beside   bool   `json:"beside,omitempty"`  // goes on beside the review, which is closed without it
	Late     string `json:"late,omitempty"`    // the join, as track.move, that had been judged when this was opened
	Excused  bool   `json:"excused,omitempty"` // need not be finished
	Why      Text   `json:"why,omitzero" personal:"reason"`
	Upon     string `json:"upon,omitempty"`                      // the record that ended what it ran for, where the program excused it
	UponSeq  int64  `json:"upon_seq,omitempty"`                  // the event by which it did
	Admitted Text   `json:"admitted,omitzero" personal:"reason"` // why an excuse was taken back
	Evidence bool   `json:"not_evidenced,omitempty"`             // taken on at this stage: earlier steps are not evidenced here
}

// Done reports whether nothing more is needed of the instance.
func (i Instance) Done() bool { return i.Final || i.Excused }

// Move is a move that was made, with what it was judged on.
type Move struct {
	Seq       int64  `json:"seq"`
	On        Date   `json:"on,omitzero"`
	DecidedBy string `json:"decided_by,omitempty"`
	MadeUp    bool   `json:"made_up,omitempty"`
	MoveMade
}

// Form is a form as it was filled, with a move or by itself.
type Form struct {
	Seq    int64  `json:"seq"`
	On     Date   `json:"on,omitzero"`
	By     string `json:"by,omitempty"`
	MadeUp bool   `json:"made_up,omitempty"`
	FormFilled
}

// Handle names a filling: its form, its item and its place in the log stand for the
// handle that it has none of, as in "decision #31".
func (f Form) Handle() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s #%d", f.Form, f.Item, f.Seq)), " ")
}

// FormCalled returns the filling that somebody means: by its handle, by its form, of
// which it is the latest, or by its number. The shell takes an unquoted #31 for a note, so
// the number may stand without, or be tied to the name: 31, decision-31, decision#31.
func (r *Review) FormCalled(said string) (Form, bool) {
	said = strings.Join(strings.Fields(said), " ")
	for _, f := range slices.Backward(r.Forms) {
		seq := strconv.FormatInt(f.Seq, 10)
		names := []string{f.Form, f.Form + " " + f.Item, f.Form + "-" + f.Item, f.Handle(), seq, "#" + seq,
			f.Form + "-" + seq, f.Form + "#" + seq, f.Form + " " + seq}
		if slices.Contains(names, said) {
			return f, true
		}
	}
	return Form{}, false
}

// TakenOn says that the review was under way before it came into this program.
type TakenOn struct {
	Seq int64 `json:"seq"`
	Why Text  `json:"why,omitzero" personal:"reason"`
}

// Correction says that an event was corrected or voided, and by which event.
type Correction struct {
	Seq  int64 `json:"seq"`
	By   int64 `json:"by"`
	Void bool  `json:"void,omitempty"`
	On   Date  `json:"on,omitzero"`
}

// Stream returns the name of the review's stream.
func (r *Review) Stream() Stream { return Stream("review/" + r.ID) }

// Instance returns the instance of a track for an item.
func (r *Review) Instance(track, item string) (Instance, bool) {
	for _, in := range r.Instances {
		if in.Track == track && in.Item == item {
			return in, true
		}
	}
	return Instance{}, false
}

// InstancesOf returns the instances of one track, in the order they were opened.
func (r *Review) InstancesOf(track string) []Instance {
	var list []Instance
	for _, in := range r.Instances {
		if in.Track == track {
			list = append(list, in)
		}
	}
	return list
}

// Closed reports whether every instance of every track is final or excused, but for
// those that go on beside the review. A review with no other instance is not closed:
// nothing has begun.
func (r *Review) Closed() bool {
	begun := false
	for _, in := range r.Instances {
		if !in.Beside && !in.Done() {
			return false
		}
		begun = begun || !in.Beside
	}
	return begun
}

// ClosedOn returns the day of the move that closed a review: the latest of what does not go
// on beside it. It is unknown while the review is open, and where nothing was moved.
func (r *Review) ClosedOn() (day Date) {
	if !r.Closed() {
		return Date{}
	}
	for _, m := range r.Moves {
		if in, ok := r.Instance(m.Track, m.Item); ok && !in.Beside && (day.IsZero() || day.Last().Before(m.On.Last())) {
			day = m.On
		}
	}
	return day
}

// LastMove returns the latest move of an instance.
func (r *Review) LastMove(track, item string) (Move, bool) {
	for _, m := range slices.Backward(r.Moves) {
		if m.Track == track && m.Item == item {
			return m, true
		}
	}
	return Move{}, false
}

// Filled returns the latest filling of a form for an item.
func (r *Review) Filled(form, item string) (Form, bool) {
	for _, f := range slices.Backward(r.Forms) {
		if f.Form == form && f.Item == item {
			return f, true
		}
	}
	return Form{}, false
}

// RolesOf returns the roles a person holds in the review on that day, without
// board offices.
func (r *Review) RolesOf(person string, day Date) []string {
	var roles []string
	for _, a := range r.Assignments {
		if a.Person == person && a.Holds(day) && !slices.Contains(roles, a.Role) {
			roles = append(roles, a.Role)
		}
	}
	return roles
}

// CorrectedBy returns the event that corrected event seq, and whether one did.
func (r *Review) CorrectedBy(seq int64) (Correction, bool) {
	for _, c := range slices.Backward(r.Corrected) {
		if c.Seq == seq {
			return c, true
		}
	}
	return Correction{}, false
}

// Gave reports whether a handle of that kind was given out: one that is not there any more
// was voided.
func (r *Review) Gave(noun, id string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(id, noun+"-"))
	return err == nil && n >= 1 && n <= r.Issued[noun] && id == handle(noun, n)
}

// NextID returns the handle that the next record of a kind gets, such as
// finding-3. A voided record's handle is never given out again.
func (r *Review) NextID(noun string) string {
	return handle(noun, r.Issued[noun]+1)
}

// Facts about a whole log, as verification found them.
type Verified struct {
	Events      int64       `json:"events"`
	Streams     int64       `json:"streams"`
	Commitments int64       `json:"commitments"`
	Readable    int64       `json:"readable"`    // values that open, and are what was committed to
	Erased      int64       `json:"erased"`      // values that an erasure took away, as an event says
	Unopened    int64       `json:"unopened"`    // sealed values that were not opened, because no keys were given
	LogSize     int64       `json:"log_size"`    // events in the tree
	LogRoot     string      `json:"log_root"`    // the tree's root, in hexadecimal
	Checkpoints int64       `json:"checkpoints"` // signed, and kept with the log
	AccessSize  int64       `json:"access_size"` // records of access in theirs
	Problems    []Untrusted `json:"problems"`
}

// Untrusted is a place in the log or in the rows that is not what it should be.
// It holds no personal value.
type Untrusted struct {
	Stream Stream `json:"stream"`
	Seq    int64  `json:"seq,omitempty"`
	Global int64  `json:"global,omitempty"`
	Says   string `json:"says"`

	Erasure string `json:"-"` // the erasure that, once it is finished, mends this; empty: none does
}
