package scenario

import (
	"context"
	"slices"
	"sync"

	"scr/engine"
	"scr/review"
)

// verb is what a step can do.
type verb struct {
	name   string
	beside []string // keys beside it that belong to it
	read   func(*parser, *step)
	do     func(context.Context, *trial, *step) (engine.Outcome, error)

	fresh func() review.Body // of what is recorded; nil for other verbs
}

// verbs are all of them, those that record something after the others.
var verbs = sync.OnceValue(func() []verb { return append(commands(), records()...) })

func verbOf(name string) *verb {
	all := verbs()
	if i := slices.IndexFunc(all, func(v verb) bool { return v.name == name }); i >= 0 {
		return &all[i]
	}
	return nil
}

func verbNames() (names []string) {
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	return names
}

// records are the verbs that record a fact: for each kind of record that it is added
// and amended, and what happens to it later, as the command line calls it. A new kind of
// record is a line here.
func records() []verb {
	return slices.Concat(
		record[review.Subject](),
		named[review.Agency](),
		named[review.Partner](),
		record[review.Relative](),
		only[review.Contact](),
		record[review.Meeting](),
		record[review.Conversation](deed[review.ConversationHeld]("conversation held"),
			deed[review.ConversationDeferred]("conversation deferred"), deed[review.ConversationDeclined]("conversation declined")),
		record[review.Evidence](deed[review.EvidenceMoved]("evidence moved")),
		record[review.Document](deed[review.DocumentVersioned]("document version")),
		record[review.Letter](),
		record[review.Proceeding](deed[review.ProceedingMoved]("proceeding step")),
		record[review.Episode](),
		record[review.Finding](deed[review.FindingAgreed]("finding agree")),
		record[review.Recommendation](),
		record[review.Response](),
		record[review.Action](deed[review.ActionTested]("action test"), deed[review.ActionClosed]("action close")),
		record[review.Status](),
		record[review.Link](),
		record[review.Criterion](),
		record[review.Release](deed[review.ReleaseRetired]("release retire")),
		record[review.Disclosure](),
		only[review.Hold](deed[review.HoldReviewed]("hold review"), deed[review.HoldLifted]("lift")),
		[]verb{deed[review.AssignmentEnded]("role end")},
	)
}

// record are the verbs of a kind of record whose handles the program gives.
func record[T review.Noun[T]](deeds ...verb) []verb {
	return slices.Concat([]verb{adding[T](false), amending[T]()}, deeds)
}

// named are the verbs of a kind of record whose handles people choose.
func named[T review.Noun[T]](deeds ...verb) []verb {
	return slices.Concat([]verb{adding[T](true), amending[T]()}, deeds)
}

// only are the verbs of a kind of record that is not amended.
func only[T review.Noun[T]](deeds ...verb) []verb {
	return slices.Concat([]verb{adding[T](false)}, deeds)
}

// commands are the verbs that are commands of their own.
func commands() []verb {
	return []verb{
		{name: "move", beside: []string{"item", "form", "despite", "why", "authority"}, read: readMove, do: doMove},
		{name: "fill", read: readKeys("form", "values", "item"), do: doFill},
		{name: "role", read: readKeys("person", "role", "agency", "profession", "from", "to"), do: doRole},
		{name: "extend", read: readKeys("clock", "item", "until", "documents", "why"), do: doExtend},
		{name: "excuse", read: readKeys("track", "item", "why"), do: doExcuse},
		{name: "admit", read: readKeys("track", "item", "why"), do: doAdmit},
		{name: "correct", read: readCorrect, do: doCorrect},
		{name: "declare", read: readKeys("person", "kinds", "agency", "why"), do: doDeclare},
		{name: "office", read: readKeys("person", "office", "from", "until"), do: doOffice},
		{name: "check", read: readCheck, do: doCheck},
	}
}
