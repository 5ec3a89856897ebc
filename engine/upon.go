package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// happening is something that a definition can name as an event: a form that was filled, a
// letter, a document.
type happening struct {
	name   string // as the definition has it: received.query
	handle string // of the record
	of     string // what the record is for one of: an agency, a document
	item   string // and which one
	party  string // of a letter
}

// happeningIn returns what an event of the log is to a definition.
func (d *draft) happeningIn(ev review.Event) (happening, bool) {
	switch b := ev.Body.(type) {
	case *review.FormFilled:
		h := happening{name: "filled." + b.Form, handle: review.Form{Seq: ev.Seq, FormFilled: *b}.Handle(), item: b.Item}
		if form := d.def.Form(b.Form); form != nil {
			h.of = form.ForEach
		}
		return h, true
	case *review.Added[review.Letter]:
		way := map[string]string{"in": "received.", "out": "sent."}
		return happening{name: way[b.Record.Direction] + b.Record.Kind, handle: b.Record.ID, party: b.Record.Party}, true
	case *review.Added[review.Document]:
		return happening{"recorded." + b.Record.Kind, b.Record.ID, "document", b.Record.ID, ""}, true
	case *review.DocumentVersioned:
		doc, _ := review.Find[review.Document](d.review, b.ID)
		return happening{"recorded." + doc.Kind, b.ID, "document", b.ID, ""}, true
	}
	return happening{}, false
}

// movesUpon makes the moves that the definition ties to what this command recorded, in
// the order in which it was recorded, and of the file.
func (d *draft) movesUpon(ctx context.Context) error {
	for _, ev := range d.events { // not those that these moves add
		h, ok := d.happeningIn(ev)
		if !ok {
			continue
		}
		for i := range d.def.Tracks {
			if err := d.trackUpon(ctx, h, &d.def.Tracks[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// trackUpon makes, of each instance that an event is about, the first move that it brings.
func (d *draft) trackUpon(ctx context.Context, h happening, track *workflow.Track) error {
	for _, in := range d.review.InstancesOf(track.Name) {
		if in.Excused || !h.about(track, in.Item) {
			continue
		}
		for j := range track.Transitions {
			tr := &track.Transitions[j]
			if !h.brings(tr) || !slices.Contains(tr.From, in.Stage) {
				continue
			}
			moved, err := d.tryMove(ctx, attempt{track: track, tr: tr, in: in, linked: true}, review.MoveMade{Upon: h.handle})
			if err != nil {
				return err
			}
			if moved {
				break
			}
		}
	}
	return nil
}

// brings reports whether a move is made upon that event.
func (h happening) brings(tr *workflow.Transition) bool {
	return slices.Contains(tr.Upon, h.name) && (h.party == "" || len(tr.UponFrom) == 0 || slices.Contains(tr.UponFrom, h.party))
}

// about reports whether an event is about an instance. What is recorded for one item is
// about that item only, in a track for such items; so is a letter, where the other party
// can be what a track runs for. Everything else is about each instance.
func (h happening) about(track *workflow.Track, item string) bool {
	switch {
	case h.of != "" && h.of == track.ForEach:
		return h.item == item
	case h.party != "" && slices.Contains([]string{"agency", "partner", "relative", "participant"}, track.ForEach):
		return h.party == item
	}
	return true
}
