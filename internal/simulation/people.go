package simulation

import (
	"fmt"
	"os"
	"slices"

	"scr/engine"
	"scr/review"
	"scr/workflow"
	"scr/workflow/library"
)

// peopleAtFirst are how many there are in the register to begin with. The first founded
// the board; the last has no part in anything.
const peopleAtFirst = 9

// people enters people in the register.
func (w *world) people() {
	w.board.entries = map[string]review.Person{"p1": {Handle: "p1", MayOpen: true, Administrator: true}}
	w.board.people = []string{"p1"}
	w.streams["person/"] = 0
	w.must("begin", w.learnStreams())
	for range peopleAtFirst - 1 {
		w.carryOut(op{cmd: engine.Register{Meta: engine.Meta{User: "p1"}, Person: w.entry("")}})
	}
}

// entry makes up what the register says of somebody.
func (w *world) entry(handle string) review.Person {
	p := review.Person{Handle: handle, Name: w.text(), Employer: pick(w.chance, []string{"", "", "agency_1", "agency_2"})}
	if w.one(2) {
		p.Professions = []string{pick(w.chance, professions)}
	}
	if !w.one(3) {
		p.IndependentOf = []string{review.AllAgencies}
		until := review.NewDate(w.now.Year()+w.IntN(3), 12, 31)
		p.Accreditations = []review.Accreditation{{Scheme: "LT", From: review.NewDate(2009, 1, 1), Until: until}}
	}
	p.MayOpen = handle == "p1" || w.one(4)
	p.Administrator = handle == "p1" || w.one(8)
	return p
}

// learnStreams reads where the first person's log stands: the board was founded before
// anybody looked.
func (w *world) learnStreams() error {
	p, err := w.writers[0].db.Person(w.ctx, "p1")
	if err == nil {
		w.streams[p.StreamName()] = p.Version
		w.names["p1"] = true
	}
	return err
}

// offices gives two people the chair, one after the other.
func (w *world) offices() {
	for i, handle := range []string{"p2", "p3"} {
		w.carryOut(op{cmd: engine.HoldOffice{Meta: engine.Meta{User: "p1"}, Office: "chair", Person: handle, From: review.NewDate(2009+i, 0, 0)}})
	}
}

// definitions makes up a few definitions and adopts those that are sound, and now and
// then one that is shipped or kept for tests.
func (w *world) definitions() {
	for range w.between(2, 4) {
		w.adoptMadeUp()
	}
	if w.one(3) {
		f := pick(w.chance, library.All())
		w.adopt(f.ID, f.Bytes)
	}
	if w.one(4) {
		w.adopt("trial", trial())
	}
}

// trial is the definition that the engine's own tests use, where the sources are.
func trial() []byte {
	source, err := os.ReadFile("../../engine/testdata/trial.yaml")
	if err != nil {
		return nil
	}
	return source
}

// adoptMadeUp makes up a definition. One that is not sound is refused with the place
// and a sentence, and one that was damaged panics nowhere.
func (w *world) adoptMadeUp() {
	id := fmt.Sprintf("made-up-%d", w.report.Definitions+w.report.Unsound+1)
	source := []byte(definitionYAML(w.chance, id, 1))
	w.damaged(source)
	w.adopt(id, source)
}

func (w *world) adopt(id string, source []byte) {
	if len(source) == 0 {
		return
	}
	def, found := workflow.Load(id+".yaml", source, nil)
	if (def == nil) != (len(found) > 0) {
		w.fail("definition %s comes with %d diagnostics, and is there: %t", id, len(found), def != nil)
	}
	if def == nil {
		w.refusedDefinition(found)
		return
	}
	w.report.Definitions++
	w.carryOut(op{cmd: engine.Adopt{Meta: engine.Meta{User: "p1"}, File: id + ".yaml", Source: source}})
	w.defs = append(w.defs, def)
	w.yaml[def.Hash] = source
}

func (w *world) refusedDefinition(found []workflow.Diagnostic) {
	w.report.Unsound++
	for _, d := range found {
		if d.Message == "" || d.Rule == "" || d.Line < 0 {
			w.fail("a definition is refused without a reason: %+v", d)
		}
	}
}

// damaged loads a definition from which a line is missing, or in which a letter is
// another.
func (w *world) damaged(source []byte) {
	bad := slices.Clone(source)
	for range w.between(1, 3) {
		at := w.IntN(len(bad))
		switch w.IntN(3) {
		case 0:
			bad[at] = pick(w.chance, []byte("a:{}[]#\"'\n &*!|>-0"))
		case 1:
			bad = slices.Delete(bad, at, min(len(bad), at+w.between(1, 40)))
		default:
			bad = slices.Insert(bad, at, bad[max(0, at-30):at]...)
		}
		if len(bad) == 0 {
			return
		}
	}
	def, found := workflow.Load("damaged.yaml", bad, nil)
	if (def == nil) != (len(found) > 0) {
		w.fail("a damaged definition comes with %d diagnostics, and is there: %t", len(found), def != nil)
	}
}
