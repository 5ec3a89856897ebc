package audit_test

import (
	"testing"

	"scr/internal/audit"
)

func BenchmarkEncode(b *testing.B) {
	ev, plain, fields := sample(b)
	for b.Loop() {
		if _, err := audit.Encode(ev, plain, fields); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	ev, plain, fields := sample(b)
	data := encode(b, ev, plain, fields)
	for b.Loop() {
		if _, err := audit.Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}
