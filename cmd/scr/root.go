package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// newRoot builds the tree of commands. Building it opens nothing.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "scr",
		Short:         "Take case reviews from referral to publication",
		Long:          rootHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown(cmd, args[0])
			}
			return cmd.Help()
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.global.database, "db", "", "database: a path, or a URL such as sqlite:/srv/scr.db")
	flags.StringVar(&a.global.config, "config", "", "settings file")
	flags.BoolVar(&a.global.json, "json", false, "print data, receipts and errors as JSON")
	flags.BoolVar(&a.global.noInput, "no-input", false, "ask nothing, even on a terminal")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misuse("%s: %w", cmd.CommandPath(), err).WithHint("%s", usageOf(cmd))
	})
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.AddCommand(commands(a)...)
	root.SetHelpCommand(helpCommand())
	return root
}

const rootHelp = `scr takes case reviews from referral to publication: it knows the stages, who
decides, what is missing, and keeps a log in which nothing is ever changed.

Start with "scr init", then "scr open". "scr next REF" says what can be done now.
People are named by handle (p7), never by name; narrative comes from a file, from
standard input or from your editor, never from an argument.`

// commands lists the commands in the order in which help shows them.
func commands(a *app) []*cobra.Command {
	list := []*cobra.Command{
		initCommand(a), demoCommand(a),
		openCommand(a), listCommand(a), showCommand(a), nextCommand(a), advanceCommand(a),
		correctCommand(a), historyCommand(a), todoCommand(a), reportCommand(a),
		personCommand(a), officeCommand(a), userCommand(a), teamCommand(a),
		formCommand(a), clockCommand(a), itemCommand(a),
		workflowCommand(a), auditCommand(a), dbCommand(a), configCommand(a),
		completionCommand(), versionCommand(a),
	}
	for _, n := range nouns() {
		list = append(list, n.command(a))
	}
	return append(list, topics()...)
}

// parent returns a command that only holds others. Cobra would answer a
// mistyped verb with help and status 0; this one answers with an error.
func parent(use, short string, kids ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown(cmd, args[0])
			}
			return misuse("%s needs a verb", cmd.CommandPath()).WithHint("%s", verbsOf(cmd))
		},
	}
	cmd.AddCommand(kids...)
	return cmd
}

// unknown says that a command is not there, and which one may have been meant.
func unknown(cmd *cobra.Command, word string) error {
	err := misuse("%q is not a command of %s", word, cmd.CommandPath())
	cmd.SuggestionsMinimumDistance = 2
	if meant := cmd.SuggestionsFor(word); len(meant) > 0 {
		return err.WithHint("did you mean \"%s %s\"?", cmd.CommandPath(), meant[0])
	}
	return err.WithHint("%s", verbsOf(cmd))
}

func verbsOf(cmd *cobra.Command) string {
	var verbs []string
	for _, kid := range cmd.Commands() {
		if kid.IsAvailableCommand() {
			verbs = append(verbs, kid.Name())
		}
	}
	return cmd.CommandPath() + " takes " + strings.Join(verbs, ", ")
}

func usageOf(cmd *cobra.Command) string {
	return fmt.Sprintf("usage: %s; \"%s --help\" lists the flags", cmd.UseLine(), cmd.CommandPath())
}

// takesArguments checks the arguments against the command's Use line: words in
// capitals are needed, those in brackets are not, and a last … takes any number.
func takesArguments(cmd *cobra.Command, args []string) error {
	words := strings.Fields(cmd.Use)[1:]
	for i, w := range words {
		if strings.HasSuffix(w, "…") && len(args) > i {
			return nil
		}
		if i >= len(args) && !strings.HasPrefix(w, "[") {
			return misuse("%s needs %s", cmd.CommandPath(), strings.TrimSuffix(w, "…")).WithHint("%s", usageOf(cmd))
		}
	}
	if len(args) > len(words) {
		return misuse("%s takes no argument after %s", cmd.CommandPath(), strings.Join(words, " ")).
			WithHint("%s; narrative goes in a file, never in an argument", usageOf(cmd))
	}
	return nil
}
