// Command tally reads what "go test -json" prints and says, in its last line, how
// many tests passed and failed. It prints the output of what failed and a line
// per package, and ends with status 1 when anything failed or was skipped: a
// skipped test is not a pass.
//
// It reads standard input, or the files that are named, all at once: pipes from
// several runs. A run in which no test passed has failed, too.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

func main() {
	tally, err := readAll(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally: error:", err)
		os.Exit(1)
	}
	fmt.Println(tally)
	if !tally.clean() {
		os.Exit(1)
	}
}

// readAll reads the named files at the same time, or standard input where none is named.
func readAll(names []string, out io.Writer) (Tally, error) {
	if len(names) == 0 {
		return read(os.Stdin, out)
	}
	var all Tally
	var errs []error
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, name := range names {
		wait.Go(func() {
			t, err := readFile(name, &lockedWriter{to: out, mu: &mu})
			mu.Lock()
			defer mu.Unlock()
			all, errs = all.and(t), append(errs, err)
		})
	}
	wait.Wait()
	return all, errors.Join(errs...)
}

func readFile(name string, out io.Writer) (Tally, error) {
	f, err := os.Open(name)
	if err != nil {
		return Tally{}, err
	}
	defer f.Close()
	t, err := read(f, out)
	if err == nil && t.Passed+t.Failed == 0 {
		err = errors.New("one of the runs ended before any test did")
	}
	return t, err
}

// lockedWriter keeps apart what several write.
type lockedWriter struct {
	to io.Writer
	mu *sync.Mutex
}

func (w *lockedWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(b)
}

// event is one line of "go test -json", as far as tally reads it.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build-output
	Test       string
	Output     string
	Elapsed    float64
}

// Tally counts tests, subtests among them.
type Tally struct {
	Passed, Failed, Skipped int
}

// String is the closing line.
func (t Tally) String() string {
	line := fmt.Sprintf("%d passed, %d failed", t.Passed, t.Failed)
	if t.Skipped > 0 {
		line += fmt.Sprintf(", %d skipped (a skipped test is not a pass)", t.Skipped)
	}
	return line
}

func (t Tally) and(u Tally) Tally {
	return Tally{t.Passed + u.Passed, t.Failed + u.Failed, t.Skipped + u.Skipped}
}

// clean reports whether tests ran, and all of them passed.
func (t Tally) clean() bool { return t.Passed > 0 && t.Failed == 0 && t.Skipped == 0 }

// reader holds what was printed so far by tests that have not ended.
type reader struct {
	out    io.Writer
	tally  Tally
	prints map[string]*strings.Builder // by package and test
	failed map[string]bool             // packages in which a test failed
}

// read counts the events of in, and writes to out what failed and the packages.
func read(in io.Reader, out io.Writer) (Tally, error) {
	r := reader{out: out, prints: map[string]*strings.Builder{}, failed: map[string]bool{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.line(line)
		}
		if err == io.EOF {
			return r.tally, nil
		}
		if err != nil {
			return r.tally, err
		}
	}
}

func (r *reader) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		fmt.Fprint(r.out, line) // what go prints beside its events
		return
	}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		r.keep(e)
	case "pass", "fail", "skip":
		r.end(e)
	}
}

func key(e event) string { return e.Package + " " + e.Test }

func (r *reader) keep(e event) {
	b := r.prints[key(e)]
	if b == nil {
		b = &strings.Builder{}
		r.prints[key(e)] = b
	}
	b.WriteString(e.Output)
}

// end counts a test or a package that ended. A package without tests ends with
// skip, which is no skipped test.
func (r *reader) end(e event) {
	printed := ""
	if b := r.prints[key(e)]; b != nil {
		printed = b.String()
		delete(r.prints, key(e))
	}
	switch {
	case e.Test == "":
		r.endPackage(e, printed)
	case e.Action == "pass":
		r.tally.Passed++
	case e.Action == "skip":
		r.tally.Skipped++
		fmt.Fprint(r.out, printed)
	default:
		r.tally.Failed++
		r.failed[e.Package] = true
		fmt.Fprint(r.out, printed)
	}
}

func (r *reader) endPackage(e event, printed string) {
	switch {
	case e.Action == "pass":
		fmt.Fprintf(r.out, "ok    %s  %.1fs\n", e.Package, e.Elapsed)
	case e.Action == "fail":
		if !r.failed[e.Package] { // it did not build, or stopped outside any test
			r.tally.Failed++
		}
		fmt.Fprintf(r.out, "%sFAIL  %s\n", printed, e.Package)
	}
}
