package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"scr/review"
)

// Who typed the command of the hint recorded under another day, as another decision.
func TestTheHintRepeatsWhatWasTyped(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"finding add R", "scr finding add R"},
		{"finding add R --on 2014-03-01 --made-up --decided-by p2 --minute 'Panel_4,_item_2'",
			"scr finding add R --decided-by p2 --made-up --minute ''\\''Panel_4,_item_2'\\''' --on 2014-03-01"},
		{"finding add R --ask --command-id c-1", "scr finding add R --command-id c-1"},
		{"--db other.db finding amend R finding-1 --expect 12", "scr finding amend R finding-1 --db other.db --expect 12"},
		{"conversation add R --agency council --on 2014", "scr conversation add R --on 2014"},
	}
	for _, tt := range tests {
		root := whole(t)
		cmd, rest, err := root.Find(strings.Split(tt.typed, " "))
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Fatal(err)
		}
		f := findingNoun().deeds[0].form
		if cmd.Parent().Name() == "conversation" {
			f = conversationNoun().deeds[0].form
		}
		if got := again(cmd, cmd.Flags().Args(), f.drafted()...); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestAHintSurvivesTheShell(t *testing.T) {
	cmd := &cobra.Command{Use: "advance"}
	cmd.Flags().StringSlice("despite", nil, "")
	strictly(cmd)
	if err := cmd.ParseFlags([]string{"--despite", "a", "--despite", "b"}); err != nil {
		t.Fatal(err)
	}
	if got, want := again(cmd, nil), "advance --despite a,b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// interrupted is an app whose terminal says no more, and where Ctrl-C is pressed.
func interrupted(t *testing.T, types string) *app {
	t.Helper()
	a, _ := atTerminal(t, "")
	silence, end := io.Pipe()
	t.Cleanup(func() { end.Close() })
	a.in = bufio.NewReader(io.MultiReader(strings.NewReader(types), silence))
	a.listen()
	press := time.NewTicker(50 * time.Millisecond) // again and again: on a busy machine the first comes while the editor is still up
	t.Cleanup(press.Stop)
	go func(heard chan<- os.Signal) {
		for {
			select {
			case <-press.C:
				select {
				case heard <- os.Interrupt:
				default:
				}
			case <-t.Context().Done():
				return
			}
		}
	}(a.interrupts)
	return a
}

// Ctrl-C ended the program at once: the draft stayed, and nobody was told where.
func TestAnInterruptLosesNoDraft(t *testing.T) {
	a := interrupted(t, "")
	private := editing(t, `echo 'plain: a: broken' > "$1"`)
	_, err := written(t, a, nil)
	kept, _ := filepath.Glob(filepath.Join(private, "scr-*", draftName))
	if err == nil || len(kept) != 1 || !strings.Contains(asError(err).Hint, kept[0]) {
		t.Fatalf("got %v, and drafts %v", err, kept)
	}
}

// In a form it took every answer with it, and the lines of the one begun.
func TestAnInterruptLosesNoAnswer(t *testing.T) {
	a := interrupted(t, "a word\n3\nyes\none\n2014\nfirst line\nsecond line\n")
	private := editing(t, "true")
	var s everything
	sheet, f := reflect.ValueOf(&s).Elem(), everyField()
	err := f.fillFromTerminal(a, sheet, true)
	if review.CodeOf(err) != review.Usage || err == nil {
		t.Fatalf("got %v", err)
	}
	err = a.rescue(err, 0, "scr sheet add", "--from", func() (string, error) { return f.template(sheet) })
	kept, _ := filepath.Glob(filepath.Join(private, "scr-*", draftName))
	if len(kept) != 1 || !strings.Contains(asError(err).Hint, kept[0]) {
		t.Fatalf("got %v, and drafts %v", err, kept)
	}
	text, _ := os.ReadFile(kept[0])
	for _, want := range []string{"plain: a word", "number: 3", "first line", "second line"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestOnlyOwnDraftsAreTakenAway(t *testing.T) {
	private := editing(t, "true")
	own, err := newDraft("plain: a\n")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		own.file: true,
		filepath.Join(private, "scr-1", "other.yaml"):   false,
		filepath.Join(private, "mine", draftName):       false,
		filepath.Join(private, draftName):               false,
		filepath.Join(private, "scr-work", draftName):   false,
		filepath.Join(t.TempDir(), "scr-1", draftName):  false,
		filepath.Join(private, "a", "scr-1", draftName): false,
		"-": false,
	} {
		if got := isDraft(file); got != want {
			t.Errorf("isDraft(%s) = %v", file, got)
		}
	}
	a := testApp(t)
	if _, err := a.readYAML("--from", own.file, "title"); err != nil {
		t.Fatal(err)
	}
	a.dropDrafts()
	if _, err := os.Stat(own.dir); !os.IsNotExist(err) {
		t.Errorf("the draft is still there: %v", err)
	}
}
