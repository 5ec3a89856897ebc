package audit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
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

// envelope1 is version 1 on the wire. The order of its fields is the order of
// the bytes: it never changes.
type envelope1 struct {
	Version    int             `json:"v"`
	ID         string          `json:"id"`
	Board      string          `json:"board"`
	Stream     string          `json:"stream"`
	Seq        int64           `json:"seq"`
	Global     int64           `json:"global"`
	Kind       string          `json:"kind"`
	Command    string          `json:"command"`
	RecordedBy string          `json:"recorded_by"`
	DecidedBy  string          `json:"decided_by"`
	Minute     string          `json:"minute"`
	RecordedAt string          `json:"recorded_at"`
	OccurredOn review.Date     `json:"occurred_on"`
	Definition string          `json:"definition"`
	MadeUp     bool            `json:"made_up"`
	Body       json.RawMessage `json:"body"`
	Fields     []field1        `json:"fields"`
}

type field1 struct {
	Path   string `json:"path"`
	Class  string `json:"class"`
	Commit string `json:"commit"`
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
	return e.bytes()
}

// bytes writes the envelope without a trailing new line and without HTML escapes.
func (e Envelope) bytes() ([]byte, error) {
	ev := e.Event
	wire := envelope1{
		Version: Version, ID: ev.ID, Board: ev.Board, Stream: string(ev.Stream), Seq: ev.Seq, Global: ev.Global,
		Kind: e.Kind, Command: ev.Command, RecordedBy: ev.RecordedBy, DecidedBy: ev.DecidedBy, Minute: ev.Minute,
		RecordedAt: ev.RecordedAt.UTC().Format(TimeFormat), OccurredOn: ev.OccurredOn, Definition: ev.Definition,
		MadeUp: ev.MadeUp, Body: e.Body, Fields: make([]field1, len(e.Fields)),
	}
	for i, f := range e.Fields {
		wire.Fields[i] = field1{f.Path, string(f.Class), hex.EncodeToString(f.Commit[:])}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(wire); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Parse reads an envelope. It is strict: unknown, missing or doubled fields, any
// other spelling of the same values, and anything after the end are errors, so
// that encoding again gives the same bytes.
func Parse(data []byte) (Envelope, error) {
	var wire envelope1
	if err := json.Unmarshal(data, &wire); err != nil {
		return Envelope{}, fmt.Errorf("the envelope cannot be read: %w", err)
	}
	e, err := wire.envelope()
	if err != nil {
		return Envelope{}, err
	}
	again, err := e.bytes() // an unknown field, too, shows in the difference
	if err != nil {
		return Envelope{}, err
	}
	if !bytes.Equal(again, data) {
		return Envelope{}, fmt.Errorf("the envelope is not in its canonical form")
	}
	return e, nil
}

func (w envelope1) envelope() (Envelope, error) {
	if w.Version != Version {
		return Envelope{}, fmt.Errorf("envelope version %d is not known to this version of the program", w.Version)
	}
	at, err := time.Parse(TimeFormat, w.RecordedAt)
	if err != nil {
		return Envelope{}, fmt.Errorf("the envelope's instant is not in the form %s", TimeFormat)
	}
	e := Envelope{
		Event: review.Event{
			ID: w.ID, Board: w.Board, Stream: review.Stream(w.Stream), Seq: w.Seq, Global: w.Global, Command: w.Command,
			RecordedBy: w.RecordedBy, DecidedBy: w.DecidedBy, Minute: w.Minute, RecordedAt: at,
			OccurredOn: w.OccurredOn, Definition: w.Definition, MadeUp: w.MadeUp,
		},
		Kind: w.Kind, Body: w.Body, Fields: make([]Commitment, len(w.Fields)),
	}
	for i, f := range w.Fields {
		e.Fields[i] = Commitment{Path: f.Path, Class: review.Class(f.Class)}
		if n, err := hex.Decode(e.Fields[i].Commit[:], []byte(f.Commit[:min(len(f.Commit), 64)])); err != nil || n != len(Hash{}) {
			return Envelope{}, fmt.Errorf("the commitment to %s is not a hash", f.Path)
		}
	}
	return e, e.check()
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
	if !bytes.HasPrefix(e.Body, []byte("{")) {
		return fmt.Errorf("the event's body is not a JSON object")
	}
	if err := e.checkText(); err != nil {
		return err
	}
	return e.checkFields()
}

func (e Envelope) checkText() error {
	ev := e.Event
	for _, s := range []string{ev.ID, ev.Board, string(ev.Stream), e.Kind, ev.Command, ev.RecordedBy, ev.DecidedBy, ev.Minute} {
		if !utf8.ValidString(s) {
			return fmt.Errorf("the envelope holds text that is not UTF-8")
		}
	}
	if !utf8.Valid(e.Body) {
		return fmt.Errorf("the event's body holds text that is not UTF-8")
	}
	return nil
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
