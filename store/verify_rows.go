package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"reflect"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

// statement prepares a query once: there are as many answers as streams.
func (v *verifier) statement(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if st, ok := v.prepared[query]; ok {
		return st, nil
	}
	st, err := v.q.PreparexContext(ctx, query)
	if err == nil {
		v.prepared[query] = st
	}
	return st, err
}

// one reads one row into a struct or a value, and reports whether there was one.
func (v *verifier) one(ctx context.Context, into any, query string, args ...any) (bool, error) {
	st, err := v.statement(ctx, query)
	if err != nil {
		return false, err
	}
	err = st.GetContext(ctx, into, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// checkRow compares a row with what its stream folds to.
func (v *verifier) checkRow(ctx context.Context, want row) error {
	found, got, err := v.stored(ctx, want)
	if err != nil {
		return err
	}
	if !found {
		v.distrust(v.stream.name, v.stream.last, 0, "the row folded from these events is missing")
		return nil
	}
	for _, column := range differing(want, got) {
		v.distrust(v.stream.name, v.stream.last, 0, "the column %s of the row is not what the events fold to", column)
	}
	r, ok := want.(*reviewRow)
	if !ok {
		return nil
	}
	if err := v.checkMoves(ctx, r); err != nil {
		return err
	}
	return v.checkReviewParts(ctx, r)
}

// stored reads the row that a fold should equal.
func (v *verifier) stored(ctx context.Context, want row) (found bool, got row, err error) {
	switch want := want.(type) {
	case *reviewRow:
		got := &reviewRow{}
		found, err := v.one(ctx, got, `
			SELECT board, id, reference, sort, workflow, number, version, opened_on,
				closed, on_hold, next_due, next_clock, latest, stages, state
			FROM reviews
			WHERE board = ? AND id = ?`, want.Board, want.ID)
		return found, got, err
	case *personRow:
		got := &personRow{}
		found, err := v.one(ctx, got, `
			SELECT board, id, handle, version, state FROM people WHERE board = ? AND id = ?`, want.Board, want.ID)
		return found, got, err
	case *boardRow:
		got := &boardRow{}
		found, err := v.one(ctx, got, `SELECT code, title, version, state FROM boards WHERE code = ?`, want.Code)
		return found, got, err
	case *adoptionRow:
		got := &adoptionRow{}
		found, err := v.one(ctx, got, `
			SELECT board, workflow, version, state FROM adoptions WHERE board = ? AND workflow = ?`, want.Board, want.Workflow)
		return found, got, err
	}
	return false, nil, nil
}

// differing returns the columns in which two rows of one kind differ.
func differing(want, got row) []string {
	a, b := reflect.ValueOf(want).Elem(), reflect.ValueOf(got).Elem()
	var columns []string
	for i := range a.NumField() {
		column := a.Type().Field(i).Tag.Get("db")
		if column != "" && !sameBytes(a.Field(i).Interface(), b.Field(i).Interface()) {
			columns = append(columns, column)
		}
	}
	return columns
}

// sameBytes compares two columns.
func sameBytes(a, b any) bool {
	x, isBytes := a.([]byte)
	y, alsoBytes := b.([]byte)
	if isBytes && alsoBytes {
		return bytes.Equal(x, y)
	}
	return a == b
}

// pinned returns the hashes of the definitions that a stream rests on.
func pinned(events []review.Event) []string {
	var hashes []string
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.ReviewOpened:
			hashes = append(append(hashes, b.Pin.Hash), b.Pin.Parents...)
		case *review.DefinitionAdopted:
			hashes = append(append(hashes, b.Hash), b.Parents...)
		}
	}
	return hashes
}

// checkReviewParts looks for what must be in the tables that lists read. What is
// there and must not be shows in their counts; see checkParts.
func (v *verifier) checkReviewParts(ctx context.Context, r *reviewRow) error {
	for _, p := range r.tracks {
		var n int
		_, err := v.one(ctx, &n, `
			SELECT count(*) FROM review_tracks
			WHERE board = ? AND stage = ? AND sort = ? AND track = ? AND item = ?`, r.Board, p[0], r.Sort, p[1], p[2])
		if err != nil {
			return err
		}
		if n == 0 {
			v.distrust(v.stream.name, v.stream.last, 0, "track %s is missing from the table of stages", p[1])
		}
		v.tracks += int64(n)
	}
	for _, p := range r.people {
		var n int
		_, err := v.one(ctx, &n, `
			SELECT count(*) FROM review_people
			WHERE board = ? AND person = ? AND sort = ? AND assignment = ? AND from_on = ? AND until_on = ?`,
			r.Board, p[0], r.Sort, p[1], p[2], p[3])
		if err != nil {
			return err
		}
		if n == 0 {
			v.distrust(v.stream.name, v.stream.last, 0, "%s is missing from the table of parts", p[1])
		}
		v.people += int64(n)
	}
	return nil
}

// checkParts counts the tables that lists read, and looks for the rows too many
// only when there are some.
func (v *verifier) checkParts(ctx context.Context) error {
	var tracks, people int64
	if err := v.q.GetContext(ctx, &tracks, `SELECT count(*) FROM review_tracks`); err != nil {
		return err
	}
	if err := v.q.GetContext(ctx, &people, `SELECT count(*) FROM review_people`); err != nil {
		return err
	}
	if tracks == v.tracks && people == v.people {
		return nil
	}
	return v.findParts(ctx)
}

// findParts tells which reviews have rows in the lists' tables that their state
// does not.
func (v *verifier) findParts(ctx context.Context) error {
	var rows []struct {
		ID    string `db:"id"`
		State []byte `db:"state"`
		Has   int    `db:"has"`
		Holds int    `db:"holds"`
	}
	err := v.q.SelectContext(ctx, &rows, `
		WITH t AS (SELECT board, sort, count(*) AS n FROM review_tracks GROUP BY board, sort),
		     p AS (SELECT board, sort, count(*) AS n FROM review_people GROUP BY board, sort)
		SELECT r.id, r.state, coalesce(t.n, 0) AS has, coalesce(p.n, 0) AS holds
		FROM reviews r
		LEFT JOIN t ON t.board = r.board AND t.sort = r.sort
		LEFT JOIN p ON p.board = r.board AND p.sort = r.sort`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := readState[review.Review](row.State, "review "+row.ID)
		if err != nil {
			continue // told as a state that differs
		}
		if row.Has > len(tracksOf(r)) || row.Holds > len(peopleOf(r)) {
			v.distrust(r.Stream(), r.Version, 0, "the tables that lists read say more than the events")
		}
	}
	return nil
}

// checkStrays looks for what rests on no event at all.
func (v *verifier) checkStrays(ctx context.Context) error {
	for _, check := range []struct{ says, query string }{
		{"the row rests on no event", `
			SELECT 'review/' || id AS stream, 0 AS global FROM reviews r
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.board = r.board AND e.stream = 'review/' || r.id)`},
		{"the row rests on no event", `
			SELECT 'person/' || id AS stream, 0 AS global FROM people p
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.board = p.board AND e.stream = 'person/' || p.id)`},
		{"the row rests on no event", `
			SELECT 'definition/' || workflow AS stream, 0 AS global FROM adoptions a
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.board = a.board AND e.stream = 'definition/' || a.workflow)`},
		{"the row rests on no event", `
			SELECT 'board' AS stream, 0 AS global FROM boards b
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.board = b.code AND e.stream = 'board')`},
		{"a receipt rests on no event", `
			SELECT stream, 0 AS global FROM commands c
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.board = c.board AND e.stream = c.stream AND e.seq = c.first AND e.command = c.id)`},
		{"a personal value rests on no event", `
			SELECT '' AS stream, global FROM event_fields f
			WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.global = f.global)`},
		{"the row of a move rests on no review", `
			SELECT 'review/' || review AS stream, 0 AS global FROM review_moves m
			WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.board = m.board AND r.id = m.review)`},
		{"a row of the lists rests on no review", `
			SELECT '' AS stream, 0 AS global FROM (SELECT board, sort FROM review_tracks UNION ALL SELECT board, sort FROM review_people) x
			WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.board = x.board AND r.sort = x.sort)`},
	} {
		var strays []struct {
			Stream string `db:"stream"`
			Global int64  `db:"global"`
		}
		if err := v.q.SelectContext(ctx, &strays, check.query); err != nil {
			return err
		}
		for _, s := range strays {
			v.distrust(review.Stream(s.Stream), 0, s.Global, "%s", check.says)
		}
	}
	return nil
}

// checkFiles computes the hash of every definition file again.
func (v *verifier) checkFiles(ctx context.Context) (err error) {
	rows, err := v.q.QueryxContext(ctx, `SELECT hash, bytes FROM definition_files`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var hash string
		var data []byte
		if err := rows.Scan(&hash, &data); err != nil {
			return err
		}
		v.files[hash] = true
		if hashOf(data) != hash {
			v.distrust("", 0, 0, "the definition file kept under %.12s has other bytes", hash)
		}
	}
	return rows.Err()
}

// checkGlobal looks for gaps in the numbering of the whole log.
func (v *verifier) checkGlobal(ctx context.Context) error {
	var gaps []struct {
		Before int64 `db:"before"`
		Global int64 `db:"global"`
	}
	err := v.q.SelectContext(ctx, &gaps, `
		SELECT before, global
		FROM (SELECT global, lag(global, 1, 0) OVER (ORDER BY global) AS before FROM events)
		WHERE global <> before + 1`)
	for _, g := range gaps {
		v.distrust("", 0, g.Before+1, "the log has a gap up to event %d", g.Global)
	}
	return err
}

// checkCounters compares the counters with the names that were given out.
func (v *verifier) checkCounters(ctx context.Context) error {
	var rows []struct {
		counter
		Value int64 `db:"value"`
	}
	if err := v.q.SelectContext(ctx, &rows, `SELECT name, year, value FROM counters ORDER BY name, year`); err != nil {
		return err
	}
	got := map[counter]int64{}
	for _, r := range rows {
		got[r.counter] = r.Value
		if v.counters[r.counter] != r.Value {
			v.distrust("", 0, 0, "the counter of %s names for %d is at %d, and the log has given out %d",
				r.Name, r.Year, r.Value, v.counters[r.counter])
		}
	}
	for c, n := range v.counters {
		if got[c] == 0 {
			v.distrust("", 0, 0, "the counter of %s names for %d is missing, and the log has given out %d", c.Name, c.Year, n)
		}
	}
	return nil
}
