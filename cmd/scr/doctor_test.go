package main

import (
	"path/filepath"
	"testing"
	"time"

	"scr/config"
	"scr/store"
)

// TestTheDoctorLooksAtTheClock holds this machine's clock against what was recorded last.
func TestTheDoctorLooksAtTheClock(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name, status, says string
		last               time.Time
	}{
		{"it is later", allRight, "it is later than all that was recorded", now.Add(-time.Hour)},
		{"a little behind", allRight, "it is later than all that was recorded", now.Add(clockMargin)},
		{"behind", isBad, "it is 6 minutes behind what was written last", now.Add(clockMargin + time.Minute)},
		{"far behind", isBad, "it is 365 days behind what was written last", now.AddDate(1, 0, 0)},
	}
	for _, tt := range tests {
		d := &doctor{app: &app{now: func() time.Time { return now }}, health: store.Health{Last: tt.last},
			settings: &config.Settings{Database: filepath.Join(t.TempDir(), "none.db")}}
		d.clock()
		if got := d.found[0]; got.Status != tt.status || got.Says != tt.says {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestSpansInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "less than a minute", time.Minute: "1 minute", 61 * time.Minute: "1 hour",
		47 * time.Hour: "47 hours", 50 * time.Hour: "2 days"} {
		if got := span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
