package store

import (
	"errors"
	"time"

	"scr/internal/audit"
	"scr/review"
)

// clockSlack is how far a machine's clock may be behind the log's last entry without
// anybody being told: two machines, or two processes of one, never agree to the
// nanosecond, and a clock that is set right by the network is moved by seconds.
const clockSlack = 5 * time.Minute

// earlierError says that an append would be recorded as of before the log's last
// event, which was recorded at that instant.
type earlierError struct{ last string }

// Error says what is wrong, for whoever sees it by mistake.
func (e *earlierError) Error() string { return "the log's last event was recorded later, at " + e.last }

// inTime carries an append out with an instant that is not before the log's last one.
// Where the clock is a little behind, the entry is recorded as of that; where it is
// further behind, the clock went back, and nothing is recorded.
func (db *DB) inTime(a review.Append, carryOut func(review.Append) (review.Receipt, error)) (review.Receipt, error) {
	now := a.RecordedAt
	for {
		receipt, err := carryOut(a)
		earlier, ok := errors.AsType[*earlierError](err)
		if !ok {
			return receipt, err
		}
		last, err := db.asOf(now, earlier.last)
		if err != nil {
			return receipt, err
		}
		a.RecordedAt = last // others may have recorded more meanwhile: then once again
	}
}

// asOf returns the instant that an entry is recorded as of: now, or where the last one
// was recorded later the instant of that. A clock that went back is an error.
func (db *DB) asOf(now time.Time, latest string) (time.Time, error) {
	if latest <= instant(now) {
		return now, nil
	}
	last, err := time.Parse(audit.TimeFormat, latest)
	if err != nil {
		return now, unreadable("the log's last event", err)
	}
	if last.Sub(now) > clockSlack && !db.options.ClockIsRight {
		return now, wentBack(now, last)
	}
	return last, nil
}

// errWentBack is the cause of what wentBack says, so that it is told from a disk that fails.
var errWentBack = errors.New("the clock is behind the last entry")

func wentBack(now, last time.Time) error {
	const form = "2 January 2006, 15:04"
	err := review.Errorf(review.Failed, "the clock of this machine went back: it says %s, and the last entry was recorded on %s (both UTC)",
		now.UTC().Format(form), last.UTC().Format(form))
	err.Err = errWentBack
	return err.
		WithHint("set the clock. If it is right, that entry was recorded under a wrong one: repeat the command with --clock-is-right, and it is recorded as of %s",
			last.UTC().Format(form))
}
