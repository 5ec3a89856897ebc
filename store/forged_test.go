package store

import (
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store/storetest"
)

// A log is tampered with in every way that is known, at many places, and held against
// what somebody remembers of it: a head after every tenth event. Some of it is done by
// somebody who has all keys, and writes the log, its tree, its rows and its signed
// checkpoints anew.

const (
	before  = 4  // events before the first finding
	written = 60 // findings
)

// scribe writes a board's log. What it writes hangs on nothing but what it is told, so
// that two logs differ only where they are meant to.
type scribe struct {
	keys  *keyring.Keys
	chaos *rand.ChaCha8
	ids   int
}

func (s *scribe) options() Options {
	return Options{Keys: s.keys, Signs: s.keys, Random: s.chaos, NewID: func() string {
		s.ids++
		return fmt.Sprint("id-", s.ids)
	}}
}

// turn sets chance to what it is for one finding.
func (s *scribe) turn(n int) {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], uint64(n))
	s.chaos.Seed(seed)
	s.ids = 1000 * n
}

// line is a finding: its number, which decides all of chance, and what it says.
type line struct {
	number int
	says   string
}

func lines(n int) []line {
	list := make([]line, n)
	for i := range list {
		list[i] = line{i + 1, fmt.Sprint("truth ", i+1)}
	}
	return list
}

// write writes a log of findings and returns its file.
func (s *scribe) write(t *testing.T, findings []line) string {
	t.Helper()
	path := made(t)
	s.turn(0)
	db, err := Open(t.Context(), path, s.options())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	add := func(command string, before review.State, bodies ...review.Body) {
		a := review.Append{Before: before, Command: command, Digest: command, RecordedBy: "p1", RecordedAt: now, Definition: storetest.Hash()}
		for _, b := range bodies {
			a.Events = append(a.Events, review.Event{DecidedBy: "p1", OccurredOn: review.NewDate(2026, 3, 2), Body: b})
		}
		if _, err := db.Append(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	add("board", &review.Board{}, &review.BoardCreated{Code: storetest.Board, Title: "Example", Sealing: true})
	c := &storetest.Clerk{TB: t, Store: db, Now: now}
	adoption := c.Ask(&review.Adoption{Workflow: "learning-together"}, &review.DefinitionAdopted{Workflow: "learning-together",
		Adopted: review.Adopted{Number: 1, Hash: storetest.Hash()}})
	adoption.Command, adoption.File = "adopt", &review.DefinitionFile{Hash: storetest.Hash(), Bytes: []byte("workflow: learning-together\n"), Checked: []byte("checked")}
	if _, err := db.Append(t.Context(), adoption); err != nil {
		t.Fatal(err)
	}
	add("open", &review.Review{ID: "r1"}, &review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: storetest.Hash()}},
		&review.TrackOpened{Track: "review", Stage: "referred"})
	for _, f := range findings {
		s.turn(f.number)
		add(fmt.Sprint("finding-", f.number), c.Review("EXB-2026-001"), storetest.Finding(fmt.Sprint("finding-", f.number), f.says))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// heads are what people remember: the head after every tenth event.
func heads(t *testing.T, path string) []audit.Head {
	t.Helper()
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var list []audit.Head
	for size := int64(10); size <= before+written; size += 10 {
		head, err := db.HeadAt(t.Context(), size)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, head)
	}
	last, err := db.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return append(list, last)
}

// verified returns what verification finds in a file.
func verified(t *testing.T, path string, keys *keyring.Keys, held []audit.Head) review.Verified {
	t.Helper()
	db, err := Open(t.Context(), path, Options{Keys: keys, Signs: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.Remember(held...)
	found, err := db.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// forgery is a way to tamper. Of finding n it does something to the file, or gives
// another one.
type forgery struct {
	name string
	do   func(t *testing.T, s *scribe, path string, n int) (file string)
	says string
	held bool // only who remembers sees it, after the next head that is held
}

// on is SQL on a copy of the file, with the triggers gone.
func on(statement func(global int) string) func(*testing.T, *scribe, string, int) string {
	return func(t *testing.T, _ *scribe, path string, n int) string {
		file := copied(t, path)
		disarm(t, file)
		rewrite(t, file, statement(before+n))
		return file
	}
}

func copied(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "board.db")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// rewrite runs statements as somebody would who has the file and no program.
func rewrite(t *testing.T, file string, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func disarm(t *testing.T, file string) {
	t.Helper()
	rewrite(t, file, "DROP TRIGGER events_not_updated; DROP TRIGGER event_fields_not_updated; DROP TRIGGER event_fields_not_deleted;"+
		"DROP TRIGGER events_in_order; DROP TRIGGER events_not_deleted")
}

const title = " AND path = 'record.title'"

// reseal puts another text under the real keys in the place of the title, and, if
// asked, its commitment into the envelope.
func reseal(commit bool) func(*testing.T, *scribe, string, int) string {
	return func(t *testing.T, s *scribe, path string, n int) string {
		file := copied(t, path)
		disarm(t, file)
		global, seq := before+n, int64(2+n)
		db := opened(t, file, Options{Keys: s.keys})
		var sealed []byte
		if _, err := db.get(t.Context(), &sealed, `SELECT sealed FROM event_fields WHERE global = ?`+title, global); err != nil {
			t.Fatal(err)
		}
		at := place{"review/r1", seq, "record.title"}
		salt, old, err := db.unseal(storetest.Board, at, sealed)
		if err != nil {
			t.Fatal(err)
		}
		stream, field, err := keyring.SlotsOf(sealed)
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.keys.Seal(placeOf(storetest.Board, at), stream, field, append(salt[:audit.SaltSize:audit.SaltSize], "a lie"...))
		if err != nil {
			t.Fatal(err)
		}
		rewrite(t, file, fmt.Sprintf("UPDATE event_fields SET sealed = x'%x' WHERE global = %d%s", other, global, title))
		if commit {
			was := audit.Commit(storetest.Board, at.Stream, seq, at.Path, salt, old)
			is := audit.Commit(storetest.Board, at.Stream, seq, at.Path, salt, "a lie")
			rewrite(t, file, fmt.Sprintf("UPDATE events SET envelope = CAST(replace(CAST(envelope AS TEXT), '%s', '%s') AS BLOB) WHERE global = %d",
				hex.EncodeToString(was[:]), hex.EncodeToString(is[:]), global))
		}
		return file
	}
}

// forge writes the whole log anew.
func forge(change func(all []line, n int) []line) func(*testing.T, *scribe, string, int) string {
	return func(t *testing.T, s *scribe, _ string, n int) string {
		return s.write(t, change(lines(written), n))
	}
}

func forgeries() []forgery {
	return []forgery{
		{"an envelope is edited", on(func(g int) string {
			return fmt.Sprintf(`UPDATE events SET envelope = CAST(replace(CAST(envelope AS TEXT), '"decided_by":"p1"', '"decided_by":"p9"') AS BLOB) WHERE global = %d`, g)
		}), "the hash of this event does not fit", false},
		{"a hash of the tree is changed", on(func(g int) string {
			return fmt.Sprintf(`UPDATE tree_hashes SET hash = zeroblob(32) WHERE log = 'events' AND hash =
				(SELECT hash FROM tree_hashes WHERE log = 'events' AND position = %d)`, tlog.StoredHashIndex(0, int64(g-1)))
		}), "the hash of this event does not fit", false},
		{"a byte of a sealed text is flipped", on(func(g int) string {
			return fmt.Sprintf(`UPDATE event_fields SET sealed = CAST(substr(sealed, 1, 40) || iif(substr(sealed, 41, 1) = x'00', x'01', x'00') || substr(sealed, 42) AS BLOB) WHERE global = %d%s`, g, title)
		}), "cannot be opened", false},
		{"a sealed text is put in the place of another", on(func(g int) string {
			return fmt.Sprintf(`UPDATE event_fields SET sealed = (SELECT sealed FROM event_fields f WHERE f.global = %d AND f.path = 'record.underlying') WHERE global = %d%s`, g, g, title)
		}), "cannot be opened", false},
		{"another text is sealed under the real keys", reseal(false), "not the one that was recorded", false},
		{"and committed to", reseal(true), "the hash of this event does not fit", false},
		{"a text is taken away", on(func(g int) string { return fmt.Sprintf(`DELETE FROM event_fields WHERE global = %d%s`, g, title) }),
			"missing, and no erasure took it away", false},
		{"a text is noted as erased", on(func(g int) string {
			return fmt.Sprintf(`DELETE FROM event_fields WHERE global = %d%s; INSERT INTO erased_fields VALUES (%d, 'record.title', %d)`, g, title, g, g+1)
		}), "no event says so", false},
		{"an event is taken out", on(func(g int) string {
			return fmt.Sprintf(`DELETE FROM event_fields WHERE global = %d; DELETE FROM events WHERE global = %d`, g, g)
		}), "missing", false},
		{"the whole log is forged: a text says otherwise", forge(func(all []line, n int) []line {
			all[n-1].says = "a lie"
			return all
		}), "is not the one that was seen", true},
		{"the whole log is forged: an event is left out", forge(func(all []line, n int) []line {
			return append(all[:n-1:n-1], all[n:]...)
		}), "is not the one that was seen", true},
		{"the whole log is forged: an event is put in", forge(func(all []line, n int) []line {
			return append(append(all[:n-1:n-1], line{written + 1, "put in"}), all[n-1:]...)
		}), "is not the one that was seen", true},
		{"the whole log is forged: two change places", forge(func(all []line, n int) []line {
			all[n-1], all[n] = all[n], all[n-1]
			return all
		}), "is not the one that was seen", true},
		{"the log is cut", forge(func(all []line, n int) []line { return all[:n] }), "the log was cut", true},
	}
}

// TestEveryForgeryIsSeen is the reason that the log has a tree.
func TestEveryForgeryIsSeen(t *testing.T) {
	s := &scribe{chaos: rand.NewChaCha8([32]byte{}), keys: newRing(t)}
	original := s.write(t, lines(written))
	held := heads(t, original)
	if found := verified(t, original, s.keys, held); len(found.Problems) > 0 || found.Readable != 3*written || found.Checkpoints == 0 {
		t.Fatalf("the log itself: %+v", found)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for _, f := range forgeries() {
		t.Run(f.name, func(t *testing.T) {
			for range forgedPlaces {
				n := 1 + chance.IntN(written-1)
				found := verified(t, f.do(t, s, original, n), s.keys, held)
				if !reported(found, f, n) {
					t.Errorf("at finding %d it is not seen, or not there: %+v", n, found.Problems)
				}
			}
		})
	}
}

// reported says whether a forgery was found at its place.
func reported(found review.Verified, f forgery, n int) bool {
	want := int64(before + n)
	if f.held {
		want = (want + 9) / 10 * 10
		want = min(want, before+written)
	}
	for _, p := range found.Problems {
		short := f.held && strings.Contains(p.Says, "the log was cut") // what is left out at the end leaves the log shorter
		if !short && !strings.Contains(p.Says, f.says) {
			continue
		}
		at := p.Global
		if p.Stream == "review/r1" && at == 0 {
			at = p.Seq + 2
		}
		if at == want || short {
			return true
		}
	}
	return false
}

// TestAKeyThatIsGoneIsSeen destroys keys without an erasure.
func TestAKeyThatIsGoneIsSeen(t *testing.T) {
	for range forgedPlaces {
		s := &scribe{chaos: rand.NewChaCha8([32]byte{}), keys: newRing(t)}
		path := s.write(t, lines(8))
		slot := int64(1 + rand.IntN(24)) // 0 is the stream's
		if err := s.keys.Destroy(slot); err != nil {
			t.Fatal(err)
		}
		found := verified(t, path, s.keys, nil)
		want := before + (slot-1)/3 + 1
		if len(found.Problems) != 1 || found.Problems[0].Global != want || !strings.Contains(found.Problems[0].Says, "no erasure says why") {
			t.Errorf("with slot %d destroyed: %+v, want it at %d", slot, found.Problems, want)
		}
	}
}

// TestNoFalseAlarm verifies logs that nobody touched.
func TestNoFalseAlarm(t *testing.T) {
	for range forgedPlaces {
		s := &scribe{chaos: rand.NewChaCha8([32]byte{}), keys: newRing(t)}
		path := s.write(t, lines(1+rand.IntN(written)))
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		head, err := db.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if found := verified(t, path, s.keys, []audit.Head{head}); len(found.Problems) > 0 {
			t.Errorf("a log that nobody touched: %+v", found.Problems)
		}
	}
}

func newRing(t *testing.T) *keyring.Keys {
	t.Helper()
	keys, err := keyring.Create(filepath.Join(t.TempDir(), "keys"), keyring.Options{Signer: "scr/" + storetest.Board})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
