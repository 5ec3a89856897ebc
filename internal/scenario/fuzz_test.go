package scenario_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/internal/scenario"
	"scr/workflow/library"
)

// Whatever the file, there are either scenarios or at least one problem, every problem
// has a place inside the file, asking again gives the same answer, and scenarios run to
// an end.
func FuzzLoad(f *testing.F) {
	for _, folder := range []string{"err", "fail"} {
		for _, file := range samples(f, folder) {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	for _, def := range library.All() {
		src, _ := library.Scenarios(def.ID)
		f.Add(src.Bytes)
	}
	for _, x := range examples(f) {
		f.Add([]byte(x.whole()))
	}
	def := []byte(definitions(f)["small-review"])
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<14 {
			return // size is the reader's affair, whose tests try it
		}
		file, wrong := scenario.Load("fuzz.yaml", src)
		if (file == nil) == (len(wrong) == 0) {
			t.Fatalf("scenarios %v with %d problems", file != nil, len(wrong))
		}
		for _, d := range wrong {
			if d.File != "fuzz.yaml" || d.Line < 0 || d.Line > 0 && d.Column < 1 || d.Message == "" || d.Rule == "" {
				t.Errorf("a problem is told badly: %+v", d)
			}
		}
		if _, same := scenario.Load("fuzz.yaml", src); cmp.Diff(wrong, same) != "" {
			t.Fatal("another answer the second time: " + cmp.Diff(wrong, same))
		}
		if file == nil || len(file.Scenarios) > 20 {
			return
		}
		file.Workflow, file.Number = "small-review", 0
		if _, _, err := file.Run(t.Context(), scenario.Definition{Name: "small-review.yaml", Source: def}); err != nil {
			t.Fatal(err)
		}
	})
}
