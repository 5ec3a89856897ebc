package workflow_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"scr/workflow"
)

// Every check is shown at work by a definition in err, or by a hostile file.
func TestEveryCheckIsShown(t *testing.T) {
	shown := map[string]bool{"too-large": true, "too-many-values": true, "too-deep": true, "long-line": true,
		"too-long": true, "too-many-problems": true} // by TestLoadHostile and TestLoadBoundsItsAnswer
	for _, file := range glob(t, "err/*.yaml") {
		_, problems := workflow.Load(filepath.Base(file), read(t, file), folder(t, filepath.Dir(file)))
		for _, p := range problems {
			shown[p.Rule] = true
		}
	}
	var listed []string
	for _, c := range workflow.Checks() {
		listed = append(listed, c.Name)
	}
	if !slices.IsSorted(listed) {
		t.Error("the checks are not in order of name")
	}
	if diff := cmp.Diff(listed, slices.Sorted(maps.Keys(shown))); diff != "" {
		t.Errorf("checks that are listed (-) and shown (+):\n%s", diff)
	}
}

// checkProblems holds what is true of every answer: in file order, inside the
// file, with a rule and a sentence in our manner.
func checkProblems(t *testing.T, file string, src []byte, problems []workflow.Diagnostic) {
	t.Helper()
	lines := strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n")
	for i, p := range problems {
		if i > 0 && problems[i-1].File == p.File && (problems[i-1].Line > p.Line || problems[i-1].Line == p.Line && problems[i-1].Column > p.Column) {
			t.Errorf("%s stands after %s", p, problems[i-1])
		}
		if p.Rule == "" || p.Message == "" || strings.HasSuffix(p.Message, ".") || strings.ContainsAny(p.Message, "\n") {
			t.Errorf("%s: rule %q, message %q", p, p.Rule, p.Message)
		}
		if p.Line == 0 || p.File != file {
			continue
		}
		if p.Line > len(lines) || p.Column < 1 || p.Width < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("%s is outside the file", p)
		}
	}
}

func TestProblemsAreInFileOrder(t *testing.T) {
	for _, file := range glob(t, "err/*.yaml") {
		src := read(t, file)
		_, problems := workflow.Load(filepath.Base(file), src, folder(t, filepath.Dir(file)))
		checkProblems(t, filepath.Base(file), src, problems)
	}
}

// A definition that extends others is told of its own lines first.
func TestProblemsOfParentsComeLast(t *testing.T) {
	child := "language: 1\nworkflow: sample\nversion: 1\nextends: faulty@1\nholds:\n  trial: {may_cover: everything}\n"
	_, problems := workflow.Load("child.yaml", []byte(child), folder(t, filepath.Join(samples, "err")))
	var files []string
	for _, p := range problems {
		files = append(files, p.File)
	}
	if diff := cmp.Diff([]string{"child.yaml", "faulty.yaml"}, files); diff != "" {
		t.Error(diff)
	}
}

func TestDiagnosticAsJSON(t *testing.T) {
	_, problems := workflow.Load("sample.yaml", []byte(strings.Replace(valid, "by: chair", "by: chiar", 1)), nil)
	got, err := json.Marshal(problems)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"file":"sample.yaml","line":15,"column":45,"width":5,"rule":"unknown-role","message":"\"chiar\" is not a role",` +
		`"hint":"did you mean \"chair\"?","source":"      close: {from: opened, to: closed, by: chiar}"}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestPrint(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		name string
		give workflow.Diagnostic
		want string
	}{
		{
			"the file as a whole",
			workflow.Diagnostic{File: "a.yaml", Rule: "empty-file", Message: "the file says nothing", Hint: "begin with language: 1"},
			"a.yaml: the file says nothing [empty-file]\n   hint: begin with language: 1\n",
		},
		{
			"without a hint",
			workflow.Diagnostic{File: "a.yaml", Line: 7, Column: 3, Width: 4, Rule: "r", Message: "m", Source: "a: word"},
			"a.yaml:7:3: m [r]\n  |\n7 | a: word\n  |   ^~~~\n",
		},
		{
			"wide letters before and below",
			workflow.Diagnostic{File: "a.yaml", Line: 10, Column: 3, Width: 2, Rule: "r", Message: "m", Source: "日本審査"},
			"a.yaml:10:3: m [r]\n   |\n10 | 日本審査\n   |     ^~~~\n",
		},
		{
			"at the end of the line",
			workflow.Diagnostic{File: "a.yaml", Line: 1, Column: 4, Width: 1, Rule: "r", Message: "m", Source: "abc"},
			"a.yaml:1:4: m [r]\n  |\n1 | abc\n  |    ^\n",
		},
		{
			"a long line in part",
			workflow.Diagnostic{File: "a.yaml", Line: 1, Column: 301, Width: 1, Rule: "r", Message: "m", Source: long + "y" + long},
			"a.yaml:1:301: m [r]\n  |\n1 | …" + long[:60] + "y" + long[:120] + "…\n  | " + strings.Repeat(" ", 61) + "^\n",
		},
		{
			"escape characters in a name",
			workflow.Diagnostic{File: "a\x1b[31m.yaml", Rule: "r", Message: "m\u202e", Hint: "h\x07"},
			"a␛[31m.yaml: m� [r]\n   hint: h␇\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, printed(t, []workflow.Diagnostic{tt.give})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestPrintSaysWhenItCannot(t *testing.T) {
	err := workflow.Print(fullDisk{}, []workflow.Diagnostic{{File: "a.yaml", Rule: "r", Message: "m"}})
	if !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

// A checked definition that was written and read back is the same, and is written
// the same again.
func TestMarshalRoundTrip(t *testing.T) {
	for _, file := range glob(t, "ok/*.yaml") {
		d := mustLoad(t, file)
		written, err := workflow.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := workflow.Unmarshal(written)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Errorf("%s (-loaded +read back):\n%s", file, diff)
		}
		again, err := workflow.Marshal(back)
		if err != nil || !bytes.Equal(written, again) {
			t.Errorf("%s is written differently again: %v", file, err)
		}
	}
}

func TestUnmarshalRefusesWhatItWouldLose(t *testing.T) {
	for name, written := range map[string]string{
		"not JSON":        `language: 1`,
		"a later key":     `{"language":1,"id":"sample","colour":"red"}`,
		"a later form":    `{"language":2,"id":"sample"}`,
		"nothing at all":  `{}`,
		"something after": `{"language":1,"id":"sample"} {}`,
	} {
		t.Run(name, func(t *testing.T) {
			if d, err := workflow.Unmarshal([]byte(written)); err == nil {
				t.Errorf("reads %+v", d)
			}
		})
	}
}

func ExamplePrint() {
	src := strings.Replace(valid, "to: closed", "to: close", 1)
	_, problems := workflow.Load("sample.yaml", []byte(src), nil)
	var b bytes.Buffer
	if err := workflow.Print(&b, problems); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// sample.yaml:15:33: "close" is not a stage of track review [unknown-stage]
	//    |
	// 15 |       close: {from: opened, to: close, by: chair}
	//    |                                 ^~~~~
	//    hint: did you mean "closed"?
}
