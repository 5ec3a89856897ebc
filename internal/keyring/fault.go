package keyring

import (
	"errors"
	"fmt"
	"io/fs"

	"scr/review"
)

// Fault says what is wrong with a key or a sealed text. It is the cause of the
// [review.Error] that this package returns: ask with errors.Is(err, keyring.Lost).
type Fault string

// The faults.
const (
	Destroyed Fault = "destroyed"  // the slot was overwritten: nobody reads this text again
	Lost      Fault = "lost"       // the ring, an epoch key or the identity is missing
	WrongRing Fault = "wrong ring" // sealed under another board's ring
	Locked    Fault = "locked"     // the identity needs a passphrase, and there is none, or not the right one
	Damaged   Fault = "damaged"    // bytes were changed
	Newer     Fault = "newer"      // made by a newer version of the program
)

// Error returns the fault as one or two words.
func (f Fault) Error() string { return string(f) }

// codes says which kind of failure each fault is to the program.
var codes = map[Fault]review.Code{
	Destroyed: review.NotFound, Lost: review.Failed, WrongRing: review.Failed,
	Locked: review.Refused, Damaged: review.Failed, Newer: review.Invalid,
}

var hints = map[Fault]string{
	Lost:      "put the key folder back from its backup, which is kept apart from the database's",
	WrongRing: "name the key folder that belongs to this database with SCR_KEYS or the setting \"keys\"",
	Damaged:   "put the key folder back from its backup; \"scr doctor\" lists what is damaged",
	Newer:     "use the newer version of scr that wrote this",
}

// fail returns an error for people whose cause is the fault.
func (f Fault) fail(format string, args ...any) *review.Error {
	e := review.Errorf(codes[f], format, args...)
	e.Hint = hints[f]
	if e.Err == nil {
		e.Err = f
	} else {
		e.Err = fmt.Errorf("%w: %w", f, e.Err)
	}
	return e
}

// missing turns "no such file" into Lost, and leaves other errors what they are.
func missing(err error, name string) error {
	if _, told := errors.AsType[*review.Error](err); told || err == nil {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return Lost.fail("the key folder has no %s: %w", name, err)
	}
	return review.Errorf(review.Failed, "the key folder's %s cannot be read: %w", name, err).
		WithHint("see who owns the folder of the keys, and look after the disk it is on")
}
