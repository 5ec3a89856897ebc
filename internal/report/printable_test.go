package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain words", "the team met", "the team met"},
		{"a new line stays", "one\ntwo", "one\ntwo"},
		{"lines of another system", "one\r\ntwo", "one\ntwo"},
		{"a lone carriage return could write over a line", "safe\rrisk", `safe\u{D}risk`},
		{"a tab separates columns", "a\tb", "a b"},
		{"an escape sequence", "\x1b[2Jgone", `\u{1B}[2Jgone`},
		{"a bell and a deletion", "\a\x7f", `\u{7}\u{7F}`},
		{"a control of eight bits", "\u009b31m", `\u{9B}31m`},
		{"the same as a stray byte", "\x9b31m", `\x{9B}31m`},
		{"writing turned round", "a\u202eb\u2066c\u200f", `a\u{202E}b\u{2066}c\u{200F}`},
		{"no width", "pass\u200bword\ufeff\u2060", `pass\u{200B}word\u{FEFF}\u{2060}`},
		{"fillers that look like nothing", "\u3164\u115f", `\u{3164}\u{115F}`},
		{"hidden tags", "a\U000e0041", `a\u{E0041}`},
		{"line and paragraph separators", "a\u2028b\u2029c", `a\u{2028}b\u{2029}c`},
		{"letters of many scripts", "Siân Łucja Ñ Ωμέγα Юлия שלום مرحبا हिन्दी 日本語 한국", "Siân Łucja Ñ Ωμέγα Юлия שלום مرحبا हिन्दी 日本語 한국"},
		{"a mark on its letter", "e\u0301", "e\u0301"},
		{"signs and spaces of print", "“£5” – naïve…\u00a0½", "“£5” – naïve…\u00a0½"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Printable(tt.in); got != tt.want {
				t.Errorf("Printable(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

// harmful lists what no output may hold, in words other than the program's own.
func harmful(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b]0;title\a", "a\u202eb", "\xff\xfe", "\r\n\r", "日本\u200d語", `\u{202E}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Printable(s)
		if !utf8.ValidString(out) {
			t.Fatalf("not UTF-8: %q", out)
		}
		if i := strings.IndexFunc(out, harmful); i >= 0 {
			t.Fatalf("%q stands in %q", out[i:i+1], out)
		}
		if again := Printable(out); again != out {
			t.Fatalf("clean text changed: %q became %q", out, again)
		}
		if line := oneLine(s); strings.ContainsAny(line, "\n\t") {
			t.Fatalf("more than one line: %q", line)
		}
	})
}
