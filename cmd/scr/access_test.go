package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
	"scr/store"
)

// tries has a command line for every command: {ref} is the review that is asked about,
// {file:name} one of the world's files. A command that is not here fails the test.
func tries() map[string]string {
	tries := map[string]string{
		"access claim": "{ref} --reason-from {file:words}", "access grant": "{ref} --person p13 --hours 30 --reason-from {file:words}",
		"access close": "{ref} claim-3 --note-from {file:words}", "access mark": "{ref} evidence-2",
		"action add": "{ref} --for finding-1 --owner board --by 2026-09-01 --from {file:title}", "action amend": "{ref} action-2 --by 2026-09-01",
		"action close": "{ref} action-2", "action test": "{ref} action-2 --result changed --evidence-file {file:words}",
		"advance":    "{ref} review.close",
		"agency add": "{ref} school --title School --professions health", "agency amend": "{ref} council --title Council --professions police",
		"audit access": "", "audit log": "", "audit prove": "{ref} 11",
		"clock extend": "{ref} complete --until 2026-09-01 --reason-file {file:words}", "clock list": "{ref}",
		"clock show":       "{ref} complete",
		"conflict declare": "{ref} --kind line_management --why-from {file:words}",
		"conversation add": "{ref} --agency council --from {file:with}", "conversation amend": "{ref} conversation-1 --profession police",
		"conversation decline": "{ref} conversation-1 --reason-file {file:words}", "conversation defer": "{ref} conversation-1 --reason-file {file:words}",
		"conversation held": "{ref} conversation-2 --by p3",
		"correct":           "{ref} 3 --new-on 2026-01-04 --reason-file {file:words}",
		"criteria add":      "{ref} concern --met yes --reason-file {file:words}", "criteria amend": "{ref} criterion-1 --met not_yet",
		"disclosure add": "{ref} --to coroner --document document-1 --outcome made --authority statute --note-file {file:words}", "disclosure amend": "{ref} disclosure-1 --outcome made",
		"release add": "{ref} --mode published --by board --document document-1 --note-file {file:words}", "release amend": "{ref} release-1 --channel post",
		"release retire": "{ref} release-9 --reason-file {file:words}",
		"document add":   "{ref} --kind summary --from {file:title}", "document amend": "{ref} document-1 --kind summary2",
		"document version": "{ref} document-1 --note-file {file:words}",
		"episode add":      "{ref} --from {file:episode}", "episode amend": "{ref} episode-1 --from {file:label}",
		"erase approve": "erasure-1", "erase done": "erasure-1 12/record.note", "erase list": "", "erase moratorium declare": "--reason-file {file:words}",
		"erase moratorium lift": "moratorium-1 --reason-file {file:words}", "erase report": "erasure-1", "erase run": "erasure-1", "erase show": "erasure-1",
		"erase propose":   "--review {ref} --subject subject-1 --basis court_order --reason-file {file:words}",
		"erase withdraw":  "erasure-1 --reason-file {file:words}",
		"evidence accept": "{ref} evidence-2", "evidence add": "{ref} --kind records --agency council --from {file:title}",
		"evidence amend": "{ref} evidence-2 --kind papers", "evidence receive": "{ref} evidence-1", "evidence return": "{ref} evidence-1 --reason-file {file:words}",
		"evidence share": "{ref} evidence-2",
		"finding add":    "{ref} --from {file:finding}", "finding agree": "{ref} finding-1", "finding amend": "{ref} finding-1 --from {file:title}",
		"form fill": "{ref} of_subject --item subject-1 --from {file:wordsform}", "form list": "{ref}", "form show": "{ref} decision",
		"history":  "{ref}",
		"hold add": "{ref} --name proceedings --covers review --reason-file {file:words} --review-on 2026-06-01", "hold lift": "{ref} hold-2 --reason-file {file:words}",
		"hold review": "{ref} hold-2 --next 2026-06-01 --reason-file {file:words}",
		"item admit":  "{ref} family relative-1 --reason-file {file:words}", "item excuse": "{ref} family relative-1 --reason-file {file:words}",
		"letter add": "{ref} --direction in --party ministry --kind query", "letter amend": "{ref} letter-1 --party court",
		"list": "", "meeting add": "{ref} --kind panel", "meeting amend": "{ref} meeting-1 --kind board",
		"next": "{ref}", "office add": "chair --person p13", "office end": "privacy_officer --person p12", "office list": "",
		"open":       "--workflow everybody --no-conflict",
		"person add": "--from {file:anyone}", "person amend": "p13 --employer council", "person list": "", "person show": "p13",
		"status add": "{ref} subject-1 --kind on_register --from 2025-01", "status amend": "{ref} status-1 --to 2025-12",
		"link add": "{ref} --kind companion_of --elsewhere-file {file:words}", "link amend": "{ref} link-1 --kind companion_of",
		"partner add": "{ref} third_board --kind board --title Board --part informed", "partner amend": "{ref} second_board --part joint",
		"proceeding add": "{ref} --kind trial", "proceeding amend": "{ref} proceeding-1 --kind trial", "proceeding step": "{ref} proceeding-1 --step charged",
		"recommendation add": "{ref} --by author --scope local --from {file:text}", "recommendation amend": "{ref} recommendation-1 --scope national",
		"relative add": "{ref} --relation father", "relative amend": "{ref} relative-1 --relation father",
		"relative contact": "{ref} relative-1 --outcome told", "relative contacts": "{ref}",
		"report": "{ref} --names", "response add": "{ref} --to finding-1 --as board --stance accept", "response amend": "{ref} response-1 --stance partly",
		"retention due": "", "sar": "subject-1 --review {ref} --out {file:answer}",
		"show": "{ref}", "subject add": "{ref} --kind child --age-band 1_to_4", "subject amend": "{ref} subject-1 --age-band under_1",
		"team add": "{ref} --person p13 --role bare", "team end": "{ref} assignment-5 --reason-file {file:words}",
		"stats": "--suppress=0 --by stage", "todo": "", "user add": "--person p13 --from {file:somelogin}", "user end": "--from {file:somelogin}", "user list": "",
		"workflow adopt": "{file:words}", "workflow list": "", "workflow show": "everybody",
	}
	for noun, id := range map[string]string{"action": "action-1", "agency": "council", "conversation": "conversation-2", "document": "document-1",
		"episode": "episode-1", "evidence": "evidence-2", "finding": "finding-1", "hold": "hold-1", "letter": "letter-1", "meeting": "meeting-1",
		"criteria": "criterion-1", "release": "release-1", "disclosure": "disclosure-1",
		"status": "status-1", "link": "link-1", "partner": "second_board", "proceeding": "proceeding-1", "recommendation": "recommendation-1", "relative": "relative-1", "response": "response-1",
		"subject": "subject-1", "team": "assignment-1"} {
		tries[noun+" list"], tries[noun+" show"] = "{ref}", "{ref} "+id
	}
	tries["db accept-restore"] = ""
	return tries
}

// bare are the commands that read no database, or look at its file and not into it:
// whoever may read the file runs them.
func bare() []string {
	return []string{"audit check", "audit checkpoint", "audit continue", "audit cosigned", "audit key", "audit verify",
		"audit witness cosign", "audit witness init", "audit witness show", "completion", "config show", "db backup", "db check", "db migrate",
		"db restore", "db vacuum", "demo", "doctor", "init", "keys identity", "keys lock", "keys passphrase", "keys recipients",
		"keys recovery", "retention list", "version", "workflow check", "workflow test"}
}

// leaves lists the commands that do something, without "scr ".
func leaves(t *testing.T) []string {
	t.Helper()
	var list []string
	each(whole(t), func(cmd *cobra.Command) {
		if !cmd.HasSubCommands() && !cmd.IsAdditionalHelpTopicCommand() && cmd.Name() != "help" {
			list = append(list, strings.TrimPrefix(cmd.CommandPath(), "scr "))
		}
	})
	return list
}

func TestEveryCommandIsTriedByEveryone(t *testing.T) {
	tried := slices.Concat(slices.Collect(maps.Keys(tries())), bare())
	for _, command := range leaves(t) {
		if !slices.Contains(tried, command) {
			t.Errorf("nobody tries \"scr %s\": give it a row in tries", command)
		}
	}
	for _, command := range tried {
		if !slices.Contains(leaves(t), command) {
			t.Errorf("there is no command \"scr %s\"", command)
		}
	}
}

// words fills in a try.
func (b *rightsBoard) words(command, ref string) []string {
	words := strings.Fields(command)
	for word := range strings.FieldsSeq(tries()[command]) {
		if name, ok := strings.CutPrefix(word, "{file:"); ok {
			word = filepath.Join(b.in, strings.TrimSuffix(name, "}")+".yaml")
		}
		words = append(words, strings.ReplaceAll(word, "{ref}", ref))
	}
	return words
}

// TestNobodyReadsMoreThanTheTableSays runs every command as everybody: each text on
// record is a canary, and none may come out that the table does not give. What comes
// out is compared with docs/access.md.
func TestNobodyReadsMoreThanTheTableSays(t *testing.T) {
	b := newRightsBoard(t)
	got := map[string]map[string]string{}
	for _, command := range leaves(t) {
		if slices.Contains(bare(), command) {
			continue
		}
		got[command] = map[string]string{}
		for _, s := range seats() {
			got[command][s.name] = b.cell(t, command, s)
		}
	}
	compare(t, filepath.Join("..", "..", "docs", "access.md"), got)
}

// cell tries a command as somebody, as text and as JSON, and says what came of it.
func (b *rightsBoard) cell(t *testing.T, command string, s seat) string {
	t.Helper()
	words := b.words(command, b.ref)
	out, status := b.tried(s.person, words...)
	asJSON := ""
	if len(b.seen(out)) > 0 || strings.HasSuffix(command, "list") || strings.HasSuffix(command, "show") {
		asJSON, _ = b.tried(s.person, append(words, "--json")...)
	}
	b.writtenDown(t, s, words, out)
	materials := map[engine.Material]bool{}
	for _, c := range b.seen(out + asJSON) {
		if !c.may(s) {
			t.Errorf("%s: \"scr %s\" shows a text of class %s at %s%s (%s, own %t, legal %t)", s.name, strings.Join(words, " "), c.class, c.noun, c.path, c.material(s), c.own, c.legal)
		}
		materials[c.material(s)] = true
	}
	if status == 2 && (s.name == "manager" || s.column == "") {
		t.Errorf("%s: \"scr %s\" is not understood, which proves nothing:\n%s", s.name, strings.Join(words, " "), out)
	}
	switch {
	case status == 4:
		return "not there"
	case status == 6:
		return "–"
	case len(materials) == 0:
		return "yes"
	}
	var names []string
	for _, m := range engine.Materials() {
		if materials[m] {
			names = append(names, letter(m))
		}
	}
	return strings.Join(names, " ")
}

// writtenDown checks that a command that showed somebody's words left one entry in the
// access log for it, with as many texts at least, and that no command left more.
func (b *rightsBoard) writtenDown(t *testing.T, s seat, words []string, out string) {
	t.Helper()
	shown := len(b.seen(out))
	log := b.accessLog(t, s)
	most := 0
	if shown > 0 {
		most = 1
	}
	if len(log) < most || len(log) > 1 && words[1] != "amend" || most == 1 && log[0].Total() < shown {
		t.Errorf("%s: \"scr %s\" shows %d texts and leaves %d entries in the access log: %+v", s.name, strings.Join(words, " "), shown, len(log), log)
	}
	for _, entry := range log {
		if entry.Command != "scr "+strings.Join(words[:len(strings.Fields(entry.Command))-1], " ") {
			t.Errorf("the entry names the command %q, not %q", entry.Command, words)
		}
	}
}

// accessLog reads what the last command tried left in the access log.
func (b *rightsBoard) accessLog(t *testing.T, s seat) []review.Access {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(b.dir, "copy.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	log, err := db.AccessLog(t.Context(), review.AccessQuery{Person: s.person})
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestARoomThatIsLockedLooksLikeAWall: whoever has no part in a review cannot tell it
// from one that is not there.
func TestARoomThatIsLockedLooksLikeAWall(t *testing.T) {
	b := newRightsBoard(t)
	const none = "EXB-2026-900"
	for _, command := range leaves(t) {
		if !strings.Contains(tries()[command], "{ref}") {
			continue
		}
		for _, person := range []string{"p13", "p11"} {
			for _, more := range [][]string{nil, {"--json"}, {"--expect", "1"}, {"--expect", "99999"}, {"--reason-from", filepath.Join(b.in, "words.yaml")}} {
				there, status := b.tried(person, append(b.words(command, b.other), more...)...)
				gone, absent := b.tried(person, append(b.words(command, none), more...)...)
				if command == "access claim" && status != 2 {
					continue // it is there to be found, and says so to the privacy officer
				}
				if got, want := strings.ReplaceAll(there, b.other, none), gone; got != want || status != absent {
					t.Errorf("scr %s %v tells who has no part that the review is there (%d and %d):\n%s", command, more, status, absent, cmp.Diff(want, got))
				}
				if len(more) == 0 && status != 4 {
					t.Errorf("scr %s exits with %d for who has no part, not 4:\n%s", command, status, there)
				}
			}
		}
	}
}

// TestAccessTellsNothingUnrecorded: who asks for access learns of a review only by having
// it, which is written down; not by an answer about what else they typed.
func TestAccessTellsNothingUnrecorded(t *testing.T) {
	b := newRightsBoard(t)
	words := filepath.Join(b.in, "words.yaml")
	for _, typed := range []string{
		"access claim {ref} --expect 99999 --reason-from " + words,
		"access claim {ref} --expect 1 --reason-from " + words,
		"access claim {ref} --reason-from " + b.write("blank", " "),
		"access grant {ref} --person p99 --hours 4 --reason-from " + words,
		"access grant {ref} --person p13 --hours 999 --reason-from " + words,
		"access grant {ref} --person p13 --hours 4 --expect 99999 --reason-from " + words,
		"access close {ref} claim-1 --expect 99999 --note-from " + words,
	} {
		there, status := b.tried("p13", strings.Fields(strings.ReplaceAll(typed, "{ref}", b.other))...)
		gone, absent := b.tried("p13", strings.Fields(strings.ReplaceAll(typed, "{ref}", "EXB-2026-900"))...)
		if got := strings.ReplaceAll(there, b.other, "EXB-2026-900"); got != gone || status != absent || status == 0 {
			t.Errorf("scr %s tells that the review is there (%d and %d):\n%s", typed, status, absent, cmp.Diff(gone, got))
		}
	}
}

// TestNothingComesBeforeTheDeclaration: who has a part and has not declared is refused,
// whatever they try, but for the declaration.
func TestNothingComesBeforeTheDeclaration(t *testing.T) {
	b := newRightsBoard(t)
	for _, command := range leaves(t) {
		if !strings.Contains(tries()[command], "{ref}") || command == "conflict declare" || command == "access claim" {
			continue
		}
		out, status := b.tried(undeclaredPerson, b.words(command, b.ref)...)
		if status != 3 && !(status == 6 && command == "access close") || len(b.seen(out)) > 0 {
			t.Errorf("scr %s exits with %d before anything was declared:\n%s", command, status, out)
		}
	}
}

// compare holds the tables in the documentation to what the program does.
func compare(t *testing.T, file string, got map[string]map[string]string) {
	t.Helper()
	want := rightsTable() + "\n" + commandTable(t, got)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- written by the test: go test ./cmd/scr -run TableSays -update -->\n", "<!-- end -->\n"
	head, rest, ok := strings.Cut(string(before), begin)
	shown, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the tables", file)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(shown, want); diff != "" {
		t.Errorf("%s does not show what the program does; run with -update and read what changed:\n%s", file, diff)
	}
}

// rightsTable writes the table of rights from the code.
func rightsTable() string {
	var out strings.Builder
	columns := engine.Columns()
	out.WriteString("| material |")
	for _, c := range columns {
		fmt.Fprintf(&out, " %s |", c)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, m := range engine.Materials() {
		fmt.Fprintf(&out, "| %s |", m)
		for _, c := range columns {
			right := engine.RightOf(c, m)
			if right == engine.None {
				right = "–"
			}
			fmt.Fprintf(&out, " %s |", right)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// commandTable writes what everybody got of every command.
func commandTable(t *testing.T, got map[string]map[string]string) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("| command |")
	for _, s := range seats() {
		fmt.Fprintf(&out, " %s |", s.name)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(seats())) + "\n")
	for _, command := range slices.Sorted(maps.Keys(got)) {
		fmt.Fprintf(&out, "| `%s` |", command)
		for _, s := range seats() {
			fmt.Fprintf(&out, " %s |", got[command][s.name])
		}
		out.WriteString("\n")
	}
	return out.String()
}
