package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newRoot returns the root of the commands, with what a command line needs of
// them: the one command that it names, or all of them where it names none. Most
// command lines are short, and building every command would take longer than
// carrying one out.
func newRoot(a *app, args []string) *cobra.Command {
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
			return misuse("scr needs a command").WithHint("\"scr --help\" lists them; \"scr init\" makes a board, \"scr demo\" shows one")
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	a.global.flags(root.PersistentFlags())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if known := asError(err); known != nil {
			return known
		}
		if words := cmd.Flags().Args(); len(words) > 0 && cmd.HasAvailableSubCommands() {
			return unknown(cmd, words[0]) // whose flags these are nobody knows
		}
		return misuse("%s: %w", cmd.CommandPath(), err).WithHint("%s", cmp.Or(flagMeant(cmd, err), usageOf(cmd)))
	})
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	fold(a, root)
	root.SetHelpCommand(helpCommand())
	for _, e := range named(entries(), args) {
		root.AddCommand(e.build(a))
	}
	if len(root.Commands()) > 1 {
		root.AddCommand(topics()...)
	}
	strictly(root)
	return root
}

func (g *globals) flags(flags *pflag.FlagSet) {
	flags.StringVar(&g.database, "db", "", "database: a path, or a URL such as sqlite:/srv/scr.db")
	flags.StringVar(&g.config, "config", "", "settings file")
	flags.BoolVar(&g.json, "json", false, "print data, receipts and errors as JSON")
	flags.BoolVar(&g.noInput, "no-input", false, "ask nothing, even on a terminal")
}

// entry is a command of the root that is built when it is needed.
type entry struct {
	name  string
	build func(*app) *cobra.Command
}

// needsAll is the command that writes of all the others.
const needsAll = "completion"

// named returns the one entry that the arguments name, or all of them.
func named(all []entry, args []string) []entry {
	word := firstWord(args)
	for i, e := range all {
		if e.name == word && word != needsAll {
			return all[i : i+1]
		}
	}
	return all
}

// firstWord returns the first argument that is not a global flag or its value.
func firstWord(args []string) string {
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--db" || args[i] == "--config":
			i++
		case !strings.HasPrefix(args[i], "-"):
			return args[i]
		}
	}
	return ""
}

const rootHelp = `scr takes case reviews from referral to publication: it knows the stages, who
decides, what is missing, and keeps a log in which nothing is ever changed.

Start with "scr init", then "scr open". "scr next REF" says what can be done now.
People are named by handle (p7), never by name; narrative comes from a file, from
standard input or from your editor, never from an argument. In a YAML file a
line that begins with # is a note; any other # stands in quotes, or in a block with |.`

// entries lists the commands in the order in which help shows them.
func entries() []entry {
	list := []entry{
		{"init", initCommand}, {"demo", demoCommand},
		{"open", openCommand}, {"list", listCommand}, {"show", showCommand}, {"next", nextCommand},
		{"advance", advanceCommand}, {"correct", correctCommand}, {"history", historyCommand},
		{"todo", todoCommand}, {"report", reportCommand}, {"stats", statsCommand},
		{"person", personCommand}, {"office", officeCommand}, {"user", userCommand}, {"team", teamCommand},
		{"conflict", conflictCommand}, {"access", accessCommand},
		{"form", formCommand}, {"clock", clockCommand}, {"item", itemCommand},
		{"workflow", workflowCommand}, {"erase", eraseCommand}, {"retention", retentionCommand}, {"sar", sarCommand},
		{"audit", auditCommand}, {"db", dbCommand}, {"keys", keysCommand}, {"doctor", doctorCommand}, {"config", configCommand},
		{"version", versionCommand},
	}
	for _, n := range nouns() {
		list = append(list, entry{n.name, func(a *app) *cobra.Command { return n.make().command(a) }})
	}
	return append(list, entry{needsAll, completionCommand})
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
	if meant := meantBy(word, verbs(cmd)); meant != "" {
		return err.WithHint("did you mean \"%s %s\"?", cmd.CommandPath(), meant)
	}
	if !cmd.HasAvailableSubCommands() {
		return misuse("%s has no commands below it", cmd.CommandPath()).WithHint("\"%s --help\" says what it takes", cmd.CommandPath())
	}
	for _, kid := range cmd.Commands() {
		if kid.IsAdditionalHelpTopicCommand() && meantBy(word, []string{kid.Name()}) != "" {
			return err.WithHint("did you mean \"scr help %s\"?", kid.Name())
		}
	}
	return err.WithHint("%s", verbsOf(cmd))
}

// helpOfNothing refuses a mistyped command that asks for help: cobra would answer
// with the help of the command above it, and status 0.
func helpOfNothing(root *cobra.Command, args []string) error {
	if !slices.Contains(args, "--help") && !slices.Contains(args, "-h") {
		return nil
	}
	cmd, rest, err := root.Find(args)
	if err != nil || !cmd.HasAvailableSubCommands() {
		return err
	}
	if word := firstWord(rest); word != "" {
		return unknown(cmd, word)
	}
	return nil
}

func verbs(cmd *cobra.Command) []string {
	var verbs []string
	for _, kid := range cmd.Commands() {
		if kid.IsAvailableCommand() {
			verbs = append(verbs, kid.Name())
		}
	}
	return verbs
}

func verbsOf(cmd *cobra.Command) string {
	return cmd.CommandPath() + " takes " + strings.Join(verbs(cmd), ", ")
}

func usageOf(cmd *cobra.Command) string {
	return fmt.Sprintf("usage: %s; \"%s --help\" lists the flags", cmd.UseLine(), cmd.CommandPath())
}

// flagMeant asks after the flag that was meant by one that there is not. Files are named
// with --from or --form, with --reason-file or --note-file, and nobody remembers which.
func flagMeant(cmd *cobra.Command, err error) string {
	unknown, is := errors.AsType[*pflag.NotExistError](err)
	if !is || len(unknown.GetSpecifiedName()) < 3 {
		return ""
	}
	given, of := unknown.GetSpecifiedName(), []string(nil)
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			of = append(of, f.Name)
		}
	})
	meant := meantBy(given, of)
	if whole, _, longer := strings.Cut(given, "-"); meant == "" && longer {
		meant = meantBy(whole, of)
	}
	if meant == "" {
		return ""
	}
	return fmt.Sprintf("did you mean --%s? \"%s --help\" lists the flags", meant, cmd.CommandPath())
}

// takesArguments checks the arguments against the command's Use line: words in
// capitals are needed, those in brackets are not, and a last … takes any number.
func takesArguments(cmd *cobra.Command, args []string) error {
	words := strings.Fields(cmd.Use)[1:]
	for i, w := range words {
		if strings.HasSuffix(strings.TrimSuffix(w, "]"), "…") && len(args) > i {
			return nil
		}
		if i >= len(args) && !strings.HasPrefix(w, "[") {
			err := misuse("%s needs %s", cmd.CommandPath(), strings.TrimSuffix(w, "…"))
			if w == "TRACK.MOVE" {
				return err.WithHint("\"scr next %s\" lists the moves", args[0])
			}
			return err.WithHint("%s", usageOf(cmd))
		}
	}
	if len(args) > len(words) {
		return tooMany(cmd, words, args[len(words)])
	}
	return nil
}

// tooMany says that an argument is one too many. It is not repeated: it may be a name.
func tooMany(cmd *cobra.Command, words []string, first string) error {
	err := misuse("%s takes no arguments", cmd.CommandPath())
	if len(words) > 0 {
		err = misuse("%s takes no argument after %s", cmd.CommandPath(), strings.Join(words, " "))
	}
	if first == "help" {
		return err.WithHint("\"%s --help\" says what it takes", cmd.CommandPath())
	}
	return err.WithHint("%s; narrative goes in a file, never in an argument", usageOf(cmd))
}
