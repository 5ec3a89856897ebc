package engine

import (
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
}

// Outcome is what a writing command did.
type Outcome struct {
	Receipt review.Receipt
	Remarks []string // what else whoever typed should know
}
