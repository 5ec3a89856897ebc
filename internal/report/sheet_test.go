package report

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"scr/review"
)

// TestRecordsLoseNothing fills every field of every kind of record and asks that
// each word typed by somebody stands in the record as it is shown.
func TestRecordsLoseNothing(t *testing.T) {
	r := &review.Review{}
	(&filler{t: t}).fill(reflect.ValueOf(r).Elem())
	for i := range r.Forms { // a form's answers are texts, choices or plain values, by name
		r.Forms[i].Texts = map[string]review.Text{"reasons": said("reasons typed")}
	}
	s := Standing{Review: r}
	for _, b := range s.words().binders(r) {
		t.Run(b.noun, func(t *testing.T) {
			var out bytes.Buffer
			w := New(&out, Options{})
			for _, record := range b.sheets() {
				if err := Record(w, s, b.noun, record.ID); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			texts := 0
			review.EachText(&struct{ Records any }{b.records}, func(path string, _ review.Class, text *review.Text) {
				texts++
				if !strings.Contains(out.String(), text.Reveal()) {
					t.Errorf("%s is lost:\n%s", path, out.String())
				}
			})
			if texts == 0 && b.noun != "agency" && b.noun != "partner" && b.noun != "status" {
				t.Error("the record holds no text: is it filled?")
			}
		})
	}
}

// filler fills a value with words that differ, one element to each list.
type filler struct {
	t *testing.T
	n int
}

func (f *filler) fill(v reflect.Value) {
	f.t.Helper()
	f.n++
	switch v.Interface().(type) {
	case review.Text:
		v.Set(reflect.ValueOf(said(fmt.Sprintf("words-%d-typed", f.n))))
		return
	case review.Date:
		v.Set(reflect.ValueOf(day(f.t, "2026-01-02")))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("word_%d", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		f.fill(v.Index(0))
	}
}
