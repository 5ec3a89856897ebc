package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// Checkpoint says how far a log had come at one moment. Signed, it leaves the
// building: whoever holds it can tell later whether anything before it was changed.
type Checkpoint struct {
	Origin string // of which log: scr/<board>/<id of its first event>, after a restore with /restored-<n>
	Head          // of the log
	Access Head   // of the records of who read what, which have a tree of their own
}

// maxCheckpoint is the largest signed checkpoint that is read, in bytes: room for a
// hundred signatures.
const maxCheckpoint = 32 << 10

// Sign returns the checkpoint as a note with signatures, in the C2SP
// tlog-checkpoint format. One of the signers must speak for the log: its name is
// the origin or begins it.
func Sign(c Checkpoint, signers ...note.Signer) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	speaks := false
	for _, s := range signers {
		speaks = speaks || speaksFor(s.Name(), c.Origin)
	}
	if !speaks {
		return nil, fmt.Errorf("sign a checkpoint of %s: no key is named after that log", c.Origin)
	}
	data, err := note.Sign(&note.Note{Text: c.text()}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign a checkpoint of %s: %w", c.Origin, err)
	}
	return data, nil
}

// text is what is signed.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\naccess %d %s\n", c.Origin, c.Size, encodeHash(c.Root), c.Access.Size, encodeHash(c.Access.Root))
}

func (c Checkpoint) check() error {
	if err := checkOrigin(c.Origin); err != nil {
		return err
	}
	for _, h := range []Head{c.Head, c.Access} {
		if err := checkSize(h.Size); err != nil {
			return err
		}
		if h.Size == 0 && h.Root != new(Frontier).Root() {
			return review.Errorf(review.Invalid, "a tree without leaves cannot have the root %s", encodeHash(h.Root)).
				WithHint("the file was changed since it was written: take another copy of it")
		}
	}
	return nil
}

// Board is the code of the board whose log it is, from the origin.
func (c Checkpoint) Board() string {
	_, rest, _ := strings.Cut(c.Origin, "/")
	board, _, _ := strings.Cut(rest, "/")
	return board
}

// Origin names a log: by its board, the id of its first event, and how often it was
// continued from a backup (0: never), so that two histories never have one name.
func Origin(board, first string, restored int) (string, error) {
	origin := "scr/" + board + "/" + first
	if restored > 0 {
		origin += "/restored-" + strconv.Itoa(restored)
	}
	return origin, checkOrigin(origin)
}

// Lineage takes a log's name apart: what it always was called, and the number that a
// restore added, or 0.
func Lineage(origin string) (base string, restored int) {
	base, number, found := strings.Cut(origin, "/restored-")
	if found {
		restored, _ = strconv.Atoi(number) // a name that was checked
	}
	return base, restored
}

// CheckOrigin refuses what does not name a log.
func CheckOrigin(origin string) error { return checkOrigin(origin) }

func checkOrigin(origin string) error {
	parts := strings.Split(origin, "/")
	ok := len(origin) <= 200 && (len(parts) == 3 || len(parts) == 4) && parts[0] == "scr"
	for _, p := range parts {
		ok = ok && p != "" && plainName(p)
	}
	if ok && len(parts) == 4 {
		n, err := strconv.Atoi(strings.TrimPrefix(parts[3], "restored-"))
		ok = err == nil && n > 0 && parts[3] == "restored-"+strconv.Itoa(n)
	}
	if !ok {
		return review.Errorf(review.Invalid, "%q does not name a log", origin).
			WithHint("a log is named scr/<board>/<id of its first event>, after a restore with /restored-1 or a higher number")
	}
	return nil
}

// plainName reports whether a name has only characters that can be seen and stand
// in a key: ASCII without spaces, and without the plus that ends a key's name.
func plainName(name string) bool {
	for _, c := range []byte(name) {
		if c <= ' ' || c > '~' || c == '+' {
			return false
		}
	}
	return name != ""
}

// speaksFor reports whether a key signs for a log. A key's name says for which logs
// it was made, so that no key of another log, and no partner's, passes for it.
func speaksFor(key, origin string) bool {
	return strings.HasPrefix(key, "scr/") && strings.HasPrefix(origin+"/", key+"/")
}

// Signed is a checkpoint whose signature by the log was found right.
type Signed struct {
	Checkpoint
	By        string    // the log's key, as name+number
	Witnesses []Witness // partners whose signatures were found right too
	Unchecked []string  // keys of signatures for which no key was given
	Note      []byte    // with every signature
}

// Partners are the witnesses, each once: one partner with two keys is one partner.
func (s Signed) Partners() []Witness {
	var partners []Witness
	for _, w := range s.Witnesses {
		if !slices.ContainsFunc(partners, func(p Witness) bool { return p.Name == w.Name }) {
			partners = append(partners, w)
		}
	}
	return partners
}

// OpenCheckpoint reads a signed checkpoint. It accepts one spelling only, and
// checks every signature for which there is a key: one of the log must be among
// them, and none may be wrong.
func OpenCheckpoint(data []byte, keys ...note.Verifier) (Signed, error) {
	c, _, err := readNote(data)
	if err != nil {
		return Signed{}, err
	}
	n, err := note.Open(data, note.VerifierList(keys...))
	if bad, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
		return Signed{}, review.Errorf(review.Invalid, "the signature of %s does not belong to this checkpoint",
			keyName(bad.Name, bad.Hash)).WithHint("it was changed after it was signed, or signed by somebody else")
	}
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); err != nil && !ok {
		return Signed{}, review.Errorf(review.Invalid, "the signatures of the checkpoint cannot be checked: %w", err)
	}
	s := Signed{Checkpoint: c, Note: bytes.Clone(data)}
	if n != nil {
		s.sort(n, keys)
	}
	if s.By == "" {
		return Signed{}, c.notSigned(data, keys)
	}
	return s, nil
}

// sort says of each signature whose it is.
func (s *Signed) sort(n *note.Note, keys []note.Verifier) {
	for _, sig := range n.UnverifiedSigs {
		s.Unchecked = append(s.Unchecked, keyName(sig.Name, sig.Hash))
	}
	for _, sig := range n.Sigs {
		key := keyOf(keys, sig)
		if partner, ok := key.(*WitnessKey); ok {
			s.Witnesses = append(s.Witnesses, Witness{Name: partner.name, Key: keyName(sig.Name, sig.Hash), At: timeOf(sig)})
			continue
		}
		if s.By == "" && speaksFor(sig.Name, s.Origin) {
			s.By = keyName(sig.Name, sig.Hash)
		}
	}
}

func keyOf(keys []note.Verifier, sig note.Signature) note.Verifier {
	for _, k := range keys {
		if k.Name() == sig.Name && k.KeyHash() == sig.Hash {
			return k
		}
	}
	return nil
}

// notSigned says why no signature of the log was found among those of a note.
func (c Checkpoint) notSigned(data []byte, keys []note.Verifier) error {
	_, claimed, _ := readNote(data)
	var given []string
	for _, k := range keys {
		given = append(given, keyName(k.Name(), k.KeyHash()))
	}
	err := review.Errorf(review.Invalid, "the checkpoint of %s is not signed by a key of that log that you gave", c.Origin)
	return err.WithHint("it says that it is signed by %s; you gave %s", orNothing(claimed), orNothing(given))
}

func orNothing(keys []string) string {
	if len(keys) == 0 {
		return "none"
	}
	return strings.Join(keys, " and ")
}

// Claim is what a note says of itself. Nothing of it has been checked.
type Claim struct {
	Checkpoint
	Keys []string // that it says signed it, as name+number
}

// ReadClaim reads a checkpoint without checking any signature: to say which key is
// asked for, never to rely on.
func ReadClaim(data []byte) (Claim, error) {
	c, keys, err := readNote(data)
	return Claim{c, keys}, err
}

// readNote reads a note strictly: writing it again would give the same bytes.
func readNote(data []byte) (Checkpoint, []string, error) {
	text, sigs, found := bytes.Cut(data, []byte("\n\n"))
	if len(data) > maxCheckpoint {
		return Checkpoint{}, nil, notCheckpoint("it is larger than %d KiB", maxCheckpoint>>10)
	}
	if !found {
		return Checkpoint{}, nil, notCheckpoint("it has no signatures")
	}
	c, err := readSigned(string(text) + "\n")
	if err != nil {
		return Checkpoint{}, nil, err
	}
	keys, err := readSignatures(string(sigs))
	return c, keys, err
}

// openStrictly opens a signed text that is no checkpoint. Beyond what [note.Open]
// asks, each signature must be there once, in its one spelling: base64 leaves bits
// over that change no byte of a signature, and a changed file must be noticed.
func openStrictly(data []byte, keys ...note.Verifier) (*note.Note, error) {
	at := bytes.LastIndex(data, []byte("\n\n"))
	if at < 0 {
		return nil, errors.New("it has no signatures")
	}
	if _, err := readSignatures(string(data[at+2:])); err != nil {
		return nil, errors.New("a signature in it is not written as it must be")
	}
	return note.Open(data, note.VerifierList(keys...))
}

// OpenManifest returns the text of a manifest and the keys, as name+number, that
// signed it. A signature that is not of one of the keys given is an error.
func OpenManifest(data []byte, keys ...note.Verifier) (text string, by []string, err error) {
	n, err := openStrictly(data, keys...)
	if err != nil {
		return "", nil, err
	}
	if len(n.UnverifiedSigs) > 0 {
		return "", nil, errors.New("a key that was not given signed it too")
	}
	for _, sig := range n.Sigs {
		by = append(by, keyName(sig.Name, sig.Hash))
	}
	return n.Text, by, nil
}

// readSigned reads the four lines that are signed.
func readSigned(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return Checkpoint{}, notCheckpoint("it has %d lines before the signatures instead of 4", len(lines)-1)
	}
	c := Checkpoint{Origin: lines[0]}
	access := strings.Split(lines[3], " ")
	if len(access) != 3 {
		return Checkpoint{}, notCheckpoint("its last line is not that of the access records")
	}
	var err [4]error
	c.Size, err[0] = strconv.ParseInt(lines[1], 10, 64)
	c.Root, err[1] = decodeHash(lines[2])
	c.Access.Size, err[2] = strconv.ParseInt(access[1], 10, 64)
	c.Access.Root, err[3] = decodeHash(access[2])
	if errors.Join(err[:]...) != nil || c.text() != text {
		return Checkpoint{}, notCheckpoint("its sizes and roots are not written as they must be")
	}
	return c, c.check()
}

// readSignatures reads the lines after the text, and returns the keys they name.
func readSignatures(lines string) ([]string, error) {
	if !strings.HasSuffix(lines, "\n") {
		return nil, notCheckpoint("its last line is cut short")
	}
	var keys []string
	seen := map[string]bool{}
	for line := range strings.Lines(lines) {
		key, err := readSignature(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, notCheckpoint("%s signed it twice", key)
		}
		seen[key] = true
		keys = append(keys, key)
	}
	return keys, nil
}

func readSignature(line string) (string, error) {
	rest, dashed := strings.CutPrefix(line, "— ")
	name, b64, _ := strings.Cut(rest, " ")
	sig, err := base64.StdEncoding.DecodeString(b64)
	if !dashed || err != nil || !plainName(name) || len(sig) < 5 || base64.StdEncoding.EncodeToString(sig) != b64 {
		return "", notCheckpoint("a signature is not written as it must be")
	}
	return keyName(name, binary.BigEndian.Uint32(sig)), nil
}

func notCheckpoint(format string, args ...any) *review.Error {
	return review.Errorf(review.Invalid, "this is not a checkpoint: "+format, args...).
		WithHint("a mail program may have changed it: have it sent again, as a file attached")
}

// keyName is how people tell keys apart: the name, and the number that the key's
// bytes give.
func keyName(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

func encodeHash(h Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

// decodeHash reads a hash in its one spelling.
func decodeHash(s string) (Hash, error) {
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(data) != len(Hash{}) || base64.StdEncoding.EncodeToString(data) != s {
		return Hash{}, errors.New("not a hash in base64")
	}
	return Hash(data), nil
}
