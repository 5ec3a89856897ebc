package report

import (
	"slices"

	"scr/review"
)

// What a review lacks, by handle. The text and the JSON of the report both ask
// here, so that they cannot disagree.

// passedOver lists the expected requirements that a move was made despite.
func (s Standing) passedOver() []PassedJSON {
	list := []PassedJSON{}
	for _, m := range s.Review.Moves {
		for _, r := range m.Results {
			if r.Despite {
				list = append(list, PassedJSON{Seq: m.Seq, Move: m.Name(), Requirement: r.Name, Why: r.Why})
			}
		}
	}
	return list
}

// notEvidenced lists the instances whose earlier steps are not on record.
func (s Standing) notEvidenced() []string {
	w := s.words()
	list := []string{}
	for _, in := range s.Review.Instances {
		if in.Evidence {
			list = append(list, w.instance(in.Track, in.Item))
		}
	}
	return list
}

// forgotten lists the relatives whom nobody has approached, and of whom nobody
// said why not: no contact is recorded, and no track for them was moved.
func (s Standing) forgotten() []string {
	if s.cuts("family") {
		return []string{} // contacts that the reader does not see may be on record
	}
	return handles(s.Review.Relatives, func(r review.Relative) bool {
		approached := slices.ContainsFunc(s.Review.Contacts, func(c review.Contact) bool { return c.Relative == r.ID })
		return !approached && !slices.ContainsFunc(s.Review.Instances, func(in review.Instance) bool { return in.Item == r.ID && s.begun(in) })
	})
}

// begun reports whether an instance has left its first stage, or need not.
func (s Standing) begun(in review.Instance) bool {
	if in.Done() || s.Definition == nil {
		return in.Done()
	}
	t := s.Definition.Track(in.Track)
	return t != nil && in.Stage != t.Initial
}

// voiceless lists the findings that do not record what the child said or showed.
func (s Standing) voiceless() []string {
	return handles(s.Review.Findings, func(f review.Finding) bool { return !f.ChildVoice.Filled() })
}

// unanswered lists the findings and recommendations that nobody responded to.
func (s Standing) unanswered() []string {
	open := func(id string) bool {
		return !slices.ContainsFunc(s.Review.Responses, func(r review.Response) bool { return r.To == id })
	}
	return append(
		handles(s.Review.Findings, func(f review.Finding) bool { return open(f.ID) }),
		handles(s.Review.Recommendations, func(r review.Recommendation) bool { return open(r.ID) })...)
}

// unproven lists the actions closed without evidence that practice changed.
func (s Standing) unproven() []string {
	return handles(s.Review.Actions, func(a review.Action) bool { return a.Closed && !proven(a) })
}

// handles lists the handles of the records that a question holds of.
func handles[T review.Noun[T]](records []T, is func(T) bool) []string {
	list := []string{}
	for _, r := range records {
		if is(r) {
			list = append(list, review.Header(r).ID)
		}
	}
	return list
}
