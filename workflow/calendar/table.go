package calendar

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

//go:embed data/bank-holidays.json
var bankHolidays []byte

// Each part is read when it is first needed and then kept: most commands count
// no working days and pay nothing, and those that do count for one nation only.
var (
	shipped         = sync.OnceValues(func() (*file, error) { return readFile(bankHolidays) })
	englandAndWales = sync.OnceValues(func() (*table, error) { return shippedTable(England) })
	scotland        = sync.OnceValues(func() (*table, error) { return shippedTable(Scotland) })
	northernIreland = sync.OnceValues(func() (*table, error) { return shippedTable(NorthernIreland) })
)

func shippedTable(n Nation) (*table, error) {
	f, err := shipped()
	if err != nil {
		return nil, err
	}
	return f.table(n)
}

// file is the shape of the list on GOV.UK, with the fields that date it added.
type file struct {
	Edition         string          `json:"edition"`
	FirstYear       int             `json:"first_year"`
	LastYear        int             `json:"last_year"`
	PublishedUntil  Day             `json:"published_until"`
	EnglandAndWales json.RawMessage `json:"england-and-wales"`
	Scotland        json.RawMessage `json:"scotland"`
	NorthernIreland json.RawMessage `json:"northern-ireland"`
}

type division struct {
	Division string  `json:"division"`
	Events   []event `json:"events"`
}

type event struct {
	Title      string `json:"title"`
	Date       Day    `json:"date"`
	Notes      string `json:"notes"`
	Unverified string `json:"unverified"`
}

func readFile(data []byte) (*file, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("read the bank-holiday table: %w", err)
	}
	if f.Edition == "" || f.PublishedUntil.IsZero() || f.LastYear < f.FirstYear {
		return nil, errors.New("read the bank-holiday table: it does not say which edition it is and which years it covers")
	}
	return &f, nil
}

// table reads the part of one nation.
func (f *file) table(n Nation) (*table, error) {
	text := f.EnglandAndWales
	switch n {
	case Scotland:
		text = f.Scotland
	case NorthernIreland:
		text = f.NorthernIreland
	}
	var d division
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("read the bank-holiday table for %s: %w", n.Title(), err)
	}
	t, err := newTable(f, d.Events)
	if err != nil {
		return nil, fmt.Errorf("read the bank-holiday table for %s: %w", n.Title(), err)
	}
	return t, nil
}

// table is what one division's events become: everything a [Calendar] needs to
// answer without looking at more than a few entries.
type table struct {
	edition   string
	first     Day // first and last day covered
	last      Day
	published Day
	holidays  []Holiday // by day
	// worked holds for each day covered how many working days there are from
	// the first day up to and including it. The difference of two entries
	// counts the working days between them, and a search finds the n-th.
	worked []int32
}

func newTable(f *file, events []event) (*table, error) {
	first, err1 := NewDay(f.FirstYear, time.January, 1)
	last, err2 := NewDay(f.LastYear, time.December, 31)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	t := &table{edition: f.Edition, first: first, last: last, published: f.PublishedUntil}
	for _, e := range events {
		if err := t.add(e); err != nil {
			return nil, err
		}
	}
	t.count()
	return t, nil
}

// add takes events in the order of their days. A holiday on a Sunday or listed
// twice would be a slip in the table, and would make some total come out wrong.
func (t *table) add(e event) error {
	switch {
	case e.Title == "":
		return fmt.Errorf("%s has no title", e.Date)
	case !t.covers(e.Date):
		return fmt.Errorf("%q lies outside %s to %s", e.Date, t.first, t.last)
	case weekend(e.Date):
		return fmt.Errorf("%s is a %s", e.Date, e.Date.Weekday())
	case len(t.holidays) > 0 && !e.Date.After(t.holidays[len(t.holidays)-1].Day):
		return fmt.Errorf("%s is listed twice or out of order", e.Date)
	}
	t.holidays = append(t.holidays, Holiday{Day: e.Date, Title: e.Title, Note: e.Notes, Unverified: e.Unverified})
	return nil
}

// count fills in worked: first a 1 for each weekday that is no holiday, then the
// running total.
func (t *table) count() {
	t.worked = make([]int32, t.last.Sub(t.first)+1)
	weekday := t.first.Weekday()
	for i := range t.worked {
		if weekday != time.Saturday && weekday != time.Sunday {
			t.worked[i] = 1
		}
		weekday = (weekday + 1) % 7
	}
	for _, h := range t.holidays {
		t.worked[h.Day.Sub(t.first)] = 0
	}
	for i := range t.worked[1:] {
		t.worked[i+1] += t.worked[i]
	}
}

func (t *table) covers(d Day) bool {
	return !d.Before(t.first) && !d.After(t.last)
}

func weekend(d Day) bool {
	weekday := d.Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}
