package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// addItem records something that tracks run for, and opens their instances.
func (d *draft) addItem(ctx context.Context, forEach string, record func() (string, error)) error {
	id, err := record()
	if err != nil {
		return err
	}
	return d.openItems(ctx, forEach, id)
}

// openItems opens an instance of every track that runs for an item that was added: also
// where one of that name was voided before, and what ran for it is over.
func (d *draft) openItems(ctx context.Context, forEach, item string) error {
	for i := range d.def.Tracks {
		track := &d.def.Tracks[i]
		if track.ForEach != forEach || !track.RunsFor(d.kindsOf(forEach, item)...) {
			continue
		}
		if err := d.openItem(ctx, track, item); err != nil {
			return err
		}
	}
	return nil
}

// openItem opens one instance of a track. Where a join over the track was judged without
// it, the definition says what that means.
func (d *draft) openItem(ctx context.Context, track *workflow.Track, item string) error {
	late := d.lateFor(track.Name, 0)
	if err := refusesLate(track, late); err != nil {
		return err
	}
	stage := track.Stage(track.Initial)
	err := d.emit(&review.TrackOpened{Track: track.Name, Item: item, Stage: track.Initial, Final: stage.Final, Late: late, Beside: track.Beside})
	if err != nil {
		return err
	}
	if err := d.joinClocks(track.Name, item); err != nil {
		return err
	}
	return d.backFor(ctx, track, late)
}

// refusesLate refuses what a join was judged without, where the definition says so.
func refusesLate(track *workflow.Track, late string) error {
	if late == "" || track.Late == nil || track.Late.Mode != "refuse" {
		return nil
	}
	return review.Errorf(review.Refused, "%s was judged without it: %s can no longer be added", late, track.ForEach).
		WithHint("take the review back to before %s first", late)
}

// backFor takes the review back for something that is late, where the definition says so.
func (d *draft) backFor(ctx context.Context, track *workflow.Track, late string) error {
	if late == "" || track.Late == nil || track.Late.Mode != "reopen" {
		return nil
	}
	return d.takeBack(ctx, track.Late.Move, late)
}

// settleItems opens what is to run for an item that is on record and has nothing running,
// and closes what runs for a person whose part in the review is over. An item may come to
// match after it was added: when it is amended, or corrected.
func (d *draft) settleItems(ctx context.Context) error {
	for i := range d.def.Tracks {
		track := &d.def.Tracks[i]
		if track.ForEach == "" {
			continue
		}
		for _, item := range d.itemsFor(track) {
			if err := d.settleItem(ctx, track, item); err != nil {
				return err
			}
		}
		if err := d.endParts(track); err != nil {
			return err
		}
	}
	return nil
}

// settleItem opens the instance for an item that has none, or takes up again that of a
// person who has a part once more. In a review that is closed nothing begins but what
// runs beside it.
func (d *draft) settleItem(ctx context.Context, track *workflow.Track, item string) error {
	in, there := d.review.Instance(track.Name, item)
	switch {
	case d.review.Closed() && !track.Beside:
		return nil
	case !there:
		return d.openItem(ctx, track, item)
	case in.Excused && in.Upon != "":
		return d.takeUp(ctx, track, &review.ItemAdmitted{Track: track.Name, Item: item, Upon: d.partOf(track, item)}, in.UponSeq)
	}
	return nil
}

// endParts excuses the instances of people whose last part that the track runs for is
// over: the appointment that ended it says why.
func (d *draft) endParts(track *workflow.Track) error {
	if track.ForEach != "participant" {
		return nil
	}
	for _, in := range d.review.InstancesOf(track.Name) {
		if in.Done() || d.partOf(track, in.Item) != "" {
			continue
		}
		over := &review.ItemExcused{Track: in.Track, Item: in.Item, Upon: d.lastPart(track, in.Item)}
		if err := d.excuse(in, over); err != nil {
			return err
		}
	}
	return nil
}

// itemsFor lists the handles of what a track runs for, of all that is on record.
func (d *draft) itemsFor(track *workflow.Track) []string {
	var items []string
	for _, item := range d.itemsOfAll(track.ForEach) {
		kinds := d.kindsOf(track.ForEach, item)
		if track.ForEach == "participant" && len(kinds) == 0 {
			continue
		}
		if track.RunsFor(kinds...) && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// itemsOfAll lists the handles of all records of a kind that tracks can run for.
func (d *draft) itemsOfAll(forEach string) []string {
	switch r := d.review; forEach {
	case "agency":
		return ids(r.Agencies)
	case "subject":
		return ids(r.Subjects)
	case "relative":
		return ids(r.Relatives)
	case "partner":
		return ids(r.Partners)
	case "document":
		return ids(r.Documents)
	case "proceeding":
		return ids(r.Proceedings)
	case "participant":
		return each(r.Assignments, func(a review.Assignment) string { return a.Person })
	}
	return nil
}

func ids[T review.Noun[T]](list []T) []string {
	return each(list, func(record T) string { return review.Header(record).ID })
}

// kindsOf says what an item is: the kind of a record, the relation of a relative, the
// roles of a person whose part in the review is not over.
func (d *draft) kindsOf(forEach, item string) []string {
	switch r := d.review; forEach {
	case "subject":
		s, _ := review.Find[review.Subject](r, item)
		return []string{s.Kind}
	case "relative":
		rel, _ := review.Find[review.Relative](r, item)
		return []string{rel.Relation}
	case "partner":
		p, _ := review.Find[review.Partner](r, item)
		return []string{p.Kind}
	case "document":
		doc, _ := review.Find[review.Document](r, item)
		return []string{doc.Kind}
	case "proceeding":
		p, _ := review.Find[review.Proceeding](r, item)
		return []string{p.Kind}
	case "participant":
		var roles []string
		for _, a := range r.Assignments {
			if a.Person == item && !d.over(a) {
				roles = append(roles, a.Role)
			}
		}
		return roles
	}
	return nil
}

// over reports whether somebody's part in the review has come to its last day: where that
// is a month or a year, to the last day that it can mean.
func (d *draft) over(a review.Assignment) bool {
	last := a.To
	if d.fifth {
		last = a.To.Last()
	}
	return !last.IsZero() && !d.today.Before(last)
}

// partOf returns the appointment by which a track runs for a person, or nothing.
func (d *draft) partOf(track *workflow.Track, person string) string {
	for _, a := range d.review.Assignments {
		if a.Person == person && track.RunsFor(a.Role) && !d.over(a) {
			return a.ID
		}
	}
	return ""
}

// lastPart returns the latest appointment by which a track ran for a person; where that
// was voided, any that they had.
func (d *draft) lastPart(track *workflow.Track, person string) string {
	last := ""
	for _, a := range d.review.Assignments {
		if a.Person == person && (track.RunsFor(a.Role) || last == "") {
			last = a.ID
		}
	}
	if last == "" {
		return person
	}
	return last
}

// takeBack makes the move that a late item sets off.
func (d *draft) takeBack(ctx context.Context, name, late string) error {
	track, tr, err := d.transition(name)
	if err != nil {
		return err
	}
	in, err := d.instance(track, "")
	if err != nil {
		return err
	}
	if !slices.Contains(tr.From, in.Stage) {
		return nil // the review is not beyond that point, or has gone another way
	}
	a := attempt{track: track, tr: tr, in: in, linked: true}
	v, err := d.examine(ctx, a)
	if err != nil {
		return err
	}
	if err := d.refusal("adding it after "+late+" brings "+name+" with it, which", v.obstacles); err != nil {
		return err
	}
	return d.make(ctx, a, v, review.MoveMade{With: late})
}
