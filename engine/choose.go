package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Choice says what is known of a review before it is opened.
type Choice struct {
	On       review.Date // when it was initiated; unknown: today
	Nation   string      // empty: not asked
	Criteria []string    // sets of criteria that are met
}

// Fit is a version of a definition, and how far it fits a choice.
type Fit struct {
	Workflow  string      `json:"workflow"`
	Version   int         `json:"version"`
	Title     string      `json:"title"`
	Nation    string      `json:"nation"`
	From      review.Date `json:"from,omitzero"`
	To        review.Date `json:"to,omitzero"`
	Successor string      `json:"successor,omitempty"`
	Criteria  []string    `json:"criteria"` // sets that it knows
	Fits      bool        `json:"fits"`
	Why       []string    `json:"why"`
}

// Name is how the version is given to a command.
func (f Fit) Name() string { return fmt.Sprintf("%s@%d", f.Workflow, f.Version) }

// chooser judges the definitions of a board for one choice.
type chooser struct {
	e    *Engine
	all  []review.Adoption
	want Choice
}

func (e *Engine) chooser(ctx context.Context, want Choice) (*chooser, error) {
	if want.On.IsZero() {
		want.On = today(e.Now())
	}
	if err := word("the nation", want.Nation, append(nations(), "")...); err != nil {
		return nil, err
	}
	all, err := e.Store.Adoptions(ctx)
	return &chooser{e, all, want}, err
}

// Versions lists every version of the definitions that the board has adopted, for a
// nation where one is named, with whether it is the one in force on the day, and why not.
func (e *Engine) Versions(ctx context.Context, want Choice) ([]Fit, error) {
	want.Criteria = nil
	c, err := e.chooser(ctx, want)
	if err != nil {
		return nil, err
	}
	fits := []Fit{}
	for i := range c.all {
		for _, v := range c.all[i].Adopted {
			if want.Nation != "" && v.Nation != want.Nation {
				continue
			}
			f, err := c.judge(ctx, &c.all[i], v)
			if err != nil {
				return nil, err
			}
			fits = append(fits, f)
		}
	}
	return fits, nil
}

// Offer judges each definition that the board has adopted: its newest version in force on
// the day, or else its newest. A set of criteria that none of them has is refused, with
// those that there are.
func (e *Engine) Offer(ctx context.Context, want Choice) ([]Fit, error) {
	c, err := e.chooser(ctx, want)
	if err != nil {
		return nil, err
	}
	fits, err := c.offer(ctx)
	return fits, first(err, c.knownCriteria(fits))
}

// knownCriteria refuses a set of criteria that no definition has. The hint names the sets of
// those that would fit but for it.
func (c *chooser) knownCriteria(fits []Fit) error {
	var every, near []string
	for _, f := range fits {
		every = append(every, f.Criteria...)
		if (c.want.Nation == "" || f.Nation == c.want.Nation) && (review.Adopted{From: f.From, To: f.To}).InForce(c.want.On) {
			near = append(near, f.Criteria...)
		}
	}
	slices.Sort(near)
	near = slices.Compact(near)
	for _, set := range c.want.Criteria {
		if slices.Contains(every, set) {
			continue
		}
		named := "that set of criteria" // it may be a line of somebody's account
		if wordLike().MatchString(set) {
			named = fmt.Sprintf("criteria %q", set)
		}
		hint := "\"scr workflow show\" lists those of a definition"
		if len(near) > 0 {
			hint = meant(set, near) + "there are " + english(near)
		}
		return review.Errorf(review.Invalid, "no definition of the board has %s", named).WithHint("%s", hint)
	}
	return nil
}

func (c *chooser) offer(ctx context.Context) ([]Fit, error) {
	var fits []Fit
	for i := range c.all {
		v := c.current(&c.all[i])
		if v == nil {
			v = newestOf(&c.all[i], func(review.Adopted) bool { return true })
		}
		f, err := c.judge(ctx, &c.all[i], *v)
		if err != nil {
			return nil, err
		}
		fits = append(fits, f)
	}
	slices.SortStableFunc(fits, func(a, b Fit) int {
		switch {
		case a.Fits == b.Fits:
			return 0
		case a.Fits:
			return -1
		}
		return 1
	})
	return fits, nil
}

// current is the version of a definition that is in force on the day.
func (c *chooser) current(adoption *review.Adoption) *review.Adopted {
	return newestOf(adoption, func(a review.Adopted) bool { return a.InForce(c.want.On) })
}

// judge says whether a version fits, and why or why not.
func (c *chooser) judge(ctx context.Context, adoption *review.Adoption, v review.Adopted) (Fit, error) {
	l, err := c.e.definition(ctx, v.Hash)
	if err != nil {
		return Fit{}, err
	}
	f := Fit{Workflow: adoption.Workflow, Version: v.Number, Title: v.Title, Nation: v.Nation, From: v.From, To: v.To, Successor: l.def.Successor,
		Criteria: setsOf(l.def)}
	misses := slices.Concat(c.misdated(adoption, v, l.def.Successor), c.misplaced(v), c.uncovered(l.def))
	if len(misses) > 0 {
		f.Why = misses
		return f, nil
	}
	f.Fits, f.Why = true, c.matches(v)
	return f, nil
}

// matches says why a version fits.
func (c *chooser) matches(v review.Adopted) []string {
	why := []string{"in force " + v.Dates()}
	if c.want.Nation != "" {
		why = append(why, "for "+spaced(v.Nation))
	}
	if len(c.want.Criteria) > 0 {
		why = append(why, "it has the criteria "+english(c.want.Criteria))
	}
	return why
}

// misdated says that a version is not the one in force on the day, and what is.
func (c *chooser) misdated(adoption *review.Adoption, v review.Adopted, successor string) []string {
	current := c.current(adoption)
	switch {
	case v.InForce(c.want.On) && current.Number == v.Number:
		return nil
	case v.InForce(c.want.On):
		return []string{fmt.Sprintf("version %d takes its place", current.Number)}
	case current != nil:
		return []string{fmt.Sprintf("in force %s, not %s; then version %d is", v.Dates(), c.want.On.When(), current.Number)}
	}
	says := fmt.Sprintf("in force %s, not %s", v.Dates(), c.want.On.When())
	if successor != "" && v.To.Before(c.want.On) {
		says += "; " + c.followed(successor)
	}
	return []string{says}
}

// followed says what became of a definition's successor.
func (c *chooser) followed(successor string) string {
	i := slices.IndexFunc(c.all, func(a review.Adoption) bool { return a.Workflow == successor })
	if i < 0 {
		return successor + " follows it, which the board has not adopted"
	}
	if v := c.current(&c.all[i]); v != nil {
		return fmt.Sprintf("%s@%d follows it, and is in force then", successor, v.Number)
	}
	return successor + " follows it, and is not in force then either"
}

func (c *chooser) misplaced(v review.Adopted) []string {
	if c.want.Nation == "" || v.Nation == c.want.Nation {
		return nil
	}
	return []string{"for " + spaced(v.Nation) + ", not " + spaced(c.want.Nation)}
}

// uncovered names the sets of criteria that a definition does not have.
func (c *chooser) uncovered(def *workflow.Definition) []string {
	lacks := slices.DeleteFunc(slices.Clone(c.want.Criteria), func(set string) bool { return def.CriteriaSet(set) != nil })
	if len(lacks) == 0 {
		return nil
	}
	return []string{"it has no criteria " + english(lacks)}
}

// setsOf names the sets of criteria of a definition.
func setsOf(def *workflow.Definition) []string {
	return each(def.Criteria, func(set workflow.Criteria) string { return set.Name })
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// choiceOf is what a command to open a review says of it.
func choiceOf(cmd Open, on review.Date) Choice {
	return Choice{On: on, Nation: cmd.Nation, Criteria: cmd.Criteria}
}

// covers refuses a definition of another nation than the one that was named with it, and
// sets of criteria that it does not have. It says which definition has them.
func (e *Engine) covers(ctx context.Context, cmd Open, on review.Date, def *workflow.Definition) error {
	c, err := e.chooser(ctx, choiceOf(cmd, on))
	if err != nil {
		return err
	}
	if cmd.Nation != "" && cmd.Nation != string(def.Nation) {
		return elsewhere(cmd.Nation, c.fitting(ctx), def)
	}
	if lacks := c.uncovered(def); len(lacks) > 0 {
		return lacking(lacks[0], c.fitting(ctx), def)
	}
	return nil
}

// fitting names a definition that fits; empty where none does.
func (c *chooser) fitting(ctx context.Context) string {
	if fits, err := c.offer(ctx); err == nil && len(fits) > 0 && fits[0].Fits {
		return fits[0].Name()
	}
	return ""
}

// elsewhere refuses a definition of another nation.
func elsewhere(nation, fitting string, def *workflow.Definition) error {
	hint := "leave --nation out to open it all the same"
	if fitting != "" {
		hint = fmt.Sprintf("%s is for %s; or %s", fitting, spaced(nation), hint)
	}
	return review.Errorf(review.Invalid, "%s@%d is for %s, and --nation says %s", def.ID, def.Version, spaced(string(def.Nation)), spaced(nation)).
		WithHint("%s", hint)
}

// lacking refuses sets of criteria that a definition does not have.
func lacking(lacks, fitting string, def *workflow.Definition) error {
	hint := "no definition of the board that is in force then has them"
	if fitting != "" {
		hint = fitting + " has them, and is in force then"
	}
	if len(def.Criteria) > 0 {
		hint += fmt.Sprintf("; %s@%d has %s", def.ID, def.Version, english(setsOf(def)))
	}
	return review.Errorf(review.Invalid, "%s@%d does not fit: %s", def.ID, def.Version, lacks).WithHint("%s", hint)
}

// better says that another definition, or another version, fits a review better than the
// one it was opened under.
func (e *Engine) better(ctx context.Context, cmd Open, on review.Date, def *workflow.Definition) []string {
	fits, err := e.Offer(ctx, choiceOf(cmd, on))
	if err != nil {
		return nil // what was recorded stays recorded
	}
	opened, err := e.Versions(ctx, choiceOf(cmd, on))
	i := slices.IndexFunc(opened, func(f Fit) bool { return f.Workflow == def.ID && f.Version == def.Version })
	fit := slices.IndexFunc(fits, func(f Fit) bool { return f.Fits })
	if err != nil || fit < 0 || i < 0 || opened[i].Fits {
		return nil
	}
	return []string{fmt.Sprintf("%s fits better (%s); %s@%d: %s", fits[fit].Name(), strings.Join(fits[fit].Why, "; "),
		def.ID, def.Version, strings.Join(opened[i].Why, "; "))}
}
