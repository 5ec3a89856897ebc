package main

import (
	"context"
	"reflect"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// userCommand holds the logins, and the people to whom they belong.
func userCommand(a *app) *cobra.Command {
	return parent("user", "Logins of the operating system, and whose they are", userAddCommand(a), userEndCommand(a), userListCommand(a))
}

// userForm asks for a login. A login says who somebody is: like a name it is not
// an argument.
func userForm() form {
	return form{noun: "user", from: true, fields: []field{text("login", "login of the operating system").line().must()}}
}

func userAddCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "add", Short: "Say to whom a login belongs",
		Long: `Say to whom a login of this machine belongs. That the login may open the board's
files is for the machine to grant: "scr help logins".`}
	person := cmd.Flags().String("person", "", "handle of the person")
	return userChange(a, cmd, func() (string, error) {
		if *person == "" {
			return "", misuse("not given: --person").WithHint("\"scr person list\" lists the handles")
		}
		return *person, nil
	})
}

func userEndCommand(a *app) *cobra.Command {
	return userChange(a, &cobra.Command{Use: "end", Short: "End a login"}, func() (string, error) { return "", nil })
}

// userChange makes a command that maps a login to a person, or to nobody.
func userChange(a *app, cmd *cobra.Command, to func() (string, error)) *cobra.Command {
	var u review.User
	sheet := reflect.ValueOf(&u).Elem()
	f := userForm()
	f.flags(cmd, sheet)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		person, err := to()
		if err != nil {
			return engine.Outcome{}, err
		}
		if err := f.fill(a, cmd, sheet); err != nil {
			return engine.Outcome{}, err
		}
		return e.NameUser(ctx, engine.NameUser{Meta: meta, Login: u.Login.Reveal(), Person: person})
	})
}

func userListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list", Short: "List the logins"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
			users, err := e.Users(ctx, by)
			if err != nil {
				return err
			}
			return a.data(users, func(w *report.Writer) { report.Users(w, users) })
		})
}
