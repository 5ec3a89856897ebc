package report

import (
	"slices"
	"strings"

	"scr/review"
)

// List writes reviews, one line each. A narrow terminal shows less of each: when
// it was opened and under what is left out. Where even that does not fit, each review
// is a list with all there is.
func List(w *Writer, reviews []review.Listed) {
	heading := []string{"Review", "State", "Due", "Clock", "Opened", "Workflow", "Stands at"}
	rows := make([][]string, len(reviews))
	for i, r := range reviews {
		rows[i] = []string{
			r.Reference, listedState(r), r.NextDue.String(), human(r.NextClock),
			r.OpenedOn.String(), r.Workflow + " " + number(r.Number), listedStages(r),
		}
	}
	if w.opt.Terminal && !w.fits(heading, rows) {
		if few, less := lessOf(heading, rows); w.fits(few, less) {
			heading, rows = few, less
		}
	}
	w.Table(heading, rows)
}

// lessOf leaves out when each review was opened and under what.
func lessOf(heading []string, rows [][]string) (few []string, less [][]string) {
	less = make([][]string, len(rows))
	for i, row := range rows {
		less[i] = slices.Delete(slices.Clone(row), 4, 6)
	}
	return slices.Delete(slices.Clone(heading), 4, 6), less
}

func listedStages(r review.Listed) string {
	at := make([]string, len(r.Stages))
	for i, s := range r.Stages {
		at[i] = s.Track + "=" + s.Stage
	}
	return strings.Join(at, " ")
}

func listedState(r review.Listed) string {
	switch {
	case r.Closed:
		return "closed"
	case r.Suspended:
		return "SUSPENDED"
	case r.OnHold: // on all of it or on one thing in it: which, "scr hold list" says
		return "open, a hold"
	}
	return "open"
}

// People writes the register, a line for each person. The register is a place
// where names are shown.
func People(w *Writer, people []review.Person) {
	rows := make([][]string, len(people))
	for i, p := range people {
		rows[i] = []string{
			p.Handle + madeUp(p.MadeUp), text(p.Name), p.Employer, list(humans(p.Professions)),
			strings.Join(accreditations(p), "; "), independence(p), rightsOf(p), registerState(p),
		}
	}
	w.Table([]string{"Who", "Name", "Works for", "Professions", "Accredited", "Independent of", "May", "State"}, rows)
}

// rightsOf says what somebody may do on the board itself.
func rightsOf(p review.Person) string {
	var may []string
	if p.Administrator {
		may = append(may, "administer")
	}
	if p.MayOpen {
		may = append(may, "open reviews")
	}
	return list(may)
}

// Person writes one person of the register in full, with the offices held.
func Person(w *Writer, p review.Person, offices []review.OfficeTerm) {
	w.Heading(p.Handle + madeUp(p.MadeUp))
	w.Pairs(0, personPairs(p, offices))
}

func personPairs(p review.Person, offices []review.OfficeTerm) []Pair {
	return slices.Concat(
		[]Pair{{"name", text(p.Name)}, {"works for", p.Employer}, {"professions", list(humans(p.Professions))}},
		several("accredited", accreditations(p)),
		[]Pair{{"independent of", independence(p)}},
		several("offices", held(p, offices)),
		[]Pair{{"may open reviews", yes(p.MayOpen)}, {"administrator", yes(p.Administrator)},
			{"on the register until", date(p.LeftOn)}},
	)
}

func accreditations(p review.Person) []string {
	schemes := make([]string, len(p.Accreditations))
	for i, a := range p.Accreditations {
		line := human(a.Scheme)
		if !a.From.IsZero() {
			line += " from " + a.From.English()
		}
		if !a.Until.IsZero() {
			line += " until " + a.Until.English()
		}
		schemes[i] = line
	}
	return schemes
}

func independence(p review.Person) string { return list(humans(p.IndependentOf)) }

// registerState says until when somebody is on the register, in words that are true
// before that day and after it.
func registerState(p review.Person) string {
	if p.LeftOn.IsZero() {
		return ""
	}
	return "until " + p.LeftOn.English()
}

func held(p review.Person, offices []review.OfficeTerm) []string {
	var terms []string
	for _, o := range offices {
		if o.Person == p.Handle {
			terms = append(terms, term(o))
		}
	}
	return terms
}

func term(o review.OfficeTerm) string {
	line := human(o.Office)
	if !o.From.IsZero() {
		line += " from " + o.From.English()
	}
	if !o.To.IsZero() {
		line += " to " + o.To.English()
	}
	return line
}

// Offices writes who holds and held the board's offices.
func Offices(w *Writer, offices []review.OfficeTerm) {
	rows := make([][]string, len(offices))
	for i, o := range offices {
		rows[i] = []string{human(o.Office), o.Person, o.From.String(), o.To.String()}
	}
	w.Table([]string{"Office", "Who", "From", "To"}, rows)
}

// Users writes the logins. Whose they are is said by handle.
func Users(w *Writer, users []review.User) {
	rows := make([][]string, len(users))
	for i, u := range users {
		rows[i] = []string{u.ID, u.Person, text(u.Login)}
	}
	w.Table([]string{"User", "Person", "Login"}, rows)
}

// Adoptions writes the adopted versions of definitions, a line each.
func Adoptions(w *Writer, adoptions []review.Adoption) {
	var rows [][]string
	for _, a := range adoptions {
		for _, v := range a.Adopted {
			rows = append(rows, []string{a.Workflow, number(v.Number), human(v.Nation), v.From.String(), v.To.String(), short(v.Hash), v.Title})
		}
	}
	w.Table([]string{"Workflow", "Version", "Nation", "From", "To", "SHA-256", "Title"}, rows)
}

// Fit is a version of a definition, and whether it fits. Its fields are those of the
// engine's.
type Fit struct {
	Workflow  string      `json:"workflow"`
	Version   int         `json:"version"` // the definition's own
	Title     string      `json:"title"`
	Nation    string      `json:"nation"`
	From      review.Date `json:"from,omitzero"`       // in force for reviews initiated from
	To        review.Date `json:"to,omitzero"`         // in force for reviews initiated until
	Successor string      `json:"successor,omitempty"` // the definition that follows it
	Criteria  []string    `json:"criteria"`            // sets of criteria that it knows
	Fits      bool        `json:"fits"`                // it is the one in force on the day
	Why       []string    `json:"why"`                 // or why not, in words
}

// VersionsJSON is what "scr workflow list" with --on or --nation prints.
type VersionsJSON struct {
	Versions []Fit `json:"versions"` // every adopted version
}

// Versions writes which versions of definitions are in force, a line each, and why the
// others are not.
func Versions(w *Writer, versions []Fit) {
	rows := make([][]string, len(versions))
	for i, v := range versions {
		state := "not in force"
		if v.Fits {
			state = "in force"
		}
		rows[i] = []string{v.Workflow, number(v.Version), human(v.Nation), state, v.From.String(), v.To.String(), v.Successor, strings.Join(v.Why, "; ")}
	}
	w.Table([]string{"Workflow", "Version", "Nation", "State", "From", "To", "Successor", "Why"}, rows)
}

// short is the beginning of a hash, enough to tell two files apart by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// Clocks writes the clocks of a review, a line each.
func Clocks(w *Writer, s Standing) {
	p := page{w, s.words(), s}
	p.bannered()
	rows := make([][]string, len(s.Clocks))
	for i, c := range s.Clocks {
		rows[i] = []string{c.Name, c.Item, clockState(c), c.Start.String(), approximately(c.About) + c.Due.String(),
			c.Limit, number(len(c.Extensions)), p.clockTitle(c)}
	}
	w.Table([]string{"Clock", "For", "State", "From", "Due", "Limit", "Extended", "Title"}, rows)
}

func clockState(c Clock) string {
	if c.Overdue && c.State != review.Stopped {
		return "OVERDUE"
	}
	if c.Overdue {
		return "stopped late"
	}
	if c.State == review.Stopped && !inTime(c) {
		return "stopped, perhaps late"
	}
	return c.State
}
