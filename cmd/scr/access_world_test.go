package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/workflow/library"
)

// rightsBoard is a board with two reviews under a definition in which every column of the
// table of rights has a part. In one of them every personal field of every kind of
// event holds a canary: words that are found wherever they get out.
type rightsBoard struct {
	t        *testing.T
	dir, db  string
	in       string // what the commands read
	ref      string // the review in which everybody has a part
	other    string // one in which only p1 has, with an erasure that is open
	canaries map[string]canary
	poison   string // ends every canary
	ships    []library.File
}

// canary is one text, and what it is.
type canary struct {
	noun  string
	class review.Class
	path  string
	own   bool // of the agency that the panel member and the author come from
	legal bool
	by    string // the person whose own it is
}

// seat is somebody at the keyboard.
type seat struct {
	name   string // as the table calls them
	person string
	column engine.Column // "": no part in the review
}

// seats are everybody who tries every command. p1 types what makes the board.
func seats() []seat {
	list := []seat{}
	for i, role := range []struct {
		name   string
		column engine.Column
	}{
		{"manager", engine.BoardManager}, {"lead", engine.LeadReviewer}, {"chairing", engine.Chair}, {"panel", engine.PanelMember},
		{"author", engine.AgencyAuthor}, {"legal", engine.LegalAdviser}, {"family", engine.FamilyLink}, {"auditor", engine.Auditor},
		{"bare", engine.NoColumn},
	} {
		list = append(list, seat{role.name, fmt.Sprintf("p%d", i+2), role.column})
	}
	return append(list, seat{"administrator", "p11", ""}, seat{"privacy officer", "p12", ""}, seat{"nobody", "p13", ""})
}

const undeclaredPerson = "p14" // has the manager's part, and has not declared

// newRightsBoard makes the board without sealing: its database is copied for every
// command that is tried.
func newRightsBoard(t *testing.T) *rightsBoard {
	t.Helper()
	return foundRightsBoard(t, "--no-sealing")
}

func foundRightsBoard(t *testing.T, flags ...string) *rightsBoard {
	t.Helper()
	return foundPoisonedBoard(t, "", flags...)
}

// foundPoisonedBoard makes the board with something at the end of every text.
func foundPoisonedBoard(t *testing.T, poison string, flags ...string) *rightsBoard {
	t.Helper()
	b := registeredBoard(t, poison, fewDefinitions(), flags...)
	definition, err := filepath.Abs(filepath.Join("testdata", "everybody.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	b.must("p1", "workflow", "adopt", definition)
	b.ref = b.must("p1", "open", "--workflow", "everybody", "--no-conflict", "--on", "2026-01-05")
	b.other = b.must("p1", "open", "--workflow", "everybody", "--no-conflict", "--on", "2026-01-05")
	b.people()
	b.fill()
	b.must("p1", "subject", "add", b.other, "--kind", "child", "--age-band", "1_to_4", "--from", b.write("child", "pseudonym: Robin"))
	b.must("p1", "erase", "propose", "--review", b.other, "--subject", "subject-1", "--basis", "court_order", "--reason-file", filepath.Join(b.in, "words.yaml"))
	return b
}

// registeredBoard is a board with its people and their logins, and no review yet. It
// adopts the definitions that it is given.
func registeredBoard(t *testing.T, poison string, ships []library.File, flags ...string) *rightsBoard {
	t.Helper()
	b := &rightsBoard{t: t, dir: t.TempDir(), in: t.TempDir(), canaries: map[string]canary{}, poison: poison, ships: ships}
	b.db = filepath.Join(b.dir, "scr.db")
	t.Setenv("HOME", b.dir)
	b.files()
	b.must("p1", append([]string{"init", "--code", "EXB", "--title", "Example board", "--person-from", b.name("p1"), "--login", "login-p1"}, flags...)...)
	for i := 2; i <= 14; i++ {
		p := fmt.Sprintf("p%d", i)
		args := []string{"person", "add", "--from", b.name(p)}
		if p == "p11" {
			args = append(args, "--administrator")
		}
		b.must("p1", args...)
	}
	b.must("p1", "office", "add", engine.PrivacyOfficer, "--person", "p12", "--from", "2020")
	for i := 2; i <= 14; i++ {
		if i != 11 {
			b.login(fmt.Sprintf("p%d", i))
		}
	}
	b.login("p11") // the last: from then on it takes two
	return b
}

func (b *rightsBoard) login(person string) {
	b.must("p1", "user", "add", "--person", person, "--from", b.write(person+"-login", "login: login-"+person))
}

// name writes the file with a person's name, which is a canary.
func (b *rightsBoard) name(person string) string {
	return b.write(person, "name: "+yamlText(b.canary(canary{noun: "person", class: review.Identity, path: "person.name", by: person})))
}

// yamlText writes a text as YAML in which every character is seen.
func yamlText(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r == '"' || r == '\\' || r < ' ' || r > '~' {
			fmt.Fprintf(&out, `\U%08X`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return `"` + out.String() + `"`
}

// people gives everybody their part in the one review.
func (b *rightsBoard) people() {
	for _, agency := range []string{"council", "constabulary"} {
		b.must("p1", "agency", "add", b.ref, agency, "--title", "An agency", "--professions", "police", "--on", "2026-01-05")
	}
	for _, s := range seats() {
		if s.column == "" {
			continue
		}
		if s.column == engine.Chair { // an office of the board
			b.asked("office", "add", s.name, "--person", s.person, "--from", "2020")
			b.must(s.person, "conflict", "declare", b.ref, "--none")
			continue
		}
		args := []string{"team", "add", b.ref, "--person", s.person, "--role", s.name, "--on", "2026-01-05"}
		if s.column == engine.PanelMember || s.column == engine.AgencyAuthor {
			args = append(args, "--agency", "council")
		}
		b.must("p1", args...)
		b.must(s.person, "conflict", "declare", b.ref, "--none")
	}
	b.must("p1", "team", "add", b.ref, "--person", undeclaredPerson, "--role", "manager", "--on", "2026-01-05")
}

// asked types what takes two administrators, as both.
func (b *rightsBoard) asked(args ...string) {
	b.t.Helper()
	b.must("p1", args...)
	b.must("p11", args...)
}

// canary makes a text that is found again.
func (b *rightsBoard) canary(c canary) string {
	word := fmt.Sprintf("CANARY-%03d-3f6b", len(b.canaries))
	b.canaries[word] = c
	return word + b.poison
}

// write writes a file for a command to read, and returns its path.
func (b *rightsBoard) write(name, text string) string {
	path := filepath.Join(b.in, name+".yaml")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// files writes what the commands read.
func (b *rightsBoard) files() {
	b.write("words", "Some words.")
	b.write("wordsform", "words: Some words.")
	b.write("title", "title: A title")
	b.write("finding", "kind: pattern\ntitle: A title\nin_this_case: How it showed")
	b.write("episode", "label: A label\nwhat_happened: This")
	b.write("label", "label: A label")
	b.write("pseudonym", "pseudonym: Robin")
	b.write("with", "with: Somebody")
	b.write("text", "text: A text")
	b.write("anyone", "name: Made Up")
	b.write("somelogin", "login: somebody-else")
}

// run runs a command line as a person, on the database or on a copy of it.
func (b *rightsBoard) run(db, person string, args ...string) (out string, status int) {
	var printed, remarks bytes.Buffer
	a := &app{in: bufio.NewReader(strings.NewReader("")), out: &printed, err: &remarks, output: review.ToPipe,
		now:   func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
		newID: newID, login: func() (string, error) { return "login-" + person, nil }, ships: b.ships}
	status = run(a, append([]string{"--db", db, "--config", filepath.Join(b.dir, "config.yaml"), "--no-input"}, args...))
	return printed.String() + remarks.String(), status
}

// must runs a command that has to go through, and returns the first line it prints.
func (b *rightsBoard) must(person string, args ...string) string {
	b.t.Helper()
	out, status := b.run(b.db, person, args...)
	if status != 0 {
		b.t.Fatalf("%s: scr %s: exit %d\n%s", person, strings.Join(args, " "), status, out)
	}
	first, _, _ := strings.Cut(out, "\n")
	return first
}

// tried runs a command on a copy of the database, so that what it does is not there
// for the next.
func (b *rightsBoard) tried(person string, args ...string) (string, int) {
	b.t.Helper()
	copied := filepath.Join(b.dir, "copy.db")
	whole, err := os.ReadFile(b.db)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Setenv("XDG_STATE_HOME", b.t.TempDir()) // where what was seen of the log is remembered: this copy is another
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(copied + suffix)
	}
	if err := os.WriteFile(copied, whole, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return b.run(copied, person, args...)
}

// seen returns the canaries in a text.
func (b *rightsBoard) seen(text string) []canary {
	var list []canary
	for word, c := range b.canaries {
		if strings.Contains(text, word) {
			list = append(list, c)
		}
	}
	return list
}

// fill records an event of every kind in the one review, each text a canary.
func (b *rightsBoard) fill() {
	b.t.Helper()
	options := store.Options{}
	if ring, err := keyring.Open(filepath.Join(b.dir, "keys"), keyring.Options{}); err == nil {
		options.Keys = ring
	}
	db, err := store.Open(b.t.Context(), b.db, options)
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Review(b.t.Context(), b.ref)
	if err != nil {
		b.t.Fatal(err)
	}
	filled := map[string]bool{"record.corrected/1": true} // below
	var events []review.Event
	for _, body := range everyBody() {
		b.fillTexts(body)
		if move, ok := body.(*review.MoveMade); ok {
			in, _ := r.Instance(move.Track, "")
			move.From = in.Stage // as the definition calls it
		}
		filled[body.Kind()] = true
		events = append(events, review.Event{DecidedBy: "p1", OccurredOn: review.NewDate(2026, 1, 6), Body: body})
	}
	for _, kind := range review.Kinds() {
		noun, _, _ := strings.Cut(kind, ".")
		if !filled[kind] && !slices.Contains(elsewhere(), kind) {
			b.t.Errorf("no event of kind %s is recorded: give it a body in everyBody (%s)", kind, noun)
		}
	}
	b.append(db, r, "fill", events...)
	if r, err = db.Review(b.t.Context(), b.ref); err != nil {
		b.t.Fatal(err)
	}
	for _, ev := range events {
		if added, ok := ev.Body.(*review.Added[review.Letter]); ok {
			seq, _ := added.Record.Summary.Ref()
			corrected := &review.RecordCorrected{Seq: seq, With: &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "ministry", Kind: "query"}}}
			corrected.With.(*review.Added[review.Letter]).Record.ID = added.Record.ID
			b.fillTexts(corrected)
			b.append(db, r, "correct", review.Event{DecidedBy: "p1", OccurredOn: review.NewDate(2026, 1, 6), Body: corrected})
			return
		}
	}
}

func (b *rightsBoard) append(db *store.DB, r *review.Review, command string, events ...review.Event) {
	b.t.Helper()
	_, err := db.Append(b.t.Context(), review.Append{Before: r, Command: command, Digest: command, RecordedBy: "p1",
		RecordedAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Definition: r.Pin.Hash, Events: events})
	if err != nil {
		b.t.Fatal(err)
	}
}

// elsewhere are the kinds that are of other streams, or that only begin a review.
func elsewhere() []string {
	return []string{"erasure.proposed/2", "erasure.approved/1", "erasure.withdrawn/1", "erasure.sorted/1", "erasure.completed/1",
		"erasures.reapplied/1", "moratorium.declared/1", "moratorium.lifted/1", "sar.answered/1",
		"person.registered/1", "person.amended/1", "board.created/1", "board.restored/1", "restore.accepted/1", "office.held/1", "office.left/1", "user.named/1",
		"user.removed/1", "definition.adopted/1", "texts.erased/1", "approval.asked/2", "access.explained/1", "review.opened/1", "track.opened/1"}
}

// fillTexts puts a canary into every text of a body.
func (b *rightsBoard) fillTexts(body review.Body) {
	noun, _, _ := strings.Cut(body.Kind(), ".")
	about := canary{noun: noun, own: ownAgency(body), legal: strings.HasSuffix(review.RecordOf(body), "-9")}
	if c, ok := body.(*review.RecordCorrected); ok {
		about.noun, _, _ = strings.Cut(c.With.Kind(), ".")
	}
	if f, ok := body.(*review.FormFilled); ok {
		about.noun, about.own = f.Form, f.Item == "council"
	}
	b.fillBelow(reflect.ValueOf(body), about, "")
}

func ownAgency(body review.Body) bool {
	var agency string
	switch x := body.(type) {
	case *review.Added[review.Evidence]:
		agency = x.Record.Agency
	case *review.EvidenceMoved:
		agency = map[string]string{"evidence-1": "council"}[x.ID]
	case *review.Amended[review.Evidence]:
		agency = x.Record.Agency
	}
	return agency == "council"
}

func (b *rightsBoard) fillBelow(v reflect.Value, about canary, path string) {
	if v.Type() == reflect.TypeFor[review.Text]() {
		about.path = path
		v.Set(reflect.ValueOf(review.NewText(b.canary(about))))
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			b.fillBelow(v.Elem(), about, path)
		}
	case reflect.Struct:
		if factor, ok := v.Addr().Interface().(*review.Factor); ok {
			factor.Frame = "work"
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); v.Field(i).CanSet() {
				below := about
				below.class = cmp.Or(review.Class(f.Tag.Get("personal")), about.class)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				b.fillBelow(v.Field(i), below, path+"."+name)
			}
		}
	case reflect.Slice:
		if v.Len() == 0 && holdsText(v.Type().Elem()) {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			b.fillBelow(v.Index(i), about, path)
		}
	case reflect.Map:
		if v.Type().Elem() == reflect.TypeFor[review.Text]() {
			about.path = path
			v.Set(reflect.ValueOf(map[string]review.Text{"words": review.NewText(b.canary(about))}))
		}
	}
}

func holdsText(typ reflect.Type) bool {
	if typ == reflect.TypeFor[review.Text]() {
		return true
	}
	if typ.Kind() != reflect.Struct {
		return false
	}
	for f := range typ.Fields() {
		if holdsText(f.Type) {
			return true
		}
	}
	return false
}
