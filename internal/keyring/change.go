package keyring

import (
	"os"
	"slices"

	"scr/review"
)

// A block of slots is made at once, so that sealing a text costs no wait for the
// disk: it happens once in so many texts.
const (
	leastBlock = 256
	chunk      = 4096 // slots that are held in memory together
)

// Reserve sees to it that the slots 0 to n-1 exist. It is nearly free while they do;
// otherwise it adds 256 at least, and they are on disk when it returns. Who uses
// which slot is not its business.
func (k *Keys) Reserve(n int64) error {
	if n > mostSlots {
		return review.Errorf(review.Refused, "a key ring has %d slots at most, and %d are asked for", mostSlots, n)
	}
	k.mu.RLock()
	enough := k.ring != nil && n <= k.ring.head.slots
	k.mu.RUnlock()
	if enough {
		return nil
	}
	return k.changing(func(r *ring, file *os.File) error {
		if n <= r.head.slots {
			return nil
		}
		return k.extend(r, file, min(mostSlots, max(n, r.head.slots+leastBlock)))
	})
}

// extend adds slots. They count only once the header says so, and the header says so
// only once they are on disk.
func (k *Keys) extend(r *ring, file *os.File, to int64) error {
	for at := r.head.slots; at < to; at += chunk {
		if err := k.o.disk.write(file, r.key.newSlots(at, min(to, at+chunk)), slotsAt+at*slotSize); err != nil {
			return err
		}
	}
	if err := k.o.disk.sync(file); err != nil {
		return err
	}
	h := r.head
	h.slots = to
	if err := k.writeHeader(file, h.encode(r.key.mac())); err != nil {
		return err
	}
	r.head = h
	return nil
}

// newSlots returns slots with random secrets.
func (k *epochKey) newSlots(from, to int64) []byte {
	b := make([]byte, 0, (to-from)*slotSize)
	for n := from; n < to; n++ {
		s := newSecret()
		wrapped := k.wrap(n, s)
		s.wipe()
		b = append(b, wrapped[:]...)
	}
	return b
}

// writeHeader writes the second copy first: whoever reads meanwhile finds the first
// whole, or the second.
func (k *Keys) writeHeader(file *os.File, b []byte) error {
	for _, at := range []int64{headerSize, 0} {
		if err := k.o.disk.write(file, b, at); err != nil {
			return err
		}
		if err := k.o.disk.sync(file); err != nil {
			return err
		}
	}
	return nil
}

// Destroy overwrites slots where they lie, and has that on disk when it returns.
// What was sealed under them opens no more. Repeating it is harmless; a slot that
// never existed is an error, and then none is destroyed.
//
// A disk may keep what was overwritten, and so may a snapshot or a backup: only
// [Keys.Rotate] makes such copies worthless.
func (k *Keys) Destroy(slots ...int64) error {
	return k.changing(func(r *ring, file *os.File) error {
		for _, n := range slots {
			if n < 0 || n >= r.head.slots {
				return review.Errorf(review.NotFound, "the key ring has %d slots, and none with number %d", r.head.slots, n)
			}
		}
		empty := gone()
		for _, n := range slices.Sorted(slices.Values(slots)) {
			if err := k.o.disk.write(file, empty[:], slotsAt+n*slotSize); err != nil {
				return err
			}
		}
		return k.o.disk.sync(file)
	})
}
