package store

import (
	"sync"
	"testing"
	"time"

	"scr/review"
	"scr/store/storetest"
)

func TestTimeNeverGoesBackInTheLog(t *testing.T) {
	last := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC) // the night in which London's clocks go forward
	tests := []struct {
		name    string
		now     time.Time
		looked  bool
		want    time.Time
		refused bool
	}{
		{"later", last.Add(time.Nanosecond), false, last.Add(time.Nanosecond), false},
		{"at the same moment", last, false, last, false},
		{"a second behind", last.Add(-time.Second), false, last, false},
		{"five minutes behind", last.Add(-clockSlack), false, last, false},
		{"more than that", last.Add(-clockSlack - time.Nanosecond), false, time.Time{}, true},
		{"ten years behind", last.AddDate(-10, 0, 0), false, time.Time{}, true},
		{"ten years behind, and somebody looked", last.AddDate(-10, 0, 0), true, last, false},
		{"a leap day later", time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), false, time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), false},
		{"in another zone", last.Add(time.Minute).In(time.FixedZone("west", -8*3600)), false, last.Add(time.Minute), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := made(t)
			before := storetest.NewClerk(t, opened(t, path, Options{}))
			r := before.Open("r1")
			a := ask(before, r, "before")
			a.RecordedAt = last
			if _, err := before.Store.Append(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			// Another process, which does not know when the last entry was made, and the same.
			for _, db := range []*DB{opened(t, path, Options{ClockIsRight: tt.looked}), opened(t, path, Options{ClockIsRight: tt.looked})} {
				c := &storetest.Clerk{TB: t, Store: db, Now: last}
				if _, err := db.Standing(t.Context(), r.Reference); err != nil {
					t.Fatal(err)
				}
				a := ask(c, c.Review(r.Reference), "after")
				a.RecordedAt = tt.now
				receipt, err := db.Append(t.Context(), a)
				if tt.refused {
					wantFailed(t, err, "the clock of this machine went back")
					unused(t, a)
					continue
				}
				if err != nil || !receipt.At.Equal(tt.want) {
					t.Errorf("recorded at %s, want %s (%v)", receipt.At, tt.want, err)
				}
				if again, err := db.Append(t.Context(), a); err != nil || !again.Repeated || !again.At.Equal(tt.want) {
					t.Errorf("repeated: %+v, %v", again, err)
				}
			}
			before.Verify()
			inOrderOfTime(t, before.Store.(*DB))
		})
	}
}

func inOrderOfTime(t *testing.T, db *DB) {
	t.Helper()
	var back int
	err := db.writer.Get(&back, `
		SELECT count(*) FROM events e JOIN events next ON next.global = e.global + 1
		WHERE next.recorded_at < e.recorded_at`)
	if err != nil || back > 0 {
		t.Errorf("time goes back %d times (%v)", back, err)
	}
}

// Several processes on one machine read the clock before they write, and write in
// another order than they read it.
func TestWritersBesideEachOtherKeepTimeInOrder(t *testing.T) {
	path := made(t)
	storetest.NewClerk(t, opened(t, path, Options{}))
	var writers sync.WaitGroup
	for n := range 4 {
		db := opened(t, path, Options{})
		c := &storetest.Clerk{TB: t, Store: db, Now: time.Date(2026, 3, 2, 9, 1, n, 0, time.UTC)}
		writers.Go(func() {
			for range 12 {
				board, err := db.Board(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				a := c.Ask(board, &review.OfficeHeld{Office: "chair", Person: "p1"})
				if _, err := db.Append(t.Context(), a); err != nil && review.CodeOf(err) != review.Conflict {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	inOrderOfTime(t, opened(t, path, Options{}))
}

// TestALookIsNotRecordedAsOfBefore: with a clock that was set back somebody read, and the
// record of it said that it was in the afternoon.
func TestALookIsNotRecordedAsOfBefore(t *testing.T) {
	last := time.Date(2026, 3, 2, 20, 30, 0, 0, time.UTC)
	for _, by := range []string{"an event", "a look"} {
		path := made(t)
		c := storetest.NewClerk(t, opened(t, path, Options{}))
		r := c.Change(c.Open("r1"), storetest.Finding("finding-1", "kept"))
		look := func(db *DB, at time.Time) error {
			again, err := db.Review(t.Context(), r.Reference)
			if err != nil {
				t.Fatal(err)
			}
			reading := storetest.Reading()
			reading.At = at
			return db.TextsOf(t.Context(), reading, again)
		}
		db := opened(t, path, Options{})
		if by == "an event" {
			a := ask(c, r, "the last")
			a.RecordedAt = last
			if _, err := db.Append(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		} else if err := look(db, last); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			now, want time.Time
			looked    bool
		}{
			{now: last.Add(-4 * time.Hour)},
			{now: last.Add(-clockSlack - time.Nanosecond)},
			{now: last.Add(-clockSlack), want: last},
			{now: last.Add(-4 * time.Hour), want: last, looked: true},
			{now: last.Add(time.Second), want: last.Add(time.Second)},
		} {
			before := len(storetest.AccessLog(t, db, review.AccessQuery{}))
			err := look(opened(t, path, Options{ClockIsRight: tt.looked}), tt.now)
			log := storetest.AccessLog(t, db, review.AccessQuery{})
			if tt.want.IsZero() {
				wantFailed(t, err, "the clock of this machine went back")
				if len(log) != before {
					t.Errorf("after %s: it was refused, and is recorded", by)
				}
				continue
			}
			if err != nil || len(log) != before+1 || !log[before].At.Equal(tt.want) {
				t.Errorf("after %s, at %s: %v, recorded %+v", by, tt.now, err, log[before:])
			}
		}
	}
}
