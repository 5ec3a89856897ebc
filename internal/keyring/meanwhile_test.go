package keyring

import (
	"errors"
	"sync"
	"testing"
)

// Other people work while somebody changes for whom the keys open. They must notice
// nothing: what they hear of a damaged key is followed by putting an older folder back.

// TestAnIdentityIsReplacedMeanwhile: the identity was read, and the ring was not yet.
func TestAnIdentityIsReplacedMeanwhile(t *testing.T) {
	uses := map[string]func(*Keys, []byte) error{
		"a text":         func(k *Keys, sealed []byte) error { _, err := k.Open(field(1), sealed); return err },
		"the slots":      func(k *Keys, _ []byte) error { _, err := k.Slots(); return err },
		"the signer":     func(k *Keys, _ []byte) error { _, err := k.Signer(); return err },
		"the recipients": func(k *Keys, _ []byte) error { _, err := k.Recipients(); return err },
		"new slots":      func(k *Keys, _ []byte) error { return k.Reserve(1000) },
		"a rotation":     func(k *Keys, _ []byte) error { return k.Rotate() },
		"recipients set": func(k *Keys, _ []byte) error { return k.SetRecipients() },
		"another":        func(k *Keys, _ []byte) error { return k.ReplaceIdentity(nil) },
	}
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			k := mustCreate(t, options())
			all := sealAll(t, k, 2)
			other := mustOpen(t, k.Dir(), options())
			must(t, other.unlock())
			must(t, k.ReplaceIdentity(nil))
			must(t, use(other, all[1]))
			standingAlone(t, mustOpen(t, k.Dir(), options()), all)
		})
	}
}

// TestOthersReadWhileTheKeysChange: identities, recipients and epochs come and go, and
// nobody hears of it.
func TestOthersReadWhileTheKeysChange(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 2)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				if err := readOnce(k.Dir(), all[1]); err != nil {
					t.Errorf("look %d: %v", n, err)
					return
				}
			}
		})
	}
	for range 15 {
		must(t, k.ReplaceIdentity(nil))
		must(t, k.SetRecipients(recovery.recipient))
	}
	close(done)
	readers.Wait()
}

func readOnce(dir string, sealed []byte) error {
	k, err := Open(dir, options())
	if err != nil {
		return err
	}
	defer k.Close()
	for range 3 {
		_, opened := k.Open(field(1), sealed)
		_, signed := k.Signer()
		_, listed := k.Recipients()
		if err := errors.Join(opened, signed, listed); err != nil {
			return err
		}
	}
	return nil
}

// place, and whoever opened it before that reads zeros.

// TestNobodyIsShutOutByAChangeCutShort: the new identity has its place, and the old one,
// which still opens the ring, is what another process has read or the system remembers.
func TestNobodyIsShutOutByAChangeCutShort(t *testing.T) {
	cut := 0
	for acts := 0; ; acts++ {
		k := mustCreate(t, options())
		all := sealAll(t, k, 2)
		other := mustOpen(t, k.Dir(), options())
		must(t, other.unlock())
		o := options()
		o.disk = stopAt(acts, false)
		stopped := mustOpen(t, k.Dir(), o).ReplaceIdentity(nil)
		if err := other.SetRecipients(recovery.recipient); err != nil {
			cut++
		}
		opens(t, mustOpen(t, k.Dir(), options()), 1, all[1])
		must(t, other.ReplaceIdentity(nil))
		must(t, other.SetRecipients())
		standingAlone(t, mustOpen(t, k.Dir(), options()), all)
		if stopped == nil {
			break
		}
	}
	if cut == 0 {
		t.Error("a list is never set aside for a replacement that was cut short")
	}
}

// TestAnOlderIdentityIsRememberedAndNobodyIsThere to type the passphrase.
func TestAnOlderIdentityIsRememberedAndNobodyIsThere(t *testing.T) {
	made := mustCreate(t, withPass(&asked{pass: "x y z"}))
	stranger, err := newHolder()
	must(t, err)
	k := mustOpen(t, made.Dir(), options())
	k.who = stranger
	k.who.remembered = true
	_, err = k.Slots()
	faulty(t, err, Locked)
}
