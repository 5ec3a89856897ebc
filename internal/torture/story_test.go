//go:build torture

package torture

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// telling reads the scripts that tell of a review, as far as the rig needs them:
// exec, exits, save and variables. What the scripts look for in the output, their
// own test looks for.
type telling struct {
	b    *board
	vars map[string]string
	out  string // of the last command
	// each is called before a command that is to succeed, with its arguments.
	each func(args []string)
}

func (b *board) tell(each func(args []string), scripts ...string) {
	b.t.Helper()
	s := telling{b: b, vars: map[string]string{}, each: each}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			b.t.Fatal(err)
		}
		a := txtar.Parse(text)
		for _, f := range a.Files {
			b.write(f.Name, string(f.Data))
		}
		for n, line := range bytes.Split(a.Comment, []byte("\n")) {
			if err := s.line(string(line)); err != nil {
				b.t.Fatalf("%s:%d: %v", script, n+1, err)
			}
		}
	}
}

func (s *telling) line(line string) error {
	words := split(line)
	for i := range words {
		words[i] = os.Expand(words[i], func(name string) string { return s.vars[name] })
	}
	switch {
	case len(words) > 2 && words[0] == "exec" && words[1] == "scr":
		s.each(words[2:])
		r := s.b.scr(words[2:]...)
		s.out = r.out
		if r.status != 0 {
			return fmt.Errorf("exited with %d: %s", r.status, r.err)
		}
	case len(words) > 3 && words[0] == "exits":
		s.b.scr(words[3:]...)
	case len(words) == 2 && words[0] == "save":
		s.vars[words[1]], _, _ = strings.Cut(s.out, "\n")
	}
	return nil
}

// split takes a line apart into words, some of them in quotation marks.
func split(line string) []string {
	var words []string
	for _, m := range regexp.MustCompile(`(?:[^\s']|'(?:[^']|'')*')+`).FindAllString(line, -1) {
		if strings.HasPrefix(m, "#") {
			break
		}
		m = strings.ReplaceAll(m, "''", "\x00")
		words = append(words, strings.ReplaceAll(strings.ReplaceAll(m, "'", ""), "\x00", "'"))
	}
	return words
}

// deed is a command that writes, and the database as it stood before.
type deed struct {
	name string // verb, or noun and verb
	args []string
	db   string // file
	dir  string // with the files that the command reads
}

// unplayed are the commands that the story leaves out, and why.
var unplayed = map[string]string{
	"access claim":      "only somebody without a part in the review claims sight of it: a second login",
	"access close":      "there is no claim to close",
	"db accept-restore": "the second person answers: a second login",
	"erase approve":     "two others approve: two more logins; tests of their own kill erasures",
	"erase run":         "nothing was approved; tests of their own kill erasures",
	"erase done":        "nothing was erased",
	"sar":               "it writes a file that it does not overwrite, and records only that it was read",
}

// deeds carries out the whole story, and keeps of each command that writes the first
// that succeeds.
func deeds(t *testing.T) []deed {
	t.Helper()
	b := newBoard(t, t.TempDir())
	b.t = t
	pendulum, err := os.ReadFile("testdata/pendulum.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b.write("pendulum.yaml", strings.Replace(string(pendulum), "workflow: pendulum", "workflow: second-pendulum", 1))
	var all []deed
	writing := b.writing()
	b.tell(func(args []string) {
		name := nameOf(writing, args)
		if name == "" || slices.ContainsFunc(all, func(d deed) bool { return d.name == name }) {
			return
		}
		kept := b.keep(fmt.Sprintf("before-%d.db", len(all)))
		all = append(all, deed{name, args, kept, b.dir})
	}, "../../testdata/script/learning_together.txtar", "testdata/rest.txtar")
	for _, name := range writing {
		if unplayed[name] != "" {
			continue
		}
		if !slices.ContainsFunc(all, func(d deed) bool { return d.name == name }) {
			t.Errorf("no story carries out scr %s: add it to testdata/rest.txtar", name)
		}
	}
	return all
}

// writing asks the program which of its commands write: those that take a command id.
func (b *board) writing() []string {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/commands.md"))
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^###? scr ([a-z]+(?: [a-z-]+)?)`).FindAllSubmatch(text, -1) {
		name := string(m[1])
		if strings.Contains(b.must(append(strings.Fields(name), "--help")...), "--command-id") {
			names = append(names, name)
		}
	}
	if len(names) < 50 {
		b.t.Errorf("only %d commands that write were found", len(names))
	}
	return names
}

// nameOf returns which of the commands a command line is, or "".
func nameOf(names, args []string) string {
	for _, n := range []int{2, 1} {
		if len(args) >= n && slices.Contains(names, strings.Join(args[:n], " ")) {
			return strings.Join(args[:n], " ")
		}
	}
	return ""
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheStoryCarriesOutEveryCommandThatWrites(t *testing.T) {
	if n := len(deeds(t)); n < 50 {
		t.Errorf("the story has only %d commands", n)
	}
}
