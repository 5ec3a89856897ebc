package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// Definition is the definition that scenarios run under: its file, and how those are
// found that it extends.
type Definition struct {
	Name    string // of the file, for messages
	Source  []byte
	Parents workflow.Parents
}

// Result is what came of the scenarios of one file.
type Result struct {
	File       string    `json:"file"`       // with the scenarios
	Definition string    `json:"definition"` // name@version
	Scenarios  []Outcome `json:"scenarios"`  // in the order of the file
	Coverage   *Coverage `json:"coverage"`   // of the definition
}

// Outcome is what came of one scenario.
type Outcome struct {
	File       string                `json:"file"`                 // another's, where its scenarios are run under this definition too
	Name       string                `json:"name"`                 // in the file
	Title      string                `json:"title,omitempty"`      // what it shows
	Represents []string              `json:"represents,omitempty"` // oddities that it and its steps stand for
	Passed     bool                  `json:"passed"`               // nothing came out otherwise than it says
	Failures   []workflow.Diagnostic `json:"failures,omitempty"`   // what did
	Played     []Played              `json:"-"`                    // what its steps recorded, in their order; not the roles of the cast
}

// Played is what a step recorded.
type Played struct {
	At         workflow.Value // where it stands
	Says       string
	Represents []string // oddities that it stands for
	MadeUp     bool     // a filler
	Events     []review.Event
}

// Failed returns how many scenarios failed.
func (r *Result) Failed() (n int) {
	for _, o := range r.Scenarios {
		if !o.Passed {
			n++
		}
	}
	return n
}

// Failures returns all that came out otherwise than expected, in the order of the file.
func (r *Result) Failures() (all []workflow.Diagnostic) {
	for _, o := range r.Scenarios {
		all = append(all, o.Failures...)
	}
	return all
}

func versioned(def *workflow.Definition) string { return fmt.Sprintf("%s@%d", def.ID, def.Version) }

// runner runs scenarios under one definition.
type runner struct {
	definition Definition
	def        *workflow.Definition
	engine     *engine.Engine
	clock      *clock
	cover      *seen
	board      func(context.Context, *runner, []*member) (engine.Store, map[string]string, error)
	ids        int
}

// Run runs the scenarios of a file under a definition, and those of the files that it
// also runs. Mistakes in the definition or the file, such as the name of another
// definition, are diagnostics.
func (f *File) Run(ctx context.Context, of Definition, also ...*File) (*Result, []workflow.Diagnostic, error) {
	def, wrong := workflow.Load(of.Name, of.Source, of.Parents)
	if len(wrong) > 0 {
		return nil, wrong, nil
	}
	if wrong := f.fits(def, also); len(wrong) > 0 {
		return nil, wrong, nil
	}
	return newRunner(of, def).run(ctx, f, also)
}

func newRunner(of Definition, def *workflow.Definition) *runner {
	r := &runner{definition: of, def: def, clock: &clock{}, cover: newSeen(), board: inMemory()}
	r.engine = &engine.Engine{Now: func() time.Time { return r.clock.now }, NewID: r.newID}
	return r
}

// run runs the scenarios of a file, and of those that it also runs.
func (r *runner) run(ctx context.Context, f *File, also []*File) (*Result, []workflow.Diagnostic, error) {
	result := &Result{File: f.Name, Definition: versioned(r.def), Scenarios: []Outcome{}}
	for _, file := range append([]*File{f}, also...) {
		err := r.file(ctx, file, f, result)
		if wrong, ok := errors.AsType[*castError](err); ok {
			return nil, []workflow.Diagnostic{wrong.problem()}, nil
		}
		if err != nil {
			return nil, nil, err
		}
	}
	result.Coverage = r.cover.of(r.def)
	return result, nil, nil
}

func (r *runner) newID() string {
	r.ids++
	return fmt.Sprintf("id-%d", r.ids)
}

// fits compares the file with the definition that it is to be run under.
func (f *File) fits(def *workflow.Definition, also []*File) (wrong []workflow.Diagnostic) {
	if f.Workflow != def.ID || f.Number != 0 && f.Number != def.Version {
		wrong = append(wrong, f.tests.Problem("unknown-definition", fmt.Sprintf("the scenarios test %s, and the definition is %s", f.tests.Text(), versioned(def)), "is it the right file?"))
	}
	var known []string
	for _, other := range also {
		for _, s := range other.Scenarios {
			known = append(known, s.Name)
		}
	}
	for _, name := range f.others() {
		if !slices.Contains(known, name.Text()) {
			wrong = append(wrong, name.Problem("unknown-scenario", fmt.Sprintf("no scenario of another file is called %q", name.Text()), meant(name.Text(), known)))
		}
	}
	for _, other := range also {
		for _, s := range other.Scenarios {
			wrong = append(wrong, f.castFits(other, s)...)
		}
	}
	return wrong
}

// castFits complains about steps that are done first in a scenario of another file by
// somebody who is not in the cast that this brings.
func (f *File) castFits(other *File, s *Scenario) (wrong []workflow.Diagnostic) {
	cast := names(slices.Concat(other.cast, s.cast), func(m *member) string { return m.name })
	for _, first := range f.firsts {
		if first.name.Text() != s.Name {
			continue
		}
		for _, step := range first.steps {
			for _, who := range []workflow.Value{at(step.at, "by"), at(step.at, "typed_by")} {
				if who.There() && !slices.Contains(cast, who.Text()) {
					wrong = append(wrong, who.Problem("unknown-person", fmt.Sprintf("nobody in the cast of scenario %s is %q", s.Name, who.Text()), meant(who.Text(), cast)))
				}
			}
		}
	}
	return wrong
}

// others are the scenarios of other files of which the file says anything.
func (f *File) others() (names []workflow.Value) {
	for _, skip := range f.skips {
		names = append(names, skip.name)
	}
	for _, first := range f.firsts {
		names = append(names, first.name)
	}
	return names
}

// under is a scenario of another file as it is run under this file's definition.
func (f *File) under(s *Scenario) *Scenario {
	own := *s
	if own.outside == "" {
		own.outside = f.outside
	}
	for _, first := range f.firsts {
		if first.name.Text() == s.Name {
			own.steps = slices.Concat(first.steps, s.steps)
		}
	}
	return &own
}

// file runs the scenarios of one file: the one that was asked for, or another that it
// also runs, without those that it skips.
func (r *runner) file(ctx context.Context, file, asked *File, result *Result) error {
	for _, s := range file.Scenarios {
		if file != asked && slices.ContainsFunc(asked.skips, func(k skip) bool { return k.name.Text() == s.Name }) {
			continue
		}
		if file != asked {
			s = asked.under(s)
		}
		outcome, err := r.scenario(ctx, file, s)
		if err != nil {
			return fmt.Errorf("%s, scenario %s: %w", file.Name, s.Name, err)
		}
		result.Scenarios = append(result.Scenarios, outcome)
	}
	return nil
}

// inMemory makes boards in memory. Those with the same cast are copies of one.
func inMemory() func(context.Context, *runner, []*member) (engine.Store, map[string]string, error) {
	var base *board
	var people map[string]string
	var has []*member
	return func(ctx context.Context, r *runner, cast []*member) (engine.Store, map[string]string, error) {
		if base == nil || !slices.Equal(has, cast) {
			base, has = newBoard(), cast
			var err error
			if people, err = r.found(ctx, base, cast); err != nil {
				return nil, nil, err
			}
		}
		return base.copied(), copied(people), nil
	}
}

func (r *runner) scenario(ctx context.Context, file *File, s *Scenario) (Outcome, error) {
	b, people, err := r.board(ctx, r, file.cast)
	if err != nil {
		return Outcome{}, err
	}
	r.clock.now = time.Time{}
	r.engine.Store = b
	t := &trial{engine: r.engine, board: b, clock: r.clock, def: r.def, file: file, scenario: s, cover: newSeen(), people: people,
		handles: map[string]string{}, made: map[string]made{}, declared: map[string]bool{}}
	r.clock.moveTo(day(longAgo))
	if err = r.enter(ctx, s.cast, t.people); err == nil {
		err = t.run(ctx)
	}
	if wrong, ok := errors.AsType[*castError](err); ok {
		t.failures, err = append(t.failures, wrong.problem()), nil
	}
	o := Outcome{File: file.Name, Name: s.Name, Title: s.Title, Represents: slices.Concat(s.meant, t.given), Passed: len(t.failures) == 0, Failures: t.failures, Played: t.played}
	if o.Passed {
		r.cover.add(t.cover)
	}
	return o, err
}

func day(iso string) review.Date {
	d, err := review.ParseDate(iso)
	if err != nil {
		panic(err) // a constant
	}
	return d
}

// found makes a board with a cast and the definition, and returns the handles of the cast.
func (r *runner) found(ctx context.Context, b engine.Store, cast []*member) (map[string]string, error) {
	r.engine.Store = b
	r.clock.now = time.Time{}
	r.clock.moveTo(day(longAgo))
	first := review.Person{Name: review.NewText("Made-up administrator")}
	if _, err := r.engine.Found(ctx, engine.Found{Code: boardCode, Title: "Board of the scenarios", Login: "made-up", Person: first}); err != nil {
		return nil, err
	}
	if err := r.adopt(ctx); err != nil {
		return nil, err
	}
	people := map[string]string{}
	return people, r.enter(ctx, cast, people)
}

// adopt adopts the definition, after those that it extends.
func (r *runner) adopt(ctx context.Context) error {
	type file struct {
		name string
		text []byte
	}
	files := []file{{r.definition.Name, r.definition.Source}}
	_, wrong := workflow.Load(r.definition.Name, r.definition.Source, func(id string, version int) (string, []byte, error) {
		if r.definition.Parents == nil {
			return "", nil, errors.New("there is no such definition")
		}
		name, text, err := r.definition.Parents(id, version)
		files = append(files, file{name, text})
		return name, text, err
	})
	if len(wrong) > 0 {
		return review.Errorf(review.Invalid, "%s is not a sound definition", r.definition.Name)
	}
	for _, f := range slices.Backward(files) {
		if _, err := r.engine.Adopt(ctx, engine.Adopt{Meta: engine.Meta{User: founder}, File: f.name, Source: f.text}); err != nil {
			return err
		}
	}
	return nil
}

// enter puts a cast into the register and gives it its offices.
func (r *runner) enter(ctx context.Context, cast []*member, people map[string]string) error {
	for _, m := range cast {
		person := m.person
		person.MayOpen = person.MayOpen || slices.ContainsFunc(m.parts(), r.opens)
		out, err := r.engine.Register(ctx, engine.Register{Meta: engine.Meta{User: founder}, Person: person})
		if err != nil {
			return castIn(m, err)
		}
		people[m.name] = out.Receipt.Reference
		for _, office := range m.offices {
			cmd := engine.HoldOffice{Meta: engine.Meta{User: founder}, Office: office, Person: out.Receipt.Reference, From: day(longAgo)}
			if _, err := r.engine.HoldOffice(ctx, cmd); err != nil {
				return castIn(m, err)
			}
		}
	}
	return nil
}

// castError is what is wrong with somebody in the cast.
type castError struct {
	member *member
	says   *review.Error
}

func (e *castError) Error() string { return e.says.Error() }

// castIn says that somebody cannot be what the cast says, unless the program failed.
func castIn(m *member, err error) error {
	if e, ok := errors.AsType[*review.Error](err); ok && e.Code != review.Failed {
		return &castError{m, e}
	}
	return fmt.Errorf("%s: %w", m.at.Where(), err)
}

// problem is the error at its place.
func (e *castError) problem() workflow.Diagnostic {
	return e.member.at.Problem("cast", fmt.Sprintf("%s cannot be in the cast: %s", e.member.name, sentence(e.says)), hintOf(e.says))
}

// opens reports whether a role, or an office, may have to open reviews.
func (r *runner) opens(name string) bool {
	role := r.def.Role(name)
	return role != nil && (role.Opens || role.Office)
}
