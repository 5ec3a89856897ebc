package engine

import (
	"context"
	"slices"

	"scr/review"
)

// Share shows the whole panel what agencies, staff or the family supplied. Before it
// an agency's people and the members of the panel see only what is their own.
func (e *Engine) Share(ctx context.Context, cmd Share) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		if err := d.decideShare(cmd); err != nil || !e.asks(2) {
			return err
		}
		return d.noAdvice(cmd.Items)
	})
}

// noAdvice refuses to share legal advice: whoever shares it would be told that the panel
// may see it.
func (d *draft) noAdvice(items []string) error {
	for _, id := range items {
		if d.review.Privileged(id) {
			return review.Errorf(review.Refused, "%s is marked as legal advice, which no panel is shown", id).
				WithHint("leave it out; if the mark is a slip, take it off first: scr access mark %s %s --not", d.review.Reference, id)
		}
	}
	return nil
}

func (d *draft) decideShare(cmd Share) error {
	if err := d.mayShare(); err != nil {
		return err
	}
	given := len(cmd.Items)
	for _, yes := range []bool{cmd.All, cmd.Agency != ""} {
		if yes {
			given++
		}
	}
	if given == 0 || given > 1 && len(cmd.Items) != given {
		return review.Errorf(review.Usage, "what is shared is either everything, one agency's material, or the records that are named").
			WithHint("name records, or give --agency or --all")
	}
	if err := first(d.agency(cmd.Agency), once("the record", cmd.Items), d.shareable(cmd.Items)); err != nil {
		return err
	}
	if !d.hasToShare(cmd) {
		return review.Errorf(review.Refused, "nothing is on record that this would share").
			WithHint("what is recorded later has to be shared for itself; \"scr evidence list %s\" and \"scr conversation list %s\" say what there is",
				d.review.Reference, d.review.Reference)
	}
	return d.emit(&review.PanelShared{All: cmd.All, Agency: cmd.Agency, Items: cmd.Items})
}

// hasToShare reports whether there is something that the command would share.
func (d *draft) hasToShare(cmd Share) bool {
	r, s := d.review, d.eyes()
	if !cmd.All && cmd.Agency == "" {
		return true // records that are named are there
	}
	return slices.ContainsFunc(r.Evidence, func(e review.Evidence) bool { return (cmd.All || e.Agency == cmd.Agency) && !s.hides("evidence", e.ID) }) ||
		slices.ContainsFunc(r.Conversations, func(c review.Conversation) bool {
			return (cmd.All || c.Agency == cmd.Agency) && !s.hides("conversation", c.ID)
		}) ||
		cmd.All && len(r.Contacts)+len(r.Findings) > 0
}

// mayShare refuses whoever neither arranges the review nor leads it.
func (d *draft) mayShare() error {
	if err := d.mayRecord(); err != nil {
		return err
	}
	if slices.Contains(d.sightOf(d.decider, false).columns, LeadReviewer) {
		return nil
	}
	return d.mayArrange("share what agencies supplied")
}

// shareable refuses a handle that names nothing which is walled off.
func (d *draft) shareable(items []string) error {
	for _, id := range items {
		if !d.isEvidence(id) && !knows[review.Contact](d, id) && !knows[review.Finding](d, id) {
			return review.Errorf(review.NotFound, "review %s has no evidence, conversation, contact or finding %s", d.review.Reference, id).
				WithHint("what a finding says of the child's voice is shared with the finding's handle")
		}
	}
	return nil
}

// Mark says that a record is legal advice, or that it is not.
func (e *Engine) Mark(ctx context.Context, cmd Mark) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		if err := d.mayRecord(); err != nil {
			return err
		}
		return d.mark(cmd.ID, cmd.Legal)
	})
}

// markable reports whether a record of that kind may be marked as legal advice.
func markable(noun string) bool {
	return slices.Contains([]string{"evidence", "document", "letter"}, noun)
}

// mark records the mark of a record that may have one.
func (d *draft) mark(id string, legal bool) error {
	if s := d.eyes(); s.nothing(Legal) {
		return s.notShown(Legal)
	}
	switch {
	case !knows[review.Evidence](d, id) && !knows[review.Document](d, id) && !knows[review.Letter](d, id):
		return review.Errorf(review.NotFound, "review %s has no evidence, document or letter %s", d.review.Reference, id)
	case d.review.Privileged(id) == legal:
		return review.Errorf(review.Usage, "%s is marked so already: nothing is changed", id)
	}
	b := &review.MaterialMarked{ID: id}
	if legal {
		b.As = review.LegalAdvice
	}
	return d.emit(b)
}

// markAdded marks what a command has just added.
func (d *draft) markAdded(body review.Body) error {
	switch body.(type) {
	case *review.Added[review.Evidence], *review.Added[review.Document], *review.Added[review.Letter]:
		return d.mark(review.RecordOf(d.events[len(d.events)-1].Body), true)
	}
	return review.Errorf(review.Usage, "only evidence, a document or a letter is marked as legal advice")
}
