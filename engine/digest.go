package engine

import (
	"encoding/json"

	"scr/review"
)

// The plain parts of commands: what tells one from another and is not personal.
// Of a form or a reason only what was filled counts.

// circumstances are the plain parts that every command has: who types it, who
// decided, and when.
func (m Meta) circumstances() []any {
	decider := m.DecidedBy
	if decider == "" {
		decider = m.User
	}
	return []any{m.User, decider, m.On, m.MadeUp}
}

func (c Open) plain() (any, error) {
	return []any{c.Workflow, c.Number, c.At, c.Why != "", c.OutsideDates != ""}, nil
}

func (c Advance) plain() (any, error) {
	return []any{c.Review, c.Move, c.Item, c.Form.fields(), sortedKeys(c.Despite)}, nil
}

func (c Fill) plain() (any, error) {
	return []any{c.Review, c.Form.Form, c.Form.Item, c.Form.fields()}, nil
}

func (c Record) plain() (any, error) {
	return plainBody(c.Review, c.Body)
}

func (c Assign) plain() (any, error) {
	a := c.Assignment
	return []any{c.Review, a.Person, a.Role, a.Agency, a.Profession, a.From, a.To}, nil
}

func (c ExtendClock) plain() (any, error) {
	return []any{c.Review, c.Clock, c.Item, c.Until, c.Documents}, nil
}

func (c Excuse) plain() (any, error) { return []any{c.Review, c.Track, c.Item}, nil }

func (c Correct) plain() (any, error) {
	if c.With == nil {
		return []any{c.Review, c.Seq, c.Void, c.NewOn}, nil
	}
	return plainBody(c.Review, &review.RecordCorrected{Seq: c.Seq, With: c.With, On: c.NewOn})
}

func (c Register) plain() (any, error) {
	return plainBody("", &review.PersonRegistered{Person: c.Person})
}

func (c HoldOffice) plain() (any, error) {
	return []any{c.Office, c.Person, c.From, c.To, c.Leave}, nil
}

func (c NameUser) plain() (any, error) { return []any{c.Person}, nil }

func (c Found) plain() (any, error) { return []any{c.Code, c.Title}, nil }

// fields returns the names of the fields that were given.
func (f *FormInput) fields() []string {
	if f == nil {
		return nil
	}
	return sortedKeys(f.Values)
}

// plainBody writes a body with its texts as places, not as what they say.
func plainBody(reference string, body review.Body) (any, error) {
	const anywhere = 1 << 62 // a sequence that no event has, so that Forget finds just these
	plain, _, err := review.Encode(body, anywhere)
	review.Forget(body, anywhere)
	return []any{reference, body.Kind(), json.RawMessage(plain)}, err
}
