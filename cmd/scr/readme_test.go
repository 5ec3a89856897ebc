package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readme is the session that the README shows, being played again.
type readme struct {
	t      *testing.T
	status int
	ids    int
	random *rand.ChaCha8
}

// TestReadme plays the README's session and compares what comes out with what the
// README shows. The clock stands still on the day the session was recorded,
// and chance is the same each time: it decides the words of the receipts. Run
// with -update to record it anew, and read what changed.
func TestReadme(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("NO_COLOR", "1")
	t.Setenv("XDG_STATE_HOME", t.TempDir()) // what was seen of an earlier session is no news here
	r := &readme{t: t, random: rand.NewChaCha8([32]byte{})}
	after := r.play(string(before))
	mustBeDecidedRight(t, ".")
	if after == string(before) {
		return
	}
	if !*update {
		t.Fatalf("the README does not show what the program does (run with -update to record it anew):\n%s", cmp.Diff(string(before), after))
	}
	if err := os.WriteFile(path, []byte(after), 0o600); err != nil {
		t.Fatal(err)
	}
}

// play runs every line of the console blocks that begins with $ and puts what it
// prints in place of the lines that follow.
func (r *readme) play(text string) string {
	var out strings.Builder
	lines := bufio.NewScanner(strings.NewReader(text))
	console := false
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "```console":
			console = true
		case line == "```":
			console = false
		case console && strings.HasPrefix(line, "$ "):
			out.WriteString(line + "\n")
			out.WriteString(r.command(line[2:], lines, &out))
			continue
		case console:
			continue // what the last recording showed
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

var (
	exported = regexp.MustCompile(`(\w+)=(\S+)`)
	echoed   = regexp.MustCompile(`^echo '(.*)' > (\S+)( && (.*))?$`)
	heredoc  = regexp.MustCompile(`^cat > (\S+) <<'END'$`)
)

// command runs one line of the session. It knows the few things of a shell that
// the README uses.
func (r *readme) command(line string, lines *bufio.Scanner, out *strings.Builder) string {
	r.t.Helper()
	if m := echoed.FindStringSubmatch(line); m != nil {
		r.write(m[2], m[1]+"\n")
		if m[4] == "" {
			return ""
		}
		line = m[4]
	}
	switch m := heredoc.FindStringSubmatch(line); {
	case m != nil:
		r.write(m[1], r.document(lines, out))
		return ""
	case line == "echo $?":
		return fmt.Sprintln(r.status)
	case strings.HasPrefix(line, "export "):
		for _, pair := range exported.FindAllStringSubmatch(line, -1) {
			r.t.Setenv(pair[1], pair[2])
		}
		return ""
	case strings.HasPrefix(line, "scr "):
		return r.scr(shellWords(line)[1:])
	}
	r.t.Fatalf("the README's session runs %q, which this test does not know", line)
	return ""
}

// document reads a file's lines up to END, and leaves them where they stand.
func (r *readme) document(lines *bufio.Scanner, out *strings.Builder) string {
	var b strings.Builder
	for lines.Scan() {
		out.WriteString(lines.Text() + "\n")
		if lines.Text() == "END" {
			return b.String()
		}
		b.WriteString(lines.Text() + "\n")
	}
	r.t.Fatal("a file in the README's session has no END")
	return ""
}

func (r *readme) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// scr runs the command in this process, as on a terminal of 80 columns.
func (r *readme) scr(args []string) string {
	var printed bytes.Buffer
	a := &app{in: bufio.NewReader(strings.NewReader("")), out: &printed, err: &printed,
		now: func() time.Time { return time.Date(2026, 4, 21, 9, 0, 0, 0, time.UTC) },
		newID: func() string {
			r.ids++
			return fmt.Sprintf("00000000-0000-7000-8000-%012d", r.ids)
		},
		random: r.random,
		login:  func() (string, error) { return "robin", nil },
		screen: screen{output: true, width: 80}}
	r.status = run(a, args)
	dir, err := os.Getwd()
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.ReplaceAll(printed.String(), dir+string(filepath.Separator), "")
}

// shellWords splits a line as a shell does, with single quotes.
func shellWords(line string) []string {
	var list []string
	quoted, word, some := false, "", false
	for _, c := range line {
		switch {
		case c == '\'':
			quoted, some = !quoted, true
		case c == ' ' && !quoted:
			if some {
				list = append(list, word)
			}
			word, some = "", false
		default:
			word, some = word+string(c), true
		}
	}
	if some {
		list = append(list, word)
	}
	return list
}
