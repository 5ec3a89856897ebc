package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// edit runs the person's editor on the draft and returns what was saved.
func (a *app) edit(ctx context.Context, d *draft) ([]byte, error) {
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	command := editorOf(settings.Editor)
	// An interrupt belongs to the editor: ours would leave the draft behind
	// unannounced. It is received, not ignored: what is ignored stays so in the
	// editor, and afterwards here.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, syscall.SIGINT, syscall.SIGQUIT)
	defer signal.Stop(interrupts)
	defer a.unheard()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", editorLine(command), "scr", d.file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, behind(a.prompt), behind(a.prompt)
	if err := attended(cmd); err != nil {
		if known := asError(err); known != nil {
			return nil, known
		}
		return nil, review.Errorf(review.Failed, "the editor %q did not end well: %w", command, err).
			WithHint("\"scr config show\" says where it was set: SCR_EDITOR and the editor setting go before VISUAL and EDITOR; name one that waits until you are done")
	}
	return files.Read(d.file, maxInput)
}

// editorLine is what a shell carries out: the command may have arguments, as in
// EDITOR="code --wait". The editor takes the shell's place where it can, so that what the
// program is told reaches it. Where it cannot, an interrupt must not end the shell while
// the editor goes on.
func editorLine(command string) string {
	if strings.ContainsAny(command, "=;&|<>(){}\n") {
		return `trap : INT QUIT; ` + command + ` "$1"`
	}
	return `exec ` + command + ` "$1"`
}

// closing is for how long an editor that was told to end is waited for: it may save.
const closing = 3 * time.Second

// attended runs an editor. When the program is told to end, because the machine stops
// or the terminal is gone, the editor is told so too, and is given time to save.
func attended(cmd *exec.Cmd) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(stop)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case told := <-stop:
		_ = cmd.Process.Signal(told) // it may have ended just now
		select {
		case <-ended:
		case <-time.After(closing):
		}
		return review.Errorf(review.Failed, "stopped from outside (%s) while you were writing", told).WithHint("nothing was recorded")
	}
}

// behind returns the stream behind the one that nothing harmful passes: an editor draws
// on the terminal.
func behind(w io.Writer) io.Writer {
	if g, ok := w.(*report.Guard); ok {
		return g.Under()
	}
	return w
}

// editorOf returns the command of the editor.
func editorOf(setting string) string {
	for _, command := range []string{setting, os.Getenv("VISUAL"), os.Getenv("EDITOR")} {
		if strings.TrimSpace(command) != "" {
			return command
		}
	}
	return "vi"
}

// mend says what is wrong with a draft and asks whether to edit it again.
func (a *app) mend(err error) (again bool, failure error) {
	message := err.Error()
	if e := asError(err); e != nil && e.Hint != "" {
		message += "\n  " + e.Hint
	}
	fmt.Fprintf(a.prompt, "%s\n", report.Printable(message))
	answer, failure := a.ask(question{label: "Edit it again?", of: []string{"edit", "stop"}, needed: true})
	return answer == "edit", failure
}
