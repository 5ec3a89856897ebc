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

// One more leaf in a log of a hundred thousand: what each append adds.
func BenchmarkGrow(b *testing.B) {
	const size = 100_000
	s := grown(b, size)
	leaf := []audit.Hash{leafNumber(size)}
	for b.Loop() {
		if _, err := gains(size, leaf, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFrontier(b *testing.B) {
	f, leaf := audit.Frontier{}, leafNumber(1)
	for b.Loop() {
		f.Add(leaf)
	}
}

func BenchmarkInclusion(b *testing.B) {
	const size = 100_000
	s := grown(b, size)
	for b.Loop() {
		if _, err := audit.Inclusion(size, size/3, s); err != nil {
			b.Fatal(err)
		}
	}
}

// What a court's machine does: one event, with two values.
func BenchmarkCheckProof(b *testing.B) {
	l := logOf(b, 1000, nil)
	data := must(l.proof(b, 333, 1000, "record.title", "record.questions.0").Encode())
	for b.Loop() {
		p, err := audit.ParseProof(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.Check(l.key); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReceipt(b *testing.B) {
	head := audit.Head{Size: 1482}
	for b.Loop() {
		audit.Receipt(head)
	}
}
