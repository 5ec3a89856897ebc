package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

const (
	boardCode = "SCN"
	founder   = "p1" // made up as well, and in no cast: keeps the register and the offices
	longAgo   = "1990-01-01"
)

// trial is one scenario while it runs.
type trial struct {
	engine    *engine.Engine
	board     engine.Store
	clock     *clock
	def       *workflow.Definition
	file      *File
	scenario  *Scenario
	cover     *seen
	reference string
	typist    string            // handle
	people    map[string]string // member of the cast → handle
	handles   map[string]string // name that a step gave → handle of the record
	made      map[string]made   // name that a step gave → what it recorded
	on        review.Date       // the day that stands
	declared  map[string]bool   // handles of those who declared
	failures  []workflow.Diagnostic
	played    []Played // what was recorded, step by step
	given     []string // oddities that its steps represent
	ids       int
}

// made is an event that a step recorded.
type made struct {
	name string
	seq  int64
}

// clock is the program's clock, which goes on with the scenario.
type clock struct{ now time.Time }

// moveTo puts the clock to noon of the last possible day of a date, never back.
func (c *clock) moveTo(day review.Date) {
	if day.IsZero() {
		return
	}
	y, m, d := day.Last().Parts()
	if noon := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC); noon.After(c.now) {
		c.now = noon
	}
}

// id is a name that no other command has.
func (t *trial) id() string {
	t.ids++
	return fmt.Sprintf("%s-%d", t.scenario.Name, t.ids)
}

func (t *trial) fail(at workflow.Value, rule, hint, says string, args ...any) {
	t.failures = append(t.failures, at.Problem(rule, t.called(fmt.Sprintf(says, args...)), t.called(hint)))
}

// run carries a scenario out, until a step fails that others may build on.
func (t *trial) run(ctx context.Context) error {
	t.on = t.scenario.opened
	t.clock.moveTo(t.on)
	t.clock.moveTo(t.scenario.today)
	t.unambiguous()
	if err := t.open(ctx); err != nil || len(t.failures) > 0 {
		return err
	}
	for _, s := range t.scenario.steps {
		goesOn, err := t.step(ctx, s)
		if err != nil || !goesOn {
			return err
		}
	}
	return nil
}

// unambiguous complains about names of records that are words of the definition too.
func (t *trial) unambiguous() {
	words := wordsOf(t.def)
	for _, s := range t.scenario.steps {
		means := words[s.as]
		if t.people[s.as] != "" {
			means = "somebody in the cast"
		}
		if s.as != "" && means != "" {
			t.fail(s.at, "name-taken", "choose another name for the record", "%s is %s already", s.as, means)
		}
	}
}

// wordsOf says of the words of a definition that may stand in a record what they mean.
func wordsOf(def *workflow.Definition) map[string]string {
	words := map[string]string{}
	for _, p := range def.Professions {
		words[p] = "a profession"
	}
	for _, r := range def.Roles {
		words[r.Name] = "a role"
	}
	for _, v := range def.Vocabularies {
		for _, w := range v.Words {
			words[w.Name] = "a word of the vocabulary " + v.Name
		}
	}
	for _, track := range def.Tracks {
		words[track.Name] = "a track"
	}
	return words
}

// open opens the review, and gives the cast its roles.
func (t *trial) open(ctx context.Context) error {
	s := t.scenario
	opener := t.opener()
	if opener == nil {
		t.fail(s.at, "nobody-opens", "give somebody in the cast a role that opens reviews", "nobody in the cast can open a review under %s", t.def.ID)
		return nil
	}
	t.typist = t.people[opener.name]
	cmd := engine.Open{Meta: engine.Meta{User: t.typist, On: s.opened, CommandID: t.id(), MadeUp: s.madeUp}, Workflow: t.def.ID, Number: t.def.Version,
		OutsideDates: s.outside, NoConflict: true, Criteria: s.criteria, Why: s.why}
	for _, at := range s.takenOn {
		cmd.At = append(cmd.At, review.TakenOnAt{Track: at.track, Stage: at.stage})
	}
	out, err := t.engine.Open(ctx, cmd)
	if err != nil {
		return t.unopened(s.at, err)
	}
	t.reference = out.Receipt.Reference
	t.declared[t.typist] = true
	t.cover.moves(out.Receipt.Events)
	t.played = append(t.played, Played{At: s.at, Says: s.Title, MadeUp: s.madeUp, Events: out.Receipt.Events})
	return t.appoint(ctx, opener)
}

// unopened tells why a review cannot be opened, if that is what the scenario came to.
func (t *trial) unopened(at workflow.Value, err error) error {
	e, ok := errors.AsType[*review.Error](err)
	if !ok || e.Code == review.Failed {
		return err
	}
	hint := hintOf(e)
	if e.Code == review.Refused && t.scenario.outside == "" {
		hint = "to use the definition all the same, say why with outside_dates:"
	}
	t.fail(at, "not-opened", hint, "the review cannot be opened: %s", sentence(e))
	return nil
}

// opener is who in the cast opens the review, and types what nobody else is said to.
func (t *trial) opener() *member {
	cast := t.cast()
	for _, opens := range []func(workflow.Role) bool{
		func(r workflow.Role) bool { return r.Opens && !r.Office },
		func(r workflow.Role) bool { return r.Opens },
		func(r workflow.Role) bool { return r.Office },
	} {
		for _, m := range cast {
			for _, name := range m.parts() {
				if r := t.def.Role(name); r != nil && opens(*r) {
					return m
				}
			}
		}
	}
	return nil
}

// cast is everybody made up for the file, and for the scenario.
func (t *trial) cast() []*member {
	return append(t.file.cast[:len(t.file.cast):len(t.file.cast)], t.scenario.cast...)
}

// parts are the offices and roles of a member of the cast.
func (m *member) parts() []string {
	parts := m.offices
	for _, r := range m.roles {
		parts = append(parts[:len(parts):len(parts)], r.name)
	}
	return parts
}

// appoint gives the members of the cast their roles, from the opening on. The opener has
// the first role that opens already.
func (t *trial) appoint(ctx context.Context, opener *member) error {
	r, err := t.board.Review(ctx, t.reference)
	if err != nil {
		return err
	}
	has := r.RolesOf(t.typist, t.on)
	for _, m := range t.cast() {
		for _, part := range m.roles {
			if m == opener && len(has) > 0 && has[0] == part.name {
				continue
			}
			if err := t.give(ctx, m, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// give appoints one member of the cast.
func (t *trial) give(ctx context.Context, m *member, part role) error {
	a := review.Assignment{Person: t.people[m.name], Role: part.name}
	if r := t.def.Role(part.name); r != nil && r.OnTeam {
		a.Profession = part.profession
	}
	_, err := t.engine.Assign(ctx, engine.Assign{Meta: engine.Meta{User: t.typist, On: t.on, CommandID: t.id()}, Review: t.reference, Assignment: a})
	if e, ok := errors.AsType[*review.Error](err); ok && e.Code != review.Failed {
		t.fail(part.at, "not-appointed", hintOf(e), "%s cannot be %s: %s", m.name, part.name, sentence(e))
		return nil
	}
	return err
}

// meta is what every command of a step carries.
func (t *trial) meta(s *step) engine.Meta {
	meta := engine.Meta{CommandID: t.id(), User: t.typist, On: t.on, MadeUp: s.madeUp, Minute: s.minute}
	if s.typedBy != "" {
		meta.User = t.nameFor("person", s.typedBy)
	}
	if s.by != "" {
		meta.DecidedBy = t.nameFor("person", s.by)
	}
	if meta.DecidedBy != "" && meta.DecidedBy != meta.User {
		meta.Minute = cmp.Or(meta.Minute, "minute made up")
	}
	return meta
}

// sentence is an error with everything that stands in the way, on one line.
func sentence(e *review.Error) string {
	says := e.Message
	if len(e.Details) > 0 {
		says = obstacleNames(e.Details)
	}
	return strings.ReplaceAll(says, "\n", "; ")
}

func obstacleWords(o review.Obstacle) string {
	return fmt.Sprintf("%s (%s %s)", o.Says, o.Kind, o.Name)
}
