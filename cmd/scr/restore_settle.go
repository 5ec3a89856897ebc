package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"scr/engine"
	"scr/internal/audit"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// prepare holds the new database to its manifest and to what is known of the log. Only
// then it takes away what was erased after the backup was made: the keys of those texts
// are gone, and without the erasure they would look tampered with.
func (r *restoring) prepare(ctx context.Context, db *store.DB) (err error) {
	if r.made, err = db.Checkpoint(ctx); err != nil {
		return err
	}
	if err := r.asManifest(r.made); err != nil {
		return err
	}
	if r.short, err = r.missing(ctx, db, r.made); err != nil {
		return err
	}
	if err := r.answered(); err != nil {
		return err
	}
	return r.eraseAgain(ctx, db)
}

// settle looks at the new database once it was found sound, before it gets its name.
func (r *restoring) settle(ctx context.Context, db *store.DB) (err error) {
	r.done.Made, r.done.Events, r.done.Log = r.file.Made.Format(time.RFC3339), r.made.Size, audit.Receipt(r.made.Head)
	if r.done.Sealing, err = db.Sealing(ctx); err != nil {
		return err
	}
	if r.done.Sealing && !r.file.Signed {
		return review.Errorf(review.Refused, "the backup of a board with a key ring is not signed").WithHint("take another backup")
	}
	if r.short.from != "" {
		if err := r.lose(ctx, db); err != nil {
			return err
		}
	}
	board, err := db.Board(ctx)
	if err != nil {
		return err
	}
	_, r.waits = board.Waiting()
	if r.list, err = db.ErasedList(ctx); err != nil {
		return err
	}
	return r.sortKeys(ctx, db)
}

// sortKeys notes which keys are to go of what was erased, where the key folder is an older
// copy of the one in which they went, unless somebody needs them. Nothing is destroyed
// before the database has its name: see finish.
func (r *restoring) sortKeys(ctx context.Context, db *store.DB) error {
	stay, err := r.keysStay(ctx, db)
	if err != nil {
		return err
	}
	if stay {
		r.done.KeysLeft, err = db.ClearErasures(ctx)
		return err
	}
	if err := db.KeysNeeded(ctx, r.place, false); err != nil {
		return err
	}
	r.done.KeysAgain, err = db.ReopenErasures(ctx)
	return err
}

// keysStay reports whether the keys are left alone: where a restore is only tried out, the
// board's own database may need them; and one that is replaced and could not be asked may
// be mended later.
func (r *restoring) keysStay(ctx context.Context, db *store.DB) (bool, error) {
	if r.place != nil && r.place.Unasked != nil {
		return true, nil
	}
	settings, err := r.config()
	if err != nil || r.putBack != "" && keysNamed(settings) {
		return false, err
	}
	for _, path := range r.own {
		own, err := store.AskInPlace(ctx, path)
		if err != nil || own.Unasked != nil {
			return true, err
		}
		if err := db.KeysNeeded(ctx, own, true); review.CodeOf(err) == review.Refused {
			return true, nil
		} else if err != nil {
			return false, err
		}
	}
	return false, nil
}

// finish destroys the keys that were noted, now that the database has its name. Without
// keys at hand it is left to whoever has them.
func (r *restoring) finish(ctx context.Context, path string, options store.Options) (err error) {
	if r.done.Sealing && r.ring == nil {
		return nil
	}
	db, err := store.Open(ctx, path, options)
	if err == nil {
		_, err = db.FinishErasures(ctx)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		return review.Errorf(review.Unfinished, "the database is in its place, and what was erased is not yet all cleared away: %w", err).
			WithHint("look after what is said here; the next command that records something does the rest")
	}
	return nil
}

// eraseAgain takes away what was erased after the backup was made.
func (r *restoring) eraseAgain(ctx context.Context, db *store.DB) error {
	if len(r.gone.Entries) == 0 {
		return nil
	}
	again, err := db.ApplyErased(ctx, r.gone, r.now().UTC())
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

// answered refuses a loss, unless two people answer for it.
func (r *restoring) answered() error {
	if r.done.Unasked {
		r.short.from = cmp.Or(r.short.from, "the database in place, which could not be asked")
	}
	if r.short.from == "" {
		return nil
	}
	if r.short.head.Size == 0 { // no event is known to be missing
		r.short.head = r.made.Head
	}
	r.done.Lost, r.done.LostAccess = r.short.head.Size-r.made.Size, max(0, r.short.access-r.made.Access.Size)
	r.done.LooksUnknown = r.short.blind
	if r.ask.acceptLoss {
		return nil
	}
	return review.Errorf(review.Refused, "the log in the backup has %s, and it is known to have had %d: missing are %s",
		report.Count(int(r.made.Size), "event", "events"), r.short.head.Size, r.done.lostWords()).
		WithHint("it is known from %s. Look for a newer backup; if there is none, two people answer for it with --accept-loss", r.short.from)
}

// lose records the loss under another name of the log, and who answers for it.
func (r *restoring) lose(ctx context.Context, db *store.DB) error {
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
		Number: r.nextNumber(), Size: r.made.Size, Root: fmt.Sprintf("%x", r.made.Root),
		KnownSize: r.short.head.Size, KnownRoot: fmt.Sprintf("%x", r.short.head.Root),
		Access: r.made.Access.Size, KnownAccess: r.knownLooks(),
		With: r.ask.and, Why: review.NewText(r.ask.why)}})
	if err != nil {
		return err
	}
	r.done.Waits = r.ask.and
	r.done.Log = audit.Receipt(audit.Head{Size: out.Receipt.Size, Root: out.Receipt.Root})
	return r.mark(ctx, db)
}

// knownLooks is how many records of who read what there are known to have been; 0 where
// what is known of the log does not say that.
func (r *restoring) knownLooks() int64 {
	if r.short.blind && r.short.access == 0 {
		return 0
	}
	return max(r.short.access, r.made.Access.Size)
}

// nextNumber is one that the log's name is not known to have had.
func (r *restoring) nextNumber() int {
	_, n := audit.Lineage(r.file.Origin)
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
