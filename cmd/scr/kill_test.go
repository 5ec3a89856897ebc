package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledCommandsLoseNothing runs two hundred commands, each in a process of
// its own, and kills one in four of them with SIGKILL at a random moment. What a
// process acknowledged, on a pipe, before it died is there afterwards; and the log
// and its rows agree.
func TestKilledCommandsLoseNothing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, dir)
	}
	scr := func(args ...string) *exec.Cmd {
		cmd := exec.Command("scr", append([]string{"--db", filepath.Join(dir, "scr.db")}, args...)...)
		cmd.Dir = dir
		return cmd
	}
	if err := os.WriteFile(filepath.Join(dir, "me.yaml"), []byte("name: Made-up Manager\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, scr("init", "--code", "EXB", "--title", "Example board", "--workflow", "learning-together", "--person-from", "me.yaml"))
	ref := strings.TrimSpace(must(t, scr("open", "--workflow", "learning-together", "--no-conflict")))

	random := rand.New(rand.NewPCG(1, 2))
	var acknowledged []string
	killed := 0
	for range 200 {
		handle, died := addMeeting(t, scr("meeting", "add", ref, "--kind", "analysis"), random)
		if died {
			killed++
		}
		if handle != "" {
			acknowledged = append(acknowledged, handle)
		}
	}
	if killed < 10 || len(acknowledged) < 100 {
		t.Fatalf("%d killed, %d acknowledged: the test proves little", killed, len(acknowledged))
	}
	listed := strings.Fields(must(t, scr("meeting", "list", ref)))
	for _, handle := range acknowledged {
		if !strings.Contains(" "+strings.Join(listed, " ")+" ", " "+handle+" ") {
			t.Errorf("%s was acknowledged and is not there", handle)
		}
	}
	must(t, scr("audit", "verify"))
}

// addMeeting runs one command and sometimes kills it. It returns the handle that
// was acknowledged, and whether the process died of the kill.
func addMeeting(t *testing.T, cmd *exec.Cmd, random *rand.Rand) (handle string, died bool) {
	t.Helper()
	var printed bytes.Buffer
	cmd.Stdout = &printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if random.IntN(4) == 0 {
		time.Sleep(time.Duration(random.IntN(30)) * time.Millisecond)
		_ = cmd.Process.Kill() // it may have ended by itself
	}
	err := cmd.Wait()
	return strings.TrimSpace(printed.String()), err != nil
}

func must(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var remarks bytes.Buffer
	cmd.Stderr = &remarks
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, remarks.String())
	}
	return string(out)
}
