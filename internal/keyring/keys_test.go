package keyring

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

func TestSealedTextOpensOnlyAtItsPlace(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(3))
	at := Place{Board: "b", Stream: "review/1", Seq: 7, Path: "finding.text"}
	sealed, err := k.Seal(at, 0, 1, []byte("a text"))
	must(t, err)
	if bytes.Contains(sealed, []byte("a text")) || len(sealed) != len("a text")+Overhead {
		t.Errorf("sealed as %x", sealed)
	}
	tests := []struct {
		name string
		at   Place
		want Fault // "" where it opens
	}{
		{"its place", at, ""},
		{"another board", Place{"c", "review/1", 7, "finding.text"}, Damaged},
		{"another stream", Place{"b", "review/2", 7, "finding.text"}, Damaged},
		{"another event", Place{"b", "review/1", 8, "finding.text"}, Damaged},
		{"another field", Place{"b", "review/1", 7, "finding.title"}, Damaged},
		{"the same letters parted elsewhere", Place{"br", "eview/1", 7, "finding.text"}, Damaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := k.Open(tt.at, sealed)
			if tt.want == "" {
				if string(got) != "a text" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			faulty(t, err, tt.want)
		})
	}
}

func TestSealingTwiceLooksDifferent(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(2))
	first, err := k.Seal(field(1), 0, 1, text(1))
	must(t, err)
	second, err := k.Seal(field(1), 0, 1, text(1))
	must(t, err)
	if bytes.Equal(first, second) {
		t.Error("the nonce was the same")
	}
}

func TestEmptyAndLongTexts(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(2))
	for _, plain := range [][]byte{nil, {0}, bytes.Repeat([]byte("narrative "), 100_000)} {
		sealed, err := k.Seal(field(1), 0, 1, plain)
		must(t, err)
		got, err := k.Open(field(1), sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes came back as %d, %v", len(plain), len(got), err)
		}
	}
}

func TestSlotsOf(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(300))
	sealed, err := k.Seal(field(299), 17, 299, text(299))
	must(t, err)
	stream, own, err := SlotsOf(sealed)
	if stream != 17 || own != 299 || err != nil {
		t.Errorf("got %d, %d, %v", stream, own, err)
	}
}

func TestSealRefusesWhatCannotBeRead(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(1))
	_, err := k.Seal(field(1), 1, 1, nil)
	if review.CodeOf(err) != review.Invalid {
		t.Errorf("one slot for stream and text: got %v", err)
	}
	for _, slot := range []int64{-1, 256, 1 << 40} {
		_, err = k.Seal(field(1), 0, slot, nil)
		faulty(t, err, Lost)
	}
	must(t, k.Destroy(5))
	_, err = k.Seal(field(5), 0, 5, nil)
	faulty(t, err, Destroyed)
}

func TestReserveAddsBlocks(t *testing.T) {
	k := mustCreate(t, options())
	for _, tt := range []struct{ ask, want int64 }{{0, 0}, {1, 256}, {256, 256}, {257, 512}, {10_000, 10_000}, {10_001, 10_256}, {-3, 10_256}} {
		must(t, k.Reserve(tt.ask))
		if n, err := k.Slots(); n != tt.want || err != nil {
			t.Errorf("after Reserve(%d): %d slots, %v; want %d", tt.ask, n, err, tt.want)
		}
	}
	if err := k.Reserve(mostSlots + 1); review.CodeOf(err) != review.Refused {
		t.Errorf("more slots than can be numbered: %v", err)
	}
	if found := k.Check(); len(found) != 0 {
		t.Errorf("the check found %q", found)
	}
}

func TestDestroyDarkensOneText(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 6)
	must(t, k.Destroy(3, 3, 4))
	must(t, k.Destroy(4)) // again
	for slot := int64(1); slot < 6; slot++ {
		if slot == 3 || slot == 4 {
			_, err := k.Open(field(slot), all[slot])
			faulty(t, err, Destroyed)
			continue
		}
		opens(t, k, slot, all[slot])
	}
}

func TestDestroyDarkensAStream(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 4)
	other, err := k.Seal(field(9), 8, 9, text(9))
	must(t, err)
	must(t, k.Destroy(0))
	for slot := int64(1); slot < 4; slot++ {
		_, err := k.Open(field(slot), all[slot])
		faulty(t, err, Destroyed)
	}
	opens(t, k, 9, other)
}

func TestDestroyIsAllOrNothing(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	for _, never := range []int64{-1, 256} {
		if err := k.Destroy(1, never); review.CodeOf(err) != review.NotFound {
			t.Errorf("slot %d: %v", never, err)
		}
	}
	opens(t, k, 1, all[1])
}

func TestRotate(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 5)
	must(t, k.Destroy(2))
	for epoch := 2; epoch < 5; epoch++ {
		must(t, k.Rotate())
		if k.Epoch() != epoch {
			t.Errorf("epoch %d, want %d", k.Epoch(), epoch)
		}
		want := []string{epochFile(uint16(epoch)), "identity", "lock", "recipients", "ring", "signer.age", "signer.pub"}
		if got := names(t, k.Dir()); !slices.Equal(got, want) {
			t.Errorf("got files %v, want %v", got, want)
		}
	}
	for _, now := range []*Keys{k, mustOpen(t, k.Dir(), options())} {
		opens(t, now, 1, all[1])
		opens(t, now, 4, all[4])
		_, err := now.Open(field(2), all[2])
		faulty(t, err, Destroyed)
		if found := now.Check(); len(found) != 0 {
			t.Errorf("the check found %q", found)
		}
	}
	if now := mustOpen(t, k.Dir(), options()); now.ID() != k.ID() {
		t.Error("the ring has another id")
	}
}

func TestRotateStopsAtADamagedSlot(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 3)
	flip(t, k.path(ringFile), slotsAt+7*slotSize+30, 1)
	err := k.Rotate()
	faulty(t, err, Damaged)
	opens(t, k, 1, all[1])
	if k.Epoch() != 1 || len(names(t, k.Dir())) != 7 {
		t.Errorf("epoch %d, files %v", k.Epoch(), names(t, k.Dir()))
	}
	must(t, k.Destroy(7))
	must(t, k.Rotate())
	opens(t, k, 1, all[1])
}

// The epoch stands in two bytes.
func TestTheLastEpochIsNotTheFirstAgain(t *testing.T) {
	k := mustCreate(t, options())
	_, err := k.Slots()
	must(t, err)
	r := *k.ring
	r.head.epoch = lastEpoch
	if err := k.rotate(&r, ""); review.CodeOf(err) != review.Refused {
		t.Errorf("got %v", err)
	}
}

// What one opened another may extend, rotate and destroy.
func TestOthersChangesAreSeen(t *testing.T) {
	mine := mustCreate(t, options())
	all := sealAll(t, mine, 3)
	theirs := mustOpen(t, mine.Dir(), options())
	opens(t, theirs, 1, all[1])

	must(t, theirs.Rotate())
	opens(t, mine, 1, all[1])
	must(t, theirs.Reserve(257))
	sealed, err := theirs.Seal(field(256), 0, 256, text(256))
	must(t, err)
	opens(t, mine, 256, sealed)
	must(t, theirs.Destroy(1))
	_, err = mine.Open(field(1), all[1])
	faulty(t, err, Destroyed)
	must(t, mine.Rotate())
	must(t, theirs.Rotate())
	opens(t, mine, 2, all[2])
	if mine.Epoch() != 4 {
		t.Errorf("epoch %d", mine.Epoch())
	}
	if n, err := mine.Slots(); n != 512 || err != nil {
		t.Errorf("%d slots, %v", n, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	mine := mustCreate(t, options())
	all := sealAll(t, mine, 40)
	theirs := mustOpen(t, mine.Dir(), options())
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for _, k := range []*Keys{mine, theirs} {
		for range 3 {
			wg.Go(func() {
				for i := range int64(200) {
					slot := 1 + i%39
					if got, err := k.Open(field(slot), all[slot]); err != nil || !bytes.Equal(got, text(slot)) {
						errs <- err
						return
					}
				}
			})
		}
		wg.Go(func() {
			for range 5 {
				errs <- k.Rotate()
			}
		})
		wg.Go(func() {
			for i := range int64(5) {
				errs <- k.Reserve(300 * i)
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		must(t, err)
	}
	if mine.Epoch() != 11 && theirs.Epoch() != 11 {
		t.Errorf("epochs %d and %d", mine.Epoch(), theirs.Epoch())
	}
}

func TestSigner(t *testing.T) {
	k := mustCreate(t, options())
	public, err := mustOpen(t, k.Dir(), options()).Verifier()
	must(t, err)
	must(t, k.Rotate()) // changes nothing about signatures
	signer, err := k.Signer()
	must(t, err)
	signed, err := note.Sign(&note.Note{Text: "scr/test\n5\n"}, signer)
	must(t, err)
	verifier, err := note.NewVerifier(public)
	must(t, err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil || len(opened.Sigs) != 1 || signer.Name() != "scr/test" {
		t.Errorf("got %v, %v", opened, err)
	}
}

func TestAnotherSignerIsSeen(t *testing.T) {
	for _, name := range []string{signerFile, verifierFile} {
		one, two := mustCreate(t, options()), mustCreate(t, options())
		to, err := parseRecipients(one.who.recipient)
		must(t, err)
		b, err := os.ReadFile(two.path(name))
		must(t, err)
		if name == signerFile { // whoever can write here knows to whom to encrypt
			plain, err := decrypt(b, two.who.identity())
			must(t, err)
			b, err = encrypt(plain, to...)
			must(t, err)
		}
		must(t, os.WriteFile(one.path(name), b, 0o600))
		_, err = one.Signer()
		faulty(t, err, Damaged)
		if name == verifierFile {
			_, err = one.Verifier()
			faulty(t, err, Damaged)
		}
	}
}

func TestClosedKeysAreClosed(t *testing.T) {
	k := mustCreate(t, options())
	all := sealAll(t, k, 2)
	must(t, k.Close())
	must(t, k.Close())
	if _, err := k.Open(field(1), all[1]); err == nil {
		t.Error("a closed ring opened a text")
	}
	if err := k.Rotate(); err == nil {
		t.Error("a closed ring was rotated")
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	k := mustCreate(t, options())
	sealAll(t, k, 20)
	flip(t, k.path(ringFile), headerSize+40, 1)
	for slot := range int64(8) {
		flip(t, k.path(ringFile), slotsAt+slot*slotSize+20, 1)
	}
	must(t, os.WriteFile(k.path("notes.txt"), nil, 0o600))
	must(t, os.WriteFile(k.path(recipientsFile), nil, 0o600))
	found := fmt.Sprint(k.Check())
	for _, want := range []string{"copy 2 of", "slot 0 of", "slot 4 of", "8 slots", "notes.txt", "list of recipients"} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not in\n%s", want, found)
		}
	}
	if strings.Contains(found, "slot 6 of") {
		t.Errorf("every one of many slots is named:\n%s", found)
	}
}
