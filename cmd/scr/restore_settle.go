package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/engine"
	"scr/internal/audit"
	"scr/review"
	"scr/store"
)

// prepare holds the new database to its manifest, and takes away what was erased after
// the backup was made: the keys of those texts are gone, and without the erasure they
// would look tampered with.
func (r *restoring) prepare(ctx context.Context, db *store.DB) (err error) {
	if r.made, err = db.Checkpoint(ctx); err != nil {
		return err
	}
	if err := r.asManifest(r.made); err != nil {
		return err
	}
	return r.eraseAgain(ctx, db)
}

// settle looks at the new database once it was found sound, before it gets its name.
func (r *restoring) settle(ctx context.Context, db *store.DB) (err error) {
	now := r.made
	head := now.Head
	r.done.Made, r.done.Events, r.done.Log = r.file.Made.Format(time.RFC3339), head.Size, audit.Receipt(head)
	if r.done.Sealing, err = db.Sealing(ctx); err != nil {
		return err
	}
	if r.done.Sealing && !r.file.Signed {
		return review.Errorf(review.Refused, "the backup of a board with a key ring is not signed").WithHint("take another backup")
	}
	newest, err := r.missing(ctx, db, now)
	if err != nil || newest.from == "" {
		return err
	}
	return r.lose(ctx, db, now, newest)
}

// eraseAgain takes away what was erased after the backup was made, before anything else
// is written: the list's numbers are those of the log that the backup is of.
func (r *restoring) eraseAgain(ctx context.Context, db *store.DB) error {
	data, err := r.erasedKept() // beside the keys lies the latest
	if err != nil {
		return err
	}
	if data == nil {
		data = r.file.ErasedList
	}
	if len(data) == 0 {
		return nil
	}
	var key note.Verifier
	if len(r.keys) > 0 {
		key = r.keys[0]
	}
	list, err := audit.OpenErased(data, key)
	if err != nil {
		return err
	}
	again, err := db.ApplyErased(ctx, list, r.now().UTC())
	r.done.ErasedAgain = again.Texts
	return err
}

// asManifest refuses a database that is not the one its signed checkpoint is of.
func (r *restoring) asManifest(now audit.Checkpoint) error {
	if now.Origin != r.file.Origin {
		return review.Errorf(review.Invalid, "the database in the backup is of another log than the backup says")
	}
	if len(r.file.Checkpoint) == 0 {
		return nil
	}
	claim, err := audit.ReadClaim(r.file.Checkpoint)
	if err == nil && claim.Checkpoint != now {
		err = review.Errorf(review.Invalid, "the log in the backup is not the one whose checkpoint the backup holds")
	}
	return err
}

// lose refuses a loss, unless two people answer for it.
func (r *restoring) lose(ctx context.Context, db *store.DB, now audit.Checkpoint, newest memory) error {
	head := now.Head
	if newest.head.Size == 0 { // only records of who read what are missing
		newest.head = head
	}
	r.done.Lost, r.done.LostAccess = newest.head.Size-head.Size, max(0, newest.access-now.Access.Size)
	if !r.ask.acceptLoss {
		return review.Errorf(review.Refused, "the log in the backup has %d events, and it is known to have had %d: %d are missing, and %d records of who read what",
			head.Size, newest.head.Size, r.done.Lost, r.done.LostAccess).
			WithHint("it is known from %s. Look for a newer backup; if there is none, two people answer for it with --accept-loss", newest.from)
	}
	e := &engine.Engine{Store: db, Now: r.now, NewID: r.newID}
	login, err := r.login()
	if err != nil {
		return err
	}
	who, err := e.Actor(ctx, login)
	if err != nil {
		return err
	}
	if who != r.ask.by {
		return review.Errorf(review.Refused, "you are %s, and --by names %s", who, r.ask.by).
			WithHint("whoever restores answers for it first; the other one does so under their own login")
	}
	out, err := e.AcceptLoss(ctx, engine.AcceptLoss{Meta: engine.Meta{User: who}, Loss: review.BoardRestored{
		Number: r.nextNumber(), Size: head.Size, Root: fmt.Sprintf("%x", head.Root), KnownSize: newest.head.Size, KnownRoot: fmt.Sprintf("%x", newest.head.Root),
		Access: now.Access.Size, KnownAccess: max(newest.access, now.Access.Size),
		With: r.ask.and, Why: review.NewText(r.ask.why)}})
	if err != nil {
		return err
	}
	r.done.Waits = r.ask.and
	r.done.Log = audit.Receipt(audit.Head{Size: out.Receipt.Size, Root: out.Receipt.Root})
	return r.mark(ctx, db)
}

// nextNumber is one that the log's name is not known to have had.
func (r *restoring) nextNumber() int {
	_, n := lineage(r.file.Origin)
	for _, m := range r.known {
		n = max(n, m.restored)
	}
	return n + 1
}

// mark keeps a checkpoint of the log under its new name.
func (r *restoring) mark(ctx context.Context, db *store.DB) error {
	if r.ring == nil {
		return nil
	}
	c, err := db.Checkpoint(ctx)
	if err != nil {
		return err
	}
	_, signed, err := signCheckpoint(r.ring, c)
	if err != nil {
		return err
	}
	return db.KeepCheckpoint(ctx, c.Size, signed)
}
