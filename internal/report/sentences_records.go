package report

import (
	"strconv"

	"scr/review"
)

// caseSentences tell what was recorded of the case and gathered on it.
func (w words) caseSentences() map[string]teller {
	return map[string]teller{
		"assignment.added/1": says(func(b *review.Added[review.Assignment]) string {
			a := b.Record
			return w.person(a.Person) + " became " + w.role(a.Role) + bracketed(phrase(a.Agency, human(a.Profession)))
		}),
		"assignment.ended/1": says(func(b *review.AssignmentEnded) string {
			line := b.ID + " ends" + on(b.To)
			if b.ReplacedBy != "" {
				line += ", " + w.person(b.ReplacedBy) + " follows"
			}
			return line + why(": ", b.Why)
		}),
		"subject.added/2":    added(subjectWords),
		"subject.amended/2":  amended(subjectWords),
		"agency.added/1":     added(agencyWords),
		"agency.amended/1":   amended(agencyWords),
		"status.added/1":     added(w.statusSays),
		"status.amended/1":   amended(w.statusSays),
		"link.added/1":       added(linkSays),
		"link.amended/1":     amended(linkSays),
		"partner.added/1":    added(w.partnerWords),
		"partner.amended/1":  amended(w.partnerWords),
		"relative.added/1":   added(w.relativeWords),
		"relative.amended/1": amended(w.relativeWords),
		"contact.added/1": added(func(c review.Contact) string {
			return phrase(c.Relative, human(c.How), human(c.Outcome)) + why(": ", c.Note)
		}),
		"meeting.added/1":        added(w.meetingWords),
		"meeting.amended/1":      amended(w.meetingWords),
		"conversation.added/1":   added(conversationWords),
		"conversation.amended/1": amended(conversationWords),
		"conversation.deferred/1": says(func(b *review.ConversationDeferred) string {
			return b.ID + " was put off" + by(b.Hold) + why(": ", b.Why)
		}),
		"conversation.held/1": says(func(b *review.ConversationHeld) string {
			return b.ID + " was held" + by(w.persons(b.By))
		}),
		"conversation.declined/1": says(func(b *review.ConversationDeclined) string {
			return b.ID + " was declined" + why(": ", b.Why)
		}),
		"evidence.added/1":   added(w.evidenceWords),
		"evidence.amended/1": amended(w.evidenceWords),
		"evidence.moved/1": says(func(b *review.EvidenceMoved) string {
			return b.ID + " was " + human(b.State) + why(": ", b.Why)
		}),
		"document.added/1":   added(w.documentWords),
		"document.amended/1": amended(w.documentWords),
		"document.versioned/1": says(func(b *review.DocumentVersioned) string {
			return "a version of " + b.ID + " was recorded" + hash(b.SHA256) + why(": ", b.Note)
		}),
		"letter.added/1":       added(w.letterWords),
		"letter.amended/1":     amended(w.letterWords),
		"proceeding.added/1":   added(w.proceedingWords),
		"proceeding.amended/1": amended(w.proceedingWords),
		"proceeding.moved/1": says(func(b *review.ProceedingMoved) string {
			line := b.ID + ": " + w.word("proceeding_steps", b.Step)
			if b.Last {
				line += ", which ended it"
			}
			return line + why(": ", b.Note)
		}),
	}
}

// learningSentences tell what was learned, and what was done about it.
func (w words) learningSentences() map[string]teller {
	return map[string]teller{
		"episode.added/1":   added(func(e review.Episode) string { return text(e.Label) }),
		"episode.amended/1": amended(func(e review.Episode) string { return text(e.Label) }),
		"finding.added/1":   added(findingWords),
		"finding.amended/1": amended(findingWords),
		"finding.agreed/1": says(func(b *review.FindingAgreed) string {
			return b.ID + " was agreed" + bracketed(b.At)
		}),
		"recommendation.added/1":   added(recommendationWords),
		"recommendation.amended/1": amended(recommendationWords),
		"response.added/1":         added(responseWords),
		"response.amended/1":       amended(responseWords),
		"action.added/1":           added(w.actionWords),
		"action.amended/1":         amended(w.actionWords),
		"action.tested/1": says(func(b *review.ActionTested) string {
			line := b.ID + " was tested: " + testResult(b.Result) + why(". Evidence: ", b.Evidence)
			if !b.RetestOn.IsZero() {
				line += ". To be tested again" + on(b.RetestOn)
			}
			return line
		}),
		"action.closed/1": says(func(b *review.ActionClosed) string { return b.ID + " was closed" }),
	}
}

// boardSentences tell of the register, the board's offices and users, and the
// definitions it adopted.
func (w words) boardSentences() map[string]teller {
	return map[string]teller{
		"person.registered/1": says(func(b *review.PersonRegistered) string {
			return b.Person.Handle + " was entered in the register"
		}),
		"person.amended/1": says(func(b *review.PersonAmended) string {
			return "the register's entry for " + b.Person.Handle + " was amended" + why(": ", b.Why)
		}),
		"board.created/1": says(func(b *review.BoardCreated) string {
			return "the board " + b.Code + " was set up: " + b.Title
		}),
		"office.held/1": says(func(b *review.OfficeHeld) string {
			return w.person(b.Person) + " became " + w.role(b.Office) + " of the board from " + b.From.English()
		}),
		"office.left/1": says(func(b *review.OfficeLeft) string {
			return w.person(b.Person) + " leaves the office of " + w.role(b.Office) + on(b.To)
		}),
		"user.named/1": says(func(b *review.UserNamed) string {
			return "the login " + b.User.ID + " was given to " + w.person(b.User.Person)
		}),
		"user.removed/1": says(func(b *review.UserRemoved) string { return "the login " + b.ID + " was ended" }),
		"board.restored/1": says(func(b *review.BoardRestored) string {
			return "the log goes on from a backup of " + strconv.FormatInt(b.Size, 10) + " events; it had " + strconv.FormatInt(b.KnownSize, 10)
		}),
		"restore.accepted/1": says(func(*review.RestoreAccepted) string { return "a second person answered for the restore" }),
		"definition.adopted/1": says(func(b *review.DefinitionAdopted) string {
			return "the definition " + b.Workflow + " version " + number(b.Number) + " was adopted" + hash(b.Hash)
		}),
	}
}

func subjectWords(s review.Subject) string {
	part := ""
	if s.Part != "" { // nothing was said of it
		part = subjectPart(s.Part)
	}
	return phrase(human(s.Kind), human(s.AgeBand), human(s.Outcome), part)
}

func agencyWords(a review.Agency) string {
	return a.Title + bracketed(list(humans(a.Professions)))
}

func (w words) statusSays(s review.Status) string { return phrase(s.Subject, w.statusWords(s)) }

func linkSays(l review.Link) string { return "this review " + linkWords(l) }

func (w words) relativeWords(r review.Relative) string { return w.word("relations", r.Relation) }

func (w words) meetingWords(m review.Meeting) string {
	line := w.word("meeting_kinds", m.Kind)
	if here := append(append([]string{}, m.Present...), m.Relatives...); len(here) > 0 {
		line += ", with " + w.persons(here)
	}
	return line
}

func conversationWords(c review.Conversation) string {
	return phrase(c.Agency, human(c.Profession), human(c.State))
}

func (w words) evidenceWords(e review.Evidence) string {
	return phrase(w.word("evidence_kinds", e.Kind), e.Agency, text(e.Title))
}

func (w words) documentWords(d review.Document) string {
	return phrase(w.word("document_kinds", d.Kind), text(d.Title))
}

func (w words) letterWords(l review.Letter) string {
	direction := "from "
	if l.Direction == "out" {
		direction = "to "
	}
	line := phrase(w.word("letter_kinds", l.Kind)+" "+direction+l.Party, text(l.Summary))
	if l.Answers != "" {
		line += ", in answer to " + l.Answers
	}
	if !l.Deadline.IsZero() {
		line += ", to be answered by " + l.Deadline.English()
	}
	return line
}

func (w words) proceedingWords(p review.Proceeding) string {
	return w.word("proceeding_kinds", p.Kind)
}

func findingWords(f review.Finding) string { return phrase(findingKind(f.Kind), text(f.Title)) }

func recommendationWords(r review.Recommendation) string {
	return phrase(r.Scope, "by "+r.By, r.Agency, text(r.Text))
}

func responseWords(r review.Response) string {
	return r.From + " on " + r.To + ": " + stance(r.Stance) + why(": ", r.Why)
}

func (w words) actionWords(a review.Action) string {
	line := "owner " + w.person(a.Owner)
	if !a.By.IsZero() {
		line += ", by " + a.By.English()
	}
	return phrase(line, text(a.Title))
}

func hash(sha256 string) string {
	if sha256 == "" {
		return ""
	}
	return ", SHA-256 " + sha256
}
