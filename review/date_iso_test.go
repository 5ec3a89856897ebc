package review_test

import (
	"encoding/json"
	"testing"

	"scr/review"
)

func TestADateIsPrintedAsItWasRecorded(t *testing.T) {
	for _, iso := range []string{"", "1900", "2013", "2013-03", "2013-12", "2013-03-01", "2016-02-29", "2200-12-31"} {
		d, err := review.ParseDate(iso)
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if d.String() != iso || string(data) != `"`+iso+`"` {
			t.Errorf("%q is printed as %q and written as %s", iso, d, data)
		}
	}
}
