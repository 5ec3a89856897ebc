package audit

import (
	"cmp"
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
//	scr erased list 1
//	scr/EXB/0192…            the log: see [Origin]
//	1204                     how far it had come
//	erasure-1 1190 17 why    by which erasure, in which event; then a text of event 17
//	erasure-2 1204 31 *      and all of the stream that begins with event 31
//
// Numbers are those of the whole log. A signature follows, as package note writes it;
// a board that seals nothing has no key to sign with, and its list ends there.
type ErasedList struct {
	Origin  string
	Size    int64
	Entries []ErasedEntry // in the order of the log
}

// ErasedEntry is one text that was erased, or one whole stream.
type ErasedEntry struct {
	Erasure string // handle
	By      int64  // the event that says so
	Global  int64  // the event that recorded the text, or the first one of the stream
	Path    string // in that event; empty: the whole stream
}

const (
	erasedHeading = "scr erased list 1"
	wholeStream   = "*"
)

// MaxErasedList is the largest list that is read, in bytes: a million texts.
const MaxErasedList = 64 << 20

// Text returns the list as it is written and signed.
func (l ErasedList) Text() (string, error) {
	if err := l.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%d\n", erasedHeading, l.Origin, l.Size)
	for _, e := range l.Entries {
		fmt.Fprintf(&b, "%s %d %d %s\n", e.Erasure, e.By, e.Global, cmp.Or(e.Path, wholeStream))
	}
	return b.String(), nil
}

// SignErased returns the list as a note. The signer must speak for the log; without
// one the list stands unsigned.
func SignErased(l ErasedList, signer note.Signer) ([]byte, error) {
	text, err := l.Text()
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
		WithHint("take the list that lies beside the key folder, or the one that lies with the newest backup")
}

// parseErased reads a list that must be written as [ErasedList.Text] writes it, byte
// for byte.
func parseErased(text string) (ErasedList, error) {
	var l ErasedList
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != erasedHeading {
		return l, errors.New("it does not begin as one")
	}
	l.Origin = lines[1]
	l.Size, _ = strconv.ParseInt(lines[2], 10, 64)
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
	if len(parts) != 4 {
		return e, false
	}
	by, err := strconv.ParseInt(parts[1], 10, 64)
	global, wrong := strconv.ParseInt(parts[2], 10, 64)
	e = ErasedEntry{parts[0], by, global, parts[3]}
	if e.Path == wholeStream {
		e.Path = ""
	}
	return e, err == nil && wrong == nil
}

func (l ErasedList) check() error {
	if err := checkOrigin(l.Origin); err != nil {
		return err
	}
	if l.Size < 1 || l.Size > MaxSize {
		return errors.New("a log has no such size")
	}
	for i, e := range l.Entries {
		if err := e.check(l.Size); err != nil {
			return err
		}
		if i > 0 && compareErased(l.Entries[i-1], e) >= 0 {
			return errors.New("its lines are not in order")
		}
	}
	return nil
}

func (e ErasedEntry) check(size int64) error {
	number, handled := strings.CutPrefix(e.Erasure, "erasure-")
	n, err := strconv.Atoi(number)
	switch {
	case !handled || err != nil || n < 1 || strconv.Itoa(n) != number:
		return errors.New("a line names no erasure")
	case e.Global < 1 || e.Global >= e.By || e.By > size:
		return errors.New("a line names an event that cannot be")
	case len(e.Path) > 200 || strings.Trim(e.Path, "abcdefghijklmnopqrstuvwxyz0123456789_.") != "":
		return errors.New("a line names a field that cannot be")
	}
	return nil
}

// compareErased orders entries as they stand in a list: by the erasing event, then by
// the text; a whole stream comes before the texts of its first event.
func compareErased(a, b ErasedEntry) int {
	return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Global, b.Global), strings.Compare(a.Path, b.Path))
}

// SortErased puts entries in the order that a list has.
func SortErased(entries []ErasedEntry) { slices.SortFunc(entries, compareErased) }
