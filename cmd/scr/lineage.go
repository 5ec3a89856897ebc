package main

import (
	"context"
	"encoding/hex"
	"strconv"

	"scr/internal/audit"
	"scr/review"
	"scr/store"
)

// A log that was restored from a shorter backup goes on under another name. What
// somebody remembers of it from before is held against what the restore says it lost.

// memory is a head of a log that somebody remembers.
type memory struct {
	head     audit.Head
	access   int64  // records of who read what; 0 where that is not remembered
	restored int    // the number in the log's name then
	from     string // where it is remembered, for people

	accessRoot audit.Hash // over those records
	blind      bool       // how many records of who read what there were then is not known
	listed     bool       // known to the board, from the list beside its keys, and not to who asks
}

// knower says who knows of a head.
func (m memory) knower() string {
	if m.listed {
		return "the list beside the keys knows"
	}
	return "you have seen"
}

// hint says what to do when a log is not the one that is remembered.
func (m memory) hint() string {
	if m.listed {
		return "find out who put it there; the list is " + m.from
	}
	return "nothing is done with it; find out who put it there. What you saw is remembered in " + m.from
}

// tried ends the hint for whoever only tried a restore out with an earlier version, which
// remembered what it saw there.
func (m memory) tried() string {
	if m.listed {
		return ""
	}
	return ". If that was a restore that you only tried out: move that file to another folder, compare \"scr audit verify\" with the last receipt in the minutes, and remove the file if they agree; if not, put it back"
}

func restoredOrigin(base string, n int) string {
	if n == 0 {
		return base
	}
	return base + "/restored-" + strconv.Itoa(n)
}

// cutError says that a log ends before what is remembered of it.
type cutError struct {
	memory
	size int64
}

// Error says how much is missing.
func (e *cutError) Error() string {
	return "the log has " + strconv.FormatInt(e.size, 10) + " events, and " + strconv.FormatInt(e.head.Size, 10) + " were seen"
}

// against holds a log, whose head is given, against the memory. It returns how many of
// the remembered events a restore has lost, which two people answered for.
func (m memory) against(ctx context.Context, db *store.DB, origin string, head audit.Head) (lost int64, err error) {
	_, now := audit.Lineage(origin)
	if m.restored > now {
		err := review.Errorf(review.Failed, "the log is one from before a restore that %s: an older copy lies in its place", m.knower()).
			WithHint("%s", m.hint()+m.tried())
		err.Err = &cutError{m, head.Size}
		return 0, err
	}
	if m.restored < now {
		board, err := db.Board(ctx)
		if err != nil {
			return 0, err
		}
		for _, r := range board.Restored {
			if r.Number > m.restored && m.head.Size > r.Size {
				return m.head.Size - r.Size, m.covered(r)
			}
		}
	}
	return 0, m.within(ctx, db, head)
}

// againstAccess is against for the records of who read what, whose head is given. Those
// that a restore has lost it leaves alone.
func (m memory) againstAccess(ctx context.Context, db *store.DB, origin string, now audit.Head) error {
	if _, restored := audit.Lineage(origin); m.restored < restored {
		board, err := db.Board(ctx)
		if err != nil {
			return err
		}
		for _, r := range board.Restored {
			if r.Number > m.restored && m.access > r.Access && m.access <= r.KnownAccess {
				return nil
			}
		}
	}
	if m.access > now.Size {
		return review.Errorf(review.Failed, "the access log has %d records of who read what, and you have seen %d: it was cut, or an older copy lies in its place", now.Size, m.access).
			WithHint("nothing is done with it; find out who put it there. What you saw is remembered in %s", m.from)
	}
	before, err := db.AccessHeadAt(ctx, m.access)
	if err == nil && before.Root != m.accessRoot {
		err = review.Errorf(review.Failed, "the access log is not the one that you have seen: its first %d records of who read what were changed", m.access).
			WithHint("nothing is done with it; \"scr audit verify\" looks at all of it. What you saw is remembered in %s", m.from)
	}
	return err
}

// covered refuses a restore that does not own up to all that is remembered.
func (m memory) covered(r review.Restore) error {
	if m.head.Size < r.KnownSize || m.head.Size == r.KnownSize && hex.EncodeToString(m.head.Root[:]) == r.KnownRoot {
		return nil
	}
	return review.Errorf(review.Failed, "the log was restored, and %s %d events of it: the restore says that it had %d", m.knower(), m.head.Size, r.KnownSize).
		WithHint("tell %s and %s, who answer for the restore; %s", r.By, r.With, m.hint())
}

// within holds the memory against the log's beginning.
func (m memory) within(ctx context.Context, db *store.DB, head audit.Head) (err error) {
	if m.head.Size > head.Size {
		return m.cut(head.Size)
	}
	before := head
	if m.head.Size < head.Size {
		if before, err = db.HeadAt(ctx, m.head.Size); err != nil {
			return err
		}
	}
	if before.Root != m.head.Root {
		return review.Errorf(review.Failed, "the log is not the one that %s: its first %d events were changed", m.knower(), m.head.Size).
			WithHint("\"scr audit verify\" looks at all of it; %s", m.hint())
	}
	return nil
}

func (m memory) cut(size int64) error {
	err := review.Errorf(review.Failed, "the log has %d events, and %s %d: it was cut, or an older copy lies in its place", size, m.knower(), m.head.Size).
		WithHint("%s", m.hint())
	err.Err = &cutError{m, size}
	return err
}
