package simulation

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"time"

	"scr/engine"
	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/workflow"
)

// world is a board, two writers on its file, and what they should find there.
type world struct {
	*chance
	ctx     context.Context
	seed    uint64
	dir     string
	planted *planted

	file    string // the database; another after each crash
	copies  int
	keyDir  string // "" where nothing is sealed
	now     time.Time
	last    time.Time // when the log's last entry was recorded
	looked  time.Time // when somebody last looked, which is written down, too
	writers [2]*writer
	turn    int // of the writers

	defs    []*workflow.Definition
	yaml    map[string][]byte // by hash
	reviews []*subject
	board   boardModel
	head    audit.Head
	streams map[review.Stream]int64 // their versions
	names   map[string]bool         // references and handles given out
	used    map[string]done         // command ids
	order   []string                // of command ids
	since   []review.Receipt        // given since the last full check
	canary  int
	nested  bool

	trace  []line
	digest hash.Hash
	report Report
}

// done is a command that was acknowledged.
type done struct {
	op      op
	receipt review.Receipt
}

// line is a command as the trace tells it.
type line struct{ ref, says string }

// writer is a program with the database open.
type writer struct {
	w    *world
	db   *store.DB
	keys *keyring.Keys
	*engine.Engine
	between *between
	plan    *plan // of a fault; nil: none
}

// begin makes the board: its people, its definitions, and the two writers.
func (w *world) begin() {
	w.digest, w.yaml = newDigest(), map[string][]byte{}
	w.streams, w.names, w.used = map[review.Stream]int64{}, map[string]bool{}, map[string]done{}
	w.report = Report{Worlds: 1, Kinds: map[string]int{}}
	w.now = time.Date(w.between(2011, 2023), time.Month(w.between(1, 12)), w.between(1, 28), w.IntN(24), w.IntN(60), w.IntN(60), 0, time.UTC)
	sealing := w.one(2)
	if sealing {
		w.makeKeys()
	}
	w.makeBoard(sealing)
	w.openWriters()
	w.people()
	for w.definitions(); len(w.defs) == 0; {
		w.adoptMadeUp()
	}
	w.offices()
}

// makeKeys makes the board's key ring. What is in it decides nothing here.
func (w *world) makeKeys() {
	w.keyDir = filepath.Join(w.dir, "keys")
	keys, err := keyring.Create(w.keyDir, keyring.Options{Signer: "scr/SIM"})
	w.must("make the keys", err)
	w.must("close the keys", keys.Close())
}

// makeBoard makes the database and founds the board in it.
func (w *world) makeBoard(sealing bool) {
	w.file = w.path("")
	wr := &writer{w: w}
	db, err := store.Create(w.ctx, w.file, w.optionsOf(wr), func(db *store.DB) error {
		wr.serve(db)
		_, err := wr.Found(w.ctx, engine.Found{Code: "SIM", Title: "Simulated Board", Login: "made-up", Person: review.Person{Name: w.text()}, Sealing: sealing})
		return err
	})
	w.must("found the board", err)
	head, err := db.Head(w.ctx)
	w.must("read the head", err)
	w.head = head
	w.must("close the database", db.Close())
	wr.closeKeys()
	w.streams[review.BoardStream] = 2
}

func (w *world) path(suffix string) string {
	return filepath.Join(w.dir, fmt.Sprintf("board-%d.db%s", w.copies, suffix))
}

// optionsOf are a writer's: everything random in them comes from the seed, but for the
// keys.
func (w *world) optionsOf(wr *writer) store.Options {
	o := store.Options{NewID: w.id, Random: w.chance, Seam: wr.seam}
	if w.one(3) {
		o.Readers = 1
	}
	if w.keyDir == "" {
		return o
	}
	keys, err := keyring.Open(w.keyDir, keyring.Options{})
	w.must("open the keys", err)
	wr.keys = keys
	o.Keys, o.Signs = keys, keys
	if w.planted != nil && w.planted.keys != nil {
		o.Keys = w.planted.keys(keys)
	}
	return o
}

// serve gives a writer its engine.
func (wr *writer) serve(db *store.DB) {
	w := wr.w
	wr.db = db
	wr.between = &between{DB: db, w: w}
	wr.Engine = &engine.Engine{Store: wr.between, Now: func() time.Time { return w.now }, NewID: w.id}
}

func (wr *writer) closeKeys() {
	if wr.keys != nil {
		wr.w.must("close the keys", wr.keys.Close())
	}
}

// openWriters starts both writers.
func (w *world) openWriters() {
	for i := range w.writers {
		w.writers[i] = w.openWriter()
	}
}

func (w *world) openWriter() *writer {
	wr := &writer{w: w}
	db, err := store.Open(w.ctx, w.file, w.optionsOf(wr))
	w.must("open the database", err)
	wr.serve(db)
	return wr
}

// close ends a writer as a program ends that was not stopped.
func (wr *writer) close() {
	wr.plan = nil
	wr.w.must("close the database", wr.db.Close())
	wr.closeKeys()
}

// closeAll lets go of everything, whatever state it is in.
func (w *world) closeAll() {
	for _, wr := range w.writers {
		if wr == nil {
			continue
		}
		wr.plan = nil
		_ = wr.db.Close() // the folder goes next
		if wr.keys != nil {
			_ = wr.keys.Close()
		}
	}
}

// text is a text like no other, so that it is known wherever it turns up.
func (w *world) text() review.Text {
	w.canary++
	return review.NewText(fmt.Sprintf("CANARY-%d-%d", w.seed, w.canary))
}

// told is the report so far.
func (w *world) told() Report {
	r := w.report
	r.Events = w.head.Size
	if w.digest != nil {
		r.Digest = hex.EncodeToString(w.digest.Sum(nil))[:16]
	}
	return r
}

// note keeps a command for the trace, and in the digest.
func (w *world) note(ref, format string, args ...any) {
	says := fmt.Sprintf(format, args...)
	fmt.Fprintln(w.digest, ref, says)
	w.trace = append(w.trace, line{ref, fmt.Sprintf("%5d %s", w.report.Commands, says)})
	if len(w.trace) > 2000 {
		w.trace = append(w.trace[:0], w.trace[1000:]...)
	}
}

// traceOf returns the last commands on the review of the last command, and what
// happened to the board meanwhile.
func (w *world) traceOf() []string {
	if len(w.trace) == 0 {
		return nil
	}
	last := w.trace[len(w.trace)-1].ref
	var says []string
	for _, l := range w.trace {
		if l.ref == last || l.ref == "" {
			says = append(says, l.says)
		}
	}
	return says[max(0, len(says)-30):]
}

// files are what SQLite keeps of the database.
var files = []string{"", "-wal", "-shm"}

// image copies the database as it lies there this moment, as a crash leaves it.
func (w *world) image() {
	w.copies++
	for _, suffix := range files {
		if w.planted != nil && w.planted.lostSuffix == suffix && suffix != "" {
			continue
		}
		data, err := os.ReadFile(w.file + suffix)
		if os.IsNotExist(err) {
			continue
		}
		w.must("copy the database", err)
		w.must("copy the database", os.WriteFile(w.path(suffix), data, 0o600))
	}
}

// reopen lets go of the writers, and starts them on the latest copy.
func (w *world) reopen() {
	old := w.file
	w.closeAll()
	w.file = w.path("")
	for _, suffix := range files {
		if w.file != old {
			_ = os.Remove(old + suffix)
		}
	}
	w.openWriters()
}
