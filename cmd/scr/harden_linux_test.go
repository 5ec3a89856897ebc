package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestACrashWritesNoMemoryToDisk looks at a running program from outside.
func TestACrashWritesNoMemoryToDisk(t *testing.T) {
	d := newOnDisk(t)
	cmd := d.scr("finding", "add", d.ref, "--from", "-", "--no-input")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte("kind: pattern\n")); err != nil { // read once it is under way
		t.Fatal(err)
	}
	limits := ""
	for range 2000 {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if limits = string(text); strings.Join(strings.Fields(line(limits, "Max core file size"))[4:6], " ") == "0 0" {
			break
		}
	}
	if got := strings.Fields(line(limits, "Max core file size")); len(got) < 6 || got[4] != "0" || got[5] != "0" {
		t.Errorf("%v", got)
	}
	_ = in.Close()
	_ = cmd.Wait() // a finding without a title is refused
	if out, err := d.scr("doctor", "--json").Output(); !strings.Contains(string(out), "a crash writes no memory to disk") {
		t.Errorf("the doctor says %s (%v)", out, err)
	}
}

func line(text, begins string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, begins) {
			return l
		}
	}
	return ""
}

func BenchmarkHarden(b *testing.B) {
	for b.Loop() {
		if err := harden(); err != nil {
			b.Fatal(err)
		}
	}
}
