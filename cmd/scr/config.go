package main

import (
	"github.com/spf13/cobra"

	"scr/config"
	"scr/internal/report"
)

// configCommand holds the program's own settings.
func configCommand(a *app) *cobra.Command {
	return parent("config", "The program's own settings", configShowCommand(a))
}

func configShowCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "show", Short: "Show the settings, and where each value comes from", Args: takesArguments}
	cmd.RunE = func(*cobra.Command, []string) error {
		a.onlyPrints = true
		settings, err := a.config()
		if err != nil {
			return err
		}
		file, _, err := a.settingsFile()
		if err != nil {
			return err
		}
		values := settings.Values()
		out := struct {
			File     string         `json:"file"`
			Settings []config.Value `json:"settings"`
		}{file, values}
		return a.data(out, func(w *report.Writer) {
			rows := make([][]string, len(values))
			for i, v := range values {
				rows[i] = []string{v.Key, v.Value, v.From, v.Name}
			}
			w.Table([]string{"Setting", "Value", "From", "Which"}, rows)
		})
	}
	return cmd
}
