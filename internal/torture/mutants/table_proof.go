package mutants

// proof are faults in what makes the log a proof.
func proof() []Mutant {
	return []Mutant{
		{"log-can-be-edited", "the trigger that keeps events from being changed is missing", []Edit{
			{"store/migrations/sqlite/00001_log_and_rows.sql", "CREATE TRIGGER events_not_updated BEFORE UPDATE ON events\nBEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;", "SELECT 1;"},
		}, "store", "TestTheSchemaRefuses"},
		{"log-can-be-cut", "the trigger that keeps events from being deleted is missing", []Edit{
			{"store/migrations/sqlite/00001_log_and_rows.sql", "CREATE TRIGGER events_not_deleted BEFORE DELETE ON events\nBEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;", "SELECT 1;"},
		}, "store", "TestTheSchemaRefuses"},
		{"constant-salt", "every text has the same salt, and can be guessed", []Edit{
			{"store/append.go", "fields[i].Salt = salts[i*audit.SaltSize : (i+1)*audit.SaltSize : (i+1)*audit.SaltSize]", "fields[i].Salt = make([]byte, audit.SaltSize)"},
		}, "store", "TestSaltsAndIDsAreNeverTheSame"},
		{"short-of-chance", "salts are drawn although chance has run out", []Edit{
			{"store/append.go", "if _, err := io.ReadFull(random, salts); err != nil {", "if _, err := io.ReadFull(random, salts); false {"},
		}, "store", "TestNoSaltsNoAppend"},
		{"commitment-to-anywhere", "a commitment does not bind a text to its stream", []Edit{
			{"internal/audit/commit.go", "message = appendFramed(message, string(stream))", ""},
		}, "internal/audit", "TestCommitBindsTheValueToItsPlace"},
	}
}

// checked are faults in what looks for damage.
func checked() []Mutant {
	return []Mutant{
		{"commitment-not-verified", "a text that was changed is not noticed", []Edit{
			{"store/verify_event.go", "if !hmac.Equal(commit[:], made.Commit[:]) {", "if false && !hmac.Equal(commit[:], made.Commit[:]) {"},
		}, "store", "TestVerifyFindsTampering/a_value_is_changed"},
		{"row-not-compared", "rows are not compared with what the log folds to", []Edit{
			{"store/verify_rows.go", "for _, column := range differing(want, got) {", "for _, column := range differing(want, got)[:0] {"},
		}, "store", "TestVerifyFindsTampering/the_state_of_a_review_is_changed"},
		{"gap-not-seen", "an event that is missing is not noticed", []Edit{
			{"store/verify_stream.go", "c.distrust(c.last, 0, \"the event is missing\")", ""},
		}, "store", "TestVerifyFindsTampering/an_event_is_deleted"},
		{"columns-not-compared", "the columns of an event are not compared with its envelope", []Edit{
			{"store/verify_event.go", "if !column.same {", "if false {"},
		}, "store", "TestVerifyFindsTampering/a_column:_kind"},
		{"receipts-not-compared", "receipts are not compared with the events", []Edit{
			{"store/verify_stream.go", "if !found || !same {", "if false && (!found || !same) {"},
		}, "store", "TestVerifyFindsTampering/a_receipt_is_deleted"},
		{"cut-not-seen", "a log that is shorter than somebody remembers is taken for whole", []Edit{
			{"store/verify_tree.go", "if known.Size > size {", "if known.Size > size {\n\t\treturn nil\n\t}\n\tif false {"},
		}, "cmd/scr", "TestScripts/rolled_back"},
		{"clock-not-looked-at", "an entry is recorded before the one before it", []Edit{
			{"store/clock.go", "if last.Sub(now) > clockSlack && !db.options.ClockIsRight {", "if false {"},
		}, "store", "TestTimeNeverGoesBackInTheLog"},
		{"tree-not-grown", "an event is not taken into the tree over the log", []Edit{
			{"store/append.go", "return t.grow(eventTree, global, leaves)", "return t.grow(eventTree, global, leaves[:0])"},
		}, "store", suite},
		{"triggers-not-looked-for", "a trigger that was dropped is not noticed", []Edit{
			{"store/check.go", "if got[name] != want[name] {", "if false {"},
		}, "store", "TestCheckSeesWhatVerifyCannot"},
		{"strict-no-more", "an envelope in another spelling is taken for the same", []Edit{
			{"internal/audit/parse.go", "if r.wrong == \"\" && len(r.rest) > 0 {", "if false {"},
		}, "internal/audit", "TestParseIsStrict"},
	}
}

// told are faults in what people are told.
func told() []Mutant {
	return []Mutant{
		{"unknown-told-as-failed", "a commit that may have happened is told as one that did not", []Edit{
			{"store/tx.go", "if undone(err) {\n\t\treturn translate(err)", "if true {\n\t\treturn translate(err)"},
		}, "store", "TestACommitThatFailsIsToldAsUnknown"},
		{"failed-told-as-unknown", "a full disk is told as a riddle", []Edit{
			{"store/dialect.go", "|| sqlite.Code == sqlite3.ErrFull ||", "||"},
		}, "store", "TestAFailedCommitIsUnknownUnlessUndone"},
		{"unknown-exits-1", "a script cannot tell an unknown outcome from a failure", []Edit{
			{"cmd/scr/exit.go", "{8, review.Unknown,", "{1, review.Unknown,"},
		}, "cmd/scr", "TestEveryCodeHasAStatus"},
		{"unknown-without-id", "an unknown outcome does not say how to repeat the command", []Edit{
			{"cmd/scr/exit.go", "if e.Code == review.Unknown {", "if false {"},
		}, "cmd/scr", "TestAnUnknownOutcomeSaysHowToRepeat"},
	}
}

// decided are faults in what the engine lets through.
func decided() []Mutant {
	return []Mutant{
		{"outsiders-let-in", "somebody without a part in a review may change it", []Edit{
			{"engine/session.go", "func (d *draft) hasPart() bool { return len(d.rolesOn(d.actor, d.today)) > 0 }", "func (d *draft) hasPart() bool { return true }"},
		}, "engine", "TestExpectingAVersionTellsNothingToOutsiders"},
		{"tomorrow-recorded", "what has not happened yet is recorded", []Edit{
			{"engine/session.go", "case r.today.Before(r.On):", "case false:"},
		}, "engine", "TestWhoDecidesAndWhoTypes"},
	}
}
