package engine

import (
	"context"
	"slices"
	"strconv"

	"scr/review"
)

// keptBackups is how many days a backup of the key ring may be kept: until then
// somebody who has one can read what was erased.
const keptBackups = 30

// RunErasure carries out an erasure that two people approved.
type RunErasure struct {
	Meta
	Erasure string
}

func (c RunErasure) plain() (any, error) { return []any{c.Erasure}, nil }

// RunErasure erases what can be erased now. It may be repeated: what was interrupted
// goes on, and what was rewritten since goes too. When nothing is left of what was
// asked for, the erasure is completed.
func (e *Engine) RunErasure(ctx context.Context, cmd RunErasure) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		er, err := e.runnable(ctx, cmd.Erasure, meta, board)
		if err != nil {
			return Outcome{}, err
		}
		parts, err := e.erasedParts(ctx, er, board, meta.User)
		if err != nil {
			return Outcome{}, err
		}
		return e.run(ctx, meta, digest, er, parts)
	})
}

// runnable refuses an erasure that may not be carried out, or not yet.
func (e *Engine) runnable(ctx context.Context, id string, meta resolved, board *review.Board) (review.Erasure, error) {
	if err := first(e.mayErase(ctx, meta, board), meta.expects(board)); err != nil {
		return review.Erasure{}, err
	}
	er, err := openErasure(board, id)
	if err = first(err, e.unrelatedTo(ctx, er, meta)); err != nil {
		return er, err
	}
	if missing := review.ApprovalsNeeded - len(er.Standing()); missing > 0 {
		return er, review.Errorf(review.Refused, "%s needs the approval of %d more%s", er.ID, missing, sinceSorted(er)).
			WithHint("neither who proposed it nor who approved it as it stands: scr erase approve %s", er.ID)
	}
	return er, first(reaches(er), noMoratorium(board))
}

// sinceSorted says why an erasure that was approved needs approval again.
func sinceSorted(er review.Erasure) string {
	if len(er.Standing()) == len(er.Approvals) {
		return ""
	}
	return ", since texts were sorted that are to go"
}

// reaches refuses an erasure of which it is not on record how far it reaches: an earlier
// program recorded it.
func reaches(er review.Erasure) error {
	if er.Covers(1) {
		return nil
	}
	return review.Errorf(review.Refused, "%s does not say up to where it reaches: an earlier version proposed it", er.ID).
		WithHint("withdraw it, \"scr erase withdraw %s --reason-file FILE\", and propose it again", er.ID)
}

// part is what an erasure takes of one stream.
type part struct {
	before   review.State
	whole    bool // and the stream's own key
	done     bool // it was erased whole before
	take     []review.Written
	worklist []WorkItem
	counted  int      // texts that this erasure took before
	taken    bool     // this erasure was carried out here before, as far as it went then
	unheld   []string // references of the reviews on which no hold may come until it is recorded
}

func nothing(parts []part) bool {
	return !slices.ContainsFunc(parts, func(p part) bool { return len(p.take) > 0 || len(p.worklist) > 0 || p.whole && !p.done })
}

// forestalled reports whether nothing is left of what an erasure asks for, and it took none
// of it: other erasures did. Where somebody read texts for it, it ends by being carried out.
func forestalled(er review.Erasure, parts []part) bool {
	return nothing(parts) && len(er.Sorted) == 0 && !slices.ContainsFunc(parts, func(p part) bool { return p.taken })
}

// erasedParts finds what an erasure takes of which streams now, and refuses where a
// hold stands in the way. User is who asks.
func (e *Engine) erasedParts(ctx context.Context, er review.Erasure, board *review.Board, user string) ([]part, error) {
	switch er.Scope.Kind {
	case review.ErasePerson:
		return e.personParts(ctx, er, board)
	case review.EraseReasons:
		return e.reasonParts(ctx, er, user)
	}
	r, err := e.Store.Review(ctx, er.Scope.Review)
	if err != nil {
		return nil, err
	}
	whole := er.Scope.Kind == review.EraseReview
	if err := e.noHold(ctx, r, user); err != nil {
		return nil, err
	}
	if whole && !r.Closed() {
		return nil, review.Errorf(review.Refused, "the review is still open: only a closed review is erased as a whole").
			WithHint("close it first, or erase what must go: one subject, one relative, or texts that you name")
	}
	p, err := e.partOf(ctx, r, er, whole)
	if err == nil && er.Scope.Kind == review.EraseTexts && er.ID == "" {
		err = allThere(p.take, er.Scope.Texts)
	}
	return []part{p}, err
}

// allThere refuses a proposal that names a text that is not on record.
func allThere(take []review.Written, places []review.TextPlace) error {
	if len(places) == 0 {
		return review.Errorf(review.Usage, "say which texts are to be erased").WithHint("add --text with their places, such as 12/record.title")
	}
	for _, at := range places {
		if !slices.ContainsFunc(take, func(w review.Written) bool { return w.TextPlace == at }) {
			return noText(at)
		}
	}
	return nil
}

func (e *Engine) partOf(ctx context.Context, state review.State, er review.Erasure, whole bool) (part, error) {
	events, err := e.Store.Events(ctx, state.StreamName())
	if err != nil {
		return part{}, err
	}
	picked := pick(er, events, review.Shown(state))
	p := part{before: state, whole: whole, done: review.ErasedWhole(events) != "", take: picked.take, worklist: picked.worklist}
	p.counted, p.taken = takenBy(er.ID, events)
	return p, nil
}

// takenBy counts the texts that an erasure has taken of a stream, and reports whether it was
// carried out there at all: a stream that holds no text loses its key alone.
func takenBy(id string, events []review.Event) (n int, taken bool) {
	for _, ev := range events {
		if b, ok := ev.Body.(*review.TextsErased); ok && b.Erasure == id {
			n, taken = n+len(b.Texts), true
		}
	}
	return n, taken
}

// personParts finds what is erased of somebody in the register: their entry, and
// their logins.
func (e *Engine) personParts(ctx context.Context, er review.Erasure, board *review.Board) ([]part, error) {
	p, err := e.Store.Person(ctx, er.Scope.Of)
	if err != nil {
		return nil, err
	}
	if !p.Left(today(e.Now())) {
		return nil, review.Errorf(review.Refused, "%s is still in the register", p.Handle).
			WithHint("say first since when they are not: scr person amend %s --left-on DATE", p.Handle)
	}
	unheld, err := e.noHoldOn(ctx, p, board)
	if err != nil {
		return nil, err
	}
	entry, err := e.partOf(ctx, p, er, true)
	if err != nil {
		return nil, err
	}
	events, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return nil, err
	}
	logins := part{before: board, take: loginsOf(p.Handle, events), unheld: unheld}
	logins.counted, logins.taken = takenBy(er.ID, events)
	entry.unheld = unheld
	return []part{entry, logins}, nil
}

// run erases stream by stream, destroys the keys, and records what came of it.
func (e *Engine) run(ctx context.Context, meta resolved, digest string, er review.Erasure, parts []part) (Outcome, error) {
	waiting, texts, streams := 0, 0, 0
	for _, p := range parts {
		waiting += len(p.worklist)
		texts += p.counted + len(p.take)
		if p.counted+len(p.take) > 0 || p.whole {
			streams++
		}
	}
	var out Outcome
	begun := false
	for _, p := range parts {
		if len(p.take) == 0 && (!p.whole || p.done) {
			continue
		}
		command := e.NewID()
		if waiting > 0 {
			command = meta.CommandID // nothing more is recorded now
		}
		a := meta.appending(p.before, command, digest, p.body(er.ID)) // whether the board has moved on was looked at before
		a.Unheld = p.unheld
		var err error
		if out.Receipt, err = e.record(ctx, a); err != nil {
			return out, erasing(begun, err)
		}
		begun = true
	}
	epoch, err := e.Store.FinishErasures(ctx)
	if err != nil {
		return out, err
	}
	if waiting == 0 {
		out, err = e.completed(ctx, meta, digest, review.ErasureCompleted{ID: er.ID, Texts: texts, Streams: streams, Epoch: epoch})
		return out, erasing(true, err)
	}
	if out.Receipt.Command == "" {
		return out, review.Errorf(review.Refused, "%s waits for somebody to read %s that may tell of several people", er.ID, textsOf(waiting)).
			WithHint("\"scr erase show %s\" lists them; then \"scr erase done\"", er.ID)
	}
	return out, nil
}

// erasing says of an error that a part of the erasure is on record, where it is. Where
// nobody knows whether what failed was recorded, the same command id tells.
func erasing(begun bool, err error) error {
	if !begun || review.CodeOf(err) == review.Unknown {
		return err
	}
	return review.NotFinished(err)
}

func (p part) body(erasure string) *review.TextsErased {
	b := &review.TextsErased{Erasure: erasure, Whole: p.whole, Texts: []review.ErasedText{}}
	for _, w := range p.take {
		b.Texts = append(b.Texts, review.ErasedText{Seq: w.Seq, Path: w.Path})
	}
	return b
}

func (e *Engine) completed(ctx context.Context, meta resolved, digest string, done review.ErasureCompleted) (Outcome, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return Outcome{}, err
	}
	done.BackupsUntil = dateOf(lastDay(meta.today).AddDays(keptBackups))
	meta.Expect = 0
	return e.append(ctx, meta, board, meta.CommandID, digest, &done)
}

// textsOf writes a number of texts.
func textsOf(n int) string {
	if n == 1 {
		return "1 text"
	}
	return strconv.Itoa(n) + " texts"
}
