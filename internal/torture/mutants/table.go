package mutants

// All lists the mutants.
func All() []Mutant {
	var all []Mutant
	for _, some := range [][]Mutant{durable(), whole(), once(), proof(), checked(), told(), decided()} {
		all = append(all, some...)
	}
	return all
}

// suite is the test that every database must pass.
const (
	suite = "TestSQLitePassesTheSuite"
	sole  = suite + "/one_connection/" // one of its tests
)

// durable are faults by which what was acknowledged is not on disk, or lies open.
func durable() []Mutant {
	return []Mutant{
		{"synchronous-normal", "the database is not flushed at each commit", []Edit{
			{"store/dialect.go", `"_synchronous":        {"FULL"}`, `"_synchronous":        {"NORMAL"}`},
			{"store/dialect.go", `"_synchronous": {"FULL"}, "_busy`, `"_synchronous": {"NORMAL"}, "_busy`},
			{"store/dialect.go", `{"synchronous", "2"}, // FULL`, `{"synchronous", "1"},`},
		}, "store", "TestEveryConnectionIsSetAsItMustBe"},
		{"acknowledged-before-commit", "a command is acknowledged, and committed with the next one", []Edit{
			{"store/tx.go", "\tif _, err := t.exec(`BEGIN IMMEDIATE`); err != nil {",
				"\tif !t.conn.AutoCommit() {\n\t\tif _, err := t.exec(`COMMIT`); err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n\tif _, err := t.exec(`BEGIN IMMEDIATE`); err != nil {"},
			{"store/tx.go", "if _, err := t.exec(`COMMIT`); err != nil {\n\t\treturn t.undo(outcome(err))", "if false {\n\t\treturn t.undo(outcome(nil))"},
		}, "store", "TestNothingAcknowledgedIsLostToAKill"},
		{"copied-not-backed-up", "a backup copies the file, and not what lies in the log beside it", []Edit{
			{"store/backup.go", "_, err = source.ExecContext(ctx, `VACUUM INTO ?`, path)\n\treturn translate(err)",
				"data, err := os.ReadFile(db.path)\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn os.WriteFile(path, data, 0o600)"},
		}, "store", "TestABackupHoldsEverythingAcknowledgedBeforeIt"},
		{"copy-not-looked-at", "a backup gets its name without having been checked", []Edit{
			{"store/backup.go", "return checkCopy(ctx, temporary, db.options)", "return nil"},
		}, "store", "TestAnUnsoundCopyIsNotKept"},
		{"backup-overwrites", "a backup is written over a file that is there", []Edit{
			{"store/backup.go", "!errors.Is(err, fs.ErrNotExist)", "false && !errors.Is(err, fs.ErrNotExist)"},
		}, "store", "TestABackupOverwritesNothing"},
		{"migrated-without-backup", "a database is migrated without a backup", []Edit{
			{"store/migrate.go", "m.Copy, err = db.backupBefore(ctx, got)\n\treturn true, err", "return true, nil"},
		}, "store", "TestMigratingMakesABackupFirst"},
		{"migrated-in-part", "a migration that was cut short is taken for finished", []Edit{
			{"store/migrate.go", "if err := db.Rebuild(ctx); err != nil {", "if !pending {\n\t\treturn m, nil\n\t}\n\tif err := db.Rebuild(ctx); err != nil {"},
		}, "store", "TestMigratingAgainFinishesWhatWasCutShort"},
		{"readable-by-all", "others may read the database", []Edit{
			{"internal/custody/custody.go", "\treturn 0o600\n", "\treturn 0o644\n"},
		}, "store", "TestOnlyTheOwnerMayRead"},
		{"made-by-a-typo", "a mistyped path becomes a new, empty database", []Edit{
			{"store/store.go", "return missing(path)", "return createFile(path)"},
		}, "store", "TestOpenNeverMakesADatabase"},
		{"not-overwritten-when-deleted", "what SQLite deletes stays in the file", []Edit{
			{"store/dialect.go", `"_secure_delete":      {"on"}`, `"_secure_delete":      {"off"}`},
			{"store/dialect.go", `{"secure_delete", "1"}`, `{"secure_delete", "0"}`},
		}, "store", "TestEveryConnectionIsSetAsItMustBe"},
	}
}

// whole are faults by which a command is carried out in part.
func whole() []Mutant {
	return []Mutant{
		{"partial-append", "of the events of a command only the first is written", []Edit{
			{"store/append.go", "for i := range p.events {\n\t\tev := &p.events[i]", "for i := range p.events[:1] {\n\t\tev := &p.events[i]"},
		}, "store", suite},
		{"half-done-and-kept", "a transaction that failed is committed", []Edit{
			{"store/tx.go", "t.exec(`ROLLBACK`)", "t.exec(`COMMIT`)"},
		}, "store", "TestAWriteTransactionThatFailsIsRolledBack"},
		{"written-in-two", "a command is written in two transactions", []Edit{
			{"store/append.go", "receipt.Size = global + int64(len(p.events))",
				"receipt.Size = global + int64(len(p.events))\n\tif _, err := t.exec(`COMMIT`); err != nil {\n\t\treturn receipt, err\n\t}\n\tif _, err := t.exec(`BEGIN IMMEDIATE`); err != nil {\n\t\treturn receipt, err\n\t}"},
		}, "store", sole + "a_refused_append_leaves_nothing_behind"},
		{"texts-forgotten", "the texts of an event are not written", []Edit{
			{"store/seal.go", "\tif wanted == 0 {", "\tif wanted >= 0 {"},
		}, "store", suite},
		{"moves-forgotten", "the moves of a review are not written into their rows", []Edit{
			{"store/review.go", "if err := r.saveMoves(t); err != nil {", "if false {\n\t\tvar err error"},
		}, "store", suite},
		{"listed-where-it-stood", "a review is listed where it stood before", []Edit{
			{"store/review.go", "for _, p := range without(r.tracks, r.oldTracks) {", "for _, p := range without(r.tracks, r.oldTracks)[:0] {"},
		}, "store", suite},
		{"another-schema", "a database that another version has migrated is written to", []Edit{
			{"store/tx.go", "got != schemaNumber", "false && got != schemaNumber"},
		}, "store", "TestWritingAfterAnotherVersionMigrated"},
	}
}

// once are faults by which two commands overwrite each other, or one counts twice.
func once() []Mutant {
	return []Mutant{
		{"no-version-check", "an append does not look whether somebody else wrote first", []Edit{
			{"store/review.go", "WHERE board = ? AND id = ? AND version = ?`,\n\t\tr.Version", "WHERE board = ? AND id = ? AND ? > 0`,\n\t\tr.Version"},
		}, "store", sole + "a_stale_writer_is_told"},
		{"lost-update", "somebody else's append is numbered on, and the row written over", []Edit{
			{"store/review.go", "WHERE board = ? AND id = ? AND version = ?`,\n\t\tr.Version", "WHERE board = ? AND id = ? AND ? > 0`,\n\t\tr.Version"},
			{"store/append.go", "ev.Global = global + int64(i) + 1", "ev.Global = global + int64(i) + 1\n\t\tif rows, _ := t.query(\"SELECT coalesce(max(seq), 0) + 1 FROM events WHERE stream = ?\", string(ev.Stream)); len(rows) == 1 {\n\t\t\tev.Seq = rows[0][0].(int64)\n\t\t}"},
		}, "store", sole + "of_many_writers_exactly_one_wins"},
		{"id-serves-twice", "a command id is taken for another command", []Edit{
			{"store/command.go", "if c.Digest != digest {", "if false {"},
		}, "store", sole + "a_command_id_serves_one_command"},
		{"repeated-and-done-again", "a command with an id that was used is carried out again", []Edit{
			{"engine/session.go", "if meta.givenID {\n\t\tout, done", "if false {\n\t\tout, done"},
		}, "engine", "TestAMoveThatIsRepeatedIsNotRefused"},
		{"move-tried-again", "a move is made on a state that nobody saw", []Edit{
			{"engine/session.go", "if !moved || !retry || try == maxTries || meta.Expect != 0 {", "if !moved || try == maxTries {"},
		}, "engine", "TestAMoveIsNotMadeOnWhatNobodySaw"},
		{"expectation-ignored", "--expect is not looked at", []Edit{
			{"engine/session.go", "r.Expect == 0 || r.Expect == state.At()", "true"},
		}, "engine", "TestWhoeverSawAnotherVersionIsTold"},
		{"reference-given-twice", "a reference is given out again", []Edit{
			{"store/number.go", "DO UPDATE SET value = value + 1", "DO UPDATE SET value = value"},
		}, "store", sole + "references_come_from_the_year's_counter"},
		{"kept-too-long", "what was read is kept though somebody else wrote", []Edit{
			{"store/decoded.go", "if d.end != end || d.people == nil {\n\t\td.forget(end)\n\t}\n\treturn end", "if d.people == nil {\n\t\td.forget(end)\n\t}\n\treturn d.end"},
		}, "store", sole + "a_standing_holds_what_others_wrote"},
	}
}
