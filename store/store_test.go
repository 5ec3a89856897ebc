package store_test

import (
	"path/filepath"
	"testing"

	"scr/internal/keyring"
	"scr/store"
	"scr/store/storetest"
)

func TestSQLitePassesTheSuite(t *testing.T) {
	for name, options := range map[string]store.Options{
		"one connection":      {},
		"with readers beside": {Readers: 3},
		"sealed":              {Keys: newKeys(t)},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) func() storetest.Store {
				path := create(t)
				return func() storetest.Store { return open(t, path, options) }
			})
		})
	}
}

// newKeys makes a key ring.
func newKeys(t testing.TB) *keyring.Keys {
	t.Helper()
	keys, err := keyring.Create(filepath.Join(t.TempDir(), "keys"), keyring.Options{Signer: "scr/EXB"})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// create makes a new database and returns its file.
func create(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "board.db")
	db, err := store.Create(t.Context(), path, store.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a database until the test ends.
func open(t testing.TB, path string, options store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
