package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"scr/review"
)

// Pages of a list.
const (
	defaultPage = 50
	largestPage = 500
)

// List returns one page of the reviews that a query asks for, the newest
// reference first. The next page begins after the last reference of this one;
// however far down it lies, it costs the same.
func (db *DB) List(ctx context.Context, q review.Query) ([]review.Listed, error) {
	if q.Limit < 0 || q.Limit > largestPage {
		return nil, review.Errorf(review.Invalid, "a page has at most %d reviews", largestPage)
	}
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	limit := q.Limit
	if limit == 0 {
		limit = defaultPage
	}
	l := newListing(board, q)
	var rows []reviewRow
	err = db.all(ctx, &rows, `
		SELECT r.reference, r.workflow, r.number, r.opened_on, r.closed, r.on_hold,
			r.next_due, r.next_clock, r.latest, r.stages
		FROM `+l.from+`
		WHERE `+strings.Join(l.where, ` AND `)+`
		GROUP BY `+l.key+`   -- a review once, however many of its tracks are at the stage
		ORDER BY `+l.key+` DESC
		LIMIT ?`, append(l.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list reviews: %w", err)
	}
	return listed(rows)
}

// Count returns how many reviews a query asks for, on all pages together.
func (db *DB) Count(ctx context.Context, q review.Query) (int64, error) {
	board, err := db.board(ctx)
	if err != nil {
		return 0, err
	}
	q.After = ""
	l := newListing(board, q)
	var n int64
	err = db.reader.GetContext(ctx, &n, `
		SELECT count(DISTINCT `+l.key+`)
		FROM `+l.from+`
		WHERE `+strings.Join(l.where, ` AND `), l.args...)
	if err != nil {
		return 0, fmt.Errorf("count reviews: %w", err)
	}
	return n, nil
}

// listing is a query as SQL. Its parts are constant text, values are parameters.
// The table it starts from is the one whose key begins with what was asked for
// and goes on with the reference, so that a page is read from one place in it.
type listing struct {
	from  string
	key   string // the column that the list runs along
	where []string
	args  []any
}

func newListing(board string, q review.Query) *listing {
	l := &listing{}
	switch {
	case q.Stage != "":
		l.start("t.sort", `review_tracks t CROSS JOIN reviews r ON r.board = t.board AND r.sort = t.sort`)
		l.and(`t.board = ?`, board)
		l.stage(q.Stage)
		l.person(board, q, true)
	case q.Person != "" && len(q.Under) == 0:
		l.start("p.sort", `review_people p CROSS JOIN reviews r ON r.board = p.board AND r.sort = p.sort`)
		l.and(`p.board = ?`, board)
		l.person(board, q, false)
	default:
		l.start("r.sort", `reviews r`)
		l.and(`r.board = ?`, board)
		l.person(board, q, true)
	}
	l.review(q)
	return l
}

func (l *listing) start(key, from string) { l.key, l.from = key, from }

func (l *listing) and(part string, args ...any) {
	l.where, l.args = append(l.where, part), append(l.args, args...)
}

// review keeps reviews by their own columns.
func (l *listing) review(q review.Query) {
	if q.After != "" {
		l.and(l.key+` < ?`, sortKey(q.After))
	}
	if q.Workflow != "" {
		l.and(`r.workflow = ?`, q.Workflow)
	}
	if q.Open {
		l.and(`r.closed = 0`)
	}
	if !q.Overdue.IsZero() {
		l.and(`r.next_due <> ''`) // so that the index of running clocks serves
		l.and(`r.next_due < ?`, q.Overdue.First().String())
	}
}

// stage keeps reviews that have a track at a stage.
func (l *listing) stage(asked string) {
	track, stage, named := strings.Cut(asked, ".")
	if !named {
		l.and(`t.stage = ?`, asked)
		return
	}
	l.and(`t.stage = ?`, stage)
	l.and(`t.track = ?`, track)
}

// person keeps reviews in which somebody has a part now. Where the list does not
// start from the table of parts, it looks there.
func (l *listing) person(board string, q review.Query, apart bool) {
	if q.Person == "" {
		return
	}
	// Not over by now, and begun by now.
	const part = `p.person = ? AND (p.until_on = '' OR p.until_on >= ?) AND p.from_on <= ?`
	from, until := "9999", "9999" // without a day, any last day has passed and any first day has come
	if !q.Today.IsZero() {
		from, until = q.Today.Last().String(), q.Today.First().String()
	}
	if !apart {
		l.and(part, q.Person, until, from)
		return
	}
	has := `EXISTS (SELECT 1 FROM review_people p WHERE p.board = ? AND p.sort = r.sort AND ` + part + `)`
	args := []any{board, q.Person, until, from}
	for _, pin := range q.Under {
		has += ` OR (r.workflow = ? AND r.number = ?)`
		args = append(args, pin.Workflow, pin.Number)
	}
	l.and(`(`+has+`)`, args...)
}

func listed(rows []reviewRow) ([]review.Listed, error) {
	list := make([]review.Listed, 0, len(rows))
	for _, row := range rows {
		l, err := row.listed()
		if err != nil {
			return nil, unreadable("review "+row.Reference, err)
		}
		list = append(list, l)
	}
	return list, nil
}

func (r reviewRow) listed() (review.Listed, error) {
	l := review.Listed{Reference: r.Reference, Workflow: r.Workflow, Number: r.Number,
		Closed: r.Closed, OnHold: r.OnHold, NextClock: r.NextClock}
	for _, d := range []struct {
		to   *review.Date
		from string
	}{{&l.OpenedOn, r.OpenedOn}, {&l.NextDue, r.NextDue}, {&l.Latest, r.Latest}} {
		date, err := review.ParseDate(d.from)
		if err != nil {
			return l, err
		}
		*d.to = date
	}
	return l, json.Unmarshal([]byte(r.Stages), &l.Stages)
}
