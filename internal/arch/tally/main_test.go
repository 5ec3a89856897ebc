package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	tests := []struct {
		name      string
		events    []string
		want      string
		wantClean bool
		wantOut   string // must stand in what is printed
	}{
		{
			name: "all pass",
			events: []string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA/sub"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"pass","Package":"p","Elapsed":1.25}`,
			},
			want: "2 passed, 0 failed", wantClean: true, wantOut: "ok    p",
		},
		{
			name: "a failure is printed with its output",
			events: []string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"want 1, got 2\n"}`,
				`{"Action":"fail","Package":"p","Test":"TestA"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			want: "0 passed, 1 failed", wantOut: "want 1, got 2",
		},
		{
			name: "a skipped test is not a pass",
			events: []string{
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"skip","Package":"p","Test":"TestB"}`,
				`{"Action":"pass","Package":"p"}`,
			},
			want: "1 passed, 0 failed, 1 skipped (a skipped test is not a pass)", wantOut: "ok    p",
		},
		{
			name: "a package without tests is no skipped test",
			events: []string{
				`{"Action":"skip","Package":"q"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
			},
			want: "1 passed, 0 failed", wantClean: true,
		},
		{
			name: "a package that does not build has failed",
			events: []string{
				`{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			want: "0 passed, 1 failed", wantOut: "undefined: x",
		},
		{
			name:   "nothing ran",
			events: []string{`go: no packages to test`},
			want:   "0 passed, 0 failed", wantOut: "go: no packages",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			tally, err := read(strings.NewReader(strings.Join(tt.events, "\n")+"\n"), &out)
			if err != nil {
				t.Fatal(err)
			}
			if got := tally.String(); got != tt.want {
				t.Errorf("closing line %q, want %q", got, tt.want)
			}
			if got := tally.clean(); got != tt.wantClean {
				t.Errorf("clean is %t, want %t", got, tt.wantClean)
			}
			if !strings.Contains(out.String(), tt.wantOut) {
				t.Errorf("printed %q, want %q in it", out.String(), tt.wantOut)
			}
		})
	}
}

func TestTallyOfSeveralRuns(t *testing.T) {
	file := func(events ...string) string {
		path := filepath.Join(t.TempDir(), "run.json")
		if err := os.WriteFile(path, []byte(strings.Join(events, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one := file(`{"Action":"pass","Package":"p","Test":"TestA"}`, `{"Action":"pass","Package":"p"}`)
	two := file(`{"Action":"fail","Package":"q","Test":"TestB"}`, `{"Action":"pass","Package":"q","Test":"TestC"}`, `{"Action":"fail","Package":"q"}`)
	var out strings.Builder
	if all, err := readAll([]string{one, two}, &out); err != nil || all.String() != "2 passed, 1 failed" || all.clean() {
		t.Errorf("says %q (%v)", all, err)
	}
	if !strings.Contains(out.String(), "ok    p") || !strings.Contains(out.String(), "FAIL  q") {
		t.Errorf("prints %q", &out)
	}
	if all, err := readAll([]string{one, file("signal: killed")}, &out); err == nil {
		t.Errorf("a run that ended before any test did is counted as %q", all)
	}
}
