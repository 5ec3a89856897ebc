package store

import (
	"context"
	"errors"
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
	if errors.Is(err, errWentBack) {
		return err
	}
	if err != nil {
		return &review.Error{Code: review.Failed, Err: err,
			Message: "it could not be written down that you read this, so nothing is shown",
			Hint:    `see that the disk has room and the database can be written, then try again; "scr db check" looks at the file`}
	}
	return nil
}

func (t *tx) insertAccess(a review.Access) error {
	last, latest, err := t.lastAccess()
	if err != nil {
		return err
	}
	a.Number = last + 1
	if a.At, err = t.db.asOf(a.At, latest); err != nil {
		return err
	}
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

// lastAccess returns the number of the last record of access, and the later of the
// instants of that and of the log's last event; nothing where there is neither.
func (t *tx) lastAccess() (number int64, latest string, err error) {
	rows, err := t.query(`
		SELECT coalesce((SELECT max(number) FROM access_log), 0),
		       max(coalesce((SELECT recorded_at FROM access_log ORDER BY number DESC LIMIT 1), ''),
		           coalesce((SELECT recorded_at FROM events ORDER BY global DESC LIMIT 1), ''))`)
	if err != nil {
		return 0, "", err
	}
	err = cells("the last record of access", rows[0], &number, &latest)
	return number, latest, err
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
