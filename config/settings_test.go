package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
)

// alone leaves the test without settings from outside, in a home of its own.
func alone(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	for _, s := range settings() {
		t.Setenv(s.env, "")
	}
	return home
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheStrongerSourceWins(t *testing.T) {
	tests := []struct {
		name, file, env, flag string
		want, from            string
	}{
		{name: "nothing given", want: "HOME/.local/share/scr/scr.db", from: FromDefault},
		{name: "file", file: "/srv/file.db", want: "/srv/file.db", from: FromFile},
		{name: "environment over file", file: "/srv/file.db", env: "/srv/env.db", want: "/srv/env.db", from: FromEnvironment},
		{name: "flag over all", file: "/srv/file.db", env: "/srv/env.db", flag: "/srv/flag.db", want: "/srv/flag.db", from: FromFlag},
		{name: "relative to the file that says it", file: "reviews.db", want: "HOME/.config/scr/reviews.db", from: FromFile},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := alone(t)
			file, err := DefaultFile()
			if err != nil {
				t.Fatal(err)
			}
			flags := map[string]string{}
			if tt.file != "" {
				write(t, file, "database: "+tt.file+"\n")
			}
			if tt.flag != "" {
				flags["database"] = tt.flag
			}
			t.Setenv("SCR_DB", tt.env)
			s, err := Load(file, false, flags)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(tt.want, "HOME", home, 1); s.Database != want {
				t.Errorf("database is %s, want %s", s.Database, want)
			}
			if got := s.Values()[0].From; got != tt.from {
				t.Errorf("source is %s, want %s", got, tt.from)
			}
		})
	}
}

func TestASettingsFileIsReadStrictly(t *testing.T) {
	tests := []struct {
		name, text, want string
	}{
		{"unknown key", "databse: /srv/scr.db\n", `"databse", which is not a setting`},
		{"nested key", "database:\n  path: /srv/scr.db\n", "value of the wrong kind"},
		{"not a number", "page_size: many\n", `page_size in HOME/c.yaml is "many"`},
		{"not a colour word", "color: mauve\n", `color in HOME/c.yaml is "mauve"`},
		{"too many on a page", "page_size: 1000\n", "page_size in HOME/c.yaml is 1000"},
		{"no database", "database: ''\n", "database in HOME/c.yaml is empty"},
		{"not yes or no", "no_input: perhaps\n", `no_input in HOME/c.yaml is "perhaps"`},
		{"not YAML", "database: [\n", "is not YAML"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := alone(t)
			_, err := Load(write(t, filepath.Join(home, "c.yaml"), tt.text), true, nil)
			if want := strings.Replace(tt.want, "HOME", home, 1); err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("got %v, want an error that says %q", err, want)
			}
			if review.CodeOf(err) != review.Invalid {
				t.Errorf("code is %s, want %s", review.CodeOf(err), review.Invalid)
			}
		})
	}
}

func TestVariablesAreReadStrictly(t *testing.T) {
	for _, tt := range []struct{ variable, value, want string }{
		{"SCR_COLOR", "yes", `SCR_COLOR is "yes"`},
		{"SCR_PAGE_SIZE", "abc", `SCR_PAGE_SIZE is "abc"`},
		{"SCR_PAGE_SIZE", "0", "SCR_PAGE_SIZE is 0"},
		{"SCR_NO_INPUT", "maybe", `SCR_NO_INPUT is "maybe"`},
		{"SCR_DATABASE", "/srv/scr.db", "the variable SCR_DATABASE is not a setting"},
	} {
		t.Run(tt.variable, func(t *testing.T) {
			file := filepath.Join(alone(t), "c.yaml")
			t.Setenv(tt.variable, tt.value)
			_, err := Load(file, false, nil)
			if review.CodeOf(err) != review.Invalid || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error that says %q", err, tt.want)
			}
		})
	}
}

func TestAFileAskedForByNameMustExist(t *testing.T) {
	home := alone(t)
	absent := filepath.Join(home, "absent.yaml")
	if _, err := Load(absent, false, nil); err != nil {
		t.Errorf("the default file may be absent: %v", err)
	}
	if _, err := Load(absent, true, nil); review.CodeOf(err) != review.Invalid {
		t.Errorf("got %v, want an error about the absent file", err)
	}
}

// A device without an end filled the memory.
func TestOnlyAShortRegularFileIsRead(t *testing.T) {
	home := alone(t)
	long := write(t, filepath.Join(home, "long.yaml"), strings.Repeat("# a long line of notes\n", maxFile/20))
	tests := []struct{ name, file, want string }{
		{"a device", os.DevNull, "it is not a regular file"},
		{"a folder", home, "it is not a regular file"},
		{"too long", long, "it is larger than 1 MiB"},
	}
	for _, tt := range tests {
		for _, asked := range []bool{true, false} {
			_, err := Load(tt.file, asked, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || review.CodeOf(err) != review.Invalid {
				t.Errorf("%s: got %v, want an error that says %q", tt.name, err, tt.want)
			}
		}
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	home := alone(t)
	file := filepath.Join(home, "deep", "config.yaml")
	database := filepath.Join(home, "it's: here #1", "scr.db")
	wrote, err := WriteFile(file, database, filepath.Join(home, "it's: here #1", "keys"))
	if err != nil || !wrote {
		t.Fatalf("wrote %v, %v", wrote, err)
	}
	s, err := Load(file, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Database != database {
		t.Errorf("database is %s, want %s", s.Database, database)
	}
	if want := filepath.Join(home, "it's: here #1", "keys"); s.Keys != want {
		t.Errorf("keys is %s, want %s", s.Keys, want)
	}
	if wrote, err := WriteFile(file, "/another.db", ""); wrote || err != nil {
		t.Errorf("an existing settings file was written over: %v, %v", wrote, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
}

func TestAPasswordIsNotShown(t *testing.T) {
	alone(t)
	s, err := Load("", false, map[string]string{"database": "postgres://scr:hush@db.example/scr"})
	if err != nil {
		t.Fatal(err)
	}
	if shown := s.Values()[0].Value; strings.Contains(shown, "hush") {
		t.Errorf("shown as %s", shown)
	}
}

// TestColourIsSpeltEitherWay: SCR_COLOUR was refused as no setting, though NO_COLOR is said
// to mean "no colour".
func TestColourIsSpeltEitherWay(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte("colour: never\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(file, true, nil)
	if err != nil || s.Color != "never" {
		t.Fatalf("colour: never gives %+v, %v", s, err)
	}
	t.Setenv("SCR_COLOUR", "always")
	if s, err = Load(file, true, nil); err != nil || s.Color != "always" {
		t.Errorf("SCR_COLOUR=always gives %+v, %v", s, err)
	}
}

// TestAnEmptyKeyIsNoSetting: it was taken for the database.
func TestAnEmptyKeyIsNoSetting(t *testing.T) {
	t.Setenv("SCR_DB", "")
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte("\"\": /tmp/x.db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Load(file, true, nil); err == nil || !strings.Contains(err.Error(), `sets "", which is not a setting`) {
		t.Errorf("loaded as %+v, %v", s, err)
	}
}
