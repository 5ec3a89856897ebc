package keyring

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scr/review"
)

func backup(t *testing.T, k *Keys) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, k.Backup(&b))
	return b.Bytes()
}

func TestBackupAndRestore(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 4)
	must(t, k.Destroy(2))
	must(t, k.Rotate())
	kept := backup(t, k)
	must(t, os.RemoveAll(k.Dir()))
	must(t, Restore(k.Dir(), bytes.NewReader(kept)))
	again := mustOpen(t, k.Dir(), options())
	opens(t, again, 1, all[1])
	_, err := again.Open(field(2), all[2])
	faulty(t, err, Destroyed)
	if found := again.Check(); len(found) != 0 || again.ID() != k.ID() {
		t.Errorf("the check found %q", found)
	}
	must(t, again.Rotate())
}

func TestABackupIsAnOrdinaryArchive(t *testing.T) {
	k := mustCreate(t, options())
	in := tar.NewReader(bytes.NewReader(backup(t, k)))
	var got []string
	for {
		h, err := in.Next()
		if err != nil {
			break
		}
		got = append(got, h.Name)
		if h.Mode != 0o600 || h.Uid != 0 || h.Uname != "" || h.ModTime.Unix() > 0 {
			t.Errorf("%s says who made it, or when: %+v", h.Name, h)
		}
	}
	want := []string{"epoch-000001.age", "identity", "recipients", "ring", "signer.age", "signer.pub", "SHA256SUMS"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestABackupNeedsNoPassphrase(t *testing.T) {
	made := mustCreate(t, withPass(&asked{pass: "x y z"}))
	all := sealAll(t, made, 2)
	kept := backup(t, mustOpen(t, made.Dir(), options()))
	if bytes.Contains(kept, []byte("AGE-SECRET-KEY")) {
		t.Error("the identity lies open in the backup")
	}
	dir := filepath.Join(t.TempDir(), "keys")
	must(t, Restore(dir, bytes.NewReader(kept)))
	opens(t, mustOpen(t, dir, withPass(&asked{pass: "x y z"})), 1, all[1])
}

// A backup must not keep the old ring that a killed rotation left behind.
func TestABackupTidiesFirst(t *testing.T) {
	t.Parallel()
	made := mustCreate(t, options())
	all := sealAll(t, made, 2)
	for acts := 0; ; acts++ {
		o := options()
		o.disk = stopAt(acts, true)
		k := mustOpen(t, copyDir(t, made.Dir()), o)
		if k.Rotate() == nil {
			return
		}
		k.o.disk = disk{}
		kept := backup(t, k)
		dir := filepath.Join(t.TempDir(), "keys")
		must(t, Restore(dir, bytes.NewReader(kept)))
		if got := names(t, dir); len(got) != 6 {
			t.Fatalf("stopped at act %d: %v", acts, got)
		}
		opens(t, mustOpen(t, dir, options()), 1, all[1])
	}
}

func sumOf(content, name string) string {
	return fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(content)), name)
}

// sparseArchive is a file that says in a few bytes that a gigabyte of zeros follows.
func sparseArchive(t *testing.T, name string) []byte {
	t.Helper()
	records := ""
	for _, r := range []string{"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=" + name, "GNU.sparse.realsize=1073741824"} {
		records += fmt.Sprintf("%d %s\n", len(r)+4, r)
	}
	return append(rawEntry(t, "pax", tar.TypeXHeader, records), rawEntry(t, name, tar.TypeReg, "0\n"+strings.Repeat("\x00", 510))...)
}

// rawEntry writes an entry of a kind that the package of the standard library only reads.
func rawEntry(t *testing.T, name string, kind byte, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	must(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}))
	_, err := w.Write([]byte(content))
	must(t, errors.Join(err, w.Flush()))
	file := b.Bytes()
	file[156] = kind
	copy(file[148:156], "        ")
	sum := 0
	for _, c := range file[:512] {
		sum += int(c)
	}
	copy(file[148:156], fmt.Sprintf("%06o\x00 ", sum))
	return file
}

func TestRestoreRefuses(t *testing.T) {
	k := mustCreate(t, options())
	sealAll(t, k, 2)
	kept := backup(t, k)
	archive := func(files ...string) []byte { // name, content, name, content
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for i := 0; i < len(files); i += 2 {
			must(t, w.WriteHeader(entry(files[i], int64(len(files[i+1])))))
			_, err := w.Write([]byte(files[i+1]))
			must(t, err)
		}
		must(t, w.Close())
		return b.Bytes()
	}
	link := func() []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		must(t, w.WriteHeader(&tar.Header{Name: "ring", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}))
		must(t, w.Close())
		return b.Bytes()
	}
	large := strings.Repeat("x", maxKeyFile+1)
	damaged := slices.Clone(kept)
	damaged[len(damaged)/2] ^= 1
	tests := []struct {
		name string
		file []byte
	}{
		{"nothing", nil},
		{"something else", []byte("not an archive")},
		{"half of it", kept[:len(kept)/2]},
		{"one bit changed", damaged},
		{"a path that leads out", archive("../ring", "x", sumsFile, "")},
		{"a path that leads in", archive("a/ring", "x", sumsFile, "")},
		{"a file of somebody else", archive("notes.txt", "x", sumsFile, "")},
		{"the same file twice", archive("ring", "x", "ring", "y", sumsFile, "")},
		{"a link", link()},
		{"no ring", archive(sumsFile, "")},
		{"a file larger than any of a key folder", archive("identity", large, sumsFile, sumOf(large, "identity"))},
		{"gigabytes of zeros that are left out", sparseArchive(t, "identity")},
		{"a ring of zeros that are left out", sparseArchive(t, "ring")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parent := t.TempDir()
			err := Restore(filepath.Join(parent, "keys"), bytes.NewReader(tt.file))
			if code := review.CodeOf(err); err == nil || code != review.Invalid && code != review.Failed {
				t.Errorf("got %v", err)
			}
			if (strings.Contains(tt.name, "zeros") || strings.Contains(tt.name, "larger")) && !strings.Contains(fmt.Sprint(err), "entry") {
				t.Errorf("it is unpacked first: %v", err)
			}
			if left := names(t, parent); len(left) != 0 {
				t.Errorf("left %v", left)
			}
		})
	}
	t.Run("a folder that is there", func(t *testing.T) {
		if err := Restore(k.Dir(), bytes.NewReader(kept)); review.CodeOf(err) != review.Refused {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an empty folder gives way", func(t *testing.T) {
		must(t, Restore(t.TempDir(), bytes.NewReader(kept)))
	})
}

// TestAnOlderBackup is what the caller has to know: what was destroyed since lives
// again, until it is destroyed again.
func TestAnOlderBackup(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	kept := backup(t, k)
	must(t, k.Reserve(257))
	must(t, k.Destroy(1))
	must(t, k.Rotate())
	must(t, os.RemoveAll(k.Dir()))
	must(t, Restore(k.Dir(), bytes.NewReader(kept)))
	old := mustOpen(t, k.Dir(), options())
	if n, err := old.Slots(); n != 256 || err != nil {
		t.Errorf("%d slots, %v", n, err)
	}
	opens(t, old, 1, all[1])
	must(t, old.Destroy(1))
	_, err := old.Open(field(1), all[1])
	faulty(t, err, Destroyed)
}

// TestAnOldRingUnderTheNewKey: once rotated, an older copy of the ring alone is
// worthless.
func TestAnOldRingUnderTheNewKey(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	old, err := os.ReadFile(k.path(ringFile))
	must(t, err)
	must(t, k.Destroy(1))
	must(t, k.Rotate())
	must(t, os.WriteFile(k.path(ringFile), old, 0o600))
	_, err = mustOpen(t, k.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, Lost)
	b, err := os.ReadFile(k.path(epochFile(2)))
	must(t, err)
	must(t, os.WriteFile(k.path(epochFile(1)), b, 0o600)) // nor does it help to rename the key
	_, err = mustOpen(t, k.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, Damaged)
}
