package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scr/engine"
	"scr/review"
	"scr/store"
	"scr/workflow"
	"scr/workflow/library"
)

// onDisk makes each board in a database of its own.
func onDisk(t *testing.T) func(context.Context, *runner, []*member) (engine.Store, map[string]string, error) {
	dir, n := t.TempDir(), 0
	return func(ctx context.Context, r *runner, cast []*member) (engine.Store, map[string]string, error) {
		n++
		db, err := store.Create(ctx, filepath.Join(dir, fmt.Sprintf("%d.db", n)), store.Options{}, nil)
		if err != nil {
			return nil, nil, err
		}
		t.Cleanup(func() { decidedAgain(t, db) })
		people, err := r.found(ctx, db, cast)
		return db, people, err
	}
}

// decidedAgain closes a database of which the whole log was decided again: the program
// could have made each decision in it. A cast has no logins: it types by its handles.
func decidedAgain(t *testing.T, db *store.DB) {
	doubts, err := new(engine.Engine).VerifyDecisions(context.Background(), db, nil)
	for _, d := range doubts {
		if !strings.HasSuffix(d.Says, "who had no login then") {
			t.Errorf("%s #%d: %s", d.Stream, d.Seq, d.Says)
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Error(err)
	}
}

// TestReplaysOnDisk plays the reviews that happened on the database that reviews are kept
// in, and has every decision in its log decided again.
func TestReplaysOnDisk(t *testing.T) {
	names, err := filepath.Glob("../../testdata/replay/*.scenarios.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no replays (%v)", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, wrong := Load(name, text)
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			def, _ := library.Find(f.Workflow, f.Number)
			if disk := runOn(t, def, library.File{Name: name, Bytes: text}, onDisk(t)); disk.Failed() > 0 {
				t.Errorf("%v", disk.Failures())
			}
		})
	}
}

// TestMemoryIsAsDisk runs the scenarios of a shipped definition on the database that
// reviews are kept in, too: what a board in memory leaves out decides nothing.
func TestMemoryIsAsDisk(t *testing.T) {
	def, _ := library.Find("england-scr-2010", 0)
	src, _ := library.Scenarios(def.ID)
	memory, disk := runOn(t, def, src, inMemory()), runOn(t, def, src, onDisk(t))
	if diff := cmp.Diff(memory, disk, cmpopts.IgnoreFields(Outcome{}, "Played")); diff != "" {
		t.Errorf("-memory +disk:\n%s", diff)
	}
	if disk.Failed() > 0 {
		t.Errorf("%d scenarios fail", disk.Failed())
	}
}

func runOn(t *testing.T, def, src library.File, board func(context.Context, *runner, []*member) (engine.Store, map[string]string, error)) *Result {
	t.Helper()
	f, wrong := Load(src.Name, src.Bytes)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	r := newRunner(Definition{def.Name, def.Bytes, shipped}, loaded(t, def))
	r.board = board
	result, wrong, err := r.run(t.Context(), f, nil)
	if err != nil || len(wrong) > 0 {
		t.Fatal(wrong, err)
	}
	return result
}

func shipped(id string, version int) (string, []byte, error) {
	f, _ := library.Find(id, version)
	return f.Name, f.Bytes, nil
}

func loaded(t *testing.T, def library.File) *workflow.Definition {
	t.Helper()
	d, wrong := workflow.Load(def.Name, def.Bytes, shipped)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return d
}

// A refused append leaves nothing behind, and neither does a copy in what it was made of.
func TestBoardsAreKeptApart(t *testing.T) {
	b := newBoard()
	person := func(id string) review.Append {
		return review.Append{Before: &review.Person{ID: id}, Command: id, Digest: "d",
			Events: []review.Event{{Body: &review.PersonRegistered{Person: review.Person{Name: review.NewText("Made up")}}}}}
	}
	if _, err := b.Append(t.Context(), person("one")); err != nil {
		t.Fatal(err)
	}
	c := b.copied()
	out, err := c.Append(t.Context(), person("two"))
	if err != nil || out.Reference != "p2" {
		t.Errorf("the second person is %q, %v", out.Reference, err)
	}
	if _, err := c.Append(t.Context(), person("one")); review.CodeOf(err) != review.Conflict {
		t.Errorf("an append at an old version gives %v", err)
	}
	for name, want := range map[*board]int{b: 1, c: 2} {
		if people, _ := name.People(t.Context()); len(people) != want {
			t.Errorf("%d people, not %d", len(people), want)
		}
	}
	if out, err := b.Append(t.Context(), person("three")); err != nil || out.Reference != "p2" || out.Size != 2 {
		t.Errorf("the board that was copied goes on with %+v, %v", out, err)
	}
}

func TestTextsAreReadBack(t *testing.T) {
	b := newBoard()
	p := review.Person{Name: review.NewText("Made up")}
	out, err := b.Append(t.Context(), review.Append{Before: &review.Person{ID: "one"}, Command: "c", Digest: "d", Events: []review.Event{{Body: &review.PersonRegistered{Person: p}}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Person(t.Context(), out.Reference)
	if err != nil || got.Name.Loaded() {
		t.Fatalf("%+v, %v", got, err)
	}
	shown := *got
	if err := b.ReadTexts(t.Context(), review.Reading{}, review.Sheet{Stream: shown.StreamName(), Of: []any{&shown}}); err != nil || shown.Name.Reveal() != "Made up" {
		t.Errorf("the name is not read back: %v", err)
	}
}
