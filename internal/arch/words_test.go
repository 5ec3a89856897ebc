package arch

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// forbidden is what no file of the project may say: what is unfinished belongs in
// the tracker, and paths of one machine mean nothing on another. The patterns are
// written so that they do not find themselves.
var forbidden = []struct {
	pattern *regexp.Regexp
	because string
}{
	{regexp.MustCompile(`\bTO[D]O\b|\bFIX[M]E\b`), "what is unfinished is finished, or left out"},
	{regexp.MustCompile(`(^|[\s"'(=:])/(wor[k]|farm|hom[e])/`), "a path of one machine means nothing on another"},
	{regexp.MustCompile(`\bt\.Ski[p](Now|f)?\(`), "a skipped test is not a pass"},
}

func TestForbiddenWords(t *testing.T) {
	for _, path := range files(t) {
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			for _, f := range forbidden {
				if f.pattern.Match(line) {
					t.Errorf("%s:%d: %q: %s", path, i+1, f.pattern.Find(line), f.because)
				}
			}
		}
	}
}

func TestForbiddenWordsAreFound(t *testing.T) {
	for _, line := range []string{"// TO" + "DO: later", "see /wor" + "k/shared", "t.Ski" + `p("later")`} {
		found := false
		for _, f := range forbidden {
			found = found || f.pattern.MatchString(line)
		}
		if !found {
			t.Errorf("%q passes", line)
		}
	}
	for _, line := range []string{"social/work/team", "a method", "https://example.org/work/"} {
		for _, f := range forbidden {
			if f.pattern.MatchString(line) {
				t.Errorf("%q does not pass", line)
			}
		}
	}
}
