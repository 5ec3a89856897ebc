package main

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// material says what a canary is to a seat: a row of the table, computed here from
// what is known of the canary and not from the program.
func (c canary) material(s seat) engine.Material {
	switch {
	case c.noun == "person":
		return engine.Names
	case c.legal:
		return engine.Legal
	case c.class == review.Identity || c.noun == "of_subject":
		return engine.Identity
	case c.class == review.Staff:
		return engine.Staff
	case c.class == review.Family || c.noun == "of_relative" || c.noun == "contact":
		return engine.Family
	}
	switch c.noun {
	case "evidence", "of_agency":
		if c.own && (s.column == engine.PanelMember || s.column == engine.AgencyAuthor) {
			return engine.AgencyOwn
		}
		return engine.AgencyOthers
	case "conversation":
		return engine.Conversations
	case "document", "release", "disclosure":
		return engine.Publication
	case "meeting", "letter", "proceeding", "link", "episode", "finding", "recommendation", "response", "action":
		return engine.Work
	}
	return engine.Reasons
}

// may reports whether the table lets a seat read a canary without giving a reason,
// where nothing was shared.
func (c canary) may(s seat) bool {
	if c.noun == "person" {
		return c.by == s.person || s.person == "p11" || s.column != "" && engine.RightOf(s.column, engine.Names) == engine.Read
	}
	switch engine.RightOf(s.column, c.material(s)) {
	case engine.Read:
		return true
	case engine.Pseudonym:
		return strings.HasSuffix(c.path, ".pseudonym")
	case engine.Own:
		return c.class == review.Identity || c.noun == "of_subject" // the author's agency is of the case
	case engine.Shared:
		return c.noun == "conversation" && s.person == "p3" // who held it
	}
	return false
}

// TestAReasonOpensWhatIsShownForOne: the panel member learns names, the auditor reads
// what agencies supplied; neither sees legal advice. The reason is recorded.
func TestAReasonOpensWhatIsShownForOne(t *testing.T) {
	b := newRightsBoard(t)
	why := b.write("why", "The coroner asks.")
	for _, s := range seats() {
		plain, _ := b.tried(s.person, "show", b.ref)
		for _, c := range b.seen(plain) {
			if r := engine.RightOf(s.column, c.material(s)); r == engine.OnReason {
				t.Errorf("%s sees %s%s without a reason", s.name, c.noun, c.path)
			}
		}
		reasoned, status := b.tried(s.person, "history", b.ref, "--json", "--reason-from", why)
		more := map[engine.Material]bool{}
		for _, c := range b.seen(reasoned) {
			more[c.material(s)] = true
		}
		for _, m := range engine.Materials() {
			right := engine.RightOf(s.column, m)
			if right == engine.None && more[m] && m != engine.Names {
				t.Errorf("%s sees %s for a reason", s.name, m)
			}
			if right == engine.OnReason && m != engine.AgencyOwn && !more[m] {
				t.Errorf("%s does not see %s for a reason (exit %d)", s.name, m, status)
			}
		}
		if log := b.accessLog(t, s); s.column != "" && s.column != engine.NoColumn && (len(log) != 1 || !strings.HasPrefix(log[0].Purpose, s.person+"#")) {
			t.Errorf("%s gave a reason, and the access log refers to none: %+v", s.name, log)
		}
	}
}

// letter is a material in the table of commands.
func letter(m engine.Material) string {
	return map[engine.Material]string{engine.Identity: "I", engine.AgencyOwn: "A", engine.AgencyOthers: "O", engine.Conversations: "C",
		engine.Staff: "S", engine.Family: "F", engine.Work: "W", engine.Legal: "L", engine.Publication: "P", engine.Reasons: "R", engine.Names: "N"}[m]
}

// TestWhoMayReadDoesRead: what the table gives is not left out of the whole review.
func TestWhoMayReadDoesRead(t *testing.T) {
	b := newRightsBoard(t)
	for _, s := range seats() {
		if s.column == "" {
			continue
		}
		out, _ := b.tried(s.person, "history", b.ref, "--json")
		for word, c := range b.canaries {
			hidden := c.noun == "conversation" && engine.RightOf(s.column, engine.Conversations) != engine.Read ||
				c.noun == "proceeding" && engine.RightOf(s.column, engine.Work) != engine.Read ||
				c.noun == "finding" && engine.RightOf(s.column, engine.Work) != engine.Read
			if c.noun == "person" || hidden || !c.may(s) || strings.Contains(out, word) {
				continue
			}
			t.Errorf("%s may read %s%s (%s) and does not", s.name, c.noun, c.path, c.material(s))
		}
	}
}
