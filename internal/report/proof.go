package report

import (
	"fmt"
	"strconv"
	"time"

	"scr/review"
)

// CheckJSON is what "scr audit check --json" prints: only what was found right.
type CheckJSON struct {
	Entries       []ProvedJSON       `json:"entries"`       // that were shown to stand in the log
	Continuations []ContinuationJSON `json:"continuations"` // from an older checkpoint to a newer one
	Checkpoints   []CheckpointJSON   `json:"checkpoints"`   // that the files rest on
	Agrees        []string           `json:"agrees"`        // what you hold yourself and was found to agree, in words
	Remarks       []string           `json:"remarks"`       // what was not shown, in words
}

// ProvedJSON is one entry that was shown to stand in a board's log.
type ProvedJSON struct {
	File       string        `json:"file"`                 // that shows it
	Number     int64         `json:"number"`               // in the board's log, from 1
	Board      string        `json:"board"`                // the board's code
	Stream     review.Stream `json:"stream"`               // what it belongs to: a review, a person, a definition or the board
	Seq        int64         `json:"seq"`                  // number in that stream
	ID         string        `json:"id"`                   // the event's own
	Kind       string        `json:"kind"`                 // what happened, with the version of the record
	RecordedAt time.Time     `json:"recorded_at"`          // by the clock of the board's machine
	RecordedBy string        `json:"recorded_by"`          // handle of the person who typed
	DecidedBy  string        `json:"decided_by,omitempty"` // handle of the person who decided
	Minute     string        `json:"minute,omitempty"`     // where the decision is minuted
	OccurredOn review.Date   `json:"occurred_on,omitzero"` // when it happened, as recorded
	Definition string        `json:"definition,omitempty"` // SHA-256 of the definition in force
	MadeUp     bool          `json:"made_up,omitempty"`    // a filler, not a fact
	Plain      string        `json:"plain"`                // what was recorded beside the values, as JSON
	Values     []ValueJSON   `json:"values"`               // personal values that the file shows
	Withheld   []string      `json:"withheld"`             // paths of those that it does not show
}

// ValueJSON is one personal value that was shown to be the one recorded.
type ValueJSON struct {
	Path  string       `json:"path"`  // which value of the entry
	Class review.Class `json:"class"` // of personal value
	Text  string       `json:"text"`  // as it was recorded
}

// ContinuationJSON says that nothing changed between two checkpoints.
type ContinuationJSON struct {
	File  string `json:"file"`  // that shows it
	Older int64  `json:"older"` // entries that the older checkpoint covers, 0 for the beginning of the log
	Newer int64  `json:"newer"` // entries that the newer checkpoint covers
}

// CheckpointJSON is a checkpoint whose signature by the log was found right.
type CheckpointJSON struct {
	Origin     string        `json:"origin"`      // which log
	Size       int64         `json:"size"`        // entries that it covers
	Root       string        `json:"root"`        // over all of them, in base64
	Receipt    string        `json:"receipt"`     // the same in words, as minutes give it
	AccessSize int64         `json:"access_size"` // access records that it covers
	Key        string        `json:"key"`         // of the log, as name+number
	Partners   []PartnerJSON `json:"partners"`    // who signed it too, with a key that you gave
	Unchecked  []string      `json:"unchecked"`   // keys of signatures for which you gave no key
}

// PartnerJSON is the signature of a partner under a checkpoint.
type PartnerJSON struct {
	Name string    `json:"name"` // the partner's
	Key  string    `json:"key"`  // as name+number
	At   time.Time `json:"at"`   // by the partner's own clock
}

// WitnessJSON is what "scr audit witness show --json" prints, and "init" and
// "cosign" after their work.
type WitnessJSON struct {
	Name string          `json:"name"`           // the partner's
	Key  string          `json:"key"`            // for the board, and for whoever checks
	Log  string          `json:"log"`            // the board's key, as it was given to the partner
	File string          `json:"file,omitempty"` // the checkpoint that was signed last
	Last *CheckpointJSON `json:"last,omitempty"` // what it says
}

// Check prints what a check of files found right, for whoever has to rely on it.
func Check(w *Writer, c CheckJSON) {
	for _, e := range c.Entries {
		w.entry(e)
	}
	for _, k := range c.Continuations {
		w.Heading("Continuation")
		w.Paragraph(k.sentence())
	}
	for _, k := range c.Checkpoints {
		w.Heading(fmt.Sprintf("Checkpoint of %s", Count(int(k.Size), "entry", "entries")))
		w.checkpoint(k)
	}
	if len(c.Agrees) > 0 {
		w.Heading("Compared with what you hold")
		for _, a := range c.Agrees {
			w.Item(0, a)
		}
	}
	w.Heading("What this does not show")
	for _, r := range c.Remarks {
		w.Item(0, r)
	}
}

func (k ContinuationJSON) sentence() string {
	if k.Older == 0 {
		return fmt.Sprintf("The log of %s begins with nothing before it.", Count(int(k.Newer), "entry", "entries"))
	}
	return fmt.Sprintf("The log of %s holds the first %d as they were: none was changed, left out or put in. "+
		"The same holds for the access records.", Count(int(k.Newer), "entry", "entries"), k.Older)
}

func (w *Writer) entry(e ProvedJSON) {
	w.Heading(fmt.Sprintf("Entry %d of the log of board %s", e.Number, e.Board))
	w.Paragraph("It stands in the log that was signed, as it is shown here.")
	w.Pairs(0, []Pair{
		{"recorded", instant(e.RecordedAt) + ", by the board's clock"},
		{"recorded by", e.RecordedBy},
		{"decided by", e.DecidedBy},
		{"minuted", e.Minute},
		{"happened", e.OccurredOn.String()},
		{"kind", e.Kind},
		{"belongs to", string(e.Stream) + " " + seq(e.Seq)},
		{"event", e.ID},
		{"definition", e.Definition},
		{"made up", madeUpEntry(e.MadeUp)},
		{"plain part", e.Plain},
	})
	for _, v := range e.Values {
		w.Heading(fmt.Sprintf("Value %s (%s), as it was recorded", v.Path, human(string(v.Class))))
		w.Item(0, v.Text) // indented: no value passes for a line of ours
	}
	if len(e.Withheld) > 0 {
		w.Heading("Values that the file does not show")
		for _, path := range e.Withheld {
			w.Item(0, path)
		}
	}
}

func madeUpEntry(is bool) string {
	if is {
		return "yes: a filler invented so that a trial could go on, not a fact"
	}
	return ""
}

func (w *Writer) checkpoint(k CheckpointJSON) {
	pairs := []Pair{
		{"log", k.Origin},
		{"entries", strconv.FormatInt(k.Size, 10)},
		{"access records", strconv.FormatInt(k.AccessSize, 10)},
		{"receipt", k.Receipt},
		{"root", k.Root},
		{"signed by", k.Key},
	}
	for _, p := range k.Partners {
		pairs = append(pairs, Pair{"and by partner", p.Key + ", " + instant(p.At) + " by that partner's clock"})
	}
	for _, key := range k.Unchecked {
		pairs = append(pairs, Pair{"not checked", "a signature that names " + key})
	}
	w.Pairs(0, pairs)
}

// Witness prints a partner's side: their key, and what they signed last.
func Witness(w *Writer, j WitnessJSON) {
	w.Pairs(0, []Pair{{"partner", j.Name}, {"key for others", j.Key}, {"the board's key", j.Log}, {"signed last", j.File}})
	if j.Last != nil {
		w.Gap()
		w.checkpoint(*j.Last)
	}
}

// instant writes a moment for people, in UTC.
func instant(t time.Time) string {
	return t.UTC().Format("2 January 2006 at 15:04:05 UTC")
}
