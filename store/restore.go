package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scr/internal/custody"
	"scr/review"
)

const (
	restoreInfix  = ".restore-"
	replacedInfix = ".replaced-"
)

// Restore says how a database is put back.
type Restore struct {
	URL     string   // where it is to lie
	Replace *InPlace // what lies there, as [AskInPlace] found it: it is moved aside, never removed; nil: nothing may lie there
	Stamp   string   // ends the name of what is moved aside
	Options Options

	Write   func(io.Writer) error            // writes the database's bytes
	Prepare func(context.Context, *DB) error // what must be done before the whole of it is looked at; may be nil
	Settle  func(context.Context, *DB) error // what is left to look at or to record before it gets its name

	rename func(from, to string) error // in place of the system's, in tests
}

// Restored says where the files lie after a restore.
type Restored struct {
	Path  string // the database; empty: it was not put there, and what was there is as it was
	Moved string // the one that was replaced; empty: there was none
}

// Run writes a new file, checks it, and gives it its name only then. What fails leaves
// the database that was there where it was, or says where it lies; a process that is
// killed between the last two renames leaves it moved aside, whole. A database of an
// older schema is migrated. The new one may be in its place also when there is an error:
// a disk can fail after the last rename.
//
// Errors: [review.Invalid] when a database is in place and is not to be replaced,
// [review.Refused] when somebody has it open, [review.Conflict] when something was
// recorded in it since it was asked.
func (r Restore) Run(ctx context.Context) (done Restored, err error) {
	path, err := pathOf(r.URL)
	if err != nil {
		return done, err
	}
	if err := r.vacant(path); err != nil {
		return done, err
	}
	f, err := heldFile(path + restoreInfix)
	if err != nil {
		return done, noRoom(fmt.Errorf("restore the database: %w", err))
	}
	defer func() { err = errors.Join(err, f.Close(), remove(f.Name())) }()
	if err := errors.Join(custody.Settle(f.Name()), r.Write(f), f.Sync()); err != nil {
		return done, noRoom(err)
	}
	if err := r.check(ctx, f.Name()); err != nil {
		return done, err
	}
	if err := errors.Join(absent(f.Name()+"-wal"), flush(f.Name())); err != nil {
		return done, err
	}
	return r.swap(ctx, f.Name(), path)
}

// vacant refuses a place that is taken, or in which the rest of another database lies:
// SQLite would take that for the end of this one.
func (r Restore) vacant(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return review.Errorf(review.Invalid, "there is no folder %s", filepath.Dir(path)).WithHint("make it, for you alone: mkdir -m 700")
	}
	if r.Replace != nil {
		return nobodyHas(path)
	}
	for _, suffix := range besides {
		if _, err := os.Lstat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			return review.Errorf(review.Invalid, "%s is there already", path+suffix).
				WithHint("restore to another place, or have it moved aside with --replace")
		}
	}
	return nil
}

// besides is what belongs to one database, by how its names end.
var besides = []string{"", "-wal", "-shm", "-journal"}

// nobodyHas refuses a database that somebody has open.
func nobodyHas(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	f, err := claim(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// check brings the copy to the schema of this program, looks at all of it, and lets
// the caller look and record.
func (r Restore) check(ctx context.Context, path string) (err error) {
	if err := r.migrate(ctx, path); err != nil {
		return err
	}
	db, err := Open(ctx, path, r.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.forgetSlots(ctx); err != nil {
		return err
	}
	if r.Prepare != nil {
		if err := r.Prepare(ctx, db); err != nil {
			return err
		}
	}
	found, err := db.Check(ctx, nil)
	if err != nil {
		return err
	}
	if len(found.Problems) > 0 {
		return review.Errorf(review.Failed, "the database in the backup is not what its log says, in %d places", len(found.Problems)).
			WithHint("take another backup, and keep this one: it says when something went wrong")
	}
	return r.Settle(ctx, db)
}

// migrate brings the copy to the schema of this program. It needs no backup: it is one.
func (r Restore) migrate(ctx context.Context, path string) (err error) {
	files, err := migrations()
	if err != nil {
		return err
	}
	db, err := open(path, r.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	schema, err := db.schema(ctx)
	if err != nil || schema == schemaNumber {
		return err
	}
	if schema == 0 || schema > schemaNumber {
		return db.checkVersion(schema, schemaNumber)
	}
	if err := db.up(ctx, files); err != nil {
		return err
	}
	return db.Rebuild(ctx) // what an earlier version folded, this one may fold otherwise
}

// swap moves aside what lies in the place, and gives the new database its name. Between
// the two there is no database for a moment, and never half of one. Where the second
// fails, the first is taken back.
func (r Restore) swap(ctx context.Context, from, path string) (done Restored, err error) {
	moved := ""
	if r.Replace != nil {
		if moved, err = r.moveAside(ctx, path); err != nil {
			return done, err
		}
		r.Replace.fold(ctx, moved)
	}
	if err = r.still(path); err == nil {
		err = r.move(from, path)
	}
	if err != nil {
		return done, r.takeBack(moved, path, err)
	}
	done = Restored{Path: path, Moved: moved}
	if err := flush(filepath.Dir(path)); err != nil {
		return done, review.Errorf(review.Failed, "the database is in its place, and the disk failed just then: %w", err).
			WithHint("look after the disk, then run \"scr db check\"%s", liesAt(moved))
	}
	return done, nil
}

// liesAt ends a hint with where a database went that was moved aside.
func liesAt(moved string) string {
	if moved == "" {
		return ""
	}
	return "; the database that was there lies at " + moved
}

func (r Restore) still(path string) error {
	for _, suffix := range besides {
		if err := absent(path + suffix); err != nil {
			return err
		}
	}
	return nil
}

// move gives a file another name.
func (r Restore) move(from, to string) error {
	if r.rename != nil {
		return r.rename(from, to)
	}
	return rename(from, to)
}

// moveAside gives a database another name, with all that belongs to it: it stays one
// that can be opened. All of it goes, or none.
func (r Restore) moveAside(ctx context.Context, path string) (to string, err error) {
	release, err := r.claimInPlace(ctx, path)
	defer release()
	if err != nil {
		return "", err
	}
	if to, err = vacantName(path + replacedInfix + r.Stamp); err != nil {
		return "", err
	}
	found := false
	for _, suffix := range besides {
		err := r.move(path+suffix, to+suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", r.takeBack(to, path, err)
		}
		found = found || err == nil
	}
	if !found {
		return "", nil
	}
	return to, nil
}

// takeBack puts back what was moved aside, once something has failed that came after,
// and says what became of it. The database itself comes last: whoever opened it without
// its -wal would lose what lies there.
func (r Restore) takeBack(aside, path string, why error) error {
	failed := review.Errorf(review.Failed, "the database could not be put in its place: %w", why).
		WithHint("nothing was restored, and what was there is there as it was; look after the disk, then repeat the command")
	if known, ok := errors.AsType[*review.Error](why); ok {
		failed = known
	}
	if aside == "" {
		return failed
	}
	for _, suffix := range slices.Backward(besides) {
		if _, err := os.Lstat(aside + suffix); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		err := absent(path + suffix)
		if err == nil {
			err = r.move(aside+suffix, path+suffix)
		}
		if err != nil {
			return review.Errorf(review.Failed, "nothing was restored, and the database that was there now lies at %s: %w", aside, errors.Join(why, err)).
				WithHint("look after the disk, then put it back with %s", putBackBy(aside, path))
		}
	}
	if err := flush(filepath.Dir(path)); err != nil {
		failed.Err = errors.Join(failed.Err, err)
	}
	return failed
}

// vacantName returns a name that nothing has, numbered if need be.
func vacantName(base string) (string, error) {
	for n := 1; n < 1000; n++ {
		name := base
		if n > 1 {
			name = fmt.Sprintf("%s.%d", base, n)
		}
		names, err := filepath.Glob(quoteGlob(name) + "*")
		if err != nil || len(names) == 0 {
			return name, err
		}
	}
	return "", review.Errorf(review.Failed, "every name like %s is taken", base)
}

// answeredFor refuses to record anything after a restore that lost something, until a
// second person has answered for it.
func (t *tx) answeredFor(body review.Body) error {
	if _, answer := body.(*review.RestoreAccepted); answer {
		return nil
	}
	rows, err := t.query(`
		SELECT CAST(state AS TEXT) ->> '$.restored[#-1].with'
		FROM boards
		WHERE CAST(state AS TEXT) ->> '$.restored[#-1].accepted_by' = ''`)
	if err != nil || len(rows) == 0 {
		return err
	}
	second, _ := rows[0][0].(string)
	return review.Errorf(review.Refused, "the database was restored from a backup that is shorter than the log was: nothing is recorded before %s has answered for that too",
		strings.TrimSpace(second)).WithHint("%s looks at what is missing, and runs \"scr db accept-restore\" under their own login", second)
}
