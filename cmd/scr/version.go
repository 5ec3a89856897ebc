package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"scr/internal/report"
)

// build is what the program knows of how it was built.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"` // built from files that no revision holds
	Go       string `json:"go"`
}

func versionCommand(a *app) *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Print the version of the program", Args: takesArguments,
		RunE: func(*cobra.Command, []string) error {
			a.onlyPrints = true
			b := readBuild()
			if a.global.json {
				return report.JSON(a.out, b)
			}
			says := "scr " + b.Version
			if b.Revision != "" {
				says += " " + b.Revision
			}
			if b.Modified {
				says += " (modified)"
			}
			_, err := fmt.Fprintf(a.out, "%s %s\n", says, b.Go)
			return err
		}}
}

func readBuild() build {
	b := build{Version: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version, b.Go = info.Main.Version, info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}
