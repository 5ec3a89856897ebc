package simulation

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// fromEnv reads a number from the environment.
func fromEnv(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// memory is a folder in memory, where there is one: that disks keep what they are given
// is tried elsewhere.
func memory(t testing.TB) string {
	t.Helper()
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		dir, err := os.MkdirTemp("/dev/shm", "scr-simulation-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		return dir
	}
	return t.TempDir()
}

// TestNoCommandBreaksAPromise carries out random commands amid crashes and faults.
func TestNoCommandBreaksAPromise(t *testing.T) {
	o := Options{Seed: fromEnv(t, "SEED", 1), Commands: int(fromEnv(t, "COMMANDS", 4000)), Workers: runtime.NumCPU(), Dir: memory(t)}
	began := time.Now()
	o.Progress = func(r Report) {
		if r.Worlds%25 == 0 {
			t.Logf("%d commands in %s", r.Commands, time.Since(began).Round(time.Second))
		}
	}
	report, err := Run(t.Context(), o)
	t.Logf("in %s: %+v", time.Since(began).Round(time.Second), report)
	if err != nil {
		t.Fatal(err)
	}
	if report.Commands < o.Commands || report.Accepted < report.Commands/4 {
		t.Errorf("%d of %d commands were tried, and %d went through: that proves little", report.Commands, o.Commands, report.Accepted)
	}
}
