// Package engine carries out commands on reviews.
//
//	command ─▶ load review and pinned definition ─▶ decide ─▶ append ─▶ receipt
//	                                                  └────▶ refusal, with every obstacle
//
// Deciding is a pure function: the definition, the review, the command and the
// facts go in; events or a refusal come out. Only the [Store] touches a disk.
//
// The package knows nothing of SQL, terminals or YAML.
package engine
