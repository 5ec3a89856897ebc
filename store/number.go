package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"scr/review"
)

// names reports whether an event carries a reference or a handle that the
// counters must give or hear of. That can only be done in the transaction.
func (p *pending) names() bool {
	for _, ev := range p.events {
		if name, _ := nameOf(ev.Body); name != nil {
			return true
		}
	}
	return false
}

// nameOf returns where a body keeps the name that the store gives out, and of
// what kind it is.
func nameOf(body review.Body) (name *string, kind string) {
	switch b := body.(type) {
	case *review.ReviewOpened:
		return &b.Reference, "review"
	case *review.PersonRegistered:
		return &b.Person.Handle, "person"
	}
	return nil, ""
}

// name gives references and handles where they are missing. A name that was
// chosen elsewhere moves the counter on, so that it is never given out again.
func (p *pending) name(t *tx) error {
	for _, ev := range p.events {
		name, kind := nameOf(ev.Body)
		switch {
		case name == nil:
		case *name != "":
			if err := t.pass(kind, *name); err != nil {
				return err
			}
		default:
			p.named = append(p.named, name)
			given, err := t.give(kind, ev.RecordedAt)
			if err != nil {
				return err
			}
			*name = given
		}
	}
	return nil
}

// give takes the next number from a counter and returns the name it makes.
func (t *tx) give(kind string, at time.Time) (string, error) {
	year := 0
	if kind == "review" {
		year = at.UTC().Year() // also London's: summer time never reaches the turn of the year
	}
	n, err := t.number("the counter of "+kind+" names", `
		INSERT INTO counters (board, name, year, value)
		VALUES (?, ?, ?, 1)
		ON CONFLICT (board, name, year) DO UPDATE SET value = value + 1
		RETURNING value`, t.board, kind, year)
	if err != nil {
		return "", err
	}
	if kind == "person" {
		return "p" + strconv.FormatInt(n, 10), nil
	}
	return fmt.Sprintf("%s-%04d-%03d", t.board, year, n), nil
}

// pass moves a counter on to a number that was chosen elsewhere.
func (t *tx) pass(kind, name string) error {
	year, n, ok := numbered(t.board, kind, name)
	if !ok {
		return nil
	}
	_, err := t.exec(`
		INSERT INTO counters (board, name, year, value)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (board, name, year) DO UPDATE SET value = max(value, excluded.value)`, t.board, kind, year, n)
	return err
}

// numbered takes a reference or a handle of this board apart. Names of another
// shape come from no counter.
func numbered(board, kind, name string) (year int, n int64, ok bool) {
	number := name
	if kind == "review" {
		rest, mine := strings.CutPrefix(name, board+"-")
		before, after, cut := strings.Cut(rest, "-")
		y, err := strconv.Atoi(before)
		if !mine || !cut || err != nil || len(before) != 4 {
			return 0, 0, false
		}
		year, number = y, "p"+after
	}
	digits, isNumber := strings.CutPrefix(number, "p")
	n, err := strconv.ParseInt(digits, 10, 64)
	return year, n, isNumber && err == nil && n >= 1 && digits[0] != '+'
}

// sortKey is a reference as it sorts: in capitals, with its numbers padded, so
// that EXB-2026-1000 comes after EXB-2026-999 and exb-2026-14 finds EXB-2026-014.
func sortKey(reference string) string {
	const width = 9
	var key strings.Builder
	for rest := strings.ToUpper(reference); rest != ""; {
		words := strings.IndexAny(rest, "0123456789")
		if words < 0 {
			words = len(rest)
		}
		key.WriteString(rest[:words])
		after := strings.TrimLeft(rest[words:], "0123456789")
		if digits := rest[words : len(rest)-len(after)]; digits != "" {
			digits = strings.TrimLeft(digits, "0")
			key.WriteString(strings.Repeat("0", max(0, width-len(digits))) + digits)
		}
		rest = after
	}
	return key.String()
}
