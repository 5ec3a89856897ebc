package simulation

import (
	"context"

	"scr/review"
	"scr/store"
)

// planted is a fault that is put into the program on purpose, to see that a run finds
// it. What is nil is left alone.
type planted struct {
	name       string
	append     func(*between, context.Context, review.Append) (review.Receipt, error)
	standing   func(b *between, reference string, s review.Standing) review.Standing
	receipt    func(*between, context.Context, string) (review.Receipt, string, error)
	events     func([]review.Event) []review.Event
	statement  func(w *world, statement string, run func() (int64, error)) (int64, error)
	keys       func(store.Keys) store.Keys
	lostSuffix string // of a file that a crash takes along
}
