package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// The kinds of key, as the first byte of a key's number says them: that of a log,
// and that of a partner who cosigns.
const (
	kindLog     = 1
	kindWitness = 4
)

// lastSecond is the end of the year 9999: a later time is none.
const lastSecond = 253402300799

// Witness is one partner's signature under a checkpoint, found right.
type Witness struct {
	Name string
	Key  string    // name+number
	At   time.Time // by the partner's own clock, to the second
}

// WitnessKey checks what one partner signed. It is a [note.Verifier] of the C2SP
// cosignature/v1 format, whose signatures carry the partner's own time.
type WitnessKey struct {
	name string
	key  ed25519.PublicKey
}

// Name is the partner's name, as it stands before the signature.
func (k *WitnessKey) Name() string { return k.name }

// KeyHash tells the partner's keys apart.
func (k *WitnessKey) KeyHash() uint32 { return keyHash(k.name, kindWitness, k.key) }

// String writes the key as it is given to others.
func (k *WitnessKey) String() string {
	return keyName(k.name, k.KeyHash()) + "+" + encodeKey(kindWitness, k.key)
}

// Verify reports whether sig is the partner's signature of a checkpoint's text,
// with its time.
func (k *WitnessKey) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	second := binary.BigEndian.Uint64(sig)
	return second <= lastSecond && ed25519.Verify(k.key, cosigned(second, text), sig[8:])
}

// cosigned is what a partner signs.
func cosigned(second uint64, text []byte) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", second, text)
}

// timeOf returns the time in a partner's signature that was found right.
func timeOf(sig note.Signature) time.Time {
	data, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil || len(data) < 12 {
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint64(data[4:])), 0).UTC()
}

// WitnessSigner is a partner's own secret key.
type WitnessSigner struct {
	name string
	key  ed25519.PrivateKey
}

// NewWitness makes a partner's key from random bytes.
func NewWitness(random io.Reader, name string) (*WitnessSigner, error) {
	if !plainName(name) || len(name) > 100 || strings.HasPrefix(name, "scr/") {
		return nil, review.Errorf(review.Invalid, "%q cannot be the name of a partner's key", name).
			WithHint("write the partner's domain, such as police.example: letters, digits, dots and hyphens")
	}
	_, key, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, fmt.Errorf("make the key of %s: %w", name, err)
	}
	return &WitnessSigner{name, key}, nil
}

// ParseWitness reads a partner's secret key, as Secret wrote it. The error does not
// repeat it.
func ParseWitness(secret string) (*WitnessSigner, error) {
	rest, ok := strings.CutPrefix(secret, "PRIVATE+KEY+")
	name, _, _ := strings.Cut(rest, "+")
	seed, err := decodeKey(rest, kindWitness, func(seed []byte) []byte { return publicOf(seed) })
	if !ok || err != nil {
		return nil, review.Errorf(review.Invalid, "this is not the secret key of a partner")
	}
	return &WitnessSigner{name, ed25519.NewKeyFromSeed(seed)}, nil
}

// Key is what others check this partner's signatures with.
func (w *WitnessSigner) Key() *WitnessKey {
	return &WitnessKey{w.name, w.key.Public().(ed25519.PublicKey)}
}

// Secret writes the key, to be kept where only the partner reads it.
func (w *WitnessSigner) Secret() string {
	return "PRIVATE+KEY+" + keyName(w.name, w.Key().KeyHash()) + "+" + encodeKey(kindWitness, w.key.Seed())
}

// at is the partner signing at one moment.
func (w *WitnessSigner) at(now time.Time) note.Signer { return signing{w, uint64(now.Unix())} }

type signing struct {
	*WitnessSigner
	second uint64
}

// Name is the partner's name.
func (s signing) Name() string { return s.name }

// KeyHash tells the partner's keys apart.
func (s signing) KeyHash() uint32 { return s.Key().KeyHash() }

// Sign signs a checkpoint's text.
func (s signing) Sign(text []byte) ([]byte, error) {
	if s.second > lastSecond {
		return nil, errors.New("the clock is not set")
	}
	sig := binary.BigEndian.AppendUint64(nil, s.second)
	return append(sig, ed25519.Sign(s.key, cosigned(s.second, text))...), nil
}

// ParseKey reads a public key as it is given to others: that of a log, or that of a
// partner, which is a [WitnessKey].
func ParseKey(text string) (note.Verifier, error) {
	text = strings.TrimSpace(text)
	name, _, _ := strings.Cut(text, "+")
	if key, err := decodeKey(text, kindWitness, func(key []byte) []byte { return key }); err == nil && plainName(name) {
		return &WitnessKey{name, key}, nil
	}
	if strings.HasPrefix(text, "PRIVATE+") {
		return nil, review.Errorf(review.Invalid, "this is a secret key, not the one for others").
			WithHint("keep it to yourself; whoever has seen it can sign in your name, so make a new one if anybody has")
	}
	v, err := note.NewVerifier(text)
	if err != nil || !plainName(v.Name()) {
		return nil, review.Errorf(review.Invalid, "this is not a key").
			WithHint("a key is one line: a name, a plus, eight digits or letters a to f, a plus, and 44 characters")
	}
	return v, nil
}

// KeyName is how people tell keys apart: name+number. It is not the key.
func KeyName(v note.Verifier) string { return keyName(v.Name(), v.KeyHash()) }

// decodeKey reads name+number+base64 of one kind, and returns the key's bytes.
// public makes the public key from them, which the number must belong to.
func decodeKey(text string, kind byte, public func([]byte) []byte) ([]byte, error) {
	name, rest, _ := strings.Cut(text, "+")
	number, b64, _ := strings.Cut(rest, "+")
	data, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != kind {
		return nil, errors.New("not a key of that kind")
	}
	hash, err := strconv.ParseUint(number, 16, 32)
	if err != nil || len(number) != 8 || uint32(hash) != keyHash(name, kind, public(data[1:])) {
		return nil, errors.New("the key's number does not belong to it")
	}
	return data[1:], nil
}

func publicOf(seed []byte) []byte {
	return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
}

func encodeKey(kind byte, key []byte) string {
	return base64.StdEncoding.EncodeToString(append([]byte{kind}, key...))
}

// keyHash is the number of a key, after the C2SP signed-note format.
func keyHash(name string, kind byte, key []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(rune(kind))), key...))
	return binary.BigEndian.Uint32(sum[:])
}
