package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	load := func(t *testing.T, text string) error {
		t.Setenv("HOME", t.TempDir())
		file := filepath.Join(t.TempDir(), "config.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(file, true, nil)
		return err
	}
	limit.Hold(t,
		limit.Limit{What: "the settings file", N: maxFile, Says: "is larger than 1 MiB", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error { return load(t, "#"+strings.Repeat("x", int(n-2))+"\n") }},
		limit.Limit{What: "the setting page_size", N: largestPage, Says: "it can be 1 to 500", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error { return load(t, fmt.Sprintf("page_size: %d\n", n)) }},
	)
}
