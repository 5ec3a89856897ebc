package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"scr/internal/audit"
	"scr/review"
)

// pending is an append on its way to disk.
type pending struct {
	ask    review.Append
	board  string
	events []review.Event
	plain  []json.RawMessage
	fields [][]review.Field
	named  []*string // references and handles given out here, taken back when nothing is written
	after  review.State
	row    row
	sign   *signing // nil: no checkpoint is signed with this append
	again  bool     // it erases what was erased before; see ApplyErased
}

// row is a state on its way into its row.
type row interface {
	// save writes the row over the version the decision was made on, and reports
	// whether that version was still there.
	save(t *tx, version int64) (bool, error)
	// label is what the store gave the state as a name: a reference, a handle, or
	// nothing. Noun says what it names.
	label() string
	noun() string
}

// Append appends events to one stream at the version of a.Before and writes the
// rows folded from them, all in one transaction. What it acknowledges is on disk.
//
// The same command id with the same digest writes nothing and answers with the
// first receipt. Errors: [review.Conflict] when the stream has moved on,
// [review.Invalid] when the command id was used for something else,
// [review.Unknown] when the commit failed and may have happened. On any error the
// bodies are as they were handed in, so that they may be appended again.
//
// Time never goes backwards in the log: see inTime.
func (db *DB) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	return db.inTime(a, func(a review.Append) (review.Receipt, error) { return db.append(ctx, a, false) })
}

func (db *DB) append(ctx context.Context, a review.Append, again bool) (review.Receipt, error) {
	p, err := db.pend(ctx, a)
	if err != nil {
		return review.Receipt{}, err
	}
	p.again = again
	var receipt review.Receipt
	if err := db.ready(p.hasTexts()); err != nil {
		return review.Receipt{}, err
	}
	if p.sign, err = db.signer(ctx, p.events); err != nil {
		return review.Receipt{}, err
	}
	if !p.names() {
		err = p.fold(ctx, db)
	}
	if err == nil {
		err = db.write(ctx, p.board, func(t *tx) (err error) {
			receipt, err = p.record(ctx, t)
			return err
		})
	}
	if repeated, ok := errors.AsType[*repeatedError](err); ok {
		p.takeBack()
		return repeated.receipt, nil
	}
	if err != nil {
		p.takeBack()
		return review.Receipt{}, err
	}
	db.decoded.appended(receipt, p.after)
	return receipt, nil
}

// pend gives the events their identity.
func (db *DB) pend(ctx context.Context, a review.Append) (*pending, error) {
	if a.Before == nil || len(a.Events) == 0 || a.Command == "" || a.Digest == "" || a.RecordedAt.IsZero() {
		return nil, review.Errorf(review.Failed, "an append needs a state, events, a command id, a digest and an instant")
	}
	if len(a.Events) > MaxEvents {
		return nil, review.Errorf(review.Invalid, "one command cannot record %d events: the most is %d", len(a.Events), MaxEvents).
			WithHint("record it in several commands")
	}
	if a.Before.At() == 0 && review.Corrects(a.Events) {
		return nil, review.Errorf(review.Failed, "a stream does not begin with a correction")
	}
	board, err := db.boardFor(ctx, a)
	if err != nil {
		return nil, err
	}
	p := &pending{ask: a, board: board, events: make([]review.Event, len(a.Events))}
	for i, ev := range a.Events {
		ev.ID, ev.Board, ev.Stream = db.options.NewID(), board, a.Before.StreamName()
		ev.Seq, ev.Command = a.Before.At()+int64(i)+1, a.Command
		ev.RecordedBy, ev.RecordedAt, ev.Definition = a.RecordedBy, a.RecordedAt.UTC(), a.Definition
		p.events[i] = ev
	}
	p.events[0].Asked, p.events[0].Login, p.events[0].Rules = a.Digest, a.Login, a.Rules
	return p, db.nameSlots(ctx, p)
}

// boardFor returns the board's code, which the very first append brings with it.
func (db *DB) boardFor(ctx context.Context, a review.Append) (string, error) {
	code, err := db.board(ctx)
	if err != nil || code != "" {
		return code, err
	}
	if created, ok := a.Events[0].Body.(*review.BoardCreated); ok {
		return created.Code, nil
	}
	return "", noBoard()
}

func noBoard() error {
	return review.Errorf(review.NotFound, "there is no board in this database yet").WithHint(`run "scr init"`)
}

// fold encodes the bodies and folds them, as they will be read back, into the
// state that the row will hold. A correction needs the whole log for that.
func (p *pending) fold(ctx context.Context, db *DB) error {
	read := make([]review.Event, len(p.events))
	for i, ev := range p.events {
		plain, fields, err := review.Encode(ev.Body, ev.Seq)
		if err != nil {
			return err
		}
		if err := checkTexts(fields); err != nil {
			return err
		}
		if err := salt(fields, db.options.Random); err != nil {
			return err
		}
		p.plain, p.fields = append(p.plain, plain), append(p.fields, fields)
		read[i] = ev
		if _, move := ev.Body.(*review.MoveMade); move && len(fields) == 0 {
			continue // without texts it is read back as it is, and nobody changes a move that was made
		}
		if read[i].Body, err = review.Decode(ev.Body.Kind(), plain); err != nil {
			return err
		}
	}
	next, err := p.next(ctx, db, read)
	if err != nil {
		return err
	}
	p.after = next
	p.row, err = newRow(p.board, p.ask.Before, next, review.Corrects(p.events))
	return err
}

// The most that one command records. See docs/limits.md.
const (
	MaxEvents = 10_000
	MaxText   = 1 << 20 // bytes of one text
)

// checkTexts refuses a text that nobody wrote by hand.
func checkTexts(fields []review.Field) error {
	for _, f := range fields {
		if len(f.Value) > MaxText {
			return review.Errorf(review.Invalid, "the text %s has %d bytes: the most is %d", f.Path, len(f.Value), MaxText).
				WithHint("keep long material as a file, and record what matters of it")
		}
	}
	return nil
}

// salt gives each field a salt of its own.
func salt(fields []review.Field, random io.Reader) error {
	if len(fields) == 0 {
		return nil
	}
	salts := make([]byte, len(fields)*audit.SaltSize)
	if _, err := io.ReadFull(random, salts); err != nil {
		return fmt.Errorf("draw salts: %w", err)
	}
	for i := range fields {
		fields[i].Salt = salts[i*audit.SaltSize : (i+1)*audit.SaltSize : (i+1)*audit.SaltSize]
	}
	return nil
}

// next returns the state after the events.
func (p *pending) next(ctx context.Context, db *DB, events []review.Event) (review.State, error) {
	before := p.ask.Before
	if !review.Corrects(events) {
		return review.Apply(before, events...)
	}
	log, err := db.Events(ctx, before.StreamName())
	if err != nil {
		return nil, err
	}
	if int64(len(log)) != before.At() {
		return nil, conflict(string(before.StreamName()))
	}
	empty, err := blank(before.StreamName())
	if err != nil {
		return nil, err
	}
	return review.Fold(empty, append(log, events...))
}

// record writes everything, in the transaction.
func (p *pending) record(ctx context.Context, t *tx) (review.Receipt, error) {
	if p.row == nil {
		if err := p.name(t); err != nil {
			return review.Receipt{}, err
		}
		if err := p.fold(ctx, t.db); err != nil {
			return review.Receipt{}, err
		}
	}
	receipt := p.receipt()
	if err := t.answeredFor(p.events[0].Body); err != nil {
		return receipt, err
	}
	global, at, err := t.insertCommand(receipt, p.ask.Digest)
	if err != nil {
		return receipt, err
	}
	if at > instant(p.ask.RecordedAt) {
		return receipt, &earlierError{at}
	}
	if ok, err := p.row.save(t, p.ask.Before.At()); err != nil {
		return receipt, err
	} else if !ok {
		return receipt, conflict(strings.TrimSpace(p.row.noun() + " " + p.row.label()))
	}
	receipt.Size = global + int64(len(p.events))
	if receipt.Root, err = p.insertEvents(t, global); err != nil {
		return receipt, err
	}
	if err := t.eraseTexts(p.events, p.ask.Unheld, p.again); err != nil {
		return receipt, err
	}
	receipt.Events = p.events
	if p.sign != nil {
		if _, err := t.sign(p.sign, audit.Head{Size: receipt.Size, Root: receipt.Root}); err != nil {
			return receipt, err
		}
	}
	return receipt, t.insertDefinition(p.ask.File)
}

// hasTexts reports whether any of the bodies brings a text of its own.
func (p *pending) hasTexts() bool {
	has := false
	for _, ev := range p.events {
		review.EachText(ev.Body, func(_ string, _ review.Class, t *review.Text) {
			seq, _ := t.Ref()
			has = has || seq == 0
		})
	}
	return has
}

func (p *pending) receipt() review.Receipt {
	first, last := p.events[0], p.events[len(p.events)-1]
	return review.Receipt{
		Command: first.Command, Stream: first.Stream, Reference: p.row.label(),
		First: first.Seq, Last: last.Seq, At: first.RecordedAt,
	}
}

// insertEvents writes the events, the values beside them and what the tree over the
// log gains, and returns its root.
func (p *pending) insertEvents(t *tx, global int64) (audit.Hash, error) {
	leaves := make([]audit.Hash, len(p.events))
	for i := range p.events {
		ev := &p.events[i]
		ev.Global = global + int64(i) + 1
		envelope, err := audit.Encode(*ev, p.plain[i], p.fields[i])
		if err != nil {
			return audit.Hash{}, err
		}
		if err := t.insertEvent(*ev, envelope); err != nil {
			return audit.Hash{}, err
		}
		leaves[i] = audit.Leaf(envelope)
	}
	if err := t.insertFields(p.events, p.fields); err != nil {
		return audit.Hash{}, err
	}
	return t.grow(eventTree, global, leaves)
}

// takeBack leaves the bodies as they were handed in.
func (p *pending) takeBack() {
	for _, ev := range p.events {
		review.Forget(ev.Body, ev.Seq)
	}
	for _, name := range p.named {
		*name = ""
	}
}

// instant writes a point in time in fixed width, so that text sorts as time.
func instant(t time.Time) string { return t.UTC().Format(audit.TimeFormat) }
