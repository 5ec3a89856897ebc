package scenario

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

func readCheck(p *parser, s *step) {
	keys := p.keys(s.value, s.key, "check", "stages", "clocks", "offers", "not_offered", "waits", "todo", "records", "closed")
	p.comparesSomething(s.value, "check")
	p.stagesLike(keys["stages"], "stages")
	p.texts(keys["offers"], "offers")
	p.texts(keys["not_offered"], "not_offered")
	p.yes(keys["closed"], "closed")
	for _, pair := range keys["waits"].Pairs() {
		p.obstaclesLike(pair.Value, pair.Key.Text())
	}
	for _, pair := range keys["clocks"].Pairs() {
		p.clockLike(pair.Key, pair.Value, true)
	}
	for _, pair := range keys["records"].Pairs() {
		if !pair.Value.List() && !pair.Value.Single() {
			p.complain(pair.Key, "wrong-kind", "write how many there are, or a list of what some of them say", "%s is neither a number nor a list", pair.Key.Text())
		}
		for _, item := range pair.Value.Items() {
			if !item.Mapping() {
				p.complain(cmpValue(item, pair.Key), "wrong-kind", "write {id: "+cmp.Or(item.Text(), "…")+"}", "what one of %s says is written as keys, each with a colon and a value", pair.Key.Text())
			}
		}
	}
	for _, item := range keys["todo"].Items() {
		p.keys(item, item, "something to do", "kind", "what", "due", "overdue", "says")
	}
	if v := keys["todo"]; v.Single() && v.Text() != "nothing" {
		p.complain(v, "wrong-kind", "write a list of {kind: …, what: …, due: …}, or nothing", "todo is a list")
	}
	if s.refused.There() {
		p.complain(s.key, "misplaced-key", "say below check: what waits", "a check is not refused")
	}
}

// clockKeys are what can be said of a clock: what a reader is shown of one.
func clockKeys() []string {
	return append(review.SlotNames(reflect.TypeFor[engine.ClockView]()), "extended")
}

// ofClock reports whether a mapping has some key of a clock, so that none is an item.
func ofClock(v workflow.Value) bool {
	return slices.ContainsFunc(v.Pairs(), func(p workflow.Pair) bool { return slices.Contains(clockKeys(), p.Key.Text()) })
}

// clockStates are the words for a clock as a whole.
func clockStates() []string {
	return []string{review.Running, review.Paused, review.Stopped, review.Lasting, "none"}
}

// clockLike checks what is said of a clock, or of a clock for each item.
func (p *parser) clockLike(key, v workflow.Value, items bool) {
	if v.Single() {
		return
	}
	if !v.Mapping() {
		p.complain(cmpValue(v, key), "wrong-kind", "write {state: running, due: 2014-08-03}", "clock %s is written as keys, each with a colon and a value", key.Text())
	}
	for _, pair := range v.Pairs() {
		switch {
		case slices.Contains(clockKeys(), pair.Key.Text()):
			p.texts(pair.Value, pair.Key.Text())
		case items && pair.Value.Mapping():
			p.clockLike(pair.Key, pair.Value, false)
		case items && !ofClock(v) && slices.Contains(clockStates(), pair.Value.Text()) && workflow.Nearest(pair.Key.Text(), clockKeys()) == "":
		default:
			p.complain(pair.Key, "unknown-key", meant(pair.Key.Text(), clockKeys()), "%q is not a key of a clock", pair.Key.Text())
		}
	}
}

// doCheck compares how things stand with what a check says.
func doCheck(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	v, err := t.engine.Next(ctx, t.reference, t.reader())
	if err != nil {
		return engine.Outcome{}, err
	}
	r, err := t.board.Review(ctx, t.reference)
	if err != nil {
		return engine.Outcome{}, err
	}
	t.stages(r, at(s.value, "stages"))
	t.clocks(v, at(s.value, "clocks"))
	t.offers(r, v, at(s.value, "offers"), true)
	t.offers(r, v, at(s.value, "not_offered"), false)
	t.counted(r, at(s.value, "records"))
	if want := at(s.value, "closed"); want.There() && r.Closed() != (want.Text() == "yes" || want.Text() == "true") {
		t.fail(want, "closed", "", "the review is %s", map[bool]string{true: "closed", false: "not closed"}[r.Closed()])
	}
	if err := t.waits(ctx, at(s.value, "waits")); err != nil {
		return engine.Outcome{}, err
	}
	return engine.Outcome{}, t.todo(ctx, at(s.value, "todo"))
}

// reader reads as who types does.
func (t *trial) reader() engine.Reader {
	return engine.Reader{Person: t.typist, Command: "scr workflow test", Output: review.ToPipe}
}

// offers compares which moves can be made now, or cannot.
func (t *trial) offers(r *review.Review, v *engine.View, want workflow.Value, allowed bool) {
	all := want.Items()
	if want.Single() {
		all = []workflow.Value{want}
	}
	for _, said := range all {
		name, item, _ := strings.Cut(said.Text(), " ")
		item = t.nameFor("item", strings.TrimSpace(item))
		i := slices.IndexFunc(v.Moves, func(m engine.MoveView) bool { return m.Move == name && m.Item == item })
		switch {
		case moveOf(t.def, name) == nil:
			t.fail(said, "unknown-move", meant(name, t.moves()), "%s has no move %q", t.def.ID, name)
		case i < 0 && t.nowhere(r, said, name, item):
		case allowed && i < 0:
			t.fail(said, "not-offered", "", "%s cannot be made: it does not begin where its track stands", said.Text())
		case allowed && !v.Moves[i].Allowed:
			t.fail(said, "not-offered", "", "%s cannot be made: %s", said.Text(), obstacleNames(v.Moves[i].Obstacles))
		case !allowed && i >= 0 && v.Moves[i].Allowed:
			t.fail(said, "offered", "", "%s can be made", said.Text())
		}
	}
}

// nowhere complains about a move of an instance that there is not: of course it cannot be
// made, and saying so would show nothing.
func (t *trial) nowhere(r *review.Review, said workflow.Value, move, item string) bool {
	name, _, _ := strings.Cut(move, ".")
	if _, there := r.Instance(name, item); there {
		return false
	}
	switch track := t.def.Track(name); {
	case track.ForEach == "":
		t.fail(said, "unknown-item", "write "+move, "track %s runs once, not for %s", name, item)
	case item == "":
		t.fail(said, "unknown-item", "write "+move+" and which "+track.ForEach, "track %s runs once for each %s", name, track.ForEach)
	default:
		t.fail(said, "unknown-item", "", "track %s has no %s %q", name, track.ForEach, item)
	}
	return true
}

// moves are the names of all moves of the definition.
func (t *trial) moves() (all []string) {
	for _, track := range t.def.Tracks {
		for _, tr := range track.Transitions {
			all = append(all, track.Name+"."+tr.Name)
		}
	}
	return all
}

// waits compares what stands in the way of moves: all of it, also of moves that do not
// begin where their tracks stand.
func (t *trial) waits(ctx context.Context, want workflow.Value) error {
	for _, pair := range want.Pairs() {
		name, item, _ := strings.Cut(pair.Key.Text(), " ")
		if moveOf(t.def, name) == nil {
			t.fail(pair.Key, "unknown-move", meant(name, t.moves()), "%s has no move %q", t.def.ID, name)
			continue
		}
		obstacles, err := t.engine.Waits(ctx, t.reference, name, t.nameFor("item", strings.TrimSpace(item)), t.reader())
		if review.CodeOf(err) == review.NotFound && err != nil {
			t.fail(pair.Key, "unknown-item", "", "%s", err.Error())
			continue
		}
		if err != nil {
			return err
		}
		t.cover.unmet(t.def, name, t.match(pair.Value, t.spoken(obstacles), pair.Key.Text()))
	}
	return nil
}

// counted compares how many records of a kind there are, or what some of them say.
func (t *trial) counted(r *review.Review, want workflow.Value) {
	for _, pair := range want.Pairs() {
		field, ok := review.SlotOf(reflect.ValueOf(r).Elem(), pair.Key.Text())
		if !ok || field.Kind() != reflect.Slice {
			t.fail(pair.Key, "unknown-record", meant(pair.Key.Text(), listsOf(r)), "a review has no %q", pair.Key.Text())
			continue
		}
		if pair.Value.Single() && fmt.Sprint(field.Len()) != pair.Value.Text() {
			t.fail(pair.Value, "records", "", "of %s there were to be %s, and there are %d", pair.Key.Text(), pair.Value.Text(), field.Len())
		}
		for _, item := range pair.Value.Items() {
			if t.sayable(field.Type().Elem(), pair.Key.Text(), item) {
				t.among(field, pair.Key.Text(), item)
			}
		}
	}
}

// sayable complains about keys that no record of a kind has: that one says no, or nothing,
// would be so of every one.
func (t *trial) sayable(record reflect.Type, kind string, want workflow.Value) bool {
	if record.Kind() != reflect.Struct {
		return true
	}
	before, known := len(t.failures), review.SlotNames(record)
	for _, pair := range want.Pairs() {
		if key := pair.Key.Text(); !slices.Contains(known, key) {
			t.fail(pair.Key, "unknown-key", meant(key, known), "one of %s has no key %q", kind, key)
		}
	}
	return len(t.failures) == before
}

// listsOf are the keys under which a review has lists.
func listsOf(r *review.Review) (keys []string) {
	for _, key := range review.SlotNames(reflect.TypeOf(*r)) {
		if f, _ := review.SlotOf(reflect.ValueOf(r).Elem(), key); f.Kind() == reflect.Slice {
			keys = append(keys, key)
		}
	}
	return keys
}

// among looks for a record that says all that is asked for.
func (t *trial) among(list reflect.Value, kind string, want workflow.Value) {
	var nearest []difference
	for i := range list.Len() {
		wrong := t.differs(plain(list.Index(i).Interface()), want)
		if len(wrong) == 0 {
			return
		}
		if nearest == nil || len(wrong) < len(nearest) {
			nearest = wrong
		}
	}
	hint := ""
	for _, d := range nearest {
		hint += fmt.Sprintf(", %s %s and not %s", d.key, orNothing(d.has), t.wanted(d.key, d.at))
	}
	t.fail(want, "records", strings.Replace(hint, ", ", "the nearest has ", 1), "of %s there are %d, and none is like this", kind, list.Len())
}

// plain is a value as JSON has it.
func plain(v any) map[string]any {
	data, err := json.Marshal(v)
	values := map[string]any{}
	if err == nil {
		_ = json.Unmarshal(data, &values) // what is no object has no keys
	}
	return values
}

// difference is a key that says something else.
type difference struct {
	at       workflow.Value
	key, has string
}

// differs compares the keys of a mapping with the values of something as JSON has it.
// What is not there is no, 0 or nothing.
func (t *trial) differs(has map[string]any, want workflow.Value) (wrong []difference) {
	for _, pair := range want.Pairs() {
		key := pair.Key.Text()
		if is := inWords(has[key]); is != t.wanted(key, pair.Value) && !(has[key] == nil && slices.Contains([]string{"no", "false", "0", "none"}, pair.Value.Text())) {
			wrong = append(wrong, difference{pair.Value, key, is})
		}
	}
	return wrong
}

// wanted is what a value of a check says, in the words of inWords.
func (t *trial) wanted(key string, v workflow.Value) string {
	var all []string
	for _, item := range v.Items() {
		all = append(all, t.said(item, key))
	}
	if v.List() {
		return strings.Join(all, ", ")
	}
	switch said := t.said(v, key); said {
	case "true":
		return "yes"
	case "false":
		return "no"
	default:
		if d, err := review.ReadDate(said); err == nil && !d.IsZero() {
			return d.String()
		}
		return said
	}
}

// inWords is a value of JSON as a check has it.
func inWords(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case []any:
		return strings.Join(names(v, inWords), ", ")
	}
	return fmt.Sprint(v)
}
