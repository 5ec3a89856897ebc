package store

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"scr/internal/audit"
	"scr/review"
)

// Verify reads the whole log and everything folded from it, and reports each
// place that is not what it should be. It reads every envelope strictly, computes
// every commitment again, looks for gaps, folds every stream again and compares
// with the rows byte for byte. It sees one moment of the database, holds one
// stream in memory at a time, and keeps nobody from writing. A log that was cut, or
// rewritten with everything that hangs on it, shows only against what somebody
// remembers: see [DB.Remember]. Progress, which may be nil, hears how many events are
// done.
//
// The error is for what kept it from looking; what it found stands in Problems.
func (db *DB) Verify(ctx context.Context, progress func(done, total int64)) (found review.Verified, err error) {
	err = db.snapshot(ctx, func(q *sqlx.Tx) error {
		v := newVerifier(db, q, progress)
		v.held = db.held()
		if err := v.run(ctx); err != nil {
			return fmt.Errorf("verify the log: %w", translate(err))
		}
		found = v.found
		return nil
	})
	return found, err
}

// snapshot runs f over one moment of the database, on a connection of its own.
func (db *DB) snapshot(ctx context.Context, f func(*sqlx.Tx) error) (err error) {
	p := pool(db.path, readOnly, 1)
	defer func() { err = errors.Join(err, p.Close()) }()
	q, err := p.BeginTxx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	return errors.Join(f(q), q.Rollback()) // nothing was written
}

// verifier walks the log, stream after stream.
type verifier struct {
	db       *DB
	q        *sqlx.Tx
	prepared map[string]*sqlx.Stmt // closed with the transaction
	progress func(done, total int64)
	found    review.Verified
	total    int64
	board    string

	fields   *fieldCursor
	erased   map[erasedField]int64 // by which event, in the log's numbers
	unspoken map[erasedField]bool  // those of which no event has spoken yet
	leaves   []audit.Hash          // of all events, in the order of the log
	held     []audit.Head          // what was seen of the log before
	stream   streamCheck
	counters map[counter]int64
	files    map[string]bool // hashes of the definition files kept
	tracks   int64           // rows that review_tracks must have
	people   int64           // rows that review_people must have
}

// counter names one of the counters.
type counter struct {
	Name string `db:"name"`
	Year int    `db:"year"`
}

func newVerifier(db *DB, q *sqlx.Tx, progress func(done, total int64)) *verifier {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	return &verifier{db: db, q: q, prepared: map[string]*sqlx.Stmt{}, progress: progress, counters: map[counter]int64{}, files: map[string]bool{},
		found: review.Verified{Problems: []review.Untrusted{}}}
}

// distrust notes a problem.
func (v *verifier) distrust(stream review.Stream, seq, global int64, format string, args ...any) {
	v.found.Problems = append(v.found.Problems,
		review.Untrusted{Stream: stream, Seq: seq, Global: global, Says: fmt.Sprintf(format, args...)})
}

func (v *verifier) run(ctx context.Context) error {
	if err := v.q.GetContext(ctx, &v.total, `SELECT count(*) FROM events`); err != nil {
		return err
	}
	v.leaves = make([]audit.Hash, v.total)
	if v.total == 0 {
		v.distrust("", 0, 0, "the log is empty: there is not even a board")
	}
	for _, check := range []func(context.Context) error{
		v.checkFiles, v.checkGlobal, v.readErased, v.checkLog, v.checkErased, v.checkTree, v.checkStrays, v.checkParts, v.checkCounters,
	} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	v.progress(v.total, v.total)
	return nil
}

// eventRow is an event with its columns, which repeat what the envelope says.
type eventRow struct {
	Global     int64  `db:"global"`
	Board      string `db:"board"`
	Stream     string `db:"stream"`
	Seq        int64  `db:"seq"`
	Kind       string `db:"kind"`
	Command    string `db:"command"`
	RecordedAt string `db:"recorded_at"`
	OccurredOn string `db:"occurred_on"`
	Definition string `db:"definition"`
	Envelope   []byte `db:"envelope"`
}

// checkLog walks the events in the order of their streams. Their fields come in
// the same order from a second cursor.
func (v *verifier) checkLog(ctx context.Context) (err error) {
	v.fields, err = openFields(ctx, v.q)
	if err != nil {
		return err
	}
	rows, err := v.q.QueryxContext(ctx, `
		SELECT global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope
		FROM events
		ORDER BY board, stream, seq`)
	if err != nil {
		return errors.Join(err, v.fields.rows.Close())
	}
	defer func() { err = errors.Join(err, rows.Close(), v.fields.rows.Close()) }()
	for rows.Next() {
		var row eventRow
		if err := rows.Scan(&row.Global, &row.Board, &row.Stream, &row.Seq, &row.Kind, &row.Command,
			&row.RecordedAt, &row.OccurredOn, &row.Definition, &row.Envelope); err != nil {
			return err
		}
		if err := v.event(ctx, row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return v.endStream(ctx)
}

func (v *verifier) event(ctx context.Context, row eventRow) error {
	stream := review.Stream(row.Stream)
	if stream != v.stream.name || row.Board != v.board {
		if err := v.endStream(ctx); err != nil {
			return err
		}
		v.board, v.stream = row.Board, streamCheck{name: stream, texts: map[place]bool{}, globals: map[int64]int64{}}
	}
	if v.found.Events++; v.found.Events%1000 == 0 {
		v.progress(v.found.Events, v.total)
	}
	v.checkSeq(row)
	v.stream.globals[row.Seq] = row.Global
	if row.Global >= 1 && row.Global <= int64(len(v.leaves)) {
		v.leaves[row.Global-1] = audit.Leaf(row.Envelope)
	}
	fields, err := v.fields.of(row.Global)
	if err != nil {
		return err
	}
	v.checkEnvelope(row, fields)
	return nil
}

// checkSeq looks for a gap before an event.
func (v *verifier) checkSeq(row eventRow) {
	v.stream.last++
	for ; v.stream.last < row.Seq; v.stream.last++ {
		v.stream.broken = true
		v.distrust(v.stream.name, v.stream.last, 0, "the event is missing")
	}
	if row.Seq < v.stream.last {
		v.stream.broken = true
		v.distrust(v.stream.name, row.Seq, row.Global, "the event has an impossible place in its stream")
	}
}

// checkEnvelope reads an event strictly, and compares it with its columns and
// with the values beside it.
func (v *verifier) checkEnvelope(row eventRow, fields []fieldRow) {
	e, err := audit.Parse(row.Envelope)
	if err != nil {
		v.stream.broken = true
		v.distrust(v.stream.name, row.Seq, row.Global, "%s", err)
		return
	}
	v.checkColumns(row, e)
	v.checkFields(row, e, fields)
	ev, err := e.Decode()
	if err != nil {
		v.stream.broken = true
		v.distrust(v.stream.name, row.Seq, row.Global, "the event's body cannot be read as a %s", e.Kind)
		return
	}
	v.checkReferences(ev)
	if erasure, ok := ev.Body.(*review.TextsErased); ok {
		v.checkErasure(ev, erasure)
	}
	v.stream.events = append(v.stream.events, ev)
	v.stream.ran(ev)
	if name, kind := nameOf(ev.Body); name != nil {
		if year, n, ok := numbered(ev.Board, kind, *name); ok {
			c := counter{kind, year}
			v.counters[c] = max(v.counters[c], n)
		}
	}
}

func (v *verifier) checkColumns(row eventRow, e audit.Envelope) {
	ev := e.Event
	for _, column := range []struct {
		name        string
		same, moved bool
	}{
		{"board", row.Board == ev.Board, true},
		{"stream", row.Stream == string(ev.Stream), true},
		{"seq", row.Seq == ev.Seq, true},
		{"global", row.Global == ev.Global, true},
		{"kind", row.Kind == e.Kind, false},
		{"command", row.Command == ev.Command, false},
		{"recorded_at", row.RecordedAt == instant(ev.RecordedAt), false},
		{"occurred_on", row.OccurredOn == ev.OccurredOn.String(), false},
		{"definition", row.Definition == ev.Definition, false},
	} {
		if !column.same {
			v.stream.broken = v.stream.broken || column.moved
			v.distrust(v.stream.name, row.Seq, row.Global, "the column %s is not what the envelope says", column.name)
		}
	}
}

// checkFields computes every commitment again.
func (v *verifier) checkFields(row eventRow, e audit.Envelope, fields []fieldRow) {
	beside := map[string]fieldRow{}
	for _, f := range fields {
		beside[f.Path] = f
	}
	for _, c := range e.Fields {
		v.found.Commitments++
		v.stream.texts[place{v.stream.name, e.Event.Seq, c.Path}] = true
		f, ok := beside[c.Path]
		delete(beside, c.Path)
		if says := v.checkField(e, c, f, ok); says != "" {
			v.distrust(v.stream.name, row.Seq, row.Global, says, c.Path)
		}
	}
	for _, f := range fields {
		if _, left := beside[f.Path]; left {
			v.distrust(v.stream.name, row.Seq, row.Global, "the value of %s was not recorded with the event", f.Path)
		}
	}
}

// checkField says what is wrong with one value, with %s for its path, or nothing.
func (v *verifier) checkField(e audit.Envelope, c audit.Commitment, f fieldRow, beside bool) (says string) {
	ev := e.Event
	_, erased := v.erased[erasedField{ev.Global, c.Path}]
	switch {
	case !beside && erased:
		v.found.Erased++
		return ""
	case !beside:
		return "the value of %s is missing, and no erasure took it away"
	case f.Class != string(c.Class):
		return "the class of %s is not the one that was recorded"
	case f.Sealed[0] != inClear && v.db.options.Keys == nil:
		v.found.Unopened++
		return ""
	}
	salt, value, err := v.db.unseal(ev.Board, place{ev.Stream, ev.Seq, c.Path}, f.Sealed)
	if err != nil {
		return "the value of %s cannot be opened, and no erasure says why"
	}
	commit := audit.Commit(ev.Board, ev.Stream, ev.Seq, c.Path, salt, value)
	if !hmac.Equal(commit[:], c.Commit[:]) {
		return "the value of %s is not the one that was recorded"
	}
	v.found.Readable++
	return ""
}

// checkReferences looks for texts that lead nowhere.
func (v *verifier) checkReferences(ev review.Event) {
	review.EachText(ev.Body, func(path string, _ review.Class, t *review.Text) {
		if seq, at := t.Ref(); !v.stream.texts[place{v.stream.name, seq, at}] {
			v.distrust(v.stream.name, ev.Seq, ev.Global, "the text %s refers to #%d/%s, where nothing was recorded", path, seq, at)
		}
	})
}
