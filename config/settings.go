package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/viper"

	"scr/internal/files"
	"scr/review"
)

// Settings is what the program was told about itself.
type Settings struct {
	Database string `mapstructure:"database"`  // a path, or a URL such as sqlite:/srv/scr.db
	Keys     string `mapstructure:"keys"`      // folder of the board's keys; beside the settings file when nobody says otherwise
	Seen     string `mapstructure:"seen"`      // folder in which it is remembered how far a log had come
	Color    string `mapstructure:"color"`     // auto, always or never
	Editor   string `mapstructure:"editor"`    // command that edits a text; empty: $VISUAL, $EDITOR, then vi
	NoInput  bool   `mapstructure:"no_input"`  // ask nothing, even on a terminal
	PageSize int    `mapstructure:"page_size"` // reviews on one page of a list, 1 to 500

	sources map[string]Source
	inFile  string // the database that the settings file names
}

// InFile returns the database that the settings file names, whatever a variable or a flag
// puts in its place; empty where it names none.
func (s *Settings) InFile() string { return s.inFile }

// From says where the value of a setting came from.
func (s *Settings) From(key string) Source { return s.sources[key] }

// Source says where the value of a setting came from.
type Source struct {
	From string `json:"from"`           // flag, environment, file or default
	Name string `json:"name,omitempty"` // the flag, the variable or the file
}

// Value is one setting with its source, as config show prints it.
type Value struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Source
}

// The kinds of [Source], the strongest first.
const (
	FromFlag        = "flag"
	FromEnvironment = "environment"
	FromFile        = "file"
	FromDefault     = "default"
)

// setting is one row of the table of settings.
type setting struct {
	key, env, flag string
	other          string // another spelling of the key
}

// variables are those that give the setting, the first that is set.
func (s setting) variables() []string {
	if s.other == "" {
		return []string{s.env}
	}
	return []string{s.env, "SCR_" + strings.ToUpper(s.other)}
}

// settings is the table of settings, in the order they are shown.
func settings() []setting {
	return []setting{
		{key: "database", env: "SCR_DB", flag: "--db"},
		{key: "keys", env: "SCR_KEYS"},
		{key: "seen", env: "SCR_SEEN"},
		{key: "color", env: "SCR_COLOR", other: "colour"},
		{key: "editor", env: "SCR_EDITOR"},
		{key: "no_input", env: "SCR_NO_INPUT", flag: "--no-input"},
		{key: "page_size", env: "SCR_PAGE_SIZE"},
	}
}

// variable is the one that gives the setting; empty where none does.
func (s setting) variable() string {
	for _, name := range s.variables() {
		if os.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

// Load reads the settings. File is the settings file, which need not exist
// unless it was asked for by name; flags holds the values given as flags, by
// key.
func Load(file string, asked bool, flags map[string]string) (*Settings, error) {
	v := viper.New()
	if err := defaults(v, file); err != nil {
		return nil, err
	}
	for _, s := range settings() {
		if err := v.BindEnv(append([]string{s.key}, s.variables()...)...); err != nil {
			return nil, fmt.Errorf("bind %s: %w", s.env, err)
		}
	}
	inFile, err := readFile(v, file, asked)
	if err != nil {
		return nil, err
	}
	for key, value := range flags {
		v.Set(key, value)
	}
	loaded := &Settings{sources: map[string]Source{}, inFile: rooted(inFile, file)}
	loaded.trace(v, file, flags)
	if err := loaded.kinds(v); err != nil {
		return nil, err
	}
	if err := v.UnmarshalExact(loaded); err != nil {
		return nil, &review.Error{Code: review.Invalid, Message: "a setting holds a value of the wrong kind", Hint: kindsHint, Err: err}
	}
	return loaded, errors.Join(unknownVariables(), loaded.check(file))
}

const kindsHint = "page_size is a number, no_input is true or false, the others are words"

// kinds refuses a value of the wrong kind, and says where it was given.
func (s *Settings) kinds(v *viper.Viper) error {
	_, number := strconv.Atoi(v.GetString("page_size"))
	_, answer := strconv.ParseBool(v.GetString("no_input"))
	key := "page_size"
	if number == nil {
		key = "no_input"
	}
	if number == nil && answer == nil {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is %q, which is not of its kind", s.named(key), v.GetString(key)).WithHint(kindsHint)
}

// named names a setting as it was given: the flag or the variable, or the line of the
// settings file.
func (s *Settings) named(key string) string {
	switch from := s.sources[key]; from.From {
	case FromFlag, FromEnvironment:
		return from.Name
	case FromFile:
		return key + " in " + from.Name
	}
	return key
}

// unknownVariables refuses a variable that looks like a setting and is none: a misspelt
// SCR_DB would otherwise open another database.
func unknownVariables() error {
	known := []string{"SCR_CONFIG"}
	for _, s := range settings() {
		known = append(known, s.variables()...)
	}
	for _, line := range slices.Sorted(slices.Values(os.Environ())) {
		name, value, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "SCR_") && value != "" && !slices.Contains(known, name) {
			return review.Errorf(review.Invalid, "the variable %s is not a setting", name).WithHint("the variables are %s", strings.Join(known, ", "))
		}
	}
	return nil
}

func defaults(v *viper.Viper, file string) error {
	path, err := DefaultDatabase()
	if err != nil {
		return err
	}
	seen, err := DefaultSeen()
	if err != nil {
		return err
	}
	v.SetDefault("database", path)
	v.SetDefault("keys", filepath.Join(filepath.Dir(file), "keys"))
	v.SetDefault("seen", seen)
	v.SetDefault("color", "auto")
	v.SetDefault("editor", "")
	v.SetDefault("no_input", false)
	v.SetDefault("page_size", 50)
	return nil
}

// readFile reads the settings file, when there is one.
// It returns the database that the file names.
func readFile(v *viper.Viper, file string, asked bool) (database string, err error) {
	text, err := contents(file)
	if os.IsNotExist(err) && !asked {
		return "", nil
	}
	if err != nil {
		return "", review.Errorf(review.Invalid, "the settings file %s could not be read: %w", file, err)
	}
	of := viper.New()
	of.SetConfigType("yaml")
	if err := of.ReadConfig(bytes.NewReader(text)); err != nil {
		return "", review.Errorf(review.Invalid, "the settings file %s is not YAML: %w", file, err).
			WithHint("write one setting a line, such as database: /srv/scr/scr.db")
	}
	said := of.AllSettings()
	for _, s := range settings() {
		if value, given := said[s.other]; s.other != "" && given && said[s.key] == nil {
			said[s.key] = value
			delete(said, s.other)
		}
	}
	if err := v.MergeConfigMap(said); err != nil {
		return "", review.Errorf(review.Invalid, "the settings file %s is not YAML: %w", file, err)
	}
	database, _ = said["database"].(string) // of another kind it is refused later
	return database, unknownKeys(v, file)
}

// largestPage is how many reviews a page of a list may have.
const largestPage = 500

// maxFile is the largest settings file, in bytes: far more than the settings need.
const maxFile = 1 << 20

// contents reads a file. A device or a pipe, which may never end, is not opened.
func contents(file string) ([]byte, error) {
	switch info, err := os.Stat(file); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return files.All("it", f, maxFile)
}

// unknownKeys refuses a file with a key that means nothing: a misspelt
// database would otherwise open another one.
func unknownKeys(v *viper.Viper, file string) error {
	var known []string
	for _, s := range settings() {
		known = append(known, s.key)
	}
	for _, key := range slices.Sorted(slices.Values(v.AllKeys())) {
		if !slices.Contains(known, key) {
			return review.Errorf(review.Invalid, "the settings file %s sets %q, which is not a setting", file, key).
				WithHint("the settings are %s", strings.Join(known, ", "))
		}
	}
	return nil
}

// trace notes where each value came from.
func (s *Settings) trace(v *viper.Viper, file string, flags map[string]string) {
	for _, row := range settings() {
		_, flag := flags[row.key]
		switch {
		case flag:
			s.sources[row.key] = Source{FromFlag, row.flag}
		case row.variable() != "":
			s.sources[row.key] = Source{FromEnvironment, row.variable()}
		case v.InConfig(row.key):
			s.sources[row.key] = Source{FromFile, file}
		default:
			s.sources[row.key] = Source{From: FromDefault}
		}
	}
}

// check refuses values that mean nothing, and roots a relative path of the settings
// file at the file: it must not depend on where one stands.
func (s *Settings) check(file string) error {
	if colors := []string{"auto", "always", "never"}; !slices.Contains(colors, s.Color) {
		return review.Errorf(review.Invalid, "%s is %q: it can be %s", s.named("color"), s.Color, strings.Join(colors, ", "))
	}
	if s.PageSize < 1 || s.PageSize > largestPage {
		return review.Errorf(review.Invalid, "%s is %d: it can be 1 to %d", s.named("page_size"), s.PageSize, largestPage)
	}
	if s.Database == "" {
		return review.Errorf(review.Invalid, "%s is empty", s.named("database")).WithHint("give a path, or leave the setting out")
	}
	for key, path := range map[string]*string{"database": &s.Database, "keys": &s.Keys, "seen": &s.Seen} {
		if s.sources[key].From == FromFile {
			*path = rooted(*path, file)
		}
	}
	var err error
	if s.Keys, err = filepath.Abs(s.Keys); err == nil {
		s.Seen, err = filepath.Abs(s.Seen)
	}
	return err
}

// rooted is a path of the settings file, seen from where that lies.
func rooted(path, file string) string {
	if path == "" || filepath.IsAbs(path) || strings.Contains(path, ":") {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}

// Values returns every setting with its source, in the order of the table.
func (s *Settings) Values() []Value {
	shown := map[string]string{
		"database":  withoutPassword(s.Database),
		"keys":      s.Keys,
		"seen":      s.Seen,
		"color":     s.Color,
		"editor":    s.Editor,
		"no_input":  fmt.Sprint(s.NoInput),
		"page_size": fmt.Sprint(s.PageSize),
	}
	values := make([]Value, 0, len(shown))
	for _, row := range settings() {
		values = append(values, Value{row.key, shown[row.key], s.sources[row.key]})
	}
	return values
}
