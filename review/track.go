package review

import (
	"slices"
	"strconv"
)

func handle(noun string, n int) string { return noun + "-" + strconv.Itoa(n) }

// ReviewOpened begins a review's log. The store assigns an empty reference when
// it appends, from the board's counter for the London year.
type ReviewOpened struct {
	Reference    string `json:"reference"`
	Pin          Pin    `json:"pin"`
	OutsideDates Text   `json:"outside_dates,omitzero" personal:"reason"`
}

// Kind returns "review.opened/1".
func (*ReviewOpened) Kind() string { return "review.opened/1" }

func (b *ReviewOpened) apply(r *Review, ev Event) error {
	r.Reference, r.Pin, r.Board = b.Reference, b.Pin, ev.Board
	r.OpenedOn, r.OutsideDates = ev.OccurredOn, b.OutsideDates
	return nil
}

// ReviewTakenOn says where a review stood when it came into this program. What
// its earlier moves required is not evidenced here.
type ReviewTakenOn struct {
	At  []TakenOnAt `json:"at"`
	Why Text        `json:"why,omitzero" personal:"reason"`
}

// TakenOnAt is where one track stood.
type TakenOnAt struct {
	Track string `json:"track"`
	Item  string `json:"item,omitempty"`
	Stage string `json:"stage"`
	Final bool   `json:"final,omitempty"`

	Beside bool `json:"beside,omitempty"` // goes on beside the review
}

// Kind returns "review.taken_on/1".
func (*ReviewTakenOn) Kind() string { return "review.taken_on/1" }

func (b *ReviewTakenOn) apply(r *Review, ev Event) error {
	r.TakenOn = &TakenOn{Seq: ev.Seq, Why: b.Why}
	for _, at := range b.At {
		r.place(Instance{Track: at.Track, Item: at.Item, Stage: at.Stage, Since: ev.OccurredOn,
			Seq: ev.Seq, Final: at.Final, Beside: at.Beside, Evidence: true})
	}
	return nil
}

// TrackOpened opens an instance of a track at its initial stage.
type TrackOpened struct {
	Track string `json:"track"`
	Item  string `json:"item,omitempty"`
	Stage string `json:"stage"`
	Final bool   `json:"final,omitempty"`
	Late  string `json:"late,omitempty"` // the join, as track.move, already judged

	Beside bool `json:"beside,omitempty"` // goes on beside the review
}

// Kind returns "track.opened/1".
func (*TrackOpened) Kind() string { return "track.opened/1" }

func (b *TrackOpened) apply(r *Review, ev Event) error {
	r.place(Instance{Track: b.Track, Item: b.Item, Stage: b.Stage, Since: ev.OccurredOn,
		Seq: ev.Seq, Final: b.Final, Late: b.Late, Beside: b.Beside})
	return nil
}

// place adds an instance, or puts it in the place of an earlier one.
func (r *Review) place(in Instance) {
	for i, old := range r.Instances {
		if old.Track == in.Track && old.Item == in.Item {
			r.Instances = slices.Clone(r.Instances)
			r.Instances[i] = in
			return
		}
	}
	r.Instances = append(slices.Clip(r.Instances), in)
}

// ItemExcused says that an instance need not be finished, and why.
type ItemExcused struct {
	Track string `json:"track"`
	Item  string `json:"item,omitempty"`
	Why   Text   `json:"why,omitzero" personal:"reason"`
	// Upon is the record that ended what it ran for, where the program excused it: the
	// handle of somebody's last part in the review.
	Upon string `json:"upon,omitempty"`
}

// Kind returns "item.excused/1".
func (*ItemExcused) Kind() string { return "item.excused/1" }

func (b *ItemExcused) apply(r *Review, ev Event) error {
	in, ok := r.Instance(b.Track, b.Item)
	if !ok {
		return absent(ev, b.Track+" "+b.Item)
	}
	in.Excused, in.Why = true, b.Why
	if b.Upon != "" {
		in.Upon, in.UponSeq = b.Upon, ev.Seq
	}
	r.place(in)
	return nil
}

// ItemAdmitted takes the excuse of an instance back: it must be finished after all.
type ItemAdmitted struct {
	Track string `json:"track"`
	Item  string `json:"item"`
	Late  string `json:"late,omitempty"` // the join, as track.move, judged without it
	Why   Text   `json:"why,omitzero" personal:"reason"`
	Upon  string `json:"upon,omitempty"` // the record on which the program admitted it
}

// Kind returns "item.admitted/1".
func (*ItemAdmitted) Kind() string { return "item.admitted/1" }

func (b *ItemAdmitted) apply(r *Review, ev Event) error {
	in, ok := r.Instance(b.Track, b.Item)
	if !ok || !in.Excused {
		return absent(ev, b.Track+" "+b.Item+", excused")
	}
	in.Excused, in.Why, in.Upon, in.UponSeq, in.Admitted = false, Text{}, "", 0, b.Why
	if b.Late != "" {
		in.Late = b.Late
	}
	r.place(in)
	return nil
}

// MoveMade takes one instance of a track from stage to stage.
type MoveMade struct {
	Track   string   `json:"track"`
	Item    string   `json:"item,omitempty"`
	Move    string   `json:"move"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Final   bool     `json:"final,omitempty"` // To is a final stage
	Auto    bool     `json:"auto,omitempty"`  // fired by itself when its rule held
	With    string   `json:"with,omitempty"`  // the move, as track.move, that this one was linked to
	Upon    string   `json:"upon,omitempty"`  // the record on which the program made it: letter-4
	Results []Result `json:"results,omitempty"`
	Joins   []Judged `json:"joins,omitempty"`

	Why       Text `json:"why,omitzero" personal:"reason"`       // of a move that re-opens
	Authority Text `json:"authority,omitzero" personal:"reason"` // of a move that re-opens
}

// Name returns the move as people write it: track.move.
func (m MoveMade) Name() string { return m.Track + "." + m.Move }

// Result is how one requirement was judged at a move.
type Result struct {
	Name     string  `json:"name"`
	Met      bool    `json:"met"`
	Despite  bool    `json:"despite,omitempty"` // passed all the same, with a reason
	Why      Text    `json:"why,omitzero" personal:"reason"`
	ReliedOn []int64 `json:"relied_on,omitempty"` // events whose facts the rule read
}

// Judged is a join as it was judged at a move: the track, and how many of its
// instances were where they had to be.
type Judged struct {
	Track string `json:"track"`
	Mode  string `json:"mode"` // all, any, none, at_least
	Stage string `json:"stage"`
	Of    int    `json:"of"`
	There int    `json:"there"`
}

// Kind returns "move.made/1".
func (*MoveMade) Kind() string { return "move.made/1" }

func (b *MoveMade) apply(r *Review, ev Event) error {
	in, ok := r.Instance(b.Track, b.Item)
	if !ok || in.Stage != b.From {
		return absent(ev, b.Track+" at "+b.From)
	}
	in.Stage, in.Final, in.Since, in.Seq = b.To, b.Final, ev.OccurredOn, ev.Seq
	in.Evidence = false
	r.place(in)
	r.Latest = ev.OccurredOn
	r.Moves = append(slices.Clip(r.Moves), Move{ev.Seq, ev.OccurredOn, ev.DecidedBy, ev.MadeUp, *b})
	return nil
}

// FormFilled records a form: plain values in Values and Lists, narrative in Texts.
type FormFilled struct {
	Form   string              `json:"form"`
	Item   string              `json:"item,omitempty"`
	Move   string              `json:"move,omitempty"`   // the move, as track.move, it was filled with
	Values map[string]string   `json:"values,omitempty"` // choice, date (ISO), number, yes or no, person handle, agency
	Lists  map[string][]string `json:"lists,omitempty"`  // choices
	Texts  map[string]Text     `json:"texts,omitempty" personal:"narrative"`
}

// Kind returns "form.filled/1".
func (*FormFilled) Kind() string { return "form.filled/1" }

func (b *FormFilled) apply(r *Review, ev Event) error {
	r.Forms = append(slices.Clip(r.Forms), Form{ev.Seq, ev.OccurredOn, ev.DecidedBy, ev.MadeUp, *b})
	return nil
}
