package config

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"scr/internal/files"
	"scr/review"
)

// DefaultFile returns where the settings file is when nobody says otherwise:
// scr/config.yaml below $XDG_CONFIG_HOME.
func DefaultFile() (string, error) {
	return below("XDG_CONFIG_HOME", ".config", "config.yaml")
}

// DefaultDatabase returns where the database is when nobody says otherwise:
// scr/scr.db below $XDG_DATA_HOME.
func DefaultDatabase() (string, error) {
	return below("XDG_DATA_HOME", filepath.Join(".local", "share"), "scr.db")
}

// DefaultSeen returns where it is remembered how far each log had come when nobody
// says otherwise: scr/seen below $XDG_STATE_HOME.
func DefaultSeen() (string, error) {
	return below("XDG_STATE_HOME", filepath.Join(".local", "state"), "seen")
}

// DefaultDrafts returns where drafts lie of which nobody keeps any in memory:
// scr/drafts below $XDG_STATE_HOME.
func DefaultDrafts() (string, error) {
	return below("XDG_STATE_HOME", filepath.Join(".local", "state"), "drafts")
}

// below returns the path of one of the program's files. A relative directory in
// the variable is passed over, as the XDG specification asks.
func below(variable, otherwise, name string) (string, error) {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "scr", name), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", review.Errorf(review.Failed, "there is no home directory to look in: %w", err).
			WithHint("set %s, or give --db and --config", variable)
	}
	return filepath.Join(home, otherwise, "scr", name), nil
}

// WriteFile writes a settings file that names the database and the folder of its keys,
// where it has some, and explains the other settings, unless the file is there
// already. It reports whether it wrote.
func WriteFile(file, database, keys string) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return false, review.Errorf(review.Failed, "no directory for the settings file %s: %w", file, err)
	}
	err := files.New(file, func(w io.Writer) error {
		_, err := io.WriteString(w, fileText(database, keys))
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, review.Errorf(review.Failed, "the settings file %s could not be written: %w", file, err)
	}
	return true, nil
}

func fileText(database, keys string) string {
	sealed := "# keys: keys         # folder of the board's keys, from where this file lies\n"
	if keys != "" {
		sealed = "keys: " + quoted(keys) + "\n"
	}
	return `# Settings of scr. A flag or a variable (SCR_DB, SCR_COLOR, …) goes before them;
# "scr config show" says where each value comes from.
database: ` + quoted(database) + `
` + sealed + `# seen: …            # folder in which it is remembered how far a log had come
# color: auto        # auto, always or never
# editor: vi         # for findings and episodes
# no_input: false    # true: ask nothing, even on a terminal
# page_size: 50      # reviews on one page of "scr list"
`
}

// quoted writes a path as a YAML text that no character in it can break.
func quoted(s string) string {
	out := []byte{'\''}
	for _, c := range []byte(s) {
		if c == '\'' {
			out = append(out, '\'')
		}
		out = append(out, c)
	}
	return string(append(out, '\''))
}

// withoutPassword hides the password of a database URL.
func withoutPassword(database string) string {
	u, err := url.Parse(database)
	if err != nil || u.User == nil {
		return database
	}
	return u.Redacted()
}
