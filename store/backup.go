package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

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
		return checkCopy(ctx, temporary)
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

// flush waits until a file, or the names in a folder, are on disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// checkCopy opens the copy as it would be opened after a restore.
func checkCopy(ctx context.Context, path string) (err error) {
	db, err := open(path, Options{})
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
		return review.Errorf(review.Failed, "the copy is not sound").WithHint(`run "scr db check" on the database, and look after the disk`)
	}
	return nil
}
