package keyring

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scr/review"
)

func TestCreateMakesThisFolder(t *testing.T) {
	k := mustCreate(t, options())
	want := []string{"epoch-000001.age", "identity", "lock", "recipients", "ring", "signer.age", "signer.pub"}
	if got := names(t, k.Dir()); !slices.Equal(got, want) {
		t.Errorf("got files %v, want %v", got, want)
	}
	for _, name := range append(want, ".") {
		info, err := os.Stat(filepath.Join(k.Dir(), name))
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
	if len(k.ID()) != 32 || k.Epoch() != 1 {
		t.Errorf("got id %q, epoch %d", k.ID(), k.Epoch())
	}
	if n, err := k.Slots(); n != 0 || err != nil {
		t.Errorf("a new ring has %d slots, %v", n, err)
	}
}

func TestCreateWritesOverNothing(t *testing.T) {
	k := mustCreate(t, options())
	before := names(t, filepath.Dir(k.Dir()))
	_, err := Create(k.Dir(), options())
	if review.CodeOf(err) != review.Refused {
		t.Errorf("got %v", err)
	}
	if after := names(t, filepath.Dir(k.Dir())); !slices.Equal(before, after) {
		t.Errorf("left %v beside the folder, was %v", after, before)
	}
	opened := mustOpen(t, k.Dir(), options())
	if opened.ID() != k.ID() {
		t.Error("the ring is another one")
	}
}

func TestCreateRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Options)
	}{
		{"a signer without a name", func(o *Options) { o.Signer = "" }},
		{"a signer with a space", func(o *Options) { o.Signer = "scr test" }},
		{"a signer with a plus", func(o *Options) { o.Signer = "scr+test" }},
		{"a recipient that is none", func(o *Options) { o.Recipients = []string{"somebody"} }},
		{"a recipient that quantum computers will open", func(o *Options) {
			o.Recipients = []string{"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			o := options()
			o.Identity = filepath.Join(dir, "identity")
			tt.change(&o)
			_, err := Create(filepath.Join(dir, "keys"), o)
			e, ok := errors.AsType[*review.Error](err)
			if !ok || e.Code != review.Invalid || e.Hint == "" {
				t.Errorf("got %v", err)
			}
			if left := names(t, dir); len(left) != 0 {
				t.Errorf("left %v behind", left)
			}
		})
	}
}

func TestRecipientErrorsDoNotQuoteKeys(t *testing.T) {
	who, err := newHolder()
	must(t, err)
	o := options()
	o.Recipients = []string{who.text()} // somebody confused the two halves
	_, err = Create(filepath.Join(t.TempDir(), "keys"), o)
	if err == nil || strings.Contains(err.Error(), who.text()[:20]) {
		t.Errorf("got %v", err)
	}
}

func TestWrongRing(t *testing.T) {
	one, two := mustCreate(t, options()), mustCreate(t, options())
	all := sealAll(t, one, 2)
	must(t, two.Reserve(2))
	_, err := two.Open(field(1), all[1])
	faulty(t, err, WrongRing)
}

// Somebody copied another board's ring over this one.
func TestARingFromElsewhere(t *testing.T) {
	one, two := mustCreate(t, options()), mustCreate(t, options())
	all := sealAll(t, one, 2)
	b, err := os.ReadFile(two.path(ringFile))
	must(t, err)
	must(t, os.WriteFile(one.path(ringFile), b, 0o600))
	for _, k := range []*Keys{one, mustOpen(t, one.Dir(), options())} {
		_, err := k.Slots()
		faulty(t, err, Damaged)
		oneOf(t, k.Rotate(), Damaged, WrongRing) // who knew the ring before knows its id
		oneOf(t, k.Reserve(1000), Damaged, WrongRing)
	}
	_, err = mustOpen(t, one.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, Damaged)
}

// Somebody put the whole folder of another board in the place of this one.
func TestAFolderFromElsewhere(t *testing.T) {
	one, two := mustCreate(t, options()), mustCreate(t, options())
	all := sealAll(t, one, 2)
	must(t, os.RemoveAll(one.Dir()))
	must(t, os.Rename(two.Dir(), one.Dir()))
	_, err := one.Slots()
	faulty(t, err, WrongRing)
	_, err = mustOpen(t, one.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, WrongRing)
}

func TestWhatIsMissing(t *testing.T) {
	for _, name := range []string{"identity", "epoch-000001.age"} {
		t.Run(name, func(t *testing.T) {
			k := mustCreate(t, options())
			must(t, os.Remove(k.path(name)))
			again := mustOpen(t, k.Dir(), options())
			_, err := again.Slots()
			faulty(t, err, Lost)
			faulty(t, again.Reserve(1), Lost)
			faulty(t, again.Rotate(), Lost)
			if found := again.Check(); len(found) == 0 {
				t.Error("the check found nothing")
			}
		})
	}
	t.Run("ring", func(t *testing.T) {
		k := mustCreate(t, options())
		must(t, os.Remove(k.path(ringFile)))
		_, err := Open(k.Dir(), options())
		faulty(t, err, Lost)
	})
	t.Run("all of it", func(t *testing.T) {
		_, err := Open(filepath.Join(t.TempDir(), "keys"), options())
		faulty(t, err, Lost)
	})
}

func TestOthersMayNotTouchTheFiles(t *testing.T) {
	tests := []struct {
		name string
		mode os.FileMode
		use  func(*Keys) error
	}{
		{".", 0o710, func(*Keys) error { return nil }},
		{"ring", 0o640, func(*Keys) error { return nil }},
		{"identity", 0o604, func(k *Keys) error { _, err := k.Slots(); return err }},
		{"epoch-000001.age", 0o620, func(k *Keys) error { _, err := k.Slots(); return err }},
		{"signer.age", 0o640, func(k *Keys) error { _, err := k.Signer(); return err }},
		{"recipients", 0o602, (*Keys).Rotate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			made := mustCreate(t, options())
			must(t, os.Chmod(made.path(tt.name), tt.mode))
			k, err := Open(made.Dir(), options())
			if err == nil {
				err = tt.use(k)
				if found := k.Check(); !strings.Contains(fmt.Sprint(found), "others on this machine") {
					t.Errorf("the check found %q", found)
				}
			}
			e, ok := errors.AsType[*review.Error](err)
			if !ok || e.Code != review.Refused || !strings.Contains(e.Hint, "chmod") {
				t.Errorf("got %v", err)
			}
		})
	}
}
