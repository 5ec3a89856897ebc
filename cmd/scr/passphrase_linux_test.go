package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// TestWhatIsTypedAtAPassphrase: Ctrl-D was read over, and the command went on asking;
// after Ctrl-C the terminal no longer showed what was typed.
func TestWhatIsTypedAtAPassphrase(t *testing.T) {
	d := newOnDisk(t)
	k := d.atKeyboard("keys", "passphrase")
	for _, prompt := range []string{"or more): ", "The same again: "} {
		k.shows(prompt)
		k.types("correct horse battery")
	}
	if status := k.exits(); status != 0 {
		t.Fatalf("%d:\n%s", status, k.text())
	}
	tests := []struct {
		name, typed, says string
		status            int
	}{
		{"the end of input", "\x04", "the input ended", 2},
		{"an interrupt", "\x03", "stopped before", 2},
		{"the end within a word", "corr\x04", "the input ended", 2},
		{"a slip that is mended", "correct horse batterü\x7fy\n", "Made-up Manager", 0},
	}
	for _, tt := range tests {
		k := d.atKeyboard("person", "show", "p1")
		k.shows("Passphrase of the key ring: ")
		if _, err := io.WriteString(k.screen, tt.typed); err != nil {
			t.Fatal(err)
		}
		if status := k.exits(); status != tt.status || !strings.Contains(k.text(), tt.says) {
			t.Errorf("%s: %d, want %d:\n%s", tt.name, status, tt.status, k.text())
		}
		if strings.Contains(k.text(), "corr") || strings.Contains(k.text(), "no passphrase was given") {
			t.Errorf("%s: the terminal shows\n%s", tt.name, k.text())
		}
	}
}

func TestKeysTyped(t *testing.T) {
	tests := []struct {
		typed, want string
		err         error
	}{
		{typed: "a b\n", want: "a b"},
		{typed: "a b\rc", want: "a b"},
		{typed: "xß\x7f\x7f\x7fa\n", want: "a"},
		{typed: "wrong\x15right\n", want: "right"},
		{typed: "correct horse  \x17battery\n", want: "correct battery"},
		{typed: "pferd größe\x17\x17\x17a\n", want: "a"},
		{typed: "a\x1ab\n", want: "a\x1ab"}, // it opens what was locked with it
		{typed: "a\x04", err: errNoAnswer},
		{typed: "a\x03", err: errStopped},
		{typed: "a", err: io.EOF},
		{typed: strings.Repeat("x", 9*longestPassphrase) + "\n", want: strings.Repeat("x", 8*longestPassphrase)},
	}
	for _, tt := range tests {
		got, err := keysTyped(strings.NewReader(tt.typed))
		if string(got) != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%.20q is read as %.20q, %v", tt.typed, got, err)
		}
	}
}

// TestAKeyThatIsNoCharacterIsInNoNewPassphrase: Ctrl-Z, a tab and the arrows became part of
// it, unseen.
func TestAKeyThatIsNoCharacterIsInNoNewPassphrase(t *testing.T) {
	for _, key := range []string{"\x1a", "\t", "\x1b[D", "\x01"} {
		err := checkPassphrase([]byte("correct horse " + key + "battery"))
		if err == nil || !strings.Contains(err.Error(), "is no character") {
			t.Errorf("%q: %v", key, err)
		}
	}
}
