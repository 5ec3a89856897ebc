//go:build torture

package store

// forgedPlaces is at how many places each kind of tampering is tried.
const forgedPlaces = 100
