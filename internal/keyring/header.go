package keyring

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// The ring begins with its header, twice. Each copy fills 4096 bytes, so that a
// write that is cut short by a loss of power spoils one at most:
//
//	0   magic       "scr ring"
//	8   version     2 bytes, 1
//	10  epoch       2 bytes
//	12  zero        4 bytes
//	16  ring id     16 random bytes
//	32  slots       8 bytes: how many follow, all of them on disk
//	40  recipients  SHA-256 of the file of that name
//	72  signer      SHA-256 of signer.pub
//	104 zero
//	4064 MAC        HMAC-SHA-256 of all the rest, under a key of the epoch
type header struct {
	epoch      uint16
	id         ringID
	slots      int64
	recipients [sha256.Size]byte
	signer     [sha256.Size]byte
}

const (
	magic         = "scr ring"
	formatVersion = 1

	headerSize = 4096
	macAt      = headerSize - sha256.Size
	slotsAt    = 2 * headerSize

	lastEpoch = 1<<16 - 1
	mostSlots = 1<<32 - 1 // a sealed text names its slots in 4 bytes each
)

// ringID is random, and says nothing about the board.
type ringID [16]byte

// String returns the id in hexadecimal.
func (id ringID) String() string { return hex.EncodeToString(id[:]) }

// encode returns one copy of the header.
func (h header) encode(mac *secret) []byte {
	b := make([]byte, headerSize)
	copy(b, magic)
	binary.BigEndian.PutUint16(b[8:], formatVersion)
	binary.BigEndian.PutUint16(b[10:], h.epoch)
	copy(b[16:], h.id[:])
	binary.BigEndian.PutUint64(b[32:], uint64(h.slots))
	copy(b[40:], h.recipients[:])
	copy(b[72:], h.signer[:])
	sum := hmac.New(sha256.New, mac[:])
	sum.Write(b[:macAt])
	copy(b[macAt:], sum.Sum(nil))
	return b
}

// parseHeader reads one copy without asking whether it is true: that takes the
// epoch's key, and which epoch it is stands in the header.
func parseHeader(b []byte) (header, error) {
	var h header
	if len(b) != headerSize || string(b[:len(magic)]) != magic {
		return h, Damaged.fail("the key ring does not begin like one")
	}
	if v := binary.BigEndian.Uint16(b[8:]); v != formatVersion {
		return h, Newer.fail("the key ring has format %d, and this version knows format %d", v, formatVersion)
	}
	h.epoch = binary.BigEndian.Uint16(b[10:])
	copy(h.id[:], b[16:])
	slots := binary.BigEndian.Uint64(b[32:])
	copy(h.recipients[:], b[40:])
	copy(h.signer[:], b[72:])
	if h.epoch == 0 || slots > mostSlots {
		return h, Damaged.fail("the header of the key ring is damaged")
	}
	h.slots = int64(slots)
	return h, nil
}

// proves reports whether a copy of the header was written under this key. A ring
// from elsewhere fails, and so does a header with one bit changed.
func (k *epochKey) proves(copied []byte) bool {
	h, err := parseHeader(copied)
	return err == nil && h.id == k.ring && h.epoch == k.epoch && hmac.Equal(copied, h.encode(k.mac()))
}
