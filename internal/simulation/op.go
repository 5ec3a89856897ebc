package simulation

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"scr/engine"
	"scr/review"
)

// op is a command, made up. It is never changed: every try gets a copy, as a program
// that is started again reads its arguments again.
type op struct {
	cmd     any
	subject *subject // nil for a command that is not about a review
	retries bool     // only adds facts: tried again when somebody else wrote first
	stale   bool     // says that it saw a version that is no more
}

// meta returns the command's circumstances.
func (o op) meta() engine.Meta {
	return reflect.ValueOf(o.cmd).FieldByName("Meta").Interface().(engine.Meta)
}

// with returns the command with other circumstances.
func (o op) with(change func(*engine.Meta)) op {
	v := reflect.New(reflect.TypeOf(o.cmd)).Elem()
	v.Set(reflect.ValueOf(o.cmd))
	change(v.FieldByName("Meta").Addr().Interface().(*engine.Meta))
	o.cmd = v.Interface()
	return o
}

func (o op) ref() string {
	if o.subject == nil {
		return ""
	}
	return o.subject.ref
}

// do carries out a copy of the command.
func (o op) do(ctx context.Context, e *engine.Engine) (engine.Outcome, error) {
	switch c := copyOf(o.cmd).(type) {
	case engine.Open:
		return e.Open(ctx, c)
	case engine.Advance:
		return e.Advance(ctx, c)
	case engine.Fill:
		return e.Fill(ctx, c)
	case engine.Record:
		return e.Record(ctx, c)
	case engine.Assign:
		return e.Assign(ctx, c)
	case engine.ExtendClock:
		return e.ExtendClock(ctx, c)
	case engine.Excuse:
		return e.Excuse(ctx, c)
	case engine.Admit:
		return e.Admit(ctx, c)
	case engine.Correct:
		return e.Correct(ctx, c)
	case engine.Declare:
		return e.Declare(ctx, c)
	case engine.Share:
		return e.Share(ctx, c)
	case engine.Mark:
		return e.Mark(ctx, c)
	case engine.Claim:
		return e.Claim(ctx, c)
	case engine.Grant:
		return e.Grant(ctx, c)
	case engine.CloseClaim:
		return e.CloseClaim(ctx, c)
	case engine.Register:
		return e.Register(ctx, c)
	case engine.HoldOffice:
		return e.HoldOffice(ctx, c)
	case engine.NameUser:
		return e.NameUser(ctx, c)
	case engine.Adopt:
		return e.Adopt(ctx, c)
	}
	panic(fmt.Sprintf("%T is not a command", o.cmd))
}

// kind names the command: for the record of a fact, the fact.
func (o op) kind() string {
	switch c := o.cmd.(type) {
	case engine.Record:
		return "record " + c.Body.Kind()
	case engine.Advance:
		return "advance"
	}
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", o.cmd), "engine."))
}

// String tells the command as somebody might type it, without what people write.
func (o op) String() string {
	m := o.meta()
	says := []string{o.kind(), o.ref()}
	switch c := o.cmd.(type) {
	case engine.Record:
		says = append(says, review.RecordOf(c.Body))
		if h, ok := c.Body.(*review.Added[review.Hold]); ok {
			says = append(says, h.Record.Name, "covers "+h.Record.Covers, h.Record.Target)
		}
	case engine.Advance:
		says = append(says, c.Move, c.Item, strings.Join(slices.Sorted(maps.Keys(c.Despite)), " "))
	case engine.Open:
		says = append(says, c.Workflow, fmt.Sprint(c.At))
	case engine.Correct:
		says = append(says, fmt.Sprintf("#%d void %t on %s", c.Seq, c.Void, c.NewOn))
	case engine.Excuse:
		says = append(says, c.Track, c.Item)
	case engine.Admit:
		says = append(says, c.Track, c.Item)
	case engine.Assign:
		says = append(says, c.Assignment.Person, c.Assignment.Role)
	case engine.ExtendClock:
		says = append(says, c.Clock, c.Item, "until "+c.Until.String())
	case engine.Fill:
		says = append(says, c.Form.Form, c.Form.Item)
	}
	says = append(says, "--user "+m.User)
	for _, flag := range [][2]string{{"on", m.On.String()}, {"decided-by", m.DecidedBy}, {"command-id", m.CommandID}} {
		if flag[1] != "" {
			says = append(says, "--"+flag[0]+" "+flag[1])
		}
	}
	if m.Expect != 0 {
		says = append(says, fmt.Sprintf("--expect %d", m.Expect))
	}
	return strings.Join(slices.DeleteFunc(says, func(s string) bool { return s == "" }), " ")
}

// copyOf copies a value with all that it points at. Texts are values and go along.
func copyOf[T any](v T) T {
	return deep(reflect.ValueOf(&v).Elem()).Interface().(T)
}

func deep(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v
		}
		inner := deep(v.Elem())
		if v.Kind() == reflect.Interface {
			return inner
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(inner)
		return p
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(deep(v.Index(i)))
		}
		return s
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		m := reflect.MakeMap(v.Type())
		for key, value := range v.Seq2() {
			m.SetMapIndex(key, deep(value))
		}
		return m
	case reflect.Struct:
		s := reflect.New(v.Type()).Elem()
		s.Set(v)
		for i := range v.NumField() {
			if f := s.Field(i); f.CanSet() {
				f.Set(deep(v.Field(i)))
			}
		}
		return s
	}
	return v
}

// ops are the kinds of command, with how many of a hundred they are.
func (w *world) makeUp() op {
	if s := w.someReview(); s != nil && !w.one(20) {
		return w.aboutReview(s)
	}
	switch n := w.IntN(20); {
	case n < 6 || w.someReview() == nil:
		return w.openOne()
	case n < 15:
		return w.registerOne()
	case n < 18:
		return w.officeOne()
	case n < 19:
		return op{cmd: engine.NameUser{Meta: w.byAdministrator(), Login: fmt.Sprintf("login-%d", w.IntN(5)), Person: pick(w.chance, append(w.board.people, "", "p99"))}}
	}
	return w.adoptAgain()
}

// someReview is one of the latest reviews, most of the time.
func (w *world) someReview() *subject {
	if w.one(12) {
		return pick(w.chance, w.reviews)
	}
	var open []*subject
	for _, s := range w.reviews {
		if !s.row.Closed() && s.model.version < longReview {
			open = append(open, s)
		}
	}
	return pick(w.chance, open[max(0, len(open)-3):])
}

// longReview is after how many events a review is left alone, most of the time.
const longReview = 120

func (w *world) byAdministrator() engine.Meta {
	user := "p1"
	if w.one(5) {
		user = pick(w.chance, w.board.people)
	}
	return engine.Meta{User: user}
}

func (w *world) openOne() op {
	def := pick(w.chance, w.defs)
	cmd := engine.Open{Meta: w.byAdministrator(), Workflow: def.ID}
	if w.one(2) {
		cmd.On = w.someDay(review.Date{})
	}
	if w.one(8) {
		track := pick(w.chance, def.Tracks)
		cmd.At = []review.TakenOnAt{{Track: track.Name, Stage: pick(w.chance, track.Stages).Name}}
		cmd.Why = "it was under way"
	}
	if w.one(30) {
		cmd.Workflow = "no-such-workflow"
	}
	if w.one(3) {
		cmd.OutsideDates = "a simulation"
	}
	return op{cmd: cmd}
}

func (w *world) registerOne() op {
	handle := ""
	if w.one(2) {
		handle = pick(w.chance, w.board.people[1:])
	}
	cmd := engine.Register{Meta: w.byAdministrator(), Person: w.entry(handle), Why: "a simulation"}
	if handle != "" && w.one(10) {
		cmd.Person.LeftOn = today(w.now)
	}
	return op{cmd: cmd}
}

func (w *world) officeOne() op {
	cmd := engine.HoldOffice{Meta: w.byAdministrator(), Office: pick(w.chance, []string{"chair", "chair", "chair", engine.PrivacyOfficer, "director"}),
		Person: pick(w.chance, w.board.people), From: w.someDay(review.Date{})}
	if w.one(3) {
		cmd.Leave = true
	} else if w.one(3) {
		cmd.To = review.NewDate(w.now.Year()+w.IntN(2), w.between(1, 12), w.between(1, 28))
	}
	return op{cmd: cmd}
}

// adoptAgain adopts a definition that is adopted, or the same version with other bytes.
func (w *world) adoptAgain() op {
	def := pick(w.chance, w.defs)
	source := w.yaml[def.Hash]
	if w.one(2) {
		source = slices.Concat(source, []byte("\n"))
	}
	return op{cmd: engine.Adopt{Meta: w.byAdministrator(), File: def.ID + ".yaml", Source: source}}
}

// someDay is a day, most of the time one that is possible: not before another, and
// come already. Some are partial, and some unknown, which means today.
func (w *world) someDay(notBefore review.Date) review.Date {
	at := w.now.AddDate(0, 0, -w.IntN(60))
	if first := civil(day(notBefore)); !notBefore.IsZero() && at.Before(first) && !w.one(8) {
		at = first
	}
	if at.After(w.now) {
		at = w.now
	}
	switch w.IntN(24) {
	case 0:
		return review.NewDate(at.Year(), int(at.Month()), 0)
	case 1:
		return review.NewDate(at.Year(), 0, 0)
	case 2:
		at = w.now.AddDate(0, 0, w.between(1, 400))
	case 3:
		at = w.now.AddDate(-w.between(1, 12), 0, 0)
	case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13:
		return review.Date{}
	}
	return review.NewDate(at.Year(), int(at.Month()), at.Day())
}
