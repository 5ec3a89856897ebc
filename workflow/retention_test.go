package workflow

import (
	"strings"
	"testing"

	"scr/workflow/library"
)

func TestShippedRetentionDecidesNothing(t *testing.T) {
	file := library.Retention()
	r, problems := LoadRetention(file.Name, file.Bytes)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	if len(r.Schedules) != 3 {
		t.Errorf("it has %d schedules", len(r.Schedules))
	}
	for _, s := range r.Schedules {
		if s.Years != 0 || !s.Unverified || s.Cites == "" {
			t.Errorf("%s claims a period that nobody confirmed: %+v", s.Name, s)
		}
	}
}

func TestRetentionIsRead(t *testing.T) {
	r, problems := LoadRetention("ours.yaml", []byte(`retention: 1
version: 2
title: Ours
schedules:
  files: {title: Files, class: review, after: publication.release, years: 75, cites: minute 4}
`))
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	if s, ok := r.Schedule("files"); !ok || s != (Schedule{"files", "Files", "review", "publication.release", 75, "minute 4", false}) {
		t.Errorf("read %+v", s)
	}
	if _, ok := r.Schedule("none"); ok {
		t.Error("there is a schedule that nobody wrote")
	}
}

func TestRetentionHearsAllItsProblems(t *testing.T) {
	const good = "retention: 1\nversion: 1\ntitle: Ours\nschedules:\n  files: {title: Files, class: review, after: closed, years: 75, cites: x}\n"
	for name, tt := range map[string]struct{ old, new, rule string }{
		"another language":    {"retention: 1", "retention: 2", "wrong-type"},
		"no schedules":        {good[strings.Index(good, "schedules"):], "", "missing-key"},
		"an unknown key":      {"years:", "yaers:", "unknown-key"},
		"a class of its own":  {"class: review", "class: photograph", "unknown-word"},
		"left, for a review":  {"after: closed", "after: left", "unknown-word"},
		"too many years":      {"75", "750", "wrong-type"},
		"years in words":      {"75", "seventy", "wrong-type"},
		"no authority":        {", cites: x", "", "missing-key"},
		"two documents":       {"cites: x}\n", "cites: x}\n---\nretention: 1\n", "second-document"},
		"a name that is none": {"files:", "Files!:", "name"},
	} {
		_, problems := LoadRetention("ours.yaml", []byte(strings.Replace(good, tt.old, tt.new, 1)))
		if len(problems) == 0 || !strings.Contains(problems[0].Rule, tt.rule) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func FuzzRetention(f *testing.F) {
	f.Add(library.Retention().Bytes)
	f.Add([]byte("retention: 1\nschedules: {a: {years: 1}}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		r, problems := LoadRetention("fuzz.yaml", src)
		if (r == nil) == (len(problems) == 0) {
			t.Fatalf("%v and %d problems", r, len(problems))
		}
	})
}
