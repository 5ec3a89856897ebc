package store

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

// Signs makes the signature under a checkpoint. See package keyring.
type Signs interface {
	Signer() (note.Signer, error)
	Verifier() (string, error) // what checks its signatures, as package note writes it
}

// checkpointAge is how long the log goes on at most without a signed checkpoint.
const checkpointAge = 24 * time.Hour

// marked reports whether an event is one after which a checkpoint is signed: what
// people will later ask about was decided, said or taken away.
func marked(events []review.Event) bool {
	for _, ev := range events {
		switch ev.Body.(type) {
		case *review.MoveMade, *review.Added[review.Meeting], *review.DocumentVersioned, *review.TextsErased, *review.BoardCreated:
			return true
		}
	}
	return false
}

// signing is the signature that an append makes, made ready before the transaction:
// whoever unlocks the keys may have to type.
type signing struct {
	signer note.Signer
	origin string
}

// signer returns what signs, or nil when the keys are not there or not open. Then the
// log goes without a checkpoint for a while, which "scr doctor" sees.
func (db *DB) signer(ctx context.Context, events []review.Event) (*signing, error) {
	if db.options.Signs == nil || events[0].Global == 1 {
		return nil, nil
	}
	if due, err := db.checkpointDue(ctx, events); err != nil || !due {
		return nil, err
	}
	origin, err := db.Origin(ctx)
	if review.CodeOf(err) == review.NotFound && err != nil {
		return nil, nil // the board is being created: its log has no name yet
	}
	if err != nil {
		return nil, err
	}
	signer, err := db.options.Signs.Signer()
	if err != nil {
		return nil, nil
	}
	return &signing{signer, origin}, nil
}

// checkpointDue reports whether the events ask for a checkpoint, or the last one is
// too old.
func (db *DB) checkpointDue(ctx context.Context, events []review.Event) (bool, error) {
	if marked(events) {
		return true, nil
	}
	var last string
	found, err := db.get(ctx, &last, `
		SELECT e.recorded_at
		FROM checkpoints c
		JOIN events e ON e.global = c.size
		ORDER BY c.number DESC
		LIMIT 1`)
	if err != nil || !found {
		return true, err
	}
	at, err := time.Parse(audit.TimeFormat, last)
	return err != nil || events[0].RecordedAt.Sub(at) >= checkpointAge, nil
}

// sign keeps a signed checkpoint of the log as the append leaves it.
func (t *tx) sign(s *signing, head audit.Head) error {
	rows, err := t.query(`SELECT coalesce(max(number), 0) FROM access_log`)
	if err != nil {
		return err
	}
	access, err := t.edge(accessTree, rows[0][0].(int64))
	if err != nil {
		return err
	}
	signed, err := audit.Sign(audit.Checkpoint{Origin: s.origin, Head: head, Access: access.Head()}, s.signer)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO checkpoints (board, size, note) VALUES (?, ?, ?)`, t.board, head.Size, string(signed))
	return err
}

// SignCheckpoint signs and keeps a checkpoint of the log as it stands now.
func (db *DB) SignCheckpoint(ctx context.Context) ([]byte, error) {
	if db.options.Signs == nil {
		return nil, noKeys()
	}
	c, err := db.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	signer, err := db.options.Signs.Signer()
	if err != nil {
		return nil, err
	}
	signed, err := audit.Sign(c, signer)
	if err != nil {
		return nil, err
	}
	return signed, db.KeepCheckpoint(ctx, c.Size, signed)
}

// ready has the keys opened before anything is written: to open them may take as long
// as it takes a person to type.
func (db *DB) ready(fields bool) error {
	if db.options.Keys == nil || !fields {
		return nil
	}
	_, err := db.options.Keys.Slots()
	return err
}
