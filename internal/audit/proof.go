package audit

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// ProofKind is the first line of a file with a [Proof].
const ProofKind = "scr proof 1"

// Proof shows to an outsider that one event stands in a board's log, and which
// values were recorded with it, and nothing of the rest of the log.
type Proof struct {
	Envelope   []byte
	Index      int64 // in the log, from 0
	Inclusion  []Hash
	Checkpoint []byte // the signed note, with every signature
	Shown      []Shown
}

// Shown is one personal value that a proof discloses. Of the others only the
// commitments are there, in the envelope.
type Shown struct {
	Path  string
	Salt  []byte
	Value string
}

// Checked is what a proof proved.
type Checked struct {
	Envelope   Envelope
	Index      int64 // in the log, from 0
	Checkpoint Signed
	Shown      []Shown
	Classes    []review.Class // of the values shown
	Withheld   []Commitment   // values of which nothing is shown
}

// The steps of a check, as its errors name them.
const (
	stepSignature = "the signature"
	stepEntry     = "the entry"
	stepPlace     = "the place in the log"
	stepValue     = "the value"
)

// broken is the error of a proof that does not hold: at which step, and why.
func broken(step, format string, args ...any) *review.Error {
	return review.Errorf(review.Invalid, step+" does not hold: "+format, args...)
}

// Check recomputes everything: the checkpoint's signatures, the entry's own bytes,
// its place in the log, and each commitment. The error says which of them failed.
// A key of the log must be among the keys, and come from elsewhere than the proof.
func (p Proof) Check(keys ...note.Verifier) (Checked, error) {
	signed, err := OpenCheckpoint(p.Checkpoint, keys...)
	if err != nil {
		return Checked{}, withStep(stepSignature, err)
	}
	e, err := Parse(p.Envelope)
	if err != nil {
		return Checked{}, broken(stepEntry, "%w", err)
	}
	if err := p.checkPlace(e, signed); err != nil {
		return Checked{}, err
	}
	checked := Checked{Envelope: e, Index: p.Index, Checkpoint: signed, Shown: p.Shown}
	return checked, checked.checkValues()
}

// withStep names the step in an error that already says what is wrong.
func withStep(step string, err error) error {
	e := broken(step, "%w", err)
	if known, ok := errors.AsType[*review.Error](err); ok {
		e.Hint = known.Hint
	}
	return e
}

func (p Proof) checkPlace(e Envelope, signed Signed) error {
	switch {
	case e.Event.Board != signed.Board():
		return broken(stepPlace, "the entry is of the board %s, the checkpoint of %s", e.Event.Board, signed.Origin)
	case e.Event.Global != p.Index+1:
		return broken(stepPlace, "the entry calls itself number %d, and the file gives it place %d", e.Event.Global, p.Index+1)
	case p.Index >= signed.Size:
		return broken(stepPlace, "the entry has place %d, and the checkpoint covers %d entries", p.Index+1, signed.Size)
	case !included(signed.Head, p.Index, Leaf(p.Envelope), p.Inclusion):
		return broken(stepPlace, "the hashes do not lead from this entry to the log that was signed").
			WithHint("the entry, its number or the hashes were changed, or the entry never stood there")
	}
	return nil
}

// checkValues compares each value shown with its commitment in the entry.
func (c *Checked) checkValues() error {
	committed := map[string]Commitment{}
	for _, f := range c.Envelope.Fields {
		committed[f.Path] = f
	}
	ev := c.Envelope.Event
	for _, s := range c.Shown {
		f, found := committed[s.Path]
		if !found {
			return broken(stepValue+" at "+s.Path, "the entry has no such value")
		}
		if Commit(ev.Board, ev.Stream, ev.Seq, s.Path, s.Salt, s.Value) != f.Commit {
			return broken(stepValue+" at "+s.Path, "it is not the one that was recorded")
		}
		c.Classes = append(c.Classes, f.Class)
		delete(committed, s.Path)
	}
	for _, f := range c.Envelope.Fields {
		if _, withheld := committed[f.Path]; withheld {
			c.Withheld = append(c.Withheld, f)
		}
	}
	return nil
}

// Encode writes the proof as a file. What could not be read back exactly is an
// error.
func (p Proof) Encode() ([]byte, error) {
	data := p.bytes()
	if _, err := ParseProof(data); err != nil {
		return nil, fmt.Errorf("write the proof of entry %d: %w", p.Index+1, err)
	}
	return data, nil
}

func (p Proof) bytes() []byte {
	parts := []part{
		{"envelope", []string{string(p.Envelope)}},
		{"index", []string{strconv.FormatInt(p.Index, 10)}},
		hashPart("inclusion", p.Inclusion),
		notePart("checkpoint", p.Checkpoint),
	}
	for _, s := range p.Shown {
		parts = append(parts, s.part())
	}
	return writeParts(ProofKind, parts)
}

// part writes a value: its path, its salt, and its text, a JSON string for each of
// its lines. The text is what these strings hold, one after the other.
func (s Shown) part() part {
	p := part{"value", []string{string(appendText(nil, s.Path)), base64.StdEncoding.EncodeToString(s.Salt)}}
	lines := strings.SplitAfter(s.Value, "\n")
	if last := len(lines) - 1; last > 0 && lines[last] == "" {
		lines = lines[:last]
	}
	for _, line := range lines {
		p.lines = append(p.lines, string(appendText(nil, line)))
	}
	return p
}

// ParseProof reads a file with a proof. It is strict: writing the proof again gives
// the same bytes. Whether it proves anything is for Check to say.
func ParseProof(data []byte) (Proof, error) {
	parts, err := readParts(ProofKind, data)
	if err != nil {
		return Proof{}, err
	}
	if !named(parts, "envelope", "index", "inclusion", "checkpoint") || len(parts[0].lines) != 1 || len(parts[1].lines) != 1 {
		return Proof{}, badFile(ProofKind, "a part is missing, or stands in the wrong place")
	}
	p := Proof{Envelope: []byte(parts[0].lines[0]), Checkpoint: parts[3].note()}
	if p.Index, err = strconv.ParseInt(parts[1].lines[0], 10, 64); err != nil || p.Index < 0 || p.Index >= MaxSize {
		return Proof{}, badFile(ProofKind, "the index is not a number that can be")
	}
	if p.Inclusion, err = readHashes(parts[2]); err != nil {
		return Proof{}, badFile(ProofKind, "in the part inclusion: %w", err)
	}
	if p.Shown, err = readShown(parts[4:]); err != nil {
		return Proof{}, badFile(ProofKind, "%w", err)
	}
	if !bytes.Equal(p.bytes(), data) {
		return Proof{}, badFile(ProofKind, "something is not written as it must be")
	}
	return p, nil
}

// named reports whether the parts begin with these names.
func named(parts []part, names ...string) bool {
	return len(parts) >= len(names) &&
		slices.EqualFunc(parts[:len(names)], names, func(p part, name string) bool { return p.name == name })
}

func readShown(parts []part) ([]Shown, error) {
	var shown []Shown
	seen := map[string]bool{}
	for _, p := range parts {
		s, ok := readValue(p)
		switch {
		case !ok:
			return nil, fmt.Errorf("value %d is not a path, a salt of %d bytes and a text", len(shown)+1, SaltSize)
		case seen[s.Path]:
			return nil, fmt.Errorf("the value at %s is there twice", s.Path)
		}
		seen[s.Path] = true
		shown = append(shown, s)
	}
	return shown, nil
}

func readValue(p part) (Shown, bool) {
	if p.name != "value" || len(p.lines) < 3 {
		return Shown{}, false
	}
	path, ok := readLine(p.lines[0])
	salt, err := base64.StdEncoding.DecodeString(p.lines[1])
	if !ok || err != nil || len(salt) != SaltSize {
		return Shown{}, false
	}
	var value strings.Builder
	for _, line := range p.lines[2:] {
		text, ok := readLine(line)
		if !ok {
			return Shown{}, false
		}
		value.WriteString(text)
	}
	return Shown{path, salt, value.String()}, true
}

// readLine reads a line that is one JSON string.
func readLine(line string) (string, bool) {
	if end := stringEnd(line); end == 0 || end != len(line) {
		return "", false
	}
	return readText(line)
}
