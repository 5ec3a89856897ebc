package main

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"scr/review"
	"scr/workflow/library"
)

// testApp is an app in memory, whose login is p-tester, and where nobody can be
// asked.
func testApp(t *testing.T) *app {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	return &app{in: bufio.NewReader(strings.NewReader("")), out: io.Discard, err: io.Discard, now: time.Now, newID: newID,
		login: func() (string, error) { return "p-tester", nil }, ships: fewDefinitions()}
}

// fewDefinitions are those with which most tests make do: to adopt all that are shipped
// takes longer than everything else that a test does.
var fewDefinitions = sync.OnceValue(func() (few []library.File) {
	for _, f := range library.All() {
		if f.ID == "learning-together" || f.ID == "england-scr-2010" {
			few = append(few, f)
		}
	}
	return few
})

// typed runs a command line in memory.
func typed(t *testing.T, a *app, args ...string) (out, remarks string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	a.out, a.err = &o, &e
	status = run(a, args)
	return o.String(), e.String(), status
}

func TestAMistypedCommandIsAUsageError(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"a command", []string{"shwo"}, `did you mean "scr show"?`},
		{"a verb", []string{"finding", "ad"}, `did you mean "scr finding add"?`},
		{"nothing like it", []string{"finding", "xyzzy"}, "scr finding takes add"},
		{"no verb", []string{"finding"}, "scr finding takes add"},
		{"a flag", []string{"show", "--as-off", "2013"}, `did you mean --as-of? "scr show --help" lists the flags`},
		{"a flag that others have", []string{"advance", "--from", "x.yaml"}, "did you mean --form?"},
		{"a flag with the end of another", []string{"advance", "--form-file", "x.yaml"}, "did you mean --form?"},
		{"the beginning of a flag", []string{"advance", "--reason", "x"}, "did you mean --reason-file?"},
		{"nothing like a flag", []string{"show", "--xyzzy"}, "usage: scr show REF"},
		{"no argument", []string{"show"}, "usage: scr show REF"},
		{"too many arguments", []string{"show", "EXB-2026-001", "now"}, "never in an argument"},
		{"an argument where none is taken", []string{"person", "add", "Robin"}, "scr person add takes no arguments\n"},
		{"help behind a command", []string{"list", "help"}, `"scr list --help" says what it takes`},
		{"a review where the board is meant", []string{"audit", "verify", "EXB-2026-001"}, "scr audit verify takes no arguments\n"},
		{"a help topic", []string{"help", "exit-code"}, `did you mean "scr help exit-codes"?`},
		{"the beginning of a help topic", []string{"help", "exit"}, `did you mean "scr help exit-codes"?`},
		{"a word behind a topic", []string{"help", "exit-codes", "foo"}, `"scr help COMMAND" is help on a command`},
		{"a command behind a topic", []string{"help", "environment", "list"}, "is one page: nothing goes behind it"},
		{"a word behind a command", []string{"help", "list", "foo"}, `"scr list --help" says what it takes`},
		{"no verb of a command that has a page of its own", []string{"help", "access", "foo"}, "scr access takes claim"},
		{"a shell", []string{"completion", "bsh"}, "did you mean bash?"},
		{"a command id that steers the terminal", []string{"workflow", "adopt", "x.yaml", "--command-id", "a\x1b[31m"}, "a character that cannot be seen"},
		{"a command id of two lines", []string{"workflow", "adopt", "x.yaml", "--command-id", "a\nb"}, "--command-id has a space in it"},
		{"a date", []string{"show", "EXB-2026-001", "--as-of", "soon"}, "write a day (2013-03-21)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, remarks, status := typed(t, testApp(t), append(tt.args, "--no-input")...)
			if status != 2 {
				t.Errorf("exits with %d, want 2", status)
			}
			if !strings.Contains(remarks, tt.want) {
				t.Errorf("says\n%s\nwant %q in it", remarks, tt.want)
			}
		})
	}
}

// TestEveryEntryBuildsTheCommandOfItsName holds the shortcut of newRoot: the
// command that a line names is found by the entry's name.
func TestEveryEntryBuildsTheCommandOfItsName(t *testing.T) {
	for _, e := range entries() {
		cmd := e.build(testApp(t))
		if cmd.Name() != e.name {
			t.Errorf("entry %s builds %s", e.name, cmd.Name())
		}
		for _, alias := range cmd.Aliases {
			if got := named(entries(), []string{alias}); len(got) != len(entries()) {
				t.Errorf("alias %s is taken for a command's name", alias)
			}
		}
	}
}

func TestEveryCommandIsThereWhereNoneIsNamed(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"help"}, {"nonsense"}, {"completion", "bash"}, {"__complete", ""}} {
		if got := len(named(entries(), args)); got != len(entries()) {
			t.Errorf("%q leaves %d of %d commands", args, got, len(entries()))
		}
	}
}

func TestTheCommandIsFoundBehindGlobalFlags(t *testing.T) {
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"show", "X"}, "show"},
		{[]string{"--db", "x.db", "--json", "show"}, "show"},
		{[]string{"--db=x.db", "--config", "c.yaml", "list", "--open"}, "list"},
		{[]string{"--json"}, ""},
		{nil, ""},
	}
	for _, tt := range tests {
		if got := firstWord(tt.args); got != tt.want {
			t.Errorf("firstWord(%q) = %q, want %q", tt.args, got, tt.want)
		}
	}
}

// TestHelpFitsTheTerminal: lines of 160 columns and more were broken by the terminal, in
// the middle of words and under the names of the flags.
func TestHelpFitsTheTerminal(t *testing.T) {
	var pages [][]string
	each(whole(t), func(cmd *cobra.Command) {
		pages = append(pages, append(strings.Fields(cmd.CommandPath())[1:], "--help"))
	})
	for _, topic := range []string{"access", "exit-codes", "environment", "logins", "receipts", "workflow"} {
		pages = append(pages, []string{"help", topic})
	}
	for _, columns := range []int{0, 60} {
		for _, page := range pages {
			a := testApp(t)
			a.screen.width = columns
			out, _, status := typed(t, a, page...)
			if status != 0 || len(out) < 40 {
				t.Fatalf("scr %v exits with %d and prints %q", page, status, out)
			}
			for line := range strings.SplitSeq(out, "\n") {
				if wide := utf8.RuneCountInString(line); wide > cmp.Or(columns, 80) && strings.Count(strings.TrimSpace(line), " ") > 0 {
					t.Errorf("scr %s: a line has %d columns: %s", strings.Join(page, " "), wide, line)
				}
			}
		}
	}
}

// TestEveryCommandCanBeUnderstood checks what a person sees of each command.
func TestEveryCommandCanBeUnderstood(t *testing.T) {
	each(whole(t), func(cmd *cobra.Command) {
		if cmd.Short == "" {
			t.Errorf("%s has no short help", cmd.CommandPath())
		}
		if cmd.RunE == nil && !cmd.IsAdditionalHelpTopicCommand() {
			t.Errorf("%s would print help and exit with 0", cmd.CommandPath())
		}
		if strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: short help ends with a full stop", cmd.CommandPath())
		}
	})
}

// TestEveryFieldOfEveryCommandIsInItsRecord checks the tables of fields against
// the records that they fill.
func TestEveryFieldOfEveryCommandIsInItsRecord(t *testing.T) {
	for _, d := range deeds() {
		for _, f := range d.form.fields {
			target, ok := review.SlotOf(review.FilledIn(d.fresh()), f.key)
			if !ok {
				t.Errorf("%s: %s has no field %s", d.use, d.fresh().Kind(), f.key)
				continue
			}
			if _, narrative := target.Interface().(review.Text); narrative && f.flag != "" && !f.file {
				t.Errorf("%s: the narrative %s would be taken as an argument", d.use, f.key)
			}
		}
		if d.arg != "" {
			if _, ok := review.SlotOf(review.FilledIn(d.fresh()), d.arg); !ok {
				t.Errorf("%s: %s has no field %s for its argument", d.use, d.fresh().Kind(), d.arg)
			}
		}
	}
}

// TestEveryCodeHasAStatus holds the table of exit statuses to the codes.
func TestEveryCodeHasAStatus(t *testing.T) {
	codes := []review.Code{review.Failed, review.Usage, review.Refused, review.NotFound, review.Conflict,
		review.Forbidden, review.Invalid, review.Unknown, review.Unfinished}
	for i, code := range codes {
		if got := statusOf(review.Errorf(code, "so")); got != i+1 {
			t.Errorf("%s exits with %d, want %d", code, got, i+1)
		}
	}
	if got := statusOf(nil); got != 0 {
		t.Errorf("success exits with %d", got)
	}
	if got := statusOf(io.ErrUnexpectedEOF); got != 1 {
		t.Errorf("any other error exits with %d, want 1", got)
	}
}

func TestAnUnknownOutcomeSaysHowToRepeat(t *testing.T) {
	a := testApp(t)
	var remarks bytes.Buffer
	a.err, a.command = &remarks, "c-1"
	a.tell(review.Errorf(review.Unknown, "the outcome is not known"))
	if want := "--command-id c-1 is safe"; !strings.Contains(remarks.String(), want) {
		t.Errorf("says %q, want %q in it", remarks.String(), want)
	}
}

// each visits a command and all below it.
func each(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, kid := range cmd.Commands() {
		each(kid, visit)
	}
}

// A help topic called access stood before the command, and "scr help access claim" said
// that there is no such command.
func TestHelpOnACommandThatHasAPageOfItsOwn(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"help access", "What a person sees of a review is decided by their parts in it"},
		{"access --help", "scr access [command]"},
		{"help access claim", "Read one review for an hour"},
		{"help access grant", "Give somebody sight of a review"},
		{"help exit-codes", "The exit status says"},
	} {
		out, remarks, status := typed(t, testApp(t), strings.Fields(tt.args)...)
		if status != 0 || !strings.Contains(out, tt.want) {
			t.Errorf("scr %s exits with %d and says\n%s%s\nwant %q in it", tt.args, status, out, remarks, tt.want)
		}
	}
}
