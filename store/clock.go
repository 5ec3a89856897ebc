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
		last, err := time.Parse(audit.TimeFormat, earlier.last)
		if err != nil {
			return receipt, unreadable("the log's last event", err)
		}
		if last.Sub(now) > clockSlack && !db.options.ClockIsRight {
			return receipt, wentBack(now, last)
		}
		a.RecordedAt = last // others may have recorded more meanwhile: then once again
	}
}

func wentBack(now, last time.Time) error {
	const form = "2 January 2006, 15:04"
	return review.Errorf(review.Failed, "the clock of this machine went back: it says %s, and the last entry was recorded on %s (both UTC)",
		now.UTC().Format(form), last.UTC().Format(form)).
		WithHint("set the clock. If it is right, that entry was recorded under a wrong one: repeat the command with --clock-is-right, and it is recorded as of %s",
			last.UTC().Format(form))
}
