package keyring

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"scr/review"
)

// asked is a passphrase that counts how often it was asked for.
type asked struct {
	pass  string
	err   error
	times int
}

func (a *asked) ask() ([]byte, error) { a.times++; return []byte(a.pass), a.err }

func withPass(a *asked) Options {
	o := options()
	o.Passphrase = a.ask
	return o
}

func TestPassphrase(t *testing.T) {
	good := &asked{pass: "correct horse"}
	made := mustCreate(t, withPass(good))
	all := sealAll(t, made, 2)
	if isLocked, err := made.IdentityLocked(); !isLocked || err != nil {
		t.Errorf("locked: %v, %v", isLocked, err)
	}
	file, err := os.ReadFile(made.path(identityFile))
	must(t, err)
	if bytes.Contains(file, []byte("AGE-SECRET-KEY")) {
		t.Error("the identity lies open")
	}
	tests := []struct {
		name string
		o    Options
		want Fault
	}{
		{"the right one", withPass(&asked{pass: "correct horse"}), ""},
		{"another", withPass(&asked{pass: "wrong horse"}), Locked},
		{"none", withPass(&asked{}), Locked},
		{"nobody to ask", options(), Locked},
		{"asking fails", withPass(&asked{err: errors.New("no terminal")}), Locked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := mustOpen(t, made.Dir(), tt.o)
			if tt.want == "" {
				opens(t, k, 1, all[1])
				return
			}
			_, err := k.Open(field(1), all[1])
			faulty(t, err, tt.want)
			faulty(t, k.Reserve(1000), tt.want)
		})
	}
}

func TestThePassphraseIsAskedForOnceAndLate(t *testing.T) {
	made := mustCreate(t, withPass(&asked{pass: "x y z"}))
	all := sealAll(t, made, 2)
	a := &asked{pass: "x y z"}
	k := mustOpen(t, made.Dir(), withPass(a))
	k.ID()
	k.Epoch()
	if _, err := k.Claimed(); err != nil || a.times != 0 {
		t.Errorf("asked %d times before anything secret, %v", a.times, err)
	}
	opens(t, k, 1, all[1])
	must(t, k.Rotate())
	_, err := k.Signer()
	must(t, err)
	opens(t, k, 1, all[1])
	if a.times != 1 {
		t.Errorf("asked %d times", a.times)
	}
}

func TestAnEmptyPassphraseLocksNothing(t *testing.T) {
	made := mustCreate(t, withPass(&asked{}))
	if isLocked, err := made.IdentityLocked(); isLocked || err != nil {
		t.Errorf("locked: %v, %v", isLocked, err)
	}
}

func TestIdentityElsewhere(t *testing.T) {
	o := options()
	o.Identity = filepath.Join(t.TempDir(), "my.identity")
	k := mustCreate(t, o)
	all := sealAll(t, k, 2)
	for _, name := range names(t, k.Dir()) {
		if name == identityFile {
			t.Error("the folder has an identity too")
		}
	}
	opens(t, mustOpen(t, k.Dir(), o), 1, all[1])
	_, err := mustOpen(t, k.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, Lost)

	second := mustCreate(t, o) // another board's ring, the same identity
	sealAll(t, second, 2)
	opens(t, mustOpen(t, k.Dir(), o), 1, all[1])
}

func writeIdentity(t *testing.T, who *holder) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "identity")
	must(t, os.WriteFile(path, who.file(), 0o600))
	return path
}

// The recovery key lies in a safe. One day the identity is lost.
func TestRecovery(t *testing.T) {
	safe, err := newHolder()
	must(t, err)
	o := options()
	o.Recipients = []string{safe.recipient}
	k := mustCreate(t, o)
	all := sealAll(t, k, 2)
	must(t, k.Rotate())
	must(t, os.Remove(k.path(identityFile)))

	o = options()
	o.Identity = writeIdentity(t, safe)
	saved := mustOpen(t, k.Dir(), o)
	opens(t, saved, 1, all[1])
	must(t, saved.Rotate())
	_, err = saved.Signer()
	must(t, err)

	fresh, err := newHolder()
	must(t, err)
	must(t, saved.SetRecipients(fresh.recipient))
	o.Identity = writeIdentity(t, fresh)
	again := mustOpen(t, k.Dir(), o)
	opens(t, again, 1, all[1])
	_, err = again.Signer()
	must(t, err)
	list, err := again.Recipients()
	if err != nil || len(list) != 2 || list[0] != safe.recipient || list[1] != fresh.recipient {
		t.Errorf("got %d recipients, %v", len(list), err)
	}
}

// A rotation with the recovery key must not shut out the identity of every day.
func TestRotatingWithTheRecoveryKeyShutsNobodyOut(t *testing.T) {
	safe, err := newHolder()
	must(t, err)
	o := options()
	o.Recipients = []string{safe.recipient}
	k := mustCreate(t, o)
	all := sealAll(t, k, 2)
	o.Identity = writeIdentity(t, safe)
	must(t, mustOpen(t, k.Dir(), o).Rotate())
	opens(t, mustOpen(t, k.Dir(), options()), 1, all[1])
}

func TestWhoIsLeftOutOpensNothingNew(t *testing.T) {
	safe, err := newHolder()
	must(t, err)
	o := options()
	o.Recipients = []string{safe.recipient}
	k := mustCreate(t, o)
	all := sealAll(t, k, 2)
	must(t, k.SetRecipients())
	opens(t, k, 1, all[1])
	o.Identity = writeIdentity(t, safe)
	_, err = mustOpen(t, k.Dir(), o).Open(field(1), all[1])
	faulty(t, err, Damaged)
}

// Whoever can write into the folder, but has no key, adds himself to the list and
// waits for the next rotation.
func TestAListThatSomebodyElseChanged(t *testing.T) {
	thief, err := newHolder()
	must(t, err)
	k := mustCreate(t, options())
	all := sealAll(t, k, 2)
	list, err := os.ReadFile(k.path(recipientsFile))
	must(t, err)
	must(t, os.WriteFile(k.path(recipientsFile), append(list, thief.recipient+"\n"...), 0o600))
	faulty(t, k.Rotate(), Damaged)
	_, err = k.Recipients()
	faulty(t, err, Damaged)
	opens(t, k, 1, all[1])
	must(t, k.SetRecipients()) // states the list anew
	must(t, k.Rotate())
}

func TestTheWrongIdentity(t *testing.T) {
	k := mustCreate(t, options())
	stranger, err := newHolder()
	must(t, err)
	o := options()
	o.Identity = writeIdentity(t, stranger)
	_, err = mustOpen(t, k.Dir(), o).Slots()
	faulty(t, err, Damaged)

	for _, content := range []string{"", "nonsense", "AGE-SECRET-KEY-PQ-1QQQQ", strings.Repeat("x", 2<<20)} {
		must(t, os.WriteFile(o.Identity, []byte(content), 0o600))
		_, err = mustOpen(t, k.Dir(), o).Slots()
		if err == nil || content != "" && strings.Contains(err.Error(), content) {
			t.Errorf("got %v", err)
		}
	}
}

// An identity that was made by age-keygen before it knew post-quantum keys.
func TestOlderIdentitiesAreRefused(t *testing.T) {
	const older = "# created by age-keygen\nAGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU\n"
	o := options()
	o.Identity = filepath.Join(t.TempDir(), "identity")
	must(t, os.WriteFile(o.Identity, []byte(older), 0o600))
	_, err := Create(filepath.Join(t.TempDir(), "keys"), o)
	if review.CodeOf(err) != review.Invalid {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(o.Identity); err != nil || string(b) != older {
		t.Error("somebody's identity was touched")
	}
}

// Somebody saw the identity: another takes its place, and the old one opens nothing
// that is made from then on.
func TestAnotherIdentityTakesItsPlace(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 2)
	o := withPass(&asked{pass: "x y z"})
	o.Identity = filepath.Join(t.TempDir(), "identity")
	recipient, err := NewIdentity(o.Identity, o)
	must(t, err)
	if _, err := NewIdentity(o.Identity, o); err == nil {
		t.Error("an identity was written over another")
	}
	must(t, k.SetRecipients(recipient))
	now := mustOpen(t, k.Dir(), o)
	must(t, now.SetRecipients())
	opens(t, now, 1, all[1])
	_, err = now.Signer()
	must(t, err)
	_, err = mustOpen(t, k.Dir(), options()).Open(field(1), all[1])
	faulty(t, err, Damaged)
}

// TestRemember asks the kernel. Where it keeps nothing, the passphrase is asked for
// again: both are right, and which one holds is found out first.
func TestRemember(t *testing.T) {
	var probe ringID
	fill(probe[:])
	remember(probe, "probe", time.Minute)
	keeps := string(recall(probe)) == "probe"
	forget(probe)
	if recall(probe) != nil {
		t.Fatal("what was forgotten is remembered")
	}
	t.Logf("%s keeps keys: %v", runtime.GOOS, keeps)

	o := withPass(&asked{pass: "x y z"})
	made := mustCreate(t, o)
	all := sealAll(t, made, 2)
	a := &asked{pass: "x y z"}
	for range 2 {
		o := withPass(a)
		o.Remember = time.Minute
		k := mustOpen(t, made.Dir(), o)
		opens(t, k, 1, all[1])
		k.Close()
	}
	want := 2
	if keeps {
		want = 1
		o := options() // and nobody to ask
		opens(t, mustOpen(t, made.Dir(), o), 1, all[1])
	}
	if a.times != want {
		t.Errorf("asked %d times, want %d", a.times, want)
	}
	k := mustOpen(t, made.Dir(), options())
	k.Forget()
	_, err := k.Slots()
	faulty(t, err, Locked)
}

func TestWhatIsRememberedEndsByItself(t *testing.T) {
	var id ringID
	fill(id[:])
	remember(id, "secret", time.Second)
	for range 40 {
		if recall(id) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("still remembered after two seconds")
}

// The folder was restored with another identity, and the system remembers the old.
func TestAnOldIdentityIsRemembered(t *testing.T) {
	made := mustCreate(t, withPass(&asked{pass: "x y z"}))
	all := sealAll(t, made, 2)
	stranger, err := newHolder()
	must(t, err)
	remember(made.id, stranger.text(), time.Minute)
	defer forget(made.id)
	opens(t, mustOpen(t, made.Dir(), withPass(&asked{pass: "x y z"})), 1, all[1])
	if recall(made.id) != nil {
		t.Error("the old identity is still remembered")
	}
}

func TestLockedIsNoFailureOfTheMachine(t *testing.T) {
	made := mustCreate(t, withPass(&asked{pass: "x y z"}))
	_, err := mustOpen(t, made.Dir(), options()).Slots()
	if review.CodeOf(err) != review.Refused {
		t.Errorf("got code %v", review.CodeOf(err))
	}
}
