package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// step carries one step out and compares what came of it. It reports whether the
// scenario can go on: what a step should have recorded and did not is missing later.
func (t *trial) step(ctx context.Context, s *step) (goesOn bool, err error) {
	if !s.on.IsZero() {
		t.on = s.on
	}
	t.clock.moveTo(t.on)
	t.clock.moveTo(s.today)
	t.given = append(t.given, s.meant...)
	if s.verb == nil {
		return true, t.stands(ctx, s)
	}
	if err := t.declare(ctx, s); err != nil {
		return false, err
	}
	out, err := s.verb.do(ctx, t, s)
	e, refused := errors.AsType[*review.Error](err)
	switch {
	case err != nil && (!refused || e.Code == review.Failed):
		return false, fmt.Errorf("%s: %w", s.key.Where(), err)
	case refused && s.refused == workflow.Value{}:
		t.fail(s.key, "refused", hintOf(e), "%s was refused: %s", t.calls(s), sentence(e))
		return false, nil
	case refused:
		t.refusedFor(s, e)
		return true, t.stands(ctx, s)
	case s.refused != workflow.Value{}:
		t.fail(s.key, "not-refused", "take refused: away, or look at what the definition asks for", "%s was to be refused, and was done", t.calls(s))
		return false, nil
	}
	t.keep(s, out)
	return true, t.stands(ctx, s)
}

// hintOf is what an error says to do about it, unless that is something to type:
// scenarios have no command line.
func hintOf(e *review.Error) string {
	if strings.Contains(e.Hint, "scr ") || strings.Contains(e.Hint, "--") {
		return ""
	}
	return e.Hint
}

// calls is what a message calls a step.
func (t *trial) calls(s *step) string {
	if s.verb.name == "move" {
		return strings.TrimSpace(s.value.Text() + " " + s.beside["item"].Text())
	}
	return s.verb.name
}

// declare has whoever types say that they have no conflict of interest, once: nobody
// records anything before.
func (t *trial) declare(ctx context.Context, s *step) error {
	user := t.meta(s).User
	if t.declared[user] || s.verb.name == "check" || s.verb.name == "declare" {
		return nil
	}
	t.declared[user] = true
	_, err := t.engine.Declare(ctx, engine.Declare{Meta: engine.Meta{User: user, On: t.on, CommandID: t.id()}, Review: t.reference, Kinds: []string{"none"}})
	if e, ok := errors.AsType[*review.Error](err); ok && e.Code != review.Failed {
		return nil // who has no part is told so by the step
	}
	return err
}

// keep remembers what a step recorded: under its name, and for the coverage.
func (t *trial) keep(s *step, out engine.Outcome) {
	t.cover.moves(out.Receipt.Events)
	if len(out.Receipt.Events) > 0 {
		t.played = append(t.played, Played{s.at, s.say, s.meant, s.madeUp, out.Receipt.Events})
	}
	for _, ev := range out.Receipt.Events {
		if s.as == "" || !itself(s, ev.Body) {
			continue
		}
		t.made[s.as] = made{s.verb.name, ev.Seq}
		if handle := review.RecordOf(ev.Body); handle != "" {
			t.handles[s.as] = handle
		}
		return
	}
}

// itself reports whether a body is what the step itself asked to be recorded.
func itself(s *step, body review.Body) bool {
	switch s.verb.name {
	case "move", "fill":
		_, form := body.(*review.FormFilled)
		return form
	case "role":
		_, role := body.(*review.Added[review.Assignment])
		return role
	}
	return s.verb.fresh == nil || s.verb.fresh().Kind() == body.Kind()
}

// stands compares where tracks stand with what then: says.
func (t *trial) stands(ctx context.Context, s *step) error {
	if s.then == (workflow.Value{}) {
		return nil
	}
	r, err := t.board.Review(ctx, t.reference)
	if err == nil {
		t.stages(r, s.then)
	}
	return err
}

// stages compares where tracks stand: a stage for a track that runs once, a mapping from
// items to stages for others.
func (t *trial) stages(r *review.Review, want workflow.Value) {
	for _, pair := range want.Pairs() {
		track := t.def.Track(pair.Key.Text())
		switch {
		case track == nil:
			t.fail(pair.Key, "unknown-track", meant(pair.Key.Text(), names(t.def.Tracks, func(tr workflow.Track) string { return tr.Name })), "%s has no track %q", t.def.ID, pair.Key.Text())
		case pair.Value.Mapping():
			for _, item := range pair.Value.Pairs() {
				t.stage(r, track, t.nameFor("item", item.Key.Text()), item.Value)
			}
		case track.ForEach != "":
			t.fail(pair.Value, "wrong-kind", "write {"+track.ForEach+": "+pair.Value.Text()+"}", "track %s runs once for each %s", track.Name, track.ForEach)
		default:
			t.stage(r, track, "", pair.Value)
		}
	}
}

// stage compares where one instance stands.
func (t *trial) stage(r *review.Review, track *workflow.Track, item string, want workflow.Value) {
	in, there := r.Instance(track.Name, item)
	called, stands := strings.TrimSpace(track.Name+" "+item), in.Stage
	switch {
	case !there:
		stands = "none"
	case in.Excused && want.Text() == "excused":
		return
	}
	known := append(names(track.Stages, func(s workflow.Stage) string { return s.Name }), "excused", "none")
	if !slices.Contains(known, want.Text()) {
		t.fail(want, "unknown-stage", meant(want.Text(), known), "track %s has no stage %q", track.Name, want.Text())
		return
	}
	if stands == want.Text() {
		return
	}
	if stands == "none" {
		t.fail(want, "stage", "", "%s was to stand at %s, and is not there", called, want.Text())
		return
	}
	t.fail(want, "stage", "", "%s was to stand at %s, and stands at %s since %s", called, want.Text(), stands, in.Since.English())
}

func names[T any](list []T, name func(T) string) []string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = name(x)
	}
	return all
}
