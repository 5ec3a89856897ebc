package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"scr/review"
)

// Version is the version of the envelope's bytes that this package writes.
const Version = 1

// TimeFormat is how an instant is written: UTC, in fixed width, so that text
// sorts as time.
const TimeFormat = "2006-01-02T15:04:05.000000000Z"

// Envelope is an event as it stands in the log.
type Envelope struct {
	Event  review.Event // without its body
	Kind   string       // of the body, with the body version it was recorded in
	Body   json.RawMessage
	Fields []Commitment
}

// Commitment stands in the envelope for a personal value that lies beside it.
type Commitment struct {
	Path   string
	Class  review.Class
	Commit Hash
}

// Encode returns the canonical bytes of an event: plain is the plain part of its
// body, fields are the personal values, for which commitments are written. What
// could not be read back exactly is an error.
func Encode(ev review.Event, plain json.RawMessage, fields []review.Field) ([]byte, error) {
	e := Envelope{Event: ev, Kind: ev.Body.Kind(), Body: plain, Fields: make([]Commitment, len(fields))}
	for i, f := range fields {
		if len(f.Salt) != SaltSize {
			return nil, fmt.Errorf("encode event %d of %s: the salt of %s has %d bytes instead of %d",
				ev.Seq, ev.Stream, f.Path, len(f.Salt), SaltSize)
		}
		e.Fields[i] = Commitment{f.Path, f.Class, Commit(ev.Board, ev.Stream, ev.Seq, f.Path, f.Salt, f.Value)}
	}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("encode event %d of %s: %w", ev.Seq, ev.Stream, err)
	}
	return e.bytes(), nil
}

// Decode returns the event with its body, raised to the newest body version. Its
// texts are references without values.
func (e Envelope) Decode() (review.Event, error) {
	body, err := review.Decode(e.Kind, e.Body)
	if err != nil {
		return review.Event{}, err
	}
	ev := e.Event
	ev.Body = body
	return ev, nil
}

// check refuses what cannot be an event, and text that JSON could not carry.
func (e Envelope) check() error {
	ev := e.Event
	for _, must := range []struct{ name, value string }{
		{"id", ev.ID}, {"board", ev.Board}, {"stream", string(ev.Stream)}, {"kind", e.Kind}, {"command id", ev.Command},
	} {
		if must.value == "" {
			return fmt.Errorf("the event has no %s", must.name)
		}
	}
	if ev.Seq < 1 || ev.Global < 1 {
		return fmt.Errorf("the event has no place in the log")
	}
	if year := ev.RecordedAt.UTC().Year(); year < 1 || year > 9999 {
		return fmt.Errorf("the year of recording, %d, is not in four digits", year)
	}
	if ev.Definition != "" && !isHash(ev.Definition) {
		return fmt.Errorf("the definition is not named by its SHA-256")
	}
	if err := checkBody(e.Body); err != nil {
		return err
	}
	if err := e.checkText(); err != nil {
		return err
	}
	return e.checkFields()
}

func (e Envelope) checkText() error {
	ev := e.Event
	for _, s := range []string{ev.ID, ev.Board, string(ev.Stream), e.Kind, ev.Command, ev.Asked, ev.RecordedBy, ev.DecidedBy, ev.Minute} {
		if !utf8.ValidString(s) {
			return fmt.Errorf("the envelope holds text that is not UTF-8")
		}
	}
	return nil
}

// checkBody refuses a body that is not a JSON object, or not a compact one: there
// must be one spelling of it.
func checkBody(body json.RawMessage) error {
	if !bytes.HasPrefix(body, []byte("{")) {
		return fmt.Errorf("the event's body is not a JSON object")
	}
	if !utf8.Valid(body) {
		return fmt.Errorf("the event's body holds text that is not UTF-8")
	}
	if !json.Valid(body) {
		return fmt.Errorf("the event's body is not JSON")
	}
	if spaced(body) {
		return fmt.Errorf("the event's body is not in its canonical form")
	}
	return nil
}

// spaced reports whether a JSON text has space between its parts. A space within a
// string is part of what it says.
func spaced(text []byte) bool {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case !quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			return true
		}
	}
	return false
}

func (e Envelope) checkFields() error {
	for i, f := range e.Fields {
		if f.Path == "" || f.Class == "" || !utf8.ValidString(f.Path) || !utf8.ValidString(string(f.Class)) {
			return fmt.Errorf("field %d has no path or no class", i+1)
		}
		for _, earlier := range e.Fields[:i] {
			if earlier.Path == f.Path {
				return fmt.Errorf("two fields have the path %s", f.Path)
			}
		}
	}
	return nil
}

// isHash reports whether s is a SHA-256 in lower-case hexadecimal.
func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
