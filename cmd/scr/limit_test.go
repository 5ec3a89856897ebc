package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"scr/internal/limit"
	"scr/review"
)

func fileOf(t *testing.T, n int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), int(n)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLimits(t *testing.T) {
	limit.Hold(t,
		limit.Limit{What: "a file that a flag names, or standard input", N: maxInput, Says: "is larger than 1 MiB", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				a := testApp(t)
				a.in = bufio.NewReader(strings.NewReader(strings.Repeat("x", int(n))))
				if _, err := a.readInput("--from", "-"); err != nil {
					return err
				}
				_, err := a.readInput("--from", fileOf(t, n))
				return err
			}},
		limit.Limit{What: "an answer on the terminal", N: maxInput, Says: "an answer is larger than 1 MiB", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				a := testApp(t)
				a.in = bufio.NewReader(strings.NewReader(strings.Repeat("x", int(n)-2) + "\ny\n.\n"))
				answer, err := a.lines()
				if err == nil && int64(len(answer)) != n {
					t.Errorf("%d bytes came back of %d", len(answer), n)
				}
				return err
			}},
		limit.Limit{What: "a command id", N: maxCommandID, Says: "is longer than 200 characters", Code: review.Usage,
			Try: func(_ *testing.T, n int64) error {
				return (&meta{commandID: strings.Repeat("é", int(n))}).check(&cobra.Command{}, nil)
			}},
		limit.Limit{What: "days that are soon", N: mostWithin, Says: "it can be 0 to 3660 days", Code: review.Usage,
			Try: func(_ *testing.T, n int64) error { return checkWithin(int(n)) }},
		limit.Limit{What: "a passphrase, at least", N: shortestPassphrase, Says: "has fewer than 15 characters", Code: review.Invalid, Least: true,
			Try: func(_ *testing.T, n int64) error { return checkPassphrase(bytes.Repeat([]byte("é"), int(n))) }},
		limit.Limit{What: "a passphrase", N: longestPassphrase, Says: "has more than 1000 characters", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error { return checkPassphrase(bytes.Repeat([]byte("é"), int(n))) }},
		limit.Limit{What: "what is remembered of a log", N: maxNote, Says: "is larger than 4 KiB", Code: review.Failed,
			Otherwise: "does not have three lines",
			Try:       func(t *testing.T, n int64) error { return (&memory{from: fileOf(t, n)}).read("scr/EXB/1") }},
		limit.Limit{What: "a file in a partner's folder", N: maxPartnerFile, Says: "is larger than 64 KiB", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				path := fileOf(t, n)
				folder, err := os.OpenRoot(filepath.Dir(path))
				if err != nil {
					t.Fatal(err)
				}
				defer folder.Close()
				_, err = (&partner{folder: folder}).text("file")
				return err
			}},
	)
}
