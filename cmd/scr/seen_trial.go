package main

import (
	"context"

	"scr/internal/audit"
	"scr/review"
	"scr/store"
)

// Somebody tries out a restore, and looks into what came of it. If that were remembered,
// the board's own log would be the one that is not what was seen.

// triesOut reports whether nothing is to be remembered of the log in use. It is held
// against what was seen all the same, and that stays: nobody is told less of the board's
// own log. It is so while somebody has yet to answer for the log's new name, which may
// never be, and for a copy beside the board's own database.
func (a *app) triesOut(ctx context.Context, s *seen) (bool, error) {
	renamed := s.renamed()
	if renamed {
		board, err := a.db.Board(ctx)
		if err != nil {
			return false, err
		}
		if _, waits := board.Waiting(); waits {
			return true, nil
		}
	}
	home, err := a.home()
	if err != nil {
		return false, err
	}
	if renamed {
		return anotherOf(ctx, home, a.db.Path(), s.origin), nil
	}
	return copyOf(ctx, home, a.db.Path(), s.origin), nil
}

// renamed reports whether the log goes under a later name than what is remembered of it.
func (s *seen) renamed() bool {
	_, now := audit.Lineage(s.origin)
	return now > s.kept.restored
}

// copyOf reports whether a database elsewhere is a copy of the board's own. One that
// cannot be read is not taken for it, unlike in [anotherOf]: whoever works on another
// board beside it would remember nothing of theirs.
func copyOf(ctx context.Context, home, path, origin string) bool {
	return anotherOf(ctx, home, path, origin) && isOf(ctx, home, origin)
}

// isOf reports whether a database can be read, and has that log under any of its names.
func isOf(ctx context.Context, path, origin string) bool {
	db, err := store.Open(ctx, path, store.Options{OnlyRead: true})
	if err != nil {
		return false
	}
	defer db.Close()
	theirs, err := db.Origin(ctx)
	return err == nil && sameLog(theirs, origin)
}

// sameLog reports whether two names are of one log, before and after a restore.
func sameLog(one, other string) bool {
	a, _ := audit.Lineage(one)
	b, _ := audit.Lineage(other)
	return a == b
}

// answeredSeen has what was seen remembered after all, now that two people have answered for
// the log's new name.
func (a *app) answeredSeen(ctx context.Context) error {
	if a.seen == nil || !a.seen.trial {
		return nil
	}
	trial, err := a.triesOut(ctx, a.seen)
	if err == nil {
		a.seen.trial = trial
	}
	return err
}

// compare holds the log in use against what was seen of it. Each command that refuses says
// the same, whatever it was to do.
func (a *app) compare(ctx context.Context, s *seen) (lost int64, err error) {
	if lost, err = s.compare(ctx, a.db); err != nil {
		err = a.ofCopy(ctx, s, err)
	}
	return lost, err
}

// ofSeen is ofCopy for what verification finds, where the log is not the one that was seen:
// under the same name that is one of its findings, and no refusal.
func (a *app) ofSeen(ctx context.Context, found error) error {
	settings, err := a.config()
	if err != nil {
		return found
	}
	s, err := remembered(ctx, settings, a.db)
	if err != nil {
		return found
	}
	if _, err := s.compare(ctx, a.db); err == nil {
		return found
	}
	return a.ofCopy(ctx, s, found)
}

// ofCopy adds to a refusal what to do where the log is that of a copy beside the board's own
// database: the board's log has gone on since, and is what was seen.
func (a *app) ofCopy(ctx context.Context, s *seen, refused error) error {
	known := asError(refused)
	home, err := a.home()
	if known == nil || err != nil || !copyOf(ctx, home, a.db.Path(), s.origin) {
		return refused
	}
	told := *known
	told.Hint += "; the board's own database is " + home + ". To work with this copy all the same, set SCR_SEEN to an empty folder for as long"
	return &told
}

// keysOfOwn refuses to destroy keys in a copy that has them in common with the board's own
// database: they are those of its texts, which nobody erased there. Where that one cannot be
// read it may be of the same board. Keys that a variable or a flag names are taken for the
// copy's own.
func (a *app) keysOfOwn(ctx context.Context) error {
	sealing, err := a.db.Sealing(ctx)
	if err != nil || !sealing {
		return err
	}
	settings, err := a.config()
	if err != nil {
		return err
	}
	home, err := a.home()
	if err != nil {
		return err
	}
	if keysNamed(settings) || !anotherOf(ctx, home, a.db.Path(), a.seen.origin) {
		return nil
	}
	return review.Errorf(review.Refused, "this is a copy beside the board's own database, which is %s, and the keys are that one's: what is erased here could not be read there any more", home).
		WithHint("erase in the board's own database. To try it out in a copy, name another folder of keys with SCR_KEYS, and restore the copy with --keys-from")
}
