package simulation

import (
	"os"

	"scr/engine"
	"scr/internal/audit"
	"scr/review"
	"scr/store"
)

// amidFault carries out a command while the program is stopped, or its disk fails.
// Then the command is repeated with the same id, and must tell what had become of it.
func (w *world) amidFault(wr *writer, o op) {
	if _, adopts := o.cmd.(engine.Adopt); adopts || o.meta().CommandID == "" {
		o = o.with(func(m *engine.Meta) { m.CommandID = w.id() })
	}
	wr.plan = w.planFault()
	out, err := o.do(w.ctx, wr.Engine)
	p := wr.plan
	wr.plan = nil
	if !p.fired {
		w.judge(o, out, err, false)
		return
	}
	w.note(o.ref(), "%s ─▶ fault %d at statement %d: %v", o, p.kind, p.count, err)
	w.toldOfFault(o, p, err)
	if p.crashes() {
		w.report.Crashes++
		w.reopen()
	} else {
		w.report.Failures++
	}
	w.ask(o)
}

// toldOfFault holds what is said of a fault to what is known of it.
func (w *world) toldOfFault(o op, p *plan, err error) {
	if err == nil {
		w.fail("%s is acknowledged, and a statement of it failed", o)
	}
	if code := review.CodeOf(err); code != review.Failed && code != review.Unknown && !p.crashes() {
		w.fail("%s: the disk failed, and that is told as %s: %v", o, code, err)
	}
	head, failed := w.headNow()
	if failed == nil && head.Size != w.head.Size && review.CodeOf(err) != review.Unknown && !p.crashes() {
		w.fail("%s was recorded, and is told as %s: %v", o, review.CodeOf(err), err)
	}
}

func (w *world) headNow() (audit.Head, error) {
	h, err := w.writers[0].db.Head(w.ctx)
	return h, err
}

// ask repeats a command whose outcome is not known.
func (w *world) ask(o op) {
	head, err := w.headNow()
	w.must("read the head", err)
	recorded := head.Size != w.head.Size
	out, err := o.do(w.ctx, pick(w.chance, w.writers[:]).Engine)
	if err != nil {
		w.fail("%s failed with the disk, which is mended: repeated, it is answered: %v", o, err)
	}
	if out.Receipt.Repeated != recorded {
		w.fail("%s: it had been recorded: %t, and repeated it says %t", o, recorded, out.Receipt.Repeated)
	}
	if recorded {
		w.report.Unknown++
	}
	w.note(o.ref(), "asked: %s ─▶ #%d–%d, recorded %t", o, out.Receipt.First, out.Receipt.Last, recorded)
	out.Receipt.Repeated = false
	w.accept(o, out.Receipt, w.appended(out.Receipt))
}

// appended reads what an append left in the log, texts and all.
func (w *world) appended(r review.Receipt) []review.Event {
	if r.Events != nil {
		return r.Events
	}
	db := w.writers[0].db
	log, err := db.Events(w.ctx, r.Stream)
	w.must("read the log", err)
	if int64(len(log)) < r.Last {
		w.fail("%s has %d events, and #%d was acknowledged", r.Stream, len(log), r.Last)
	}
	events := log[r.First-1 : r.Last]
	w.must("read the texts", loadTexts(w.ctx, db, w.lookLate(), r.Stream, events))
	return events
}

// crash stops both writers between commands, and starts them on what lies there.
func (w *world) crash() {
	w.report.Crashes++
	w.note("", "crash")
	w.image()
	w.reopen()
	w.allThere("the crash")
}

// restart ends the writers and starts them again.
func (w *world) restart() {
	w.report.Restarts++
	w.note("", "restart")
	for i := range w.writers {
		w.writers[i].close()
	}
	_, err := store.Migrate(w.ctx, w.file)
	w.must("migrate", err)
	w.openWriters()
	w.allThere("the restart")
}

// rebuild makes all rows anew, while nobody else has the database open.
func (w *world) rebuild() {
	w.report.Rebuilt++
	w.note("", "rebuild")
	w.writers[1].close()
	w.must("make the rows anew", w.writers[0].db.Rebuild(w.ctx))
	w.writers[1] = w.openWriter()
	w.allThere("the rows were made anew")
	for _, s := range w.reviews {
		w.compare(s)
	}
}

// moveToCopy makes a backup and goes on with that.
func (w *world) moveToCopy() {
	w.report.Copied++
	w.note("", "backup, and on with that")
	w.copies++
	w.must("back up", w.writers[w.IntN(2)].db.Backup(w.ctx, w.path("")))
	old := w.file
	w.reopen()
	for _, suffix := range files {
		_ = os.Remove(old + suffix)
	}
	w.allThere("the backup")
}

// rotate begins a new epoch of keys.
func (w *world) rotate() {
	w.report.Rotated++
	w.note("", "rotate the keys")
	w.must("rotate the keys", w.writers[w.IntN(2)].keys.Rotate())
}

// allThere holds the log to ending where the last receipt says.
func (w *world) allThere(after string) {
	head, err := w.headNow()
	w.must("read the head", err)
	if head != w.head {
		w.fail("after %s the log has %d events, and %d were acknowledged", after, head.Size, w.head.Size)
	}
}
