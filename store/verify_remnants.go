package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"

	"scr/review"
)

// VerifyErasures looks whether what was erased is gone: whether a key is left that was
// to be destroyed, whether one was destroyed that no erasure names, and whether
// anything that was sealed under the destroyed keys is left in the database's files.
// It needs the keys where the board is sealed. That erased values are not beside the
// log any more is what [DB.Verify] looks at.
func (db *DB) VerifyErasures(ctx context.Context) ([]review.Untrusted, error) {
	c := erasureCheck{db: db, found: []review.Untrusted{}}
	for _, look := range []func(context.Context) error{c.pending, c.keys, c.strays, c.files} {
		if err := look(ctx); err != nil {
			return nil, fmt.Errorf("look whether what was erased is gone: %w", err)
		}
	}
	return c.found, nil
}

type erasureCheck struct {
	db     *DB
	found  []review.Untrusted
	named  map[int64]bool   // slots that erasures name
	open   map[int64]string // the erasures that were not finished, by their events
	marks  []mark
	sealed bool
}

// mark is how something begins that must not be found.
type mark struct {
	begins []byte
	stream review.Stream
	text   review.ErasedText

	erasure string // that is to be finished, and clears it away
}

func (c *erasureCheck) distrust(stream review.Stream, seq int64, erasure, format string, args ...any) {
	c.found = append(c.found, review.Untrusted{Stream: stream, Seq: seq, Erasure: erasure, Says: fmt.Sprintf(format, args...)})
}

// pending looks for erasures that were not carried through.
func (c *erasureCheck) pending(ctx context.Context) (err error) {
	if c.sealed, err = c.db.Sealing(ctx); err != nil {
		return err
	}
	if c.sealed && c.db.options.Keys == nil {
		return noKeys()
	}
	left, err := c.db.unfinished(ctx)
	if err != nil || len(left) == 0 {
		return err
	}
	events, err := c.db.erasureEvents(ctx, left)
	if err != nil {
		return err
	}
	c.open = map[int64]string{}
	for _, ev := range events {
		c.open[ev.Global] = ev.body.Erasure
	}
	for _, global := range left {
		c.found = append(c.found, review.Untrusted{Global: global, Says: "this erasure was not finished: keys may be left", Erasure: c.open[global]})
	}
	return err
}

// keys looks for keys that should have been destroyed.
func (c *erasureCheck) keys(ctx context.Context) error {
	c.named = map[int64]bool{}
	if !c.sealed {
		return nil
	}
	events, err := c.db.erasureEvents(ctx, nil)
	if err != nil {
		return err
	}
	for _, ev := range events {
		slots, err := c.db.slotsErasedBy(ctx, ev)
		if err != nil {
			return err
		}
		for _, n := range slots {
			c.named[n] = true
		}
		if err := c.expect(ctx, ev); err != nil {
			return err
		}
		live, err := c.db.options.Keys.Live(slots...)
		if err != nil {
			return err
		}
		if len(live) > 0 {
			c.distrust(ev.Stream, ev.Seq, c.open[ev.Global], "%d of the keys that this erasure (%s) was to destroy are there still: an older copy of the key folder lies in its place; \"scr db restore\" of a backup made now destroys them again", len(live), ev.body.Erasure)
		}
	}
	return nil
}

// expect notes how the sealed texts begin that an erasure took away.
func (c *erasureCheck) expect(ctx context.Context, ev erasureEvent) error {
	stream, found, err := c.db.streamSlot(ctx, ev.Stream)
	if err != nil || !found {
		return err
	}
	for _, t := range ev.body.Texts {
		if t.Slot == 0 {
			continue
		}
		begins, err := c.db.options.Keys.Mark(stream, t.Slot)
		if err != nil {
			return err
		}
		c.marks = append(c.marks, mark{begins, ev.Stream, t, c.open[ev.Global]})
	}
	return nil
}

// strays looks for keys that were destroyed though no erasure names them. Where the log
// was put back, an erasure that it lacks may have taken keys before it went on; that
// every text of this log has its key is what [DB.Verify] looks at.
func (c *erasureCheck) strays(ctx context.Context) error {
	if !c.sealed {
		return nil
	}
	count, err := c.db.slotCount(ctx)
	if err != nil {
		return err
	}
	slots := make([]int64, 0, count.Next-count.Since)
	for n := count.Since; n < count.Next; n++ {
		slots = append(slots, n)
	}
	live, err := c.db.options.Keys.Live(slots...)
	if err != nil {
		return err
	}
	there := make(map[int64]bool, len(live))
	for _, n := range live {
		there[n] = true
	}
	for _, n := range slots {
		if !there[n] && !c.named[n] {
			c.found = append(c.found, review.Untrusted{Says: "the key in slot " + strconv.FormatInt(n, 10) + " of the key ring was destroyed, and no erasure says so"})
		}
	}
	return nil
}

// files looks for sealed texts in the database and in what SQLite keeps beside it.
func (c *erasureCheck) files(context.Context) error {
	if len(c.marks) == 0 {
		return nil
	}
	f, err := c.db.ownFile()
	if err != nil {
		return err
	}
	if err := c.scan(io.NewSectionReader(f, 0, math.MaxInt64), ""); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-journal"} { // on these SQLite has no locks
		f, err := os.Open(c.db.path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := errors.Join(c.scan(f, suffix), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// ownFile opens the database's file to read it beside SQLite. It stays open until the
// database is closed: where a process closes any handle on a file, the system drops all
// locks that it has on that file, SQLite's own among them, and others would take the
// database for one that nobody has open.
func (db *DB) ownFile() (*os.File, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.own != nil {
		return db.own, nil
	}
	f, err := os.Open(db.path)
	if err == nil {
		db.own = f
	}
	return f, err
}

func (db *DB) closeOwnFile() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	f := db.own
	db.own = nil
	if f == nil {
		return nil
	}
	return f.Close()
}

// scan looks for sealed texts in one file.
func (c *erasureCheck) scan(r io.Reader, suffix string) error {
	seen, err := scan(r, c.marks)
	for _, m := range seen {
		c.distrust(m.stream, m.text.Seq, m.erasure, "what was sealed of %s is left in the file%s; \"scr db vacuum\" clears it away", m.text.Path, suffix)
	}
	return err
}

// scan returns the marks that are found in a file. All have the same length, and the
// same first bytes: those of the key ring.
func scan(r io.Reader, marks []mark) ([]mark, error) {
	wanted := make(map[string]mark, len(marks))
	for _, m := range marks {
		wanted[string(m.begins)] = m
	}
	size, ring := len(marks[0].begins), marks[0].begins[:9]
	var seen []mark
	buffer, kept := make([]byte, 1<<20), 0
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		part := buffer[:kept+n]
		for at := 0; ; at++ {
			next := bytes.Index(part[at:], ring)
			if at += next; next < 0 || at+size > len(part) {
				break
			}
			if m, ok := wanted[string(part[at:at+size])]; ok {
				seen = append(seen, m)
				delete(wanted, string(m.begins))
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return seen, nil
		}
		if err != nil {
			return nil, err
		}
		kept = copy(buffer, part[max(0, len(part)-size+1):])
	}
}
