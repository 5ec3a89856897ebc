package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// TestWhatIsRecordedMeanwhileIsNotMovedAside: something was recorded while the copy was
// being checked, and in the end nobody had the database open any more. It was lost, and
// the restore said that nothing was.
func TestWhatIsRecordedMeanwhileIsNotMovedAside(t *testing.T) {
	late := time.Date(2026, 12, 30, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		does func(t *testing.T, path string)
	}{
		{"an event", func(t *testing.T, path string) {
			c := &storetest.Clerk{TB: t, Store: open(t, path, store.Options{}), Now: late}
			c.Register("late", "Made-up Latecomer")
		}},
		{"that somebody read", func(t *testing.T, path string) {
			db := open(t, path, store.Options{})
			c := &storetest.Clerk{TB: t, Store: db}
			if err := db.TextsOf(t.Context(), storetest.Reading(), c.Review("EXB-2026-001")); err != nil {
				t.Error(err)
			}
		}},
		{"that it is gone", func(t *testing.T, path string) {
			if err := os.Rename(path, path+".away"); err != nil {
				t.Error(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filled(t)
			r := replacing(t, path, bytesOf(t, path))
			r.Settle = func(context.Context, *store.DB) error {
				t.Run("meanwhile", func(t *testing.T) { tt.does(t, path) }) // which closes it in the end
				return nil
			}
			done, err := r.Run(t.Context())
			wantError(t, err, review.Conflict, "is not as it was when the restore began", "repeat the command")
			if done != (store.Restored{}) {
				t.Errorf("it lies at %+v", done)
			}
			if left, err := filepath.Glob(path + ".re*"); err != nil || len(left) > 0 {
				t.Errorf("%v is left behind (%v)", left, err)
			}
		})
	}
}

// TestAPlaceThatIsTakenMeanwhileIsNotReplaced: nothing lay there when it was asked.
func TestAPlaceThatIsTakenMeanwhileIsNotReplaced(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "scr.db")
	r := replacing(t, path, data)
	r.Settle = func(context.Context, *store.DB) error { write(t, path, data); return nil }
	_, err := r.Run(t.Context())
	wantError(t, err, review.Conflict, "is not as it was", "")
	alone(t, dir, "scr.db")
}

// TestAPlaceIsAskedByAnyOfItsNames: "sqlite:" before the path hid the database from
// whoever asked, and not from whoever moved it aside.
func TestAPlaceIsAskedByAnyOfItsNames(t *testing.T) {
	path := filled(t)
	t.Chdir(filepath.Dir(path))
	want, err := open(t, path, store.Options{}).Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{path, "sqlite:" + path, filepath.Base(path), "sqlite:" + filepath.Base(path)} {
		p, err := store.AskInPlace(t.Context(), url)
		if err != nil || !p.Found || p.Unasked != nil || p.Checkpoint != want {
			t.Errorf("%s is asked as %+v (%v)", url, p, err)
		}
		if whole, err := store.PathOf(url); err != nil || whole != path {
			t.Errorf("%s is at %s (%v)", url, whole, err)
		}
	}
	if _, err := store.AskInPlace(t.Context(), "mysql:"+path); review.CodeOf(err) != review.Invalid {
		t.Errorf("of another kind: %v", err)
	}
}

// TestWhatCannotBeAskedSaysSo: it is not taken for one that is not there.
func TestWhatCannotBeAskedSaysSo(t *testing.T) {
	data := bytesOf(t, filled(t))
	for name, spoil := range map[string]func(path string){
		"others may read it": func(path string) { chmod(t, path, 0o644) },
		"damaged":            func(path string) { write(t, path, data[:len(data)/2]) },
		"empty":              func(path string) { write(t, path, nil) },
		"a link to nowhere": func(path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(path+".gone", path); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "scr.db")
			write(t, path, data)
			spoil(path)
			r := replacing(t, path, data)
			if !r.Replace.Found || r.Replace.Unasked == nil {
				t.Fatalf("it is asked as %+v", r.Replace)
			}
			if _, err := r.Run(t.Context()); err != nil { // whoever lets it be replaced has been told
				t.Fatal(err)
			}
			verified(t, path)
		})
	}
}
