package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store/storetest"
)

// race times the program and the two bare transactions in turn.
type race struct{ ours, viaSQL, direct time.Duration }

func timed(took *time.Duration, f func()) {
	start := time.Now()
	f()
	*took += time.Since(start)
}

// report says how fast the program is: its rate over that of each bare transaction.
func (r race) report(b *testing.B) {
	for unit, took := range map[string]time.Duration{"µs/ours": r.ours, "µs/sql": r.viaSQL, "µs/direct": r.direct} {
		b.ReportMetric(float64(took.Microseconds())/float64(b.N), unit)
	}
	b.ReportMetric(float64(r.viaSQL)/float64(r.ours), "of-sql")
	b.ReportMetric(float64(r.direct)/float64(r.ours), "of-direct")
}

// BenchmarkAppend times an append that is like a move, and bare transactions with
// the same inserts and updates on other databases of the same schema, in turn.
func BenchmarkAppend(b *testing.B) {
	var dbs [3]*DB
	var clerks [3]*storetest.Clerk
	for i := range dbs {
		dbs[i] = opened(b, made(b), Options{})
		clerks[i] = storetest.NewClerk(b, dbs[i])
	}
	viaSQL, direct := newBare(b, dbs[1]), newBare(b, dbs[2])
	var r *review.Review
	var took race
	for n := 0; b.Loop(); n++ {
		if n%20 == 0 { // a review does not move for ever
			for _, c := range clerks {
				r = c.Open(fmt.Sprint("r", n))
			}
		}
		asks := [3]review.Append{}
		for i, c := range clerks {
			asks[i] = c.Ask(r, move(n))
		}
		timed(&took.ours, func() {
			if _, err := dbs[0].Append(b.Context(), asks[0]); err != nil {
				b.Fatal(err)
			}
		})
		p := viaSQL.prepare(b, asks[1])
		timed(&took.viaSQL, func() { viaSQL.viaSQL(b, p) })
		p = direct.prepare(b, asks[2])
		timed(&took.direct, func() { direct.direct(b, p) })
		r = clerks[0].Review(r.Reference)
	}
	took.report(b)
}

func move(n int) review.Body {
	stages := []string{"referred", "decided"}
	return storetest.Move(stages[n%2], stages[(n+1)%2])
}

// bare is what a program would do that only wants the rows written: in one
// transaction through database/sql, with its statements prepared, as Go programs do
// it, or on the connection itself, as this program does it.
type bare struct {
	db    *DB
	stmts map[string]*sql.Stmt
}

func newBare(b *testing.B, db *DB) *bare {
	w := &bare{db, map[string]*sql.Stmt{}}
	for _, query := range bareQueries {
		st, err := db.writer.PrepareContext(b.Context(), query)
		if err != nil {
			b.Fatal(err)
		}
		w.stmts[query] = st
	}
	return w
}

var bareQueries = []string{
	`INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
	`UPDATE reviews SET version = ?, opened_on = ?, closed = ?, on_hold = ?, next_due = ?, next_clock = ?,
		latest = ?, stages = ?, state = ? WHERE board = ? AND id = ? AND version = ?`,
	`INSERT INTO review_moves (board, review, seq, state) VALUES (?, ?, ?, ?)`,
	`DELETE FROM review_tracks WHERE board = ? AND stage = ? AND sort = ? AND track = ? AND item = ?`,
	`INSERT INTO review_tracks (board, stage, sort, track, item) VALUES (?, ?, ?, ?, ?)`,
	`INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	bareHash,
}

// bareHash comes last, once for each hash by which the tree grows.
const bareHash = `INSERT INTO tree_hashes (board, log, position, hash) VALUES (?, ?, ?, ?)`

// prepared is everything a bare transaction writes, made beforehand.
type prepared struct {
	*pending
	row  *reviewRow
	args [][]any // of the queries, and of the last one once more for each further hash
}

func (w *bare) prepare(b *testing.B, a review.Append) prepared {
	b.Helper()
	p, err := w.db.pend(b.Context(), a)
	if err != nil {
		b.Fatal(err)
	}
	if err := p.fold(b.Context(), w.db); err != nil {
		b.Fatal(err)
	}
	r, ok := p.row.(*reviewRow)
	if !ok || len(p.events) != 1 || len(r.moves) != 1 {
		b.Fatal("not one move: the bare transaction would write less")
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
	const at = "2026-03-02T09:00:00.000000000Z"
	ev := p.events[0]
	args := [][]any{
		{r.Board, ev.Command, a.Digest, string(ev.Stream), ev.Seq, ev.Seq, r.Reference, at},
		{r.Version, r.OpenedOn, r.Closed, r.OnHold, r.NextDue, r.NextClock, r.Latest, r.Stages, r.State, r.Board, r.ID, r.Version - 1},
		{r.Board, r.ID, r.moves[0].Seq, string(r.moves[0].State)},
		{r.Board, r.oldTracks[0][0], r.Sort, r.oldTracks[0][1], r.oldTracks[0][2]},
		{r.Board, r.tracks[0][0], r.Sort, r.tracks[0][1], r.tracks[0][2]},
		{ev.Global, ev.Board, string(ev.Stream), ev.Seq, "move.made/1", ev.Command, at, "2026-03-02", ev.Definition, envelope},
	}
	return prepared{p, r, append(args, w.hashes(b, last, audit.Leaf(envelope))...)}
}

// hashes are those by which the tree grows.
func (w *bare) hashes(b *testing.B, size int64, leaf audit.Hash) (args [][]any) {
	b.Helper()
	edge, err := audit.ReadFrontier(size, hashes{b.Context(), w.db.writer, storetest.Board, eventTree})
	if err != nil {
		b.Fatal(err)
	}
	gained, err := edge.Grow([]audit.Hash{leaf})
	if err != nil {
		b.Fatal(err)
	}
	for i, hash := range gained {
		args = append(args, []any{storetest.Board, eventTree, tlog.StoredHashCount(size) + int64(i), hash[:]})
	}
	return args
}

func bareQuery(n int) string { return bareQueries[min(n, len(bareQueries)-1)] }

// viaSQL writes through database/sql.
func (w *bare) viaSQL(b *testing.B, p prepared) {
	b.Helper()
	ctx := context.Background()
	t, err := w.db.writer.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	for i, args := range p.args {
		query := bareQuery(i)
		result, err := t.StmtContext(ctx, w.stmts[query]).ExecContext(ctx, args...)
		if err != nil {
			b.Fatal(err)
		}
		if changed, err := result.RowsAffected(); err != nil || changed != 1 {
			b.Fatal(query, changed, err)
		}
	}
	if err := t.Commit(); err != nil {
		b.Fatal(err)
	}
}

// direct writes on the connection.
func (w *bare) direct(b *testing.B, p prepared) {
	b.Helper()
	err := w.db.write(context.Background(), storetest.Board, func(t *tx) error {
		for i, args := range p.args {
			query := bareQuery(i)
			if changed, err := t.exec(query, args...); err != nil || changed != 1 {
				return fmt.Errorf("%s: %d rows, %w", query, changed, err)
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// populate fills a database with reviews of four events each, and of more to which
// findings were added, many to a transaction.
func populate(b *testing.B, db *DB, reviews, findings int) {
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
				for f := range findings {
					bodies = append(bodies, &review.Added[review.Finding]{Record: review.Finding{
						Record: review.Record{ID: fmt.Sprint("finding-", f+1)}, Title: review.NewText(strings.Repeat("narrative ", 40))}})
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

// many is how many there are of something: with -short, where a benchmark only has to
// run, a hundredth.
func many(n int) int {
	if testing.Short() {
		return n / 100
	}
	return n
}

// BenchmarkReviews times what a command does with few and with many reviews in
// the database: the figures should hardly differ.
func BenchmarkReviews(b *testing.B) {
	sizes := []int{1_000, 100_000}
	if testing.Short() {
		sizes = sizes[:1]
	}
	for _, reviews := range sizes {
		db := opened(b, made(b), Options{})
		populate(b, db, reviews, 0)
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

// BenchmarkVerify reads 100,000 events: without texts, and sealed with a text of 400
// bytes beside every second of them.
func BenchmarkVerify(b *testing.B) {
	keys, err := keyring.Create(filepath.Join(b.TempDir(), "keys"), keyring.Options{Signer: "scr/" + storetest.Board})
	if err != nil {
		b.Fatal(err)
	}
	for _, log := range []struct {
		name              string
		with              Options
		reviews, findings int
	}{
		{"no texts", Options{}, many(25_000), 0},
		{"sealed texts", Options{Keys: keys}, many(12_500), 4},
	} {
		b.Run(log.name, func(b *testing.B) {
			db := opened(b, made(b), log.with)
			populate(b, db, log.reviews, log.findings)
			for b.Loop() {
				found, err := db.Verify(b.Context(), nil)
				if err != nil || found.Events < int64(many(100_000)) || found.Readable < int64(log.reviews*log.findings) || len(found.Problems) > 0 {
					b.Fatal(found, err)
				}
			}
		})
	}
}
