// Package audit says what exactly the log's bytes are, so that somebody who
// trusts neither the program nor the database can recompute them.
//
// An event is written as an envelope: one line of JSON with a fixed order of
// fields. It holds the event's plain part, and for each personal value a
// commitment instead of the value:
//
//	event ──Encode──▶ envelope ──Leaf──▶ SHA-256, a leaf of the log's tree
//	value, salt ──Commit──▶ HMAC-SHA-256, stands in the envelope
//
// The value and its salt lie beside the log. With them anybody can check that
// the value is the one that was recorded; without the salt the commitment says
// nothing about it.
//
// The leaves make a tree after RFC 6962, whose root stands for the whole log:
//
//	leaves ──Frontier──▶ root ──Words──▶ a receipt in eight words
//	root ──Sign──▶ Checkpoint ──Cosign──▶ with the signatures of partners
//	Proof: one event, from its leaf to a checkpoint's root
//	Continuation: from an older checkpoint to a newer one
//
// A proof without a checkpoint that somebody else holds shows only what the board
// signed, not that it signed nothing else.
//
// The package does no input or output and knows no database.
package audit
