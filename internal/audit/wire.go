package audit

import (
	"encoding/hex"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// This file writes version 1 of the envelope. The bytes are hashed, so they are
// put together here, one by one, and do not hang on what a JSON library thinks
// best this year: fields in this order, no white space, and of the many ways to
// spell a string the one that appendText writes.

// bytes writes the envelope, without a new line at the end.
func (e Envelope) bytes() []byte {
	ev := e.Event
	b := make([]byte, 0, 512+len(e.Body)+160*len(e.Fields))
	b = append(b, `{"v":1,"id":`...)
	b = appendText(b, ev.ID)
	b = append(b, `,"board":`...)
	b = appendText(b, ev.Board)
	b = append(b, `,"stream":`...)
	b = appendText(b, string(ev.Stream))
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, ev.Seq, 10)
	b = append(b, `,"global":`...)
	b = strconv.AppendInt(b, ev.Global, 10)
	b = append(b, `,"kind":`...)
	b = appendText(b, e.Kind)
	b = append(b, `,"command":`...)
	b = appendText(b, ev.Command)
	if ev.Asked != "" { // what was recorded before there was a digest stays as it is
		b = append(b, `,"asked":`...)
		b = appendText(b, ev.Asked)
	}
	b = appendGiven(b, `,"login":`, ev.Login)
	b = appendGiven(b, `,"rules":`, int64(ev.Rules))
	b = append(b, `,"recorded_by":`...)
	b = appendText(b, ev.RecordedBy)
	b = append(b, `,"decided_by":`...)
	b = appendText(b, ev.DecidedBy)
	b = append(b, `,"minute":`...)
	b = appendText(b, ev.Minute)
	b = append(b, `,"recorded_at":"`...)
	b = ev.RecordedAt.UTC().AppendFormat(b, TimeFormat)
	b = append(b, `","occurred_on":`...)
	b = appendText(b, ev.OccurredOn.String())
	b = append(b, `,"definition":`...)
	b = appendText(b, ev.Definition)
	b = append(b, `,"made_up":`...)
	b = strconv.AppendBool(b, ev.MadeUp)
	b = append(b, `,"body":`...)
	b = append(b, e.Body...)
	b = append(b, `,"fields":[`...)
	for i, f := range e.Fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.append(b)
	}
	return append(b, "]}"...)
}

// appendGiven writes a number that is left out when it is 0.
func appendGiven(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), n, 10)
}

func (f Commitment) append(b []byte) []byte {
	b = append(b, `{"path":`...)
	b = appendText(b, f.Path)
	b = append(b, `,"class":`...)
	b = appendText(b, string(f.Class))
	b = append(b, `,"commit":"`...)
	b = hex.AppendEncode(b, f.Commit[:])
	return append(b, `"}`...)
}

// appendText writes a JSON string. Only what JSON cannot hold raw is escaped, and
// the two line separators that JavaScript could not.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ':
			b = appendControl(b, byte(r))
		case r == '\u2028' || r == '\u2029':
			b = append(b, `\u202`...)
			b = append(b, byte('8'+r-'\u2028'))
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func appendControl(b []byte, c byte) []byte {
	switch c {
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	b = append(b, `\u00`...)
	return hex.AppendEncode(b, []byte{c})
}

// plainText reports whether a string is written as it is.
func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// readText reads a JSON string, quotes included, in its one spelling.
func readText(quoted string) (string, bool) {
	if inside := quoted[1 : len(quoted)-1]; plainText(inside) {
		return inside, true
	}
	var s string
	if err := json.Unmarshal([]byte(quoted), &s); err != nil {
		return "", false
	}
	return s, string(appendText(nil, s)) == quoted
}
