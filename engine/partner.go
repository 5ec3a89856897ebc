package engine

import (
	"context"

	"scr/review"
	"scr/workflow/calendar"
)

// addPartner adds a partner under the handle that was chosen for it.
func (d *draft) addPartner(ctx context.Context, a *review.Added[review.Partner]) error {
	id := a.Record.ID
	if err := d.mayChoose("a partner", id, "such as second_board or safety_partnership"); err != nil {
		return err
	}
	return d.addItem(ctx, "partner", func() (string, error) {
		partner := review.WithID(review.Fresh(a.Record), id)
		if err := d.checkPartner(partner); err != nil {
			return "", err
		}
		return id, d.emit(&review.Added[review.Partner]{Record: partner})
	})
}

func (d *draft) checkPartner(p review.Partner) error {
	return first(
		need("the partner's title", p.Title),
		need("the kind of partner", p.Kind),
		d.inVocabulary("partner_kinds", "the kind of partner", p.Kind),
		word("the partner's part in the review", p.Part, review.PartnerParts...),
		word("the partner's nation", p.Nation, append(nations(), "")...))
}

func nations() []string {
	return each(calendar.Nations(), func(n calendar.Nation) string { return string(n) })
}

// mayChoose refuses a handle that cannot be chosen for an agency or a partner, or that
// one of either has: whoever reads it must know which is meant.
func (d *draft) mayChoose(what, id, such string) error {
	switch {
	case id == "":
		return review.Errorf(review.Usage, "%s needs a handle", what).WithHint("choose one %s", such)
	case !agencyHandle().MatchString(id):
		return review.Errorf(review.Invalid, "%q cannot be %s's handle", id, what).WithHint("%s", agencyHint)
	case reservedHandle().MatchString(id):
		return review.Errorf(review.Invalid, "%q cannot be %s's handle: it means something else already", id, what).
			WithHint("choose one %s", such)
	}
	if _, taken := review.Find[review.Agency](d.review, id); taken {
		return review.Errorf(review.Conflict, "review %s has an agency %s already", d.review.Reference, id)
	}
	if _, taken := review.Find[review.Partner](d.review, id); taken {
		return review.Errorf(review.Conflict, "review %s has a partner %s already", d.review.Reference, id)
	}
	return nil
}
