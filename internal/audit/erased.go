package audit

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// ErasedList says what was erased from a log, by places and nothing else. It is kept
// outside the database, and with every copy of it: a database that is restored from
// an older copy loses the same again.
//
//	scr erased list 3
//	scr/EXB/0192…            the log: see [Origin]
//	1204 Zm9v… 311           how far it had come, the root of its tree then, and how many looks were on record
//	erasure-1 1190 17 9f86d081884c7d65 why    by which erasure, in which event; then a text of event 17
//	erasure-2 1204 31 2c26b46b68ffc68f *      and all of the stream that begins with event 31
//
// Numbers are those of the whole log. A log that was restored goes on with numbers that
// it has used before, so that each line also has the beginning of its event's hash: it
// speaks of that event and of no other. Lines outlive a restore that lost their events,
// which may come back from another copy.
//
// A list of form 2 does not say how many looks there were.
//
// A signature follows, as package note writes it; a board that seals nothing has no key
// to sign with, and its list ends there.
type ErasedList struct {
	Origin  string
	Head                  // how far the log had come when the list was written
	Access  int64         // how many records of who read what there were then; 0: not known
	Entries []ErasedEntry // in the order of [SortErased]
}

// ErasedEntry is one text that was erased, or one whole stream.
type ErasedEntry struct {
	Erasure string // handle
	By      int64  // the event that says so
	Global  int64  // the event that recorded the text, or the first one of the stream
	Leaf    string // which event that is: see [LeafMark]
	Path    string // in that event; empty: the whole stream
}

// LeafMark is the beginning of a leaf's hash, in hexadecimal: enough to tell the events
// of one board apart.
func LeafMark(leaf Hash) string { return hex.EncodeToString(leaf[:leafMark]) }

const (
	erasedHeading = "scr erased list 3"
	olderHeading  = "scr erased list 2" // without the records of who read what
	wholeStream   = "*"
	leafMark      = 8       // bytes
	signatureRoom = 1 << 10 // bytes
)

// MaxErasedList is the largest list that is read, in bytes: a million texts.
const MaxErasedList = 64 << 20

// Text returns the list as it is written and signed.
func (l ErasedList) Text() (string, error) {
	if err := l.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	if l.Access > 0 {
		fmt.Fprintf(&b, "%s\n%s\n%d %s %d\n", erasedHeading, l.Origin, l.Size, encodeHash(l.Root), l.Access)
	} else {
		fmt.Fprintf(&b, "%s\n%s\n%d %s\n", olderHeading, l.Origin, l.Size, encodeHash(l.Root))
	}
	for _, e := range l.Entries {
		fmt.Fprintf(&b, "%s %d %d %s %s\n", e.Erasure, e.By, e.Global, e.Leaf, cmp.Or(e.Path, wholeStream))
	}
	return b.String(), nil
}

// With returns the list with the lines of another one that it does not have: what was
// erased before a restore lost it.
func (l ErasedList) With(other ErasedList) ErasedList {
	type place struct {
		global     int64
		leaf, path string
	}
	known := make(map[place]bool, len(l.Entries))
	for _, e := range l.Entries {
		known[place{e.Global, e.Leaf, e.Path}] = true
	}
	l.Entries = slices.Clone(l.Entries)
	for _, e := range other.Entries {
		if at := (place{e.Global, e.Leaf, e.Path}); !known[at] {
			known[at] = true
			l.Entries = append(l.Entries, e)
		}
	}
	SortErased(l.Entries)
	return l
}

// SignErased returns the list as a note. The signer must speak for the log; without
// one the list stands unsigned. One that is too large to be read back is refused.
func SignErased(l ErasedList, signer note.Signer) ([]byte, error) {
	text, err := l.Text()
	if err == nil && len(text) > MaxErasedList-signatureRoom {
		err = review.Errorf(review.Failed, "the list of what was erased is too large: it has %d lines", len(l.Entries)).
			WithHint("it can have %d MiB; keep this database as it is, and ask whoever looks after the program", MaxErasedList>>20)
	}
	if err != nil || signer == nil {
		return []byte(text), err
	}
	if !speaksFor(signer.Name(), l.Origin) {
		return nil, fmt.Errorf("sign a list of what was erased from %s: the key is not named after that log", l.Origin)
	}
	data, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign a list of what was erased from %s: %w", l.Origin, err)
	}
	return data, nil
}

// OpenErased reads a signed list, and holds it to the key that must have signed it.
// Without a key the list must be unsigned. Anything else is a [review.Invalid] error.
func OpenErased(data []byte, key note.Verifier) (ErasedList, error) {
	if len(data) > MaxErasedList {
		return ErasedList{}, badErased(fmt.Errorf("it is larger than %d MiB", MaxErasedList>>20))
	}
	text := string(data)
	if key != nil {
		n, err := openStrictly(data, key)
		if err != nil {
			return ErasedList{}, badErased(err)
		}
		text = n.Text
	}
	l, err := parseErased(text)
	if err == nil && key != nil && !speaksFor(key.Name(), l.Origin) {
		err = errors.New("the key is another log's")
	}
	if err != nil {
		return ErasedList{}, badErased(err)
	}
	return l, nil
}

func badErased(err error) error {
	return review.Errorf(review.Invalid, "this is no list of what was erased from this log: %w", err).
		WithHint("if it is the one beside the key folder, move it away: the log, and the list in each backup, still say what was erased")
}

// parseErased reads a list that must be written as [ErasedList.Text] writes it, byte
// for byte.
func parseErased(text string) (ErasedList, error) {
	var l ErasedList
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != erasedHeading && lines[0] != olderHeading {
		return l, errors.New("it does not begin as one")
	}
	l.Origin = lines[1]
	size, rest, _ := strings.Cut(lines[2], " ")
	root, access, _ := strings.Cut(rest, " ")
	l.Size, _ = strconv.ParseInt(size, 10, 64)
	l.Access, _ = strconv.ParseInt(access, 10, 64)
	l.Root, _ = decodeHash(root) // whether it was one, writing it again tells
	for _, line := range lines[3 : len(lines)-1] {
		e, ok := parseErasedEntry(line)
		if !ok {
			return ErasedList{}, fmt.Errorf("its line %d cannot be read", len(l.Entries)+4)
		}
		l.Entries = append(l.Entries, e)
	}
	if again, err := l.Text(); err != nil || again != text {
		return ErasedList{}, errors.Join(err, errors.New("it is not written as it must be"))
	}
	return l, nil
}

func parseErasedEntry(line string) (e ErasedEntry, ok bool) {
	parts := strings.Split(line, " ")
	if len(parts) != 5 {
		return e, false
	}
	by, err := strconv.ParseInt(parts[1], 10, 64)
	global, wrong := strconv.ParseInt(parts[2], 10, 64)
	e = ErasedEntry{parts[0], by, global, parts[3], parts[4]}
	if e.Path == wholeStream {
		e.Path = ""
	}
	return e, err == nil && wrong == nil
}

func (l ErasedList) check() error {
	if err := checkOrigin(l.Origin); err != nil {
		return err
	}
	if l.Size < 1 || l.Size > MaxSize || l.Access < 0 || l.Access > MaxSize {
		return errors.New("a log has no such size")
	}
	for i, e := range l.Entries {
		if err := e.check(); err != nil {
			return err
		}
		if i > 0 && compareErased(l.Entries[i-1], e) >= 0 {
			return errors.New("its lines are not in order")
		}
	}
	return nil
}

func (e ErasedEntry) check() error {
	number, handled := strings.CutPrefix(e.Erasure, "erasure-")
	n, err := strconv.Atoi(number)
	switch {
	case !handled || err != nil || n < 1 || strconv.Itoa(n) != number:
		return errors.New("a line names no erasure")
	case e.Global < 1 || e.Global >= e.By || e.By > MaxSize:
		return errors.New("a line names an event that cannot be")
	case len(e.Leaf) != 2*leafMark || strings.Trim(e.Leaf, "0123456789abcdef") != "":
		return errors.New("a line does not say which event it names")
	case len(e.Path) > 200 || strings.Trim(e.Path, "abcdefghijklmnopqrstuvwxyz0123456789_.") != "":
		return errors.New("a line names a field that cannot be")
	}
	return nil
}

// compareErased orders entries as they stand in a list: by the erasing event, then by
// the text; a whole stream comes before the texts of its first event. Two events have
// one number where a restore lost one of them.
func compareErased(a, b ErasedEntry) int {
	return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Global, b.Global), strings.Compare(a.Path, b.Path),
		strings.Compare(a.Leaf, b.Leaf), strings.Compare(a.Erasure, b.Erasure))
}

// SortErased puts entries in the order that a list has.
func SortErased(entries []ErasedEntry) { slices.SortFunc(entries, compareErased) }
