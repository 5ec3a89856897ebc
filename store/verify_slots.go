package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"scr/review"
)

// Which slot of the key ring is whose stands in two tables, and in the first bytes of
// each value that is sealed. An erasure destroys what the one says, and a text is lost
// that the other says: here they are compared.

// slotUse is a slot of the key ring and what it is used for: a text, or the key of a
// stream, which has no path.
type slotUse struct {
	slot, seq, global int64
	stream            review.Stream
	path              string
}

// readStreamSlots reads which slots the streams are said to have.
func (v *verifier) readStreamSlots(ctx context.Context) error {
	var rows []struct {
		Stream review.Stream `db:"stream"`
		Slot   int64         `db:"slot"`
	}
	if err := v.q.SelectContext(ctx, &rows, `SELECT stream, slot FROM stream_keys`); err != nil {
		return err
	}
	v.kept = make(map[review.Stream]int64, len(rows))
	for _, r := range rows {
		v.kept[r.Stream] = r.Slot
	}
	return nil
}

// checkSlot notes the slots of a value that is sealed. All of a stream have the
// stream's in common.
func (c *streamCheck) checkSlot(row eventRow, f fieldRow) {
	stream, own, err := slotsOf(f.Sealed)
	if err != nil || own < 0 {
		return // what is wrong with it shows when it is opened
	}
	if c.slot < 0 {
		c.slot = stream
	}
	if stream != c.slot {
		c.distrust(row.Seq, row.Global, "the value of %s is sealed under the key of another stream", f.Path)
	}
	c.used = append(c.used, slotUse{own, row.Seq, row.Global, c.name, f.Path})
}

// takeSlots takes in the slots of a stream, and compares its own with the one that it is
// said to have. Of a stream whose texts were all erased only that one is known.
func (v *verifier) takeSlots(c *streamCheck) {
	kept, there := v.kept[c.name]
	delete(v.kept, c.name)
	switch {
	case len(c.used) == 0 && there:
		v.distrust(c.name, 0, 0, "the stream has a slot of the key ring, and no text")
	case len(c.used) > 0 && !there:
		v.distrust(c.name, 0, 0, "the slot of the stream's key is missing: erasing all of it would leave the key")
	case c.slot >= 0 && c.slot != kept:
		v.distrust(c.name, 0, 0, "the slot of the stream's key is not the one that its texts are sealed under: erasing all of it would destroy another key")
		kept = c.slot
	}
	v.used = append(v.used, c.used...)
	if there {
		v.used = append(v.used, slotUse{slot: kept, stream: c.name})
	}
}

// checkSlots looks for slots that are used twice, and for a counter of slots that does
// not stand behind all of them.
func (v *verifier) checkSlots(ctx context.Context) error {
	for _, stream := range slices.Sorted(maps.Keys(v.kept)) {
		v.distrust(stream, 0, 0, "a slot of the key ring is kept for a stream that has no events")
	}
	slices.SortFunc(v.used, func(a, b slotUse) int {
		return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.global, b.global), cmp.Compare(a.path, b.path))
	})
	var count slotCount
	if err := v.q.GetContext(ctx, &count, slotCountQuery); err != nil {
		return err
	}
	last, counted := slotUse{slot: -1}, int64(0) // those that the counter speaks of
	for _, use := range v.used {
		switch {
		case use == last: // it was erased, and is there still: that is told
		case use.slot == last.slot:
			v.twice(use)
		case use.slot >= count.Since:
			counted++
		}
		last = use
	}
	switch sound := len(v.found.Problems) == 0; {
	case count.Next <= last.slot:
		v.distrust("", 0, 0, "slot %d of the key ring counts as free, and slot %d is used: a new text would share the key of another", count.Next, last.slot)
	case sound && count.Next-count.Since != counted:
		v.distrust("", 0, 0, "the database counts slots %d to %d of the key ring as used, and %d of them are", count.Since, count.Next-1, counted)
	}
	return nil
}

// twice tells of a slot that something else is sealed under as well.
func (v *verifier) twice(use slotUse) {
	if use.path == "" {
		v.distrust(use.stream, 0, 0, "the stream's key lies in the slot of another stream")
		return
	}
	v.distrust(use.stream, use.seq, use.global, "the value of %s is sealed under a key that is not its own: who erases the one loses the other", use.path)
}
