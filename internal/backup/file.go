package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

// Source is what goes into a backup.
type Source struct {
	Manifest        // without sizes and sums, which are found out
	Erased   []byte // the list of what was erased; empty: none
	Database io.ReadSeeker
	Signer   note.Signer // nil: nothing signs
	// Encrypt makes the writer that encrypts; nil: the database lies in the file as it is.
	Encrypt func(io.Writer) (io.WriteCloser, error)
}

// Write writes a backup, and returns its manifest.
func Write(w io.Writer, s Source) (Manifest, error) {
	m := s.Manifest
	m.Encrypted = s.Encrypt != nil
	m.Erased, m.ErasedSum = int64(len(s.Erased)), sha256.Sum256(s.Erased)
	sum := sha256.New()
	var err error
	if m.Size, err = io.Copy(sum, s.Database); err == nil {
		_, err = s.Database.Seek(0, io.SeekStart)
	}
	if err != nil {
		return m, fmt.Errorf("read the copy of the database: %w", err)
	}
	m.Sum = [sha256.Size]byte(sum.Sum(nil))
	sealed, err := m.seal(s.Signer)
	if err != nil {
		return m, err
	}
	if _, err := fmt.Fprintf(w, "%s\nmanifest %d\n%s%s", Kind, len(sealed), sealed, s.Erased); err != nil {
		return m, fmt.Errorf("write the backup: %w", err)
	}
	return m, s.payload(w)
}

func (s Source) payload(w io.Writer) error {
	if s.Encrypt == nil {
		_, err := io.Copy(w, s.Database)
		return err
	}
	out, err := s.Encrypt(w)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, s.Database); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return out.Close()
}

// File is a backup that is being read. Its manifest is not to be believed before
// [File.Check].
type File struct {
	Manifest
	ErasedList []byte // nil: there is none
	Signed     bool

	sealed []byte
	rest   io.Reader
}

// Read reads a backup up to the database in it.
func Read(r io.Reader) (*File, error) {
	in := bufio.NewReaderSize(disk{r}, 64<<10)
	if err := expect(in, Kind+"\n"); err != nil {
		return nil, err
	}
	size, err := manifestSize(in)
	if err != nil {
		return nil, err
	}
	f := &File{sealed: make([]byte, size), rest: in}
	if _, err := io.ReadFull(in, f.sealed); err != nil {
		return nil, cut(err)
	}
	if f.Manifest, f.Signed, err = readSealed(f.sealed); err != nil {
		return nil, err
	}
	return f, f.readErased(in)
}

func expect(in *bufio.Reader, want string) error {
	got := make([]byte, len(want))
	n, err := io.ReadFull(in, got)
	if err != nil && !ended(err) {
		return err
	}
	if got = got[:n]; string(got) != want {
		if strings.HasPrefix(string(got), "scr backup ") {
			return notBackup("it was made by another version of the program").WithHint("use the version that made it")
		}
		return notBackup("it does not begin with %q", strings.TrimSpace(want))
	}
	return nil
}

// disk reads a file, and says of a read that fails that it is no word against the
// backup. That the file ended it leaves to its reader.
type disk struct{ io.Reader }

func (d disk) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	if errors.Is(err, syscall.EISDIR) {
		return n, notBackup("it is a folder").WithHint("name the file of the backup in it")
	}
	return n, review.Errorf(review.Failed, "the backup cannot be read: %w", err).
		WithHint("look after the disk that it lies on, then repeat the command; the backup may be good")
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// cut says that a backup ended too early, where it was not the disk that failed.
func cut(err error) error {
	if ended(err) {
		return notBackup("it is cut short: %w", err)
	}
	return err
}

// manifestSize reads the second line.
func manifestSize(in *bufio.Reader) (int, error) {
	const longest = len("manifest 1234567\n")
	var line []byte
	for len(line) < longest && !bytes.HasSuffix(line, []byte("\n")) {
		b, err := in.ReadByte()
		if err != nil {
			return 0, cut(err)
		}
		line = append(line, b)
	}
	digits := strings.TrimPrefix(strings.TrimSuffix(string(line), "\n"), "manifest ")
	n, err := strconv.Atoi(digits)
	if err == nil && n > maxManifest {
		return 0, notBackup("its manifest is larger than %d KiB", maxManifest>>10)
	}
	if err != nil || n < 1 || string(line) != "manifest "+strconv.Itoa(n)+"\n" {
		return 0, notBackup("its manifest is missing")
	}
	return n, nil
}

func (f *File) readErased(in io.Reader) error {
	if f.Erased == 0 {
		return nil
	}
	list, err := io.ReadAll(io.LimitReader(in, f.Erased))
	if err != nil {
		return err
	}
	if sha256.Sum256(list) != f.ErasedSum {
		return notBackup("the list of what was erased is not whole")
	}
	f.ErasedList = list
	return nil
}

// Check holds the manifest to the board's keys: one of them must have signed it, and
// the checkpoint in it. It returns the checkpoint.
func (f *File) Check(keys ...note.Verifier) (audit.Signed, error) {
	if !f.Signed || len(f.Checkpoint) == 0 {
		return audit.Signed{}, review.Errorf(review.Refused, "the backup is not signed, and this board's backups are").
			WithHint("it was made without the key ring, or by somebody else: take another backup")
	}
	signed, err := audit.OpenCheckpoint(f.Checkpoint, keys...)
	if err != nil {
		return audit.Signed{}, err
	}
	_, by, err := audit.OpenManifest(f.sealed, keys...)
	if err != nil {
		return audit.Signed{}, notBackup("its manifest is not signed by a key of the board that you gave").
			WithHint("it is another board's, was changed, or the key is not the right one")
	}
	if slices.Contains(by, signed.By) {
		return signed, nil
	}
	return audit.Signed{}, notBackup("its manifest and its checkpoint are signed by different keys")
}

// Database copies the database to w, and fails unless it is to the last byte the one
// that the manifest names. Decrypt is asked for what was encrypted.
func (f *File) Database(w io.Writer, decrypt func(io.Reader) (io.Reader, error)) error {
	from := f.rest
	if f.Encrypted {
		var err error
		if from, err = decrypt(from); err != nil {
			return err
		}
	}
	sum := sha256.New()
	if err := copyExactly(io.MultiWriter(w, sum), from, f.Size); err != nil {
		return err
	}
	if [sha256.Size]byte(sum.Sum(nil)) != f.Sum {
		return notBackup("the database in it is not the one that was backed up")
	}
	return nil
}

// copyExactly copies n bytes, after which nothing may follow: reading on is also what
// tells that an encrypted stream was not cut.
func copyExactly(w io.Writer, from io.Reader, n int64) error {
	_, err := io.CopyN(w, from, n)
	if errors.Is(err, io.EOF) {
		return notBackup("it is cut short")
	}
	if err != nil {
		return err
	}
	var one [1]byte
	switch got, err := io.ReadFull(from, one[:]); {
	case got > 0:
		return notBackup("something follows the database in it")
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}
