package review

// Subject is a child or adult the review is about. There is an age band and no
// date of birth; the pseudonym is what the report will call them.
type Subject struct {
	Record
	Kind      string `json:"kind,omitempty"`     // child or adult
	AgeBand   string `json:"age_band,omitempty"` // one of AgeBands
	Outcome   string `json:"outcome,omitempty"`  // died, seriously_harmed, other
	Part      string `json:"part,omitempty"`     // one of SubjectParts; empty: harmed
	Pseudonym Text   `json:"pseudonym,omitzero" personal:"identity"`
}

// AgeBands are the age bands a subject may be in, at the time of the case.
var AgeBands = []string{"unborn", "under_1", "1_to_4", "5_to_10", "11_to_15", "16_to_17", "adult", "not_known"}

// SubjectParts are the parts that a subject may have had in what happened. Who is both
// was harmed, and caused harm.
var SubjectParts = []string{Harmed, CausedHarm, "both"}

// Parts of a subject in what happened.
const (
	Harmed     = "harmed" // which a subject is where nothing else was said
	CausedHarm = "caused_harm"
)

func (Subject) noun() string            { return "subject" }
func (Subject) shape() string           { return "2" }
func (Subject) in(r *Review) *[]Subject { return &r.Subjects }

// Status is a spell of a subject's legal or care status: on the register, looked after.
type Status struct {
	Record
	Subject string `json:"subject"` // handle
	Kind    string `json:"kind"`
	From    Date   `json:"from"`
	To      Date   `json:"to,omitzero"` // unknown: no end is on record
}

func (Status) noun() string           { return "status" }
func (Status) in(r *Review) *[]Status { return &r.Statuses }

// Agency is a body whose people worked with the family, with the professions
// that were involved. Its handle is chosen by whoever adds it.
type Agency struct {
	Record
	Title       string   `json:"title"`
	Professions []string `json:"professions,omitempty"`
}

func (Agency) noun() string           { return "agency" }
func (Agency) in(r *Review) *[]Agency { return &r.Agencies }

// Relative is someone in the family, or close to it, who should be heard.
type Relative struct {
	Record
	Relation  string `json:"relation"` // mother, father, sibling, grandparent, carer, other
	Pseudonym Text   `json:"pseudonym,omitzero" personal:"identity"`
}

func (Relative) noun() string             { return "relative" }
func (Relative) in(r *Review) *[]Relative { return &r.Relatives }

// Contact is one approach to a relative and what came of it.
type Contact struct {
	Record
	Relative string `json:"relative"`      // handle
	How      string `json:"how,omitempty"` // visit, letter, telephone, meeting
	Outcome  string `json:"outcome"`       // told, invited, no_reply, declined, deferred, took_part, heard, told_outcome
	By       string `json:"by,omitempty"`  // handle of the person
	Note     Text   `json:"note,omitzero" personal:"family"`
}

func (Contact) noun() string            { return "contact" }
func (Contact) in(r *Review) *[]Contact { return &r.Contacts }

// Proceeding is what runs beside the review and is not part of it: police,
// criminal trial, inquest, disciplinary, another review.
type Proceeding struct {
	Record
	Kind      string           `json:"kind"`
	Reference Text             `json:"reference,omitzero" personal:"identity"`
	Steps     []ProceedingStep `json:"steps,omitempty"`
	Ended     bool             `json:"ended,omitempty"`
}

// ProceedingStep is one dated step of a proceeding.
type ProceedingStep struct {
	Seq  int64  `json:"seq"`
	On   Date   `json:"on,omitzero"`
	Step string `json:"step"` // opened, charged, convicted, acquitted, concluded
	Note Text   `json:"note,omitzero" personal:"narrative"`
	Last bool   `json:"last,omitempty"` // the proceeding ended with it
}

func (Proceeding) noun() string               { return "proceeding" }
func (Proceeding) in(r *Review) *[]Proceeding { return &r.Proceedings }

func (p Proceeding) keep(old Proceeding) Proceeding {
	p.Steps, p.Ended = old.Steps, old.Ended
	return p
}

// ProceedingMoved records a step of a proceeding.
type ProceedingMoved struct {
	ID   string `json:"id"`
	Step string `json:"step"`
	Note Text   `json:"note,omitzero" personal:"narrative"`
	Last bool   `json:"last,omitempty"`
}

// Kind returns "proceeding.moved/1".
func (*ProceedingMoved) Kind() string { return "proceeding.moved/1" }

func (b *ProceedingMoved) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(p *Proceeding) {
		p.Steps = append(p.Steps[:len(p.Steps):len(p.Steps)], ProceedingStep{ev.Seq, ev.OccurredOn, b.Step, b.Note, b.Last})
		p.Ended = p.Ended || b.Last
	})
}
