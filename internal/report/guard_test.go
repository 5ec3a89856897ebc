package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func through(t *testing.T, pieces ...string) string {
	t.Helper()
	var out bytes.Buffer
	g := NewGuard(&out)
	for _, p := range pieces {
		if n, err := g.Write([]byte(p)); n != len(p) || err != nil {
			t.Fatalf("%d of %d bytes, %v", n, len(p), err)
		}
	}
	if err := g.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGuard(t *testing.T) {
	tests := []struct {
		name   string
		pieces []string
		want   string
	}{
		{"plain text", []string{"one\ttwo\n"}, "one\ttwo\n"},
		{"a heading of our own", []string{"\x1b[1mHeading\x1b[0m\n"}, "\x1b[1mHeading\x1b[0m\n"},
		{"a sequence that is not", []string{"\x1b[2J\x1b[1;5m"}, `\u{1B}[2J\u{1B}[1;5m`},
		{"a sequence that is cut", []string{"\x1b[", "2J", "\x1b", "[1mb\x1b[0m"}, `\u{1B}[2J` + "\x1b[1mb\x1b[0m"},
		{"a sequence that never ends", []string{"a\x1b[1"}, `a\u{1B}[1`},
		{"writing turned round", []string{"a\u202e", "b"}, `a\u{202E}b`},
		{"a character that is cut", []string{"a\xe2", "\x80", "\xaeb"}, `a\u{202E}b`},
		{"a letter that is cut", []string{"Si\xc3", "\xa2n"}, "Siân"},
		{"a character that never ends", []string{"a\xe2\x80"}, `a\x{E2}\x{80}`},
		{"a carriage return", []string{"safe\rgone"}, `safe\u{D}gone`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := through(t, tt.pieces...); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOneGuardIsEnough(t *testing.T) {
	g := NewGuard(&bytes.Buffer{})
	if NewGuard(g) != g {
		t.Error("a guard was put before a guard")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestAGuardSaysWhatFailed(t *testing.T) {
	for _, text := range []string{"plain", "a\u202e"} {
		if _, err := NewGuard(full{}).Write([]byte(text)); err == nil {
			t.Errorf("%q was written to nowhere", text)
		}
	}
}

// FuzzGuard cuts a text anywhere: what comes out is the same, holds nothing harmful but
// what passes, and leaves alone what was printable before.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "a\u202eb", "\x1b[1mb\x1b[0m", "\x1b[1", "\xe2\x80", "\tSiân\r\n", "\x1b\x1b[0m"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, every uint8) {
		var pieces []string
		for rest := s; rest != ""; {
			n := min(len(rest), int(every)+1)
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		out := through(t, pieces...)
		if whole := through(t, s); out != whole && !strings.Contains(s, "\r") { // one before a new line may be cut from it
			t.Fatalf("%q in pieces of %d: %q, at once %q", s, int(every)+1, out, whole)
		}
		for _, sequence := range []string{"\x1b[1m", "\x1b[1;31m", "\x1b[0m", "\t"} {
			out = strings.ReplaceAll(out, sequence, "")
		}
		if i := strings.IndexFunc(out, harmful); i >= 0 || !utf8.ValidString(out) {
			t.Fatalf("%q is harmful", out)
		}
		if clean := Printable(s); through(t, clean) != clean {
			t.Fatalf("%q was changed to %q", clean, through(t, clean))
		}
	})
}
