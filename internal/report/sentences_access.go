package report

import (
	"cmp"
	"strconv"
	"time"

	"scr/review"
	"scr/workflow/calendar"
)

// accessSentences tell who may see what, and who took sight of it.
func (w words) accessSentences() map[string]teller {
	return map[string]teller{
		"conflict.declared/1": says(w.declared),
		"panel.shared/1":      says(w.shared),
		"material.marked/1": says(func(b *review.MaterialMarked) string {
			if b.As == review.LegalAdvice {
				return b.ID + " was marked as legal advice"
			}
			return b.ID + " is no longer marked as legal advice"
		}),
		"access.claimed/1": says(func(b *review.AccessClaimed) string {
			return w.person(b.Person) + " claimed access until " + clockTime(b.Until) + " (" + b.ID + ")" + why(": ", b.Why)
		}),
		"access.proposed/1": says(func(b *review.AccessProposed) string {
			return w.person(b.By) + " proposed access for " + w.person(b.Person) + ", " + strconv.Itoa(b.Hours) + " hours (" + b.ID + ")" + why(": ", b.Why)
		}),
		"access.granted/1": says(func(b *review.AccessGranted) string {
			return w.person(b.By) + " gave the access of " + b.ID + ", until " + clockTime(b.Until)
		}),
		"access.closed/1": says(func(b *review.AccessClosed) string {
			return w.person(b.By) + " looked at " + b.ID + " and closed it" + why(": ", b.Note)
		}),
		"approval.asked/2": says(func(b *review.ApprovalAsked) string {
			return w.person(b.By) + " asked for what takes two: " + human(b.Act) + " " + b.Of
		}),
		"access.explained/1": says(func(b *review.AccessExplained) string {
			return "a reason was given for reading " + cmp.Or(b.Review, "in the register") + why(": ", b.Why)
		}),
	}
}

func (w words) declared(b *review.ConflictDeclared) string {
	if b.Conflict == review.NoConflict {
		return w.person(b.Person) + " declared no conflict of interest"
	}
	return w.person(b.Person) + " declared a conflict of interest: " + human(b.Conflict) + bracketed(b.Agency) + why(": ", b.Why)
}

func (w words) shared(b *review.PanelShared) string {
	switch {
	case b.All:
		return "everything on record was shared to the panel"
	case b.Agency != "":
		return "what " + b.Agency + " supplied was shared to the panel"
	}
	if len(b.Items) == 1 {
		return b.Items[0] + " was shared to the panel"
	}
	return list(b.Items) + " were shared to the panel"
}

// clockTime is an instant as the clock on the wall shows it in London.
func clockTime(at time.Time) string { return calendar.London(at).Format("15:04 on 2 January 2006") }
