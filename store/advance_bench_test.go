package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// captured is a store that takes note of what it is asked to append and appends
// nothing, so that a bare transaction can write the same.
type captured struct {
	*DB
	ask review.Append
}

func (c *captured) Append(_ context.Context, a review.Append) (review.Receipt, error) {
	c.ask = a
	return review.Receipt{}, nil
}

// BenchmarkAdvance times whole moves (look, permissions, joins and rules, append) on
// a database on disk, and bare transactions with the same inserts and updates on
// others, in turn. Every second move has two rules on its way, every other one a
// join.
func BenchmarkAdvance(b *testing.B) {
	var engines [3]*engine.Engine
	var notes [3]*captured
	for i := range engines {
		notes[i] = &captured{DB: opened(b, made(b), Options{})}
		engines[i] = &engine.Engine{Store: notes[i].DB, Now: time.Now, NewID: sequence()}
		board(b, engines[i])
	}
	viaSQL, direct := newBare(b, notes[1].DB), newBare(b, notes[2].DB)
	var ref string
	var took race
	for n := 0; b.Loop(); n++ {
		if n%20 == 0 { // a review does not move for ever
			for _, e := range engines {
				ref = analysis(b, e)
			}
		}
		move := []string{"review.gather_more", "review.analyse"}[n%2]
		cmd := engine.Advance{Meta: engine.Meta{User: "p3"}, Review: ref, Move: move}
		timed(&took.ours, func() { must(b)(engines[0].Advance(b.Context(), cmd)) })

		p := viaSQL.prepare(b, asked(b, engines[1], notes[1], cmd))
		timed(&took.viaSQL, func() { viaSQL.viaSQL(b, p) })
		p = direct.prepare(b, asked(b, engines[2], notes[2], cmd))
		timed(&took.direct, func() { direct.direct(b, p) })
	}
	took.report(b)
}

// asked returns what a command would append.
func asked(b *testing.B, e *engine.Engine, note *captured, cmd engine.Advance) review.Append {
	b.Helper()
	e.Store = note
	must(b)(e.Advance(b.Context(), cmd))
	e.Store = note.DB
	return note.ask
}

func sequence() func() string {
	n := 0
	return func() string { n++; return fmt.Sprintf("id-%06d", n) }
}

func must(b *testing.B) func(engine.Outcome, error) engine.Outcome {
	return func(out engine.Outcome, err error) engine.Outcome {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
}

// board founds a board with a chair (p2), two lead reviewers (p3, p4) and the
// definition that the engine's own tests use.
func board(b *testing.B, e *engine.Engine) {
	b.Helper()
	ctx, p1 := b.Context(), engine.Meta{User: "p1"}
	named := review.Person{Name: review.NewText("Made Up")}
	must(b)(e.Found(ctx, engine.Found{Code: "EXB", Title: "Example Board", Login: "made-up", Person: named}))
	named.Accreditations = []review.Accreditation{{Scheme: "LT"}}
	named.IndependentOf = []string{review.AllAgencies}
	for range 3 {
		must(b)(e.Register(ctx, engine.Register{Meta: p1, Person: named}))
	}
	must(b)(e.HoldOffice(ctx, engine.HoldOffice{Meta: p1, Office: "chair", Person: "p2", From: review.NewDate(2013, 1, 1)}))
	source, err := os.ReadFile(filepath.Join("..", "engine", "testdata", "trial.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	must(b)(e.Adopt(ctx, engine.Adopt{Meta: p1, File: "trial.yaml", Source: source}))
}

// analysis opens a review and brings it to the stage of analysis.
func analysis(b *testing.B, e *engine.Engine) string {
	b.Helper()
	ctx, p1, p2, p3 := b.Context(), engine.Meta{User: "p1"}, engine.Meta{User: "p2"}, engine.Meta{User: "p3"}
	ref := must(b)(e.Open(ctx, engine.Open{Meta: p1, Workflow: "trial"})).Receipt.Reference
	declared(b, e, ref, "p1")
	agency := review.WithID(review.Agency{Title: "An agency"}, "hospital")
	must(b)(e.Record(ctx, engine.Record{Meta: p1, Review: ref, Body: &review.Added[review.Agency]{Record: agency}}))
	for _, p := range []string{"p3", "p4"} {
		must(b)(e.Assign(ctx, engine.Assign{Meta: p1, Review: ref, Assignment: review.Assignment{Person: p, Role: "lead_reviewer"}}))
	}
	declared(b, e, ref, "p2", "p3")
	must(b)(e.Advance(ctx, engine.Advance{Meta: p2, Review: ref, Move: "review.decide",
		Form: &engine.FormInput{Values: map[string]string{"outcome": "hold_review", "reasons": "made up"}}}))
	must(b)(e.Advance(ctx, engine.Advance{Meta: p1, Review: ref, Move: "review.gather"}))
	must(b)(e.Advance(ctx, engine.Advance{Meta: p1, Review: ref, Move: "agency_report.receive", Item: "hospital"}))
	must(b)(e.Advance(ctx, engine.Advance{Meta: p3, Review: ref, Move: "agency_report.accept", Item: "hospital"}))
	must(b)(e.Advance(ctx, engine.Advance{Meta: p3, Review: ref, Move: "review.analyse"}))
	return ref
}

// declared has people declare, before they may see a review, that they have no conflict
// of interest in it.
func declared(b *testing.B, e *engine.Engine, ref string, people ...string) {
	b.Helper()
	for _, p := range people {
		must(b)(e.Declare(b.Context(), engine.Declare{Meta: engine.Meta{User: p}, Review: ref, Kinds: []string{review.NoConflict}}))
	}
}
