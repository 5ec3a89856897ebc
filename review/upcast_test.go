package review

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files that are not there yet")

// goldens returns the files that keep one kind and body version readable for ever, the
// one with most to say last: move.made-v1.json is as it was released, move.made-v1.1.json
// has fields that came later and are left out where they say nothing.
func goldens(t *testing.T, kind string) []string {
	t.Helper()
	first := filepath.Join("testdata", "events", strings.ReplaceAll(kind, "/", "-v"))
	later, err := filepath.Glob(first + ".*.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(first + ".json"); err != nil {
		return later
	}
	return append([]string{first + ".json"}, later...)
}

// TestReleasedBodiesStayReadable holds every kind and body version to golden files:
// what was recorded once must be read, and written, the same by every later program. A
// golden file is never changed. A new shape is a new version with a file of its own;
// only a field that is left out where it is empty may come to a version, and then a
// further file has it. The old files stay and must still be read.
func TestReleasedBodiesStayReadable(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) {
			want := indented(t, filled(kind))
			known := goldens(t, kind)
			for _, name := range known {
				if diff := cmp.Diff(fileOf(t, name), writtenAgain(t, kind, name)); diff != "" {
					t.Errorf("what %s holds is no longer written as it was released; give the body a new version:\n%s", name, diff)
				}
			}
			if len(known) > 0 && fileOf(t, known[len(known)-1]) == want {
				return
			}
			next := filepath.Join("testdata", "events", strings.ReplaceAll(kind, "/", "-v")+".json")
			if n := len(known); n > 0 {
				next = fmt.Sprintf("%s.%d.json", strings.TrimSuffix(next, ".json"), n)
			}
			if !*update {
				t.Fatalf("no golden file has all that a body can say now; write %s with -update:\n%s", next, want)
			}
			if err := os.WriteFile(next, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// filled returns a body of a kind in which everything is said.
func filled(kind string) Body {
	body := reflect.New(bodies()[kind])
	fill(body.Elem(), 0)
	if b, ok := body.Interface().(*RecordCorrected); ok {
		b.With = &FindingAgreed{ID: "finding-1", At: "meeting-1"}
	}
	return body.Interface().(Body)
}

// writtenAgain reads a golden file and writes it again.
func writtenAgain(t *testing.T, kind, name string) string {
	t.Helper()
	body, err := Decode(kind, json.RawMessage(fileOf(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return indented(t, body)
}

func indented(t *testing.T, body Body) string {
	t.Helper()
	plain, _, err := Encode(body, 7)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", "\t"); err != nil {
		t.Fatal(err)
	}
	return b.String() + "\n"
}

func fileOf(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOldGoldenFilesAreRead reads every golden file, old versions too.
func TestOldGoldenFilesAreRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*.json"))
	if err != nil || len(files) < len(bodies()) {
		t.Fatalf("%d golden files for %d kinds (%v)", len(files), len(bodies()), err)
	}
	for _, name := range files {
		kind := strings.TrimSuffix(filepath.Base(name), ".json")
		i := strings.LastIndex(kind, "-v")
		plain, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		version, _, _ := strings.Cut(kind[i+2:], ".")
		if _, err := Decode(kind[:i]+"/"+version, plain); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// fill gives every field below v a value that is not zero.
func fill(v reflect.Value, depth int) {
	switch {
	case v.Type() == textType:
		v.Set(reflect.ValueOf(NewText("a text")))
		return
	case v.Type() == reflect.TypeFor[Date]():
		v.Set(reflect.ValueOf(NewDate(2013, 3, 21)))
		return
	case depth > 6:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("word")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key"), value)
	}
}

// TestUpcast raises an old body through two versions. The steps are the test's
// own.
func TestUpcast(t *testing.T) {
	kept := raises
	t.Cleanup(func() { raises = kept })
	rename := func(from, to string) func(json.RawMessage) (json.RawMessage, error) {
		return func(plain json.RawMessage) (json.RawMessage, error) {
			return bytes.ReplaceAll(plain, []byte(from), []byte(to)), nil
		}
	}
	raises = map[string]raise{
		"finding.agreed/-1": {"finding.agreed/0", rename(`"finding"`, `"ident"`)},
		"finding.agreed/0":  {"finding.agreed/1", rename(`"ident"`, `"id"`)},
	}
	body, err := Decode("finding.agreed/-1", json.RawMessage(`{"finding":"finding-4"}`))
	if err != nil {
		t.Fatal(err)
	}
	if b := body.(*FindingAgreed); b.ID != "finding-4" {
		t.Errorf("raised to %+v", b)
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	if _, err := Decode("finding.invented/1", json.RawMessage(`{}`)); CodeOf(err) != Failed {
		t.Errorf("an event of unknown kind was read: %v", err)
	}
}
