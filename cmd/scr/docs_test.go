package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/commands.md and the golden parts of scripts anew")

// whole returns the whole tree of commands.
func whole(t *testing.T) *cobra.Command {
	t.Helper()
	return newRoot(testApp(t), nil)
}

// TestCommandsAreDocumented compares docs/commands.md with the tree of commands.
func TestCommandsAreDocumented(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "commands.md")
	want := document(whole(t))
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/commands.md is not what the commands are; run go test ./cmd/scr -run Documented -update:\n%s", diff)
	}
}

// document writes the tree of commands as Markdown.
func document(root *cobra.Command) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Commands\n\nWritten from the program itself: `go test ./cmd/scr -run Documented -update`.\n\n%s\n", root.Long)
	fmt.Fprintf(&b, "\nEvery command takes these flags:\n\n%s\n", flagTable(root.PersistentFlags()))
	fmt.Fprintf(&b, "Every command that writes takes these as well:\n\n%s", flagTable(commonFlags()))
	fmt.Fprintf(&b, "\n## Exit statuses\n\n| status | code | means |\n|---|---|---|\n")
	for _, e := range exits() {
		fmt.Fprintf(&b, "| %d | %s | %s |\n", e.status, e.code, e.means)
	}
	for _, kid := range root.Commands() {
		if kid.Runnable() {
			documentCommand(&b, kid, "##")
		}
	}
	return b.String()
}

func commonFlags() *pflag.FlagSet {
	cmd := &cobra.Command{}
	new(meta).flags(cmd)
	return cmd.Flags()
}

func documentCommand(b *bytes.Buffer, cmd *cobra.Command, level string) {
	if cmd.HasSubCommands() {
		fmt.Fprintf(b, "\n%s %s\n\n%s.\n", level, cmd.CommandPath(), cmd.Short)
		if len(cmd.Aliases) > 0 {
			fmt.Fprintf(b, "Also called %s.\n", strings.Join(cmd.Aliases, ", "))
		}
		for _, kid := range cmd.Commands() {
			documentCommand(b, kid, level+"#")
		}
		return
	}
	fmt.Fprintf(b, "\n%s %s\n\n", level, strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	says := cmd.Long
	if says == "" {
		says = cmd.Short + "."
	}
	fmt.Fprintln(b, says)
	if cmd.Example != "" {
		fmt.Fprintf(b, "\n```\n%s\n```\n", cmd.Example)
	}
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	common := commonFlags()
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		shared := common.Lookup(f.Name)
		if (shared == nil || shared.Usage != f.Usage) && !f.Hidden && f.Name != "help" {
			own.AddFlag(f)
		}
	})
	if own.HasFlags() {
		fmt.Fprintf(b, "\n%s", flagTable(own))
	}
}

func flagTable(flags *pflag.FlagSet) string {
	var b strings.Builder
	b.WriteString("| flag | means |\n|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		kind := f.Value.Type()
		if kind == "bool" {
			kind = ""
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimSpace("--"+f.Name+" "+strings.NewReplacer("stringSlice", "LIST", "stringArray", "LIST", "string", "TEXT", "int64", "N", "int", "N").Replace(kind)), f.Usage)
	})
	return b.String()
}
