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
	c, err := db.condition(ctx, q)
	if err != nil {
		return nil, err
	}
	limit := q.Limit
	if limit == 0 {
		limit = defaultPage
	}
	var rows []reviewRow
	err = db.all(ctx, &rows, `
		SELECT r.reference, r.workflow, r.number, r.opened_on, r.closed, r.on_hold,
			r.next_due, r.next_clock, r.latest, r.stages
		FROM reviews r
		WHERE `+c.where()+`
		ORDER BY r.sort DESC
		LIMIT ?`, append(c.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list reviews: %w", err)
	}
	return listed(rows)
}

// Count returns how many reviews a query asks for, on all pages together.
func (db *DB) Count(ctx context.Context, q review.Query) (int64, error) {
	q.After = ""
	c, err := db.condition(ctx, q)
	if err != nil {
		return 0, err
	}
	var n int64
	_, err = db.get(ctx, &n, `SELECT count(*) FROM reviews r WHERE `+c.where(), c.args...)
	if err != nil {
		return 0, fmt.Errorf("count reviews: %w", err)
	}
	return n, nil
}

// condition is what the rows of a list have in common. Its parts are constant
// text: there is one query text per combination, and values are parameters.
type condition struct {
	parts []string
	args  []any
}

func (c *condition) and(part string, args ...any) {
	c.parts, c.args = append(c.parts, part), append(c.args, args...)
}

func (c *condition) where() string { return strings.Join(c.parts, "\n  AND ") }

func (db *DB) condition(ctx context.Context, q review.Query) (*condition, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	c := &condition{}
	c.and(`r.board = ?`, board)
	if q.After != "" {
		c.and(`r.sort < ?`, sortKey(q.After))
	}
	if q.Workflow != "" {
		c.and(`r.workflow = ?`, q.Workflow)
	}
	if q.Open {
		c.and(`r.closed = 0`)
	}
	if !q.Overdue.IsZero() {
		c.and(`r.next_due <> ''`) // so that the index of running clocks serves
		c.and(`r.next_due < ?`, q.Overdue.First().String())
	}
	c.stage(board, q)
	c.person(board, q)
	return c, nil
}

// stage keeps reviews that have a track at a stage, in the order of the keys.
func (c *condition) stage(board string, q review.Query) {
	if q.Stage == "" {
		return
	}
	track, stage, named := strings.Cut(q.Stage, ".")
	if !named {
		c.and(`EXISTS (SELECT 1 FROM review_tracks t WHERE t.board = ? AND t.stage = ? AND t.sort = r.sort)`, board, track)
		return
	}
	c.and(`EXISTS (SELECT 1 FROM review_tracks t WHERE t.board = ? AND t.stage = ? AND t.sort = r.sort AND t.track = ?)`,
		board, stage, track)
}

// person keeps reviews in which somebody has a part now.
func (c *condition) person(board string, q review.Query) {
	if q.Person == "" {
		return
	}
	today := q.Today.String()
	c.and(`EXISTS (
		SELECT 1 FROM review_people p
		WHERE p.board = ? AND p.person = ? AND p.sort = r.sort
		  AND (p.until_on = '' OR p.until_on >= coalesce(nullif(?, ''), '9999'))  -- over by now
		  AND (? = '' OR p.from_on <= ?)                                          -- not begun yet
		)`, board, q.Person, today, today, today)
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
