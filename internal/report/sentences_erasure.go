package report

import (
	"strconv"

	"scr/review"
)

// erasureSentences tell of what was erased, and of who was given what the board holds
// of them.
func (w words) erasureSentences() map[string]teller {
	return map[string]teller{
		"erasure.proposed/2": says(func(b *review.ErasureProposed) string {
			return b.ID + " was proposed: " + ScopeWords(b.Scope) + bracketed(human(b.Basis)) + why(": ", b.Why)
		}),
		"erasure.approved/1":  says(func(b *review.ErasureApproved) string { return b.ID + " was approved" }),
		"erasure.withdrawn/1": says(func(b *review.ErasureWithdrawn) string { return b.ID + " was withdrawn" + why(": ", b.Why) }),
		"erasure.sorted/1": says(func(b *review.ErasureSorted) string {
			return Count(len(b.Texts), "text was", "texts were") + " read for " + b.ID
		}),
		"erasure.completed/1": says(func(b *review.ErasureCompleted) string {
			if b.Texts == 0 {
				return b.ID + " was completed: nothing was left to erase"
			}
			return b.ID + " was completed: " + Count(b.Texts, "text", "texts") + " erased; no backup of older keys may be left after " + b.BackupsUntil.English()
		}),
		"erasures.reapplied/1": says(func(b *review.ErasuresReapplied) string {
			return list(b.Erasures) + " carried out again on an older copy: " + Count(b.Texts, "text", "texts") + " erased"
		}),
		"moratorium.declared/1": says(func(b *review.MoratoriumDeclared) string {
			return b.ID + " was declared: nothing is erased" + why(": ", b.Why)
		}),
		"moratorium.lifted/1": says(func(b *review.MoratoriumLifted) string { return b.ID + " was lifted" + why(": ", b.Why) }),
		"sar.answered/1":      says(w.requestAnswered),
	}
}

func (w words) requestAnswered(b *review.RequestAnswered) string {
	of := b.Of
	if b.Review != "" {
		of += " of " + b.Review
	}
	line := "what is held of " + of + " was given: " + Count(b.Texts, "text", "texts") + " of " + Count(b.Records, "record", "records") +
		", in " + strconv.Itoa(b.Reviews) + " reviews searched"
	if len(b.Exempt) > 0 {
		line += ", " + strconv.Itoa(len(b.Exempt)) + " kept back"
	}
	return line
}
