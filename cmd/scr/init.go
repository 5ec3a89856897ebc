package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"github.com/spf13/cobra"

	"scr/config"
	"scr/engine"
	"scr/internal/custody"
	"scr/internal/report"
	"scr/review"
	"scr/store"
	"scr/workflow/library"
)

// founding is what a new database begins with.
type founding struct {
	Database    string   `json:"database"`
	Settings    string   `json:"settings"`
	Person      string   `json:"person"`
	Definitions []string `json:"definitions"`
	Sealing     bool     `json:"sealing"`
	Keys        string   `json:"keys,omitempty"`

	code, title, login, personFrom string
	madeUp                         bool
	person                         review.Person
	keys                           keyFounding
	ships                          []library.File
	only                           []string // names of the shipped definitions that are adopted; none: all
}

func initCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "init", Short: "Create the database, the first person and the settings file; adopt the shipped definitions",
		Long: `Create the database for one board, which only you may read. Its first person is
you: they may open reviews, and administer the board until somebody else is named.
The definitions that the program ships are adopted: all, or those that --workflow
names. Others can be adopted later: scr workflow adopt ID.`,
		Example: "  scr init --code EXB --title \"Example Safeguarding Board\" --person-from me.yaml",
		Args:    takesArguments}
	var f founding
	flags := cmd.Flags()
	flags.StringVar(&f.code, "code", "", "the board's code, which begins every reference: EXB")
	flags.StringVar(&f.title, "title", "", "the board's title")
	flags.StringVar(&f.personFrom, "person-from", "", "YAML file (- for standard input) with the name of the first person: \"name: …\"")
	flags.StringSliceVar(&f.only, "workflow", nil, "adopt only these of the shipped definitions, and what they extend (default all)")
	flags.StringVar(&f.login, "login", "", "login of the first person (default yours)")
	flags.BoolVar(&f.keys.noSealing, "no-sealing", false, "keep names and narratives in the clear; every output will say so")
	flags.BoolVar(&f.keys.lock, "passphrase", false, "lock the keys with a passphrase, which is asked for")
	flags.StringArrayVar(&f.keys.recipients, "recipient", nil, "age recipient who can open the keys too: a recovery key that lies in a safe")
	flags.BoolVar(&f.madeUp, "made-up", false, "mark what is recorded as a filler, not a fact")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkText(cmd, args); err != nil {
			return err
		}
		a.founding = true
		if err := f.choose(a); err != nil {
			return err
		}
		if err := f.keys.check(a); err != nil {
			return err
		}
		if err := f.ask(a); err != nil {
			return err
		}
		if err := f.create(cmd.Context(), a); err != nil {
			return err
		}
		return f.tell(a)
	}
	return cmd
}

// choose says which of the shipped definitions the board adopts.
func (f *founding) choose(a *app) (err error) {
	switch {
	case len(f.only) > 0:
		f.ships, err = only(library.All(), f.only)
	case a.ships != nil:
		f.ships = a.ships
	default:
		f.ships = library.All()
	}
	return err
}

// ask completes what was not given.
func (f *founding) ask(a *app) error {
	if err := f.readPerson(a); err != nil {
		return err
	}
	var missing []string
	for _, x := range []struct {
		value *string
		flag  string
		q     question
	}{
		{&f.code, "--code", question{label: "The board's code", help: "two to eight capitals, such as EXB: it begins every reference", needed: true}},
		{&f.title, "--title", question{label: "The board's title", needed: true}},
	} {
		if err := askFor(a, x.value, x.flag, x.q, &missing); err != nil {
			return err
		}
	}
	name := f.person.Name.Reveal()
	if err := askFor(a, &name, "--person-from", question{label: "Your name", needed: true}, &missing); err != nil {
		return err
	}
	f.person.Name = review.NewText(name)
	if len(missing) > 0 {
		return notGivenToInit(missing)
	}
	if f.login == "" {
		login, err := a.login()
		f.login = login
		return err
	}
	return nil
}

func askFor(a *app, value *string, flag string, q question, missing *[]string) (err error) {
	switch {
	case *value != "":
	case a.asks():
		*value, err = a.ask(q)
	default:
		*missing = append(*missing, flag)
	}
	return err
}

func (f *founding) readPerson(a *app) error {
	if f.personFrom == "" {
		return nil
	}
	top, err := a.readYAML("--person-from", f.personFrom, personForm().text())
	if err != nil {
		return err
	}
	return personForm().enter(reflect.ValueOf(&f.person).Elem(), top, f.personFrom)
}

// create makes the database whole, or leaves none behind.
func (f *founding) create(ctx context.Context, a *app) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	if err := store.Vacant(settings.Database); err != nil {
		return err
	}
	if err := f.keys.make(a, settings, f.code); err != nil {
		return err
	}
	options, err := a.options()
	if err != nil {
		return errors.Join(err, f.keys.undo(a, settings))
	}
	a.db, err = store.Create(ctx, settings.Database, options, func(db *store.DB) error {
		return f.found(ctx, &engine.Engine{Store: db, Now: a.now, NewID: a.newID})
	})
	if err != nil {
		return errors.Join(err, f.keys.undo(a, settings))
	}
	f.Database, f.Sealing = a.db.Path(), !f.keys.noSealing
	f.Keys = settings.Keys
	if err := f.settle(a); err != nil {
		return errors.Join(err, f.undo(a), f.keys.undo(a, settings))
	}
	return errors.Join(f.keys.keep(), a.look(ctx)) // who founds a board has seen its log
}

// settle writes the settings file, where there is none yet.
func (f *founding) settle(a *app) (err error) {
	if f.Settings, _, err = a.settingsFile(); err != nil {
		return err
	}
	_, err = config.WriteFile(f.Settings, f.Database, f.Keys)
	return err
}

// found records the board, its first person and the shipped definitions.
func (f *founding) found(ctx context.Context, e *engine.Engine) error {
	out, err := e.Found(ctx, engine.Found{Meta: engine.Meta{MadeUp: f.madeUp}, Code: f.code, Title: f.title,
		Person: f.person, Login: f.login, Sealing: !f.keys.noSealing})
	if err != nil {
		return err
	}
	f.Person = out.Receipt.Reference
	for _, file := range f.ships {
		_, err := e.Adopt(ctx, engine.Adopt{Meta: engine.Meta{User: f.Person}, File: file.Name, Source: file.Bytes})
		if err != nil {
			return err
		}
		f.Definitions = append(f.Definitions, fmt.Sprintf("%s@%d", file.ID, file.Version))
	}
	return nil
}

// undo takes away the database that this command has just made.
func (f *founding) undo(a *app) error {
	err := a.db.Close()
	a.db = nil
	return errors.Join(err, os.Remove(f.Database))
}

func (f *founding) tell(a *app) error {
	if a.global.json {
		return report.JSON(a.out, f)
	}
	fmt.Fprintln(a.out, f.Person)
	readers := "you"
	if info, err := os.Stat(f.Database); err == nil && custody.ForGroup(filepath.Dir(f.Database)) {
		readers = "the logins of the group " + report.Printable(custody.Group(info))
	}
	fmt.Fprintf(a.err, "scr: created %s, which only %s may read\n", report.Printable(f.Database), readers)
	whose := "you"
	if own, err := a.login(); err != nil || own != f.login {
		whose = "the person with the login that was given"
	}
	fmt.Fprintf(a.err, "scr: %s is %s: may open reviews, and administers the board\n", f.Person, whose)
	for _, d := range f.Definitions {
		fmt.Fprintf(a.err, "scr: adopted %s\n", d)
	}
	fmt.Fprintf(a.err, "scr: settings are in %s\n", report.Printable(f.Settings))
	settings, err := a.config()
	if err == nil {
		f.keys.tell(a, settings)
	}
	return err
}

// notGivenToInit says what to write instead of answering: nobody knows the flags yet.
func notGivenToInit(missing []string) error {
	return misuse("not given: %s", joined(missing)).
		WithHint("nobody is asked where there is no terminal: write \"name: Your name\" to a file, and scr init --code EXB --title \"Your board\" --person-from FILE")
}

// notGiven names what is missing where nobody can be asked.
func notGiven(missing []string) error {
	return misuse("not given: %s", joined(missing)).WithHint("add %s; nobody is asked where there is no terminal", joined(missing))
}
