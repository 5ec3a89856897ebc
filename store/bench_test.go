package store

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"scr/internal/audit"
	"scr/review"
	"scr/store/storetest"
)

// BenchmarkAppend times an append that is like a move, and a bare transaction with
// the same inserts and updates on another database of the same schema, in turn.
// The ratio is the rate of the one over the rate of the other.
func BenchmarkAppend(b *testing.B) {
	ours, theirs := opened(b, made(b), Options{}), opened(b, made(b), Options{})
	c, d := storetest.NewClerk(b, ours), storetest.NewClerk(b, theirs)
	bare := newBare(b, theirs)
	var r *review.Review
	var took, took2 time.Duration
	for n := 0; b.Loop(); n++ {
		if n%20 == 0 { // a review does not move for ever
			r = c.Open(fmt.Sprint("r", n))
			d.Open(fmt.Sprint("r", n))
		}
		a := c.Ask(r, move(n))
		same := d.Ask(r, move(n))

		start := time.Now()
		if _, err := ours.Append(b.Context(), a); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)

		p := bare.prepare(b, same)
		start = time.Now()
		bare.run(b, p)
		took2 += time.Since(start)
		r = c.Review(r.Reference)
	}
	b.ReportMetric(float64(took.Microseconds())/float64(b.N), "µs/append")
	b.ReportMetric(float64(took2.Microseconds())/float64(b.N), "µs/bare")
	b.ReportMetric(float64(took2)/float64(took), "ratio")
}

func move(n int) review.Body {
	stages := []string{"referred", "decided"}
	return storetest.Move(stages[n%2], stages[(n+1)%2])
}

// bare is what a program would do that only wants the rows written.
type bare struct {
	db                                          *DB
	command, review, move, drop, add, eventStmt *sql.Stmt
}

func newBare(b *testing.B, db *DB) *bare {
	prepare := func(query string) *sql.Stmt {
		st, err := db.writer.PrepareContext(b.Context(), query)
		if err != nil {
			b.Fatal(err)
		}
		return st
	}
	return &bare{
		db: db,
		command: prepare(`INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
		review: prepare(`UPDATE reviews SET version = ?, opened_on = ?, closed = ?, on_hold = ?, next_due = ?, next_clock = ?,
			latest = ?, stages = ?, state = ? WHERE board = ? AND id = ? AND version = ?`),
		move: prepare(`INSERT INTO review_moves (board, review, seq, state) VALUES (?, ?, ?, ?)`),
		drop: prepare(`DELETE FROM review_tracks WHERE board = ? AND stage = ? AND sort = ? AND track = ? AND item = ?`),
		add:  prepare(`INSERT INTO review_tracks (board, stage, sort, track, item) VALUES (?, ?, ?, ?, ?)`),
		eventStmt: prepare(`INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
	}
}

// prepared is everything a bare transaction writes, made beforehand.
type prepared struct {
	*pending
	row      *reviewRow
	envelope []byte
}

func (w *bare) prepare(b *testing.B, a review.Append) prepared {
	p, err := w.db.pend(b.Context(), a)
	if err != nil {
		b.Fatal(err)
	}
	if err := p.fold(b.Context(), w.db); err != nil {
		b.Fatal(err)
	}
	var last int64
	if err := w.db.writer.Get(&last, `SELECT max(global) FROM events`); err != nil {
		b.Fatal(err)
	}
	p.events[0].Global = last + 1
	envelope, err := audit.Encode(p.events[0], p.plain[0], p.fields[0])
	if err != nil {
		b.Fatal(err)
	}
	return prepared{p, p.row.(*reviewRow), envelope}
}

func (w *bare) run(b *testing.B, p prepared) {
	ctx, ev, r := context.Background(), p.events[0], p.row
	t, err := w.db.writer.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	exec := func(st *sql.Stmt, args ...any) {
		if _, err := t.StmtContext(ctx, st).ExecContext(ctx, args...); err != nil {
			b.Fatal(err)
		}
	}
	at := "2026-03-02T09:00:00.000000000Z"
	exec(w.command, r.Board, ev.Command, p.ask.Digest, string(ev.Stream), ev.Seq, ev.Seq, r.Reference, at)
	exec(w.review, r.Version, r.OpenedOn, r.Closed, r.OnHold, r.NextDue, r.NextClock, r.Latest, r.Stages, r.State,
		r.Board, r.ID, r.Version-1)
	exec(w.move, r.Board, r.ID, r.moves[0].Seq, string(r.moves[0].State))
	exec(w.drop, r.Board, r.oldTracks[0][0], r.Sort, r.oldTracks[0][1], r.oldTracks[0][2])
	exec(w.add, r.Board, r.tracks[0][0], r.Sort, r.tracks[0][1], r.tracks[0][2])
	exec(w.eventStmt, ev.Global, ev.Board, string(ev.Stream), ev.Seq, "move.made/1", ev.Command, at, "2026-03-02", ev.Definition, p.envelope)
	if err := t.Commit(); err != nil {
		b.Fatal(err)
	}
}

// populate fills a database with reviews of four events each, many to a
// transaction.
func populate(b *testing.B, db *DB, reviews int) {
	c := storetest.NewClerk(b, db)
	for first := 0; first < reviews; first += 1000 {
		err := db.write(b.Context(), storetest.Board, func(t *tx) error {
			for n := first; n < min(first+1000, reviews); n++ {
				bodies := []review.Body{
					&review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: storetest.Hash()}},
					&review.TrackOpened{Track: "review", Stage: "referred"},
					&review.Added[review.Assignment]{Record: review.Assignment{
						Record: review.Record{ID: "assignment-1"}, Person: fmt.Sprint("p", n%50+1), Role: "chair"}},
					storetest.Move("referred", []string{"decided", "analysis", "closed"}[n%3]),
				}
				p, err := db.pend(b.Context(), c.Ask(&review.Review{ID: fmt.Sprint("r", n)}, bodies...))
				if err != nil {
					return err
				}
				if _, err := p.record(b.Context(), t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReviews times what a command does with few and with many reviews in
// the database: the figures should hardly differ.
func BenchmarkReviews(b *testing.B) {
	for _, reviews := range []int{1_000, 100_000} {
		db := opened(b, made(b), Options{})
		populate(b, db, reviews)
		name := func(what string) string { return fmt.Sprintf("%s/%d", what, reviews) }
		for what, q := range map[string]review.Query{
			"list first page":  {},
			"list last page":   {After: "EXB-2026-051"},
			"list at a stage":  {Stage: "review.analysis"},
			"list of a person": {Person: "p7"},
		} {
			b.Run(name(what), func(b *testing.B) {
				for b.Loop() {
					if list, err := db.List(b.Context(), q); err != nil || len(list) < 20 {
						b.Fatal(len(list), err)
					}
				}
			})
		}
		b.Run(name("load"), func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				if _, err := db.Review(b.Context(), fmt.Sprintf("EXB-2026-%03d", n*7919%reviews+1)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name("append"), func(b *testing.B) {
			c := &storetest.Clerk{TB: b, Store: db, Now: time.Now()}
			for n := 0; b.Loop(); n++ {
				r := c.Review(fmt.Sprintf("EXB-2026-%03d", n*7919%reviews+1))
				c.Record(r, &review.FormFilled{Form: "decision"})
			}
		})
		b.Run(name("open"), func(b *testing.B) {
			for b.Loop() {
				again, err := Open(b.Context(), db.Path(), Options{})
				if err != nil {
					b.Fatal(err)
				}
				if err := again.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerify reads 100,000 events.
func BenchmarkVerify(b *testing.B) {
	db := opened(b, made(b), Options{})
	populate(b, db, 25_000)
	for b.Loop() {
		if found, err := db.Verify(b.Context(), nil); err != nil || found.Events < 100_000 || len(found.Problems) > 0 {
			b.Fatal(found, err)
		}
	}
}
