package audit

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"scr/review"
)

// Parse reads an envelope. It is strict: unknown, missing or doubled fields, any
// other spelling of the same values, and anything after the end are errors, so
// that encoding again gives the same bytes.
func Parse(data []byte) (Envelope, error) {
	r := reader{rest: string(data)}
	e := r.envelope()
	if r.wrong == "" && len(r.rest) > 0 {
		r.wrong = "its end"
	}
	if r.wrong != "" {
		return Envelope{}, fmt.Errorf("the envelope is not in its canonical form at %s", r.wrong)
	}
	if err := e.check(); err != nil {
		return Envelope{}, err
	}
	return e, nil
}

// reader walks along an envelope. After the first thing that is not as it must be it
// reads nothing more. What it reads are parts of one string, and not copies.
type reader struct {
	rest  string
	wrong string // where the first fault lies
}

// envelope reads the fields in their order.
func (r *reader) envelope() Envelope {
	var e Envelope
	ev := &e.Event
	r.expect(`{"v":1`, "its version")
	ev.ID = r.text("id")
	ev.Board = r.text("board")
	ev.Stream = review.Stream(r.text("stream"))
	ev.Seq = r.number("seq")
	ev.Global = r.number("global")
	e.Kind = r.text("kind")
	ev.Command = r.text("command")
	if strings.HasPrefix(r.rest, `,"asked":`) {
		ev.Asked = r.given("asked")
	}
	ev.Login = r.givenNumber("login")
	ev.Rules = int(r.givenNumber("rules"))
	ev.RecordedBy = r.text("recorded_by")
	ev.DecidedBy = r.text("decided_by")
	ev.Minute = r.text("minute")
	ev.RecordedAt = r.instant("recorded_at")
	ev.OccurredOn = r.date("occurred_on")
	ev.Definition = r.text("definition")
	ev.MadeUp = r.yes("made_up")
	e.Body = r.object("body")
	e.Fields = r.fields("fields")
	r.expect(`}`, "its end")
	return e
}

// expect passes over bytes that can be no others.
func (r *reader) expect(literal, where string) bool {
	if r.wrong != "" {
		return false
	}
	rest, ok := strings.CutPrefix(r.rest, literal)
	if !ok {
		r.wrong = where
		return false
	}
	r.rest = rest
	return true
}

// name passes over a field's name.
func (r *reader) name(name string) bool {
	return r.expect(`,"`, name) && r.expect(name, name) && r.expect(`":`, name)
}

// text reads a field that is a string.
func (r *reader) text(name string) string {
	if !r.name(name) {
		return ""
	}
	return r.quoted(name)
}

// given reads a field that is left out when it is empty.
func (r *reader) given(name string) string {
	s := r.text(name)
	if s == "" {
		r.fail(name)
	}
	return s
}

// givenNumber reads a number that is left out when it is 0.
func (r *reader) givenNumber(name string) int64 {
	if !strings.HasPrefix(r.rest, `,"`+name+`":`) {
		return 0
	}
	n := r.number(name)
	if n < 1 {
		r.fail(name)
	}
	return n
}

func (r *reader) quoted(where string) string {
	end := stringEnd(r.rest)
	if r.wrong != "" || end == 0 {
		r.fail(where)
		return ""
	}
	s, ok := readText(r.rest[:end])
	if !ok {
		r.fail(where)
	}
	r.rest = r.rest[end:]
	return s
}

func (r *reader) fail(where string) {
	if r.wrong == "" {
		r.wrong = where
	}
}

// stringEnd returns how long the JSON string is that data begins with, 0 for none.
func stringEnd(data string) int {
	if data == "" || data[0] != '"' {
		return 0
	}
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// number reads a field that is a whole number.
func (r *reader) number(name string) int64 {
	if !r.name(name) {
		return 0
	}
	digits := r.rest[:len(r.rest)-len(strings.TrimLeft(r.rest, "-0123456789"))]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != digits {
		r.fail(name)
	}
	r.rest = r.rest[len(digits):]
	return n
}

func (r *reader) instant(name string) time.Time {
	s := r.text(name)
	at, err := time.Parse(TimeFormat, s)
	if err != nil || len(s) != len(TimeFormat) || s[19] != '.' { // all else that Parse lets pass is shorter
		r.fail(name)
	}
	return at
}

func (r *reader) date(name string) review.Date {
	s := r.text(name)
	d, err := review.ParseDate(s)
	if err != nil || d.String() != s {
		r.fail(name)
	}
	return d
}

func (r *reader) yes(name string) bool {
	if !r.name(name) {
		return false
	}
	if strings.HasPrefix(r.rest, "true") {
		return r.expect("true", name)
	}
	r.expect("false", name)
	return false
}

// object reads a field that is a JSON object, as it is. Whether it is one is
// checked later; here only its end is looked for.
func (r *reader) object(name string) json.RawMessage {
	if !r.name(name) {
		return nil
	}
	depth := 0
	for i := 0; i < len(r.rest); i++ {
		switch r.rest[i] {
		case '"':
			end := stringEnd(r.rest[i:])
			if end == 0 {
				r.fail(name)
				return nil
			}
			i += end - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth <= 0 {
			body := r.rest[:i+1]
			r.rest = r.rest[i+1:]
			return json.RawMessage(body)
		}
	}
	r.fail(name)
	return nil
}

func (r *reader) fields(name string) []Commitment {
	list := []Commitment{}
	if !r.name(name) || !r.expect(`[`, name) {
		return list
	}
	for r.wrong == "" && !strings.HasPrefix(r.rest, "]") {
		if len(list) > 0 {
			r.expect(`,`, name)
		}
		list = append(list, r.commitment())
	}
	r.expect(`]`, name)
	return list
}

func (r *reader) commitment() Commitment {
	var c Commitment
	r.expect(`{"path":`, "fields")
	c.Path = r.quoted("path")
	c.Class = review.Class(r.text("class"))
	commit := r.text("commit")
	n, err := hex.Decode(c.Commit[:], []byte(commit[:min(len(commit), 2*len(c.Commit))]))
	if err != nil || n != len(c.Commit) || hex.EncodeToString(c.Commit[:]) != commit {
		r.fail("commit")
	}
	r.expect(`}`, "fields")
	return c
}
