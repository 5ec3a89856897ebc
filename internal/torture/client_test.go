//go:build torture

package torture

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// client talks to a process that carries out commands, and is who knows what was
// acknowledged: it reads it from the pipe.
type client struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	said strings.Builder
}

// answer is what the writer says of a command.
type answer struct {
	ID      string   `json:"id"`
	Code    string   `json:"code"`
	Says    string   `json:"says"`
	Version int64    `json:"version"`
	Receipt *receipt `json:"receipt"`
}

type receipt struct {
	Stream    string    `json:"stream"`
	Reference string    `json:"reference"`
	First     int64     `json:"first"`
	Last      int64     `json:"last"`
	At        time.Time `json:"at"`
	Repeated  bool      `json:"repeated"`
}

// errGone says that the process ended before it answered.
var errGone = errors.New("the writer is gone")

// begin starts a writer on the board.
func (b *board) begin(program string, args ...string) *client {
	b.t.Helper()
	c := &client{cmd: exec.Command(program, append([]string{"-db", b.db, "-keys", b.keys()}, args...)...)}
	c.cmd.Dir, c.cmd.Env, c.cmd.Stderr = b.dir, b.env(), &c.said
	in, err := c.cmd.StdinPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	c.in, c.out = in, bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	return c
}

// ask sends a command and waits for the answer, or for the process to die.
func (c *client) ask(format string, args ...any) (answer, error) {
	if _, err := fmt.Fprintf(c.in, format+"\n", args...); err != nil {
		return answer{}, errGone
	}
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		return answer{}, errGone // half a line is no acknowledgement
	}
	var a answer
	err = json.Unmarshal(line, &a)
	return a, err
}

// kill kills the process with SIGKILL. It may be called at any moment.
func (c *client) kill() { _ = c.cmd.Process.Kill() }

// reap waits for the end of a process that was killed or asked to end, and reports
// whether it was killed.
func (c *client) reap(t testing.TB) (killed bool) {
	t.Helper()
	_ = c.in.Close()
	_, _ = io.Copy(io.Discard, c.out)
	err := c.cmd.Wait()
	exited, ok := errors.AsType[*exec.ExitError](err)
	killed = ok && exited.ExitCode() == -1
	if said := panicked(c.said.String()); said != "" || err != nil && !killed {
		t.Errorf("a writer ended by itself: %v %s", err, c.said.String())
	}
	return killed
}
