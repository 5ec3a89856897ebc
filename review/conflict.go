package review

import "slices"

// Declaration is what a person declared of themselves before they first saw a
// review: a conflict of interest, or that there is none.
type Declaration struct {
	Seq    int64  `json:"seq"`
	On     Date   `json:"on,omitzero"`
	Person string `json:"person"`           // handle
	Kind   string `json:"kind"`             // one of the conflicts, or none
	Agency string `json:"agency,omitempty"` // handle, where the conflict is with one agency
	Why    Text   `json:"why,omitzero" personal:"reason"`
}

// The conflicts of interest that a person may declare.
const (
	NoConflict         = "none"
	OwnAgency          = "own_agency"          // their own agency is involved, and they are not here for it
	LineManagement     = "line_management"     // they manage staff who worked the case
	Kin                = "kin"                 // they are kin to somebody in the case
	EarlierInvolvement = "earlier_involvement" // they worked the case themselves
)

// Conflicts are the words of a [Declaration]'s kind, "none" first.
func Conflicts() []string {
	return []string{NoConflict, OwnAgency, LineManagement, Kin, EarlierInvolvement}
}

// Direct reports whether the conflict is direct involvement: nobody who has it may
// review the case, nor write an agency's account of it.
func (d Declaration) Direct() bool {
	return d.Kind == LineManagement || d.Kind == Kin || d.Kind == EarlierInvolvement
}

// Declares reports whether a person has declared a conflict, or that there is none.
func (r *Review) Declares(person string) bool {
	return slices.ContainsFunc(r.Declared, func(d Declaration) bool { return d.Person == person })
}

// ConflictsOf returns the conflicts that a person declared.
func (r *Review) ConflictsOf(person string) []Declaration {
	var list []Declaration
	for _, d := range r.Declared {
		if d.Person == person && d.Kind != NoConflict {
			list = append(list, d)
		}
	}
	return list
}

// ConflictDeclared records one declaration of the person who makes it.
type ConflictDeclared struct {
	Person   string `json:"person"`
	Conflict string `json:"conflict"` // one of the conflicts, or none
	Agency   string `json:"agency,omitempty"`
	Why      Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "conflict.declared/1".
func (*ConflictDeclared) Kind() string { return "conflict.declared/1" }

func (b *ConflictDeclared) apply(r *Review, ev Event) error {
	r.Declared = append(slices.Clip(r.Declared), Declaration{ev.Seq, ev.OccurredOn, b.Person, b.Conflict, b.Agency, b.Why})
	return nil
}

// Share says what the whole panel may see from then on: everything on record, what
// one agency supplied, or single records.
type Share struct {
	Seq    int64    `json:"seq"`
	On     Date     `json:"on,omitzero"`
	All    bool     `json:"all,omitempty"`    // everything on record then
	Agency string   `json:"agency,omitempty"` // everything on record then that it supplied
	Items  []string `json:"items,omitempty"`  // handles of evidence, conversations, contacts, findings
}

// SharedWithPanel reports whether a record was shared to the panel: it was named, or
// all was shared, or all of the agency that it came from, after it was recorded. What
// came later has to be shared for itself.
func (r *Review) SharedWithPanel(h Record, agency string) bool {
	return slices.ContainsFunc(r.Shared, func(s Share) bool { return s.Reaches(h, agency) })
}

// Reaches reports whether this shares a record that came from an agency, or from none.
func (s Share) Reaches(h Record, agency string) bool {
	wide := s.All || agency != "" && s.Agency == agency
	return slices.Contains(s.Items, h.ID) || wide && h.Seq < s.Seq
}

// PanelShared shares what agencies, the family and staff supplied to the whole panel.
type PanelShared struct {
	All    bool     `json:"all,omitempty"`    // everything on record
	Agency string   `json:"agency,omitempty"` // everything that this agency supplied
	Items  []string `json:"items,omitempty"`  // handles of records
}

// Kind returns "panel.shared/1".
func (*PanelShared) Kind() string { return "panel.shared/1" }

func (b *PanelShared) apply(r *Review, ev Event) error {
	r.Shared = append(slices.Clip(r.Shared), Share{ev.Seq, ev.OccurredOn, b.All, b.Agency, b.Items})
	return nil
}

// Marking says that a record is not what its kind usually is.
type Marking struct {
	Seq  int64  `json:"seq"`
	ID   string `json:"id"`             // handle of evidence, a document or a letter
	Kind string `json:"kind,omitempty"` // legal_advice; nothing: it is what its kind is
}

// LegalAdvice is the [Marking] of what lawyers advised the review.
const LegalAdvice = "legal_advice"

// Privileged reports whether a record is marked as legal advice.
func (r *Review) Privileged(id string) bool {
	for _, m := range slices.Backward(r.Marked) {
		if m.ID == id {
			return m.Kind == LegalAdvice
		}
	}
	return false
}

// MaterialMarked marks a record, or takes its mark away.
type MaterialMarked struct {
	ID string `json:"id"`
	As string `json:"as,omitempty"` // legal_advice; nothing: it is what its kind is
}

// Kind returns "material.marked/1".
func (*MaterialMarked) Kind() string { return "material.marked/1" }

func (b *MaterialMarked) apply(r *Review, ev Event) error {
	r.Marked = append(slices.Clip(r.Marked), Marking{ev.Seq, b.ID, b.As})
	return nil
}
