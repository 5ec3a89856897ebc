package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

// Manifest says what a backup holds.
type Manifest struct {
	Origin     string            // of the log: see [audit.Origin]
	Schema     int64             // of the database
	Made       time.Time         // UTC, whole seconds
	Ring       string            // id of the key ring that the texts are sealed under; empty: they are not
	Epoch      int               // of that ring when the backup was made
	Encrypted  bool              // the database is, with age
	Size       int64             // of the database, in bytes, before it was encrypted
	Sum        [sha256.Size]byte // SHA-256 of the same
	Erased     int64             // bytes of the list of what was erased; 0: there is none
	ErasedSum  [sha256.Size]byte // SHA-256 of that list
	Checkpoint []byte            // a signed note: how far the log had come; nil where nothing signs
}

const (
	// Kind is the first line of a backup.
	Kind = "scr backup 1"

	manifestKind = "scr backup manifest 1"
	timeFormat   = "2006-01-02T15:04:05Z"

	maxManifest = 128 << 10 // bytes: a checkpoint has 32 KiB at most
	maxSize     = 1 << 46   // bytes: SQLite's own limit is above it, disks are below
)

var hexID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// text is what is signed.
func (m Manifest) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\norigin %s\nschema %d\nmade %s\n", manifestKind, m.Origin, m.Schema, m.Made.UTC().Format(timeFormat))
	if m.Ring == "" {
		b.WriteString("ring none\n")
	} else {
		fmt.Fprintf(&b, "ring %s %d\n", m.Ring, m.Epoch)
	}
	fmt.Fprintf(&b, "payload %s\n", m.payload())
	fmt.Fprintf(&b, "database %d %s\n", m.Size, hex.EncodeToString(m.Sum[:]))
	fmt.Fprintf(&b, "erased %d %s\n", m.Erased, hex.EncodeToString(m.ErasedSum[:]))
	lines := strings.SplitAfter(string(m.Checkpoint), "\n")
	fmt.Fprintf(&b, "checkpoint %d\n", len(lines)-1)
	b.WriteString(strings.Join(lines, ""))
	return b.String()
}

func (m Manifest) payload() string {
	if m.Encrypted {
		return "age"
	}
	return "plain"
}

// check refuses a manifest that could not be read back as it is.
func (m Manifest) check() error {
	switch {
	case m.Size > maxSize:
		return notBackup("a database has %d TiB at most", maxSize>>40)
	case m.Erased > audit.MaxErasedList:
		return notBackup("a list of what was erased has %d MiB at most", audit.MaxErasedList>>20)
	case m.Schema < 1 || m.Size < 1 || m.Erased < 0:
		return notBackup("a number in it cannot be")
	case m.Ring != "" && (!hexID.MatchString(m.Ring) || m.Epoch < 1):
		return notBackup("it names no key ring that can be")
	case m.Ring == "" && m.Epoch != 0:
		return notBackup("it has an epoch and no key ring")
	case m.Erased == 0 && m.ErasedSum != sha256.Sum256(nil):
		return notBackup("it has the sum of a list that is not there")
	case m.Made.Nanosecond() != 0 || m.Made.Year() < 1000 || m.Made.Year() > 9999:
		return notBackup("the time at which it was made cannot be")
	}
	if len(m.Checkpoint) == 0 {
		return audit.CheckOrigin(m.Origin)
	}
	claim, err := audit.ReadClaim(m.Checkpoint)
	if err == nil && claim.Origin != m.Origin {
		err = notBackup("its checkpoint is of another log")
	}
	return err
}

// parseManifest reads the text strictly: writing it again gives the same bytes.
func parseManifest(text string) (Manifest, error) {
	var m Manifest
	lines := strings.SplitAfterN(text, "\n", 10)
	if len(lines) != 10 || lines[0] != manifestKind+"\n" {
		return m, notBackup("its manifest is of another kind")
	}
	for i, key := range []string{"origin", "schema", "made", "ring", "payload", "database", "erased", "checkpoint"} {
		value, ok := strings.CutPrefix(strings.TrimSuffix(lines[i+1], "\n"), key+" ")
		if !ok {
			return m, notBackup("its manifest does not say %s where it must", key)
		}
		if err := m.set(key, value); err != nil {
			return m, notBackup("its manifest says %s in a way that cannot be read", key)
		}
	}
	if lines[9] != "" {
		m.Checkpoint = []byte(lines[9])
	}
	if m.text() != text {
		return m, notBackup("its manifest is not written as it must be")
	}
	return m, m.check()
}

func (m *Manifest) set(key, value string) (err error) {
	first, second, _ := strings.Cut(value, " ")
	switch key {
	case "origin":
		m.Origin = value
	case "schema":
		m.Schema, err = strconv.ParseInt(value, 10, 64)
	case "made":
		m.Made, err = time.Parse(timeFormat, value)
	case "ring":
		if value != "none" {
			m.Ring = first
			m.Epoch, err = strconv.Atoi(second)
		}
	case "payload":
		m.Encrypted = value == "age"
	case "database":
		m.Size, m.Sum, err = sizeAndSum(first, second)
	case "erased":
		m.Erased, m.ErasedSum, err = sizeAndSum(first, second)
	}
	return err // how many lines the checkpoint has, comparing the text tells
}

func sizeAndSum(size, sum string) (n int64, out [sha256.Size]byte, err error) {
	n, err = strconv.ParseInt(size, 10, 64)
	b, wrong := hex.DecodeString(sum)
	if len(b) == len(out) {
		out = [sha256.Size]byte(b)
	} else if wrong == nil {
		wrong = errors.New("not a SHA-256")
	}
	return n, out, errors.Join(err, wrong)
}

// seal signs the manifest; where there is nobody to sign, a sum at its end at least
// tells damage.
func (m Manifest) seal(signer note.Signer) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if signer == nil {
		sum := sha256.Sum256([]byte(m.text()))
		return fmt.Appendf(nil, "%s\nunsigned %s\n", m.text(), hex.EncodeToString(sum[:])), nil
	}
	signed, err := note.Sign(&note.Note{Text: m.text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign the backup: %w", err)
	}
	return signed, nil
}

// readSealed reads a manifest without believing its signature yet.
func readSealed(data []byte) (m Manifest, signed bool, err error) {
	at := bytes.LastIndex(data, []byte("\n\n"))
	if at < 0 {
		return m, false, notBackup("its manifest has no end")
	}
	if m, err = parseManifest(string(data[:at+1])); err != nil {
		return m, false, err
	}
	if bytes.HasPrefix(data[at+2:], []byte("— ")) {
		return m, true, nil
	}
	want, err := m.seal(nil)
	if err == nil && !bytes.Equal(data, want) {
		err = notBackup("its manifest was changed")
	}
	return m, false, err
}

// notBackup says that a file is no backup, or no longer one.
func notBackup(format string, args ...any) *review.Error {
	return review.Errorf(review.Invalid, "this is not a whole backup: "+format, args...).
		WithHint("take another copy of it, or another backup")
}
