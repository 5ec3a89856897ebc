package report

import (
	"strconv"

	"scr/review"
)

// ErasuresJSON is what "scr erase list" prints.
type ErasuresJSON struct {
	Erasures  []review.Erasure    `json:"erasures"`  // in the order of proposal
	Moratoria []review.Moratorium `json:"moratoria"` // during which nothing is erased
}

// ErasureJSON is what "scr erase show" and "scr erase report" print.
type ErasureJSON struct {
	Erasure  review.Erasure `json:"erasure"` // as it stands
	State    string         `json:"state"`   // proposed, approved, completed or withdrawn
	Why      string         `json:"why"`
	Sealed   bool           `json:"sealed"`   // the board's texts are sealed, so that destroyed keys reach old copies too
	Barred   string         `json:"barred"`   // why it cannot be carried out now
	Due      int            `json:"due"`      // texts that the next run erases
	Worklist []WorkJSON     `json:"worklist"` // texts that somebody must read first
	Hidden   int            `json:"hidden"`   // more such texts, whose places are not shown to you
}

// WorkJSON is a text that may tell of several people.
type WorkJSON struct {
	Seq      int64       `json:"seq"`      // of the event that holds the wording to read
	Path     string      `json:"path"`     // of the text in that event
	Class    string      `json:"class"`    // of personal values
	Kind     string      `json:"kind"`     // of event
	On       review.Date `json:"on"`       // day of the event
	Shown    bool        `json:"shown"`    // the review shows this wording now
	Wordings int         `json:"wordings"` // older ones that are on record
}

// Erasures lists erasures and moratoria.
func Erasures(w *Writer, all ErasuresJSON) {
	rows := make([][]string, len(all.Erasures))
	for i, e := range all.Erasures {
		rows[i] = []string{e.ID, e.State(), ScopeWords(e.Scope), human(e.Basis), date(e.On), list(e.Proposers), approvers(e), date(e.ClosedOn)}
	}
	w.Table([]string{"Erasure", "State", "Of", "Basis", "Proposed", "By", "Approved by", "Closed"}, rows)
	for _, m := range all.Moratoria {
		if !m.Lifted {
			w.Warn(m.ID + " stands since " + m.On.English() + ": nothing is erased meanwhile")
		}
	}
}

func approvers(e review.Erasure) string {
	var by []string
	for _, a := range e.Standing() {
		by = append(by, a.By)
	}
	return list(by)
}

// ScopeWords says in words what an erasure takes away. Whoever may not hear of which review
// it is was given the kind alone.
func ScopeWords(s review.ErasureScope) string {
	if s.Kind == review.EraseReasons {
		return "reasons for reading" + reasonsOf(s)
	}
	if s.Review == "" && s.Kind != review.ErasePerson {
		return map[string]string{review.EraseReview: "all", review.EraseTexts: "some texts", review.EraseSubject: "a subject",
			review.EraseRelative: "a relative"}[s.Kind] + " of a review in which you have no part"
	}
	switch s.Kind {
	case review.EraseReview:
		return "all of " + s.Review
	case review.ErasePerson:
		return s.Of + " of the register"
	case review.EraseTexts:
		return placesOf(s) + " of " + s.Review
	}
	return s.Of + " of " + s.Review
}

// reasonsOf says whose reasons for reading an erasure takes away, and which, to those who
// may hear it.
func reasonsOf(s review.ErasureScope) string {
	if s.Of == "" {
		return ""
	}
	return ": " + placesOf(s) + " of " + s.Of
}

func placesOf(s review.ErasureScope) string {
	places := make([]string, len(s.Texts))
	for i, at := range s.Texts {
		places[i] = at.String()
	}
	return list(places)
}

// Erasure writes one erasure, with what is still to be done.
func Erasure(w *Writer, e ErasureJSON) {
	w.Heading(e.Erasure.ID)
	w.Pairs(0, []Pair{
		{"state", e.State}, {"takes away", ScopeWords(e.Erasure.Scope)}, {"basis", human(e.Erasure.Basis)}, {"schedule", human(e.Erasure.Rule)},
		{"why", e.Why}, {"proposed", date(e.Erasure.On) + " by " + list(e.Erasure.Proposers)}, {"approved by", approvers(e.Erasure)},
		{"closed", date(e.Erasure.ClosedOn)}, {"texts erased", erasedTexts(e.Erasure)}, {"older wordings to go", sortedOut(e.Erasure)}, {"the next run erases", due(e)},
	})
	if e.Barred != "" {
		w.Warn("barred: " + e.Barred)
	}
	worklist(w, e)
}

func erasedTexts(e review.Erasure) string {
	if !e.Completed {
		return ""
	}
	return strconv.Itoa(e.Texts)
}

// sortedOut lists the older wordings that somebody said are to go: that is approved again.
func sortedOut(e review.Erasure) string {
	var places []string
	for _, t := range e.Sorted {
		for _, at := range t.Erase {
			places = append(places, at.String())
		}
	}
	return list(places)
}

func due(e ErasureJSON) string {
	if !e.Erasure.Open() {
		return ""
	}
	return Count(e.Due, "text", "texts")
}

// worklist tells what somebody must read before the rest can go.
func worklist(w *Writer, e ErasureJSON) {
	if e.Hidden > 0 {
		w.Paragraph("To be read, and not shown to you: " + Count(e.Hidden, "text", "texts") + ". Somebody who sees them reads them.")
	}
	if len(e.Worklist) == 0 {
		return
	}
	w.Heading("To be read")
	w.Paragraph("Each of these texts may tell of several people. Where one tells of " + e.Erasure.Scope.Of +
		", say it again without (\"scr correct\", or amend the record). Then mark it: \"scr erase done\".")
	rows := make([][]string, len(e.Worklist))
	for i, t := range e.Worklist {
		rows[i] = []string{review.TextPlace{Seq: t.Seq, Path: t.Path}.String(), t.Kind, date(t.On), shown(t), whenDone(t)}
	}
	w.Table([]string{"Text", "Event", "On", "Now", "When marked done"}, rows)
	w.Paragraph("To read them: \"scr history " + e.Erasure.Scope.Review + "\" shows each under the number before the stroke, to whoever has a part in the review.")
}

func shown(t WorkJSON) string {
	if t.Shown {
		return "shown"
	}
	return "in the log only"
}

// whenDone says what becomes of a text once it is marked: what the review shows now stays,
// and every other wording goes.
func whenDone(t WorkJSON) string {
	older := Count(t.Wordings, "older wording", "older wordings")
	switch {
	case !t.Shown && t.Wordings == 0:
		return "goes"
	case !t.Shown:
		return "goes, with " + older
	case t.Wordings == 0:
		return "stays"
	case t.Wordings == 1:
		return "stays; 1 older wording goes"
	}
	return "stays; " + older + " go"
}

// ErasureReport says what an erasure has reached, and what it has not.
func ErasureReport(w *Writer, e ErasureJSON) {
	if !e.Erasure.Completed {
		w.Paragraph(e.Erasure.ID + " is not completed: it is " + e.State + ".")
		Erasure(w, e)
		return
	}
	closed := date(e.Erasure.ClosedOn)
	w.Heading(e.Erasure.ID + ": " + ScopeWords(e.Erasure.Scope))
	if e.Erasure.Texts == 0 {
		w.Paragraph("No text was erased: on " + closed + " there was none left for " + e.Erasure.ID + " to take. " + whyNone(e.Erasure))
		return
	}
	w.Paragraph(Count(e.Erasure.Texts, "text was", "texts were") + " erased on " + closed + ". From that day on nobody reads them in this database.")
	if e.Sealed {
		w.Paragraph("Their keys are destroyed. Copies of the database, however old, cannot be read without them.")
		w.Paragraph("Complete on " + date(e.Erasure.BackupsUntil) + ": by then no backup of the key folder that was made before " + closed +
			" may be left, on any medium. Whoever keeps those backups is to see to it.")
	} else {
		w.Warn("This board seals nothing: every copy of the database that was made before " + closed +
			" still holds these texts, and so may the disk it lies on. Find those copies and destroy them.")
	}
	w.Paragraph(stays(e.Erasure.Scope))
	if e.Erasure.Scope.Review != "" {
		w.Paragraph("Not reached: the reasons that people gave for reading, which lie in their own entries of the register. " +
			"They are erased by themselves: \"scr erase propose --person PERSON --text EVENT/why\".")
	}
	if e.Erasure.Scope.Kind == review.EraseReasons {
		w.Paragraph("Not reached: the same reason in other places. \"scr sar\" records it once for the register and once for each review that it reads.")
	}
	w.Paragraph("Not reached: what was printed, sent, copied elsewhere or remembered.")
}

// whyNone says of an erasure that took nothing where to look: it destroyed no keys.
func whyNone(e review.Erasure) string {
	if len(e.Sorted) > 0 {
		return "What was read for it stays as it is."
	}
	return "If another erasure took what it asks for, the report of that one says what was reached, and from what day on."
}

// stays says what an erasure leaves: texts go, and what stands in the log beside them does not.
func stays(s review.ErasureScope) string {
	const log = "the log keeps that there was each of these texts, who recorded it and when."
	switch {
	case s.Of == "":
	case s.Kind == review.EraseReasons:
		return "What stays: that " + s.Of + " read something for a reason, in which review, when and by which command; " + log
	case s.Kind == review.EraseSubject:
		return "What stays: that " + s.Of + " is on record, as child or adult, with age band, outcome and the days; " + log
	case s.Kind == review.EraseRelative:
		return "What stays: that " + s.Of + " is on record, with the relation, each contact, how it was made and the days; " + log
	case s.Kind == review.ErasePerson:
		return "What stays: that " + s.Of + " is in the register, with employer, professions, parts in reviews and the days; " + log
	}
	return "What stays: the records themselves, with everything about them that is no text; " + log
}
