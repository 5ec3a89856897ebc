package engine

import (
	"scr/review"
	"scr/workflow"
)

func criterionFact(c review.Criterion) workflow.CriterionFact {
	return workflow.CriterionFact{Seq: c.Changed, ID: c.ID, Set: c.Set, Met: c.Met}
}

func (d *draft) noticeFact(n review.OwedNotice) workflow.NoticeFact {
	f := workflow.NoticeFact{ID: n.Name, Criteria: n.Set, Name: n.Name, To: n.To, Kind: n.Kind, Due: lastDay(n.Due), Sent: n.Sent, On: lastDay(n.On)}
	if c, ok := review.Find[review.Criterion](d.review, n.Criterion); ok {
		f.Seqs = append(f.Seqs, c.Changed)
	}
	if l, ok := review.Find[review.Letter](d.review, n.Letter); ok {
		f.Seqs = append(f.Seqs, l.Changed)
	}
	return f
}

func releaseFact(r review.Release) workflow.ReleaseFact {
	f := workflow.ReleaseFact{Seq: r.Changed, ID: r.ID, Mode: r.Mode, By: r.By, Document: r.Document, On: lastDay(r.On),
		Authorised: r.Authorised != review.No, Retired: r.Retired, RetiredOn: lastDay(r.RetiredOn)}
	if r.Redacted != "" {
		redacted := r.Redacted == review.Yes
		f.Redacted = &redacted
	}
	return f
}

func disclosureFact(x review.Disclosure) workflow.DisclosureFact {
	return workflow.DisclosureFact{Seq: x.Changed, ID: x.ID, To: x.To, Document: x.Document, Outcome: x.Outcome,
		Authority: x.Authority, On: lastDay(x.On)}
}
