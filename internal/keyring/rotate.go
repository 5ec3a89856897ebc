package keyring

import (
	"crypto/sha256"
	"os"

	"scr/review"
)

// Rotate begins a new epoch: every slot is wrapped anew under a new key, destroyed
// ones stay destroyed, and then the old ring and the old key are overwritten and
// removed. An older copy of the ring opens only for whoever has an older copy of
// the epoch's key as well.
//
// A process that dies in between leaves a folder that the next use puts in order:
// back to the old epoch while the new ring is not in its place, on to the new one
// after that.
func (k *Keys) Rotate() error {
	return k.changing(func(r *ring, _ *os.File) error {
		list, err := k.list(r.head)
		if err != nil {
			return err
		}
		return k.rotate(r, list)
	})
}

// Recipients returns the age recipients who can open the ring, the identity's own
// first.
func (k *Keys) Recipients() ([]string, error) {
	var all []string
	err := k.using(func(r *ring) error {
		list, err := k.list(r.head)
		all, _ = recipientsIn(list)
		return err
	})
	return all, err
}

// SetRecipients rotates, and encrypts to other recipients from then on: to the
// identity that is at hand, and to those named. Who is left out can still open older
// copies of the folder. While an identity takes another's place there is no list to set:
// which of the two is in its place only the end of that settles.
func (k *Keys) SetRecipients(recipients ...string) error {
	return k.changing(func(r *ring, _ *os.File) error {
		if list, err := k.list(r.head); err == nil && replacing(list) {
			return review.Errorf(review.Refused, "the identity of the key ring is being replaced, and that was cut short").
				WithHint("run \"scr keys identity\" to its end, then repeat the command")
		}
		return k.setList(r, recipientsText(k.who.recipient, recipients))
	})
}

// setList rotates, and encrypts to another list of recipients from then on.
func (k *Keys) setList(r *ring, list string) error {
	if err := k.rewrapSigner(list); err != nil {
		return err
	}
	if err := k.o.disk.put(k.path(recipientsFile+fresh), []byte(list)); err != nil {
		return err
	}
	return k.rotate(r, list)
}

// list returns the recipients that the ring knows. A list that somebody else wrote
// would have the next epoch's key encrypted to them.
func (k *Keys) list(h header) (string, error) {
	b, err := readPrivate(k.path(recipientsFile))
	if err != nil {
		return "", missing(err, recipientsFile)
	}
	if sha256.Sum256(b) != h.recipients {
		return "", Damaged.fail("the list of recipients in the key folder was changed, and not by scr").
			WithHint("put the file back as it was; say anew who can open the ring with \"scr keys recipients\"")
	}
	return string(b), nil
}

// rotate writes the new epoch, puts its ring in place, and destroys the old one.
func (k *Keys) rotate(r *ring, list string) error {
	if r.head.epoch == lastEpoch {
		return review.Errorf(review.Refused, "the key ring has had %d epochs, and can have no more", lastEpoch)
	}
	next := r.head
	next.epoch++
	next.recipients = sha256.Sum256([]byte(list))
	to, err := parseRecipients(list)
	if err != nil {
		return err
	}
	key, err := k.newEpoch(next, to)
	if err != nil {
		return err
	}
	defer key.mac().wipe()
	if err := k.writeRing(r, next, key); err != nil {
		return err
	}
	if err := k.swap(); err != nil {
		return err
	}
	if err := k.drop(); err != nil {
		return err
	}
	if err := k.read(); err != nil {
		return err
	}
	return k.repair()
}

// swap puts the new ring in the place of the old one, which keeps a name until it
// has been overwritten.
func (k *Keys) swap() error {
	if err := k.o.disk.link(k.path(ringFile), k.path(ringFile+retired)); err != nil {
		return err
	}
	return k.o.disk.rename(k.path(ringFile+fresh), k.path(ringFile))
}

// writeRing writes every slot under the new key, aside.
func (k *Keys) writeRing(r *ring, next header, key *epochKey) error {
	f, err := k.o.disk.create(k.path(ringFile + fresh))
	if err != nil {
		return err
	}
	defer f.Close()
	b := next.encode(key.mac())
	if err := k.o.disk.write(f, append(b, b...), 0); err != nil {
		return err
	}
	for at := int64(0); at < next.slots; at += chunk {
		b, err := r.rewrapped(key, at, min(next.slots, at+chunk))
		if err != nil {
			return err
		}
		if err := k.o.disk.write(f, b, slotsAt+at*slotSize); err != nil {
			return err
		}
	}
	return k.o.disk.sync(f)
}

// rewrapped returns slots as they stand in the next epoch. One that is damaged stops
// the rotation: it might be found whole in a backup, which the rotation would make
// worthless.
func (r *ring) rewrapped(key *epochKey, from, to int64) ([]byte, error) {
	old := make([]byte, (to-from)*slotSize)
	if _, err := r.file.ReadAt(old, slotsAt+from*slotSize); err != nil {
		return nil, Damaged.fail("the key ring is cut short after slot %d: %w", from, err)
	}
	out := make([]byte, 0, len(old))
	for n := from; n < to; n++ {
		s := slot(old[(n-from)*slotSize:])
		if s != gone() {
			secret, err := r.key.unwrap(n, &s)
			if err != nil {
				return nil, review.Errorf(review.CodeOf(err), "%w: the ring cannot be rotated", err).
					WithHint("put the key folder back from its backup, or destroy slot %d and with it what was sealed under it", n)
			}
			s = key.wrap(n, secret)
			secret.wipe()
		}
		out = append(out, s[:]...)
	}
	return out, nil
}
