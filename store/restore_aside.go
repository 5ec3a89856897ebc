package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scr/review"
)

// missing says that no database lies at a path. Where a restore moved one aside it says
// which, because "scr init" would begin another history in its place. Nothing in the
// folder tells a restore that was killed between its last two renames, after which the one
// that was moved aside is the newest there is, from one that came to its end, after which
// it is an older one: so both are said.
func missing(path string) error {
	aside := movedAside(path)
	if aside == "" {
		return review.Errorf(review.NotFound, "there is no database at %s", path).WithHint(`run "scr init", or name another with --db`)
	}
	return review.Errorf(review.Failed, "there is no database at %s; a restore moved the one aside that was there before it, to %s", path, aside).
		WithHint("if that restore was stopped in the middle, put it back with %s, and repeat the restore. "+
			"If the restore came to its end, leave that one: it is older. Put the newer one back from where it went since, or restore the newest backup", putBackBy(aside, path))
}

// untouched refuses a place for a new database where one lies, or was moved aside from by
// a restore, or has left a -wal: SQLite would take that for the end of the new one.
func untouched(path string) error {
	if err := absent(path); err != nil {
		return err
	}
	if movedAside(path) != "" {
		return missing(path)
	}
	for _, suffix := range besides[1:] {
		if _, err := os.Lstat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			return review.Errorf(review.Invalid, "%s is there, and no database that it belongs to: it holds the end of one", path+suffix).
				WithHint("put that database back beside it, or name another file")
		}
	}
	return nil
}

// movedAside returns the name of the database that was moved aside last from a path,
// or "". What merely belongs to one, its -wal say, is none.
func movedAside(path string) string {
	names, err := filepath.Glob(quoteGlob(path+replacedInfix) + "*")
	if err != nil {
		return ""
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(besides[1:], func(suffix string) bool { return strings.HasSuffix(name, suffix) })
	})
	if len(names) == 0 {
		return ""
	}
	return slices.Max(names) // they end in the moment of the restore
}

// putBackBy returns the commands that put a database back that was moved aside. The
// database itself comes last: whoever opened it without its -wal would lose what lies
// there.
func putBackBy(aside, path string) string {
	var commands []string
	for _, suffix := range slices.Backward(besides) {
		if _, err := os.Lstat(aside + suffix); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		commands = append(commands, fmt.Sprintf("\"mv %s %s\"", review.ShellWord(aside+suffix), review.ShellWord(path+suffix)))
	}
	return strings.Join(commands, ", then ")
}
