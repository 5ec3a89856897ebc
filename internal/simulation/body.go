package simulation

import (
	"fmt"
	"strings"

	"scr/review"
)

// handleOf is the handle of a record of some kind, now and then of none.
func (w *world) handleOf(s *subject, noun string) string {
	return fmt.Sprintf("%s-%d", noun, 1+w.IntN(s.row.Issued[noun]+1-w.IntN(2)*min(1, s.row.Issued[noun])))
}

// word is one of a vocabulary's, or of some others where there is no such vocabulary.
func (w *world) word(s *subject, vocabulary string, others ...string) string {
	v := s.def.Vocabulary(vocabulary)
	if v == nil || w.one(40) {
		return pick(w.chance, others)
	}
	return pick(w.chance, v.Words).Name
}

func (w *world) agencyOf(s *subject) string {
	if w.one(20) {
		return "no_such_agency"
	}
	return pick(w.chance, s.row.Agencies).ID
}

// future is a day to come, most of the time.
func (w *world) future() review.Date {
	at := w.now.AddDate(0, 0, w.between(-2, 90))
	return review.NewDate(at.Year(), int(at.Month()), at.Day())
}

func (w *world) factors(s *subject) []review.Factor {
	if v := s.def.Vocabulary("factors"); v != nil || w.one(2) {
		return nil
	}
	return []review.Factor{{Frame: "conditions", Category: "workload", Note: w.text()}}
}

// body makes up a fact, an amendment of one, or a step of one. What it is about is
// there, most of the time.
func (w *world) body(s *subject) review.Body {
	b := w.anyBody(s)
	for range 5 {
		if w.fits(s, b) || w.one(20) {
			break
		}
		b = w.anyBody(s)
	}
	return b
}

func (w *world) anyBody(s *subject) review.Body {
	switch w.IntN(6) {
	case 0, 1:
		return w.stepOf(s)
	case 2:
		return w.amendmentOf(s)
	}
	return w.factOf(s)
}

// fits reports whether the records that a body names have been there.
func (w *world) fits(s *subject, b review.Body) bool {
	there := func(handle string) bool {
		noun, _, numbered := strings.Cut(handle, "-")
		return !numbered || s.row.Issued[noun] > 0
	}
	switch b := b.(type) {
	case *review.ReviewOpened:
		return false
	case *review.Added[review.Contact]:
		return there(b.Record.Relative)
	case *review.Added[review.Response]:
		return there(b.Record.To)
	case *review.Added[review.Action]:
		return there(b.Record.For[0])
	case *review.Added[review.Hold]:
		return b.Record.Name != "" && there(b.Record.Target)
	case *review.Added[review.Status]:
		return there(b.Record.Subject)
	case *review.Added[review.Letter]:
		return there(b.Record.Answers)
	case *review.Added[review.Release]:
		return there(b.Record.Document)
	case *review.Added[review.Disclosure]:
		return there(b.Record.Document)
	}
	return there(review.RecordOf(b))
}

func (w *world) factOf(s *subject) review.Body {
	return pick(w.chance, []func(*subject) review.Body{
		w.agency, w.agency, w.partner, w.subject, w.status, w.link, w.relative, w.relative, w.contact, w.meeting, w.meeting, w.conversation, w.evidence, w.document,
		w.episode, w.finding, w.finding, w.recommendation, w.response, w.action, w.hold, w.hold, w.letter, w.letter, w.proceeding,
		w.criterion, w.release, w.disclosure,
	})(s)
}

func (w *world) agency(*subject) review.Body {
	a := review.Agency{Title: "An agency", Professions: some(w.chance, professions)}
	return &review.Added[review.Agency]{Record: review.WithID(a, pick(w.chance, []string{"agency_1", "agency_2", "agency_3", "agency_4", "board", ""}))}
}

func (w *world) partner(s *subject) review.Body {
	p := review.Partner{Kind: w.word(s, "partner_kinds", "board"), Title: "A partner", Part: pick(w.chance, review.PartnerParts)}
	return &review.Added[review.Partner]{Record: review.WithID(p, pick(w.chance, []string{"partner_1", "partner_2", "agency_1", ""}))}
}

func (w *world) subject(*subject) review.Body {
	kind, band := "child", pick(w.chance, review.AgeBands)
	if band == "adult" || w.one(30) {
		kind = "adult"
	}
	return &review.Added[review.Subject]{Record: review.Subject{Kind: kind, AgeBand: band, Outcome: pick(w.chance, []string{"died", "seriously_harmed"}),
		Part: pick(w.chance, append([]string{""}, review.SubjectParts...)), Pseudonym: w.text()}}
}

func (w *world) status(s *subject) review.Body {
	b := review.Status{Subject: w.handleOf(s, "subject"), Kind: w.word(s, "status_kinds", "on_register", "looked_after"), From: review.NewDate(w.now.Year()-1, w.between(0, 12), 0)}
	if w.one(2) {
		b.To = review.NewDate(w.now.Year()-1, w.between(1, 12), 0)
	}
	return &review.Added[review.Status]{Record: b}
}

// referenceOf is that of a review of the board, this one too, or of none.
func (w *world) referenceOf(s *subject) string {
	if w.one(8) {
		return "SIM-1999-001"
	}
	return pick(w.chance, append([]*subject{s}, w.reviews...)).row.Reference
}

// link names another review of the board, or one that is not there, or this one.
func (w *world) link(s *subject) review.Body {
	l := review.Link{Kind: pick(w.chance, review.LinkKinds()), Partner: pick(w.chance, []string{"", "", "partner_1"})}
	if l.Elsewhere = w.text(); w.one(2) {
		l.Review, l.Elsewhere = w.referenceOf(s), review.Text{}
	}
	return &review.Added[review.Link]{Record: l}
}

func (w *world) relative(s *subject) review.Body {
	return &review.Added[review.Relative]{Record: review.Relative{Relation: w.word(s, "relations", "mother", "other")}}
}

func (w *world) contact(s *subject) review.Body {
	return &review.Added[review.Contact]{Record: review.Contact{Relative: w.handleOf(s, "relative"), Outcome: pick(w.chance, []string{"told", "heard", "declined", "no_reply"})}}
}

func (w *world) meeting(s *subject) review.Body {
	return &review.Added[review.Meeting]{Record: review.Meeting{Kind: w.word(s, "meeting_kinds", "panel", "board"), Present: []string{pick(w.chance, w.board.people)}, Note: w.text()}}
}

func (w *world) conversation(s *subject) review.Body {
	return &review.Added[review.Conversation]{Record: review.Conversation{Agency: w.agencyOf(s), With: w.text()}}
}

func (w *world) evidence(s *subject) review.Body {
	return &review.Added[review.Evidence]{Record: review.Evidence{Kind: w.word(s, "evidence_kinds", "records"), Agency: w.agencyOf(s), Title: w.text()}}
}

func (w *world) document(s *subject) review.Body {
	return &review.Added[review.Document]{Record: review.Document{Kind: w.word(s, "document_kinds", "report", "plan"), Title: w.text()}}
}

func (w *world) episode(s *subject) review.Body {
	return &review.Added[review.Episode]{Record: review.Episode{Label: w.text(), Happened: w.text(), From: review.NewDate(w.now.Year()-1, 0, 0), Factors: w.factors(s)}}
}

func (w *world) finding(s *subject) review.Body {
	f := review.Finding{Kind: pick(w.chance, []string{review.Pattern, review.GoodPractice}), Title: w.text(), InThisCase: w.text(), Factors: w.factors(s)}
	if w.one(3) {
		f.Questions = []review.Text{w.text(), w.text()}
	}
	if w.one(4) {
		f.Episodes = []string{w.handleOf(s, "episode")}
	}
	return &review.Added[review.Finding]{Record: f}
}

func (w *world) recommendation(s *subject) review.Body {
	return &review.Added[review.Recommendation]{Record: review.Recommendation{By: "board", Scope: pick(w.chance, []string{"local", "national"}), Text: w.text()}}
}

func (w *world) response(s *subject) review.Body {
	return &review.Added[review.Response]{Record: review.Response{To: w.handleOf(s, pick(w.chance, []string{"finding", "recommendation"})), From: "board",
		Stance: pick(w.chance, []string{"accept", "reject"}), Why: w.text()}}
}

func (w *world) action(s *subject) review.Body {
	return &review.Added[review.Action]{Record: review.Action{For: []string{w.handleOf(s, "finding")}, Owner: pick(w.chance, []string{"board", "p2", "p99"}), Title: w.text(), By: w.future()}}
}

func (w *world) hold(s *subject) review.Body {
	kind := pick(w.chance, s.def.Holds)
	h := review.Hold{Name: kind.Name, Covers: pick(w.chance, kind.MayCover), Why: w.text(), ReviewOn: w.future()}
	if len(kind.Grounds) > 0 && !w.one(10) {
		h.Ground = pick(w.chance, kind.Grounds)
	}
	switch h.Covers {
	case "track":
		h.Target = pick(w.chance, s.def.Tracks).Name
		if runs := s.row.InstancesOf(h.Target); w.one(3) {
			h.Item = pick(w.chance, runs).Item
		}
	case "document":
		h.Target = w.handleOf(s, "document")
	case "participant":
		h.Target = pick(w.chance, []string{w.agencyOf(s), w.handleOf(s, "relative"), w.handleOf(s, "conversation"), "p2"})
	}
	return &review.Added[review.Hold]{Record: h}
}

func (w *world) letter(s *subject) review.Body {
	l := review.Letter{Direction: pick(w.chance, []string{"in", "out"}), Party: pick(w.chance, []string{"ofsted", "panel", "agency_1"}), Kind: w.word(s, "letter_kinds", "query", "query", "notice", "reply"), Summary: w.text()}
	if w.one(2) {
		l.Deadline = w.future()
	}
	if w.one(3) {
		l.Answers = w.handleOf(s, "letter")
	}
	return &review.Added[review.Letter]{Record: l}
}

func (w *world) proceeding(s *subject) review.Body {
	return &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: w.word(s, "proceeding_kinds", "police")}}
}

// stepOf is a step in the life of a record.
func (w *world) stepOf(s *subject) review.Body {
	id := func(noun string) string { return w.handleOf(s, noun) }
	return pick(w.chance, []func() review.Body{
		func() review.Body {
			return &review.ConversationHeld{ID: id("conversation"), By: []string{"p1"}, Account: w.text()}
		},
		func() review.Body {
			return &review.ConversationDeferred{ID: id("conversation"), Hold: pick(w.chance, []string{"", id("hold")}), Why: w.text()}
		},
		func() review.Body { return &review.ConversationDeclined{ID: id("conversation"), Why: w.text()} },
		func() review.Body {
			return &review.EvidenceMoved{ID: id("evidence"), State: pick(w.chance, []string{"returned", "accepted", "received"}), Why: w.text()}
		},
		func() review.Body { return &review.DocumentVersioned{ID: id("document"), Note: w.text()} },
		func() review.Body {
			return &review.FindingAgreed{ID: id("finding"), At: pick(w.chance, []string{"", id("meeting")})}
		},
		func() review.Body {
			return &review.ActionTested{ID: id("action"), Result: pick(w.chance, []string{"changed", "partly"}), Evidence: w.text(), RetestOn: w.future()}
		},
		func() review.Body { return &review.ActionClosed{ID: id("action")} },
		func() review.Body { return &review.HoldReviewed{ID: id("hold"), Next: w.future(), Why: w.text()} },
		func() review.Body { return &review.HoldLifted{ID: id("hold"), Why: w.text()} },
		func() review.Body { return &review.HoldLifted{ID: id("hold"), Why: w.text()} },
		func() review.Body { return &review.HoldLifted{ID: id("hold")} },
		func() review.Body { return w.ending(s) },
		func() review.Body { return &review.ReleaseRetired{ID: id("release"), Why: w.text()} },
		func() review.Body {
			return &review.ProceedingMoved{ID: id("proceeding"), Step: w.word(s, "proceeding_steps", "opened", "trial", "ended"), Last: w.one(4)}
		},
	})()
}

// ending ends an appointment, sometimes without saying when, and now and then the one
// on which the review depends.
func (w *world) ending(s *subject) review.Body {
	id := w.handleOf(s, "assignment")
	if id == "assignment-1" && !w.one(3) {
		id = "assignment-2"
	}
	b := &review.AssignmentEnded{ID: id, Why: w.text()}
	if w.one(2) {
		b.To = w.future()
	}
	return b
}

// amendmentOf is another word on a record.
func (w *world) amendmentOf(s *subject) review.Body {
	switch b := w.factOf(s).(type) {
	case *review.Added[review.Agency]:
		return &review.Amended[review.Agency]{Record: b.Record}
	case *review.Added[review.Partner]:
		return &review.Amended[review.Partner]{Record: b.Record}
	case *review.Added[review.Subject]:
		return amended(w, s, b)
	case *review.Added[review.Status]:
		return amended(w, s, b)
	case *review.Added[review.Link]:
		return amended(w, s, b)
	case *review.Added[review.Relative]:
		return amended(w, s, b)
	case *review.Added[review.Meeting]:
		return amended(w, s, b)
	case *review.Added[review.Conversation]:
		return amended(w, s, b)
	case *review.Added[review.Evidence]:
		return amended(w, s, b)
	case *review.Added[review.Document]:
		return amended(w, s, b)
	case *review.Added[review.Episode]:
		return amended(w, s, b)
	case *review.Added[review.Finding]:
		return amended(w, s, b)
	case *review.Added[review.Recommendation]:
		return amended(w, s, b)
	case *review.Added[review.Response]:
		return amended(w, s, b)
	case *review.Added[review.Action]:
		return amended(w, s, b)
	case *review.Added[review.Letter]:
		return amended(w, s, b)
	case *review.Added[review.Proceeding]:
		return amended(w, s, b)
	default:
		return w.amendedOutside(s, b)
	}
}

func amended[T review.Noun[T]](w *world, s *subject, b *review.Added[T]) review.Body {
	return &review.Amended[T]{Record: review.WithID(b.Record, w.handleOf(s, review.NounOf[T]()))}
}
