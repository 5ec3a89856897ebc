package audit

import (
	"strings"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	limit.Hold(t,
		limit.Limit{What: "a file of proof", N: MaxFile, Says: "is larger than 8 MiB", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				_, err := readParts(ProofKind, []byte(ProofKind+"\n\nx 1\n"+strings.Repeat("x", int(n)-len(ProofKind+"\n\nx 1\n\n\nend\n"))+"\n\nend\n"))
				return err
			}},
		limit.Limit{What: "hashes of a proof", N: maxPath, Says: "has 128 hashes at most", Code: review.Failed, // told as review.Invalid by who reads the file
			Try: func(_ *testing.T, n int64) error {
				_, err := readHashes(hashPart("path", make([]Hash, n)))
				return err
			}},
		limit.Limit{What: "a checkpoint with its signatures", N: maxCheckpoint, Says: "is larger than 32 KiB", Code: review.Invalid, Otherwise: "it has no signatures",
			Try: func(_ *testing.T, n int64) error {
				_, err := ReadClaim(make([]byte, n))
				return err
			}},
		limit.Limit{What: "the list of what was erased", N: MaxErasedList, Says: "is larger than 64 MiB", Code: review.Invalid, Otherwise: "this is no list",
			Try: func(_ *testing.T, n int64) error {
				_, err := OpenErased(make([]byte, n), nil)
				return err
			}},
	)
}
