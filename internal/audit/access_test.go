package audit

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scr/review"
)

var updateAccess = flag.Bool("update-access", false, "write the golden access record anew")

// read is an access record in which everything is filled.
func read() review.Access {
	return review.Access{Number: 7, Board: "EXB",
		Reading: review.Reading{Person: "p3", Stream: "review/0192", At: time.Date(2026, 3, 2, 9, 30, 0, 5, time.UTC),
			Command: "scr show", Output: review.ToScreen, Basis: review.ByPart, Purpose: "p3#4"},
		Texts: []review.TextCount{{Class: review.Identity, Count: 4}, {Class: review.Narrative, Count: 31}}}
}

// TestTheBytesOfAnAccessRecordNeverChange holds them to a file: they are hashed.
func TestTheBytesOfAnAccessRecordNeverChange(t *testing.T) {
	got, err := EncodeAccess(read())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "access-1.json")
	if *updateAccess {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	back, err := ParseAccess(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(), back); diff != "" {
		t.Errorf("it is read back as something else:\n%s", diff)
	}
}

func TestAnAccessRecordSaysWhoReadWhatAndHow(t *testing.T) {
	tests := []struct {
		name   string
		change func(*review.Access)
	}{
		{"nobody", func(a *review.Access) { a.Person = "" }},
		{"nothing", func(a *review.Access) { a.Texts = nil }},
		{"no stream", func(a *review.Access) { a.Stream = "" }},
		{"no command", func(a *review.Access) { a.Command = "" }},
		{"no output", func(a *review.Access) { a.Output = "" }},
		{"no basis", func(a *review.Access) { a.Basis = "" }},
		{"no place", func(a *review.Access) { a.Number = 0 }},
		{"classes out of order", func(a *review.Access) { a.Texts[0], a.Texts[1] = a.Texts[1], a.Texts[0] }},
		{"a class twice", func(a *review.Access) { a.Texts[1] = a.Texts[0] }},
		{"none of a class", func(a *review.Access) { a.Texts[0].Count = 0 }},
		{"not UTF-8", func(a *review.Access) { a.Purpose = "\xff" }},
		{"a year of five digits", func(a *review.Access) { a.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := read()
			tt.change(&a)
			if _, err := EncodeAccess(a); err == nil {
				t.Error("it is written all the same")
			}
		})
	}
}

func TestAnAccessRecordIsReadInOneSpellingOnly(t *testing.T) {
	good, err := EncodeAccess(read())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "{}", string(good) + " ", strings.Replace(string(good), `"v":1`, `"v":2`, 1),
		strings.Replace(string(good), `,"count":4`, `,"count":04`, 1), strings.Replace(string(good), `"output":"screen",`, "", 1),
		strings.Replace(string(good), "p3", "\\u0070\\u0033", 1)} {
		if _, err := ParseAccess([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// FuzzParseAccess: whatever is read is written again as it was.
func FuzzParseAccess(f *testing.F) {
	good, err := EncodeAccess(read())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"v":1,"number":1`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAccess(data)
		if err != nil {
			return
		}
		again, err := EncodeAccess(a)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%q is written as %q (%v)", data, again, err)
		}
	})
}
