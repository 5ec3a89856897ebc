package workflow

import (
	"slices"
	"strings"
)

// Retention says how long a board keeps what. It is data: nothing is ever erased
// because a schedule says so, somebody proposes it and two others approve.
type Retention struct {
	Version   int
	Title     string
	Schedules []Schedule
}

// Schedule is one class of records and its time.
type Schedule struct {
	Name       string `json:"name"`       // as proposals name it
	Title      string `json:"title"`      // for people
	Class      string `json:"class"`      // review or person
	After      string `json:"after"`      // closed, left, birth, or a move such as publication.release
	Years      int    `json:"years"`      // after that; 0 while nobody has decided
	Cites      string `json:"cites"`      // authority for it
	Unverified bool   `json:"unverified"` // nobody could confirm it
}

// What a schedule counts from, besides moves.
const (
	AfterClosed = "closed" // the review is closed
	AfterLeft   = "left"   // the person left the register
	AfterBirth  = "birth"  // the program keeps no dates of birth: it only reminds
)

// longestRetention is the most years that a schedule may have.
const longestRetention = 200

// Schedule returns the schedule with that name, and whether there is one.
func (r *Retention) Schedule(name string) (Schedule, bool) {
	i := slices.IndexFunc(r.Schedules, func(s Schedule) bool { return s.Name == name })
	if i < 0 {
		return Schedule{}, false
	}
	return r.Schedules[i], true
}

// retentionParts are the kinds of mapping in a file of schedules.
func retentionParts() []part {
	return []part{
		{"a retention file", "retention version title schedules"},
		{"a schedule", "title class after years cites unverified"},
	}
}

// LoadRetention reads a file of retention schedules. It returns either the schedules
// or everything that is wrong with the file, in file order, as [Load] does.
func LoadRetention(file string, src []byte) (*Retention, []Diagnostic) {
	out := &report{}
	r := loadRetention(file, src, out)
	if len(out.list) > 0 {
		return nil, out.sorted()
	}
	return r, nil
}

func loadRetention(file string, src []byte, out *report) *Retention {
	source, ok := readSource(file, 0, src, out)
	if !ok {
		return nil
	}
	tree := parseTree(source, out)
	if tree == nil {
		return nil
	}
	p := &parser{out: out, doubtful: map[string]bool{}, unread: map[string]bool{}}
	top := &node{place: place{source, 1, 1, 1}}
	f := p.fields(top, tree, "a retention file")
	if n := f.needNumber("retention"); n.at != nil && n.n != 1 {
		p.complain(n.at, "wrong-type", "write retention: 1", "this program knows the first way of writing schedules, and no other")
	}
	r := &Retention{Version: f.needNumber("version").n, Title: f.needWord("title").text}
	f.need("schedules")
	r.Schedules = named(f, "schedules", "a schedule", parseSchedule)
	return r
}

func parseSchedule(p *parser, name word, value *node) Schedule {
	f := p.fields(name.at, value, "a schedule")
	s := Schedule{Name: name.text, Title: f.needWord("title").text, Cites: f.needWord("cites").text, Unverified: f.doubt().on}
	class, after, years := f.needWord("class"), f.needWord("after"), f.number("years")
	s.Class, s.After, s.Years = class.text, after.text, years.n
	if class.given() && class.text != "review" && class.text != "person" {
		p.complain(class.at, "unknown-word", "write review or person", "a schedule is for no class %q", shorten(class.text))
	}
	if after.given() && !fits(s.Class, s.After) {
		p.complain(after.at, "unknown-word", afterHint(s.Class), "a schedule for a %s cannot count from %q", s.Class, shorten(after.text))
	}
	if years.n > longestRetention {
		p.complain(years.at, "wrong-type", "leave years out while nobody has decided", "a schedule has %d years at most", longestRetention)
	}
	return s
}

// fits reports whether something of that class can be counted from there.
func fits(class, after string) bool {
	if class == "person" {
		return after == AfterLeft || after == AfterBirth
	}
	track, move, isMove := strings.Cut(after, ".")
	return after == AfterClosed || after == AfterBirth || isMove && track != "" && move != "" && !strings.Contains(move, ".")
}

func afterHint(class string) string {
	if class == "person" {
		return "write left, or birth"
	}
	return "write closed, birth, or a move such as publication.release"
}
