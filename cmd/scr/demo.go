package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

func demoCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "demo", Short: "Take two reviews from referral to publication in a throw-away database, explained step by step",
		Long: `Take two reviews from referral to publication in a throw-away database: one wholly
made up, one from the published facts of a real review. Every step is a command
that you could type; what it printed stands below it.`, Args: takesArguments}
	name := cmd.Flags().String("review", "", "tell only that one: "+joined(shippedStories()))
	keep := cmd.Flags().String("keep", "", "folder, not there yet, in which the databases are kept")
	file := cmd.Flags().String("file", "", "tell the story in a file")
	cmd.Flags().Lookup("file").Hidden = true // for replays of facts, which are no part of the program
	cmd.RunE = func(*cobra.Command, []string) error {
		told, err := choose(*name, *file)
		if err != nil {
			return err
		}
		dir, err := demoFolder(*keep)
		if err != nil {
			return err
		}
		if *keep == "" {
			defer os.RemoveAll(dir)
		}
		for _, s := range told {
			if err := a.tellStory(s, filepath.Join(dir, s.Review)); err != nil {
				return err
			}
		}
		return nil
	}
	return cmd
}

// choose returns the stories to tell.
func choose(name, file string) ([]*story, error) {
	if file != "" {
		src, err := files.Read(file, maxInput)
		if err != nil {
			return nil, unread("--file: ", err)
		}
		s, err := parseStory(file, src)
		return []*story{s}, err
	}
	names := shippedStories()
	if name != "" {
		names = []string{name}
	}
	var told []*story
	for _, n := range names {
		s, err := readStory(n)
		if err != nil {
			return nil, err
		}
		told = append(told, s)
	}
	return told, nil
}

// demoFolder makes the folder that the demo plays in.
func demoFolder(keep string) (string, error) {
	if keep == "" {
		return os.MkdirTemp("", "scr-demo-")
	}
	if err := os.Mkdir(keep, 0o700); err != nil {
		return "", review.Errorf(review.Invalid, "--keep: %w", err)
	}
	return filepath.Abs(keep)
}

// play is a story being told.
type play struct {
	app     *app
	scene   scene
	refused []string // what was refused, as it was said before
	failed  []string // where a step did not do what it must
}

// tellStory plays a story, and ends with where the review stands.
func (a *app) tellStory(s *story, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	p := &play{app: a, scene: scene{dir: dir, saved: map[string]string{}}}
	fmt.Fprintf(a.out, "\n=== %s ===\n\n", report.Printable(s.Title))
	if s.Facts != "" {
		fmt.Fprintf(a.out, "Told from the published facts in %s.\n", report.Printable(s.Facts))
	}
	steps := append([]step{p.beginning()}, s.Steps...)
	for i, st := range steps {
		if i == ending(steps) {
			p.sum(s)
		}
		if err := p.step(i, st); err != nil {
			return err
		}
	}
	if len(p.failed) > 0 {
		return review.Errorf(review.Failed, "%s: %d of %d steps did not do what they must: %s", s.Review, len(p.failed), len(steps), strings.Join(p.failed, "; "))
	}
	return nil
}

// ending is where a story's last look at the review begins: the steps at its end
// that only read.
func ending(steps []step) int {
	for i, st := range slices.Backward(steps) {
		if !isReading(st.Run) {
			return i + 1
		}
	}
	return 0
}

// beginning makes the database and its first person.
func (p *play) beginning() step {
	return step{Say: "A board gets a database of its own. Its first person may open reviews, and types everything.",
		Run:   []string{"init", "--code", "EXB", "--title", "Example Safeguarding Board", "--person-from", "{file:first}", "--made-up"},
		Files: map[string]string{"first": "name: Made-up Business Manager"}}
}

// step carries out one step and shows it.
func (p *play) step(number int, st step) error {
	if err := p.scene.write(st.Files); err != nil {
		return err
	}
	words, err := p.scene.words(st.Run)
	if err != nil {
		return err
	}
	out := p.app.out
	fmt.Fprintf(out, "%3d. %s\n     $ %s\n", number, report.Printable(st.Say), report.Printable(p.scene.shown(words)))
	got := p.run(words)
	if got.status != 0 || len(st.Tells) > 0 || isReading(st.Run) || got.consequences() {
		p.show(got.all())
	}
	if got.status != 0 {
		fmt.Fprintf(out, "     (exit status %d: nothing was written)\n", got.status)
		p.refused = append(p.refused, fmt.Sprintf("%d. %s", number, st.Say))
	}
	p.judge(number, st, got)
	if st.Save != "" {
		first, _, _ := strings.Cut(got.out, "\n")
		if first == "" {
			return review.Errorf(review.Failed, "step %d printed no %s", number, st.Save)
		}
		p.scene.saved[st.Save] = first
	}
	return nil
}

// isReading reports whether a step is there for what it prints.
func isReading(run []string) bool {
	return run[0] == "show" || run[0] == "next" || run[0] == "history" || run[0] == "report" || run[0] == "todo"
}

// judge notes where a step did not do what it must.
func (p *play) judge(number int, st step, got printed) {
	fail := func(format string, args ...any) {
		says := fmt.Sprintf("step %d ", number) + fmt.Sprintf(format, args...)
		p.failed = append(p.failed, says)
		fmt.Fprintf(p.app.out, "     NOT AS EXPECTED: %s\n", report.Printable(says))
	}
	if got.status != st.Exit {
		fail("exits %d, not %d", got.status, st.Exit)
	}
	for _, words := range st.Tells {
		if !strings.Contains(got.all(), words) {
			fail("does not tell %q", words)
		}
	}
}

// printed is what a command printed, and how it ended.
type printed struct {
	out, err string
	status   int
}

func (p printed) all() string { return p.out + p.err }

// consequences reports whether more came of a command than the record itself and
// its receipt.
func (p printed) consequences() bool { return strings.Count(p.err, "\n") > 2 }

// run carries out a command line as a process of its own would.
func (p *play) run(words []string) printed {
	var out, remarks bytes.Buffer
	a := &app{in: bufio.NewReader(strings.NewReader("")), out: &out, err: &remarks, now: p.app.now, newID: p.app.newID, login: p.app.login, ships: p.app.ships,
		places: map[string]string{"keys": filepath.Join(p.scene.dir, "keys"), "seen": filepath.Join(p.scene.dir, "seen")}}
	args := append([]string{"--db", filepath.Join(p.scene.dir, "scr.db"), "--config", filepath.Join(p.scene.dir, "config.yaml"), "--no-input"}, words...)
	status := run(a, args)
	return printed{out.String(), remarks.String(), status}
}

// show sets what a command printed below it.
func (p *play) show(text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(p.app.out, "       %s\n", strings.TrimRight(line, "\n"))
	}
}

// sum says what was refused, what the story does not hold and what it made up.
func (p *play) sum(s *story) {
	for _, part := range []struct {
		title  string
		points []string
	}{
		{"What was refused", p.refused},
		{"What is known and not represented", s.NotRepresented},
		{"What was made up, so that a rule could be satisfied" + p.fillers(), s.MadeUp},
	} {
		fmt.Fprintf(p.app.out, "\n%s:\n", part.title)
		p.bullets(part.points)
	}
	fmt.Fprintln(p.app.out)
}

// fillers counts the events of the review that are marked as made up.
func (p *play) fillers() string {
	log := p.run([]string{"show", p.scene.saved["ref"], "--json"})
	var counted struct {
		Events int `json:"events"`
		MadeUp int `json:"made_up"`
	}
	if json.Unmarshal([]byte(log.out), &counted) != nil {
		return ""
	}
	return fmt.Sprintf(" (%d of %d events of the review)", counted.MadeUp, counted.Events)
}

func (p *play) bullets(points []string) {
	if len(points) == 0 {
		fmt.Fprintln(p.app.out, "  nothing")
	}
	for _, point := range points {
		fmt.Fprintf(p.app.out, "  - %s\n", report.Printable(point))
	}
}
