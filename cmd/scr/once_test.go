package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The last of two values won without a word, and an empty one was taken for none.
func TestAFlagIsTakenAsItWasMeant(t *testing.T) {
	tests := []struct {
		name, line, want string
	}{
		{"two days", "finding add R --on 2014 --on 2015", "--on is given twice"},
		{"two people", "team add R --person p3 --person=p4", "--person is given twice"},
		{"two databases", "--db a.db list --db b.db", "--db is given twice"},
		{"two truths", "finding add R --made-up --made-up=false", "--made-up is given twice"},
		{"two numbers", "finding add R --expect 1 --expect 2", "--expect is given twice"},
		{"no day", "finding add R --on=", "--on is empty"},
		{"no decider", "finding add R --decided-by=", "--decided-by is empty"},
		{"no minute", "finding add R --minute=\u00a0", "--minute is empty"},
		{"an invisible minute", "finding add R --minute=\u200b", "--minute is empty"},
		{"no file", "finding add R --from=", "--from is empty"},
		{"no database", "--db= list", "--db is empty"},
		{"no settings", "list --config=", "--config is empty"},
		{"no moment", "show R --as-of=", "--as-of is empty"},
		{"none of several", "clock extend R decide --documents=", "--documents is empty"},
		{"no new value", "agency add R council --title=", "--title is empty"},
		{"no truth", "finding add R --made-up=maybe", "--made-up is neither true nor false"},
		{"no truth about the output", "list --json=maybe", "--json is neither true nor false"},
		{"a number that is too large", "finding add R --expect 99999999999999999999", "--expect is not a number that can be read"},
		{"no number", "list --limit many", "--limit is not a number that can be read"},
		{"a quotation mark", "clock extend R decide --documents \"a", "--documents holds a quotation mark"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, remarks, status := typed(t, testApp(t), strings.Split(tt.line, " ")...)
			if status != 2 || !strings.Contains(remarks, "scr: error: "+tt.want) {
				t.Errorf("exits with %d and says\n%swant %q", status, remarks, tt.want)
			}
			if strings.Contains(remarks, "strconv") || strings.Contains(remarks, "parse error") {
				t.Errorf("speaks of the program: %s", remarks)
			}
		})
	}
}

// An amendment takes a value away with an empty flag: nothing else could.
func TestTheFlagsOfAnAmendmentMayBeEmpty(t *testing.T) {
	each(whole(t), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Annotations[mayBeEmpty] != nil && cmd.Name() != "amend" {
				t.Errorf("%s: --%s may be empty", cmd.CommandPath(), f.Name)
			}
			if f.Name == "on" && notEmpty(f, "") == nil {
				t.Errorf("%s: --on may be empty", cmd.CommandPath())
			}
		})
	})
	letter, _, err := whole(t).Find([]string{"letter", "amend"})
	if err != nil {
		t.Fatal(err)
	}
	if err := letter.Flags().Set("deadline", ""); err != nil {
		t.Errorf("the deadline of a letter cannot be taken away: %v", err)
	}
}

func TestHelpShowsNoEmptyDefaults(t *testing.T) {
	each(whole(t), func(cmd *cobra.Command) {
		if usage := cmd.LocalFlags().FlagUsages(); strings.Contains(usage, `(default [`) || strings.Contains(usage, `(default "")`) {
			t.Errorf("%s:\n%s", cmd.CommandPath(), usage)
		}
	})
}
