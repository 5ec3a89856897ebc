package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"scr/engine"
	"scr/store"
)

// decidedRight decides the logs of all databases in a folder again, and fails for every
// decision that the program could not have made. Databases that are not what their log
// says are left out: somebody damaged them, for a test.
func decidedRight(ctx context.Context, folder string) (logs int, wrong error) {
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".db" {
			return err
		}
		known, err := decidedRightIn(ctx, path)
		if known {
			logs++
		}
		return err
	})
	return logs, err
}

func decidedRightIn(ctx context.Context, path string) (known bool, err error) {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return false, nil // not a database, or one of another schema
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if found, err := db.Verify(ctx, nil); err != nil || len(found.Problems) > 0 {
		return false, nil
	}
	doubts, err := new(engine.Engine).VerifyDecisions(ctx, db, nil)
	for _, d := range doubts {
		err = errors.Join(err, fmt.Errorf("%s: %s #%d: %s", filepath.Base(path), d.Stream, d.Seq, d.Says))
	}
	return true, err
}

// mustBeDecidedRight is decidedRight for a folder in which there are logs.
func mustBeDecidedRight(t *testing.T, folder string) {
	t.Helper()
	logs, err := decidedRight(context.Background(), folder)
	if err != nil {
		t.Error(err)
	}
	if logs == 0 {
		t.Errorf("there is no sound log in %s", folder)
	}
}
