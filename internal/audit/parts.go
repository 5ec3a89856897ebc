package audit

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"scr/review"
)

// MaxFile is the largest file of proof that is read, in bytes.
const MaxFile = 8 << 20

// part is one piece of a file of proof: a name, and lines. A file is its kind with
// a version, then the parts, each after an empty line and headed by its name and
// the number of its lines, then "end". That can be read without a library, and a
// file cut short is seen.
type part struct {
	name  string
	lines []string
}

func writeParts(kind string, parts []part) []byte {
	var b bytes.Buffer
	b.WriteString(kind + "\n")
	for _, p := range parts {
		b.WriteString("\n" + p.name + " " + strconv.Itoa(len(p.lines)) + "\n")
		for _, line := range p.lines {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("\nend\n")
	return b.Bytes()
}

func readParts(kind string, data []byte) ([]part, error) {
	switch {
	case len(data) > MaxFile:
		return nil, review.Errorf(review.Invalid, "the file is larger than %d MiB", MaxFile>>20)
	case !utf8.Valid(data):
		return nil, badFile(kind, "it is not UTF-8 text")
	}
	rest, found := strings.CutPrefix(string(data), kind+"\n")
	if !found {
		if err := otherKind(data, wanted(kind)); err != nil {
			return nil, err
		}
		return nil, badFile(kind, "it does not begin with %q", kind)
	}
	var parts []part
	for rest != "\nend\n" {
		p, after, err := readPart(rest)
		if err != nil {
			return nil, badFile(kind, "after %d parts %w", len(parts), err)
		}
		parts, rest = append(parts, p), after
	}
	if !bytes.Equal(writeParts(kind, parts), data) {
		return nil, badFile(kind, "a number of lines is not written as it must be")
	}
	return parts, nil
}

func wanted(kind string) string {
	if kind == ProofKind {
		return "a proof of one entry"
	}
	return "the continuation of a checkpoint"
}

// readPart reads one part, and returns what follows it.
func readPart(text string) (part, string, error) {
	rest, empty := strings.CutPrefix(text, "\n")
	head, rest, found := strings.Cut(rest, "\n")
	name, count, _ := strings.Cut(head, " ")
	n, err := strconv.Atoi(count)
	if !empty || !found || err != nil || n < 0 || n > len(rest) {
		return part{}, "", errors.New("it goes on with something that is no part, or is cut short")
	}
	p := part{name: name}
	for range n {
		line, after, found := strings.Cut(rest, "\n")
		if !found {
			return part{}, "", errors.New("it is cut short")
		}
		p.lines, rest = append(p.lines, line), after
	}
	return p, rest, nil
}

func badFile(kind, format string, args ...any) *review.Error {
	return review.Errorf(review.Invalid, "this is not a whole file of the kind "+kind+": "+format, args...).
		WithHint("a mail program may have changed it: have it sent again, as a file attached")
}

// Kind is what a file says it is, from its first line: a proof, the continuation of
// a checkpoint, or "".
func Kind(data []byte) string {
	for _, kind := range []string{ProofKind, ContinuationKind} {
		if bytes.HasPrefix(data, []byte(kind+"\n")) {
			return kind
		}
	}
	return ""
}

// otherKind says of a file that is of another kind what it is, and what to do then; it
// returns nothing where it is of no kind that is known.
func otherKind(data []byte, wanted string) error {
	is, hint := "", ""
	switch {
	case Kind(data) == ProofKind:
		is, hint = "a proof of one entry", "check it with \"scr audit check\""
	case Kind(data) == ContinuationKind:
		is, hint = "the continuation of a checkpoint", "check it with \"scr audit check\"; a partner signs it with \"scr audit witness cosign\""
	case bytes.HasPrefix(data, []byte("scr backup ")):
		is, hint = "a backup", "\"scr db restore\" reads it"
	case bytes.HasPrefix(data, []byte("scr/")) && bytes.Contains(data, []byte("\n— ")):
		is, hint = "a checkpoint", "ask the board for what continues the last one that you saw: \"scr audit continue\""
	default:
		return nil
	}
	return review.Errorf(review.Invalid, "this is %s, and not %s", is, wanted).WithHint("%s", hint)
}

func hashPart(name string, hashes []Hash) part {
	p := part{name: name}
	for _, h := range hashes {
		p.lines = append(p.lines, encodeHash(h))
	}
	return p
}

// maxPath is how many hashes a proof in the largest tree has at most: one for each
// height, and in a continuation as many again.
const maxPath = 2 * 64

func readHashes(p part) ([]Hash, error) {
	if len(p.lines) > maxPath {
		return nil, fmt.Errorf("a proof has %d hashes at most", maxPath)
	}
	var hashes []Hash
	for _, line := range p.lines {
		h, err := decodeHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, h)
	}
	return hashes, nil
}

// notePart holds a signed note, which ends with a new line; an absent one has no
// lines.
func notePart(name string, data []byte) part {
	if len(data) == 0 {
		return part{name: name}
	}
	return part{name, strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")}
}

func (p part) note() []byte {
	if len(p.lines) == 0 {
		return nil
	}
	return []byte(strings.Join(p.lines, "\n") + "\n")
}
