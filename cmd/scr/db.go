package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"scr/internal/report"
	"scr/store"
)

// dbCommand holds what is done to the database as a whole.
func dbCommand(a *app) *cobra.Command {
	return parent("db", "The database as a whole: migrate, back up, check", dbMigrateCommand(a), dbBackupCommand(a), dbCheckCommand(a), dbVacuumCommand(a))
}

func dbMigrateCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "migrate", Short: "Bring the database to the schema of this program, after a backup", Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		settings, err := a.config()
		if err != nil {
			return err
		}
		if err := store.Migrate(cmd.Context(), settings.Database); err != nil {
			return err
		}
		fmt.Fprintln(a.err, "scr: the database has the schema of this program")
		return nil
	}
	return cmd
}

func dbBackupCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "backup PATH", Short: "Write a consistent copy to a new file, while others go on working",
		Long: `Write a consistent copy of the database to a new file, while others go on working,
and check it. Copying the file itself would miss what has just been recorded.
The copy holds names and narratives: keep it where only the same people can read it.`, Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		db, err := a.database(cmd.Context())
		if err != nil {
			return err
		}
		if err := db.Backup(cmd.Context(), args[0]); err != nil {
			return err
		}
		if err := a.backUpErased(cmd.Context(), args[0]); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "scr: the copy is in %s, and was checked\n", report.Printable(args[0]))
		return nil
	}
	return cmd
}

func dbCheckCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "check", Short: "Check the file, and everything that \"scr audit verify\" checks", Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		db, err := a.database(cmd.Context())
		if err != nil {
			return err
		}
		if err := a.hold(cmd.Context()); err != nil {
			return err
		}
		found, err := db.Check(cmd.Context(), a.progress("events"))
		if err != nil {
			return err
		}
		return a.trusted(cmd.Context(), found)
	}
	return cmd
}

func dbVacuumCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "vacuum", Short: "Write the database anew, without what deleted rows left behind",
		Long: `Write the database anew, without what deleted rows left behind, and empty the log
beside it. "scr erase run" does this by itself. While somebody else reads it waits.`, Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		db, err := a.database(cmd.Context())
		if err != nil {
			return err
		}
		if err := db.Vacuum(cmd.Context()); err != nil {
			return err
		}
		fmt.Fprintln(a.err, "scr: the database was written anew")
		return nil
	}
	return cmd
}
