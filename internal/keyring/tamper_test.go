package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// oneOf fails the test unless err is one of these faults.
func oneOf(t *testing.T, err error, want ...Fault) {
	t.Helper()
	got, ok := errors.AsType[Fault](err)
	if !ok {
		t.Fatalf("got %v, want one of %q", err, want)
	}
	for _, w := range want {
		if got == w {
			faulty(t, err, w)
			return
		}
	}
	t.Fatalf("got fault %q, want one of %q", got, want)
}

// patterns are bits to change in a byte: one, the other end, all.
var patterns = []byte{0x01, 0x80, 0xff}

// TestEveryByteOfASealedTextCounts changes each byte of a sealed text.
func TestEveryByteOfASealedTextCounts(t *testing.T) {
	k := mustCreate(t, options())
	sealed := sealAll(t, k, 3)[1]
	for i := range sealed {
		for _, bits := range patterns {
			b := append([]byte(nil), sealed...)
			b[i] ^= bits
			_, err := k.Open(field(1), b)
			switch {
			case i == 0:
				oneOf(t, err, Newer)
			case i < 9:
				oneOf(t, err, WrongRing)
			case i < 17:
				oneOf(t, err, Lost, Damaged) // a slot that is not there, or another's
			default:
				oneOf(t, err, Damaged)
			}
		}
	}
	for n := range len(sealed) {
		_, err := k.Open(field(1), sealed[:n])
		oneOf(t, err, Damaged)
	}
	_, err := k.Open(field(1), append(sealed, 0))
	oneOf(t, err, Damaged)
}

// TestEveryByteOfASlotCounts changes each byte of a slot on disk.
func TestEveryByteOfASlotCounts(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	for i := range int64(slotSize) {
		for _, bits := range patterns {
			flip(t, k.path(ringFile), slotsAt+slotSize+i, bits)
			_, err := k.Open(field(1), all[1])
			if i == 1 {
				oneOf(t, err, Newer)
			} else {
				oneOf(t, err, Damaged)
			}
			opens(t, k, 2, all[2])
			flip(t, k.path(ringFile), slotsAt+slotSize+i, bits)
		}
	}
	opens(t, k, 1, all[1])
}

// TestADestroyedSlotStaysSo: no change of its bytes brings a text back.
func TestADestroyedSlotStaysSo(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	must(t, k.Destroy(1))
	for i := range int64(slotSize) {
		for _, bits := range append(patterns, live^destroyed) {
			flip(t, k.path(ringFile), slotsAt+slotSize+i, bits)
			_, err := k.Open(field(1), all[1])
			oneOf(t, err, Damaged, Newer)
			flip(t, k.path(ringFile), slotsAt+slotSize+i, bits)
		}
	}
	_, err := k.Open(field(1), all[1])
	faulty(t, err, Destroyed)
}

// A slot opens only under its own number: nobody revives a destroyed one by writing
// another over it.
func TestSlotsDoNotStandInForOthers(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	b, err := os.ReadFile(k.path(ringFile))
	must(t, err)
	copy(b[slotsAt+slotSize:slotsAt+2*slotSize], b[slotsAt+2*slotSize:])
	must(t, os.WriteFile(k.path(ringFile), b, 0o600))
	_, err = k.Open(field(1), all[1])
	faulty(t, err, Damaged)
}

// TestOneCopyOfTheHeaderIsEnough changes bytes of the first copy, then of both. It
// takes each byte that means something, and every 61st of the rest.
func TestOneCopyOfTheHeaderIsEnough(t *testing.T) {
	t.Parallel()
	made := mustCreate(t, options())
	all := sealAll(t, made, 2)
	path := made.path(ringFile)
	for i := int64(0); i < headerSize; i++ {
		if i > 110 && i < macAt && i%61 != 0 {
			continue
		}
		flip(t, path, i, 0x10)
		one := mustOpen(t, made.Dir(), options())
		opens(t, one, 1, all[1])
		if len(one.Check()) != 1 {
			t.Errorf("byte %d: the check found %q", i, one.Check())
		}
		one.Close()

		flip(t, path, headerSize+i, 0x10)
		both, err := Open(made.Dir(), options())
		if err == nil {
			_, err = both.Open(field(1), all[1])
			both.Close()
		}
		switch {
		case i == 8 || i == 9:
			oneOf(t, err, Newer)
		case i == 10 || i == 11:
			oneOf(t, err, Lost) // no such epoch here
		default:
			oneOf(t, err, Damaged)
		}
		flip(t, path, i, 0x10)
		flip(t, path, headerSize+i, 0x10)
	}
	opens(t, mustOpen(t, made.Dir(), options()), 1, all[1])
}

// TestTheNewerCopyOfTheHeaderCounts: the write of one copy was lost, as by a disk that
// fails while the other is on it. The first copy always won: with the older one in its
// place, slots that texts were sealed under were lost, and written over by the next
// ones.
func TestTheNewerCopyOfTheHeaderCounts(t *testing.T) {
	for i := range int64(2) {
		t.Run(fmt.Sprintf("copy %d is older", i+1), func(t *testing.T) {
			made := mustCreate(t, options())
			sealAll(t, made, 2)
			older := copyOfHeader(t, made, i)
			all := sealAll(t, made, 300)
			f, err := os.OpenFile(made.path(ringFile), os.O_WRONLY, 0)
			must(t, err)
			_, err = f.WriteAt(older, i*headerSize)
			must(t, errors.Join(err, f.Close()))

			for _, k := range []*Keys{made, mustOpen(t, made.Dir(), options())} { // that has it open, and that opens it
				if slots, err := k.Slots(); err != nil || slots < 300 {
					t.Errorf("it has %d slots (%v)", slots, err)
				}
				if found := k.Check(); len(found) != 1 || !strings.Contains(found[0].Error(), fmt.Sprintf("copy %d of the key ring's header is older", i+1)) {
					t.Errorf("the check found %q", found)
				}
				opens(t, k, 290, all[290])
			}
			slots, err := made.Slots()
			must(t, err)
			must(t, made.Reserve(slots+1))
			opens(t, mustOpen(t, made.Dir(), options()), 290, all[290])
			if found := made.Check(); len(found) > 0 {
				t.Errorf("it is not mended: %q", found)
			}
		})
	}
}

// copyOfHeader reads one of the two copies.
func copyOfHeader(t *testing.T, k *Keys, i int64) []byte {
	t.Helper()
	b, err := os.ReadFile(k.path(ringFile))
	must(t, err)
	return bytes.Clone(b[i*headerSize : (i+1)*headerSize])
}

func TestTheHeaderIsMendedByTheNextChange(t *testing.T) {
	for name, change := range map[string]func(*Keys) error{
		"reserve": func(k *Keys) error { return k.Reserve(257) },
		"rotate":  (*Keys).Rotate,
	} {
		t.Run(name, func(t *testing.T) {
			k := mustCreate(t, options())
			sealAll(t, k, 2)
			flip(t, k.path(ringFile), 50, 1)
			if len(k.Check()) != 1 {
				t.Fatalf("the check found %q", k.Check())
			}
			must(t, change(k))
			if found := k.Check(); len(found) != 0 {
				t.Errorf("the check found %q", found)
			}
		})
	}
}

// TestEveryByteOfTheAgeFilesCounts changes bytes of the files that the identity opens.
func TestEveryByteOfTheAgeFilesCounts(t *testing.T) {
	t.Parallel()
	made := mustCreate(t, options())
	must(t, made.Reserve(1))
	for name, use := range map[string]func(*Keys) error{
		epochFile(1): func(k *Keys) error { _, err := k.Slots(); return err },
		signerFile:   func(k *Keys) error { _, err := k.Signer(); return err },
	} {
		info, err := os.Stat(made.path(name))
		must(t, err)
		for at := int64(0); at < info.Size(); at += 7 {
			flip(t, made.path(name), at, 0x04)
			k := mustOpen(t, made.Dir(), options())
			oneOf(t, use(k), Damaged)
			k.Close()
			flip(t, made.path(name), at, 0x04)
		}
		must(t, use(mustOpen(t, made.Dir(), options())))
	}
}

func TestARingThatIsCutShort(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 200)
	must(t, os.Truncate(k.path(ringFile), slotsAt+100*slotSize+30))
	opens(t, k, 1, all[1])
	for _, slot := range []int64{100, 199} {
		_, err := k.Open(field(slot), all[slot])
		faulty(t, err, Damaged)
	}
	faulty(t, k.Rotate(), Damaged)
	if found := k.Check(); len(found) == 0 {
		t.Error("the check found nothing")
	}
	must(t, os.Truncate(k.path(ringFile), 0))
	_, err := Open(k.Dir(), options())
	faulty(t, err, Damaged)
}
