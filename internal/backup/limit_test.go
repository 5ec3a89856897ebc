package backup

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	limit.Hold(t,
		limit.Limit{What: "the manifest of a backup", N: maxManifest, Says: "is larger than 128 KiB", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				_, err := manifestSize(bufio.NewReader(strings.NewReader(fmt.Sprintf("manifest %d\n", n))))
				return err
			}},
		limit.Limit{What: "a database in a backup", N: maxSize, Says: "has 64 TiB at most", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				return Manifest{Origin: origin, Schema: 1, Size: n, ErasedSum: sha256.Sum256(nil), Made: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}.check()
			}},
	)
}
