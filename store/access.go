package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"scr/internal/audit"
	"scr/review"
)

// recordAccess writes down who is about to be given texts, in a transaction of its own. It
// is on disk before anybody sees anything: where it cannot be, nothing is given.
func (db *DB) recordAccess(ctx context.Context, by review.Reading, texts []review.TextCount) error {
	if db.fixed {
		return review.Errorf(review.Failed, "on a read-only medium it cannot be written down that you read this, so nothing is shown").
			WithHint("\"scr list\" and \"scr audit verify\" work; texts are read where the board's database lies. A copy elsewhere would write down who reads it in itself alone, where nobody looks")
	}
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	a := review.Access{Board: board, Reading: by, Texts: texts}
	err = db.write(ctx, board, func(t *tx) error { return t.insertAccess(a) })
	if err != nil {
		return &review.Error{Code: review.Failed, Err: err,
			Message: "it could not be written down that you read this, so nothing is shown",
			Hint:    `see that the disk has room and the database can be written, then try again; "scr db check" looks at the file`}
	}
	return nil
}

func (t *tx) insertAccess(a review.Access) error {
	rows, err := t.query(`SELECT coalesce(max(number), 0) FROM access_log`)
	if err != nil {
		return err
	}
	last := rows[0][0].(int64)
	a.Number = last + 1
	record, err := audit.EncodeAccess(a)
	if err != nil {
		return err
	}
	_, err = t.exec(`
		INSERT INTO access_log (number, board, person, stream, recorded_at, record)
		VALUES (?, ?, ?, ?, ?, ?)`,
		a.Number, a.Board, a.Person, string(a.Stream), instant(a.At), record)
	if err != nil {
		return err
	}
	_, err = t.grow(accessTree, last, []audit.Hash{audit.Leaf(record)})
	return err
}

// AccessLog returns the entries of the access log that a query asks for, in the order
// of recording.
func (db *DB) AccessLog(ctx context.Context, q review.AccessQuery) ([]review.Access, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	where, args := []string{`board = ?`}, []any{board}
	and := func(part string, value string) { where, args = append(where, part), append(args, value) }
	if q.Person != "" {
		and(`person = ?`, q.Person)
	}
	if q.Stream != "" {
		and(`stream = ?`, string(q.Stream))
	}
	if !q.Since.IsZero() {
		and(`recorded_at >= ?`, instant(q.Since))
	}
	if !q.Until.IsZero() {
		and(`recorded_at < ?`, instant(q.Until))
	}
	var records [][]byte
	err = db.all(ctx, &records, `
		SELECT record
		FROM access_log
		WHERE `+strings.Join(where, ` AND `)+`
		ORDER BY number`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the access log: %w", err)
	}
	list := make([]review.Access, len(records))
	for i, record := range records {
		if list[i], err = audit.ParseAccess(record); err != nil {
			return nil, unreadable(fmt.Sprintf("an entry of the access log, the %d. of those asked for,", i+1), err)
		}
	}
	return list, nil
}

// AccessCount returns how often a person read texts of a stream since an instant.
func (db *DB) AccessCount(ctx context.Context, person string, stream review.Stream, since time.Time) (int64, error) {
	board, err := db.board(ctx)
	if err != nil {
		return 0, err
	}
	var n int64
	_, err = db.get(ctx, &n, `
		SELECT count(*)
		FROM access_log
		WHERE board = ? AND stream = ? AND person = ? AND recorded_at >= ?`,
		board, string(stream), person, instant(since))
	if err != nil {
		return 0, fmt.Errorf("count in the access log: %w", err)
	}
	return n, nil
}

// counted says how many texts of each class there are to be given.
func counted(holders []holder) []review.TextCount {
	counts := map[review.Class]int{}
	for _, h := range holders {
		h.eachUnloaded(func(_ place, class review.Class, _ *review.Text) { counts[class]++ })
	}
	list := make([]review.TextCount, 0, len(counts))
	for class, n := range counts {
		list = append(list, review.TextCount{Class: class, Count: n})
	}
	slices.SortFunc(list, func(a, b review.TextCount) int { return strings.Compare(string(a.Class), string(b.Class)) })
	return list
}
