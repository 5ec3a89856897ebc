// Package arch holds the shape of the tree by tests: which package may import
// which, who alone knows a library, where time comes from, what carries a comment,
// and which fields hold personal values. It has no code of its own but tally, which
// counts tests.
package arch
