package main

import (
	"testing"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// What a hold stops is said of what it covers: of a document the moves of its own run and
// its release, of a participant only the moves of a track that runs for them.
func TestWhatAHoldStops(t *testing.T) {
	v := &engine.View{
		Review: &review.Review{
			Instances: []review.Instance{{Track: "text", Item: "document-1"}, {Track: "report", Item: "hospital"}},
			Documents: []review.Document{review.WithID(review.Document{}, "document-1"), review.WithID(review.Document{}, "document-2")},
		},
		Definition: &workflow.Definition{
			Tracks: []workflow.Track{{Name: "text", ForEach: "document"}, {Name: "report", ForEach: "agency"}, {Name: "publication"}},
			Holds:  []workflow.Hold{{Name: "trial", Blocks: []string{"text.check", "report.receive", "publication.release"}}},
		},
	}
	for _, test := range []struct{ covers, target, says string }{
		{"document", "document-1", "hold-1 stops text.check, that document-1 is put out, and nothing else; no clock waits for it"},
		{"document", "document-2", "hold-1 stops that document-2 is put out, and nothing else; no clock waits for it"},
		{"participant", "hospital", "hold-1 stops report.receive, and nothing else; no clock waits for it"},
		{"track", "report", "hold-1 stops report.receive, and nothing else; no clock waits for it"},
		{"publication", "", "hold-1 stops text.check, report.receive, publication.release, that anything is put out, and nothing else; no clock waits for it"},
	} {
		h := review.WithID(review.Hold{Name: "trial", Covers: test.covers, Target: test.target}, "hold-1")
		if says := stoppedBy(v, h); len(says) != 1 || says[0] != test.says {
			t.Errorf("on %s %s: %q\nwant %q", test.covers, test.target, says, test.says)
		}
	}
}
