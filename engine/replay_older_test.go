package engine_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
	"scr/store"
)

// olderStore writes down an earlier edition of the rules, as the program of that time did.
type olderStore struct {
	*store.DB
	edition int
}

func (s olderStore) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	a.Rules = s.edition
	return s.DB.Append(ctx, a)
}

// olderWorld is a world whose log is written by an earlier edition from the first entry.
func olderWorld(t *testing.T, edition int) *world {
	t.Helper()
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "scr.db"), store.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{t: t, db: db, now: time.Date(2014, 9, 1, 9, 0, 0, 0, time.UTC)}
	var n atomic.Int64
	w.Engine = &engine.Engine{Store: olderStore{db, edition}, Now: func() time.Time { return w.now },
		NewID: func() string { return fmt.Sprintf("id-%04d", n.Add(1)) }}
	w.AsEdition(edition)
	w.found()
	return w
}

// What an earlier edition let somebody do is not doubted, nor is it let through now.
func TestWhatAnEarlierEditionLetThroughIsNotDoubted(t *testing.T) {
	for edition, through := range map[int]bool{1: true, 2: false} {
		w := olderWorld(t, edition).open()
		w.agency("constabulary", "police")
		w.agency("hospital", "health")
		w.assign("p5", "team_member", "")
		entry := person("p5")
		entry.Employer = "hospital"
		w.amend("p5", entry)
		for _, from := range []string{"hospital", "constabulary"} {
			w.record("2014-03-06", &review.Added[review.Evidence]{Record: review.Evidence{Kind: "records", Agency: from}})
		}
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p5"), Review: w.ref, Body: &review.Amended[review.Evidence]{
			Record: review.WithID(review.Evidence{Kind: "papers", Agency: "hospital"}, "evidence-1")}})
		if (err == nil) != through {
			t.Errorf("edition %d opens what the employer supplied: %v", edition, err)
		}
		if _, err := w.Mark(t.Context(), engine.Mark{Meta: w.by("p1"), Review: w.ref, ID: "evidence-2", Legal: true}); err != nil {
			t.Fatal(err)
		}
		_, err = w.Share(t.Context(), engine.Share{Meta: w.by("p1"), Review: w.ref, Items: []string{"evidence-2"}})
		if (err == nil) != through {
			t.Errorf("edition %d shares legal advice: %v", edition, err)
		}
		w.clean()
	}
}
