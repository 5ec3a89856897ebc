package review

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files that are not there yet")

// golden names the file that keeps one kind and body version readable for ever.
func golden(kind string) string {
	return filepath.Join("testdata", "events", strings.ReplaceAll(kind, "/", "-v")+".json")
}

// TestReleasedBodiesStayReadable holds every kind and body version to a golden
// file: what was recorded once must be read the same by every later program. A
// golden file is never changed; a new shape is a new version with a file of its
// own, and the old file stays and must still be read.
func TestReleasedBodiesStayReadable(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) {
			body := reflect.New(bodies()[kind])
			fill(body.Elem(), 0)
			if b, ok := body.Interface().(*RecordCorrected); ok {
				b.With = &FindingAgreed{ID: "finding-1", At: "meeting-1"}
			}
			plain, _, err := Encode(body.Interface().(Body), 7)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := json.Indent(&want, plain, "", "\t"); err != nil {
				t.Fatal(err)
			}
			want.WriteByte('\n')
			file, err := os.ReadFile(golden(kind))
			if os.IsNotExist(err) && *update {
				err = os.WriteFile(golden(kind), want.Bytes(), 0o600)
				file = want.Bytes()
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(file), want.String()); diff != "" {
				t.Errorf("the body is no longer written as it was released; give it a new version:\n%s", diff)
			}
		})
	}
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
		if _, err := Decode(kind[:i]+"/"+kind[i+2:], plain); err != nil {
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
