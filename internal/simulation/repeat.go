package simulation

import (
	"strings"

	"scr/engine"
	"scr/review"
)

// repeat repeats a command that was acknowledged: it gets the first receipt, and
// nothing is written. With another content it is refused.
func (w *world) repeat(o op) {
	wr := pick(w.chance, w.writers[:])
	if w.one(4) {
		w.repeatAsAnother(wr, o)
		return
	}
	w.again(wr, o)
}

// again repeats a command as it was.
func (w *world) again(wr *writer, o op) {
	was := w.used[o.meta().CommandID]
	out, err := o.do(w.ctx, wr.Engine)
	w.note(o.ref(), "again: %s ─▶ #%d–%d %v", o, out.Receipt.First, out.Receipt.Last, err)
	if w.mayBeHidden(o, err) {
		w.unchanged(o)
		return
	}
	if err != nil {
		w.fail("%s was acknowledged, and repeated it is answered: %v", o, err)
	}
	if !sameReceipt(out.Receipt, was.receipt) || !out.Receipt.Repeated {
		w.fail("%s: repeated, it has the receipt %+v, and had %+v", o, out.Receipt, was.receipt)
	}
	w.report.Repeated++
	w.unchanged(o)
}

// mayBeHidden reports whether an answer is due to time: who had a part in a review, or
// a place in the register, may have neither any more, and then hears of nothing. A day
// that had come may, by a clock that went back, not have come.
func (w *world) mayBeHidden(o op, err error) bool {
	code := review.CodeOf(err)
	if err == nil {
		return false
	}
	if _, adopts := o.cmd.(engine.Adopt); adopts && code == review.Forbidden {
		return true
	}
	if code == review.Forbidden && strings.Contains(err.Error(), "has left the register") {
		return true
	}
	return o.subject != nil && code == review.NotFound || code == review.Invalid && strings.Contains(err.Error(), "has not come yet")
}

func sameReceipt(a, b review.Receipt) bool {
	return a.Command == b.Command && a.Stream == b.Stream && a.Reference == b.Reference && a.First == b.First &&
		a.Last == b.Last && a.Size == b.Size && a.Root == b.Root && a.At.Equal(b.At)
}

// repeatAsAnother uses a command's id for a command that is another.
func (w *world) repeatAsAnother(wr *writer, o op) {
	other := op{cmd: engine.Register{Meta: engine.Meta{User: "p1", CommandID: o.meta().CommandID}, Person: w.entry("")}}
	if _, registers := o.cmd.(engine.Register); registers {
		other = op{cmd: engine.NameUser{Meta: engine.Meta{User: "p1", CommandID: o.meta().CommandID}, Login: "another", Person: "p2"}}
	}
	out, err := other.do(w.ctx, wr.Engine)
	w.note("", "with the id of another: %s ─▶ %v", other, err)
	if err == nil {
		w.fail("the id of %s served for another command: %+v", o, out.Receipt)
	}
	if review.CodeOf(err) != review.Invalid {
		w.fail("the id of %s used for another command is answered: %v", o, err)
	}
	w.unchanged(o)
}
