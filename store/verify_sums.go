package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
)

// sums stand for all the rows of the tables that are folded from the log: for each
// row a hash under a key that nobody knows beforehand, and of these the sum, because
// the log comes in another order than the rows. To compare 100,000 rows so takes a
// fraction of the time that it takes to look each of them up.
type sums struct {
	key   [32]byte
	total [4]uint64
}

func (s *sums) clear() { s.total = [4]uint64{} }

func (s *sums) add(other sums) {
	for i := range s.total {
		s.total[i] += other.total[i]
	}
}

// addValues adds a row of a table: whole numbers, texts and bytes.
func (s *sums) addValues(table string, values ...any) {
	framed := append(make([]byte, 0, 512), s.key[:]...)
	framed = frame(framed, table)
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

func (s *sums) addCommand(board string, r run, reference string) {
	s.addValues("commands", board, r.command, r.first.Asked, string(r.first.Stream), r.first.Seq, r.last.Seq, reference, instant(r.first.RecordedAt))
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

// summed says what is read of each table, in the order of the fields of its row.
var summed = []struct{ table, columns string }{
	{"reviews", `board, id, reference, sort, workflow, number, version, opened_on,
		closed, on_hold, next_due, next_clock, latest, stages, state`},
	{"people", "board, id, handle, version, state"},
	{"boards", "code, title, version, state"},
	{"adoptions", "board, workflow, version, state"},
	{"review_moves", "board, review, seq, state"},
	{"review_tracks", "board, stage, sort, track, item"},
	{"review_people", "board, person, sort, assignment, from_on, until_on"},
	{"commands", "board, id, digest, stream, first, last, reference, recorded_at"},
}

// sameSums reports whether the rows are those that the events fold to.
func (v *verifier) sameSums(ctx context.Context) (bool, error) {
	got := sums{key: v.sums.key}
	for _, s := range summed {
		if err := v.sumTable(ctx, &got, s.table, s.columns); err != nil {
			return false, fmt.Errorf("read %s: %w", s.table, err)
		}
	}
	return got.total == v.sums.total, nil
}

func (v *verifier) sumTable(ctx context.Context, into *sums, table, columns string) (err error) {
	rows, err := v.q.QueryContext(ctx, "SELECT "+columns+" FROM "+table)
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
