package audit_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"scr/internal/audit"
	"scr/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

// salt returns a salt that is the same in every run.
func salt(n byte) []byte { return bytes.Repeat([]byte{n}, audit.SaltSize) }

// sample returns an event with every part filled, its plain body and its fields.
func sample(t testing.TB) (review.Event, json.RawMessage, []review.Field) {
	t.Helper()
	body := &review.Added[review.Finding]{Record: review.Finding{
		Record:     review.Record{ID: "finding-1"},
		Kind:       review.Pattern,
		Title:      review.NewText("Made up: <visits> & calls are \u2028 counted"),
		Categories: []string{"tools <&>"},
		Questions:  []review.Text{review.NewText("Is this known?"), review.NewText("Since when?")},
	}}
	plain, fields, err := review.Encode(body, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range fields {
		fields[i].Salt = salt(byte(i + 1))
	}
	return review.Event{
		ID: "0192f0c1-0000-7000-8000-000000000001", Board: "EXB", Stream: "review/r1", Seq: 7, Global: 41,
		Command: "cmd-1", RecordedBy: "p1", DecidedBy: "p2", Minute: "LSCB 12/3 <a> & b",
		RecordedAt: time.Date(2026, 3, 2, 9, 5, 0, 120, time.FixedZone("", 3600)), OccurredOn: review.NewDate(2026, 2, 0),
		Definition: strings.Repeat("ab", 32), MadeUp: true, Body: body,
	}, plain, fields
}

func encode(t testing.TB, ev review.Event, plain json.RawMessage, fields []review.Field) []byte {
	t.Helper()
	data, err := audit.Encode(ev, plain, fields)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// golden compares with a file that must never change: these bytes are hashed.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func TestEnvelopeBytesNeverChange(t *testing.T) {
	ev, plain, fields := sample(t)
	full := encode(t, ev, plain, fields)
	golden(t, "full.json", full)

	leaf := audit.Leaf(full)
	golden(t, "full.leaf", []byte(hex.EncodeToString(leaf[:])))

	ev.Asked = strings.Repeat("cd", 32) // which the oldest logs do not have
	golden(t, "asked.json", encode(t, ev, plain, fields))

	ev.Login, ev.Rules = 9, 1 // nor these
	golden(t, "rules.json", encode(t, ev, plain, fields))

	bare := review.Event{ID: "e", Board: "EXB", Stream: "board", Seq: 1, Global: 1, Command: "c",
		RecordedAt: time.Date(2026, 3, 2, 9, 5, 0, 0, time.UTC), Body: &review.UserRemoved{ID: "user-1"}}
	golden(t, "bare.json", encode(t, bare, json.RawMessage(`{"id":"user-1"}`), nil))
}

func TestParseReadsWhatEncodeWrote(t *testing.T) {
	ev, plain, fields := sample(t)
	ev.Asked, ev.Login, ev.Rules = strings.Repeat("cd", 32), 9, 1
	e, err := audit.Parse(encode(t, ev, plain, fields))
	if err != nil {
		t.Fatal(err)
	}
	want := ev
	want.Body, want.RecordedAt = nil, ev.RecordedAt.UTC()
	if diff := cmp.Diff(want, e.Event, cmp.AllowUnexported(review.Date{})); diff != "" {
		t.Errorf("the event differs (-want +got):\n%s", diff)
	}
	for i, f := range fields {
		commit := audit.Commit("EXB", "review/r1", 7, f.Path, f.Salt, f.Value)
		if e.Fields[i].Path != f.Path || e.Fields[i].Class != f.Class || e.Fields[i].Commit != commit {
			t.Errorf("field %d is %+v, want the commitment to %s", i, e.Fields[i], f.Path)
		}
	}
	decoded, err := e.Decode()
	if err != nil {
		t.Fatal(err)
	}
	finding := decoded.Body.(*review.Added[review.Finding]).Record
	if seq, path := finding.Title.Ref(); seq != 7 || path != "record.title" || finding.Title.Loaded() {
		t.Errorf("the title refers to #%d/%s, want #7/record.title without its value", seq, path)
	}
}

func TestEnvelopeHoldsNothingPersonal(t *testing.T) {
	ev, plain, fields := sample(t)
	data := encode(t, ev, plain, fields)
	for _, personal := range []string{"visits", "counted", "known", "when"} {
		if bytes.Contains(data, []byte(personal)) {
			t.Errorf("the envelope says %q", personal)
		}
	}
}

func TestParseIsStrict(t *testing.T) {
	ev, plain, fields := sample(t)
	good := string(encode(t, ev, plain, fields))
	swap := func(old, new string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("the sample has no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	tests := []struct{ name, data string }{
		{"nothing", ""},
		{"not JSON", "envelope"},
		{"an unknown field", swap(`"v":1,`, `"v":1,"x":1,`)},
		{"a missing field", swap(`"minute":"LSCB 12/3 <a> & b",`, ``)},
		{"a doubled field", swap(`"v":1,`, `"v":1,"v":1,`)},
		{"another spelling of a name", swap(`"board"`, `"Board"`)},
		{"another order", swap(`"seq":7,"global":41`, `"global":41,"seq":7`)},
		{"a space", swap(`"seq":7`, `"seq": 7`)},
		{"a space in the body", swap(`{"record"`, `{ "record"`)},
		{"an HTML escape", swap(`<a>`, `\u003ca>`)},
		{"a new line at the end", good + "\n"},
		{"something after the end", good + "{}"},
		{"another version", swap(`"v":1`, `"v":2`)},
		{"sequence 0", swap(`"seq":7`, `"seq":0`)},
		{"global sequence 0", swap(`"global":41`, `"global":0`)},
		{"a number written otherwise", swap(`"seq":7`, `"seq":7e0`)},
		{"no id", swap(`"0192f0c1-0000-7000-8000-000000000001"`, `""`)},
		{"no board", swap(`"board":"EXB"`, `"board":""`)},
		{"no stream", swap(`"review/r1"`, `""`)},
		{"no kind", swap(`"finding.added/1"`, `""`)},
		{"no command id", swap(`"cmd-1"`, `""`)},
		{"an empty digest", swap(`"cmd-1",`, `"cmd-1","asked":"",`)},
		{"a digest in another place", swap(`"minute":`, `"asked":"ab","minute":`)},
		{"a login of no number", swap(`"cmd-1",`, `"cmd-1","login":0,`)},
		{"a login below nothing", swap(`"cmd-1",`, `"cmd-1","login":-9,`)},
		{"a login after the rules", swap(`"cmd-1",`, `"cmd-1","rules":1,"login":9,`)},
		{"rules of no number", swap(`"cmd-1",`, `"cmd-1","rules":0,`)},
		{"a digest twice", swap(`"cmd-1",`, `"cmd-1","asked":"ab","asked":"ab",`)},
		{"a local instant", swap(`00000120Z`, `00000120+01:00`)},
		{"a shorter instant", swap(`.000000120Z`, `Z`)},
		{"a date that is not", swap(`"2026-02"`, `"2026-02-30"`)},
		{"a short definition", swap(`"definition":"abab`, `"definition":"ab`)},
		{"a definition in capitals", swap(`"definition":"abab`, `"definition":"ABab`)},
		{"a body that is no object", swap(`"body":{`, `"body":[{`)},
		{"a commitment cut short", swap(`"commit":"`, `"commit":"00`)},
		{"a commitment in capitals", strings.ToUpper(good)},
		{"a field without a class", swap(`"class":"narrative"`, `"class":""`)},
		{"two fields of one path", swap(`"record.questions.0"`, `"record.questions.1"`)},
		{"null for no fields", swap(good[strings.Index(good, `"fields":`):], `"fields":null}`)},
		{"text that is not UTF-8", swap("LSCB", "LS\xffB")},
	}
	if _, err := audit.Parse([]byte(good)); err != nil {
		t.Fatalf("the sample itself is refused: %v", err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := audit.Parse([]byte(tt.data)); err == nil {
				t.Errorf("accepted: %q", tt.data)
			}
		})
	}
}

func TestEncodeRefusesWhatCouldNotBeReadBack(t *testing.T) {
	tests := []struct {
		name   string
		change func(*review.Event, *[]review.Field)
	}{
		{"no id", func(ev *review.Event, _ *[]review.Field) { ev.ID = "" }},
		{"no place", func(ev *review.Event, _ *[]review.Field) { ev.Global = 0 }},
		{"a minute that is not UTF-8", func(ev *review.Event, _ *[]review.Field) { ev.Minute = "\xff" }},
		{"a year with five digits", func(ev *review.Event, _ *[]review.Field) { ev.RecordedAt = ev.RecordedAt.AddDate(9000, 0, 0) }},
		{"a short salt", func(_ *review.Event, f *[]review.Field) { (*f)[0].Salt = salt(1)[1:] }},
		{"one path twice", func(_ *review.Event, f *[]review.Field) { (*f)[1].Path = (*f)[0].Path }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev, plain, fields := sample(t)
			tt.change(&ev, &fields)
			if data, err := audit.Encode(ev, plain, fields); err == nil {
				t.Errorf("encoded as %s", data)
			}
		})
	}
}

func TestCommitBindsTheValueToItsPlace(t *testing.T) {
	base := audit.Commit("EXB", "review/r1", 7, "record.title", salt(1), "text")
	// The wanted hash was computed by another program, from the framing alone.
	if got, want := hex.EncodeToString(base[:]), "178e42ef53284163f2ac468639173435fd6c9946722c970c87fd1d9aec61a86f"; got != want {
		t.Errorf("commitment is %s, want %s", got, want)
	}
	others := map[string]audit.Hash{
		"board":               audit.Commit("EXC", "review/r1", 7, "record.title", salt(1), "text"),
		"stream":              audit.Commit("EXB", "review/r2", 7, "record.title", salt(1), "text"),
		"seq":                 audit.Commit("EXB", "review/r1", 8, "record.title", salt(1), "text"),
		"path":                audit.Commit("EXB", "review/r1", 7, "record.titl", salt(1), "text"),
		"salt":                audit.Commit("EXB", "review/r1", 7, "record.title", salt(2), "text"),
		"value":               audit.Commit("EXB", "review/r1", 7, "record.title", salt(1), "texts"),
		"where one part ends": audit.Commit("EXBr", "eview/r1", 7, "record.title", salt(1), "text"),
		"where the path ends": audit.Commit("EXB", "review/r1", 7, "record.title\x00t", salt(1), "ext"),
	}
	for what, other := range others {
		if other == base {
			t.Errorf("the commitment does not depend on %s", what)
		}
	}
}

func TestLeafIsThatOfRFC6962(t *testing.T) {
	// The hash of an empty leaf, as RFC 6962's test data give it.
	const want = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
	if got := audit.Leaf(nil); hex.EncodeToString(got[:]) != want {
		t.Errorf("the empty leaf is %x, want %s", got, want)
	}
}

// FuzzParse looks for bytes that are accepted and would be written otherwise: two
// spellings of one event would have two hashes.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"full.json", "bare.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := audit.Parse(data)
		if err != nil {
			return
		}
		if !json.Valid(data) || !bytes.Equal(e.Bytes(), data) {
			t.Fatalf("accepted %q, which would be written as %q", data, e.Bytes())
		}
		ev, err := e.Decode()
		if err != nil {
			return
		}
		if ev.Seq < 1 || ev.Global < 1 || ev.Board == "" || ev.Body == nil {
			t.Errorf("accepted an event without a place or a body: %q", data)
		}
	})
}

// Other programs will read these bytes with their own JSON libraries, and so does
// the Go library: it must see the same values, and would have written the same.
func FuzzTextIsWrittenAsTheLibraryWould(f *testing.F) {
	for _, s := range []string{"", "plain", `"\`, "\x00\x1f\x7f\b\f\n\r\t", "\u2028\u2029\u2027", "<&>", "é\U0001f476"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ev := review.Event{ID: "e", Board: "EXB", Stream: "board", Seq: 1, Global: 1, Command: "c", Minute: s,
			Body: &review.UserRemoved{ID: "user-1"}}
		data, err := audit.Encode(ev, json.RawMessage(`{"id":"user-1"}`), nil)
		if err != nil {
			if utf8.ValidString(s) {
				t.Fatalf("%q is refused: %v", s, err)
			}
			return
		}
		var library bytes.Buffer
		enc := json.NewEncoder(&library)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if want := `"minute":` + strings.TrimSpace(library.String()) + `,`; !bytes.Contains(data, []byte(want)) {
			t.Errorf("%q is written otherwise than %s: %s", s, want, data)
		}
		if e, err := audit.Parse(data); err != nil || e.Event.Minute != s {
			t.Errorf("%q came back as %q (%v)", s, e.Event.Minute, err)
		}
	})
}
