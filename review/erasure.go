package review

import "slices"

// TextsErased says which texts of its stream were erased. The texts themselves lay
// beside the log and are gone, with their keys; the event names where they were.
// What was recorded of them before, that they were filled in, stays as it was.
type TextsErased struct {
	Erasure string       `json:"erasure"` // handle of the proposal that was approved: erasure-1
	Whole   bool         `json:"whole"`   // the stream's own key goes as well: nothing of it can be read again
	Texts   []ErasedText `json:"texts"`
}

// ErasedText is a text that was erased.
type ErasedText struct {
	Seq  int64  `json:"seq"`            // of the event that recorded it
	Path string `json:"path"`           // in that event
	Slot int64  `json:"slot,omitempty"` // of the key ring, where its key was; 0 when it was not sealed
}

// Kind returns "texts.erased/1".
func (*TextsErased) Kind() string { return "texts.erased/1" }

// A text that was erased stays a reference, and whoever follows it finds that it was
// erased. Only a review that was erased whole is marked: nothing is added to it.
func (b *TextsErased) apply(r *Review, _ Event) error {
	if b.Whole {
		r.Erased = b.Erasure
	}
	return nil
}

func (*TextsErased) applyPerson(*Person, Event) error { return nil }
func (*TextsErased) applyBoard(*Board, Event) error   { return nil }

// ErasedWhole returns the handle of the erasure that took a whole stream away, or
// nothing.
func ErasedWhole(events []Event) string {
	for _, ev := range events {
		if b, ok := ev.Body.(*TextsErased); ok && b.Whole {
			return b.Erasure
		}
	}
	return ""
}

// Erasure is a decision to take texts away for good. One person proposes it, two
// others approve it, and then it is carried out.
type Erasure struct {
	ID           string       `json:"id"`                     // erasure-1
	Seq          int64        `json:"seq"`                    // event on the board's stream that proposed it
	On           Date         `json:"on"`                     // day of the proposal
	Scope        ErasureScope `json:"scope"`                  // what is to be erased
	Upto         int64        `json:"upto,omitempty"`         // version of the stream when it was proposed: what came later was approved by nobody
	Basis        string       `json:"basis"`                  // one of ErasureBases
	Rule         string       `json:"rule"`                   // name of the retention schedule that asks for it
	Proposers    []string     `json:"proposers"`              // handles of who typed the proposal and who decided on it
	Approvals    []Approval   `json:"approvals,omitempty"`    // of others than the proposers; see [Erasure.Standing]
	Sorted       []SortedText `json:"sorted,omitempty"`       // texts of the worklist that somebody has dealt with
	SortedAt     int64        `json:"sorted_at,omitempty"`    // event that last said which wordings are to go besides; 0: none did
	Withdrawn    bool         `json:"withdrawn,omitempty"`    // it is not carried out, or no further
	Completed    bool         `json:"completed,omitempty"`    // nothing is left of what it asked for
	ClosedOn     Date         `json:"closed_on,omitzero"`     // day on which it was withdrawn or completed
	Texts        int          `json:"texts,omitempty"`        // that were erased, once it is completed
	BackupsUntil Date         `json:"backups_until,omitzero"` // day by which no backup of the old keys may be left; none where no text was erased
}

// ErasureScope says what is to be erased.
type ErasureScope struct {
	Kind   string      `json:"kind"`             // review, subject, relative, person, texts or reasons
	Review string      `json:"review,omitempty"` // reference
	Stream Stream      `json:"stream"`           // of the review, or of the person
	Of     string      `json:"of,omitempty"`     // handle of the subject, relative or person
	Texts  []TextPlace `json:"texts,omitempty"`  // with kind texts and reasons: those named
}

// What an erasure may take away.
const (
	EraseReview   = "review"   // every text of a review
	EraseSubject  = "subject"  // what a review holds of one subject
	EraseRelative = "relative" // what a review holds of one relative
	ErasePerson   = "person"   // what the register holds of one person
	EraseTexts    = "texts"    // texts that are named, with their older wordings
	EraseReasons  = "reasons"  // why one person read something, as they gave it: see [AccessExplained]
)

// ErasureBases are the grounds on which texts may be erased.
var ErasureBases = []string{"retention_expired", "court_order", "misfiled", "wrongly_included", "data_subject_request", "duplicate"}

// TextPlace is where a text was recorded.
type TextPlace struct {
	Seq  int64  `json:"seq"`  // of the event
	Path string `json:"path"` // in that event
}

// Approval is one person's consent.
type Approval struct {
	Seq int64  `json:"seq"` // event on the board's stream
	By  string `json:"by"`  // handle
	On  Date   `json:"on"`
}

// SortedText is a text of the worklist that somebody has read: it says nothing, or
// nothing any more, of whoever is erased. Its older wordings may go.
type SortedText struct {
	Text  TextPlace   `json:"text"`            // as it was read
	Erase []TextPlace `json:"erase,omitempty"` // older wordings, to be erased at the next run
}

// Open reports whether something can still come of the erasure.
func (e Erasure) Open() bool { return !e.Withdrawn && !e.Completed }

// Approved reports whether two people have approved it as it stands.
func (e Erasure) Approved() bool { return len(e.Standing()) >= ApprovalsNeeded }

// Standing returns the approvals of the erasure as it stands: whoever approved it
// before more was to go has not approved that.
func (e Erasure) Standing() []Approval {
	return slices.DeleteFunc(slices.Clone(e.Approvals), func(a Approval) bool { return a.Seq < e.SortedAt })
}

// Covers reports whether a text that an event recorded is one that the erasure was
// proposed and approved for: whatever is erased as a whole goes as a whole.
func (e Erasure) Covers(seq int64) bool {
	return seq <= e.Upto || e.Scope.Kind != EraseSubject && e.Scope.Kind != EraseRelative
}

// ApprovalsNeeded is how many people approve an erasure, besides who proposes it.
const ApprovalsNeeded = 2

// State says in a word how far the erasure has come.
func (e Erasure) State() string {
	switch {
	case e.Withdrawn:
		return "withdrawn"
	case e.Completed:
		return "completed"
	case e.Approved():
		return "approved"
	}
	return "proposed"
}

// Erasure returns the erasure with that handle, and whether there is one.
func (b *Board) Erasure(id string) (Erasure, bool) {
	if i := b.erasure(id); i >= 0 {
		return b.Erasures[i], true
	}
	return Erasure{}, false
}

func (b *Board) erasure(id string) int {
	return slices.IndexFunc(b.Erasures, func(e Erasure) bool { return e.ID == id })
}

// NextErasure returns the handle that the next erasure gets.
func (b *Board) NextErasure() string { return handle("erasure", b.ErasuresIssued+1) }

// Moratorium keeps the whole board from erasing anything, as an inquiry may order.
type Moratorium struct {
	ID       string `json:"id"`  // moratorium-1
	Seq      int64  `json:"seq"` // event on the board's stream
	On       Date   `json:"on"`
	Lifted   bool   `json:"lifted,omitempty"`
	LiftedOn Date   `json:"lifted_on,omitzero"`
}

// NextMoratorium returns the handle that the next moratorium gets.
func (b *Board) NextMoratorium() string { return handle("moratorium", len(b.Moratoria)+1) }

// HeldBack refuses to erase what a hold keeps, in words that name neither hold nor review:
// those are for who has a part in it.
func HeldBack(says string) error {
	return Errorf(Refused, "%s", says).
		WithHint("try again when it is lifted: \"scr todo\" reminds those with a part in the review of it")
}
