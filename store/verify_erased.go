package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"scr/review"
)

// erasedField names a value that was erased.
type erasedField struct {
	Global int64  `db:"global"`
	Path   string `db:"path"`
}

// readErased reads which values are said to be erased. What the events say of them
// is compared later.
func (v *verifier) readErased(ctx context.Context) error {
	var rows []struct {
		erasedField
		By int64 `db:"erased_by"`
	}
	if err := v.q.SelectContext(ctx, &rows, `SELECT global, path, erased_by FROM erased_fields`); err != nil {
		return err
	}
	v.erased, v.unspoken = make(map[erasedField]int64, len(rows)), make(map[erasedField]bool, len(rows))
	for _, r := range rows {
		v.erased[r.erasedField], v.unspoken[r.erasedField] = r.By, true
	}
	return nil
}

// checkErasure compares one erasure with what it is said to have taken away. What is
// left in the map at the end, no event speaks of.
func (c *streamCheck) checkErasure(ev review.Event, b *review.TextsErased) {
	for _, t := range b.Texts {
		if t.Seq < 1 || t.Seq >= ev.Seq {
			c.distrust(ev.Seq, ev.Global, "the erasure of %d/%s comes before the text", t.Seq, t.Path)
			continue
		}
		field := erasedField{c.globals[t.Seq], t.Path}
		if c.of.erased[field] != ev.Global {
			c.distrust(t.Seq, field.Global, "the erasure of %s was not carried out, or is not the one that is noted", t.Path)
		}
		c.spoken = append(c.spoken, field)
		if t.Slot != 0 {
			c.used = append(c.used, slotUse{t.Slot, t.Seq, field.Global, c.name, t.Path})
		}
	}
}

// checkErased looks for values that are noted as erased though no event says so. It tells
// of them in the log's order: the same file gives the same report.
func (v *verifier) checkErased(context.Context) error {
	inOrder := func(a, b erasedField) int {
		return cmp.Or(cmp.Compare(a.Global, b.Global), strings.Compare(a.Path, b.Path))
	}
	for _, field := range slices.SortedFunc(maps.Keys(v.unspoken), inOrder) {
		v.distrust("", 0, field.Global, "the value of %s is noted as erased, and no event says so", field.Path)
	}
	return nil
}

func hexOf(hash [32]byte) string { return hex.EncodeToString(hash[:]) }
