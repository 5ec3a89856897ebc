package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/user"
	"time"
	_ "time/tzdata" // the day is London's, also where the machine knows no time zones

	"github.com/google/uuid"
	"golang.org/x/term"

	"scr/config"
	"scr/engine"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
	"scr/workflow/library"
)

var _ engine.Store = (*store.DB)(nil)

// app is what the commands work with: the streams, the clock, who sits at the
// keyboard, and the settings and the database once a command asks for them.
type app struct {
	in       *bufio.Reader
	out, err io.Writer
	prompt   io.Writer // where questions are put, once there is somebody to be asked
	output   string    // one of the review.To… words: where standard output goes
	screen   screen
	now      func() time.Time
	newID    func() string          // 128 random bits and more, in increasing order
	random   io.Reader              // for salts; nil: the system's generator
	login    func() (string, error) // of the operating system; a variable could be set by anybody
	ships    []library.File         // the definitions that a new board adopts; nil: all that there are

	global       globals
	places       map[string]string // settings of a play that is all in one folder
	typed        string            // the words of the command, such as "scr show"
	command      string            // id of the writing command, to be repeated when its outcome is unknown
	answered     int               // how many questions were answered
	taken        bool              // standard input was read by a flag
	founding     bool              // the settings file may be about to be made
	drafts       []string          // drafts that were kept earlier, and that flags have named now
	interrupts   chan os.Signal    // set once something is asked: see listen
	settings     *config.Settings
	db           *store.DB
	engine       *engine.Engine
	keys         *keyring.Keys
	seen         *seen // what is remembered of the log, once it was compared
	onlyReads    bool  // the command records nothing of a review
	onlyPrints   bool  // nor does it open a board, or write any file
	clockIsRight bool  // somebody looked at it
	news         bool  // the log has come further than what is remembered
}

// screen is what is known of the terminal.
type screen struct {
	input  bool // standard input is a terminal
	output bool // standard output is a terminal
	remark bool // standard error is a terminal
	width  int  // of standard output, in columns; 0 when not known
}

// globals are the flags that every command takes.
type globals struct {
	database string
	config   string
	json     bool
	noInput  bool
}

// newApp returns an app on the process's own streams.
func newApp(in, out, err *os.File) *app {
	outliveReaders()
	a := &app{in: bufio.NewReader(in), out: out, err: err, now: time.Now, newID: newID, login: osLogin, output: kindOf(out)}
	a.screen = screen{input: isTerminal(in), output: isTerminal(out), remark: isTerminal(err)}
	if a.screen.output {
		a.screen.width, _, _ = term.GetSize(int(out.Fd())) // 0 when the terminal does not say
	}
	return a
}

// kindOf says where a stream goes, for the access log.
func kindOf(f *os.File) string {
	info, err := f.Stat()
	switch {
	case isTerminal(f):
		return review.ToScreen
	case err == nil && info.Mode().IsRegular():
		return review.ToFile
	}
	return review.ToPipe
}

// by says who reads, with the command that was typed.
func (a *app) by(user string) engine.Reader {
	return engine.Reader{Person: user, Command: a.typed, Output: cmp.Or(a.output, review.ToPipe)}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// osLogin asks the operating system who owns the process.
func osLogin() (string, error) {
	u, err := user.Current()
	if err != nil {
		return "", review.Errorf(review.Failed, "the operating system does not say who you are: %w", err).
			WithHint("see whether \"id\" knows you, and \"ulimit -n\" lets a few files be open")
	}
	return u.Username, nil
}

// config returns the settings, read once.
func (a *app) config() (*config.Settings, error) {
	if a.settings != nil {
		return a.settings, nil
	}
	file, asked, err := a.settingsFile()
	if err != nil {
		return nil, err
	}
	flags := map[string]string{}
	maps.Copy(flags, a.places)
	if a.global.database != "" {
		flags["database"] = a.global.database
	}
	if a.global.noInput {
		flags["no_input"] = "true"
	}
	a.settings, err = config.Load(file, asked && !a.founding, flags)
	return a.settings, err
}

// settingsFile returns the settings file, and whether it was asked for by name.
func (a *app) settingsFile() (file string, asked bool, err error) {
	if a.global.config != "" {
		return a.global.config, true, nil
	}
	if file = os.Getenv("SCR_CONFIG"); file != "" {
		return file, true, nil
	}
	file, err = config.DefaultFile()
	return file, false, err
}

// open returns the engine on the database, opened once.
func (a *app) open(ctx context.Context) (*engine.Engine, error) {
	if a.engine != nil {
		return a.engine, nil
	}
	db, err := a.database(ctx)
	if err != nil {
		return nil, err
	}
	a.engine = &engine.Engine{Store: db, Now: a.now, NewID: a.newID}
	return a.engine, nil
}

// database opens the database, once.
func (a *app) database(ctx context.Context) (*store.DB, error) {
	if a.db != nil {
		return a.db, nil
	}
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	options, err := a.options()
	if err != nil {
		return nil, err
	}
	if a.db, err = store.Open(ctx, settings.Database, options); err == nil && a.db.Fixed() {
		fmt.Fprintln(a.err, "scr: the database lies on a read-only medium: it is read as it lies there, and nothing can be recorded")
	}
	if err != nil {
		return nil, err
	}
	if err := a.meets(ctx); err != nil {
		err = errors.Join(err, a.db.Close())
		a.db = nil
		return nil, err
	}
	_ = dropNote(settings.Keys + newSuffix) // the keys are in use; the doctor tells where it stays
	return a.db, nil
}

// meets looks at a database that was just opened, before anything is done with it: the
// keys must be its own, and whoever works with it hears that it seals nothing. What
// cannot be read here is for the command to find: it may be one that looks for damage.
func (a *app) meets(ctx context.Context) error {
	if a.keys != nil {
		if err := a.db.Belongs(ctx, a.keys); errors.Is(err, keyring.WrongRing) {
			return err
		}
	}
	sealing, err := a.db.Sealing(ctx)
	a.warn(sealing || err != nil)
	return nil
}

// options are what the store takes from outside.
func (a *app) options() (store.Options, error) {
	o := store.Options{NewID: a.newID, Random: a.random, ClockIsRight: a.clockIsRight, OnlyRead: a.onlyReads,
		Erased: a.keepErased}
	ring, err := a.ring()
	if ring != nil {
		o.Keys, o.Signs = ring, ring
	}
	return o, err
}

func (a *app) close() error {
	if a.db == nil {
		return nil
	}
	a.remember()
	if a.keys != nil {
		return errors.Join(a.db.Close(), a.keys.Close())
	}
	return a.db.Close()
}

// newID returns 128 random bits and more, in increasing order.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// acting opens the engine and says who acts: the person to whom the login of
// the operating system belongs.
func (a *app) acting(ctx context.Context) (*engine.Engine, string, error) {
	e, err := a.open(ctx)
	if err != nil {
		return nil, "", err
	}
	login, err := a.login()
	if err != nil {
		return nil, "", err
	}
	if err := a.ready(ctx); err != nil {
		return nil, "", err
	}
	who, err := e.Actor(ctx, login)
	if review.CodeOf(err) == review.NotFound && err != nil {
		return nil, "", review.Errorf(review.Forbidden, "your login belongs to nobody in the board's register").
			WithHint("an administrator names you with \"scr user add\"")
	}
	return e, who, err
}

// ready sees to it that the log is the one that was seen. Only then, and where the
// command is more than a look, it finishes what was interrupted: that destroys keys.
func (a *app) ready(ctx context.Context) error {
	if err := a.look(ctx); err != nil || a.onlyReads {
		return err
	}
	return a.db.Resume(ctx)
}

// write lays data out on standard output.
func (a *app) write(lay func(*report.Writer)) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	w := report.New(a.out, report.Options{Terminal: a.screen.output, Width: a.screen.width,
		Color: a.colour(settings.Color)})
	lay(w)
	return w.Flush()
}

// colour reports whether to use colour: what the settings say, else NO_COLOR,
// else only on a terminal.
func (a *app) colour(setting string) bool {
	switch setting {
	case "always":
		return true
	case "never":
		return false
	}
	return a.screen.output && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// asks reports whether somebody is there to be asked: whoever types can also
// read the question, on standard error or, where that goes elsewhere, on the
// terminal itself.
func (a *app) asks() bool {
	settings, err := a.config()
	if err != nil || settings.NoInput || !a.screen.input || a.taken {
		return false
	}
	if a.prompt == nil && a.screen.remark {
		a.prompt = a.err
	}
	if a.prompt == nil {
		if tty, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0); err == nil {
			a.prompt = report.NewGuard(tty) // open until the process ends
		}
	}
	return a.prompt != nil
}
