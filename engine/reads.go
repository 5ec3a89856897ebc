package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"scr/review"
	"scr/workflow/calendar"
)

// ClaimView is a claim as the privacy officer sees it: who, when and where, and never
// why, because a reason may tell of the case.
type ClaimView struct {
	Reference string      `json:"reference"`
	Claim     string      `json:"claim"`
	Person    string      `json:"person"`
	On        review.Date `json:"on"`
	Until     time.Time   `json:"until,omitzero"` // unset while it waits for a second person
	Open      bool        `json:"open"`
	Closed    bool        `json:"closed"`
	CloseBy   review.Date `json:"close_by"`
	Overdue   bool        `json:"overdue"`
}

// Unusual is reading that somebody should ask about: what one person read of one review
// on one day, for one reason. It need not be wrong.
type Unusual struct {
	Number    int64     `json:"number"` // of the first, in the access log
	At        time.Time `json:"at"`     // the first time, UTC
	Last      time.Time `json:"last"`   // the last time, UTC
	Times     int       `json:"times"`
	Person    string    `json:"person"`
	Reference string    `json:"reference,omitempty"`
	Command   string    `json:"command"` // the first
	Why       string    `json:"why"`
}

// MonthOfReading sums up what one person read of one review in a month.
type MonthOfReading struct {
	Month     string `json:"month"` // 2026-03
	Person    string `json:"person"`
	Reference string `json:"reference,omitempty"` // empty: the register
	Readings  int    `json:"readings"`
	Texts     int    `json:"texts"`
}

// Reads is what the access log says.
type Reads struct {
	Claims  []ClaimView      `json:"claims"`
	Unusual []Unusual        `json:"unusual"`
	Months  []MonthOfReading `json:"months"`
	Entries int              `json:"entries"`
}

// What is asked about.
const (
	subjectsAnHour = 20                   // more is unusual
	longClosed     = 365 * 24 * time.Hour // since a review was closed
	dayBegins      = 7                    // London hours outside of which reading is unusual
	dayEnds        = 20
)

// Reads returns what the access log says of a person or a review: of all of them for
// the privacy officer and, in the reviews where they have that part, the auditor; of
// their own reading for everybody.
func (e *Engine) Reads(ctx context.Context, person, reference string, by Reader) (*Reads, error) {
	cases, all, err := e.casesFor(ctx, reference, by.Person)
	if err != nil {
		return nil, err
	}
	log, err := e.Store.AccessLog(ctx, review.AccessQuery{Person: person})
	if err != nil {
		return nil, err
	}
	log = slices.DeleteFunc(log, func(a review.Access) bool {
		c, known := cases[a.Stream]
		of := reference == "" || known
		return !of || a.Person != by.Person && !all && !(known && c.audits)
	})
	if person != "" && person != by.Person && !all && len(log) == 0 {
		return nil, review.Errorf(review.Forbidden, "what others read is for the privacy officer").
			WithHint("\"scr audit access\" shows what you read yourself")
	}
	out := &Reads{Unusual: unusual(log, cases), Months: months(log, cases), Entries: len(log), Claims: []ClaimView{}}
	for _, c := range cases {
		for _, claim := range c.claims {
			if (all || c.audits || claim.Person == by.Person) && (person == "" || claim.Person == person) {
				out.Claims = append(out.Claims, claim)
			}
		}
	}
	slices.SortFunc(out.Claims, func(a, b ClaimView) int {
		return cmp.Or(strings.Compare(a.Reference, b.Reference), strings.Compare(a.Claim, b.Claim))
	})
	return out, nil
}

// readCase is what the access log needs to know of a review.
type readCase struct {
	reference string
	subjects  int
	closedOn  review.Date // unknown while it is open
	claims    []ClaimView
	audits    bool // whoever asks sees everybody's reading of it
}

// casesFor returns the reviews by their streams, and whether whoever asks may see what
// all people read. A review that is named must be one that they may ask about.
func (e *Engine) casesFor(ctx context.Context, reference, user string) (map[review.Stream]readCase, bool, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, false, err
	}
	all := holdsOffice(board.Offices, user, PrivacyOfficer, today(e.Now()))
	cases := map[review.Stream]readCase{}
	visit := func(ref string) error {
		d, s, err := e.standingOf(ctx, ref, user)
		if err != nil {
			return err
		}
		if reference != "" && s.basis == "" && !all {
			return notFound(d.asked)
		}
		cases[d.before.Stream()] = d.readCase(s)
		return nil
	}
	if reference != "" {
		return cases, all, visit(reference)
	}
	return cases, all, e.eachReview(ctx, visit)
}

func (d *draft) readCase(s *sight) readCase {
	r := d.before
	c := readCase{reference: r.Reference, subjects: len(r.Subjects), audits: slices.Contains(s.columns, Auditor) && s.basis == review.ByPart,
		closedOn: r.ClosedOn()}
	for _, claim := range r.Claims {
		v := ClaimView{Reference: r.Reference, Claim: claim.ID, Person: claim.Person, On: claim.On, Until: claim.Until,
			Open: claim.Open(d.at), Closed: claim.Closed, CloseBy: d.closeBy(claim)}
		v.Overdue = !v.Closed && v.CloseBy.Before(d.today)
		c.claims = append(c.claims, v)
	}
	return c
}

// claims returns the claims of every review, or of one.
func (e *Engine) claims(ctx context.Context, user string) ([]ClaimView, error) {
	cases, _, err := e.casesFor(ctx, "", user)
	var list []ClaimView
	for _, c := range cases {
		list = append(list, c.claims...)
	}
	return list, err
}

// unusual finds the readings that somebody should ask about.
func unusual(log []review.Access, cases map[review.Stream]readCase) []Unusual {
	list := []Unusual{}
	known := map[[4]string]int{}           // where one stands in the list
	recent := map[string][]review.Access{} // of each person, within an hour
	for _, a := range log {
		c := cases[a.Stream]
		add := func(why string) {
			of := [4]string{a.Person, c.reference, why, calendar.DayOf(a.At).String()}
			if i, again := known[of]; again {
				list[i].Last, list[i].Times = a.At, list[i].Times+1
				return
			}
			known[of] = len(list)
			list = append(list, Unusual{a.Number, a.At, a.At, 1, a.Person, c.reference, a.Command, why})
		}
		if a.Basis == review.ByClaim {
			add("outside the reviews they have a part in: the access was claimed")
		}
		if why := oddHour(a.At); why != "" {
			add(why)
		}
		if !c.closedOn.IsZero() && a.At.Sub(endOf(c.closedOn)) > longClosed {
			add("the review has been closed for over a year")
		}
		mine := slices.DeleteFunc(recent[a.Person], func(b review.Access) bool { return a.At.Sub(b.At) >= time.Hour })
		before := subjectsIn(mine, cases)
		recent[a.Person] = append(mine, a)
		if after := subjectsIn(recent[a.Person], cases); after > subjectsAnHour && before <= subjectsAnHour {
			add("more than 20 children and adults within an hour")
		}
	}
	return list
}

// subjectsIn counts the subjects of the reviews that were read.
func subjectsIn(read []review.Access, cases map[review.Stream]readCase) int {
	seen, n := map[review.Stream]bool{}, 0
	for _, a := range read {
		if !seen[a.Stream] {
			seen[a.Stream], n = true, n+cases[a.Stream].subjects
		}
	}
	return n
}

// endOf returns the last instant that a day can mean.
func endOf(d review.Date) time.Time {
	year, month, day := d.Last().Parts()
	return time.Date(year, time.Month(month), day, 23, 59, 59, 0, time.UTC)
}

// oddHour says why a time of reading is unusual.
func oddHour(at time.Time) string {
	local := calendar.London(at)
	if cal, err := calendar.For(calendar.England); err == nil {
		if day := calendar.DayOf(at); cal.Covers(day) && !cal.WorkingDay(day) {
			return "on " + local.Format("Monday 2 January") + ", which is no working day"
		}
	}
	switch {
	case local.Hour() < dayBegins:
		return "before 7 in the morning"
	case local.Hour() >= dayEnds:
		return "after 8 in the evening"
	}
	return ""
}

// months sums up the log by month, person and review.
func months(log []review.Access, cases map[review.Stream]readCase) []MonthOfReading {
	sums := map[MonthOfReading]*MonthOfReading{}
	list := []MonthOfReading{}
	for _, a := range log {
		key := MonthOfReading{Month: calendar.London(a.At).Format("2006-01"), Person: a.Person, Reference: cases[a.Stream].reference}
		if sums[key] == nil {
			sums[key] = &MonthOfReading{key.Month, key.Person, key.Reference, 0, 0}
		}
		sums[key].Readings++
		sums[key].Texts += a.Total()
	}
	for _, sum := range sums {
		list = append(list, *sum)
	}
	slices.SortFunc(list, func(a, b MonthOfReading) int {
		return cmp.Or(strings.Compare(b.Month, a.Month), strings.Compare(a.Person, b.Person), strings.Compare(a.Reference, b.Reference))
	})
	return list
}

// OpenedThisMonth returns how often a person has read this review in the month that
// it is now in London.
func (e *Engine) OpenedThisMonth(ctx context.Context, r *review.Review, user string) (int64, error) {
	local := calendar.London(e.Now())
	begin := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, local.Location())
	return e.Store.AccessCount(ctx, user, r.Stream(), begin)
}
