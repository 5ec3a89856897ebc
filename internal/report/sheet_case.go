package report

import (
	"slices"
	"strings"

	"scr/review"
)

func (w words) subject(s review.Subject) []field {
	return []field{
		column("kind", human(s.Kind)),
		column("age", human(s.AgeBand)),
		column("outcome", human(s.Outcome)),
		column("part", subjectPart(s.Part)),
		column("called", text(s.Pseudonym)),
	}
}

func (w words) agency(a review.Agency) []field {
	return []field{
		column("title", a.Title),
		column("professions", list(humans(a.Professions))),
	}
}

func (w words) status(s review.Status) []field {
	return []field{
		column("subject", s.Subject),
		column("kind", w.word("status_kinds", s.Kind)),
		dated("from", s.From),
		dated("to", s.To),
	}
}

func (w words) link(l review.Link) []field {
	return []field{
		column("this review", linkKind(l.Kind)),
		column("review", l.Review),
		column("elsewhere", text(l.Elsewhere)),
		column("partner", l.Partner),
	}
}

func (w words) partner(p review.Partner) []field {
	return []field{
		column("kind", w.word("partner_kinds", p.Kind)),
		column("title", p.Title),
		column("part", partnerPart(p.Part)),
		column("nation", nation(p.Nation)),
	}
}

func (w words) relative(r review.Relative) []field {
	return []field{
		column("relation", w.word("relations", r.Relation)),
		column("called", text(r.Pseudonym)),
		each("contacts", w.contactsWith(r.ID), w.contactWords),
	}
}

// contactsWith lists the contacts with a relative.
func (w words) contactsWith(relative string) []review.Contact {
	if w.review == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.review.Contacts), func(c review.Contact) bool { return c.Relative != relative })
}

// contactWords tells a contact in full, but for the relative.
func (w words) contactWords(c review.Contact) string {
	line := phrase(human(c.How), human(c.Outcome)) + by(w.person(c.By))
	return c.ID + on(c.On) + lead(line) + why(". ", c.Note) + bracketed(w.mark(c.Seq)) + madeUp(c.MadeUp)
}

func (w words) contact(c review.Contact) []field {
	return []field{
		column("relative", c.Relative),
		column("how", human(c.How)),
		column("outcome", human(c.Outcome)),
		column("by", w.person(c.By)),
		w.panel(c.Record, ""),
		longer("note", c.Note),
	}
}

func (w words) assignment(a review.Assignment) []field {
	return []field{
		column("person", w.person(a.Person)),
		column("role", w.role(a.Role)),
		column("agency", a.Agency),
		column("profession", human(a.Profession)),
		dated("from", a.From),
		dated("to", a.To),
		longer("reason", a.Why),
		detail("replaced by", w.person(a.ReplacedBy)),
	}
}

func (w words) meeting(m review.Meeting) []field {
	return []field{
		column("kind", w.word("meeting_kinds", m.Kind)),
		column("present", w.persons(m.Present)),
		column("relatives", list(m.Relatives)),
		longer("note", m.Note),
	}
}

func (w words) conversation(c review.Conversation) []field {
	return []field{
		column("with", text(c.With)),
		column("agency", c.Agency),
		column("profession", human(c.Profession)),
		column("state", c.State+bracketed(c.Hold)),
		dated("held", c.HeldOn),
		w.panel(c.Record, c.Agency),
		detail("held by", w.persons(c.By)),
		longer("how it looked at the time", c.Account),
		longer("turning points", c.Turning),
		longer("what went well", c.Well),
		longer("suggested changes", c.Changes),
		each("contributory factors", c.Factors, w.factor),
		longer("reason", c.Why),
	}
}

// factor is a contributory factor: its frame, its category and the note on it.
func (w words) factor(f review.Factor) string {
	line := w.word("factors", f.Frame)
	if f.Category != "" {
		line += ": " + human(f.Category)
	}
	return line + why("; ", f.Note)
}

func (w words) evidence(e review.Evidence) []field {
	return []field{
		column("kind", w.word("evidence_kinds", e.Kind)),
		column("agency", e.Agency),
		column("state", e.State),
		w.legal(e.Record),
		w.panel(e.Record, e.Agency),
		column("title", text(e.Title)),
		each("steps", e.Steps, func(s review.EvidenceStep) string {
			return s.State + on(s.On) + by(w.person(s.By)) + why(": ", s.Why) + bracketed(w.mark(s.Seq))
		}),
	}
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + who
}

func (w words) document(d review.Document) []field {
	return []field{
		column("kind", w.word("document_kinds", d.Kind)),
		column("versions", number(len(d.Versions))),
		w.legal(d.Record),
		column("title", text(d.Title)),
		each("each version", d.Versions, w.version),
	}
}

// version is a version of a document, with what proves which file it is.
func (w words) version(v review.DocumentVersion) string {
	line := "version of " + v.On.English() + bracketed(w.mark(v.Seq))
	if v.SHA256 != "" {
		line += ", SHA-256 " + v.SHA256
	}
	if v.Bytes > 0 {
		line += ", " + Count(int(v.Bytes), "byte", "bytes")
	}
	return line + why(": ", v.Note)
}

func (w words) letter(l review.Letter) []field {
	return []field{
		column("direction", l.Direction),
		column("party", l.Party),
		column("kind", w.word("letter_kinds", l.Kind)),
		dated("deadline", l.Deadline),
		column("answers", l.Answers),
		w.legal(l.Record),
		longer("summary", l.Summary),
	}
}

func (w words) proceeding(p review.Proceeding) []field {
	state := "going on"
	if p.Ended {
		state = "ended"
	}
	return []field{
		column("kind", w.word("proceeding_kinds", p.Kind)),
		column("state", state),
		column("reference", text(p.Reference)),
		each("steps", p.Steps, func(s review.ProceedingStep) string {
			line := w.word("proceeding_steps", s.Step) + on(s.On) + why(": ", s.Note) + bracketed(w.mark(s.Seq))
			if s.Last {
				line += ", the last"
			}
			return line
		}),
	}
}

func (w words) holdRecord(h review.Hold) []field {
	state := "in force"
	if h.Lifted {
		state = strings.TrimSpace("lifted" + on(h.LiftedOn))
	}
	return []field{
		column("hold", w.hold(h.Name)),
		column("covers", human(h.Covers)),
		column("target", h.Target),
		column("state", state),
		dated("look again", h.ReviewOn),
		longer("reason", h.Why),
		each("looked at", h.Reviews, func(r review.HoldReview) string {
			return strings.TrimSpace(on(r.On)) + ", next" + on(r.Next) + why(": ", r.Why) + bracketed(w.mark(r.Seq))
		}),
		column("item", h.Item),
		column("ground", human(h.Ground)),
	}
}
