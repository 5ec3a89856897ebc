package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"scr/review"
)

// Hash is a SHA-256 hash, or an HMAC made with it.
type Hash = [sha256.Size]byte

// SaltSize is the length of a salt in bytes. A salt as long as the hash makes
// the commitment say nothing once the salt is gone.
const SaltSize = 32

// commitDomain keeps these commitments apart from every other use of HMAC, and
// from those of a later version.
const commitDomain = "scr/1/commit"

// Commit binds a personal value to its place in the log without showing it. It
// is HMAC-SHA-256 under the salt of
//
//	"scr/1/commit" 0 n board n stream seq n path 0 value
//
// where each n is the length in bytes of what follows it, and n and seq are
// unsigned 64-bit numbers, big-endian. The lengths make the framing unambiguous:
// no board, stream or path can run into its neighbour.
func Commit(board string, stream review.Stream, seq int64, path string, salt []byte, value string) Hash {
	message := make([]byte, 0, 128+len(value))
	message = append(message, commitDomain...)
	message = append(message, 0)
	message = appendFramed(message, board)
	message = appendFramed(message, string(stream))
	message = binary.BigEndian.AppendUint64(message, uint64(seq))
	message = appendFramed(message, path)
	message = append(message, 0)
	message = append(message, value...)
	mac := hmac.New(sha256.New, salt)
	mac.Write(message)
	return Hash(mac.Sum(nil))
}

func appendFramed(to []byte, s string) []byte {
	to = binary.BigEndian.AppendUint64(to, uint64(len(s)))
	return append(to, s...)
}

// Leaf returns the hash of an envelope as a leaf of the log's tree, after RFC
// 6962: the byte 0 before it keeps a leaf from passing for an inner node.
func Leaf(envelope []byte) Hash {
	var room [2048]byte
	return sha256.Sum256(append(append(room[:0], 0), envelope...))
}
