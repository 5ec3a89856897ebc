package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"scr/config"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// draft is a text that somebody writes in their editor. It lies in a folder of its
// own that only they can read, in memory where there is such a place, and is
// overwritten and taken away once it is recorded. Until then nothing that was typed is
// lost.
type draft struct {
	dir, file string
	template  string // what it began with
	fleeting  bool   // it lies in memory, which ends with the person's session
}

// What drafts are called, and how the name of a draft's folder begins.
const (
	draftName   = "draft.yaml"
	draftFolder = "scr-"
)

// newDraft makes a draft that holds a template.
func newDraft(template string) (*draft, error) {
	place, fleeting, err := draftPlace()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(place, draftFolder)
	if err != nil {
		return nil, review.Errorf(review.Failed, "no place for a draft: %w", err)
	}
	d := &draft{dir: dir, file: filepath.Join(dir, draftName), template: template, fleeting: fleeting}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return nil, review.Errorf(review.Failed, "no place for a draft: %w", err)
	}
	return d, errors.Join(files.NewIn(folder, draftName, files.Private, []byte(template)), folder.Close())
}

// draftPlace returns the folder in which drafts lie, and whether that is in memory. It
// is never one that others share: the system's folder for temporary files is, and so is
// /dev/shm.
func draftPlace() (place string, fleeting bool, err error) {
	if dir, mine := runtimeFolder(); mine {
		return dir, true, nil
	}
	dir, err := config.DefaultDrafts()
	if err != nil {
		return "", false, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", false, review.Errorf(review.Failed, "no place for a draft: %w", err)
	}
	info, err := os.Lstat(dir)
	if err == nil && (!info.IsDir() || !files.Mine(info, os.Getuid())) {
		err = review.Errorf(review.Refused, "others may read drafts in %s", dir).WithHint("see who owns it, then run: chmod 700 %s", review.ShellWord(dir))
	}
	return dir, false, err
}

// runtimeFolder returns the folder in memory that belongs to the person's session, if
// it is theirs alone: the variable could name any.
func runtimeFolder() (dir string, mine bool) {
	dir = os.Getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) {
		return "", false
	}
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir() && files.Mine(info, os.Getuid())
}

// isDraft reports whether a file is a draft that was kept earlier: only such a file
// is the program's to take away.
func isDraft(name string) bool {
	file, err := filepath.Abs(name)
	if err != nil || filepath.Base(file) != draftName || !isDraftFolder(filepath.Base(filepath.Dir(file))) {
		return false
	}
	return slices.Contains(draftPlaces(), filepath.Dir(filepath.Dir(file)))
}

func isDraftFolder(name string) bool {
	number, ours := strings.CutPrefix(name, draftFolder)
	_, err := strconv.ParseUint(number, 10, 64)
	return ours && err == nil
}

// draftPlaces returns the folders in which there may be drafts.
func draftPlaces() (places []string) {
	if dir, mine := runtimeFolder(); mine {
		places = append(places, filepath.Clean(dir))
	}
	if dir, err := config.DefaultDrafts(); err == nil {
		places = append(places, dir)
	}
	return places
}

// keptDrafts returns the files of drafts that nobody has recorded yet.
func keptDrafts() (kept []string) {
	for _, place := range draftPlaces() {
		entries, _ := os.ReadDir(place) // where there is none, there are no drafts
		for _, e := range entries {
			file := filepath.Join(place, e.Name(), draftName)
			if info, err := os.Lstat(file); isDraftFolder(e.Name()) && err == nil && info.Mode().IsRegular() {
				kept = append(kept, file)
			}
		}
	}
	return kept
}

// dropDrafts takes the drafts away that have been recorded now.
func (a *app) dropDrafts() {
	for _, file := range a.drafts {
		says := "the draft is recorded, and was removed: "
		if err := wipeDraft(filepath.Dir(file)); err != nil {
			says = "the draft is recorded, and could not be removed: "
		}
		if !a.global.json {
			fmt.Fprintf(a.err, "scr: %s%s\n", says, report.Printable(file))
		}
	}
	a.drafts = nil
}

// wipeDraft overwrites what lies in the folder of a draft, the editor's own copies too,
// and takes the folder away.
func wipeDraft(dir string) error {
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	return errors.Join(files.Wipe(folder), folder.Close(), os.Remove(dir))
}

// recorded takes the draft away. That it cannot be is no failure: what is in it is
// recorded, and must not be recorded again.
func (d *draft) recorded(a *app) {
	if err := wipeDraft(d.dir); err != nil {
		fmt.Fprintf(a.err, "scr: the draft is recorded, and could not be removed: %s\n", report.Printable(d.file))
	}
}

// remove takes the draft away: nothing was written in it.
func (d *draft) remove() error { return wipeDraft(d.dir) }

// written returns the file that holds more than what the editor was given, or "". An
// editor that was stopped may have left it under a name of its own.
func (d *draft) written() string {
	data, err := files.Read(d.file, maxInput)
	if !errors.Is(err, fs.ErrNotExist) && (err != nil || string(data) != d.template) {
		return d.file
	}
	entries, _ := os.ReadDir(d.dir)
	for _, e := range entries {
		if e.Name() != draftName {
			return filepath.Join(d.dir, e.Name())
		}
	}
	return ""
}

// keep adds to an error where the draft is, so that nothing typed is lost. Where
// nothing was typed it takes the draft away.
func (d *draft) keep(err error, again, flag string) error {
	file := d.written()
	if file == "" {
		return errors.Join(err, d.remove())
	}
	kept := fmt.Sprintf("what you wrote is kept in %s: run \"%s %s %s\" once it can be recorded", file, again, flag, review.ShellWord(file))
	if file != d.file {
		kept = fmt.Sprintf("what your editor saved when it was stopped is in %s", file)
	}
	if d.fleeting {
		kept += "; that is in memory, and goes when you log out or the machine stops"
	}
	e := review.Error{Code: review.Failed, Message: err.Error(), Err: err}
	if known := asError(err); known != nil {
		e = *known
	}
	e.Hint = strings.TrimPrefix(e.Hint+"; ", "; ") + kept
	return &e
}

// tellKept says that there are drafts of earlier, before another one is begun: whoever
// was cut off could not be told.
func (a *app) tellKept() {
	for _, file := range keptDrafts() {
		fmt.Fprintf(a.err, "scr: a draft that was never recorded is in %s\n", report.Printable(file))
	}
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
