package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
	"scr/store"
	"scr/workflow"
	"scr/workflow/library"
)

// TestShippedRolesMayDoNoMoreThanTheTableSays: the table in docs/access.md is of a
// definition made for it. What a role of a shipped definition may do is no more than the
// table says for the role's column: of a shipped hold nobody had said who lifts it, and
// the table said that only the manager does.
func TestShippedRolesMayDoNoMoreThanTheTableSays(t *testing.T) {
	table := accessTable(t)
	for _, file := range library.All() {
		def, wrong := workflow.Load(file.Name, file.Bytes, shippedParents)
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		if saysNoMore(t, def) {
			continue
		}
		t.Run(file.ID, func(t *testing.T) {
			b, holders := newShippedBoard(t, file, def)
			for command := range table {
				clock, ok := extendable(def)
				if !decides(command) || command == "clock extend" && !ok {
					continue
				}
				for i, role := range def.Roles {
					if !strings.HasPrefix(command, "hold ") && command != "clock extend" && i != slices.IndexFunc(def.Roles, func(r workflow.Role) bool { return alike(r, role) }) {
						continue // another role that may do the same was tried
					}
					seat := seatOf(t, engine.Column(role.Access))
					if !forbidden(table[command][seat]) {
						continue
					}
					words := b.words(command, b.ref)
					if at := slices.Index(words, "complete"); command == "clock extend" {
						words[at] = clock
					}
					if _, status := b.tried(holders[i], words...); status != 4 && status != 6 {
						t.Errorf("%s (%s): \"scr %s\" exits %d, and the table says %q", role.Name, seat, command, status, table[command][seat])
					}
				}
			}
		})
	}
}

// alike reports whether two roles have the same rights, but for what a definition names
// them for: holds and clocks.
func alike(a, b workflow.Role) bool {
	return a.Access == b.Access && a.Opens == b.Opens && a.Office == b.Office && a.OnTeam == b.OnTeam
}

// saysNoMore reports whether a definition has the roles, holds and clocks of the shipped
// one that it extends: then its roles may do what they may do there.
func saysNoMore(t *testing.T, def *workflow.Definition) bool {
	if len(def.Parents) == 0 {
		return false
	}
	file, ok := library.Find(def.Parents[0].ID, def.Parents[0].Version)
	if !ok {
		t.Fatalf("%s is not shipped", def.Parents[0].ID)
	}
	parent, wrong := workflow.Load(file.Name, file.Bytes, shippedParents)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return reflect.DeepEqual(def.Roles, parent.Roles) && reflect.DeepEqual(def.Holds, parent.Holds) && reflect.DeepEqual(def.Clocks, parent.Clocks)
}

// extendable returns a clock of a definition that can be extended, if it has one.
func extendable(def *workflow.Definition) (string, bool) {
	for _, c := range def.Clocks {
		if c.Extend != nil {
			return c.Name, true
		}
	}
	return "", false
}

func forbidden(cell string) bool { return cell == "–" || cell == "not there" }

// decides reports whether a command changes something that the table can speak for. Who
// makes which move, and fills which form, every definition says itself; an erasure is
// proposed by offices of certain names; and the event that is corrected is another one.
func decides(command string) bool {
	if !strings.Contains(tries()[command], "{ref}") || slices.Contains([]string{"advance", "form fill", "erase propose", "correct"}, command) {
		return false
	}
	verb := command[strings.LastIndex(command, " ")+1:]
	return !slices.Contains([]string{"list", "show", "contacts", "history", "report", "next", "prove", "claim", "sar"}, verb)
}

// seatOf returns how the table calls a column.
func seatOf(t *testing.T, c engine.Column) string {
	t.Helper()
	for _, s := range seats() {
		if s.column == c && c != "" {
			return s.name
		}
	}
	t.Fatalf("no seat has the column %q", c)
	return ""
}

// accessTable reads what docs/access.md says that everybody may do.
func accessTable(t *testing.T) map[string]map[string]string {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "access.md"))
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]map[string]string{}
	for line := range strings.Lines(string(doc)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| `") || len(cells) != len(seats())+1 {
			continue
		}
		command := strings.Trim(cells[0], "|` ")
		table[command] = map[string]string{}
		for i, s := range seats() {
			table[command][s.name] = strings.Trim(cells[i+1], "| ")
		}
	}
	if len(table) < 100 {
		t.Fatalf("only %d commands are in the table", len(table))
	}
	return table
}

// newShippedBoard is a board with one review under a shipped definition, filled as the
// other is, in which everybody holds one role: of roles[i] the holder is holders[i].
func newShippedBoard(t *testing.T, file library.File, def *workflow.Definition) (b *rightsBoard, holders []string) {
	t.Helper()
	ships := []library.File{file}
	for _, p := range def.Parents { // what a definition extends is adopted before it
		parent, ok := library.Find(p.ID, p.Version)
		if !ok {
			t.Fatalf("%s is not shipped", p.ID)
		}
		ships = slices.Insert(ships, 0, parent)
	}
	b = registeredBoard(t, "", ships, "--no-sealing")
	b.ref = b.must("p1", "open", "--workflow", file.ID, "--no-conflict", "--on", "2026-01-05", "--outside-dates-file", b.write("outside", "A test."))
	for _, agency := range []string{"council", "constabulary"} {
		b.must("p1", "agency", "add", b.ref, agency, "--title", "An agency", "--professions", "police", "--on", "2026-01-05")
	}
	for i, role := range def.Roles {
		person := fmt.Sprintf("p%d", i+2)
		if i+2 >= 11 {
			person = fmt.Sprintf("p%d", i+4) // p11 administers, p12 is privacy officer
		}
		if i+4 > 14 { // whom the board does not have yet
			b.must("p1", "person", "add", "--from", b.name(person))
			b.asked("user", "add", "--person", person, "--from", b.write(person+"-login", "login: login-"+person))
		}
		holders = append(holders, person)
		if role.Office {
			b.asked("office", "add", role.Name, "--person", person, "--from", "2020")
		}
	}
	b.appoint(def, holders)
	b.fill()
	return b, holders
}

// appoint records appointments without asking whether people are what their roles must
// be, and that nobody has a conflict of interest.
func (b *rightsBoard) appoint(def *workflow.Definition, holders []string) {
	b.t.Helper()
	db, err := store.Open(b.t.Context(), b.db, store.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Review(b.t.Context(), b.ref)
	if err != nil {
		b.t.Fatal(err)
	}
	var events []review.Event
	record := func(by string, body review.Body) {
		events = append(events, review.Event{DecidedBy: by, OccurredOn: review.NewDate(2026, 1, 5), Body: body})
	}
	for i, role := range def.Roles {
		if !role.Office {
			a := review.Assignment{Person: holders[i], Role: role.Name, From: review.NewDate(2026, 1, 5)}
			if c := engine.Column(role.Access); c == engine.PanelMember || c == engine.AgencyAuthor {
				a.Agency = "council"
			}
			record("p1", &review.Added[review.Assignment]{Record: handledAs(a, fmt.Sprintf("assignment-%d", i+20))})
		}
		record(holders[i], &review.ConflictDeclared{Person: holders[i], Conflict: review.NoConflict})
	}
	b.append(db, r, "appoint", events...)
}
