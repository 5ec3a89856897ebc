package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"scr/internal/audit"
	"scr/review"
)

// Reapplied says what [DB.ApplyErased] did.
type Reapplied struct {
	Erasures []string // handles
	Texts    int      // that were erased again
	// Elsewhere counts entries about events that are not in this database: they were
	// recorded after the copy was made, or lost in a restore.
	Elsewhere int
}

// ApplyErased takes away from a database, which came back from an older copy, what a
// list says was erased since: each text that is still beside the log, and each stream
// that was erased whole. It records that in events of its own, with the handles that
// the erasures had. No key is touched yet: see [DB.FinishErasures]. At is when this is done,
// by the program's clock. Interrupted, it may be repeated with the same list.
//
// Each entry speaks of one event, and is passed over where that event is not in this
// database: it was recorded after the copy was made, or a restore lost it. A list of
// another log is a [review.Invalid] error, and then nothing is erased.
func (db *DB) ApplyErased(ctx context.Context, list audit.ErasedList, at time.Time) (Reapplied, error) {
	var done Reapplied
	text, err := list.Text()
	if err != nil {
		return done, err
	}
	sum := sha256.Sum256([]byte(text))
	todo, err := db.erasedAnew(ctx, list, &done)
	if err != nil || len(todo) == 0 {
		return done, err
	}
	begun, err := db.begun(ctx, hexOf(sum))
	if err == nil && !begun {
		err = db.recordAnew(ctx, hexOf(sum), done, at)
	}
	if err != nil {
		return done, err
	}
	for _, s := range todo {
		if err := db.eraseAnew(ctx, s, at); err != nil {
			return done, fmt.Errorf("erase again what was erased: %w", err)
		}
	}
	return done, nil
}

// begun reports whether this list was begun with before.
func (db *DB) begun(ctx context.Context, list string) (bool, error) {
	events, err := db.Events(ctx, review.BoardStream)
	return slices.ContainsFunc(events, func(ev review.Event) bool {
		b, ok := ev.Body.(*review.ErasuresReapplied)
		return ok && b.List == list
	}), err
}

// anew is what one erasure took of one stream.
type anew struct {
	erasure string
	stream  review.Stream
	whole   bool
	texts   []review.ErasedText
}

// erasedAnew finds what of the list is still in the database.
func (db *DB) erasedAnew(ctx context.Context, list audit.ErasedList, done *Reapplied) ([]*anew, error) {
	origin, err := db.Origin(ctx)
	if err != nil {
		return nil, err
	}
	ours, _ := audit.Lineage(origin)
	if theirs, _ := audit.Lineage(list.Origin); theirs != ours {
		return nil, review.Errorf(review.Invalid, "the list says what was erased from %s, and this is %s", list.Origin, origin).
			WithHint("take the list that was kept with this board's keys")
	}
	var todo []*anew
	for _, e := range list.Entries {
		here, err := db.eraseEntry(ctx, e, &todo)
		if err != nil {
			return nil, err
		}
		if !here {
			done.Elsewhere++
		}
	}
	todo = slices.DeleteFunc(todo, func(s *anew) bool { return len(s.texts) == 0 && !s.whole })
	if err := db.wholesAnew(ctx, todo); err != nil {
		return nil, err
	}
	for _, s := range todo {
		done.Texts += len(s.texts)
		if !slices.Contains(done.Erasures, s.erasure) {
			done.Erasures = append(done.Erasures, s.erasure)
		}
	}
	return todo, nil
}

// eraseEntry adds one entry of a list to what is to be erased, unless it is gone. It
// reports whether the entry's event is in this database.
func (db *DB) eraseEntry(ctx context.Context, e audit.ErasedEntry, todo *[]*anew) (here bool, err error) {
	var at struct {
		Stream   string `db:"stream"`
		Seq      int64  `db:"seq"`
		Envelope []byte `db:"envelope"`
		Made     bool   `db:"made"`
		There    bool   `db:"there"`
	}
	found, err := db.get(ctx, &at, `
		SELECT stream, seq, envelope,
			EXISTS (SELECT 1 FROM event_fields WHERE global = ?1 AND path = ?2) AS there,
			EXISTS (SELECT 1 FROM erased_fields WHERE global = ?1 AND path = ?2) AS made
		FROM events
		WHERE global = ?1`, e.Global, e.Path)
	if err != nil || !found || audit.LeafMark(audit.Leaf(at.Envelope)) != e.Leaf {
		return false, err
	}
	if at.Made {
		return true, nil
	}
	if e.Path != "" && !at.There || e.Path == "" && at.Seq != 1 {
		return true, review.Errorf(review.Invalid, "the list names a text of event %d that was never recorded there", e.Global).
			WithHint("take the list that was kept with this board's keys")
	}
	i := slices.IndexFunc(*todo, func(s *anew) bool { return s.erasure == e.Erasure && string(s.stream) == at.Stream })
	if i < 0 {
		i = len(*todo)
		*todo = append(*todo, &anew{erasure: e.Erasure, stream: review.Stream(at.Stream)})
	}
	s := (*todo)[i]
	if e.Path != "" {
		s.texts = append(s.texts, review.ErasedText{Seq: at.Seq, Path: e.Path})
		return true, nil
	}
	events, err := db.Events(ctx, s.stream)
	s.whole = review.ErasedWhole(events) == ""
	return true, err
}

// wholesAnew has a stream that was erased whole lose all that is left of it, after what
// other erasures took: this copy may have more of it than the one that it was erased in.
func (db *DB) wholesAnew(ctx context.Context, todo []*anew) error {
	slices.SortStableFunc(todo, func(a, b *anew) int { return rank(a.whole) - rank(b.whole) })
	for _, s := range todo {
		if !s.whole {
			continue
		}
		var left []struct {
			Seq  int64  `db:"seq"`
			Path string `db:"path"`
		}
		err := db.all(ctx, &left, `
			SELECT e.seq, f.path
			FROM events e
			JOIN event_fields f ON f.global = e.global
			WHERE e.stream = ?
			ORDER BY e.seq, f.path`, string(s.stream))
		if err != nil {
			return fmt.Errorf("read what is left of %s: %w", s.stream, err)
		}
		s.texts = nil
		for _, t := range left {
			if text := (review.ErasedText{Seq: t.Seq, Path: t.Path}); !goes(todo, s.stream, text) {
				s.texts = append(s.texts, text)
			}
		}
	}
	return nil
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// goes reports whether some erasure takes that text of a stream.
func goes(todo []*anew, of review.Stream, text review.ErasedText) bool {
	return slices.ContainsFunc(todo, func(s *anew) bool { return s.stream == of && slices.Contains(s.texts, text) })
}

func (db *DB) eraseAnew(ctx context.Context, s *anew, at time.Time) error {
	events, err := db.Events(ctx, s.stream)
	if err != nil {
		return err
	}
	empty, err := blank(s.stream)
	if err != nil {
		return err
	}
	state, err := review.Fold(empty, events)
	if err != nil {
		return err
	}
	return db.appendAnew(ctx, state, at, &review.TextsErased{Erasure: s.erasure, Whole: s.whole, Texts: s.texts})
}

// recordAnew says on the board's stream what is about to be done.
func (db *DB) recordAnew(ctx context.Context, list string, done Reapplied, at time.Time) error {
	board, err := db.Board(ctx)
	if err != nil {
		return err
	}
	return db.appendAnew(ctx, board, at, &review.ErasuresReapplied{List: list, Erasures: done.Erasures, Texts: done.Texts})
}

// appendAnew appends an event that the program records by itself.
func (db *DB) appendAnew(ctx context.Context, before review.State, at time.Time, body review.Body) error {
	year, month, day := at.UTC().Date()
	_, err := db.inTime(review.Append{Before: before, Command: db.options.NewID(), Digest: body.Kind(), RecordedAt: at,
		Events: []review.Event{{OccurredOn: review.NewDate(year, int(month), day), Body: body}}},
		func(a review.Append) (review.Receipt, error) { return db.append(ctx, a, true) })
	return err
}
