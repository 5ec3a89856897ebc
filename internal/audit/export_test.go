package audit

// Bytes writes an envelope that was read.
func (e Envelope) Bytes() []byte { return e.bytes() }

// Included is what proofs are checked with.
var Included = included

// WordList is held to its rules.
var WordList = wordList

// Text is what is signed of a checkpoint.
func Text(c Checkpoint) []byte { return []byte(c.text()) }
