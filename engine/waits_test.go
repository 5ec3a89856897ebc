package engine_test

import (
	"strings"
	"testing"

	"scr/review"
)

// What a move waits for is told also where it does not begin, and of moves that nobody
// makes by themselves.
func TestWaits(t *testing.T) {
	w := newWorld(t).open()
	tests := []struct {
		name, move, item, want string
	}{
		{name: "a move that can be made", move: "publication.drop"},
		{name: "one that begins elsewhere", move: "review.analyse", want: "stage referred, role lead_reviewer, join agency_report"},
		{name: "one that the program makes", move: "review.commission", want: "stage referred, requirement held"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obstacles, err := w.Waits(t.Context(), w.ref, tt.move, tt.item, reader("p1"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range obstacles {
				got = append(got, o.Kind+" "+o.Name)
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("waits for %s, not %s", strings.Join(got, ", "), tt.want)
			}
		})
	}
	_, err := w.Waits(t.Context(), w.ref, "agency_report.receive", "police", reader("p1"))
	code(t, err, review.NotFound)
	_, err = w.Waits(t.Context(), w.ref, "review.clsoe", "", reader("p1"))
	code(t, err, review.Invalid)
	_, err = w.Waits(t.Context(), w.ref, "review.close", "", reader("p7"))
	code(t, err, review.NotFound)
}
