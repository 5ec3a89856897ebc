package engine

import (
	"context"
	"fmt"
	"slices"

	"scr/review"
)

// Reader says who reads, with which command, and where what they read goes.
type Reader struct {
	Person  string // handle
	Command string // such as "scr show"
	Output  string // one of the review.To… words
	Why     string // why they read what is shown only for a reason; may be empty
}

// maxExplained bounds how often a reason is recorded again when somebody else wrote
// on the same person first.
const maxExplained = 5

// reading is a draft that nothing is decided in, the review at a point in time and
// everybody who may be asked; and what the reader may see of it.
func (e *Engine) reading(ctx context.Context, reference string, at At, by Reader) (*draft, *sight, error) {
	now := e.Now().UTC()
	day := today(now)
	deciding := decision{actor: by.Person, decider: by.Person, on: day, today: day, at: now}
	if !at.AsOf.IsZero() {
		deciding.on = at.AsOf.Last()
	}
	d, err := e.draftOn(ctx, reference, deciding)
	if err != nil {
		return nil, nil, err
	}
	s := d.sightOf(by.Person, by.Why != "") // judged on the review as it is now, not as it was
	if err := s.admitted(d); err != nil {
		return nil, nil, err
	}
	if at == (At{}) {
		return d, s, nil
	}
	d.review, err = e.past(ctx, d.before, at)
	return d, s, err
}

// admitted refuses whoever has no part in a review, and whoever has not declared yet
// whether a conflict of interest stands against theirs.
func (s *sight) admitted(d *draft) error {
	switch s.basis {
	case "":
		return notFound(d.asked)
	case review.ByPart:
		if !d.before.Declares(s.person) {
			return undeclared(d.before.Reference)
		}
	}
	return nil
}

// partIn refuses whoever reads because they claimed access: they only look.
func (s *sight) partIn(d *draft) error {
	if s != nil && s.basis != review.ByPart {
		return readingOnly(d.before.Reference)
	}
	return nil
}

// MayHandOver refuses to let somebody give texts of a review to others who have no part
// in it, but claimed access to it.
func (e *Engine) MayHandOver(ctx context.Context, reference string, by Reader) error {
	d, s, err := e.reading(ctx, reference, At{}, by)
	return first(err, s.partIn(d))
}

// undeclared is what somebody with a part in a review hears before they declared.
func undeclared(reference string) error {
	return review.Errorf(review.Refused, "you have not declared yet whether you have a conflict of interest in review %s", reference).
		WithHint("\"scr conflict declare %s --none\" says that you have none; \"scr conflict declare --help\" says what is one", reference)
}

// notShown is what somebody with a part in a review hears who may not see, or record,
// some material. Where it is only their conflict of interest that stands against it they
// hear that, and how a declaration that was a slip is taken back.
func (s *sight) notShown(m Material) *review.Error {
	reference := s.now.Reference
	if c, barred := s.barredBy(m); barred {
		return review.Errorf(review.Forbidden, "the conflict of interest that you declared in review %s (#%d, %s) keeps %s from you",
			reference, c.Seq, c.Kind, materialWords(m)).WithHint("%s", takenBack(reference, c))
	}
	return review.Errorf(review.Forbidden, "your part in review %s does not reach as far as %s", reference, materialWords(m)).
		WithHint("\"scr help access\" says who sees what; ask whoever has that part")
}

// takenBack says who can take back a declaration of conflict, and how.
func takenBack(reference string, c review.Declaration) string {
	return fmt.Sprintf("if it was declared by mistake, somebody else who appoints people in the review takes it back: scr correct %s %d --void --reason-file FILE",
		reference, c.Seq)
}

// notShownToRead says it to a reader, who may be one that sees it for a reason.
func (s *sight) notShownToRead(m Material) error {
	refused := s.notShown(m)
	if slices.ContainsFunc(s.columns, func(c Column) bool { return RightOf(c, m) == OnReason }) {
		return refused.WithHint("it is shown to you for a reason: write it to a file, and name that with --reason-from")
	}
	return refused
}

// materialWords says a material in words.
func materialWords(m Material) string {
	words := map[Material]string{
		Existence: "where it stands", Identity: "who the child and the family are", AgencyOwn: "what your own agency supplied",
		AgencyOthers: "what other agencies supplied", Conversations: "the conversations with staff", Staff: "who the staff are",
		Family: "what the family contributed", Work: "the review team's work", Legal: "legal advice",
		Publication: "the documents to be published", Reasons: "the reasons of decisions", Names: "the register's names",
		AccessLog: "the access log", Definitions: "the definitions",
	}
	return words[m]
}

// read says how texts are about to be read, for the access log.
func (e *Engine) read(ctx context.Context, d *draft, s *sight, by Reader) (review.Reading, error) {
	reading := review.Reading{Person: by.Person, Stream: d.before.Stream(), At: d.at, Command: by.Command, Output: by.Output, Basis: s.basis}
	var err error
	reading.Purpose, err = e.purpose(ctx, d.before.Reference, by)
	return reading, err
}

// purpose records why somebody reads, where they say it, and returns how the access log
// refers to that. Reference is empty where they read in the register.
func (e *Engine) purpose(ctx context.Context, reference string, by Reader) (string, error) {
	if by.Why == "" {
		return "", nil
	}
	seq, err := e.explain(ctx, reference, by)
	return fmt.Sprintf("%s#%d", by.Person, seq), err
}

// explain records why somebody reads, on their own stream: the reason may say
// something about somebody, so it lies beside the log like every other text.
func (e *Engine) explain(ctx context.Context, reference string, by Reader) (int64, error) {
	for try := 1; ; try++ {
		p, err := e.Store.Person(ctx, by.Person)
		if err != nil {
			return 0, err
		}
		meta := e.complete(Meta{User: by.Person})
		out, err := e.append(ctx, meta, p, meta.CommandID, "explained "+reference,
			&review.AccessExplained{Review: reference, Why: review.NewText(by.Why)})
		if review.CodeOf(err) == review.Conflict && try < maxExplained {
			continue
		}
		return out.Receipt.Last, err
	}
}
