package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"scr/config"
	"scr/store"
)

// Which database is the board's own, and which one somebody only tries something out with.

// away reports whether the database at a path, of that log, is another one than the
// board's own: that is the one that the settings name without --db, and a settings file
// before a variable. Where no database of the log lies there, the one in use is it.
func (a *app) away(ctx context.Context, path, origin string) (bool, error) {
	home, err := a.home()
	if err != nil {
		return false, err
	}
	return anotherOf(ctx, home, path, origin), nil
}

// home returns where the board's own database lies.
func (a *app) home() (string, error) {
	file, asked, err := a.settingsFile()
	if err != nil {
		return "", err
	}
	named, err := config.Load(file, asked && !a.founding, a.places)
	if err != nil {
		return "", err
	}
	if inFile := named.InFile(); inFile != "" && a.places["database"] == "" {
		return plainPath(inFile), nil
	}
	return databaseFile(named), nil
}

// anotherOf reports whether one path has a database of a log, under any of its names, and
// the other path leads elsewhere. One that cannot be read may be of that log: no head is
// moved on a guess.
func anotherOf(ctx context.Context, home, path, origin string) bool {
	own, err := os.Stat(home)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if used, wrong := os.Stat(path); err == nil && wrong == nil && os.SameFile(own, used) {
		return false
	}
	db, err := store.Open(ctx, home, store.Options{OnlyRead: true})
	if err != nil {
		return true
	}
	defer db.Close()
	theirs, err := db.Origin(ctx)
	if err != nil {
		return true
	}
	return sameLog(theirs, origin)
}

// elsewhere returns the board's own databases where a restore goes to another place, as when
// it is tried out: then nothing changes beside the keys. There are two where the one in use
// is itself one that somebody tries out.
func (r *restoring) elsewhere(ctx context.Context) (own []string, err error) {
	settings, err := r.config()
	if err != nil {
		return nil, err
	}
	home, err := r.home()
	if err != nil {
		return nil, err
	}
	for _, path := range []string{home, databaseFile(settings)} {
		if !slices.Contains(own, path) && anotherOf(ctx, path, plainPath(r.ask.to), r.file.Origin) {
			own = append(own, path)
		}
	}
	return own, nil
}

// keysNamed reports whether a flag or a variable names the folder of the keys. Whoever
// works in a copy of the board names keys of its own so.
func keysNamed(settings *config.Settings) bool {
	from := settings.From("keys").From
	return from == config.FromFlag || from == config.FromEnvironment
}
