package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"scr/review"
	"scr/workflow"
)

// digestOf tells one command from another without holding anything personal: a
// bare hash of a short text could be guessed. Under is the definition that the
// command's review runs under, which says what is personal in a form; nil where the
// command is not about a review.
func digestOf(cmd any, under *workflow.Definition) (string, error) {
	var plain any = cmd
	var err error
	switch c := cmd.(type) {
	case interface{ plain() (any, error) }:
		plain, err = c.plain()
	case interface {
		plainUnder(*workflow.Definition) any
	}:
		plain = c.plainUnder(under)
	}
	if err != nil {
		return "", err
	}
	if m, ok := cmd.(interface{ circumstances() []any }); ok {
		plain = append(m.circumstances(), plain)
	}
	data, err := json.Marshal(plain)
	if err != nil {
		return "", fmt.Errorf("digest %T: %w", cmd, err)
	}
	sum := sha256.Sum256(append(fmt.Appendf(nil, "%T ", cmd), data...))
	return hex.EncodeToString(sum[:]), nil
}

// The plain parts of commands: what tells one from another and is not personal. Of
// a text or a reason only that it was given counts.

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
	plain := []any{c.Workflow, c.Number, c.At, c.Why != "", c.OutsideDates != ""}
	if len(c.Criteria) > 0 { // without any the part is what it always was
		plain = append(plain, c.Criteria)
	}
	return withNoConflict(plain, c.NoConflict), nil
}

// withNoConflict adds a declaration to a command's plain part. Without one the part is
// what it always was, so that a command of an earlier version is known again.
func withNoConflict(plain []any, declared bool) []any {
	if declared {
		return append(plain, "no conflict")
	}
	return plain
}

func (c Advance) plainUnder(def *workflow.Definition) any {
	plain := []any{c.Review, c.Move, c.Item, sortedKeys(c.Despite)}
	if c.Form != nil {
		plain = append(plain, c.Form.plain(def.Form(formOf(def, c.Move))))
	}
	return plain
}

func (c Fill) plainUnder(def *workflow.Definition) any {
	return []any{c.Review, c.Form.Form, c.Form.Item, c.Form.plain(def.Form(c.Form.Form))}
}

func (c Record) plain() (any, error) {
	plain, err := plainBody(c.Review, c.Body)
	if err == nil && review.Amends(c.Body) {
		plain, err = amendment(plain, "record", c.Given)
	}
	if c.Legal {
		plain = []any{plain, review.LegalAdvice}
	}
	return plain, err
}

func (c Assign) plain() (any, error) {
	a := c.Assignment
	return withNoConflict([]any{c.Review, a.Person, a.Role, a.Agency, a.Profession, a.From, a.To}, c.NoConflict), nil
}

func (c Declare) plain() (any, error) { return []any{c.Review, c.Kinds, c.Agency, c.Why != ""}, nil }

func (c Share) plain() (any, error) { return []any{c.Review, c.All, c.Agency, c.Items}, nil }

func (c Mark) plain() (any, error) { return []any{c.Review, c.ID, c.Legal}, nil }

func (c Claim) plain() (any, error) { return []any{c.Review}, nil }

func (c Grant) plain() (any, error) { return []any{c.Review, c.Person, c.Hours}, nil }

func (c CloseClaim) plain() (any, error) { return []any{c.Review, c.Claim}, nil }

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
	plain, err := plainBody("", &review.PersonRegistered{Person: c.Person})
	if err == nil && c.Person.Handle != "" {
		plain, err = amendment(plain, "person", c.Given)
	}
	return plain, err
}

func (c HoldOffice) plain() (any, error) {
	return []any{c.Office, c.Person, c.From, c.To, c.Leave}, nil
}

func (c NameUser) plain() (any, error) { return []any{c.Person}, nil }

func (c Found) plain() (any, error) { return []any{c.Code, c.Title}, nil }

// formOf returns the name of the form that a move asks for, or nothing.
func formOf(def *workflow.Definition, move string) string {
	track, name, _ := splitMove(move)
	if t := def.Track(track); t != nil {
		if tr := t.Transition(name); tr != nil {
			return tr.Form
		}
	}
	return ""
}

// plain returns which fields were filled, and what those say that are not texts.
func (f FormInput) plain(form *workflow.Form) [][2]string {
	var plain [][2]string
	for _, name := range sortedKeys(f.Values) {
		said := ""
		if form != nil && form.Field(name) != nil && form.Field(name).Type != workflow.TextField {
			said = f.Values[name]
		}
		plain = append(plain, [2]string{name, said})
	}
	return plain
}

// plainBody writes a body with its texts as places, not as what they say.
func plainBody(reference string, body review.Body) ([]any, error) {
	const anywhere = 1 << 62 // a sequence that no event has, so that Forget finds just these
	plain, _, err := review.Encode(body, anywhere)
	review.Forget(body, anywhere)
	return []any{reference, body.Kind(), json.RawMessage(plain)}, err
}

// textAt matches the place of a text as a body names it.
var textAt = regexp.MustCompile(`"#[0-9]+/`)

// amendment leaves of one what it asks for. The body says how the whole record is to
// be; what was not given was taken from the record as it stood, and stands otherwise when
// the same command comes again.
func amendment(plain []any, part string, given []string) ([]any, error) {
	var body map[string]map[string]json.RawMessage
	if err := json.Unmarshal(plain[2].(json.RawMessage), &body); err != nil {
		return nil, fmt.Errorf("digest an amendment: %w", err)
	}
	record := body[part]
	asks := map[string]json.RawMessage{}
	for key, value := range record {
		if given == nil && !slices.Contains([]string{"seq", "changed", "on", "made_up", "version"}, key) {
			asks[key] = value
		}
	}
	for _, key := range append([]string{"id", "handle"}, given...) {
		asks[key] = record[key] // null for what is to be taken away
	}
	for key, value := range asks {
		asks[key] = textAt.ReplaceAll(value, []byte(`"#/`)) // a text that is given again stays where it was recorded
	}
	return []any{plain[0], plain[1], asks}, nil
}
