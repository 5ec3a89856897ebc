package engine

import (
	"context"
	"time"

	"scr/review"
)

// Store is what the engine needs of a database, in the words of package review.
type Store interface {
	Append(context.Context, review.Append) (review.Receipt, error)
	Receipt(ctx context.Context, command string) (receipt review.Receipt, digest string, err error)

	Standing(ctx context.Context, reference string, also ...string) (review.Standing, error)
	Review(ctx context.Context, reference string) (*review.Review, error)
	Events(context.Context, review.Stream) ([]review.Event, error)
	ReadTexts(context.Context, review.Reading, ...review.Sheet) error
	List(context.Context, review.Query) ([]review.Listed, error)
	Count(context.Context, review.Query) (int64, error)

	Board(context.Context) (*review.Board, error)
	Person(ctx context.Context, handle string) (*review.Person, error)
	People(ctx context.Context, handles ...string) ([]review.Person, error)
	Actor(ctx context.Context, login string) (handle string, err error)
	User(ctx context.Context, login string) (review.User, error)
	AskedLogin(ctx context.Context, login, person string) (review.Asked, error)
	AccessLog(context.Context, review.AccessQuery) ([]review.Access, error)
	AccessCount(ctx context.Context, person string, stream review.Stream, since time.Time) (int64, error)

	Adoption(ctx context.Context, workflow string) (*review.Adoption, error)
	Adoptions(context.Context) ([]review.Adoption, error)
	Checked(ctx context.Context, hash string) (definition []byte, err error)
	DefinitionFile(ctx context.Context, hash string) (review.DefinitionFile, error)

	FinishErasures(context.Context) (epoch int, err error)
}
