package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Open opens a review under a definition, or takes on one that is under way.
// Whoever opens a review holds the first role that opens, so that somebody can go on.
func (e *Engine) Open(ctx context.Context, cmd Open) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		d, err := e.opening(ctx, cmd, meta)
		if err != nil {
			return Outcome{}, err
		}
		if err := first(meta.expects(d.before), e.covers(ctx, cmd, meta.On, d.def), d.decideOpen(cmd)); err != nil {
			return Outcome{}, err
		}
		if err := d.settle(ctx); err != nil {
			return Outcome{}, err
		}
		receipt, err := e.record(ctx, review.Append{Before: d.before, Command: meta.CommandID, Digest: digest,
			RecordedBy: meta.User, RecordedAt: meta.at, Definition: d.def.Hash, Events: d.events})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Receipt: receipt, Remarks: e.better(ctx, cmd, meta.On, d.def)}, nil
	})
}

// opening makes the draft of a review that is not there yet.
func (e *Engine) opening(ctx context.Context, cmd Open, meta resolved) (*draft, error) {
	actor, err := e.actor(ctx, meta)
	if err != nil {
		return nil, err
	}
	if !actor.MayOpen {
		return nil, review.Errorf(review.Forbidden, "%s may not open reviews", meta.User).
			WithHint("an administrator can allow it with \"scr person amend %s --may-open\"", meta.User)
	}
	adopted, err := e.choose(ctx, cmd, meta.On)
	if err != nil {
		return nil, err
	}
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	r := &review.Review{ID: e.NewID(), Board: board.Code, Pin: review.Pin{Hash: adopted.Hash}}
	s := review.Standing{Review: r, Board: board}
	if s.People, err = e.Store.People(ctx, s.Involved(meta.User, meta.DecidedBy)...); err != nil {
		return nil, err
	}
	d, err := e.draftOf(ctx, s, meta.decision)
	if err != nil {
		return nil, err
	}
	r.Pin = review.Pin{Workflow: d.def.ID, Number: d.def.Version, Hash: d.def.Hash, Parents: adopted.Parents}
	return d, d.known(d.decider)
}

// choose picks the version of a definition that a review is opened under: the one
// that was named, or the newest in force on the day.
func (e *Engine) choose(ctx context.Context, cmd Open, on review.Date) (review.Adopted, error) {
	adoption, err := e.Store.Adoption(ctx, cmd.Workflow)
	if err != nil {
		if review.CodeOf(err) == review.NotFound {
			return review.Adopted{}, e.unknownWorkflow(ctx, cmd.Workflow)
		}
		return review.Adopted{}, err
	}
	chosen := newestOf(adoption, func(a review.Adopted) bool {
		return cmd.Number == a.Number || cmd.Number == 0 && a.InForce(on)
	})
	if chosen == nil && cmd.Number == 0 && cmd.OutsideDates != "" {
		chosen = newestOf(adoption, func(review.Adopted) bool { return true })
	}
	newest := adoption.Adopted[len(adoption.Adopted)-1]
	switch {
	case chosen == nil && cmd.Number != 0:
		return newest, review.Errorf(review.Invalid, "%s has no version %d here", cmd.Workflow, cmd.Number).
			WithHint("see the versions with \"scr workflow list\"")
	case chosen == nil || !chosen.InForce(on) && cmd.OutsideDates == "":
		return newest, review.Errorf(review.Refused, "%s is in force %s, not %s", cmd.Workflow, newest.Dates(), on.When()).
			WithHint("%s; if the review began earlier, say when with --on; to use the definition all the same, write why to a file and name it with --outside-dates-file", e.inForce(ctx, on))
	}
	return *chosen, nil
}

// inForce says which of the board's definitions was in force on a day.
func (e *Engine) inForce(ctx context.Context, on review.Date) string {
	all, err := e.Store.Adoptions(ctx)
	var names []string
	for i := range all {
		if chosen := newestOf(&all[i], func(a review.Adopted) bool { return a.InForce(on) }); chosen != nil {
			names = append(names, fmt.Sprintf("%s@%d", all[i].Workflow, chosen.Number))
		}
	}
	if err != nil || len(names) == 0 {
		return "no definition of the board was in force " + on.When()
	}
	return "in force " + on.When() + ": " + english(names)
}

// newestOf returns the highest version of those that will do, or nil. They need not
// have been adopted in their order.
func newestOf(adoption *review.Adoption, will func(review.Adopted) bool) *review.Adopted {
	var newest *review.Adopted
	for i, a := range adoption.Adopted {
		if will(a) && (newest == nil || a.Number > newest.Number) {
			newest = &adoption.Adopted[i]
		}
	}
	return newest
}

func (e *Engine) unknownWorkflow(ctx context.Context, name string) error {
	all, err := e.Store.Adoptions(ctx)
	if err != nil {
		return err
	}
	return review.Errorf(review.Invalid, "there is no workflow %q", name).
		WithHint("this board has adopted: %s; \"scr workflow list\" says what the program ships besides", english(each(all, func(a review.Adoption) string { return a.Workflow })))
}

// decideOpen opens the review's tracks, or puts them where a review that is taken
// on stands.
func (d *draft) decideOpen(cmd Open) error {
	err := d.emit(&review.ReviewOpened{Pin: d.before.Pin, OutsideDates: review.NewText(cmd.OutsideDates)})
	if err != nil {
		return err
	}
	if err := d.openTracks(cmd.At); err != nil {
		return err
	}
	if err := d.appointOpener(); err != nil {
		return err
	}
	if cmd.NoConflict {
		if err := d.declareNone(); err != nil {
			return err
		}
	}
	if err := d.metAtOnce(cmd); err != nil {
		return err
	}
	if len(cmd.At) > 0 {
		return d.takeOn(cmd) // when it was referred is not known here: no clock may call it late
	}
	return d.runClocks(d.moved(workflow.Opened, ""))
}

// openTracks opens the tracks that run once, but for those of which it is known
// where they stood when the review was taken on.
func (d *draft) openTracks(at []review.TakenOnAt) error {
	for _, track := range d.def.Tracks {
		stood := slices.ContainsFunc(at, func(a review.TakenOnAt) bool { return a.Track == track.Name })
		if track.ForEach != "" || stood {
			continue
		}
		final := track.Stage(track.Initial).Final
		if err := d.emit(&review.TrackOpened{Track: track.Name, Stage: track.Initial, Final: final, Beside: track.Beside}); err != nil {
			return err
		}
	}
	return nil
}

// appointOpener gives whoever opens the review a role that opens.
func (d *draft) appointOpener() error {
	i := slices.IndexFunc(d.def.Roles, func(r workflow.Role) bool { return r.Opens && !r.Office })
	if i < 0 {
		return d.officerOpens()
	}
	a := review.Assignment{Person: d.actor, Role: d.def.Roles[i].Name, From: d.on}
	return added(add(d, &review.Added[review.Assignment]{Record: a}, func(review.Assignment) error { return nil }))
}

// officerOpens lets somebody whose office is in the definition open a review under it.
// Anybody else would not find the review again.
func (d *draft) officerOpens() error {
	if len(d.rolesOn(d.actor, d.today)) > 0 {
		return nil
	}
	return review.Errorf(review.Refused, "no role of %s opens reviews: you would have no part in yours", d.def.Title).
		WithHint("mark a role with \"opens: true\" in the definition, under a new version, and adopt that")
}

// takeOn records where a review stood when it came into this program.
func (d *draft) takeOn(cmd Open) error {
	if cmd.Why == "" {
		return review.Errorf(review.Usage, "taking on a review needs a reason").WithHint("write it to a file and name it with --reason-file")
	}
	taken := &review.ReviewTakenOn{Why: review.NewText(cmd.Why)}
	for _, at := range cmd.At {
		stage, err := d.stageOf(at)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(taken.At, func(other review.TakenOnAt) bool { return other.Track == at.Track }) {
			return review.Errorf(review.Usage, "track %s is given twice", at.Track).WithHint("a track stands at one stage")
		}
		at.Final, at.Beside = stage.Final, d.def.Track(at.Track).Beside
		taken.At = append(taken.At, at)
	}
	return d.emit(taken)
}

// stageOf finds the stage that a taken-on track stood at.
func (d *draft) stageOf(at review.TakenOnAt) (*workflow.Stage, error) {
	track := d.def.Track(at.Track)
	switch {
	case track == nil:
		return nil, unknownName("track", at.Track, each(d.def.Tracks, func(t workflow.Track) string { return t.Name }))
	case track.ForEach != "":
		return nil, review.Errorf(review.Invalid, "track %s runs once per %s: its instances open when they are added", at.Track, track.ForEach)
	}
	stage := track.Stage(at.Stage)
	if stage == nil {
		return nil, unknownName("stage", at.Track+"."+at.Stage, each(track.Stages, func(s workflow.Stage) string { return s.Name }))
	}
	return stage, nil
}

// Adopt adopts a definition's file for this board. The same id and version with
// other bytes is refused: reviews may be pinned to it.
func (e *Engine) Adopt(ctx context.Context, cmd Adopt) (Outcome, error) {
	meta := e.complete(cmd.Meta)
	if err := e.administers(ctx, meta); err != nil {
		return Outcome{}, err
	}
	def, err := e.loadFile(ctx, cmd.File, cmd.Source)
	if err != nil {
		return Outcome{}, err
	}
	before, err := e.Store.Adoption(ctx, def.ID)
	if review.CodeOf(err) == review.NotFound {
		before, err = &review.Adoption{Workflow: def.ID}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	if out, done, err := e.repeated(ctx, meta.CommandID, def.Hash); done || err != nil {
		return out, err
	}
	if err := first(meta.expects(before), adoptable(before, def)); err != nil {
		return Outcome{}, err
	}
	live, err := e.live(ctx, def.ID)
	if err != nil {
		return Outcome{}, err
	}
	if !live {
		return e.adopt(ctx, meta, before, def, cmd)
	}
	two, err := e.second(ctx, meta, def.Hash, review.AdoptForLive, def.Hash, before.At())
	if err != nil || !two.may {
		return two.waits, err
	}
	out, err := e.adopt(ctx, meta, before, def, cmd)
	return remarked(out, two.says), err
}

func (e *Engine) adopt(ctx context.Context, meta resolved, before *review.Adoption, def *workflow.Definition, cmd Adopt) (Outcome, error) {
	checked, err := workflow.Marshal(def)
	if err != nil {
		return Outcome{}, err
	}
	from, to := inForce(def.InForce)
	adopted := review.Adopted{Number: def.Version, Hash: def.Hash, Title: def.Title, Nation: string(def.Nation), From: from, To: to,
		Parents: each(def.Parents, func(p workflow.Parent) string { return p.Hash })}
	receipt, err := e.record(ctx, review.Append{
		Before: before, Command: meta.CommandID, Digest: def.Hash, RecordedBy: meta.User, RecordedAt: meta.at, Definition: def.Hash,
		Events: []review.Event{{DecidedBy: meta.DecidedBy, Minute: meta.Minute, OccurredOn: meta.On,
			Body: &review.DefinitionAdopted{Workflow: def.ID, Adopted: adopted}}},
		File: &review.DefinitionFile{Hash: def.Hash, Bytes: cmd.Source, Checked: checked},
	})
	return Outcome{Receipt: receipt}, err
}

// adoptable refuses a version that was adopted with other bytes, or again.
func adoptable(before *review.Adoption, def *workflow.Definition) error {
	for _, a := range before.Adopted {
		if a.Number != def.Version {
			continue
		}
		if a.Hash == def.Hash {
			return review.Errorf(review.Conflict, "%s version %d is adopted already", def.ID, def.Version)
		}
		return review.Errorf(review.Refused, "%s version %d was adopted with other contents", def.ID, def.Version).
			WithHint("give the changed file a new version: reviews may be pinned to the old one")
	}
	return nil
}

// loadFile checks a definition's file; what it extends must have been adopted.
func (e *Engine) loadFile(ctx context.Context, name string, src []byte) (*workflow.Definition, error) {
	def, diagnostics := workflow.Load(name, src, e.parents(ctx))
	if len(diagnostics) == 0 {
		return def, nil
	}
	var b strings.Builder
	if err := workflow.Print(&b, diagnostics); err != nil {
		return nil, err
	}
	return nil, review.Errorf(review.Invalid, "%s is not a sound definition:\n%s", name, strings.TrimRight(b.String(), "\n")).
		WithHint("mend the file and check it with \"scr workflow check %s\"", name)
}

// parents finds adopted definitions that another extends.
func (e *Engine) parents(ctx context.Context) workflow.Parents {
	return func(id string, version int) (string, []byte, error) {
		adoption, err := e.Store.Adoption(ctx, id)
		if err != nil {
			if review.CodeOf(err) == review.NotFound {
				return "", nil, noParent{id + " is not adopted here", "adopt it first: scr workflow adopt FILE, or its id where the program ships it"}
			}
			return "", nil, err
		}
		for _, a := range adoption.Adopted {
			if a.Number == version {
				file, err := e.Store.DefinitionFile(ctx, a.Hash)
				return id + ".yaml", file.Bytes, err
			}
		}
		return "", nil, noParent{fmt.Sprintf("%s has no version %d here", id, version),
			"it has: " + english(each(adoption.Adopted, func(a review.Adopted) string { return fmt.Sprintf("%s@%d", id, a.Number) }))}
	}
}

// noParent is a [workflow.ParentError].
type noParent struct{ says, hint string }

func (e noParent) Error() string { return e.says }
func (e noParent) Hint() string  { return e.hint }

// inForce reads a definition's period; the loader has checked its dates.
func inForce(p workflow.Period) (from, to review.Date) {
	from, _ = review.ParseDate(p.From)
	to, _ = review.ParseDate(p.To)
	return from, to
}

// administers refuses whoever is not an administrator.
func (e *Engine) administers(ctx context.Context, meta resolved) error {
	p, err := e.actor(ctx, meta)
	if err != nil {
		return err
	}
	if !p.Administrator {
		return review.Errorf(review.Forbidden, "%s is not an administrator", meta.User)
	}
	return nil
}
