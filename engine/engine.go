package engine

import (
	"context"
	"sync"
	"time"

	"scr/review"
)

// Engine carries out commands on one board's store. It may be used by several
// goroutines at once; so must what its fields are set to.
type Engine struct {
	Store Store
	Now   func() time.Time // the clock; UTC is recorded
	NewID func() string    // random ids for streams and commands, 128 bits or more

	definitions sync.Map // hash → loaded: definitions never change, so those loaded are kept
	logins      sync.Map // handle → event of the board's stream that named the login under which the person was let in
	rules       int      // edition of the rules by which a replay decides; 0: this one
}

// rulesEdition counts the editions of what this package decides by itself, beside what
// definitions say. It stands in the log with every command. Whoever changes what a
// command needs, or what follows from one, so that a command which was carried out
// before would be decided otherwise now, raises it: a replay then asks of what was
// recorded before only what its own edition asked. See [Engine.asks].
//
//	1  the first that is named in the log
//	2  the register's employer opens nothing; legal advice is not shared to a panel; kin
//	   neither carry out nor withdraw an erasure, nor are they named as who decided on
//	   one; who says that they have read a text of a worklist can read it
//	3  a hold stops the erasure of whoever had any part in what it holds, and of whoever
//	   read there; a login that was asked for otherwise stands on one person's word
//	4  the vocabulary bodies binds the party of a letter, and proceeding_steps the steps of
//	   proceedings
//	5  a missed clock of a letter, or of what another track runs for, blocks the moves that it
//	   names; no clock runs again for what is void, nor on for it; two links to one review do
//	   not say the opposite of each other; what leaked does not become what the board put out
//	   against a hold, nor is what it put out moved to a document or a day that one covers; a
//	   word is asked for where a definition lists none, and of how a contact was made; a part
//	   that ends in some month lasts until that is over
const rulesEdition = 5

// asks reports whether a rule that came with an edition is asked for: always, but where a
// replay decides what an earlier edition decided.
func (e *Engine) asks(edition int) bool { return e.rules == 0 || e.rules >= edition }

// record hands an append to the store, with the login under which it was typed and the
// edition of the rules that decided it.
func (e *Engine) record(ctx context.Context, a review.Append) (review.Receipt, error) {
	if login, known := e.logins.Load(a.RecordedBy); known {
		a.Login = login.(int64)
	}
	a.Rules = rulesEdition
	return e.Store.Append(ctx, a)
}

// Outcome is what a writing command did.
type Outcome struct {
	Receipt review.Receipt
	Remarks []string // what else whoever typed should know
}
