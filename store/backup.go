package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scr/internal/audit"
	"scr/review"
)

// Backup writes a copy of the database to a new file, consistent while others
// write, with every command that was acknowledged before it began. The copy is
// checked before it gets its name; a file that is there already is an
// [review.Invalid] error.
func (db *DB) Backup(ctx context.Context, path string) error {
	if err := db.copyTo(ctx, path); err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	return nil
}

// copyTo copies under a temporary name, checks, and renames. Copying the file
// itself would miss what is still in the log beside it.
func (db *DB) copyTo(ctx context.Context, path string) error {
	return aside(path, func(temporary string) error {
		if err := db.vacuumInto(ctx, temporary); err != nil {
			return err
		}
		return checkCopy(ctx, temporary, db.options)
	})
}

func absent(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return review.Errorf(review.Invalid, "%s is there already", path).WithHint("name another file; nothing is ever overwritten")
	}
	return nil
}

// vacuumInto copies over a connection of its own, so that nobody waits for it.
func (db *DB) vacuumInto(ctx context.Context, path string) (err error) {
	source := pool(db.path, readWrite, 1)
	defer func() { err = errors.Join(err, source.Close()) }()
	_, err = source.ExecContext(ctx, `VACUUM INTO ?`, path)
	return translate(err)
}

// Copied is a copy of the database that was checked: SQLite finds it whole, and its
// log is what it says.
type Copied struct {
	File       *os.File         // to be read from its beginning
	Schema     int64            // of the copy
	Checkpoint audit.Checkpoint // how far the copy's log has come
	Sealing    bool             // the texts in it are sealed
	Erased     audit.ErasedList // what was erased from its log
}

// copyInfix is in the name of a copy on its way into a backup. It lies beside the
// database, where the same bytes lie anyhow, and never beside the backup, which may be
// on a disk that leaves the building.
const copyInfix = ".copy-"

// Copy makes a copy, consistent while others write, hands it over and takes it away
// again, also when the context ends. A process that is killed leaves it behind, for
// the next to take away.
func (db *DB) Copy(ctx context.Context, use func(Copied) error) (err error) {
	if err := clearCopies(db.path); err != nil {
		return fmt.Errorf("take away an earlier copy: %w", err)
	}
	f, err := heldFile(db.path + copyInfix)
	if err != nil {
		return noRoom(fmt.Errorf("back up the database: %w", err))
	}
	defer func() { err = errors.Join(err, f.Close(), remove(f.Name())) }()
	if err := db.vacuumInto(ctx, f.Name()); err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	c, err := db.examine(ctx, f.Name())
	if err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	c.File = f
	return use(c)
}

// clearCopies takes away copies that killed processes left behind.
func clearCopies(path string) error {
	left, err := LeftBehind(path)
	for _, name := range left {
		err = errors.Join(err, takeAway(name))
	}
	return err
}

// heldFile makes a new file whose name begins like that, and holds it. Between the two
// somebody else may take it for one that was left behind: then it makes another.
func heldFile(name string) (*os.File, error) {
	var err error
	for range 100 {
		f, failed := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"*")
		if failed != nil {
			return nil, failed
		}
		if err = errors.Join(hold(f), stillNamed(f)); err == nil {
			return f, nil
		}
		err = errors.Join(err, f.Close(), remove(f.Name()))
	}
	return nil, err
}

// stillNamed refuses a file that is not under its name any more.
func stillNamed(f *os.File) error {
	ours, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(f.Name())
	if err == nil && !os.SameFile(ours, there) {
		err = fmt.Errorf("%s is another file by now", f.Name())
	}
	return err
}

// LeftBehind names what killed processes left beside a database: copies that were to
// become a backup, or databases that were being restored.
func LeftBehind(path string) ([]string, error) {
	var left []string
	for _, infix := range []string{copyInfix, restoreInfix} {
		names, err := filepath.Glob(quoteGlob(path) + infix + "*")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "-wal") && !strings.HasSuffix(name, "-shm") && leftBehind(name) {
				left = append(left, name)
			}
		}
	}
	return left, nil
}

// quoteGlob writes a path so that a pattern matches just it.
func quoteGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// noRoom says that a disk is full, where that is what is wrong.
func noRoom(err error) error {
	if !isFull(err) {
		return err
	}
	return &review.Error{Code: review.Failed, Message: "the disk is full: the file was not written",
		Hint: "make room, then repeat the command", Err: err}
}

// examine checks a copy and says how far its log has come.
func (db *DB) examine(ctx context.Context, path string) (c Copied, err error) {
	if err := checkCopy(ctx, path, db.options); err != nil {
		return c, err
	}
	copied, err := open(path, db.options)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	c.Schema = schemaNumber
	if c.Checkpoint, err = copied.Checkpoint(ctx); err != nil {
		return c, err
	}
	if c.Sealing, err = copied.Sealing(ctx); err != nil {
		return c, err
	}
	c.Erased, err = copied.ErasedList(ctx)
	return c, err
}

// flush waits until a file, or the names in a folder, are on disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// checkCopy opens the copy as it would be opened after a restore.
func checkCopy(ctx context.Context, path string, options Options) (err error) {
	db, err := open(path, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	schema, err := db.schema(ctx)
	if err != nil {
		return err
	}
	problems, err := integrity(ctx, db.writer)
	if err != nil {
		return err
	}
	if len(problems) > 0 || schema == 0 {
		return unsound()
	}
	if schema != schemaNumber {
		return nil // an older one, about to be migrated: only then its log can be read
	}
	found, err := db.Verify(ctx, nil)
	if err == nil && len(found.Problems) > 0 {
		err = unsound()
	}
	return err
}

func unsound() error {
	return review.Errorf(review.Failed, "the copy is not sound").WithHint(`run "scr db check" on the database, and look after the disk`)
}
