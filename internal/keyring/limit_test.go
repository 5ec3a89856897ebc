package keyring

import (
	"os"
	"path/filepath"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	limit.Hold(t,
		limit.Limit{What: "slots of a key ring", N: mostSlots, Says: "has 4294967295 slots at most", Code: review.Refused,
			Try: func(_ *testing.T, n int64) error {
				if n > mostSlots {
					return new(Keys).Reserve(n)
				}
				_, err := parseHeader(header{epoch: 1, slots: n}.encode(newSecret())) // the slots themselves would fill a disk
				return err
			}},
		limit.Limit{What: "epochs of a key ring", N: lastEpoch, Says: "has had 65535 epochs", Code: review.Refused,
			Try: func(t *testing.T, n int64) error {
				k := mustCreate(t, options())
				_, err := k.Slots()
				must(t, err)
				r := *k.ring
				r.head.epoch = uint16(n - 1)
				list, err := os.ReadFile(k.path(recipientsFile))
				must(t, err)
				return k.changing(func(_ *ring, _ *os.File) error { return k.rotate(&r, string(list)) })
			}},
		limit.Limit{What: "a file of a key folder, the ring apart", N: maxKeyFile, Says: "is larger than 1 MiB", Code: review.Refused,
			Try: func(t *testing.T, n int64) error {
				path := filepath.Join(t.TempDir(), "file")
				must(t, os.WriteFile(path, make([]byte, n), 0o600))
				_, err := readPrivate(path)
				return err
			}},
	)
}
