package scenario_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scr/internal/scenario"
	"scr/review"
)

const fidelityPage = "../../docs/fidelity.md"

// theFidelityPage holds the page to what the replays recorded, and the replays to what
// is asked of them: of twenty strange turns, nineteen are in the log.
func theFidelityPage(t *testing.T, all []*replayed) {
	t.Helper()
	slices.SortFunc(all, func(a, b *replayed) int { return cmp.Compare(a.ID, b.ID) })
	in, of := 0, 0
	for _, r := range all {
		for _, o := range r.Oddities {
			of++
			if !r.excused(o.Code) {
				in++
			}
		}
	}
	if in*100 < of*95 {
		t.Errorf("of %d strange turns, only %d are in the log", of, in)
	}
	page := fidelity(all, in, of)
	if *update {
		if err := os.WriteFile(fidelityPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if has, err := os.ReadFile(fidelityPage); err != nil || string(has) != page {
		t.Errorf("docs/fidelity.md is not what the replays recorded (%v): go test ./internal/scenario -run TestReplays -update", err)
	}
}

func fidelity(all []*replayed, in, of int) string {
	var b strings.Builder
	fmt.Fprintf(&b, fidelityHead, len(all), of, in, float64(in)*100/float64(of))
	b.WriteString("| review | definition | strange turns | in the log | begins | moves | entries | of them made up |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range all {
		not := len(r.Oddities)
		for _, o := range r.Oddities {
			if r.excused(o.Code) {
				not--
			}
		}
		entries, fillers := r.entries()
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %d | %d | %s | %d | %d | %d |\n", r.ID, r.ID, r.result.Definition, len(r.Oddities), not,
			r.begins(), r.moves(), entries, fillers)
	}
	for _, r := range all {
		r.section(&b)
	}
	return b.String()
}

const fidelityHead = `# How true the program is to reviews that happened

Published facts of real reviews stand in [testdata/reviews](../testdata/reviews): dates, who
took part, findings, and what was strange about each. Each is played as a
[scenario](scenarios.md), in [testdata/replay](../testdata/replay), through the shipped
definition of its time. A test holds the log to the facts:

- every date of the facts is in the log, as precise as it is known and no more so;
- what has another date than one of the facts is marked as made up, or it is said below
  where its date is from;
- the findings, those who contributed and the family are there, in the words of the facts;
  a finding's category is the nearest that the definition has;
- every strange turn is in the log as something that was recorded, or the reason stands
  here.

%d reviews; %d strange turns, of which **%d are in the log: %.1f %%**. Everybody who holds a
role is made up, and so is what is marked so. Of many a review little is published but its
end: such a review is taken on where the facts begin, and few moves are made. This page is
written by the test; to play one:

` + "```" + `
scr workflow test testdata/replay/bradford-child-hd.scenarios.yaml
` + "```" + `

`

// entries counts what a replay recorded, and how much of it is marked as made up.
func (r *replayed) entries() (all, fillers int) {
	for _, p := range r.played() {
		all += len(p.Events)
		if p.MadeUp {
			fillers += len(p.Events)
		}
	}
	return all, fillers
}

// begins says where a replay begins: at the referral, or where the facts let it be taken on.
func (r *replayed) begins() string {
	for _, p := range r.played() {
		for _, ev := range p.Events {
			if on, ok := ev.Body.(*review.ReviewTakenOn); ok {
				return "taken on at " + strings.ReplaceAll(on.At[0].Stage, "_", " ")
			}
		}
	}
	return "at the referral"
}

// moves counts the moves that people made.
func (r *replayed) moves() (n int) {
	for _, p := range r.played() {
		for _, ev := range p.Events {
			if m, ok := ev.Body.(*review.MoveMade); ok && !m.Auto && m.With == "" && m.Upon == "" {
				n++
			}
		}
	}
	return n
}

func (r *replayed) section(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n%s. %s. Played in [%s](../testdata/replay/%[4]s) through %s.\n\n", r.ID, r.file.Replay.Review, r.Board, filepath.Base(r.file.Name), r.result.Definition)
	b.WriteString("| strange turn | in the log |\n|---|---|\n")
	for _, o := range r.Oddities {
		fmt.Fprintf(b, "| %s: %s | %s |\n", o.Code, o.Note, r.told(o.Code))
	}
	said(b, "Made up", r.file.Replay.MadeUp)
	said(b, "Not in the log", append(reasons(r.file.Replay.Not), r.file.Replay.LeftOut...))
	said(b, "Dates that are not in the facts", reasons(r.file.Replay.Assumed))
}

func said(b *strings.Builder, what string, all []string) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", what)
	for _, one := range all {
		fmt.Fprintf(b, "- %s\n", one)
	}
}

func reasons(of []scenario.Reason) (all []string) {
	for _, r := range of {
		all = append(all, r.What+": "+r.Why)
	}
	return all
}

// told says what stands for a strange turn: of each step its sentence, its date and what
// it recorded.
func (r *replayed) told(code string) string {
	var cells []string
	for _, p := range r.standsFor(code) {
		var kinds []string
		for _, ev := range p.Events {
			if k := "`" + kindOf(ev) + "`"; !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
		cells = append(cells, fmt.Sprintf("%s: %s (%s)", p.Events[0].OccurredOn, p.Says, strings.Join(kinds, ", ")))
	}
	if len(cells) == 0 {
		return "**not represented**"
	}
	return strings.Join(cells, "<br>")
}

func kindOf(ev review.Event) string {
	kind, _, _ := strings.Cut(ev.Body.Kind(), "/")
	if m, ok := ev.Body.(*review.MoveMade); ok {
		return kind + " " + m.Name()
	}
	return kind
}
