package scenario

import (
	"context"
	"slices"
	"strings"

	"scr/engine"
	"scr/workflow"
)

// clocks compares clocks: by their state alone, or by what a reader is shown of them.
func (t *trial) clocks(v *engine.View, want workflow.Value) {
	for _, pair := range want.Pairs() {
		name := pair.Key.Text()
		if t.def.Clock(name) == nil {
			t.fail(pair.Key, "unknown-clock", meant(name, names(t.def.Clocks, func(c workflow.Clock) string { return c.Name })), "%s has no clock %q", t.def.ID, name)
			continue
		}
		if pair.Value.Single() || !perItem(pair.Value) {
			t.ticks(v, name, "", pair.Value)
			continue
		}
		for _, item := range pair.Value.Pairs() {
			t.ticks(v, name, t.nameFor("item", item.Key.Text()), item.Value)
		}
	}
}

// perItem reports whether a mapping is from items to what is said of their clocks.
func perItem(v workflow.Value) bool {
	return slices.ContainsFunc(v.Pairs(), func(p workflow.Pair) bool { return !slices.Contains(clockKeys(), p.Key.Text()) })
}

// ticks compares one clock.
func (t *trial) ticks(v *engine.View, name, item string, want workflow.Value) {
	called := strings.TrimSpace(name + " " + item)
	i := slices.IndexFunc(v.Clocks, func(c engine.ClockView) bool { return c.Name == name && c.Item == item })
	if i < 0 {
		if want.Text() != "none" {
			t.fail(want, "clock", runsFor(v, name, item), "clock %s has not begun to run", called)
		}
		return
	}
	c := v.Clocks[i]
	has := plain(c)
	has["extended"] = float64(len(c.Extensions))
	if want.Single() {
		if c.State != want.Text() {
			t.fail(want, "clock", "", "clock %s is %s, not %s", called, c.State, want.Text())
		}
		return
	}
	for _, d := range t.differs(has, want) {
		t.fail(d.at, "clock", "", "clock %s has %s %s, not %s", called, d.key, orNothing(d.has), t.wanted(d.key, d.at))
	}
}

// runsFor says for which items a clock runs that was looked for without one.
func runsFor(v *engine.View, name, item string) string {
	for _, c := range v.Clocks {
		if c.Name == name && item == "" {
			return "it runs for " + c.Item + ": write {" + c.Item + ": …}"
		}
	}
	return ""
}

func orNothing(says string) string {
	if says == "" {
		return "nothing"
	}
	return says
}

// todo compares what waits for somebody: each thing that is listed must wait.
func (t *trial) todo(ctx context.Context, want workflow.Value) error {
	if want == (workflow.Value{}) {
		return nil
	}
	tasks, err := t.engine.Todo(ctx, t.typist, engine.Horizon{On: t.on.Last()})
	if err != nil {
		return err
	}
	if want.Single() && len(tasks) > 0 {
		t.fail(want, "todo", "", "something waits: %s", taskWords(tasks))
	}
	for _, item := range want.Items() {
		if !slices.ContainsFunc(tasks, func(task engine.Task) bool { return len(t.differs(plain(task), item)) == 0 }) {
			t.fail(item, "todo", "", "nothing like this waits; what does: %s", orNothing(taskWords(tasks)))
		}
	}
	return nil
}

func taskWords(tasks []engine.Task) string {
	return strings.Join(names(tasks, func(task engine.Task) string {
		return task.Kind + " " + task.What + " due " + task.Due.String() + " (" + task.Says + ")"
	}), "; ")
}
