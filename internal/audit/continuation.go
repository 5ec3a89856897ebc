package audit

import (
	"bytes"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// ContinuationKind is the first line of a file with a [Continuation].
const ContinuationKind = "scr continuation 1"

// Continuation shows to whoever holds an older checkpoint that a newer one of the
// same log continues it: nothing before it was changed, left out or put in. It does
// so for the log and for the records of who read what.
type Continuation struct {
	Older  []byte // the signed note, or nil for the beginning of the log
	Newer  []byte // the signed note, with every signature
	Log    []Hash // from the older head to the newer, see [Consistency]
	Access []Hash // the same for the access records
}

// Continued is what a continuation proved.
type Continued struct {
	Older *Signed // nil for the beginning of the log
	Newer Signed
}

// The steps of a check, as its errors name them.
const (
	stepOlder    = "the older checkpoint"
	stepNewer    = "the newer checkpoint"
	stepContinue = "the continuation"
)

// Check recomputes the signatures of both checkpoints and the way from one to the
// other. The error says which of them failed. A key of the log must be among the
// keys, and come from elsewhere than the file.
func (c Continuation) Check(keys ...note.Verifier) (Continued, error) {
	var done Continued
	var err error
	if done.Newer, err = OpenCheckpoint(c.Newer, keys...); err != nil {
		return Continued{}, withStep(stepNewer, err)
	}
	older := Checkpoint{Origin: done.Newer.Origin, Head: new(Frontier).Head(), Access: new(Frontier).Head()}
	if len(c.Older) > 0 {
		signed, err := OpenCheckpoint(c.Older, keys...)
		if err != nil {
			return Continued{}, withStep(stepOlder, err)
		}
		done.Older, older = &signed, signed.Checkpoint
	}
	return done, c.checkWay(older, done.Newer.Checkpoint)
}

func (c Continuation) checkWay(older, newer Checkpoint) error {
	switch {
	case older.Origin != newer.Origin:
		return broken(stepContinue, "the older checkpoint is of %s, the newer of %s", older.Origin, newer.Origin)
	case older.Size > newer.Size || older.Access.Size > newer.Access.Size:
		return broken(stepContinue, "the newer checkpoint covers less than the older: %s after %s", covers(newer), covers(older))
	case !Continues(older.Head, newer.Head, c.Log):
		return broken(stepContinue, "the log of %d entries is not shown to continue that of %d", newer.Size, older.Size).
			WithHint("have the file sent again; if it stays so, something recorded before was changed")
	case !Continues(older.Access, newer.Access, c.Access):
		return broken(stepContinue, "the %d access records are not shown to continue those %d", newer.Access.Size, older.Access.Size).
			WithHint("have the file sent again; if it stays so, an access record was changed")
	}
	return nil
}

// covers says how far a checkpoint reaches.
func covers(c Checkpoint) string {
	return fmt.Sprintf("%d entries and %d access records", c.Size, c.Access.Size)
}

// Encode writes the continuation as a file. What could not be read back exactly is
// an error.
func (c Continuation) Encode() ([]byte, error) {
	data := c.bytes()
	if _, err := ParseContinuation(data); err != nil {
		return nil, fmt.Errorf("write the continuation of a checkpoint: %w", err)
	}
	return data, nil
}

func (c Continuation) bytes() []byte {
	return writeParts(ContinuationKind, []part{
		notePart("older", c.Older), notePart("newer", c.Newer), hashPart("log", c.Log), hashPart("access", c.Access),
	})
}

// ParseContinuation reads a file with a continuation. It is strict: writing it again
// gives the same bytes. Whether it proves anything is for Check to say.
func ParseContinuation(data []byte) (Continuation, error) {
	parts, err := readParts(ContinuationKind, data)
	if err != nil {
		return Continuation{}, err
	}
	if len(parts) != 4 || !named(parts, "older", "newer", "log", "access") {
		return Continuation{}, badFile(ContinuationKind, "a part is missing, or stands in the wrong place")
	}
	c := Continuation{Older: parts[0].note(), Newer: parts[1].note()}
	if c.Log, err = readHashes(parts[2]); err != nil {
		return Continuation{}, badFile(ContinuationKind, "in the part log: %w", err)
	}
	if c.Access, err = readHashes(parts[3]); err != nil {
		return Continuation{}, badFile(ContinuationKind, "in the part access: %w", err)
	}
	if !bytes.Equal(c.bytes(), data) {
		return Continuation{}, badFile(ContinuationKind, "something is not written as it must be")
	}
	return c, nil
}

// Compare says whether a checkpoint that somebody holds agrees with one of the same
// size. Two logs of one name and one size are proof that history was rewritten.
func Compare(held, shown Checkpoint) error {
	switch {
	case held.Origin != shown.Origin:
		return review.Errorf(review.Invalid, "the checkpoint that you hold is of %s, and this one of %s", held.Origin, shown.Origin).
			WithHint("after a restore the log has a new name: ask the board for the record of the restore")
	case held.Size != shown.Size:
		return review.Errorf(review.Invalid, "the checkpoint that you hold covers %d entries, and this one %d: they cannot be compared",
			held.Size, shown.Size).WithHint("ask the board for a continuation from the one to the other")
	case held.Root != shown.Root:
		return review.Errorf(review.Invalid, "the log was rewritten: of %d entries there are two different logs, the one that you hold and this one",
			held.Size).WithHint("keep both files as they are: each is signed, so together they prove it")
	case held.Access.Size == shown.Access.Size && held.Access.Root != shown.Access.Root:
		return review.Errorf(review.Invalid, "the access records were rewritten: of %d there are two different lists", held.Access.Size).
			WithHint("keep both files as they are: each is signed, so together they prove it")
	}
	return nil
}
