package review_test

import (
	"testing"

	"scr/review"
)

// The texts of a correction once got paths that began with a dash, because the
// new body was hidden from the JSON encoder; the plain part has it under "with".
func TestTextsOfACorrectionLieWhereItsPlainPartSays(t *testing.T) {
	body := &review.RecordCorrected{
		Seq:  3,
		With: &review.Added[review.Finding]{Record: review.Finding{Title: review.NewText("made up")}},
		Why:  review.NewText("made up as well"),
	}
	plain, fields, err := review.Encode(body, 9)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{}
	for _, f := range fields {
		paths = append(paths, f.Path)
	}
	if len(paths) != 2 || paths[0] != "with.record.title" || paths[1] != "why" {
		t.Errorf("the texts lie at %q, want with.record.title and why", paths)
	}
	const want = `{"seq":3,"kind":"finding.added/1","with":{"record":{"id":"","kind":"","title":"#9/with.record.title"}},"why":"#9/why"}`
	if string(plain) != want {
		t.Errorf("the plain part is\n%s, want\n%s", plain, want)
	}
}
