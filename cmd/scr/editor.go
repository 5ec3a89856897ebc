package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"scr/internal/report"
	"scr/review"
)

// draft is a text that somebody writes in their editor. It lies in a directory
// that only they can read, in memory where there is such a place, and goes away
// once it is recorded. Until then nothing that was typed is lost.
type draft struct {
	dir, file string
	template  string // what it began with
}

// What drafts are called, and how the name of a draft's folder begins.
const (
	draftName   = "draft.yaml"
	draftFolder = "scr-"
)

// newDraft makes a draft that holds a template.
func newDraft(template string) (*draft, error) {
	dir, err := os.MkdirTemp(privatePlace(), draftFolder)
	if err != nil {
		return nil, review.Errorf(review.Failed, "no place for a draft: %w", err)
	}
	d := &draft{dir, filepath.Join(dir, draftName), template}
	if err := os.WriteFile(d.file, []byte(template), 0o600); err != nil {
		return nil, review.Errorf(review.Failed, "the draft could not be written: %w", err)
	}
	return d, nil
}

// privatePlace returns a directory in memory, so that the draft of a narrative
// leaves no trace on a disk; "" means the system's own.
func privatePlace() string {
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), "/dev/shm"} {
		if info, err := os.Stat(dir); filepath.IsAbs(dir) && err == nil && info.IsDir() {
			return dir
		}
	}
	return ""
}

// isDraft reports whether a file is a draft that was kept earlier: only such a file
// is the program's to take away.
func isDraft(name string) bool {
	file, err := filepath.Abs(name)
	dir := filepath.Dir(file)
	number, ours := strings.CutPrefix(filepath.Base(dir), draftFolder)
	_, notOurs := strconv.ParseUint(number, 10, 64)
	return err == nil && ours && notOurs == nil && filepath.Base(file) == draftName &&
		filepath.Dir(dir) == filepath.Clean(cmp.Or(privatePlace(), os.TempDir()))
}

// dropDrafts takes the drafts away that have been recorded now.
func (a *app) dropDrafts() {
	for _, file := range a.drafts {
		says := "the draft is recorded, and was removed: "
		if err := cmp.Or(os.Remove(file), os.Remove(filepath.Dir(file))); err != nil {
			says = "the draft is recorded, and could not be removed: "
		}
		if !a.global.json {
			fmt.Fprintf(a.err, "scr: %s%s\n", says, report.Printable(file))
		}
	}
	a.drafts = nil
}

// remove takes the draft away.
func (d *draft) remove() error { return os.RemoveAll(d.dir) }

// written reports whether the draft holds more than what the editor was given.
func (d *draft) written() bool {
	data, err := os.ReadFile(d.file)
	return !errors.Is(err, fs.ErrNotExist) && (err != nil || string(data) != d.template)
}

// keep adds to an error where the draft is, so that nothing typed is lost. Where
// nothing was typed it takes the draft away.
func (d *draft) keep(err error, again, flag string) error {
	if !d.written() {
		return errors.Join(err, d.remove())
	}
	kept := fmt.Sprintf("what you wrote is kept in %s: run \"%s %s %s\" once it can be recorded", d.file, again, flag, d.file)
	e := review.Error{Code: review.Failed, Message: err.Error(), Err: err}
	if known := asError(err); known != nil {
		e = *known
	}
	e.Hint = strings.TrimPrefix(e.Hint+"; ", "; ") + kept
	return &e
}

// rescue keeps what somebody answered on the terminal when it could not be
// recorded. Since tells how many questions had been answered before.
func (a *app) rescue(err error, since int, again, flag string, answers func() (string, error)) error {
	if err == nil || a.answered == since {
		return err
	}
	text, failure := answers()
	if failure != nil {
		return errors.Join(err, failure)
	}
	d, failure := newDraft(text)
	if failure != nil {
		return errors.Join(err, failure)
	}
	d.template = "" // all of it was typed
	return d.keep(err, again, flag)
}

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
	// The command may have arguments, as in EDITOR="code --wait": a shell splits it.
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command+` "$1"`, "scr", d.file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, a.prompt, a.prompt
	if err := cmd.Run(); err != nil {
		return nil, review.Errorf(review.Failed, "the editor %q did not end well: %w", command, err).
			WithHint("\"scr config show\" says where it was set: SCR_EDITOR and the editor setting go before VISUAL and EDITOR; name one that waits until you are done")
	}
	return os.ReadFile(d.file)
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
