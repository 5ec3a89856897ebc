package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// completionCommand prints the script that completes commands and flags. It
// completes no handles, references or names: they would end in the shell's
// history.
func completionCommand(a *app) *cobra.Command {
	shells := []string{"bash", "fish", "powershell", "zsh"}
	cmd := &cobra.Command{Use: "completion SHELL", Short: "Print the script that completes commands in bash, fish, powershell or zsh",
		Example: "  scr completion bash > /etc/bash_completion.d/scr", ValidArgs: shells, Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.onlyPrints = true
		root, out := cmd.Root(), cmd.OutOrStdout()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(out, true)
		case "fish":
			return root.GenFishCompletion(out, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(out)
		case "zsh":
			return root.GenZshCompletion(out)
		}
		err := misuse("%s is not a shell that can be completed", args[0])
		if meant := nearest(args[0], shells); meant != "" && !slices.Contains(shells, args[0]) {
			return err.WithHint("did you mean %s?", meant)
		}
		return err.WithHint("the shells are %s", joined(shells))
	}
	return cmd
}
