package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scr/engine"
	"scr/review"
	"scr/workflow"
	"scr/workflow/library"
)

// shipped are the definitions that random commands are tried on, with the day
// each review is opened.
var shipped = map[string]string{"learning-together": "2014-03-03", "england-scr-2010": "2011-03-03"}

// randomWorld is a world whose review runs under a shipped definition.
func randomWorld(t testing.TB, name string) (*world, *workflow.Definition) {
	t.Helper()
	w := newWorld(t)
	for _, f := range library.All() {
		if f.ID == name {
			w.must(w.Adopt(t.Context(), engine.Adopt{Meta: w.by("p1"), File: f.Name, Source: f.Bytes}))
		}
	}
	def, err := w.Definition(t.Context(), name, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.openUnder(name)
	return w, def
}

// openUnder opens a review under a shipped definition; from now on it is the one
// that the world is about.
func (w *world) openUnder(name string) {
	w.t.Helper()
	w.ref = w.must(w.Open(w.t.Context(), engine.Open{Meta: w.on("p1", shipped[name]), Workflow: name, NoConflict: true})).Receipt.Reference
}

// TestRandomCommands makes commands at random over both shipped definitions. It
// holds three promises: a refused command changes nothing; no command leaves a
// review in an impossible place; the rows equal the folded log.
func TestRandomCommands(t *testing.T) {
	for name := range shipped {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				t.Run(fmt.Sprint(seed), func(t *testing.T) { randomCommands(t, name, seed, 250) })
			}
		})
	}
}

// FuzzCommands makes one short sequence of commands after another on one
// database: a review of its own for each.
func FuzzCommands(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, seed%2 == 0)
	}
	shared := map[string]*world{}
	for name := range shipped {
		shared[name], _ = randomWorld(f, name)
	}
	f.Fuzz(func(t *testing.T, seed uint64, old bool) {
		name := "learning-together"
		if old {
			name = "england-scr-2010"
		}
		w := *shared[name]
		w.t = t
		def, err := w.Definition(t.Context(), name, 0)
		if err != nil {
			t.Fatal(err)
		}
		w.openUnder(name)
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), w: &w, def: def}
		g.commands(t, name, 40)
		w.rowsEqualLog(t)
	})
}

// rowsEqualLog folds the review's log afresh and compares it with its row.
func (w *world) rowsEqualLog(t *testing.T) {
	t.Helper()
	row := w.review()
	events, err := w.db.Events(t.Context(), row.Stream())
	if err != nil {
		t.Fatal(err)
	}
	folded, err := review.Fold(&review.Review{ID: row.ID}, events)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(row, folded, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b review.Text) bool { return a == b }), cmp.Comparer(func(a, b review.Date) bool { return a == b })); diff != "" {
		t.Fatalf("the row is not what the log folds to:\n%s", diff)
	}
}

func randomCommands(t *testing.T, name string, seed uint64, n int) {
	t.Helper()
	w, def := randomWorld(t, name)
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), w: w, def: def}
	if done := g.commands(t, name, n); done < n/10 {
		t.Errorf("only %d of %d commands went through: the generator proves little", done, n)
	}
	w.clean()
}

// commands makes n commands and returns how many went through.
func (g *generator) commands(t *testing.T, name string, n int) (done int) {
	t.Helper()
	for range n {
		if g.w.review().Closed() {
			g.w.openUnder(name) // little can be done to a closed review
		}
		g.w.everybodyDeclares()
		before := g.w.review()
		what, err := g.command()
		after := g.w.review()
		if err != nil && after.Version != before.Version {
			t.Fatalf("%s was refused (%v) and moved the review from %d to %d", what, err, before.Version, after.Version)
		}
		if review.CodeOf(err) == review.Failed && err != nil {
			t.Fatalf("%s failed: %v", what, err)
		}
		if err == nil {
			done++
		}
		possible(t, g.def, after)
		g.w.clocksCounted(t, after, what)
	}
	return done
}

// everybodyDeclares has everybody with a part declare that they have no conflict.
func (w *world) everybodyDeclares() {
	people := []string{"p2"} // the chair
	for _, a := range w.review().Assignments {
		people = append(people, a.Person)
	}
	for _, p := range people {
		if !w.review().Declares(p) {
			_, _ = w.Declare(w.t.Context(), engine.Declare{Meta: w.by(p), Review: w.ref, Kinds: []string{review.NoConflict}}) // who has left cannot
		}
	}
}

// clocksCounted counts every clock afresh and compares.
func (w *world) clocksCounted(t *testing.T, r *review.Review, what string) {
	t.Helper()
	counted, err := w.Counted(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range r.Clocks {
		if want := counted[i]; c.Due != want.Due || c.PausedOn != want.PausedOn {
			t.Fatalf("after %s clock %s %s is due %s and paused since %q; the holds on record make it %s and %q",
				what, c.Name, c.Item, c.Due, c.PausedOn, want.Due, want.PausedOn)
		}
	}
}

// possible checks that a review stands where its definition lets it stand.
func possible(t *testing.T, def *workflow.Definition, r *review.Review) {
	t.Helper()
	at := map[string]string{}
	for _, track := range def.Tracks {
		at[track.Name] = track.Initial
	}
	stood := map[string]string{}
	for _, m := range r.Moves {
		key := m.Track + "/" + m.Item
		from, ok := stood[key]
		if !ok {
			from = at[m.Track]
		}
		tr := def.Track(m.Track).Transition(m.MoveMade.Move)
		if tr == nil || m.From != from || !slices.Contains(tr.From, m.From) || tr.To != m.To {
			t.Fatalf("#%d: %s of %q went from %s to %s, having stood at %s", m.Seq, m.Name(), m.Item, m.From, m.To, from)
		}
		if slices.ContainsFunc(m.Results, func(res review.Result) bool { return !res.Met && !res.Despite }) {
			t.Fatalf("#%d: %s was made though a requirement was not met", m.Seq, m.Name())
		}
		stood[key] = m.To
	}
	for _, in := range r.Instances {
		stage := def.Track(in.Track).Stage(in.Stage)
		if stage == nil || stage.Final != in.Final {
			t.Fatalf("%s of %q stands at %s, final %t", in.Track, in.Item, in.Stage, in.Final)
		}
		if last, ok := stood[in.Track+"/"+in.Item]; ok && last != in.Stage {
			t.Fatalf("%s of %q stands at %s; its moves led to %s", in.Track, in.Item, in.Stage, last)
		}
	}
	for _, c := range r.Clocks {
		if c.State == review.Running && (len(c.PausedBy) > 0 || !c.Due.IsDay()) {
			t.Fatalf("clock %s runs, paused by %v, due %s", c.Name, c.PausedBy, c.Due)
		}
	}
}

// generator makes commands, most of them plausible.
type generator struct {
	*rand.Rand
	w   *world
	def *workflow.Definition
}

func pick[T any](g *generator, list []T) T {
	var none T
	if len(list) == 0 {
		return none
	}
	return list[g.IntN(len(list))]
}

func (g *generator) meta() engine.Meta {
	m := engine.Meta{User: pick(g, []string{"p1", "p1", "p1", "p2", "p3", "p5", "p7"})}
	if g.IntN(2) == 0 {
		m.DecidedBy, m.Minute = pick(g, []string{"p1", "p2", "p3", "p4", "p5", "p6"}), "minute"
	}
	if g.IntN(4) == 0 {
		m.On = pick(g, []review.Date{review.NewDate(2014, 5, 1), review.NewDate(2014, 6, 0), review.NewDate(2014, 0, 0), review.NewDate(2014, 8, 31)})
	}
	return m
}

// command makes one command and says what it was.
func (g *generator) command() (string, error) {
	ctx := g.w.t.Context()
	switch n := g.IntN(20); {
	case n < 10:
		cmd := g.advance()
		_, err := g.w.Advance(ctx, cmd)
		return cmd.Move + " " + cmd.Item, err
	case n < 16:
		body := g.body()
		_, err := g.w.Record(ctx, engine.Record{Meta: g.meta(), Review: g.w.ref, Body: body})
		return body.Kind(), err
	case n < 18:
		a := review.Assignment{Person: pick(g, []string{"p2", "p3", "p4", "p5", "p6"}), Role: pick(g, g.def.Roles).Name, Profession: pick(g, g.def.Professions)}
		_, err := g.w.Assign(ctx, engine.Assign{Meta: g.meta(), Review: g.w.ref, Assignment: a})
		return "assign " + a.Role, err
	case n < 19:
		in := pick(g, g.w.review().Instances)
		_, err := g.w.Excuse(ctx, engine.Excuse{Meta: g.meta(), Review: g.w.ref, Track: in.Track, Item: in.Item, Why: "a test"})
		return "excuse " + in.Track, err
	}
	cmd := engine.Correct{Meta: g.meta(), Review: g.w.ref, Seq: 1 + g.Int64N(g.w.review().Version), Void: g.IntN(2) == 0, Why: "a test"}
	if !cmd.Void {
		cmd.NewOn = review.NewDate(2014, 4, 1)
	}
	_, err := g.w.Correct(ctx, cmd)
	return fmt.Sprintf("correct #%d", cmd.Seq), err
}

// advance makes a move that begins where some instance stands, most of the time.
func (g *generator) advance() engine.Advance {
	in := pick(g, g.w.review().Instances)
	track := g.def.Track(in.Track)
	var open []workflow.Transition
	for _, tr := range track.Transitions {
		if slices.Contains(tr.From, in.Stage) || g.IntN(10) == 0 {
			open = append(open, tr)
		}
	}
	tr := pick(g, open)
	cmd := engine.Advance{Meta: g.meta(), Review: g.w.ref, Move: track.Name + "." + tr.Name, Item: in.Item}
	if g.IntN(3) > 0 {
		cmd.Despite = map[string]string{}
		for _, q := range tr.Requires {
			if q.Strength == workflow.Expected {
				cmd.Despite[q.Name] = "a test"
			}
		}
	}
	if form := g.def.Form(tr.Form); form != nil {
		cmd.Form = &engine.FormInput{Values: g.values(form)}
	}
	if tr.Reopens {
		cmd.Why, cmd.Authority = "a test", "a test"
	}
	return cmd
}

func (g *generator) values(form *workflow.Form) map[string]string {
	values := map[string]string{}
	for _, f := range form.Fields {
		if f.Optional && g.IntN(2) == 0 {
			continue
		}
		values[f.Name] = map[workflow.FieldType]string{
			workflow.TextField: "a test", workflow.ChoiceField: pick(g, f.Of), workflow.ChoicesField: pick(g, f.Of),
			workflow.DateField: "2014-05", workflow.NumberField: "3", workflow.YesNoField: pick(g, []string{"yes", "no"}),
			workflow.PersonField: "p2", workflow.AgencyField: "agency_1",
		}[f.Type]
	}
	return values
}

// body makes a fact, which may refer to things that are not there.
func (g *generator) body() review.Body {
	text := review.NewText("a test")
	id := func(noun string) string { return fmt.Sprintf("%s-%d", noun, 1+g.IntN(3)) }
	word := func(vocabulary string) string {
		if v := g.def.Vocabulary(vocabulary); v != nil {
			return pick(g, v.Words).Name
		}
		return "other"
	}
	agency := fmt.Sprintf("agency_%d", 1+g.IntN(3))
	hold := pick(g, g.def.Holds)
	return pick(g, []func() review.Body{
		func() review.Body {
			return &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "An agency", Professions: []string{pick(g, g.def.Professions)}}, agency)}
		},
		func() review.Body {
			return &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "under_1", Outcome: "died"}}
		},
		func() review.Body {
			return &review.Added[review.Relative]{Record: review.Relative{Relation: word("relations")}}
		},
		func() review.Body {
			return &review.Added[review.Contact]{Record: review.Contact{Relative: id("relative"), Outcome: pick(g, []string{"told", "heard", "declined"})}}
		},
		func() review.Body {
			return &review.Added[review.Meeting]{Record: review.Meeting{Kind: word("meeting_kinds"), Present: []string{"p3"}}}
		},
		func() review.Body {
			return &review.Added[review.Conversation]{Record: review.Conversation{Agency: agency}}
		},
		func() review.Body { return &review.ConversationHeld{ID: id("conversation"), Account: text} },
		func() review.Body {
			return &review.Added[review.Evidence]{Record: review.Evidence{Kind: word("evidence_kinds"), Agency: agency}}
		},
		func() review.Body {
			return &review.EvidenceMoved{ID: id("evidence"), State: pick(g, []string{"returned", "accepted", "received"}), Why: text}
		},
		func() review.Body {
			return &review.Added[review.Document]{Record: review.Document{Kind: word("document_kinds")}}
		},
		func() review.Body { return &review.DocumentVersioned{ID: id("document")} },
		func() review.Body {
			return &review.Added[review.Episode]{Record: review.Episode{Label: text, Happened: text}}
		},
		func() review.Body {
			return &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: text, InThisCase: text}}
		},
		func() review.Body {
			return &review.Amended[review.Finding]{Record: review.WithID(review.Finding{Kind: review.Pattern, Title: text}, id("finding"))}
		},
		func() review.Body { return &review.FindingAgreed{ID: id("finding")} },
		func() review.Body {
			return &review.Added[review.Response]{Record: review.Response{To: id("finding"), From: "board", Stance: "accept"}}
		},
		func() review.Body {
			return &review.Added[review.Action]{Record: review.Action{For: []string{id("finding")}, Owner: "board", Title: text}}
		},
		func() review.Body { return &review.ActionTested{ID: id("action"), Result: "changed", Evidence: text} },
		func() review.Body { return &review.ActionClosed{ID: id("action")} },
		func() review.Body {
			return &review.Added[review.Hold]{Record: review.Hold{Name: hold.Name, Covers: pick(g, hold.MayCover), Why: text, ReviewOn: review.NewDate(2014, 12, 1)}}
		},
		func() review.Body { return &review.HoldLifted{ID: id("hold")} },
		func() review.Body {
			return &review.AssignmentEnded{ID: id("assignment"), Why: text}
		},
		func() review.Body {
			return &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "ofsted", Kind: word("letter_kinds")}}
		},
		func() review.Body {
			return &review.ProceedingMoved{ID: id("proceeding"), Step: strings.ToLower("Opened")}
		},
		func() review.Body {
			return pick(g, []review.Body{
				&review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: word("partner_kinds"), Title: "A partner", Part: "joint"}, pick(g, []string{"partner_1", agency}))},
				&review.Added[review.Status]{Record: review.Status{Subject: id("subject"), Kind: word("status_kinds"), From: review.NewDate(2013, 1, 0)}},
				&review.Added[review.Link]{Record: review.Link{Kind: pick(g, review.LinkKinds()), Elsewhere: text}},
			})
		},
	})()
}
