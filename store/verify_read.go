package store

import (
	"context"
	"errors"
	"runtime"
	"strings"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

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

// split takes apart the columns that are texts. They are read as one, which halves the
// time that reading takes. A column that holds the separator itself, which none may,
// shifts those behind it: then they are not what the envelope says.
func (r *eventRow) split(texts string) {
	for _, to := range []*string{&r.Board, &r.Stream, &r.Kind, &r.Command, &r.RecordedAt, &r.OccurredOn} {
		*to, texts, _ = strings.Cut(texts, "\x1f")
	}
	r.Definition = texts
}

// fieldRow is a personal value beside the log.
type fieldRow struct {
	Path   string `db:"path"`
	Class  string `db:"class"`
	Sealed []byte `db:"sealed"`
}

// streamRows is all that is kept of one stream.
type streamRows struct {
	board  string
	name   review.Stream
	events []eventRow
	fields [][]fieldRow // of each event
}

// job is some streams to be checked, and where it is told what was found in them.
type job struct {
	streams []streamRows
	found   chan []*streamCheck
}

// eventsAtOnce is how many events a job has at least. Streams are mostly short: handing
// each over by itself takes as long as checking it.
const eventsAtOnce = 512

// checkLog has every stream checked, several at a time, and takes in what was found
// in the order of the streams.
func (v *verifier) checkLog(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := runtime.GOMAXPROCS(0)
	todo, order := make(chan job, 2*workers), make(chan job, 4*workers)
	for range workers {
		go v.work(todo)
	}
	read := make(chan error, 1)
	go func() {
		read <- v.readJobs(ctx, todo, order)
		close(todo)
		close(order)
	}()
	var err error
	for j := range order {
		for _, checked := range <-j.found {
			if err == nil {
				err = v.take(ctx, checked)
			}
		}
		if err != nil {
			stop()
		}
	}
	return errors.Join(err, <-read)
}

func (v *verifier) work(todo <-chan job) {
	for j := range todo {
		found := make([]*streamCheck, 0, len(j.streams))
		for _, rows := range j.streams {
			found = append(found, v.checkStream(rows))
		}
		j.found <- found
	}
}

// readJobs reads the streams, and hands them over some at a time: to those who check
// them first, so that nobody waits for what was never checked.
func (v *verifier) readJobs(ctx context.Context, to ...chan<- job) error {
	var some []streamRows
	events := 0
	give := func() error {
		j := job{some, make(chan []*streamCheck, 1)}
		some, events = nil, 0
		for _, to := range to {
			select {
			case to <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	err := readStreams(ctx, v.q, func(rows streamRows) error {
		if some, events = append(some, rows), events+len(rows.events); events < eventsAtOnce {
			return nil
		}
		return give()
	})
	if err != nil || len(some) == 0 {
		return err
	}
	return give()
}

// take takes in what was found in one stream.
func (v *verifier) take(ctx context.Context, c *streamCheck) error {
	before := v.found.Events / 1000
	v.found.Streams++
	v.found.Events += c.found.Events
	v.found.Commitments += c.found.Commitments
	v.found.Readable += c.found.Readable
	v.found.Erased += c.found.Erased
	v.found.Unopened += c.found.Unopened
	v.found.Problems = append(v.found.Problems, c.found.Problems...)
	v.values += c.values
	for _, command := range c.unasked {
		v.unasked[command] = true
	}
	for _, field := range c.spoken {
		delete(v.unspoken, field)
	}
	for name, n := range c.counters {
		v.counters[name] = max(v.counters[name], n)
	}
	if v.found.Events/1000 > before {
		v.progress(v.found.Events, v.total)
	}
	v.takeSlots(c)
	v.sums.add(c.sums)
	if !v.rowwise {
		return nil
	}
	v.stream = c
	if c.want != nil {
		if err := v.checkRow(ctx, c.want); err != nil {
			return err
		}
	}
	return v.checkCommands(ctx, c.want)
}

// readStreams reads the events in the order of their streams. Their fields come in
// the same order from a second cursor.
func readStreams(ctx context.Context, q *sqlx.Tx, give func(streamRows) error) (err error) {
	fields, err := openFields(ctx, q)
	if err != nil {
		return err
	}
	rows, err := q.QueryxContext(ctx, `
		SELECT global, seq, envelope, concat_ws(char(31), board, stream, kind, command, recorded_at, occurred_on, definition)
		FROM events
		ORDER BY board, stream, seq`)
	if err != nil {
		return errors.Join(err, fields.rows.Close())
	}
	defer func() { err = errors.Join(err, rows.Close(), fields.rows.Close()) }()
	var stream streamRows
	for rows.Next() {
		var row eventRow
		var texts string
		if err := rows.Scan(&row.Global, &row.Seq, &row.Envelope, &texts); err != nil {
			return err
		}
		row.split(texts)
		if len(stream.events) > 0 && (row.Stream != string(stream.name) || row.Board != stream.board) {
			if err := give(stream); err != nil {
				return err
			}
			stream = streamRows{}
		}
		beside, err := fields.of(row.Global)
		if err != nil {
			return err
		}
		stream.board, stream.name = row.Board, review.Stream(row.Stream)
		stream.events, stream.fields = append(stream.events, row), append(stream.fields, beside)
	}
	if err := rows.Err(); err != nil || len(stream.events) == 0 {
		return err
	}
	return give(stream)
}

// fieldCursor walks the personal values in the order of the log's streams.
type fieldCursor struct {
	rows   *sqlx.Rows
	global int64 // of the value read last, which belongs to an event still to come; 0 for none
	next   fieldRow
}

func openFields(ctx context.Context, q *sqlx.Tx) (*fieldCursor, error) {
	rows, err := q.QueryxContext(ctx, `
		SELECT f.global, f.path, f.class, f.sealed
		FROM events e
		CROSS JOIN event_fields f  -- in this order, so that the events' index does the sorting
		WHERE f.global = e.global
		ORDER BY e.board, e.stream, e.seq`)
	return &fieldCursor{rows: rows}, err
}

// of returns the values of one event.
func (c *fieldCursor) of(global int64) ([]fieldRow, error) {
	var fields []fieldRow
	for {
		if c.global == 0 {
			if !c.rows.Next() {
				return fields, c.rows.Err()
			}
			if err := c.rows.Scan(&c.global, &c.next.Path, &c.next.Class, &c.next.Sealed); err != nil {
				return nil, err
			}
		}
		if c.global != global {
			return fields, nil
		}
		fields = append(fields, c.next)
		c.global, c.next = 0, fieldRow{}
	}
}
