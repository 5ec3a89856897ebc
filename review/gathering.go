package review

import "slices"

// Meeting is a meeting of the review, with who was there.
type Meeting struct {
	Record
	Kind      string   `json:"kind"`              // planning, introductory, analysis, follow_on, panel, board
	Present   []string `json:"present,omitempty"` // handles of people
	Relatives []string `json:"relatives,omitempty"`
	Note      Text     `json:"note,omitzero" personal:"narrative"`
}

func (Meeting) noun() string            { return "meeting" }
func (Meeting) in(r *Review) *[]Meeting { return &r.Meetings }

// Conversation is a one-to-one conversation with somebody who worked the case:
// invited, deferred by a hold, held or declined.
type Conversation struct {
	Record
	With       Text   `json:"with,omitzero" personal:"staff"`
	Agency     string `json:"agency,omitempty"`
	Profession string `json:"profession,omitempty"`
	State      string `json:"state"` // one of the conversation states

	Hold    string   `json:"hold,omitempty"` // that defers it
	HeldOn  Date     `json:"held_on,omitzero"`
	By      []string `json:"by,omitempty"`                          // lead reviewers who held it
	Account Text     `json:"account,omitzero" personal:"narrative"` // how it looked at the time
	Turning Text     `json:"turning_points,omitzero" personal:"narrative"`
	Well    Text     `json:"went_well,omitzero" personal:"narrative"`
	Changes Text     `json:"suggested_changes,omitzero" personal:"narrative"`
	Factors []Factor `json:"factors,omitempty"`
	Why     Text     `json:"why,omitzero" personal:"reason"` // deferred or declined
}

// The states of a [Conversation].
const (
	Invited  = "invited"
	Deferred = "deferred"
	Held     = "held"
	Declined = "declined"
)

func (Conversation) noun() string                 { return "conversation" }
func (Conversation) in(r *Review) *[]Conversation { return &r.Conversations }

func (c Conversation) keep(old Conversation) Conversation {
	with, agency, profession := c.With, c.Agency, c.Profession
	c = old
	c.With, c.Agency, c.Profession = with, agency, profession
	if c.State == "" {
		c.State = Invited // a conversation begins with the invitation
	}
	return c
}

// ConversationDeferred puts a conversation off, because of a hold or for a reason.
type ConversationDeferred struct {
	ID   string `json:"id"`
	Hold string `json:"hold,omitempty"`
	Why  Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "conversation.deferred/1".
func (*ConversationDeferred) Kind() string { return "conversation.deferred/1" }

func (b *ConversationDeferred) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(c *Conversation) { c.State, c.Hold, c.Why = Deferred, b.Hold, b.Why })
}

// ConversationHeld records the conversation, in the method's own headings.
type ConversationHeld struct {
	ID      string   `json:"id"`
	By      []string `json:"by,omitempty"`
	Account Text     `json:"account,omitzero" personal:"narrative"`
	Turning Text     `json:"turning_points,omitzero" personal:"narrative"`
	Well    Text     `json:"went_well,omitzero" personal:"narrative"`
	Changes Text     `json:"suggested_changes,omitzero" personal:"narrative"`
	Factors []Factor `json:"factors,omitempty"`
}

// Kind returns "conversation.held/1".
func (*ConversationHeld) Kind() string { return "conversation.held/1" }

func (b *ConversationHeld) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(c *Conversation) {
		c.State, c.Hold, c.HeldOn = Held, "", ev.OccurredOn
		c.By, c.Factors = b.By, b.Factors
		c.Account, c.Turning, c.Well, c.Changes = b.Account, b.Turning, b.Well, b.Changes
	})
}

// ConversationDeclined records that the person would not take part.
type ConversationDeclined struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "conversation.declined/1".
func (*ConversationDeclined) Kind() string { return "conversation.declined/1" }

func (b *ConversationDeclined) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(c *Conversation) { c.State, c.Why = Declined, b.Why })
}

// Evidence is material that came in: records, a chronology, a management review.
type Evidence struct {
	Record
	Kind   string         `json:"kind"`
	Agency string         `json:"agency,omitempty"`
	Title  Text           `json:"title,omitzero" personal:"narrative"`
	State  string         `json:"state"` // received, returned or accepted
	Steps  []EvidenceStep `json:"steps,omitempty"`
}

// EvidenceStep is one dated change of a piece of evidence.
type EvidenceStep struct {
	Seq   int64  `json:"seq"`
	On    Date   `json:"on,omitzero"`
	State string `json:"state"`
	By    string `json:"by,omitempty"`
	Why   Text   `json:"why,omitzero" personal:"reason"`
}

// The states of a piece of [Evidence].
const (
	Received = "received"
	Returned = "returned"
	Accepted = "accepted"
)

func (Evidence) noun() string             { return "evidence" }
func (Evidence) in(r *Review) *[]Evidence { return &r.Evidence }

func (e Evidence) keep(old Evidence) Evidence {
	e.State, e.Steps = old.State, old.Steps
	if e.State == "" {
		e.State = Received // evidence begins with its arrival
	}
	return e
}

// EvidenceMoved receives a piece of evidence again, returns it or accepts it.
type EvidenceMoved struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Why   Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "evidence.moved/1".
func (*EvidenceMoved) Kind() string { return "evidence.moved/1" }

func (b *EvidenceMoved) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(e *Evidence) {
		e.State = b.State
		e.Steps = append(slices.Clip(e.Steps), EvidenceStep{ev.Seq, ev.OccurredOn, b.State, ev.DecidedBy, b.Why})
	})
}

// Document is an output of the review, with its versions. The file itself stays
// where the board keeps it; the log holds its SHA-256.
type Document struct {
	Record
	Kind     string            `json:"kind"` // overview_report, summary, action_plan, board_response
	Title    Text              `json:"title,omitzero" personal:"narrative"`
	Versions []DocumentVersion `json:"versions,omitempty"`
}

// DocumentVersion is one version of a document.
type DocumentVersion struct {
	Seq    int64  `json:"seq"`
	On     Date   `json:"on,omitzero"`
	SHA256 string `json:"sha256,omitempty"` // of the file, in hexadecimal
	Bytes  int64  `json:"bytes,omitempty"`
	Note   Text   `json:"note,omitzero" personal:"narrative"`
}

func (Document) noun() string             { return "document" }
func (Document) in(r *Review) *[]Document { return &r.Documents }

func (d Document) keep(old Document) Document {
	d.Versions = old.Versions
	return d
}

// DocumentVersioned adds a version of a document.
type DocumentVersioned struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	Note   Text   `json:"note,omitzero" personal:"narrative"`
}

// Kind returns "document.versioned/1".
func (*DocumentVersioned) Kind() string { return "document.versioned/1" }

func (b *DocumentVersioned) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(d *Document) {
		d.Versions = append(slices.Clip(d.Versions), DocumentVersion{ev.Seq, ev.OccurredOn, b.SHA256, b.Bytes, b.Note})
	})
}

// Letter is a letter in or out.
type Letter struct {
	Record
	Direction string `json:"direction"` // in or out
	Party     string `json:"party"`     // who wrote it, or to whom it went: a body
	Kind      string `json:"kind"`      // notice, evaluation, instruction, query, reply
	Deadline  Date   `json:"deadline,omitzero"`
	Answers   string `json:"answers,omitempty"` // handle of the letter it answers
	Summary   Text   `json:"summary,omitzero" personal:"narrative"`
}

func (Letter) noun() string           { return "letter" }
func (Letter) in(r *Review) *[]Letter { return &r.Letters }
