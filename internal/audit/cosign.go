package audit

import (
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// Cosign returns the newer checkpoint with the partner's signature added, if it
// continues what that partner saw last: seen, or nil for the first time. Anything
// smaller, rewritten or of another log is refused, in a sentence that says which.
// The signature carries the partner's own time.
func Cosign(seen *Signed, offered Continuation, log note.Verifier, partner *WitnessSigner, now time.Time) ([]byte, error) {
	newer, err := OpenCheckpoint(offered.Newer, log)
	if err != nil {
		return nil, withStep(stepNewer, err) // before anything that it says is repeated
	}
	if seen != nil {
		if err := continuesSeen(*seen, offered, newer, log); err != nil {
			return nil, err
		}
	}
	if _, err := offered.Check(log); err != nil {
		return nil, err
	}
	n, err := note.Open(offered.Newer, note.VerifierList(log))
	if err != nil {
		return nil, err
	}
	return note.Sign(n, partner.at(now)) // the signatures of others stay, under the same text
}

// continuesSeen holds what is offered against what the partner saw last, before
// the hashes are looked at: here is what can be said in words.
func continuesSeen(seen Signed, offered Continuation, newer Signed, log note.Verifier) error {
	switch {
	case newer.Origin != seen.Origin:
		return refuse("it is of another log: you saw %s last, and this is %s", seen.Origin, newer.Origin).
			WithHint("after a restore the log has a new name: have the board explain it, and begin anew with \"scr audit witness init\"")
	case newer.Size < seen.Size || newer.Access.Size < seen.Access.Size:
		return refuse("it covers less than you have seen: %s after %s", covers(newer.Checkpoint), covers(seen.Checkpoint)).
			WithHint("an old file, or entries were taken out of the log: ask the board which")
	case newer.Size == seen.Size && Compare(seen.Checkpoint, newer.Checkpoint) != nil:
		return forked(seen)
	}
	if len(offered.Older) == 0 {
		return beginsElsewhere(seen, "the beginning of the log")
	}
	older, err := OpenCheckpoint(offered.Older, log)
	if err != nil {
		return withStep(stepOlder, err)
	}
	if older.Origin != seen.Origin || older.Size != seen.Size || older.Access.Size != seen.Access.Size {
		return beginsElsewhere(seen, covers(older.Checkpoint))
	}
	if Compare(seen.Checkpoint, older.Checkpoint) != nil {
		return forked(seen)
	}
	return nil
}

func refuse(format string, args ...any) *review.Error {
	return review.Errorf(review.Refused, "the checkpoint was not signed: "+format, args...)
}

func forked(seen Signed) error {
	return refuse("the log was rewritten: of the first %s there are two different versions, the one that you signed and this one",
		covers(seen.Checkpoint)).WithHint("keep both files as they are: each is signed, so together they prove it")
}

func beginsElsewhere(seen Signed, at string) error {
	return refuse("the file goes on from %s, and you saw %s last", at, covers(seen.Checkpoint)).
		WithHint("ask the board for a continuation from the checkpoint that you sent back last")
}
