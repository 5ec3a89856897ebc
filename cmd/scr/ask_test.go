package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// atTerminal is an app at whose terminal somebody types.
func atTerminal(t *testing.T, types string) (*app, *bytes.Buffer) {
	t.Helper()
	a := testApp(t)
	var seen bytes.Buffer
	a.in, a.err = bufio.NewReader(strings.NewReader(types)), &seen
	a.screen = screen{input: true, remark: true}
	if !a.asks() {
		t.Fatal("nobody is asked on a terminal")
	}
	return a, &seen
}

func TestAsk(t *testing.T) {
	tests := []struct {
		name, types string
		q           question
		want        string
	}{
		{"a line", "a word \n", question{label: "Word"}, "a word"},
		{"nothing", "\n", question{label: "Word"}, ""},
		{"a needed line, after nothing", "\n\na word\n", question{label: "Word", needed: true}, "a word"},
		{"what is no text, then a word", "a \xff word\na word\n", question{label: "Word"}, "a word"}, // it was recorded as it came
		{"a choice by its number", "2\n", question{label: "Kind", of: []string{"one", "two"}}, "two"},
		{"a choice by its name, after another word", "three\none\n", question{label: "Kind", of: []string{"one", "two"}}, "one"},
		{"a choice that is a number", "2\n", question{label: "How many", of: []string{"3", "2"}}, "2"},
		{"several lines", "one\n\ntwo\n.\n", question{label: "Text", long: true}, "one\n\ntwo"},
		{"a line that begins with a full stop", ".net\n.\n", question{label: "Text", long: true}, ".net"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, _ := atTerminal(t, tt.types)
			got, err := a.ask(tt.q)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// TestAnAnswerCutShortIsNoAnswer: a line that the end of input cuts short was
// finished by nobody, and what was answered before must not go to somewhere else.
func TestAnAnswerCutShortIsNoAnswer(t *testing.T) {
	for _, types := range []string{"", "half a li", "one\n"} {
		a, _ := atTerminal(t, types)
		if got, err := a.ask(question{label: "Text", long: true}); review.CodeOf(err) != review.Usage {
			t.Errorf("%q is taken for %q, %v", types, got, err)
		}
	}
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	tests := []struct {
		name   string
		change func(*app)
	}{
		{"input from a pipe", func(a *app) { a.screen.input = false }},
		{"--no-input", func(a *app) { a.global.noInput = true }},
		{"standard input was read by a flag", func(a *app) { a.taken = true }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := testApp(t)
			a.screen = screen{input: true, remark: true}
			tt.change(a)
			if a.asks() {
				t.Error("somebody would be asked")
			}
		})
	}
}

// editing sets an editor that does what the script says, with the draft in $1.
func editing(t *testing.T, script string) (private string) {
	t.Helper()
	private = ownFolder(t)
	t.Setenv("XDG_RUNTIME_DIR", private)
	t.Setenv("VISUAL", "")
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDITOR", editor)
	return private
}

// written composes a sheet in the editor and returns what was sent.
func written(t *testing.T, a *app, refuse error) (sent []string, err error) {
	t.Helper()
	var s everything
	sheet := reflect.ValueOf(&s).Elem()
	_, err = a.compose(t.Context(), everyField(), sheet, "scr sheet add", func() (engine.Outcome, error) {
		sent = append(sent, s.Plain)
		return engine.Outcome{}, refuse
	})
	return sent, err
}

func TestADraftIsRecordedAndGone(t *testing.T) {
	a, _ := atTerminal(t, "")
	private := editing(t, `test "$(stat -c %a "$1")" = 600 && test "$(stat -c %a "$(dirname "$1")")" = 700 && echo 'plain: written' > "$1"`)
	sent, err := written(t, a, nil)
	if err != nil || !reflect.DeepEqual(sent, []string{"written"}) {
		t.Fatalf("sent %q, %v", sent, err)
	}
	if left, _ := os.ReadDir(private); len(left) > 0 {
		t.Errorf("the draft is still there: %v", left)
	}
}

func TestADraftThatDoesNotParseIsEditedAgain(t *testing.T) {
	a, seen := atTerminal(t, "edit\n")
	editing(t, `if grep -q broken "$1"; then echo 'plain: mended' > "$1"; else echo 'plain: a: broken' > "$1"; fi`)
	sent, err := written(t, a, nil)
	if err != nil || !reflect.DeepEqual(sent, []string{"mended"}) {
		t.Fatalf("sent %q, %v", sent, err)
	}
	if !strings.Contains(seen.String(), "draft.yaml:1:") {
		t.Errorf("does not say where it breaks: %s", seen)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	tests := []struct {
		name, types, script string
		refuse              error
	}{
		{"it does not parse and is not mended", "stop\n", `echo 'plain: a: broken' > "$1"`, nil},
		{"the input ends before it is mended", "", `echo 'plain: a: broken' > "$1"`, nil},
		{"the engine finds it wrong", "stop\n", `echo 'plain: written' > "$1"`, review.Errorf(review.Invalid, "wrong")},
		{"somebody else moved first", "", `echo 'plain: written' > "$1"`, review.Errorf(review.Conflict, "moved")},
		{"the editor fails", "", `echo 'plain: written' > "$1"; exit 1`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, _ := atTerminal(t, tt.types)
			private := editing(t, tt.script)
			_, err := written(t, a, tt.refuse)
			kept, _ := filepath.Glob(filepath.Join(private, "scr-*", "draft.yaml"))
			if err == nil || len(kept) != 1 {
				t.Fatalf("got %v, and drafts %v", err, kept)
			}
			if hint := asError(err).Hint; !strings.Contains(hint, kept[0]) || !strings.Contains(hint, "scr sheet add --from") {
				t.Errorf("does not say where the draft is: %q", hint)
			}
			if text, _ := os.ReadFile(kept[0]); !strings.Contains(string(text), "plain: ") {
				t.Errorf("the draft holds %q", text)
			}
		})
	}
}

func TestLeavingTheEditorWithoutWritingRecordsNothing(t *testing.T) {
	for name, script := range map[string]string{"untouched": "true", "emptied": `: > "$1"`, "only notes": `echo '# nothing' > "$1"`} {
		t.Run(name, func(t *testing.T) {
			a, _ := atTerminal(t, "")
			private := editing(t, script)
			sent, err := written(t, a, nil)
			if len(sent) > 0 || review.CodeOf(err) != review.Usage {
				t.Errorf("sent %q, %v", sent, err)
			}
			if left, _ := os.ReadDir(private); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A conflict that was declared by mistake is taken back by somebody else: whoever types it
// at a terminal is asked first, and for none of them nobody is.
func TestWhoDeclaresAConflictIsAskedFirst(t *testing.T) {
	for _, tt := range []struct {
		kinds []string
		types string
		asked bool
		fails bool
	}{
		{[]string{"kin"}, "stop\n", true, true},
		{[]string{"kin"}, "declare\n", true, false},
		{[]string{review.NoConflict}, "", false, false},
		{nil, "", false, false},
	} {
		a, seen := atTerminal(t, tt.types)
		err := a.meansIt(tt.kinds)
		if (err != nil) != tt.fails || (seen.Len() > 0) != tt.asked {
			t.Errorf("%v, %q: %v, asked %q", tt.kinds, tt.types, err, seen)
		}
	}
}
