package storetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"sync/atomic"
	"testing"
	"time"

	"scr/review"
)

// Store is what the suite asks of a database.
type Store interface {
	Append(context.Context, review.Append) (review.Receipt, error)
	Receipt(ctx context.Context, command string) (review.Receipt, string, error)
	Events(context.Context, review.Stream) ([]review.Event, error)
	Texts(ctx context.Context, by review.Reading, stream review.Stream, into ...any) error
	TextsOf(context.Context, review.Reading, ...review.State) error

	Review(ctx context.Context, reference string) (*review.Review, error)
	Standing(ctx context.Context, reference string, also ...string) (review.Standing, error)
	List(context.Context, review.Query) ([]review.Listed, error)
	Count(context.Context, review.Query) (int64, error)

	Board(context.Context) (*review.Board, error)
	Actor(ctx context.Context, login string) (handle string, err error)
	User(ctx context.Context, login string) (review.User, error)
	AccessLog(context.Context, review.AccessQuery) ([]review.Access, error)
	AccessCount(ctx context.Context, person string, stream review.Stream, since time.Time) (int64, error)
	Person(ctx context.Context, handle string) (*review.Person, error)
	PersonByID(ctx context.Context, id string) (*review.Person, error)
	People(ctx context.Context, handles ...string) ([]review.Person, error)

	Adoption(ctx context.Context, workflow string) (*review.Adoption, error)
	Adoptions(context.Context) ([]review.Adoption, error)
	Checked(ctx context.Context, hash string) (definition []byte, err error)
	DefinitionFile(ctx context.Context, hash string) (review.DefinitionFile, error)
	SaveChecked(ctx context.Context, hash string, checked []byte) error

	HasKeys() bool // the board that a [Clerk] creates is sealed
	Verify(context.Context, func(done, total int64)) (review.Verified, error)
	Rebuild(context.Context) error
}

// Board is the code of the board that a [Clerk] works for.
const Board = "EXB"

// file is the file of the definition that reviews are pinned to. The store never
// looks into it.
const file = "workflow: learning-together\n"

// Reading is how the suite reads texts: after everything that a [Clerk] records.
func Reading() review.Reading {
	return review.Reading{Person: "p1", Stream: "review/r1", At: time.Date(2026, 12, 31, 9, 0, 0, 0, time.UTC),
		Command: "scr test", Output: review.ToPipe, Basis: review.ByPart}
}

// Hash returns the hash of the definition that reviews are pinned to.
func Hash() string {
	sum := sha256.Sum256([]byte(file))
	return hex.EncodeToString(sum[:])
}

// Clerk records things, each with a command of its own, and stops the test when
// the store will not have it.
type Clerk struct {
	testing.TB
	Store Store
	Now   time.Time

	asked atomic.Int64
}

// NewClerk returns a clerk of a board that is created in the store.
func NewClerk(t testing.TB, s Store) *Clerk {
	t.Helper()
	c := &Clerk{TB: t, Store: s, Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	c.Record(&review.Board{}, &review.BoardCreated{Code: Board, Title: "Example board", Sealing: s.HasKeys()})
	c.Adopt("learning-together", 1, file)
	return c
}

// Ask returns an append of bodies to a stream, under a new command id.
func (c *Clerk) Ask(before review.State, bodies ...review.Body) review.Append {
	id := rand.Text()
	a := review.Append{
		Before: before, Command: "cmd-" + id, Digest: "digest of " + id,
		RecordedBy: "p1", RecordedAt: c.Now.Add(time.Duration(c.asked.Add(1)) * time.Second), Definition: Hash(),
	}
	for _, b := range bodies {
		a.Events = append(a.Events, review.Event{
			DecidedBy: "p1", Minute: "minute 4", OccurredOn: review.NewDate(2026, 3, 2), Body: b,
		})
	}
	return a
}

// Record appends bodies to a stream.
func (c *Clerk) Record(before review.State, bodies ...review.Body) review.Receipt {
	c.Helper()
	receipt, err := c.Store.Append(c.Context(), c.Ask(before, bodies...))
	if err != nil {
		c.Fatalf("append to %s: %v (%s)", before.StreamName(), err, cause(err))
	}
	return receipt
}

// Adopt adopts a version of a definition.
func (c *Clerk) Adopt(workflow string, number int, file string) {
	c.Helper()
	before, err := c.Store.Adoption(c.Context(), workflow)
	if review.CodeOf(err) == review.NotFound {
		before, err = &review.Adoption{Workflow: workflow}, nil
	}
	if err != nil {
		c.Fatalf("read the adoptions of %s: %v", workflow, err)
	}
	sum := sha256.Sum256([]byte(file))
	hash := hex.EncodeToString(sum[:])
	a := c.Ask(before, &review.DefinitionAdopted{Workflow: workflow,
		Adopted: review.Adopted{Number: number, Hash: hash, Title: "Example", Nation: "england"}})
	a.File = &review.DefinitionFile{Hash: hash, Bytes: []byte(file), Checked: []byte("checked")}
	if _, err := c.Store.Append(c.Context(), a); err != nil {
		c.Fatalf("adopt %s: %v", workflow, err)
	}
}

// Register enters a person in the register and returns the handle given.
func (c *Clerk) Register(id, name string) string {
	c.Helper()
	return c.Record(&review.Person{ID: id}, &review.PersonRegistered{
		Person: review.Person{Name: review.NewText(name), Employer: "Exampleshire"},
	}).Reference
}

// Open opens a review with one track that has one instance, and returns it as the
// store has it.
func (c *Clerk) Open(id string) *review.Review {
	c.Helper()
	receipt := c.Record(&review.Review{ID: id},
		&review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: Hash()}},
		&review.TrackOpened{Track: "review", Stage: "referred"})
	return c.Review(receipt.Reference)
}

// Change appends bodies to a review and returns the review after them.
func (c *Clerk) Change(r *review.Review, bodies ...review.Body) *review.Review {
	c.Helper()
	c.Record(r, bodies...)
	return c.Review(r.Reference)
}

// Review returns a review.
func (c *Clerk) Review(reference string) *review.Review {
	c.Helper()
	r, err := c.Store.Review(c.Context(), reference)
	if err != nil {
		c.Fatalf("read review %s: %v", reference, err)
	}
	return r
}

// Verify stops the test unless the store finds itself sound.
func (c *Clerk) Verify() review.Verified {
	c.Helper()
	found, err := c.Store.Verify(c.Context(), nil)
	if err != nil {
		c.Fatalf("verify: %v", err)
	}
	for _, p := range found.Problems {
		c.Errorf("%s #%d (%d): %s", p.Stream, p.Seq, p.Global, p.Says)
	}
	return found
}

// Move returns a move of the track "review".
func Move(from, to string) *review.MoveMade {
	return &review.MoveMade{Track: "review", Move: "to_" + to, From: from, To: to,
		Results: []review.Result{{Name: "decided", Met: true, ReliedOn: []int64{1}}}}
}

// Finding returns the first finding of a review, with texts that say what is given.
func Finding(id, says string) *review.Added[review.Finding] {
	return &review.Added[review.Finding]{Record: review.Finding{
		Record: review.Record{ID: id}, Kind: review.Pattern,
		Title: review.NewText("title: " + says), Underlying: review.NewText("underlying: " + says),
		Questions: []review.Text{review.NewText("question: " + says)},
	}}
}

// cause returns the error below a sentence for people, where there is one.
func cause(err error) error {
	for {
		below, ok := err.(interface{ Unwrap() error })
		if !ok || below.Unwrap() == nil {
			return err
		}
		err = below.Unwrap()
	}
}
