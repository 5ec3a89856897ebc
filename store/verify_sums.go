package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"scr/internal/audit"
)

// sums stand for all the rows of the tables that are folded from the log: for each
// row a hash under a key that nobody knows beforehand, and of these the sum, because
// the log comes in another order than the rows. To compare 100,000 rows so takes a
// fraction of the time that it takes to look each of them up.
type sums struct {
	key   [32]byte
	total [4]uint64
	room  []byte // the row that is being added
}

func (s *sums) clear() { s.total = [4]uint64{} }

func (s *sums) add(other sums) {
	for i := range s.total {
		s.total[i] += other.total[i]
	}
}

// addValues adds a row of a table: whole numbers, texts and bytes.
func (s *sums) addValues(table string, values ...any) {
	framed := frame(append(s.room[:0], s.key[:]...), table)
	for _, v := range values {
		switch v := v.(type) {
		case int64:
			framed = binary.BigEndian.AppendUint64(append(framed, 'i'), uint64(v))
		case string:
			framed = frame(append(framed, 's'), v)
		case []byte:
			framed = frame(append(framed, 'b'), v)
		default:
			framed = append(framed, '?') // a value of a kind that no row has
		}
	}
	s.room = framed
	hash := sha256.Sum256(framed)
	for i := range s.total {
		s.total[i] += binary.BigEndian.Uint64(hash[8*i:])
	}
}

func frame[S string | []byte](to []byte, s S) []byte {
	return append(binary.BigEndian.AppendUint64(to, uint64(len(s))), s...)
}

// addRow adds what a stream folds to: its row, and what else belongs to a review.
func (s *sums) addRow(r row) {
	v := reflect.ValueOf(r).Elem()
	var values []any
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("db") != "" {
			values = append(values, storedAs(v.Field(i)))
		}
	}
	s.addValues(tableOf(r), values...)
	if review, ok := r.(*reviewRow); ok {
		s.addReview(review)
	}
}

func (s *sums) addReview(r *reviewRow) {
	for _, m := range r.moves {
		s.addValues("review_moves", r.Board, r.ID, m.Seq, string(m.State))
	}
	for _, p := range r.tracks {
		s.addValues("review_tracks", r.Board, p[0], r.Sort, p[1], p[2])
	}
	for _, p := range r.people {
		s.addValues("review_people", r.Board, p[0], r.Sort, p[1], p[2], p[3])
	}
}

func (s *sums) addCommand(board string, r run, reference, recordedAt string) {
	s.addValues("commands", board, r.command, r.first.Asked, string(r.first.Stream), r.first.Seq, r.last.Seq, reference, recordedAt)
}

// storedAs turns a field of a row into what the database gives back for it.
func storedAs(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return int64(1)
		}
		return int64(0)
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.String:
		return v.String()
	}
	return v.Bytes()
}

func tableOf(r row) string {
	switch r.(type) {
	case *reviewRow:
		return "reviews"
	case *personRow:
		return "people"
	case *boardRow:
		return "boards"
	}
	return "adoptions"
}

// summing says what is read of a table, in the order of the fields of its row.
type summing struct{ table, columns string }

var summed = []summing{
	{"reviews", `board, id, reference, sort, workflow, number, version, opened_on,
		closed, on_hold, next_due, next_clock, latest, stages, state`},
	{"people", "board, id, handle, version, state"},
	{"boards", "code, title, version, state"},
	{"adoptions", "board, workflow, version, state"},
	{"review_moves", "board, review, seq, state"},
	{"review_tracks", "board, stage, sort, track, item"},
	{"review_people", "board, person, sort, assignment, from_on, until_on"},
}

var summedLast = []summing{
	{"commands", "board, id, digest, stream, first, last, reference, recorded_at"},
}

// hashesAtOnce is how many hashes of a tree are read, and summed up, as one: that takes a
// fraction of the time that it takes to read each of them.
const hashesAtOnce = 4096

// addTree adds the hashes that a tree must have.
func (s *sums) addTree(log string, hashes []audit.Hash) {
	s.addValues("tree_hashes", log, int64(len(hashes)))
	for some := range slices.Chunk(hashes, hashesAtOnce) {
		all := make([]byte, 0, 67*hashesAtOnce)
		for _, hash := range some {
			all = appendQuoted(all, hash)
		}
		s.addValues("tree_hashes", string(all))
	}
}

// appendQuoted writes a hash as SQLite's quote does: X'...', in capitals. Where one ends
// and the next begins is part of it, and that it is bytes and not a text.
func appendQuoted(to []byte, hash audit.Hash) []byte {
	const digits = "0123456789ABCDEF"
	to = append(to, 'X', '\'')
	for _, b := range hash {
		to = append(to, digits[b>>4], digits[b&15])
	}
	return append(to, '\'')
}

// sumTree adds the hashes that are kept of a tree.
func (v *verifier) sumTree(ctx context.Context, into *sums, log string) error {
	var total int64
	if err := v.beside.GetContext(ctx, &total, `SELECT count(*) FROM tree_hashes WHERE log = ?`, log); err != nil {
		return err
	}
	into.addValues("tree_hashes", log, total)
	for at := int64(0); at < total; at += hashesAtOnce {
		var all string
		if err := v.beside.GetContext(ctx, &all, `
			SELECT coalesce(group_concat(quote(hash), ''), '')
			FROM (SELECT hash
			      FROM tree_hashes
			      WHERE board = (SELECT min(board) FROM tree_hashes) AND log = ? AND position >= ? AND position < ?
			      ORDER BY position)`, log, at, min(at+hashesAtOnce, total)); err != nil {
			return err
		}
		into.addValues("tree_hashes", all)
	}
	return nil
}

// keptRows is the sum of the rows that are there, which is made while the log is read, on a
// connection of its own.
type keptRows struct {
	sums sums
	err  error
	done chan struct{}
}

func (s *keptRows) wait() { <-s.done }

// sumRows begins to sum up all rows but the commands: what is read of these hangs on
// what the log says of them.
func (v *verifier) sumRows(ctx context.Context) *keptRows {
	s := &keptRows{sums: sums{key: v.sums.key}, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		if !v.rowwise {
			s.err = errors.Join(v.sumTables(ctx, &s.sums, summed), v.sumTree(ctx, &s.sums, eventTree), v.sumTree(ctx, &s.sums, accessTree))
		}
	}()
	return s
}

// sameSums reports whether the rows are those that the events fold to.
func (v *verifier) sameSums(ctx context.Context, kept *keptRows) (bool, error) {
	if kept.wait(); kept.err != nil {
		return false, kept.err
	}
	err := v.sumTables(ctx, &kept.sums, summedLast)
	return kept.sums.total == v.sums.total, err
}

func (v *verifier) sumTables(ctx context.Context, into *sums, tables []summing) error {
	for _, s := range tables {
		if err := v.sumTable(ctx, into, s.table, s.columns); err != nil {
			return fmt.Errorf("read %s: %w", s.table, err)
		}
	}
	return nil
}

func (v *verifier) sumTable(ctx context.Context, into *sums, table, columns string) (err error) {
	rows, err := v.beside.QueryContext(ctx, "SELECT "+columns+" FROM "+table)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values, pointers := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		pointers[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(pointers...); err != nil {
			return err
		}
		if table == "commands" {
			if id, ok := values[1].(string); ok && v.unasked[id] {
				values[2] = "" // nothing says what it was
			}
		}
		into.addValues(table, values...)
	}
	return rows.Err()
}
