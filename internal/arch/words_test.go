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
	hint    string // a part of what the pattern finds: looking for it is quicker
	pattern *regexp.Regexp
	because string
}{
	{"TO" + "DO", regexp.MustCompile(`\bTO[D]O\b`), "what is unfinished is finished, or left out"},
	{"FIX" + "ME", regexp.MustCompile(`\bFIX[M]E\b`), "what is unfinished is finished, or left out"},
	{"/hom" + "e/", regexp.MustCompile(`(^|[\s"'(=:])/hom[e]/`), "a path of one machine means nothing on another"},
	{"t.Ski" + "p", regexp.MustCompile(`\bt\.Ski[p](Now|f)?\(`), "a skipped test is not a pass"},
}

func TestForbiddenWords(t *testing.T) {
	for _, path := range files(t) {
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range forbidden {
			if !bytes.Contains(text, []byte(f.hint)) {
				continue
			}
			for i, line := range bytes.Split(text, []byte("\n")) {
				if f.pattern.Match(line) {
					t.Errorf("%s:%d: %q: %s", path, i+1, f.pattern.Find(line), f.because)
				}
			}
		}
	}
}

func TestForbiddenWordsAreFound(t *testing.T) {
	for _, line := range []string{"// TO" + "DO: later", "see /hom" + "e/somebody/notes", "t.Ski" + `p("later")`} {
		found := false
		for _, f := range forbidden {
			found = found || f.pattern.MatchString(line)
		}
		if !found {
			t.Errorf("%q passes", line)
		}
	}
	for _, line := range []string{"care/home/visit", "a method", "https://example.org/home/"} {
		for _, f := range forbidden {
			if f.pattern.MatchString(line) {
				t.Errorf("%q does not pass", line)
			}
		}
	}
}
