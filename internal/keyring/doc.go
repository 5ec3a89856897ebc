// Package keyring keeps the keys of one board: those that its texts are sealed
// under, and the one that signs its checkpoints. They lie in a folder of their own,
// never beside the database, so that whoever has a copy of the database has no text,
// and so that a key can be destroyed for good.
//
//	identity            opens everything below; perhaps behind a passphrase, perhaps elsewhere
//	 ├ signer.age       the signing key (signer.pub: what checks its signatures)
//	 └ epoch-000007.age the epoch key, new with each rotation
//	    └ ring          a header, then slots: one random secret each, wrapped by the epoch key
//
// A text is sealed under a key made of two secrets: its own slot's and its stream's.
// To destroy a slot is to overwrite it in place. To rotate is to write the ring anew
// under a new epoch key and to destroy the old one, so that no copy of the old ring
// opens any more.
//
// The package does not know which slot belongs to what: whoever seals counts the
// slots. It knows no database, no review and no clock.
package keyring
