package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"scr/review"
)

// past is a store as it stood before a command: what the engine decides again is decided on it. The
// stream that the command wrote to stands exactly there, because an append asks for
// that; the others stand where a moment says. Nothing is written: the append that comes
// of the decision is kept, and ends it.
type past struct {
	*replay
	moment
	own   []review.Event // of the command's own stream, before it
	state review.State   // of those
	run   []review.Event // what the command recorded
	got   *review.Append
}

// errDecided ends a decision that came as far as recording something.
var errDecided = errors.New("decided")

func absentThen(noun, name string) error {
	return review.Errorf(review.NotFound, "there was no %s %s", noun, name)
}

// Append keeps what was decided.
func (p *past) Append(_ context.Context, a review.Append) (review.Receipt, error) {
	p.got = &a
	return review.Receipt{}, errDecided
}

// Receipt knows no command: each is decided anew.
func (p *past) Receipt(context.Context, string) (receipt review.Receipt, digest string, err error) {
	return receipt, "", absentThen("command", "of that id")
}

// stateOf returns what a stream that is of no review stood at, or nil.
func (p *past) stateOf(stream review.Stream) review.State {
	if p.state.StreamName() == stream {
		if p.state.At() == 0 {
			return nil
		}
		return p.state
	}
	return p.plain[stream].before(p.before)
}

// before returns the state that the events before one in the log led to, or nil.
func (h *history) before(global int64) review.State {
	if n := h.upto(global); n > 0 {
		return h.states[n-1]
	}
	return nil
}

// upto returns how many of the events came before one in the log.
func (h *history) upto(global int64) int {
	if h == nil {
		return 0
	}
	n, _ := slices.BinarySearchFunc(h.events, global, func(ev review.Event, global int64) int { return int(ev.Global - global) })
	return n
}

// Board returns the board.
func (p *past) Board(context.Context) (*review.Board, error) {
	if b, ok := p.stateOf(review.BoardStream).(*review.Board); ok {
		return b, nil
	}
	return nil, absentThen("board", "yet")
}

// Person returns an entry of the register, whatever the case of the handle, as the store does.
func (p *past) Person(_ context.Context, handle string) (*review.Person, error) {
	if known, ok := p.stateOf(p.handles[strings.ToLower(handle)]).(*review.Person); ok {
		return known, nil
	}
	return nil, absentThen("person", handle)
}

// People returns entries of the register: those that are named, or all.
func (p *past) People(ctx context.Context, handles ...string) ([]review.Person, error) {
	if len(handles) == 0 {
		handles = p.replay.people
	}
	var list []review.Person
	for _, h := range handles {
		if known, err := p.Person(ctx, h); err == nil {
			list = append(list, *known)
		}
	}
	return list, nil
}

// Standing returns a review with what decisions about it are made on.
func (p *past) Standing(ctx context.Context, reference string, also ...string) (s review.Standing, err error) {
	if s.Board, err = p.Board(ctx); err != nil {
		return s, err
	}
	if s.Review, err = p.Review(ctx, reference); err != nil {
		return s, err
	}
	s.People, err = p.People(ctx, s.Involved(also...)...)
	s.LastAt = p.run[0].RecordedAt // or earlier: then nothing ended between the two
	return s, err
}

// Review returns a review.
func (p *past) Review(ctx context.Context, reference string) (*review.Review, error) {
	if r, ok := p.state.(*review.Review); ok && r.Reference == reference {
		return r, nil
	}
	if _, ofReview := p.state.(*review.Review); ofReview {
		return p.otherReview(ctx, reference)
	}
	i := slices.IndexFunc(p.reviews, func(c *course) bool { return c.reference == reference && c.opened < p.before })
	if i < 0 {
		return nil, absentThen("review", reference)
	}
	events, err := p.events(ctx, p.reviews[i].stream, p.before)
	if err != nil {
		return nil, err
	}
	return review.Fold(emptyState(p.reviews[i].stream).(*review.Review), events)
}

// Events returns a stream's log.
func (p *past) Events(ctx context.Context, stream review.Stream) ([]review.Event, error) {
	if p.state.StreamName() == stream {
		return p.own, nil
	}
	return p.events(ctx, stream, p.before)
}

// List lists the reviews that there were, whoever has a part in them.
func (p *past) List(_ context.Context, q review.Query) ([]review.Listed, error) {
	var list []review.Listed
	from := slices.IndexFunc(p.reviews, func(c *course) bool { return c.reference == q.After }) + 1
	for _, c := range p.reviews[from:] {
		closed := c.closed(p.before)
		if c.opened < p.before && (q.Workflow == "" || c.workflow == q.Workflow) && !(q.Open && closed) && len(list) < q.Limit {
			list = append(list, review.Listed{Reference: c.reference, Workflow: c.workflow, Closed: closed})
		}
	}
	return list, nil
}

// User returns whose a login is. Logins are texts, which a replay does not open: it
// asks by the handle of the login.
func (p *past) User(ctx context.Context, login string) (review.User, error) {
	board, err := p.Board(ctx)
	if err != nil {
		return review.User{}, err
	}
	i := slices.IndexFunc(board.Users, func(u review.User) bool { return u.ID == login })
	if i < 0 {
		return review.User{}, absentThen("login", login)
	}
	return board.Users[i], nil
}

// AskedLogin returns who asked last that somebody be given a login. Which login it was is a
// text, and not looked at: where several asked, it may have been any of them, and whoever
// could approve with the one who types comes first.
func (p *past) AskedLogin(ctx context.Context, _, person string) (last review.Asked, err error) {
	board, err := p.Board(ctx)
	if err != nil {
		return last, err
	}
	others, err := p.others(ctx)
	if err != nil {
		return last, err
	}
	for _, a := range slices.Backward(board.Asked) {
		switch {
		case a.Act != review.NameLogin || a.Of != person:
		case slices.Contains(others, a.By):
			return a, nil
		case last.By == "":
			last = a
		}
	}
	return last, nil
}

// others returns who could approve what whoever typed the command asks for.
func (p *past) others(ctx context.Context) ([]string, error) {
	board, err := p.Board(ctx)
	if err != nil {
		return nil, err
	}
	typed := resolved{Meta: Meta{User: p.run[0].RecordedBy}, decision: decision{today: today(p.at)}}
	return (&Engine{Store: p}).otherAdministrators(ctx, board, typed)
}

// Adoption returns the versions of a definition that were adopted.
func (p *past) Adoption(_ context.Context, workflow string) (*review.Adoption, error) {
	if a, ok := p.stateOf(review.Stream("definition/" + workflow)).(*review.Adoption); ok {
		return a, nil
	}
	return nil, absentThen("workflow", workflow)
}

// Adoptions returns all that were adopted.
func (p *past) Adoptions(context.Context) ([]review.Adoption, error) {
	var list []review.Adoption
	for _, stream := range p.Streams {
		if a, ok := p.plainState(stream).(*review.Adoption); ok {
			list = append(list, *a)
		}
	}
	return list, nil
}

// plainState is stateOf, without looking at reviews.
func (p *past) plainState(stream review.Stream) review.State {
	if p.plain[stream] == nil {
		return nil
	}
	return p.stateOf(stream)
}

// Checked knows no checked form: a replay reads the file.
func (p *past) Checked(_ context.Context, hash string) ([]byte, error) {
	return nil, absentThen("checked form of", hash)
}

// DefinitionFile returns the file of a definition, whose bytes must have that hash.
func (p *past) DefinitionFile(ctx context.Context, hash string) (review.DefinitionFile, error) {
	file, err := p.log.DefinitionFile(ctx, hash)
	if sum := sha256.Sum256(file.Bytes); err == nil && hex.EncodeToString(sum[:]) != hash {
		err = review.Errorf(review.Failed, "the definition kept under %.12s is another one", hash)
	}
	return file, err
}

// FinishErasures says what the command is recorded to have said: only the disk knows.
func (p *past) FinishErasures(context.Context) (epoch int, err error) {
	if done, ok := p.run[0].Body.(*review.ErasureCompleted); ok {
		return done.Epoch, nil
	}
	return 0, nil
}

// Nobody reads in the past, or counts who did.

// ReadTexts loads nothing.
func (p *past) ReadTexts(context.Context, review.Reading, ...review.Sheet) error { return nil }

// AccessLog is empty.
func (p *past) AccessLog(context.Context, review.AccessQuery) ([]review.Access, error) {
	return nil, nil
}

// AccessCount counts nothing.
func (p *past) AccessCount(context.Context, string, review.Stream, time.Time) (int64, error) {
	return 0, nil
}

// Count counts nothing.
func (p *past) Count(context.Context, review.Query) (int64, error) { return 0, nil }

// Actor knows people by their handles.
func (p *past) Actor(_ context.Context, login string) (string, error) { return login, nil }
