package engine_test

import (
	"testing"
	"time"

	"scr/review"
)

// One number in an entry, higher than any edition that there is, kept it from being decided
// again; on the board's own streams it kept all that came after it from that too.
func TestANewerEditionExcusesNothing(t *testing.T) {
	const newer = 99
	w := newWorld(t).loggedIn().analysis()
	w.clean()
	r := w.review()
	stream, seq := w.numbered(newer, "p7", r, &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, r.NextID("meeting"))})
	w.doubted(t, stream, seq, "decided by a newer edition of the rules (99) than this program knows (")

	w = newWorld(t).loggedIn().open()
	onBoard, first := w.numbered(newer, "p1", w.board(), &review.OfficeHeld{Office: "director", Person: "p3"})
	r = w.review()
	stream, seq = w.numbered(1, "p7", r, &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, r.NextID("meeting"))})
	w.doubted(t, onBoard, first, "decided by a newer edition of the rules (99)")
	w.doubted(t, stream, seq, "meeting.added/1 was recorded, which is refused on what stood there")
	w.record("2014-03-06", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	if found := w.replayed(t); len(found) != 2 {
		t.Errorf("what anybody could have recorded is doubted after it: %+v", found)
	}
}

// numbered appends an event that nobody asked for, an hour later, under an edition.
func (w *world) numbered(rules int, by string, before review.State, body review.Body) (review.Stream, int64) {
	w.t.Helper()
	w.now = w.now.Add(time.Hour)
	a := review.Append{Before: before, Command: w.NewID(), Digest: "forged", RecordedBy: by, RecordedAt: w.now, Rules: rules, Login: w.loginOf(by),
		Events: []review.Event{{DecidedBy: by, OccurredOn: date(w.t, "2014-08-20"), Body: body}}}
	if r, ok := before.(*review.Review); ok {
		a.Definition = r.Pin.Hash
	}
	receipt, err := w.db.Append(w.t.Context(), a)
	if err != nil {
		w.t.Fatal(err)
	}
	return receipt.Stream, receipt.Last
}
