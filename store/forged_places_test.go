//go:build !torture

package store

// forgedPlaces is at how many places each kind of tampering is tried: many more in the
// long run.
const forgedPlaces = 6
