package engine

import (
	"cmp"
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// ProposeErasure asks for texts to be erased for good.
type ProposeErasure struct {
	Meta
	Kind   string // one of the Erase… words
	Review string // reference; empty with kinds person and reasons
	Of     string // handle of the subject, relative or person
	Texts  []review.TextPlace
	Basis  string            // one of review.ErasureBases
	Rule   string            // name of the retention schedule that asks for it; needed with basis retention_expired
	Under  workflow.Schedule // that schedule
	Why    string
}

func (c ProposeErasure) plain() (any, error) {
	return []any{c.Kind, c.Review, c.Of, c.Texts, c.Basis, c.Rule}, nil
}

// ProposeErasure records a proposal, for two others to approve.
func (e *Engine) ProposeErasure(ctx context.Context, cmd ProposeErasure) (Outcome, error) {
	var besides []string
	out, err := e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		scope, err := e.scope(ctx, cmd, meta) // first: who has no part in a review learns nothing of it
		if err != nil {
			return nil, err
		}
		er := review.Erasure{Scope: scope}
		if err := first(e.mayAskFor(ctx, er, meta, board), e.mayNameReasons(ctx, er, board, meta), cmd.check(), e.unrelatedTo(ctx, er, meta)); err != nil {
			return nil, err
		}
		if er.Upto, err = e.standsAt(ctx, scope); err != nil {
			return nil, err
		}
		if err := first(noMoratorium(board), e.notAsked(board, scope), e.timeIsOver(ctx, cmd, scope)); err != nil {
			return nil, err
		}
		parts, err := e.erasedParts(ctx, er, board, meta.User)
		if err != nil {
			return nil, err
		}
		if nothing(parts) {
			return nil, review.Errorf(review.Refused, "there is nothing to erase: it is all erased already, or nobody wrote it")
		}
		if besides, err = e.givenBeside(ctx, er, board); err != nil {
			return nil, err
		}
		return &review.ErasureProposed{ID: board.NextErasure(), Scope: scope, Upto: er.Upto, Basis: cmd.Basis, Rule: cmd.Rule, Why: review.NewText(cmd.Why)}, nil
	})
	out.Remarks = append(out.Remarks, besides...)
	return out, err
}

// onBoard carries out a command that appends one event to the board's stream.
func (e *Engine) onBoard(ctx context.Context, meta Meta, cmd any, decide func(resolved, *review.Board) (review.Body, error)) (Outcome, error) {
	return e.unrepeated(ctx, meta, cmd, func(by resolved, digest string) (Outcome, error) {
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		body, err := decide(by, board)
		if err != nil {
			return Outcome{}, err
		}
		return e.append(ctx, by, board, by.CommandID, digest, body)
	})
}

func (c ProposeErasure) check() error {
	if err := first(word("the basis", c.Basis, review.ErasureBases...), need("the reason", c.Why), short("the retention schedule", c.Rule)); err != nil {
		return err
	}
	if (c.Basis == "retention_expired") != (c.Rule != "") {
		return review.Errorf(review.Usage, "a retention schedule is named when its time has come, and only then").
			WithHint("\"scr retention due\" says what is due, under which schedule: add --rule")
	}
	if c.Rule != c.Under.Name {
		return review.Errorf(review.Invalid, "there is no retention schedule %q", c.Rule).WithHint("\"scr retention list\" lists those that are shipped")
	}
	return nil
}

// scope finds what is to be erased, and refuses what cannot be.
func (e *Engine) scope(ctx context.Context, c ProposeErasure, meta resolved) (review.ErasureScope, error) {
	s := review.ErasureScope{Kind: c.Kind, Of: c.Of, Texts: e.inOrder(c.Texts)}
	if c.Kind == review.ErasePerson || c.Kind == review.EraseReasons {
		p, err := e.Store.Person(ctx, c.Of)
		if err != nil {
			return s, err
		}
		s.Of, s.Stream = p.Handle, p.StreamName()
		return s, nil
	}
	seen, err := e.concerned(ctx, c.Review, meta.User)
	if err != nil {
		return s, err
	}
	s.Review, s.Stream = seen.now.Reference, seen.now.Stream()
	return s, first(inReview(seen, s), e.textsSeen(ctx, seen, c.Texts))
}

// standsAt returns the version of the stream that an erasure is of: it reaches no
// further, so that nobody adds to what others approved.
func (e *Engine) standsAt(ctx context.Context, s review.ErasureScope) (int64, error) {
	if s.Review == "" {
		p, err := e.Store.Person(ctx, s.Of)
		if err != nil {
			return 0, err
		}
		return p.Version, nil
	}
	r, err := e.Store.Review(ctx, s.Review)
	if err != nil {
		return 0, err
	}
	return r.Version, nil
}

// concerned returns what the person may see of a review in which they have a part, and
// have declared what the review asks of everybody. Access that was claimed is no part.
func (e *Engine) concerned(ctx context.Context, reference, user string) (*sight, error) {
	d, s, err := e.reading(ctx, reference, At{}, Reader{Person: user})
	if err := first(err, s.partIn(d)); err != nil {
		return nil, err
	}
	return s, d.unrelated()
}

// inReview refuses a subject or relative that the review does not have, or that whoever
// asks may not know of.
func inReview(by *sight, s review.ErasureScope) error {
	r := by.now
	_, subject := findSeen[review.Subject](by, r, s.Of)
	_, relative := findSeen[review.Relative](by, r, s.Of)
	if s.Kind == review.EraseSubject && !subject || s.Kind == review.EraseRelative && !relative {
		return review.Errorf(review.NotFound, "review %s has no %s %s", r.Reference, s.Kind, s.Of).
			WithHint("\"scr %s list %s\" lists them", s.Kind, r.Reference)
	}
	return nil
}

// inOrder returns places in the order of the log, each once.
func (e *Engine) inOrder(places []review.TextPlace) []review.TextPlace {
	if !e.asks(3) {
		return places
	}
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b review.TextPlace) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Path, b.Path))
	})
	return slices.Compact(places)
}

// notAsked refuses to ask twice for the same.
func (e *Engine) notAsked(board *review.Board, s review.ErasureScope) error {
	for _, er := range board.Erasures {
		if er.Open() && er.Scope.Kind == s.Kind && er.Scope.Stream == s.Stream && er.Scope.Of == s.Of && slices.Equal(e.inOrder(er.Scope.Texts), s.Texts) {
			return review.Errorf(review.Conflict, "%s asks for that already", er.ID).WithHint("scr erase show %s", er.ID)
		}
	}
	return nil
}

// ApproveErasure is one person's consent to an erasure.
type ApproveErasure struct {
	Meta
	Erasure string
}

func (c ApproveErasure) plain() (any, error) { return []any{c.Erasure}, nil }

// ApproveErasure records it. Two people approve, neither of whom proposed it, nor is
// the one who is to be erased.
func (e *Engine) ApproveErasure(ctx context.Context, cmd ApproveErasure) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		if err := e.mayErase(ctx, meta, board); err != nil {
			return nil, err
		}
		er, err := openErasure(board, cmd.Erasure)
		if err != nil {
			return nil, err
		}
		return &review.ErasureApproved{ID: er.ID}, first(mayApprove(er, meta.User), e.noKinOf(ctx, er, meta.User), e.ownLogin(ctx, er, meta.User))
	})
}

// noKinOf refuses somebody who declared that they are kin in the review.
func (e *Engine) noKinOf(ctx context.Context, er review.Erasure, people ...string) error {
	about, err := e.reviewsOf(ctx, er)
	if err != nil {
		return err
	}
	for _, r := range about {
		if i := slices.IndexFunc(people, func(person string) bool { return isKin(r, person) }); i >= 0 {
			return review.Errorf(review.Forbidden, "%s declared a kinship in %s, and does nothing about an erasure in it: others do", people[i], aReview(er, r)).
				WithHint("\"scr erase list\" says what waits for them")
		}
	}
	return nil
}

// unrelatedTo refuses whatever kin would do about an erasure, or have done in their name:
// they decide and record nothing in the review either.
func (e *Engine) unrelatedTo(ctx context.Context, er review.Erasure, meta resolved) error {
	if !e.asks(2) {
		return nil
	}
	return e.noKinOf(ctx, er, meta.User, meta.DecidedBy)
}

func mayApprove(er review.Erasure, person string) error {
	switch {
	case slices.Contains(er.Proposers, person):
		return review.Errorf(review.Forbidden, "%s proposed %s: two others approve it", person, er.ID)
	case er.Scope.Review == "" && er.Scope.Of == person:
		return review.Errorf(review.Forbidden, "%s is about %s: two others approve it", er.ID, person)
	case slices.ContainsFunc(er.Standing(), func(a review.Approval) bool { return a.By == person }):
		return review.Errorf(review.Refused, "%s has approved %s already: somebody else must too", person, er.ID)
	case er.Approved():
		return review.Errorf(review.Refused, "%s is approved already", er.ID).WithHint("scr erase run %s", er.ID)
	}
	return nil
}

// openErasure returns an erasure that something can still come of.
func openErasure(board *review.Board, id string) (review.Erasure, error) {
	er, ok := board.Erasure(id)
	switch {
	case !ok:
		return er, noErasure(id)
	case !er.Open():
		return er, review.Errorf(review.Refused, "%s was %s %s", er.ID, er.State(), er.ClosedOn.When())
	}
	return er, nil
}

// WithdrawErasure ends an erasure that is not to be carried out, or no further.
type WithdrawErasure struct {
	Meta
	Erasure string
	Why     string
}

func (c WithdrawErasure) plain() (any, error) { return []any{c.Erasure}, nil }

// WithdrawErasure records it. Whoever proposed it may, and whoever could approve it.
// Whoever may see no erasure does not hear which there are.
func (e *Engine) WithdrawErasure(ctx context.Context, cmd WithdrawErasure) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		er, _ := board.Erasure(cmd.Erasure)
		if err := first(e.mayAskFor(ctx, er, meta, board), need("the reason", cmd.Why), e.mayWatch(ctx, er, meta, board)); err != nil {
			return nil, err
		}
		er, err := openErasure(board, cmd.Erasure)
		if err != nil {
			return nil, err
		}
		err = first(e.mayWithdraw(ctx, er, board, meta), e.unrelatedTo(ctx, er, meta))
		return &review.ErasureWithdrawn{ID: er.ID, Why: review.NewText(cmd.Why)}, err
	})
}

// mayWithdraw refuses whoever neither proposed an erasure nor decides on any.
func (e *Engine) mayWithdraw(ctx context.Context, er review.Erasure, board *review.Board, meta resolved) error {
	if slices.Contains(er.Proposers, meta.User) {
		return nil
	}
	return e.mayErase(ctx, meta, board)
}

// Bar declares a moratorium, during which the board erases nothing, or lifts one.
type Bar struct {
	Meta
	Lift string // handle; empty: declare one
	Why  string
}

func (c Bar) plain() (any, error) { return []any{c.Lift}, nil }

// Bar records it.
func (e *Engine) Bar(ctx context.Context, cmd Bar) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		if err := first(e.mayErase(ctx, meta, board), need("the reason", cmd.Why)); err != nil {
			return nil, err
		}
		if cmd.Lift == "" {
			return &review.MoratoriumDeclared{ID: board.NextMoratorium(), Why: review.NewText(cmd.Why)}, nil
		}
		stands := slices.ContainsFunc(board.Moratoria, func(m review.Moratorium) bool { return m.ID == cmd.Lift && !m.Lifted })
		if !stands {
			return nil, review.Errorf(review.Refused, "no moratorium %s stands", cmd.Lift).WithHint(`"scr erase list" lists them`)
		}
		return &review.MoratoriumLifted{ID: cmd.Lift, Why: review.NewText(cmd.Why)}, nil
	})
}
