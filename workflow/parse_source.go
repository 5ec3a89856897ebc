package workflow

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a definition's file may be, so that no parser is ever handed a file that
// could keep it busy.
const (
	maxBytes = 1 << 20
	maxDepth = 64
	maxNodes = 50_000

	maxParts = 500   // in one list or mapping
	maxRules = 1_000 // each takes a fraction of a millisecond to judge
	maxLine  = 4_000 // bytes
	maxText  = 4_000 // characters of one text

	// maxMarks bounds the characters that can begin a node. Text has some of
	// them too, so the bound is wide; the nodes themselves are counted later.
	maxMarks = 4 * maxNodes
	// maxOddities bounds how many characters of a file are complained about.
	maxOddities = 20
)

// source is a definition's file, held for messages that quote it.
type source struct {
	file  string
	order int      // 0 for the file being loaded, then its parents
	text  []byte   // without a byte order mark
	lines []string // without line ends
}

// place is where something stands in a file.
type place struct {
	src    *source
	line   int // from 1; 0 when the file as a whole is meant
	column int // in characters, from 1
	width  int // characters
}

// readSource refuses what is not a modest, plain UTF-8 text. It reports whether
// the text may be parsed.
func readSource(file string, order int, text []byte, out *report) (*source, bool) {
	src := &source{file: file, order: order}
	whole := place{src: src}
	if len(text) > maxBytes {
		out.add(whole, "too-large", out.called()+" has a few hundred lines; is this the right file?",
			"the file has %d bytes; %s may have %d", len(text), out.called(), maxBytes)
		return src, false
	}
	if name := wideEncoding(text); name != "" {
		out.add(whole, "encoding", "save the file as UTF-8", "the file is %s text, not UTF-8", name)
		return src, false
	}
	if name := otherKind(text); name != "" {
		out.add(whole, "encoding", "save it as plain text, with a name that ends in .yaml", "the file is %s, not plain text", name)
		return src, false
	}
	if bytes.IndexByte(text, '\n') < 0 && bytes.Count(text, []byte("\r")) > 1 {
		out.add(whole, "control-character", "save the file with LF line ends", "the lines of the file end in CR only")
		return src, false
	}
	src.text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for line := range strings.SplitSeq(string(src.text), "\n") {
		src.lines = append(src.lines, strings.TrimSuffix(line, "\r"))
	}
	if marks := countMarks(src.text); marks > maxMarks {
		out.add(whole, "too-many-values", "is this the right file?",
			"the file has too many parts: about %d; %s may have %d", marks, out.called(), maxNodes)
		return src, false
	}
	return src, src.checkCharacters(out)
}

// wideEncoding names the encoding of a file that is not made of bytes: by its
// byte order mark, or by the zero bytes in the first characters.
func wideEncoding(text []byte) string {
	for _, mark := range []struct{ bytes, name string }{
		{"\x00\x00\xfe\xff", "UTF-32"}, {"\xff\xfe\x00\x00", "UTF-32"},
		{"\xfe\xff", "UTF-16"}, {"\xff\xfe", "UTF-16"},
	} {
		if bytes.HasPrefix(text, []byte(mark.bytes)) {
			return mark.name
		}
	}
	if len(text) >= 4 && (text[0] == 0) != (text[1] == 0) && text[0] == 0 == (text[2] == 0) && text[1] == 0 == (text[3] == 0) {
		return "UTF-16"
	}
	return ""
}

// otherKind names the kind of a file that a word processor or a browser wrote, by
// its first bytes.
func otherKind(text []byte) string {
	for _, kind := range []struct{ begins, name string }{
		{"PK\x03\x04", "a Word document or another packed file"},
		{"\xd0\xcf\x11\xe0", "an old Word or Excel document"},
		{"{\\rtf", "an RTF document"},
		{"%PDF", "a PDF document"},
		{"<!DOCTYPE", "a web page"}, {"<!doctype", "a web page"}, {"<html", "a web page"},
	} {
		if bytes.HasPrefix(text, []byte(kind.begins)) {
			return kind.name
		}
	}
	return ""
}

func countMarks(text []byte) (n int) {
	for _, c := range text {
		switch c {
		case '\n', ',', ':', '[', '{', '?', '*', '&', '!':
			n++
		}
	}
	return n
}

// checkCharacters refuses characters that cannot be seen or that make a line
// read differently from what it says. It reports whether there are none.
func (src *source) checkCharacters(out *report) bool {
	odd := 0
	for i, line := range src.lines {
		if len(line) > maxLine {
			out.add(place{src, i + 1, 1, 1}, "long-line", "begin a new line for each part",
				"the line has %d bytes; it may have %d", len(line), maxLine)
			return false
		}
		at, what, hint := oddCharacter(line)
		if at == 0 {
			continue
		}
		if odd++; odd > maxOddities {
			break
		}
		rule := "control-character"
		if what == "" {
			rule, what, hint = "encoding", "a byte that is not UTF-8 text", "save the file as UTF-8"
		}
		out.add(place{src, i + 1, at, 1}, rule, hint, "the line holds %s", what)
	}
	return odd == 0
}

// oddCharacter returns the column of the first character that a definition may
// not hold, and says which it is; 0 if there is none. A byte that is not UTF-8
// has no name.
func oddCharacter(line string) (column int, what, hint string) {
	for i, r := range line {
		column++
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(line[i:]); size == 1 {
				return column, "", ""
			}
		}
		if r == '\t' || r >= ' ' && r <= '~' {
			continue
		}
		if name := hiddenName(r); name != "" {
			return column, fmt.Sprintf("%s (U+%04X)", name, r), "delete the character; it cannot be seen in an editor"
		}
		if r != ' ' && unicode.Is(unicode.Zs, r) && spaceMatters(line[:i]) {
			return column, fmt.Sprintf("a space that is not a plain space (U+%04X)", r), "replace it by a space"
		}
	}
	return 0, "", ""
}

// spaceMatters reports whether YAML reads a space after that beginning of a line
// as structure.
func spaceMatters(before string) bool {
	trimmed := strings.TrimRight(before, " ")
	return trimmed == "" || strings.HasSuffix(trimmed, ":") || strings.Trim(trimmed, " -") == ""
}

// hiddenName names a character that cannot be seen, or is "".
func hiddenName(r rune) string {
	switch {
	case r == '\r':
		return "a carriage return without a line feed"
	case r == 0x85 || r == 0x2028 || r == 0x2029:
		return "a line break that few editors show"
	case unicode.Is(unicode.Cc, r):
		return "a control character"
	case unicode.Is(unicode.Bidi_Control, r):
		return "a control that reverses the direction of text"
	case r == 0xad || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r&0xfffe == 0xfffe:
		return "an invisible character"
	}
	return ""
}
