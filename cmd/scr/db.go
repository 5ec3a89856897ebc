package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"scr/internal/report"
	"scr/store"
)

// dbCommand holds what is done to the database as a whole.
func dbCommand(a *app) *cobra.Command {
	return parent("db", "The database as a whole: migrate, back up, restore, check", dbMigrateCommand(a), dbBackupCommand(a),
		dbRestoreCommand(a), dbAcceptCommand(a), dbCheckCommand(a), dbVacuumCommand(a))
}

func dbMigrateCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "migrate", Short: "Bring the database to the schema of this program, after a copy",
		Long: `Bring the database to the schema of this program. Before it changes anything it
makes a copy, checked, beside the database: scr.db.schema-2 is the copy of scr.db
as it was at schema 2. Texts that are sealed are sealed in it too. It is never
removed by the program: remove it when you no longer need it.`, Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		settings, err := a.config()
		if err != nil {
			return err
		}
		done, err := store.Migrate(cmd.Context(), settings.Database)
		if err != nil {
			return err
		}
		a.warn(done.Sealing)
		a.tellMigrated(done)
		return nil
	}
	return cmd
}

func (a *app) tellMigrated(m store.Migrated) {
	if m.From == m.To {
		fmt.Fprintf(a.err, "scr: the database has schema %d, which is this program's: there was nothing to change\n", m.To)
		return
	}
	fmt.Fprintf(a.err, "scr: the database had schema %d and has schema %d now, which is this program's\n", m.From, m.To)
	if m.Copy != "" {
		fmt.Fprintf(a.err, "scr: as it was before it lies in %s: remove that when you no longer need it\n", report.Printable(m.Copy))
	}
}

func dbCheckCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "check", Short: "Check the file, and everything that \"scr audit verify\" checks", Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		a.onlyReads = true
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
		return a.trusted(cmd.Context(), found, nil)
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
		if err := a.ready(cmd.Context()); err != nil {
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
