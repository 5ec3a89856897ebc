package review

import "slices"

// Listed is a review as a list shows it: one line, nothing personal.
type Listed struct {
	Reference string    `json:"reference"`
	Workflow  string    `json:"workflow"`
	Number    int       `json:"workflow_version"`
	OpenedOn  Date      `json:"opened_on"`
	Stages    []Listing `json:"stages"` // of the tracks that have one instance
	Closed    bool      `json:"closed"`
	OnHold    bool      `json:"on_hold"`
	Suspended bool      `json:"suspended"`  // a hold keeps every move of it waiting
	NextDue   Date      `json:"next_due"`   // of the clock that falls due first: it runs, or was late when it was paused
	NextClock string    `json:"next_clock"` // its name
	Latest    Date      `json:"latest"`     // day of the latest move
}

// Listing is where one track of a listed review stands.
type Listing struct {
	Track string `json:"track"`
	Stage string `json:"stage"`
}

// Query says which reviews to list. Lists are by key: the next page begins after
// the last reference of the page before.
type Query struct {
	Stage    string // track.stage or stage; "" for any
	Workflow string
	Person   string // handle: only reviews in which the person has a part now
	Under    []Pin  // with Person: and those under these definitions, in which an office gives a part; workflow and number are read
	Today    Date   // the day that now is; unknown: a part with a last day is over
	Overdue  Date   // a running clock was due before this day; unknown for any
	Open     bool   // leave out closed reviews
	After    string // reference; "" for the first page
	Limit    int    // at most 500; 0 means 50
}

// Line returns the review as a list shows it.
func (r *Review) Line() Listed {
	l := Listed{Reference: r.Reference, Workflow: r.Pin.Workflow, Number: r.Pin.Number, OpenedOn: r.OpenedOn,
		Stages: r.listings(), Closed: r.Closed(), OnHold: r.onHold(), Latest: r.Latest}
	l.NextDue, l.NextClock = r.nextDue()
	return l
}

// listings returns where the tracks that have one instance stand.
func (r *Review) listings() []Listing {
	list := []Listing{}
	for _, in := range r.Instances {
		if in.Item == "" {
			list = append(list, Listing{Track: in.Track, Stage: in.Stage})
		}
	}
	return list
}

// onHold reports whether any hold on the review, or on a part of it, stands.
func (r *Review) onHold() bool {
	return slices.ContainsFunc(r.Holds, func(h Hold) bool { return !h.Lifted })
}

// nextDue returns the day and the name of the clock that falls due first, of those that run
// and of those whose day had passed before they were paused: what was late stays late.
func (r *Review) nextDue() (due Date, clock string) {
	for _, c := range r.Clocks {
		waits := c.State == Running || c.State == Paused && c.OverdueOn(c.PausedOn)
		if waits && c.Due.IsDay() && (due.IsZero() || c.Due.Before(due)) {
			due, clock = c.Due, c.Name
		}
	}
	return due, clock
}
