package report

import (
	"slices"
	"strings"

	"scr/review"
)

// List writes reviews, one line each. A narrow terminal shows less of each: when
// it was opened and under what is left out.
func List(w *Writer, reviews []review.Listed) {
	const wide = 110
	heading := []string{"Review", "State", "Due", "Clock", "Opened", "Workflow", "Stands at"}
	rows := make([][]string, len(reviews))
	for i, r := range reviews {
		rows[i] = []string{
			r.Reference, listedState(r), r.NextDue.String(), human(r.NextClock),
			r.OpenedOn.String(), r.Workflow + " " + number(r.Number), listedStages(r),
		}
		if w.opt.Terminal && w.opt.Width < wide {
			rows[i] = slices.Delete(rows[i], 4, 6)
		}
	}
	if w.opt.Terminal && w.opt.Width < wide {
		heading = slices.Delete(heading, 4, 6)
	}
	w.Table(heading, rows)
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
	case r.OnHold:
		return "on hold"
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
			strings.ReplaceAll(accreditations(p), "\n", "; "), independence(p), registerState(p),
		}
	}
	w.Table([]string{"Who", "Name", "Works for", "Professions", "Accredited", "Independent of", "State"}, rows)
}

// Person writes one person of the register in full, with the offices held.
func Person(w *Writer, p review.Person, offices []review.OfficeTerm) {
	w.Heading(p.Handle + madeUp(p.MadeUp))
	w.Pairs(0, []Pair{
		{"name", text(p.Name)},
		{"works for", p.Employer},
		{"professions", list(humans(p.Professions))},
		{"accredited", accreditations(p)},
		{"independent of", independence(p)},
		{"offices", held(p, offices)},
		{"may open reviews", yes(p.MayOpen)},
		{"administrator", yes(p.Administrator)},
		{"left the register", date(p.LeftOn)},
	})
}

func accreditations(p review.Person) string {
	return lines(p.Accreditations, func(a review.Accreditation) string {
		line := human(a.Scheme)
		if !a.From.IsZero() {
			line += " from " + a.From.English()
		}
		if !a.Until.IsZero() {
			line += " until " + a.Until.English()
		}
		return line
	})
}

func independence(p review.Person) string { return list(humans(p.IndependentOf)) }

func registerState(p review.Person) string {
	if p.LeftOn.IsZero() {
		return ""
	}
	return "left" + on(p.LeftOn)
}

func held(p review.Person, offices []review.OfficeTerm) string {
	var terms []string
	for _, o := range offices {
		if o.Person == p.Handle {
			terms = append(terms, term(o))
		}
	}
	return strings.Join(terms, "\n")
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

// short is the beginning of a hash, enough to tell two files apart by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// Clocks writes the clocks of a review, a line each.
func Clocks(w *Writer, s Standing) {
	p := page{w, s.words(), s}
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
	return c.State
}
