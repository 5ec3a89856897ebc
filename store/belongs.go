package store

import (
	"context"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
)

// Ring is what tells whose a key ring is. Nothing of it is secret.
type Ring interface {
	ID() string               // 32 hexadecimal digits
	Claimed() (string, error) // what it says checks its signatures, as package note writes it
}

// Belongs refuses the key ring of another board with a [review.Failed] error whose cause
// is [keyring.WrongRing]: one that nothing in the database was sealed under and that
// signed none of its checkpoints, though something was sealed or signed. Without this
// look every text would seem damaged. One text or one signature is enough to be this
// board's: where others are of another ring, that is for [DB.Verify] to say.
func (db *DB) Belongs(ctx context.Context, ring Ring) error {
	sealing, err := db.Sealing(ctx)
	if err != nil {
		return err
	}
	anything := false
	if sealing { // else the query below would read every text, for nothing
		var first string
		if anything, err = db.get(ctx, &first, sealedUnder+` LIMIT 1`); err != nil || anything && first == shortID(ring) {
			return err
		}
	}
	ours, signed, err := db.signedBy(ctx, ring)
	if err != nil || ours || !anything && !signed {
		return err
	}
	if anything {
		var same string
		if found, err := db.get(ctx, &same, sealedUnder+` AND lower(hex(substr(sealed, 2, 8))) = ? LIMIT 1`, shortID(ring)); err != nil || found {
			return err
		}
	}
	return &review.Error{Code: review.Failed, Err: keyring.WrongRing,
		Message: "the key ring is another board's: nothing in this database was sealed or signed with it",
		Hint:    "name this board's key folder with SCR_KEYS or the setting \"keys\"; \"scr config show\" says which one is used now"}
}

const sealedUnder = `SELECT lower(hex(substr(sealed, 2, 8))) FROM event_fields WHERE substr(sealed, 1, 1) <> x'00'`

// shortID is as much of a ring's id as stands in each text.
func shortID(ring Ring) string {
	id := ring.ID()
	return id[:min(16, len(id))]
}

// signedBy reports whether a ring signed a checkpoint of this log, the newest first, and
// whether anybody did. A ring whose public key cannot be read is taken for the right one:
// what needs that key says so itself.
func (db *DB) signedBy(ctx context.Context, ring Ring) (ours, signed bool, err error) {
	var newest string
	if signed, err = db.get(ctx, &newest, `SELECT note FROM checkpoints ORDER BY number DESC LIMIT 1`); err != nil || !signed {
		return false, signed, err
	}
	text, err := ring.Claimed()
	if err != nil {
		return true, true, nil
	}
	key, err := audit.ParseKey(text)
	if err != nil {
		return true, true, nil
	}
	if opens([]byte(newest), key) {
		return true, true, nil
	}
	kept, err := db.Checkpoints(ctx)
	for _, text := range kept {
		ours = ours || opens(text, key)
	}
	return ours, true, err
}

func opens(signed []byte, key note.Verifier) bool {
	_, err := audit.OpenCheckpoint(signed, key)
	return err == nil
}
