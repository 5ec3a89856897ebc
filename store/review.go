package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"scr/review"
)

// reviewRow is a review as the database keeps it. State is the whole review but
// for its moves, its texts as references; the rest is what lists need.
type reviewRow struct {
	Board     string `db:"board"`
	ID        string `db:"id"`
	Reference string `db:"reference"`
	Sort      string `db:"sort"`
	Workflow  string `db:"workflow"`
	Number    int    `db:"number"`
	Version   int64  `db:"version"`
	OpenedOn  string `db:"opened_on"`
	Closed    bool   `db:"closed"`
	OnHold    bool   `db:"on_hold"`
	NextDue   string `db:"next_due"`
	NextClock string `db:"next_clock"`
	Latest    string `db:"latest"`
	Stages    string `db:"stages"`
	State     []byte `db:"state"`

	tracks, people       []part // as they must be
	oldTracks, oldPeople []part // as the version before left them

	moves    []moveRow // to be written: those that the version before did not have
	refolded bool      // the whole log was folded again: all moves are to be written
}

// part is a row of review_tracks (stage, track, item) or of review_people
// (person, assignment, from, until).
type part [4]string

// newReviewRow makes the row of a review. Refolded says that the log was folded
// again from its beginning, so that more than the end of it may have changed.
func newReviewRow(board string, before, next *review.Review, refolded bool) (*reviewRow, error) {
	state, err := json.Marshal(withoutMoves{Review: next})
	if err != nil {
		return nil, fmt.Errorf("write the state of %s: %w", next.Stream(), err)
	}
	line := next.Line()
	stages, err := json.Marshal(line.Stages)
	if err != nil {
		return nil, fmt.Errorf("write the stages of %s: %w", next.Stream(), err)
	}
	kept := len(before.Moves)
	if refolded {
		kept = 0
	}
	moves, err := movesOf(next.Moves[kept:])
	if err != nil {
		return nil, err
	}
	return &reviewRow{
		Board: board, ID: next.ID, Reference: next.Reference, Sort: sortKey(next.Reference),
		Workflow: next.Pin.Workflow, Number: next.Pin.Number, Version: next.Version,
		OpenedOn: next.OpenedOn.String(), Closed: line.Closed, OnHold: line.OnHold,
		NextDue: line.NextDue.String(), NextClock: line.NextClock, Latest: next.Latest.String(), Stages: string(stages), State: state,
		tracks: tracksOf(next), people: peopleOf(next), oldTracks: tracksOf(before), oldPeople: peopleOf(before),
		moves: moves, refolded: refolded,
	}, nil
}

func (r *reviewRow) label() string { return r.Reference }
func (r *reviewRow) noun() string  { return "review" }

func tracksOf(r *review.Review) []part {
	parts := make([]part, 0, len(r.Instances))
	for _, in := range r.Instances {
		parts = append(parts, part{in.Stage, in.Track, in.Item})
	}
	return parts
}

func peopleOf(r *review.Review) []part {
	parts := make([]part, 0, len(r.Assignments))
	for _, a := range r.Assignments {
		parts = append(parts, part{a.Person, a.ID, a.From.First().String(), a.To.Last().String()})
	}
	return parts
}

func (r *reviewRow) save(t *tx, version int64) (bool, error) {
	write := r.update
	if version == 0 {
		write = r.insert
	}
	changed, err := write(t, version)
	if err != nil || changed == 0 {
		return false, err
	}
	if err := r.saveMoves(t); err != nil {
		return false, err
	}
	if err := r.saveTracks(t); err != nil {
		return false, err
	}
	return true, r.savePeople(t)
}

func (r *reviewRow) insert(t *tx, _ int64) (int64, error) {
	changed, err := t.exec(`
		INSERT INTO reviews (board, id, reference, sort, workflow, number, version, opened_on,
			closed, on_hold, next_due, next_clock, latest, stages, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (board, id) DO NOTHING`,
		r.Board, r.ID, r.Reference, r.Sort, r.Workflow, r.Number, r.Version, r.OpenedOn,
		r.Closed, r.OnHold, r.NextDue, r.NextClock, r.Latest, r.Stages, r.State)
	if isTaken(err) {
		return 0, review.Errorf(review.Invalid, "reference %s is taken", r.Reference).
			WithHint("leave the reference out, and the next free one is given")
	}
	return changed, err
}

// update writes what an append may change. Reference and definition stay: a key
// that is not written costs no look at its index.
func (r *reviewRow) update(t *tx, version int64) (int64, error) {
	return t.exec(`
		UPDATE reviews
		SET version = ?, opened_on = ?, closed = ?, on_hold = ?, next_due = ?, next_clock = ?,
			latest = ?, stages = ?, state = ?
		WHERE board = ? AND id = ? AND version = ?`,
		r.Version, r.OpenedOn, r.Closed, r.OnHold, r.NextDue, r.NextClock, r.Latest, r.Stages, r.State,
		r.Board, r.ID, version)
}

func (r *reviewRow) saveTracks(t *tx) error {
	for _, p := range without(r.oldTracks, r.tracks) {
		_, err := t.exec(`
			DELETE FROM review_tracks
			WHERE board = ? AND stage = ? AND sort = ? AND track = ? AND item = ?`,
			r.Board, p[0], r.Sort, p[1], p[2])
		if err != nil {
			return err
		}
	}
	for _, p := range without(r.tracks, r.oldTracks) {
		_, err := t.exec(`
			INSERT INTO review_tracks (board, stage, sort, track, item)
			VALUES (?, ?, ?, ?, ?)`,
			r.Board, p[0], r.Sort, p[1], p[2])
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reviewRow) savePeople(t *tx) error {
	for _, p := range without(r.oldPeople, r.people) {
		_, err := t.exec(`
			DELETE FROM review_people
			WHERE board = ? AND person = ? AND sort = ? AND assignment = ?`,
			r.Board, p[0], r.Sort, p[1])
		if err != nil {
			return err
		}
	}
	for _, p := range without(r.people, r.oldPeople) {
		_, err := t.exec(`
			INSERT INTO review_people (board, person, sort, assignment, from_on, until_on)
			VALUES (?, ?, ?, ?, ?, ?)`,
			r.Board, p[0], r.Sort, p[1], p[2], p[3])
		if err != nil {
			return err
		}
	}
	return nil
}

// without returns the parts of a list that are not in another.
func without(list, other []part) []part {
	return slices.DeleteFunc(slices.Clone(list), func(p part) bool { return slices.Contains(other, p) })
}

// Review returns where a review stands. Its texts are references; see [DB.Texts].
// The reference may be written in small letters and without leading zeros. There
// being none is a [review.NotFound] error.
func (db *DB) Review(ctx context.Context, reference string) (*review.Review, error) {
	r, err := db.nearest(ctx, reference)
	if err == nil && sortKey(r.Reference) != sortKey(reference) {
		return nil, noReview(reference)
	}
	return r, err
}

func noReview(reference string) error {
	return review.Errorf(review.NotFound, "there is no review %s", reference).WithHint(`see "scr list"`)
}

// nearest returns the review of that reference, or else the one before it, or the first:
// what is not there is looked for with the same query as what is, and as much is read.
func (db *DB) nearest(ctx context.Context, reference string) (*review.Review, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	const found = `coalesce((SELECT max(sort) FROM reviews WHERE board = ? AND sort <= ?), (SELECT min(sort) FROM reviews WHERE board = ?))`
	key := sortKey(reference)
	var rows []moveRow // the review's own row, as number 0, and its moves: in one query, so that they are of one moment
	err = db.few(ctx, &rows, `
		SELECT 0 AS seq, state
		FROM reviews
		WHERE board = ? AND sort = `+found+`
		UNION ALL
		SELECT m.seq, m.state
		FROM reviews r
		CROSS JOIN review_moves m ON m.board = r.board AND m.review = r.id
		WHERE r.board = ? AND r.sort = `+found+`
		ORDER BY seq`, board, board, key, board, board, board, key, board)
	if err != nil {
		return nil, fmt.Errorf("read review %s: %w", reference, err)
	}
	if len(rows) == 0 || rows[0].Seq != 0 {
		return nil, noReview(reference)
	}
	r := &review.Review{}
	if err := decodeParts(rows[0].State, r); err != nil {
		return nil, unreadable("review "+reference, err)
	}
	if r.Moves, err = readMoves(rows[1:]); err != nil {
		return nil, unreadable("review "+reference, err)
	}
	return r, nil
}

// decodeParts decodes a JSON object into a struct, member by member. To decode it in
// one go, encoding/json first learns the shape of every kind of record there is: a
// millisecond in each process, for records that most reviews have not got yet.
func decodeParts(data []byte, into any) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	v := reflect.ValueOf(into).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		part, ok := parts[name]
		if !ok {
			continue
		}
		if err := json.Unmarshal(part, v.Field(i).Addr().Interface()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// readState reads a state that a row holds.
func readState[S any](data []byte, what string) (*S, error) {
	state := new(S)
	if err := json.Unmarshal(data, state); err != nil {
		return nil, unreadable(what, err)
	}
	return state, nil
}
