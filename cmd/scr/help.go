package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"scr/internal/report"
)

// helpCommand is cobra's help with an end: an unknown topic is a usage error,
// not a page of help and status 0.
func helpCommand() *cobra.Command {
	return &cobra.Command{Use: "help [COMMAND…]", Short: "Help on a command or a topic: access, exit-codes, environment, logins, receipts, workflow",
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if topic := topicOf(root, firstWord(args)); topic != nil {
				if len(args) > 1 {
					return misuse("\"scr help %s\" is one page: nothing goes behind it", topic.Name()).
						WithHint("\"scr help COMMAND\" is help on a command; \"scr --help\" lists them")
				}
				return topic.Help()
			}
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknown(found, args[len(args)-max(1, len(rest))])
			}
			return found.Help()
		}}
}

// fold has the help of a command, and of all below it, laid out to the width of the
// terminal, or to 80 columns where there is none.
func fold(a *app, root *cobra.Command) {
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		var page bytes.Buffer
		a.onlyPrints = true
		if cmd.IsAdditionalHelpTopicCommand() {
			page.WriteString(cmd.Long + "\n")
		} else {
			root.SetOut(&page)
			usual(cmd, args)
			root.SetOut(a.out)
		}
		_, _ = io.WriteString(a.out, report.Fold(page.String(), a.screen.width)) // what failed there is kept: see output
	})
}

// topicOf returns the help topic of that name.
func topicOf(root *cobra.Command, name string) *cobra.Command {
	for _, kid := range root.Commands() {
		if kid.Name() == name && kid.IsAdditionalHelpTopicCommand() {
			return kid
		}
	}
	return nil
}

// topics are the pages of help that belong to no command.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit status says", Long: exitHelp()},
		{Use: "logins", Short: "How several logins use one board", Long: loginsHelp},
		{Use: "receipts", Short: "What the number and the words after a command are for", Long: receiptsHelp},
		{Use: "environment", Short: "Variables and files that the program reads", Long: environmentHelp},
	}
}

func exitHelp() string {
	var b strings.Builder
	b.WriteString("The exit status says what became of a command:\n\n")
	for _, e := range exits() {
		fmt.Fprintf(&b, "  %d  %-16s %s\n", e.status, e.code, e.means)
	}
	b.WriteString("\nWith --json an error is one JSON object on standard error: code, message, hint,\nand details with everything that stands in the way.")
	return b.String()
}

const accessHelp = `What a person sees of a review is decided by their parts in it. A definition gives
each role a column of the table of rights ("scr workflow show" names it):

  board_manager  all of it
  chair          all of it
  lead_reviewer  all of it but legal advice
  legal_adviser  all of it
  panel_member   what their own agency supplied, and what was shared to the panel
                 ("scr evidence share"); people by pseudonym; no documents to be published
  agency_author  what their own agency supplied, and its clients by pseudonym
  family_link    the family: who they are, what they contributed, the documents
  auditor        the review team's work; the rest for a reason (--reason-from)

An administrator reads no review without a part in it. Nothing is shown before a person
declared whether they have a conflict of interest: "scr conflict declare". A conflict
takes what it touches from what they see.

Every command that shows what somebody wrote is written down first: who, when, which
review, how many texts of which class, and never what they say. "scr audit access" shows
you your own; the privacy officer sees everybody's. In an emergency "scr access claim"
opens one review for an hour.`

const receiptsHelp = `A command that recorded something answers on standard error:

  scr: recorded as #32 of EXB-2026-001
  scr: for the minutes: log #118 plaster honey guitar valley copper melody foliage ribbon

#32 is the number of the entry in the log of that review: "scr history" lists it, and
"scr correct" takes it. Where several are recorded it is the first and the last.

#118 is how many entries the log of the whole board has now. The eight words stand for
the whole log up to there: if any entry in it were changed, removed or put in, they
would be other words. Write the line into the minutes, or an e-mail to a partner, as it
stands. Whoever has it can hold the board's log to it later: they ask the board for a
continuation that begins at #118 ("scr audit continue"), and

  scr audit check FILE --key KEY --receipt "#118 plaster honey … ribbon"

says whether the log still is the one that the words are of. "scr" itself remembers for
each login how far the log had come, and looks at every command.

With --json the receipt is one line on standard output: log is the same words, and
log_root the hash that they are made of.`

const environmentHelp = `A setting comes from a flag, else from the environment, else from the settings
file, else from the program. "scr config show" says which.

  SCR_DB         database: a path, or a URL such as sqlite:/srv/scr.db (--db)
  SCR_CONFIG     settings file (--config)
  SCR_KEYS       folder of the board's keys
  SCR_SEEN       folder in which it is remembered how far each log had come
  SCR_COLOR      auto, always or never; SCR_COLOUR and "colour:" are the same
  SCR_EDITOR     editor for findings and episodes; else VISUAL, EDITOR, vi
  SCR_NO_INPUT   true: ask nothing, even on a terminal (--no-input)
  SCR_PAGE_SIZE  reviews on one page of "scr list", 1 to 500
  NO_COLOR       no colour

  $XDG_CONFIG_HOME/scr/config.yaml  settings (else ~/.config/scr/config.yaml)
  $XDG_CONFIG_HOME/scr/keys         keys, when the settings file lies there
  $XDG_DATA_HOME/scr/scr.db         database (else ~/.local/share/scr/scr.db)
  $XDG_STATE_HOME/scr/seen          what was seen of logs (else ~/.local/state/scr/seen)

Who acts is the owner of the process, as the operating system knows them: no
variable and no flag changes that. What somebody else decided is recorded with
--decided-by and --minute.`

const loginsHelp = `Grave acts take two people, each under a login of their own. A board's files are for
one login alone, unless their folder is kept for a group. Set that up before "scr init",
as root:

  groupadd exb
  install -d -m 2770 -g exb /srv/exb
  gpasswd -a kit exb                     for each login; it holds from the next sign-in

The 2 in 2770 is what counts: the database and the keys that are made in such a folder
are for its group, and for nobody else. Give each login the same settings file:

  export SCR_CONFIG=/srv/exb/config.yaml

  # /srv/exb/config.yaml
  database: /srv/exb/scr.db
  keys: /srv/exb/keys

"scr user add" says whose login is whose. "scr doctor" says who may open the files. A
board that one login made is handed over so, while nobody uses it:

  chgrp -R exb /srv/exb
  chmod 2770 /srv/exb /srv/exb/keys
  chmod 660 /srv/exb/scr.db /srv/exb/keys/*

Whoever may open the database and the keys could open them with other programs too, and
could sign in as nobody but themselves. Give the group to those who are trusted with
the machine. What they cannot do is change the log unseen: docs/proof.md.`

const workflowHelp = `A definition is a YAML file that says how a kind of review runs: roles, tracks
with stages and moves, what each move requires, forms, clocks, holds, criteria.

  scr workflow list                   what the board has adopted
  scr workflow show ID                a definition as an outline
  scr workflow show ID --source       its file, to begin one of your own
  scr workflow check FILE             everything that is wrong with a file
  scr workflow test FILE              whether reviews run under it as its scenarios say
  scr workflow adopt FILE             make it a definition of the board

A definition that was adopted never changes: a changed file needs a new version.
A review keeps the version that it was opened under. docs/workflow-yaml.md
describes the language, docs/scenarios.md that of the scenarios.`
