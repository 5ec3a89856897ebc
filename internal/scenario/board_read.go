package scenario

import (
	"context"
	"slices"
	"strings"
	"time"

	"scr/review"
)

// List lists the reviews that a query asks for, the newest first.
func (b *board) List(_ context.Context, q review.Query) ([]review.Listed, error) {
	var list []review.Listed
	for _, r := range slices.Backward(states[*review.Review](b)) {
		if q.After != "" && r.Reference >= q.After || q.Open && r.Closed() || q.Workflow != "" && q.Workflow != r.Pin.Workflow || !partOf(r, q) {
			continue
		}
		list = append(list, r.Line())
	}
	if q.Limit > 0 && len(list) > q.Limit {
		list = list[:q.Limit]
	}
	return list, nil
}

// partOf reports whether a query asks for a review because of who has a part in it.
func partOf(r *review.Review, q review.Query) bool {
	under := func(p review.Pin) bool { return p.Workflow == r.Pin.Workflow && p.Number == r.Pin.Number }
	return q.Person == "" || len(r.RolesOf(q.Person, q.Today)) > 0 || slices.ContainsFunc(q.Under, under)
}

// Count counts the reviews that a query asks for.
func (b *board) Count(ctx context.Context, q review.Query) (int64, error) {
	q.After, q.Limit = "", 0
	list, err := b.List(ctx, q)
	return int64(len(list)), err
}

// Board returns the board.
func (b *board) Board(context.Context) (*review.Board, error) {
	if s := b.streams[review.BoardStream]; s != nil {
		return s.state.(*review.Board), nil
	}
	return nil, noSuch("board", "yet")
}

// Person returns an entry of the register.
func (b *board) Person(_ context.Context, handle string) (*review.Person, error) {
	for _, p := range states[*review.Person](b) {
		if strings.EqualFold(p.Handle, handle) {
			return p, nil
		}
	}
	return nil, review.Errorf(review.NotFound, "nobody in the register is %s", handle)
}

// People returns entries of the register: those that are named, or all.
func (b *board) People(_ context.Context, handles ...string) ([]review.Person, error) {
	var list []review.Person
	for _, p := range states[*review.Person](b) {
		if len(handles) == 0 || slices.Contains(handles, p.Handle) {
			list = append(list, *p)
		}
	}
	return list, nil
}

// Adoption returns the versions of a definition that were adopted.
func (b *board) Adoption(_ context.Context, workflow string) (*review.Adoption, error) {
	for _, a := range states[*review.Adoption](b) {
		if a.Workflow == workflow {
			return a, nil
		}
	}
	return nil, noSuch("workflow", workflow)
}

// Adoptions returns all that were adopted.
func (b *board) Adoptions(context.Context) ([]review.Adoption, error) {
	var list []review.Adoption
	for _, a := range states[*review.Adoption](b) {
		list = append(list, *a)
	}
	return list, nil
}

// Nobody logs in to a board in memory, nobody's reading is written down, and nothing is
// erased from it.

// User knows no login.
func (b *board) User(_ context.Context, login string) (review.User, error) {
	return review.User{}, noSuch("login", login)
}

// Actor knows people by their handles.
func (b *board) Actor(_ context.Context, login string) (string, error) { return login, nil }

// AskedLogin knows of none.
func (b *board) AskedLogin(context.Context, string, string) (review.Asked, error) {
	return review.Asked{}, nil
}

// AccessLog is empty.
func (b *board) AccessLog(context.Context, review.AccessQuery) ([]review.Access, error) {
	return nil, nil
}

// AccessCount counts nothing.
func (b *board) AccessCount(context.Context, string, review.Stream, time.Time) (int64, error) {
	return 0, nil
}

// FinishErasures has nothing to finish.
func (b *board) FinishErasures(context.Context) (int, error) { return 0, nil }
