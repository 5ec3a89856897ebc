package store

import (
	"context"
	"fmt"
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
	checks note.Verifier // its signatures
	origin string
}

// signer returns what signs, or nil when the keys are not there or not open. Then the
// log goes without a checkpoint for a while, which "scr doctor" sees.
func (db *DB) signer(ctx context.Context, events []review.Event) (*signing, error) {
	if db.options.Signs == nil {
		return nil, nil
	}
	if _, restored := events[0].Body.(*review.BoardRestored); restored {
		return nil, nil // from here on the log has another name; who restores signs under that
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
	s, err := db.signing(origin)
	if err != nil {
		return nil, nil
	}
	return s, nil
}

// signing opens the keys that sign, and check what was signed.
func (db *DB) signing(origin string) (*signing, error) {
	signer, err := db.options.Signs.Signer()
	if err != nil {
		return nil, err
	}
	key, err := db.options.Signs.Verifier()
	if err != nil {
		return nil, err
	}
	checks, err := audit.ParseKey(key)
	return &signing{signer, checks, origin}, err
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

// sign keeps a signed checkpoint of the log as the append leaves it, and returns it.
func (t *tx) sign(s *signing, head audit.Head) ([]byte, error) {
	records, err := t.number("the last record of access", `SELECT coalesce(max(number), 0) FROM access_log`)
	if err != nil {
		return nil, err
	}
	access, err := t.edge(accessTree, records)
	if err != nil {
		return nil, err
	}
	c := audit.Checkpoint{Origin: s.origin, Head: head, Access: access.Head()}
	if err := t.continuesSigned(s, c); err != nil {
		return nil, err
	}
	signed, err := audit.Sign(c, s.signer)
	if err != nil {
		return nil, err
	}
	_, err = t.exec(`INSERT INTO checkpoints (board, size, note) VALUES (?, ?, ?)`, t.board, head.Size, string(signed))
	return signed, err
}

// continuesSigned refuses to sign what does not continue what this board signed last:
// whoever holds only the newer one would never learn that something was taken away in
// between. What the board did not sign counts for nothing.
func (t *tx) continuesSigned(s *signing, now audit.Checkpoint) error {
	rows, err := t.query(`SELECT note FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		var note string
		if err := cells("the last checkpoint", row, &note); err != nil {
			return err
		}
		last, err := audit.OpenCheckpoint([]byte(note), s.checks)
		if err != nil {
			continue
		}
		if err := t.continues(eventTree, "the log", last.Head, now.Head); err != nil {
			return err
		}
		if err := t.continues(accessTree, "the access log", last.Access, now.Access); err != nil {
			return err
		}
	}
	return nil
}

// continues refuses a tree that does not go on from a head that was signed.
func (t *tx) continues(log, name string, signed, now audit.Head) (err error) {
	if signed == now {
		return nil
	}
	var path []audit.Hash
	if signed.Size <= now.Size {
		path, err = audit.Consistency(signed.Size, now.Size, txHashes{t, log})
	}
	if err == nil && audit.Continues(signed, now, path) {
		return nil
	}
	return &review.Error{Code: review.Failed, Err: err,
		Message: fmt.Sprintf("%s has %d entries, and does not continue the one of %d of which a checkpoint was signed: nothing was recorded", name, now.Size, signed.Size),
		Hint:    `it was cut or written anew: "scr audit verify" says where. Keep the file as it is, and restore a backup`}
}

// SignCheckpoint signs and keeps a checkpoint of the log as it stands now. What does not
// continue the last one that was signed is a [review.Failed] error.
func (db *DB) SignCheckpoint(ctx context.Context) (signed []byte, err error) {
	if db.options.Signs == nil {
		return nil, noKeys()
	}
	origin, err := db.Origin(ctx)
	if err != nil {
		return nil, err
	}
	s, err := db.signing(origin)
	if err != nil {
		return nil, err
	}
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	err = db.write(ctx, board, func(t *tx) error {
		log, err := t.logEdge()
		if err == nil {
			signed, err = t.sign(s, log.Head())
		}
		return err
	})
	return signed, err
}

// logEdge is the right edge of the tree over the log as it stands.
func (t *tx) logEdge() (*audit.Frontier, error) {
	size, err := t.number("the end of the log", `SELECT coalesce(max(global), 0) FROM events`)
	if err != nil {
		return nil, err
	}
	return t.edge(eventTree, size)
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
