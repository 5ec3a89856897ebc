package simulation

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scr/engine"
	"scr/internal/audit"
	"scr/review"
)

// compare reads a review from the database, past everything that is kept in memory,
// and holds it to the model.
func (w *world) compare(s *subject) {
	r, err := w.writers[w.IntN(2)].db.Review(w.ctx, s.ref)
	w.must("read "+s.ref, err)
	w.same(s, r, "read")
	s.row = r
}

func (w *world) same(s *subject, r *review.Review, how string) {
	if says := s.differs(r); says != "" {
		w.fail("%s, %s: %s", s.ref, how, says)
	}
}

// sameTexts holds the texts of a recorded fact to those that were handed in.
func (w *world) sameTexts(o op, s *subject, events []review.Event) {
	cmd, ok := o.cmd.(engine.Record)
	if !ok || events[0].Body.Kind() != cmd.Body.Kind() {
		return
	}
	want := textsOf(cmd.Body)
	if !maps.Equal(want, s.texts[events[0].Seq]) {
		w.fail("%s: the texts that were recorded are not those that were handed in", o)
	}
}

// textsAre holds the texts of an event to those that were recorded with it. Those that
// it took over from an earlier event are known from there.
func (w *world) textsAre(s *subject, ev review.Event) {
	review.EachText(ev.Body, func(path string, _ review.Class, t *review.Text) { w.textIs(s, path, t) })
}

// textIs holds a text, if it is loaded, to what was recorded.
func (w *world) textIs(s *subject, path string, t *review.Text) {
	seq, at := t.Ref()
	if want := s.texts[seq][at]; t.Loaded() && t.Reveal() != want {
		w.fail("%s: the text shown at %s is another than was recorded as #%d/%s", s.ref, path, seq, at)
	}
}

// notStranded holds a command to leaving somebody who can record what is next, today
// and tomorrow, where there was somebody.
func (w *world) notStranded(o op, s *subject) {
	if w.opener(s, s.model.team) {
		return
	}
	before := subject{def: s.def, log: slices.Clone(s.log)}
	n := len(s.log)
	for n > 0 && s.log[n-1].Command == s.log[len(s.log)-1].Command {
		n--
	}
	before.log = before.log[:n]
	w.must("work "+s.ref+" out", before.refold())
	if w.opener(s, before.model.team) {
		w.fail("after %s nobody can record anything in %s", o, s.ref)
	}
}

// opener reports whether somebody with such appointments may record what others
// decide.
func (w *world) opener(s *subject, team map[string]review.Assignment) bool {
	on := w.today()
	for _, a := range team {
		role := s.def.Role(a.Role)
		if role != nil && role.Opens && a.Holds(on) && !w.board.entries[a.Person].Left(on) {
			return true
		}
	}
	for _, t := range w.board.offices {
		role := s.def.Role(t.Office)
		if role != nil && role.Opens && t.Holds(on) && !w.board.entries[t.Person].Left(on) {
			return true
		}
	}
	return false
}

// checkAll looks at everything: the whole log is verified against every head that was
// ever acknowledged since the last time, every review is folded and compared, and no
// text can be read in the files of a board that seals.
func (w *world) checkAll() {
	w.report.FullChecks++
	w.note("", "check everything")
	w.verify()
	w.receipts()
	for _, s := range w.reviews {
		w.compare(s)
	}
	if s := pick(w.chance, w.reviews); s != nil {
		w.folded(s)
	}
	w.administered()
	w.sealed()
	untrusted, err := w.writers[0].VerifyDefinitions(w.ctx)
	w.must("verify the definitions", err)
	if len(untrusted) > 0 {
		w.fail("the definitions: %+v", untrusted[0])
	}
}

// decidedAgain decides the whole log again. Most people here have no login, and need none:
// commands are given to the engine with the handle of who gives them.
func (w *world) decidedAgain() {
	w.note("", "decide everything again")
	doubts, err := w.writers[0].VerifyDecisions(w.ctx, w.writers[0].db, nil)
	w.must("decide everything again", err)
	for _, d := range doubts {
		if !strings.HasSuffix(d.Says, "who had no login then") {
			w.fail("a decision is doubted: %+v", d)
		}
	}
}

func (w *world) verify() {
	db := w.writers[w.IntN(2)].db
	for _, r := range w.since {
		db.Remember(audit.Head{Size: r.Size, Root: r.Root})
	}
	v, err := db.Verify(w.ctx, nil)
	w.must("verify the log", err)
	if len(v.Problems) > 0 {
		w.fail("the log is not sound: %+v", v.Problems[0])
	}
	if v.Events != w.head.Size {
		w.fail("the log has %d events, and %d were acknowledged", v.Events, w.head.Size)
	}
}

// receipts asks for the receipt of every command with an id again.
func (w *world) receipts() {
	db := w.writers[w.IntN(2)].db
	for _, r := range w.since {
		again, _, err := db.Receipt(w.ctx, r.Command)
		if err != nil || !sameReceipt(again, r) {
			w.fail("the receipt of command %s was %+v, and is %+v (%v)", r.Command, r, again, err)
		}
	}
	w.since = w.since[:0]
}

// folded folds a review's log, and compares it with the row, the events, their texts
// and their times with those that were acknowledged.
func (w *world) folded(s *subject) {
	wr := w.writers[w.IntN(2)]
	db := wr.db
	log, err := wr.between.Events(w.ctx, s.stream)
	w.must("read the log of "+s.ref, err)
	if len(log) != len(s.log) {
		w.fail("%s has %d events, and %d were acknowledged", s.ref, len(log), len(s.log))
	}
	r, err := review.Fold(&review.Review{ID: s.row.ID}, log)
	w.must("fold the log of "+s.ref, err)
	if asJSON(r) != asJSON(s.row) {
		w.fail("the log of %s folds to\n%s\nand the row is\n%s", s.ref, asJSON(r), asJSON(s.row))
	}
	w.must("read the texts of "+s.ref, loadTexts(w.ctx, db, w.lookLate(), s.stream, log))
	for i, ev := range log {
		w.textsAre(s, ev)
		if ev.ID != s.log[i].ID || ev.Command != s.log[i].Command {
			w.fail("#%d of %s is another event than was acknowledged", ev.Seq, s.ref)
		}
	}
}

func asJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// administered holds the board to having somebody who administers it and can log in.
func (w *world) administered() {
	board, err := w.writers[0].db.Board(w.ctx)
	w.must("read the board", err)
	for _, u := range board.Users {
		p := w.board.entries[u.Person]
		if p.Administrator && p.LeftOn.IsZero() {
			return
		}
	}
	w.fail("nobody administers the board any more")
}

// sealed looks for texts in the files of a board that seals them.
func (w *world) sealed() {
	if w.keyDir == "" {
		return
	}
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte("CANARY-")) {
			w.fail("a text can be read in %s", filepath.Base(path))
		}
		return err
	})
	w.must("look through the files", err)
}
