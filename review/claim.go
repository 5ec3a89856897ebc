package review

import (
	"slices"
	"time"
)

// Claim is access to one review that somebody without a part in it took in an
// emergency, or was given by two people. It is for reading only, and ends by itself.
type Claim struct {
	ID         string    `json:"id"` // claim-1
	Seq        int64     `json:"seq"`
	On         Date      `json:"on,omitzero"`
	Person     string    `json:"person"`                // handle of who reads
	ProposedBy string    `json:"proposed_by,omitempty"` // handle, where two people give it
	GrantedBy  string    `json:"granted_by,omitempty"`  // handle, where two people give it
	Hours      int       `json:"hours,omitempty"`       // asked for, where two people give it
	From       time.Time `json:"from,omitzero"`
	Until      time.Time `json:"until,omitzero"` // unset while it waits for the second person
	Why        Text      `json:"why,omitzero" personal:"reason"`
	Closed     bool      `json:"closed,omitempty"`    // somebody looked at it afterwards
	ClosedBy   string    `json:"closed_by,omitempty"` // handle
	ClosedOn   Date      `json:"closed_on,omitzero"`
	Note       Text      `json:"note,omitzero" personal:"reason"` // what came of looking at it
}

// Open reports whether the claim lets its person read at an instant.
func (c Claim) Open(at time.Time) bool {
	return !c.Closed && !c.From.IsZero() && !at.Before(c.From) && at.Before(c.Until)
}

// ClaimOf returns the claim that lets a person read at an instant.
func (r *Review) ClaimOf(person string, at time.Time) (Claim, bool) {
	for _, c := range r.Claims {
		if c.Person == person && c.Open(at) {
			return c, true
		}
	}
	return Claim{}, false
}

// Claim returns the claim with a handle.
func (r *Review) Claim(id string) (Claim, bool) {
	i := slices.IndexFunc(r.Claims, func(c Claim) bool { return c.ID == id })
	if i < 0 {
		return Claim{}, false
	}
	return r.Claims[i], true
}

// NextClaim returns the handle that the next claim gets. None is ever taken away.
func (r *Review) NextClaim() string { return handle("claim", len(r.Claims)+1) }

// claim changes the claim with that handle.
func (r *Review) claim(id string, ev Event, f func(*Claim)) error {
	i := slices.IndexFunc(r.Claims, func(c Claim) bool { return c.ID == id })
	if i < 0 {
		return absent(ev, id)
	}
	r.Claims = slices.Clone(r.Claims)
	f(&r.Claims[i])
	return nil
}

// AccessClaimed records that somebody claimed access for themselves.
type AccessClaimed struct {
	ID     string    `json:"id"`
	Person string    `json:"person"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Why    Text      `json:"why,omitzero" personal:"reason"`
}

// Kind returns "access.claimed/1".
func (*AccessClaimed) Kind() string { return "access.claimed/1" }

func (b *AccessClaimed) apply(r *Review, ev Event) error {
	r.Claims = append(slices.Clip(r.Claims), Claim{ID: b.ID, Seq: ev.Seq, On: ev.OccurredOn, Person: b.Person,
		From: b.From, Until: b.Until, Why: b.Why})
	return nil
}

// AccessProposed records that somebody asked for access for a person, for longer
// than anybody may claim it. It gives none yet.
type AccessProposed struct {
	ID     string `json:"id"`
	Person string `json:"person"`
	By     string `json:"by"`
	Hours  int    `json:"hours"` // for how long
	Why    Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "access.proposed/1".
func (*AccessProposed) Kind() string { return "access.proposed/1" }

func (b *AccessProposed) apply(r *Review, ev Event) error {
	r.Claims = append(slices.Clip(r.Claims), Claim{ID: b.ID, Seq: ev.Seq, On: ev.OccurredOn, Person: b.Person,
		ProposedBy: b.By, Hours: b.Hours, Why: b.Why})
	return nil
}

// AccessGranted records that a second person gave the access that was proposed.
type AccessGranted struct {
	ID    string    `json:"id"`
	By    string    `json:"by"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Kind returns "access.granted/1".
func (*AccessGranted) Kind() string { return "access.granted/1" }

func (b *AccessGranted) apply(r *Review, ev Event) error {
	return r.claim(b.ID, ev, func(c *Claim) { c.GrantedBy, c.From, c.Until = b.By, b.From, b.Until })
}

// AccessClosed records that the privacy officer looked at a claim. One that is still
// open ends with it.
type AccessClosed struct {
	ID   string `json:"id"`
	By   string `json:"by"`
	Note Text   `json:"note,omitzero" personal:"reason"`
}

// Kind returns "access.closed/1".
func (*AccessClosed) Kind() string { return "access.closed/1" }

func (b *AccessClosed) apply(r *Review, ev Event) error {
	return r.claim(b.ID, ev, func(c *Claim) { c.Closed, c.ClosedBy, c.ClosedOn, c.Note = true, b.By, ev.OccurredOn, b.Note })
}
