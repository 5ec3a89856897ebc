package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// waitingApprovals lists for an administrator what another asked for and they could
// approve, as long as that is so: nothing else tells them of it.
func (e *Engine) waitingApprovals(ctx context.Context, user string) ([]Task, error) {
	day := today(e.Now())
	p, err := e.Store.Person(ctx, user)
	if err != nil || !p.Administrator || p.Left(day) {
		return nil, err
	}
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	others, err := e.otherAdministrators(ctx, board, resolved{Meta: Meta{User: user}, decision: decision{today: day}})
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, a := range board.Asked {
		if !slices.Contains(others, a.By) {
			continue
		}
		task, waits, err := e.waitingFor(ctx, board, a)
		if err != nil {
			return nil, err
		}
		if waits {
			task.Kind, task.Says, task.Overdue = "approval", a.By+" asks "+task.Says, !task.Due.IsZero() && task.Due.Before(day)
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// waitingFor says what somebody asks for and how it is approved, and whether it still
// can be.
func (e *Engine) waitingFor(ctx context.Context, board *review.Board, a review.Asked) (task Task, waits bool, err error) {
	switch a.Act {
	case review.NameLogin:
		return Task{What: a.Of, Says: "for a login of " + a.Of + ": ask " + a.Of + " for it; \"scr user add --person " + a.Of +
			"\" with the same login approves it"}, true, nil
	case review.GiveOffice:
		term := askedTerm(a.Of)
		return Task{What: term.person, Says: "for the office of " + term.english() + ": " + term.typed("add") + " approves it"}, true, nil
	case review.EndOffice:
		term := askedTerm(a.Of)
		return Task{What: term.person, Says: "for an end of the office of " + term.english() + ": " + term.typed("end") + " approves it"}, true, nil
	case review.AdoptForLive:
		waits, err = e.adoptionWaits(ctx, a)
		return Task{What: "sha256:" + a.Of[:min(len(a.Of), 12)], Says: "to adopt a definition for reviews that are under way: ask for its file; " +
			"\"scr workflow adopt\" with that very file approves it"}, waits, err
	}
	return e.waitingRight(ctx, board, a)
}

// waitingRight is waitingFor about who administers. That one is to do so no longer waits
// for a time only.
func (e *Engine) waitingRight(ctx context.Context, board *review.Board, a review.Asked) (Task, bool, error) {
	of, err := e.Store.Person(ctx, a.Of)
	if err != nil || of.Version != a.At {
		return Task{}, false, err
	}
	if a.Act == review.MakeAdministrator {
		return Task{What: a.Of, Says: "that " + a.Of + " administers the board: \"scr person amend " + a.Of + " --administrator\" approves it"}, true, nil
	}
	login := slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == a.Of })
	return Task{What: a.Of, Due: answerBy(a), Says: "that " + a.Of + " administers the board no longer; after this day it is done without you"},
		of.Administrator && login, nil
}

// adoptionWaits reports whether a definition can still be adopted as it was asked: the
// workflow stands where it stood then. Which workflow it is only the file says.
func (e *Engine) adoptionWaits(ctx context.Context, a review.Asked) (bool, error) {
	all, err := e.Store.Adoptions(ctx)
	if err != nil {
		return false, err
	}
	stands := false
	for _, workflow := range all {
		stands = stands || workflow.At() == a.At
		if slices.ContainsFunc(workflow.Adopted, func(had review.Adopted) bool { return had.Hash == a.Of }) {
			return false, nil
		}
	}
	return stands, nil
}

// term is an office, whose, and from and until which day, as it was asked for.
type term struct{ office, person, from, to string }

// askedTerm takes apart what HoldOffice.words put together.
func askedTerm(words string) (t term) {
	who, span, _ := strings.Cut(words, ", from ")
	t.office, t.person, _ = strings.Cut(who, " of ")
	t.from, t.to, _ = strings.Cut(span, " to ")
	return t
}

// english says a term without the days that nobody gave.
func (t term) english() string {
	says := t.office + " of " + t.person
	if t.from != "" {
		says += " from " + dayInWords(t.from)
	}
	if t.to != "" {
		says += " until " + dayInWords(t.to)
	}
	return says
}

// typed is the command that asks for the same.
func (t term) typed(verb string) string {
	says := "\"scr office " + verb + " " + t.office + " --person " + t.person
	if t.from != "" {
		says += " --from " + t.from
	}
	if t.to != "" {
		says += " --to " + t.to
	}
	return says + "\""
}

// dayInWords says a day as people do, and what is none as it stands.
func dayInWords(iso string) string {
	day, err := review.ParseDate(iso)
	if err != nil {
		return iso
	}
	return day.English()
}
