package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// attempt is a move that somebody wants to make, or asks about.
type attempt struct {
	track   *workflow.Track
	tr      *workflow.Transition
	in      review.Instance
	linked  bool              // by another move, or fired by itself: it needs no role of its own
	decided bool              // linked to a move that a person decided, who so decided this one too
	asking  bool              // "what may I do next": whoever holds the role could decide
	despite map[string]string // expected requirement → why it is passed over
}

func (a attempt) name() string { return a.track.Name + "." + a.tr.Name }

// verdict is what a move was judged on, and everything that stands in its way.
type verdict struct {
	obstacles []review.Obstacle
	results   []review.Result
	joins     []review.Judged
}

// examine judges a move. It finds all obstacles, not the first; only a move that
// does not begin where the track stands is not looked at further, because the
// rest is about somewhere else.
func (d *draft) examine(ctx context.Context, a attempt) (verdict, error) {
	var v verdict
	if !slices.Contains(a.tr.From, a.in.Stage) {
		v.obstacles = append(v.obstacles, stageObstacle(a))
		return v, nil
	}
	v.obstacles = append(v.obstacles, d.dateObstacles(a)...)
	if !a.linked {
		v.obstacles = append(v.obstacles, d.roleObstacles(a)...)
		v.obstacles = append(v.obstacles, d.separationObstacles(a)...)
	}
	d.examineJoins(a, &v)
	if err := d.examineRequirements(ctx, a, &v); err != nil {
		return v, err
	}
	v.obstacles = append(v.obstacles, d.holdObstacles(a)...)
	v.obstacles = append(v.obstacles, d.clockObstacles(a)...)
	return v, nil
}

func stageObstacle(a attempt) review.Obstacle {
	says := fmt.Sprintf("%s stands at %s; %s begins at %s", instanceName(a.in), a.in.Stage, a.name(), oneOf(a.tr.From))
	return review.Obstacle{Kind: review.ByStage, Name: a.in.Stage, Says: says, Strength: string(workflow.Must)}
}

func instanceName(in review.Instance) string {
	if in.Item == "" {
		return in.Track
	}
	return in.Track + " of " + in.Item
}

// dateObstacles finds a move that is provably earlier than the last on its track.
func (d *draft) dateObstacles(a attempt) []review.Obstacle {
	if !d.on.Before(a.in.Since) {
		return nil
	}
	return []review.Obstacle{{Kind: review.ByDate, Name: "date", Strength: string(workflow.Must),
		Says: fmt.Sprintf("%s came to %s %s, later than %s", instanceName(a.in), a.in.Stage, a.in.Since.When(), d.on.English())}}
}

// roleObstacles finds that the decider may not decide this move: see
// [draft.decides]. Whoever only asks what is possible is told who decides.
func (d *draft) roleObstacles(a attempt) []review.Obstacle {
	if a.asking && len(d.deciders(a.tr.By, d.on)) > 0 || !a.asking && d.decides(a.tr.By) {
		return nil
	}
	o := review.Obstacle{Kind: review.ByRole, Name: oneOf(a.tr.By), Strength: string(workflow.Must)}
	title := oneOf(d.roleTitles(a.tr.By))
	switch {
	case a.asking:
		o.Says = fmt.Sprintf("nobody is %s, who decides this", title)
		return []review.Obstacle{o}
	case d.holdsOneOf(d.decider, a.tr.By, d.on):
		o.Says = fmt.Sprintf("%s decides this; %s was that %s and is no longer: whoever records for others records it, with the minute",
			title, d.decider, d.on.When())
	default:
		o.Says = fmt.Sprintf("%s decides this; %s is not that %s", title, d.decider, d.on.When())
	}
	o.Ask, o.People = a.tr.By, d.decidersOf(a)
	return []review.Obstacle{o}
}

func (d *draft) roleTitles(names []string) []string {
	return each(names, func(name string) string {
		if role := d.def.Role(name); role != nil {
			return role.Title
		}
		return name
	})
}

// separationObstacles keeps a decider from deciding two steps that need four
// eyes, and people from judging their own agency's part. Whoever only asks is told
// where it stops everybody who could decide.
func (d *draft) separationObstacles(a attempt) []review.Obstacle {
	free := d.decidersOf(a)
	if !a.asking {
		return d.separated(a, d.decider, free)
	}
	var found []review.Obstacle
	if len(free) == 0 {
		for _, person := range d.deciders(a.tr.By, d.on) {
			found = append(found, d.separated(a, person, nil)...)
		}
	}
	return found
}

// decidersOf returns the handles of those who could decide a move: whom nothing keeps
// from deciding this one.
func (d *draft) decidersOf(a attempt) []string {
	return slices.DeleteFunc(d.deciders(a.tr.By, d.on), func(person string) bool { return len(d.separated(a, person, nil)) > 0 })
}

// separated says what keeps a person from deciding a move, and who else could.
func (d *draft) separated(a attempt, person string, free []string) []review.Obstacle {
	var found []review.Obstacle
	keep := func(name, says string) {
		found = append(found, review.Obstacle{Kind: review.BySeparation, Name: name, Strength: string(workflow.Must),
			Says: says, Ask: a.tr.By, People: free})
	}
	for _, name := range a.tr.NotBy {
		track, move, _ := splitMove(name)
		if d.decidedLast(person, track, move, a.in.Item) {
			keep(name, fmt.Sprintf("%s decided %s: somebody else must decide this", person, name))
		}
	}
	if a.tr.NotFrom != "" && d.belongsTo(person, a.in.Item) {
		keep("not_from", fmt.Sprintf("%s belongs to %s, whose part this judges", person, a.in.Item))
	}
	return found
}

// decidedLast reports whether a person also decided the latest such move, of the same
// item or of a track that has none.
func (d *draft) decidedLast(person, track, move, item string) bool {
	for _, m := range slices.Backward(d.review.Moves) {
		if m.Track == track && m.MoveMade.Move == move && (m.Item == item || m.Item == "") {
			return m.DecidedBy == person
		}
	}
	return false
}

func (d *draft) belongsTo(person, agency string) bool {
	if d.people[person].Employer == agency {
		return true
	}
	return slices.ContainsFunc(d.review.Assignments, func(a review.Assignment) bool {
		return a.Person == person && a.Agency == agency && a.Holds(d.on)
	})
}

// examineRequirements judges the named requirements. An expected one may be
// passed over with a reason; a must may not.
func (d *draft) examineRequirements(ctx context.Context, a attempt, v *verdict) error {
	if a.asking {
		defer d.withoutLast(a)()
	}
	judged, err := d.judgement(ctx, a.track, a.tr, a.in)
	if err != nil {
		return fmt.Errorf("judge %s: %w", a.name(), err)
	}
	for _, j := range judged {
		why, despite := a.despite[j.Requirement.Name]
		despite = despite && !j.Met && j.Requirement.Strength == workflow.Expected
		result := review.Result{Name: j.Requirement.Name, Met: j.Met, Despite: despite, ReliedOn: d.restingOn(j.ReliedOn)}
		if despite {
			result.Why = review.NewText(why)
		}
		v.results = append(v.results, result)
		if !j.Met && !despite {
			v.obstacles = append(v.obstacles, d.requirementObstacle(a, j))
		}
	}
	return nil
}

// withoutLast leaves out the form of a move that was made with it before, until what it
// returns is called: the move is made with another, and what the last said shows nothing.
func (d *draft) withoutLast(a attempt) (restore func()) {
	forms, item := d.review.Forms, ""
	if form := d.def.Form(a.tr.Form); form != nil && form.ForEach != "" {
		item = a.in.Item
	}
	if filled, ok := d.review.Filled(a.tr.Form, item); ok && d.restsOn(filled) != "" {
		d.review.Forms = slices.DeleteFunc(slices.Clone(forms), func(f review.Form) bool { return f.Form == a.tr.Form && f.Item == item })
	}
	return func() { d.review.Forms = forms }
}

// restingOn adds the events that recorded facts to those that changed them last: a
// rule that read one relied on both.
func (d *draft) restingOn(seqs []int64) []int64 {
	all := slices.Clone(seqs)
	for h := range d.review.Headers() {
		if h.Changed != h.Seq && slices.Contains(seqs, h.Changed) && !slices.Contains(seqs, h.Seq) {
			all = append(all, h.Seq)
		}
	}
	slices.Sort(all)
	return all
}

func (d *draft) requirementObstacle(a attempt, j workflow.Judgement) review.Obstacle {
	values, found := slices.Clone(j.Values), slices.Clone(j.Found)
	for _, u := range j.Unknown {
		missing := u + " is not recorded"
		values = append(values, missing)
		if !slices.ContainsFunc(found, func(f string) bool { return tells(f, missing) }) {
			found = append(found, missing)
		}
	}
	found = append(found, d.laterOnTeam(j.Requirement.Rule)...)
	return review.Obstacle{Kind: review.ByRequirement, Name: j.Requirement.Name, Says: j.Says, Values: values, Found: found,
		Fill: d.unfilled(a, j.Requirement.Rule), Ask: j.Requirement.Ask, People: d.deciders(j.Requirement.Ask, d.today),
		Cites: d.citation(j.Requirement.Cites), Strength: string(j.Requirement.Strength)}
}

// tells reports whether what was found says already that something is missing. Of one of
// several it says so behind their name: "p4: forms.background.on approved list …".
func tells(found, missing string) bool {
	_, ofOne, is := strings.Cut(missing, "].")
	words := strings.NewReplacer("_", " ")
	return strings.Contains(found, missing) || is && strings.Contains(words.Replace(found), words.Replace(ofOne))
}

// laterOnTeam names, for a rule about who is on the team, those whose part began after
// the day of the move: the team of today may be whole, and that of then not.
func (d *draft) laterOnTeam(rule string) []string {
	if !strings.Contains(rule, "professions.") && !strings.Contains(rule, "team") {
		return nil
	}
	var later []string
	for _, a := range d.review.Assignments {
		if !d.on.Before(a.From) {
			continue
		}
		part := a.Role
		if a.Profession != "" {
			part = a.Profession
		}
		later = append(later, fmt.Sprintf("%s (%s) has a part from %s only, and the move is of %s", a.Person, part, a.From.English(), d.on.English()))
	}
	return later
}

// citation writes the guidance out that is cited.
func (d *draft) citation(cites string) string { return d.def.Cited(cites) }

// holdObstacles finds the holds that keep this move from being made.
func (d *draft) holdObstacles(a attempt) []review.Obstacle {
	var found []review.Obstacle
	for _, h := range d.review.Holds {
		kind := d.def.Hold(h.Name)
		if kind == nil || !stops(kind, h, a.track.Name, a.tr.Name, a.in.Item) || !h.InForce(d.on) {
			continue
		}
		found = append(found, review.Obstacle{Kind: review.ByHold, Name: h.ID, Strength: string(workflow.Must), Cites: d.citation(kind.Cites),
			Says: fmt.Sprintf("%s (%s) %s %s since %s; it is to be looked at again %s",
				h.ID, onGround(kind.Title, h.Ground), coversWord(kind), h.Scope(), h.On.English(), h.ReviewOn.When()),
			Ask: kind.By, People: d.deciders(kind.By, d.today)})
	}
	return found
}

// onGround adds to a hold's title the ground that was named with it.
func onGround(title, ground string) string {
	if ground == "" {
		return title
	}
	return title + ", " + strings.ReplaceAll(ground, "_", " ")
}

func coversWord(kind *workflow.Hold) string {
	if kind.BlocksAny {
		return "suspends"
	}
	return "covers"
}

// clockObstacles finds missed clocks that block this move.
func (d *draft) clockObstacles(a attempt) []review.Obstacle {
	var found []review.Obstacle
	for _, c := range d.review.Clocks {
		kind := d.def.Clock(c.Name)
		if kind == nil || !slices.Contains(kind.Blocks, a.name()) || c.State == review.Stopped || !c.OverdueOn(d.on) {
			continue
		}
		if c.Item != "" && c.Item != a.in.Item && !(d.fifth && d.anyRunBlocks(kind, a.track)) {
			continue
		}
		o := review.Obstacle{Kind: review.ByClock, Name: c.Name, Strength: string(workflow.Must), Cites: d.citation(kind.Cites),
			Says: fmt.Sprintf("%s was due %s and has been missed", kind.Title, c.Due.When())}
		if kind.Extend != nil {
			o.Ask, o.People = kind.Extend.By, d.deciders(kind.Extend.By, d.today)
		}
		found = append(found, o)
	}
	return found
}

// anyRunBlocks reports whether any run of a clock blocks a move of a track. Where both are
// for each agency, say, only the run of that agency does; a letter is none of them.
func (d *draft) anyRunBlocks(kind *workflow.Clock, track *workflow.Track) bool {
	runs := d.def.Track(kind.Track)
	return runs == nil || runs.ForEach != track.ForEach
}
