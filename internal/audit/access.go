package audit

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"scr/review"
)

// AccessVersion is the version of the bytes of an access record that this package
// writes.
const AccessVersion = 1

// EncodeAccess returns the canonical bytes of an entry of the access log. They are
// hashed with [Leaf], and tell who read what and why, never what it said. What could
// not be read back exactly is an error.
func EncodeAccess(a review.Access) ([]byte, error) {
	if err := checkAccess(a); err != nil {
		return nil, fmt.Errorf("encode access record %d: %w", a.Number, err)
	}
	b := make([]byte, 0, 384)
	b = append(b, `{"v":1,"number":`...)
	b = strconv.AppendInt(b, a.Number, 10)
	for _, f := range []struct{ name, value string }{
		{"board", a.Board}, {"person", a.Person}, {"stream", string(a.Stream)}, {"at", a.At.UTC().Format(TimeFormat)},
		{"command", a.Command}, {"output", a.Output}, {"basis", a.Basis}, {"purpose", a.Purpose},
	} {
		b = append(b, `,"`+f.name+`":`...)
		b = appendText(b, f.value)
	}
	b = append(b, `,"texts":[`...)
	for i, t := range a.Texts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"class":`...)
		b = appendText(b, string(t.Class))
		b = append(b, `,"count":`...)
		b = append(strconv.AppendInt(b, int64(t.Count), 10), '}')
	}
	return append(b, "]}"...), nil
}

// ParseAccess reads an entry of the access log. It is as strict as [Parse]: encoding
// again gives the same bytes.
func ParseAccess(data []byte) (review.Access, error) {
	r := reader{rest: string(data)}
	a := r.access()
	if r.wrong == "" && len(r.rest) > 0 {
		r.wrong = "its end"
	}
	if r.wrong != "" {
		return review.Access{}, fmt.Errorf("the access record is not in its canonical form at %s", r.wrong)
	}
	if err := checkAccess(a); err != nil {
		return review.Access{}, err
	}
	return a, nil
}

func (r *reader) access() review.Access {
	var a review.Access
	r.expect(`{"v":1`, "its version")
	a.Number = r.number("number")
	a.Board = r.text("board")
	a.Person = r.text("person")
	a.Stream = review.Stream(r.text("stream"))
	a.At = r.instant("at")
	a.Command = r.text("command")
	a.Output = r.text("output")
	a.Basis = r.text("basis")
	a.Purpose = r.text("purpose")
	a.Texts = r.counts("texts")
	r.expect(`}`, "its end")
	return a
}

func (r *reader) counts(name string) []review.TextCount {
	list := []review.TextCount{}
	if !r.name(name) || !r.expect(`[`, name) {
		return list
	}
	for r.wrong == "" && !strings.HasPrefix(r.rest, "]") {
		if len(list) > 0 {
			r.expect(`,`, name)
		}
		r.expect(`{"class":`, name)
		c := review.TextCount{Class: review.Class(r.quoted("class"))}
		c.Count = int(r.number("count"))
		r.expect(`}`, name)
		list = append(list, c)
	}
	r.expect(`]`, name)
	return list
}

// checkAccess refuses a record that does not say who read what, where and how.
func checkAccess(a review.Access) error {
	for _, must := range []struct{ name, value string }{
		{"board", a.Board}, {"person", a.Person}, {"stream", string(a.Stream)}, {"command", a.Command},
		{"output", a.Output}, {"basis", a.Basis},
	} {
		if must.value == "" {
			return fmt.Errorf("the access record has no %s", must.name)
		}
	}
	for _, s := range []string{a.Board, a.Person, string(a.Stream), a.Command, a.Output, a.Basis, a.Purpose} {
		if !utf8.ValidString(s) {
			return fmt.Errorf("the access record holds text that is not UTF-8")
		}
	}
	if year := a.At.UTC().Year(); year < 1 || year > 9999 {
		return fmt.Errorf("the access record's year, %d, is not in four digits", year)
	}
	if a.Number < 1 || len(a.Texts) == 0 {
		return fmt.Errorf("the access record has no place in the log, or tells of nothing")
	}
	return checkCounts(a.Texts)
}

// checkCounts refuses classes out of their order, so that there is one spelling.
func checkCounts(texts []review.TextCount) error {
	last := review.Class("")
	for _, t := range texts {
		if t.Class <= last || t.Count < 1 || !utf8.ValidString(string(t.Class)) {
			return fmt.Errorf("the classes of an access record do not stand in order, once each, with what was read of them")
		}
		last = t.Class
	}
	return nil
}
