package review

import "slices"

// BoardRestored says that the database was put back from a backup in which the end of
// the log was missing. From this event on the log has another name, so that nobody
// takes the two ends for one: see Origin in internal/audit.
type BoardRestored struct {
	Number    int    `json:"number"`     // of the log's name from here on: one more than any that is known
	Size      int64  `json:"size"`       // events in the backup
	Root      string `json:"root"`       // over them, in hexadecimal
	KnownSize int64  `json:"known_size"` // events that the log is known to have had
	KnownRoot string `json:"known_root"` // over those

	Access      int64  `json:"access"`       // records of who read what, in the backup
	KnownAccess int64  `json:"known_access"` // that are known to have been; 0: not known
	With        string `json:"with"`         // handle of who must answer for it as well
	Why         Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "board.restored/1".
func (*BoardRestored) Kind() string { return "board.restored/1" }

func (b *BoardRestored) applyBoard(board *Board, ev Event) error {
	if b.Number <= board.Renamed() {
		return Errorf(Invalid, "event #%d names the log as it was named before", ev.Seq)
	}
	board.Restored = append(slices.Clip(board.Restored), Restore{Number: b.Number, Size: b.Size, Root: b.Root,
		KnownSize: b.KnownSize, KnownRoot: b.KnownRoot, Access: b.Access, KnownAccess: b.KnownAccess, By: ev.RecordedBy, With: b.With})
	return nil
}

// Restore is a [BoardRestored] with what became of it. Why it had to be stands in the
// event only: whoever opens the board has no need of it.
type Restore struct {
	Number      int    `json:"number"`       // of the log's name from there on
	Size        int64  `json:"size"`         // events in the backup
	Root        string `json:"root"`         // over them, in hexadecimal
	KnownSize   int64  `json:"known_size"`   // events that the log is known to have had
	KnownRoot   string `json:"known_root"`   // over those
	Access      int64  `json:"access"`       // records of who read what, in the backup
	KnownAccess int64  `json:"known_access"` // that are known to have been; 0: not known
	By          string `json:"by"`           // handle of who restored
	With        string `json:"with"`         // handle of who must answer for it as well
	AcceptedBy  string `json:"accepted_by"`  // handle; empty while it waits
}

// Lost is how many events are known to be missing.
func (r Restore) Lost() int64 { return r.KnownSize - r.Size }

// Waits reports whether nobody but the person who restored has answered for it yet.
func (r Restore) Waits() bool { return r.AcceptedBy == "" }

// RestoreAccepted says that the second person answers for the latest restore.
type RestoreAccepted struct{}

// Kind returns "restore.accepted/1".
func (*RestoreAccepted) Kind() string { return "restore.accepted/1" }

func (*RestoreAccepted) applyBoard(board *Board, ev Event) error {
	last, waits := board.Waiting()
	if !waits {
		return absent(ev, "restore")
	}
	restored := slices.Clone(board.Restored)
	last.AcceptedBy = ev.RecordedBy
	restored[len(restored)-1] = last
	board.Restored = restored
	return nil
}

// Renamed is the number in the log's name: 0 until it was restored from a backup that
// was shorter than it.
func (b *Board) Renamed() int {
	if len(b.Restored) == 0 {
		return 0
	}
	return b.Restored[len(b.Restored)-1].Number
}

// Waiting returns the restore that a second person has yet to answer for, if there is
// one: until then nothing is recorded.
func (b *Board) Waiting() (Restore, bool) {
	if len(b.Restored) == 0 {
		return Restore{}, false
	}
	last := b.Restored[len(b.Restored)-1]
	return last, last.Waits()
}
