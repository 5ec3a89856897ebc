package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"scr/internal/audit"
	"scr/review"
)

// Verify reads the whole log and everything folded from it, and reports each
// place that is not what it should be. It reads every envelope strictly, computes
// every commitment again, looks for gaps, folds every stream again and compares
// with the rows byte for byte. It sees one moment of the database, holds a few
// streams in memory at a time, and keeps nobody from writing. A log that was cut, or
// rewritten with everything that hangs on it, shows only against what somebody
// remembers: see [DB.Remember]. Progress, which may be nil, hears how many events are
// done.
//
// The error is for what kept it from looking; what it found stands in Problems.
func (db *DB) Verify(ctx context.Context, progress func(done, total int64)) (found review.Verified, err error) {
	if err := db.keysOpen(ctx); err != nil {
		return found, err
	}
	err = db.snapshot(ctx, func(q *sqlx.Tx) error {
		return db.snapshot(ctx, func(beside *sqlx.Tx) error {
			v := newVerifier(db, q, beside, progress)
			if err := v.run(ctx); err != nil {
				return fmt.Errorf("verify the log: %w", translate(err))
			}
			found = v.found
			return nil
		})
	})
	return found, err
}

// keysOpen reports what keeps the key ring as a whole from being opened: a ring that is
// locked or lost says nothing about the texts.
func (db *DB) keysOpen(ctx context.Context) error {
	if db.options.Keys == nil {
		return nil
	}
	sealing, err := db.Sealing(ctx)
	if err == nil && sealing {
		_, err = db.options.Keys.Slots()
	}
	return err
}

// snapshot runs f over one moment of the database, on a connection of its own.
func (db *DB) snapshot(ctx context.Context, f func(*sqlx.Tx) error) (err error) {
	may := readOnly
	if db.fixed {
		may = unmoving
	}
	p := pool(db.path, may, 1)
	defer func() { err = errors.Join(err, p.Close()) }()
	q, err := p.BeginTxx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	var schema int64 // the moment is that of the first look
	if err := q.GetContext(ctx, &schema, `PRAGMA user_version`); err != nil {
		return errors.Join(translate(err), q.Rollback())
	}
	return errors.Join(f(q), q.Rollback()) // nothing was written
}

// verifier holds what is known of the whole log while its streams are checked.
type verifier struct {
	db       *DB
	q        *sqlx.Tx
	beside   *sqlx.Tx              // sums up the rows meanwhile; where it sees another moment, they differ, and q has the last word
	prepared map[string]*sqlx.Stmt // closed with the transaction
	progress func(done, total int64)
	found    review.Verified
	total    int64

	erased   map[erasedField]int64   // by which event, in the log's numbers
	kept     map[review.Stream]int64 // the slots of the streams' keys, those that were not yet met
	used     []slotUse
	unspoken map[erasedField]bool // those of which no event has spoken yet
	leaves   []audit.Hash         // of all events, in the order of the log
	reads    []audit.Hash         // of all records of the access log
	unasked  map[string]bool      // commands of which the log does not say what they asked for
	counters map[counter]int64
	files    map[string]bool // hashes of the definition files kept

	sums    sums         // of all rows as the events fold to them
	rowwise bool         // the rows are compared one by one, because their sums differ
	stream  *streamCheck // the one whose rows are compared
	values  int64        // beside events
	tracks  int64        // rows that review_tracks must have
	people  int64        // rows that review_people must have
}

// counter names one of the counters.
type counter struct {
	Name string `db:"name"`
	Year int    `db:"year"`
}

func newVerifier(db *DB, q, beside *sqlx.Tx, progress func(done, total int64)) *verifier {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	v := &verifier{db: db, q: q, beside: beside, prepared: map[string]*sqlx.Stmt{}, progress: progress, files: map[string]bool{}}
	rand.Read(v.sums.key[:]) // never fails
	return v
}

// distrust notes a problem.
func (v *verifier) distrust(stream review.Stream, seq, global int64, format string, args ...any) {
	v.found.Problems = append(v.found.Problems,
		review.Untrusted{Stream: stream, Seq: seq, Global: global, Says: fmt.Sprintf(format, args...)})
}

// run compares all rows at once, by their sums. Only when these differ it goes
// through everything again to tell which row it is.
func (v *verifier) run(ctx context.Context) error {
	if err := v.q.GetContext(ctx, &v.total, `SELECT count(*) FROM events`); err != nil {
		return err
	}
	same, err := v.walk(ctx)
	if err == nil && !same {
		v.rowwise = true
		_, err = v.walk(ctx)
	}
	v.progress(v.total, v.total)
	return err
}

// walk goes through everything once, and reports whether the rows have the sums that
// they must have.
func (v *verifier) walk(ctx context.Context) (same bool, err error) {
	v.found = review.Verified{Problems: []review.Untrusted{}}
	v.unasked = map[string]bool{}
	v.leaves, v.counters, v.values, v.tracks, v.people = make([]audit.Hash, v.total), map[counter]int64{}, 0, 0, 0
	v.sums.clear()
	v.used = v.used[:0]
	if v.total == 0 {
		v.distrust("", 0, 0, "the log is empty: there is not even a board")
	}
	ctx, stop := context.WithCancel(ctx)
	kept := v.sumRows(ctx)
	defer func() { stop(); kept.wait() }() // its transaction ends with the other
	checks := []func(context.Context) error{v.checkFiles, v.readErased, v.readStreamSlots, v.checkLog, v.checkErased, v.checkTree, v.checkCounters, v.checkSlots}
	if v.rowwise {
		checks = append(checks, v.checkGlobal, v.checkStrays, v.checkParts)
	}
	for _, check := range checks {
		if err := check(ctx); err != nil {
			return false, err
		}
	}
	if v.rowwise {
		return true, nil
	}
	return v.noneTooMany(ctx, kept)
}

// noneTooMany reports whether every place in the log holds an event, every value
// beside it belongs to one, and every row is what the events fold to.
func (v *verifier) noneTooMany(ctx context.Context, kept *keptRows) (bool, error) {
	if slices.Contains(v.leaves, audit.Hash{}) {
		return false, nil
	}
	var values int64
	if err := v.q.GetContext(ctx, &values, `SELECT count(*) FROM event_fields`); err != nil || values != v.values {
		return false, err
	}
	return v.sameSums(ctx, kept)
}
