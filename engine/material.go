package engine

import (
	"scr/review"
)

// Material is a kind of thing that is kept on a review or beside it, as far as it
// matters for who may see it: a row of the table of rights.
type Material string

// The materials, in the order of the table.
const (
	Existence     Material = "existence"      // that there is the review, where it stands, its clocks and holds, which criteria are met, who has a part
	Identity      Material = "identity"       // who the child and the family are
	AgencyOwn     Material = "agency_own"     // what the reader's own agency supplied
	AgencyOthers  Material = "agency_others"  // what other agencies supplied
	Conversations Material = "conversations"  // what staff said to the reviewers
	Staff         Material = "staff"          // who the staff of the case are
	Family        Material = "family"         // what the family contributed
	Work          Material = "work"           // what the review team makes: meetings, letters, episodes, findings, actions
	Legal         Material = "legal_advice"   // what lawyers advised
	Publication   Material = "publication"    // documents that are to be published, what was put out, and to whom it was disclosed
	Reasons       Material = "reasons"        // why something was decided, and what was written down with it
	Names         Material = "names"          // names of those who work on reviews
	AccessLog     Material = "access_log"     // who read what
	Definitions   Material = "workflow_files" // the process itself
)

// Materials lists all materials, in the order of the table.
func Materials() []Material {
	return []Material{Existence, Identity, AgencyOwn, AgencyOthers, Conversations, Staff, Family, Work, Legal,
		Publication, Reasons, Names, AccessLog, Definitions}
}

// nouns says which material a kind of record or event is. What an agency supplied is
// the reader's own or another's; see [sight.material].
var nouns = map[string]Material{
	"review": Existence, "track": Existence, "item": Existence, "move": Existence, "clock": Existence, "hold": Existence,
	"criterion": Existence,
	"form":      Existence, "assignment": Existence, "agency": Existence, "partner": Existence, "panel": Existence, "texts": Existence,
	"subject": Identity, "status": Identity, "relative": Identity,
	"evidence":     AgencyOthers,
	"conversation": Conversations,
	"contact":      Family,
	"meeting":      Work, "letter": Work, "proceeding": Work, "link": Work, "episode": Work, "finding": Work,
	"recommendation": Work, "response": Work, "action": Work,
	"document": Publication, "release": Publication, "disclosure": Publication,
	"material": Legal,
	"conflict": Reasons, "access": Reasons,
	"person": Names, "user": Names, "board": Names, "office": Names, "approval": Names,
	"erasure": Names, "erasures": Names, "moratorium": Names, "sar": Names, "restore": Names,
	"definition": Definitions,
}

// MaterialOf returns the material of a text, by the kind of record or event that it
// belongs to and by its class. What nobody said a material of is no material, and
// nobody may see it.
func MaterialOf(noun string, class review.Class) (Material, bool) {
	m, known := nouns[noun]
	switch {
	case !known:
		return "", false
	case m == Names:
		return m, true
	case class == review.Identity:
		return Identity, true
	case class == review.Staff:
		return Staff, true
	case class == review.Family:
		return Family, true
	case class != review.Narrative && class != review.Reason:
		return "", false
	case m == Existence:
		return Reasons, true // of a move that everybody knows of, not everybody knows why
	}
	return m, true
}

// places says of what kind the records are that a field of a review's state holds.
var places = map[string]string{
	"outside_dates": "review", "taken_on": "review", "instances": "track", "moves": "move", "forms": "form",
	"clocks": "clock", "holds": "hold", "assignments": "assignment", "subjects": "subject", "agencies": "agency", "partners": "partner", "statuses": "status", "links": "link",
	"relatives": "relative", "contacts": "contact", "meetings": "meeting", "conversations": "conversation",
	"evidence": "evidence", "documents": "document", "letters": "letter", "proceedings": "proceeding",
	"episodes": "episode", "findings": "finding", "recommendations": "recommendation", "responses": "response",
	"actions": "action", "criteria": "criterion", "releases": "release", "disclosures": "disclosure", "declared": "conflict", "claims": "access",
}
