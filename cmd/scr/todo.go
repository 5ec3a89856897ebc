package main

import (
	"context"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
)

// The days that are soon, where nobody says how many, and the most that may be asked for.
const (
	usualWithin = 14
	mostWithin  = 3660
)

func checkWithin(days int) error {
	if days < 0 || days > mostWithin {
		return misuse("--within is %d: it can be 0 to %d days", days, mostWithin)
	}
	return nil
}

func todoCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "todo", Short: "List what waits for you: clocks, holds, letters, notices, actions, and what waits for your approval",
		Long: `List what waits for you in all reviews in which you have a part, in one view:
what is overdue, what is due soon, what is due later, which clocks stand still and
why, and what waits without a day.

On a day that has passed it is what had happened by then, as in "scr show --as-of";
what waits for your approval is left out there. On a day to come it is how things
stand, judged on that day.`,
		Example: "  scr todo --on 2026-03-31 --clock complete\n  scr todo --within 28 --mine"}
	var h engine.Horizon
	f := cmd.Flags()
	on := dayFlag(cmd, "default today in London")
	f.IntVar(&h.Within, "within", usualWithin, "days after it that are soon")
	f.StringVar(&h.Clock, "clock", "", "only clocks of that name")
	f.StringVar(&h.Workflow, "workflow", "", "only reviews of that workflow")
	f.BoolVar(&h.Mine, "mine", false, "only reviews in which you hold a role of your own")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		if err := checkWithin(h.Within); err != nil {
			return err
		}
		h.On = on.day
		tasks, err := e.Todo(ctx, by.Person, h)
		if err != nil {
			return err
		}
		out := report.TodoJSON{On: on.day.Last(), Within: h.Within, Tasks: make([]report.Task, len(tasks))}
		if out.On.IsZero() {
			out.On = a.today()
		}
		for i, t := range tasks {
			out.Tasks[i] = report.Task(t)
		}
		return a.data(out, func(w *report.Writer) { report.Todo(w, out) })
	})
}
