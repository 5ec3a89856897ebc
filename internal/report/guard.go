package report

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// Guard is a stream to people. Whatever is written to it comes out as [Printable]
// leaves it, so that text which somebody forgot to hand over there cannot steer a
// terminal either. Two things pass besides: a tab, which separates columns in a pipe, and
// the three sequences with which a [Writer] sets text off and back.
//
// A character that is cut between two writes is held until the second.
type Guard struct {
	to   io.Writer
	held []byte
}

// NewGuard returns a guard before a stream, or the guard that it is already.
func NewGuard(to io.Writer) *Guard {
	if g, ok := to.(*Guard); ok {
		return g
	}
	return &Guard{to: to}
}

// Under returns the stream behind the guard, for a program that draws on it itself.
func (g *Guard) Under() io.Writer { return g.to }

// Write writes p, made visible. It returns the length of p unless writing failed.
func (g *Guard) Write(p []byte) (int, error) {
	if len(g.held) == 0 && plainBytes(p) {
		return g.to.Write(p)
	}
	whole := append(g.held, p...)
	cut := len(whole) - unfinished(whole)
	g.held = bytes.Clone(whole[cut:])
	if _, err := io.WriteString(g.to, guarded(string(whole[:cut]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what is held of a character that was never finished.
func (g *Guard) Flush() error {
	if len(g.held) == 0 {
		return nil
	}
	rest := string(g.held)
	g.held = nil
	_, err := io.WriteString(g.to, guarded(rest))
	return err
}

// plainBytes reports whether p is what nearly all output is.
func plainBytes(p []byte) bool {
	for _, c := range p {
		if c != '\n' && c != '\t' && (c < ' ' || c > '~') {
			return false
		}
	}
	return true
}

// unfinished returns how many bytes at the end begin a character, or one of the
// sequences that pass, that may go on.
func unfinished(p []byte) int {
	for n := 1; n <= min(len(p), utf8.UTFMax-1); n++ {
		tail := p[len(p)-n:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return n
			}
			break
		}
	}
	if at := bytes.LastIndexByte(p, '\x1b'); at >= 0 {
		for _, s := range passing() {
			if len(p)-at < len(s) && strings.HasPrefix(s, string(p[at:])) {
				return len(p) - at
			}
		}
	}
	return 0
}

// passing lists the sequences that a [Writer] writes.
func passing() []string {
	return []string{"\x1b[" + string(bold) + "m", "\x1b[" + string(red) + "m", "\x1b[0m"}
}

// guarded is Printable, but for what passes.
func guarded(s string) string {
	var b strings.Builder
	for s != "" {
		at := strings.IndexAny(s, "\t\x1b")
		if at < 0 {
			at = len(s)
		}
		b.WriteString(Printable(s[:at]))
		s = s[at:]
		if s == "" {
			break
		}
		n := passes(s)
		b.WriteString(s[:n])
		if n == 0 {
			b.WriteString(Printable(s[:1]))
			n = 1
		}
		s = s[n:]
	}
	return b.String()
}

// passes returns the length of what passes at the beginning of s, or 0.
func passes(s string) int {
	if s[0] == '\t' {
		return 1
	}
	for _, sequence := range passing() {
		if strings.HasPrefix(s, sequence) {
			return len(sequence)
		}
	}
	return 0
}
