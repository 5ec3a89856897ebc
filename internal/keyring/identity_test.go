package keyring

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scr/review"
)

// kept returns a copy of the identity as it is now, to be tried later.
func kept(t *testing.T, k *Keys) Options {
	t.Helper()
	b, err := os.ReadFile(k.identityPath())
	must(t, err)
	o := options()
	o.Identity = filepath.Join(t.TempDir(), "stolen")
	must(t, os.WriteFile(o.Identity, b, 0o600))
	return o
}

// shut fails the test if an identity opens a text, or what signs.
func shut(t *testing.T, dir string, o Options, sealed []byte) {
	t.Helper()
	k := mustOpen(t, dir, o)
	if _, err := k.Open(field(1), sealed); err == nil {
		t.Error("the old identity opens a text")
	}
	if _, err := k.Signer(); err == nil {
		t.Error("the old identity opens what signs")
	}
}

func TestAReplacedIdentityOpensNothing(t *testing.T) {
	o := options()
	o.Recipients = []string{recovery.recipient}
	k := mustCreate(t, o)
	all := sealAll(t, k, 2)
	stolen := kept(t, k)
	must(t, k.ReplaceIdentity(nil))
	shut(t, k.Dir(), stolen, all[1])
	now := mustOpen(t, k.Dir(), options())
	standingAlone(t, now, all)
	list, err := now.Recipients()
	if err != nil || len(list) != 2 || list[1] != recovery.recipient {
		t.Errorf("it opens for %d recipients (%v)", len(list), err)
	}
	saved := options()
	saved.Identity = writeIdentity(t, recovery)
	opens(t, mustOpen(t, k.Dir(), saved), 1, all[1])
	if problems := now.Check(); len(problems) > 0 {
		t.Error(problems)
	}
}

func standingAlone(t *testing.T, k *Keys, all [][]byte) {
	t.Helper()
	opens(t, k, 1, all[1])
	if _, err := k.Signer(); err != nil {
		t.Error(err)
	}
	tidied(t, k)
}

// TestAReplacementStoppedAnywhere leaves an identity in its place that opens the ring,
// and when it is repeated the old one opens nothing.
func TestAReplacementStoppedAnywhere(t *testing.T) {
	t.Parallel()
	o := options()
	o.Recipients = []string{recovery.recipient}
	made := mustCreate(t, o)
	all := sealAll(t, made, 6)
	must(t, made.Destroy(5))
	stolen := kept(t, made)
	for _, torn := range []bool{false, true} {
		acts := 0
		for ; ; acts++ {
			dir := copyDir(t, made.Dir())
			o := options()
			o.disk = stopAt(acts, torn)
			k := mustOpen(t, dir, o)
			err := k.ReplaceIdentity(nil)
			if err != nil && !errors.Is(err, errStopped) {
				t.Fatalf("stopped at act %d: %v", acts, err)
			}
			k.Close()
			again := mustOpen(t, dir, options())
			standing(t, again, all, false)
			if err == nil {
				shut(t, dir, stolen, all[1])
				break
			}
			must(t, again.ReplaceIdentity(nil))
			standing(t, again, all, false)
			tidied(t, again)
			shut(t, dir, stolen, all[1])
			list, err := again.Recipients()
			if err != nil || len(list) != 2 || list[1] != recovery.recipient {
				t.Fatalf("stopped at act %d and repeated, it opens for %d recipients (%v)", acts, len(list), err)
			}
		}
		if acts < 20 {
			t.Errorf("a replacement has only %d acts", acts)
		}
		t.Logf("torn writes %v: stopped at each of %d acts", torn, acts)
	}
}

// TestAnotherPassphrase locks the same identity; the old passphrase is asked for, though
// the identity is at hand already.
func TestAnotherPassphrase(t *testing.T) {
	k := mustCreate(t, withPass(&asked{pass: "the old one"}))
	all := sealAll(t, k, 2)
	before, err := os.ReadFile(k.identityPath())
	must(t, err)
	for _, wrong := range []*asked{{pass: "a guess"}, {err: errors.New("no terminal")}} {
		faulty(t, mustOpen(t, k.Dir(), withPass(wrong)).Relock((&asked{pass: "x"}).ask), Locked)
	}
	faulty(t, mustOpen(t, k.Dir(), options()).Relock((&asked{pass: "x"}).ask), Locked)
	if now, err := os.ReadFile(k.identityPath()); err != nil || !bytes.Equal(now, before) {
		t.Fatal("a wrong passphrase changes the identity")
	}
	old := &asked{pass: "the old one"}
	open := mustOpen(t, k.Dir(), withPass(old))
	opens(t, open, 1, all[1])
	must(t, open.Relock((&asked{pass: "the new one"}).ask))
	if old.times != 2 {
		t.Errorf("the old passphrase was asked for %d times", old.times)
	}
	_, err = mustOpen(t, k.Dir(), withPass(&asked{pass: "the old one"})).Open(field(1), all[1])
	faulty(t, err, Locked)
	now := mustOpen(t, k.Dir(), withPass(&asked{pass: "the new one"}))
	standingAlone(t, now, all)
	must(t, now.Relock(nil))
	standingAlone(t, mustOpen(t, k.Dir(), options()), all)
	must(t, now.Relock((&asked{pass: "locked again"}).ask))
	if locked, err := k.IdentityLocked(); !locked || err != nil {
		t.Errorf("locked %t (%v)", locked, err)
	}
}

func TestAPassphraseStoppedAnywhere(t *testing.T) {
	made := mustCreate(t, options())
	all := sealAll(t, made, 2)
	for acts := 0; ; acts++ {
		dir := copyDir(t, made.Dir())
		o := options()
		o.disk = stopAt(acts, true)
		err := mustOpen(t, dir, o).Relock((&asked{pass: "x y z"}).ask)
		again := mustOpen(t, dir, withPass(&asked{pass: "x y z"}))
		opens(t, again, 1, all[1])
		must(t, again.Relock(nil))
		standingAlone(t, mustOpen(t, dir, options()), all)
		if err == nil {
			break
		}
	}
}

// TestWhatWasCutShortIsTold by the check of the folder.
func TestWhatWasCutShortIsTold(t *testing.T) {
	told := map[string]bool{}
	for acts := range 60 {
		k := mustCreate(t, options())
		o := options()
		o.disk = stopAt(acts, false)
		err := mustOpen(t, k.Dir(), o).ReplaceIdentity(nil)
		for _, problem := range mustOpen(t, k.Dir(), options()).Check() {
			told[problem.Error()+": "+problem.(*review.Error).Hint] = true
		}
		if err == nil {
			break
		}
	}
	want := []string{"an identity was being replaced, and the old one still opens the key ring: run \"scr keys identity\" again, and put nothing back",
		"the key folder holds an identity that did not take its place: run \"scr keys identity\" or \"scr keys passphrase\" again"}
	for _, says := range want {
		if !told[says] {
			t.Errorf("not told: %s", says)
		}
	}
	for says := range told {
		if !slices.Contains(want, says) {
			t.Errorf("told: %s", says)
		}
	}
}
