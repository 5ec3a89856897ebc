package main

import (
	"context"
	"reflect"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// personCommand holds the board's register of people.
func personCommand(a *app) *cobra.Command {
	return parent("person", "The board's register of people",
		personAddCommand(a), personAmendCommand(a), personListCommand(a), personShowCommand(a))
}

// personForm is what the register asks of a person. The name is never an
// argument: arguments stay in the shell's history.
func personForm() form {
	return form{noun: "person", from: true, fields: []field{
		text("name", "the person's name").line().must(),
		word("employer", "agency or firm, as reviews call it; any word is taken").as("employer"),
		word("professions", "the person's professions, as the definitions call them; any word is taken").as("profession"),
		word("accreditations", "accreditation as SCHEME, SCHEME:FROM or SCHEME:FROM:UNTIL").as("accredited").splits(accreditation),
		word("independent_of", "agencies to which there is no tie, or "+review.AllAgencies),
		word("may_open", "may open reviews"),
		word("administrator", "may adopt definitions and name users"),
		word("left_on", "day on which the person left the register"),
	}}
}

// accreditation takes SCHEME:FROM:UNTIL apart.
func accreditation(value string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	parts := strings.SplitN(value, ":", 3)
	for i, key := range []string{"scheme", "from", "until"}[:len(parts)] {
		n.Content = append(n.Content, scalarNode(key), scalarNode(parts[i]))
	}
	return n
}

func personAddCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "add", Short: "Enter a person in the register", Example: `  scr person add --from person.yaml --employer city_hospital --profession health`}
	var p review.Person
	sheet := reflect.ValueOf(&p).Elem()
	f := personForm()
	f.flags(cmd, sheet)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		if err := f.fill(a, cmd, sheet); err != nil {
			return engine.Outcome{}, err
		}
		return e.Register(ctx, engine.Register{Meta: meta, Person: p})
	})
}

func personAmendCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "amend PERSON", Short: "Amend what the register says of a person"}
	reason := cmd.Flags().String("reason-file", "", "file (- for standard input) with the reason")
	var p review.Person
	sheet := reflect.ValueOf(&p).Elem()
	f := personForm()
	f.taken = new([]string)
	f.flags(cmd, sheet)
	f.mayClear(cmd)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		if err := handled(args[0]); err != nil {
			return engine.Outcome{}, err
		}
		if !f.given(cmd) {
			return engine.Outcome{}, nothingToChange(cmd)
		}
		known, _, err := e.PersonOf(ctx, args[0], a.by(meta.User))
		if err != nil {
			return engine.Outcome{}, err
		}
		p = *known
		if err := f.fill(a, cmd, sheet); err != nil {
			return engine.Outcome{}, err
		}
		why, err := a.readText("--reason-file", *reason)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Register(ctx, engine.Register{Meta: meta, Person: p, Why: why, Given: f.took()})
	})
}

// handled refuses what is no handle. It is probably a name: it is not repeated.
func handled(handle string) error {
	if strings.HasPrefix(handle, "p") && !strings.ContainsFunc(handle[1:], func(r rune) bool { return r < '0' || r > '9' }) {
		return nil
	}
	return review.Errorf(review.NotFound, "what was given is not the handle of a person").
		WithHint("people are named by handle, such as p7: \"scr person list\" lists them")
}

func personListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list", Short: "List the register"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
			people, err := e.People(ctx, by)
			if err != nil {
				return err
			}
			return a.data(people, func(w *report.Writer) { report.People(w, people) })
		})
}

func personShowCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "show PERSON", Short: "Show what the register says of a person"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
			if err := handled(args[0]); err != nil {
				return err
			}
			p, offices, err := e.PersonOf(ctx, args[0], by)
			if err != nil {
				return err
			}
			return a.data(p, func(w *report.Writer) { report.Person(w, *p, offices) })
		})
}
