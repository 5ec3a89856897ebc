package keyring

import (
	"errors"
	"os"

	"scr/review"
)

// Check looks at everything in the folder and returns an error for each thing that
// is wrong: permissions, the header, every slot, the signing key, the recipients,
// files that should not be there. Each says in its hint what to do: an older folder that
// is put back brings back what was erased and who was shut out, and mends only damage.
// Check asks for the passphrase where one is needed.
func (k *Keys) Check() []error {
	c := &checkup{keys: k}
	c.permissions()
	err := k.using(func(*ring) error { return k.locked(c.ring) })
	c.note(err)
	if err == nil {
		_, err := k.Signer()
		c.note(err)
	}
	return c.found
}

// ring looks at what nobody may change meanwhile.
func (c *checkup) ring() error {
	if err := c.keys.read(); err != nil {
		return err
	}
	r := c.keys.ring
	c.header(r)
	c.slots(r)
	c.files(r)
	list, err := c.keys.list(r.head)
	c.note(err)
	if replacing(list) {
		c.add("run \"scr keys identity\" again, and put nothing back",
			"an identity was being replaced, and the old one still opens the key ring")
	}
	return nil
}

type checkup struct {
	keys  *Keys
	found []error
}

// note keeps an error. What is damaged, or not there, can only be put back.
func (c *checkup) note(err error) {
	if err == nil {
		return
	}
	known, ok := errors.AsType[*review.Error](err)
	if ok && known.Hint != "" && known.Hint != hints[Damaged] {
		c.found = append(c.found, err)
		return
	}
	c.add("put the key folder back from its copy", "%w", err)
}

// add keeps a sentence, and what to do about it.
func (c *checkup) add(hint, format string, args ...any) {
	c.found = append(c.found, review.Errorf(review.Failed, format, args...).WithHint("%s", hint))
}

func (c *checkup) permissions() {
	paths := []string{c.keys.dir, c.keys.identityPath()}
	entries, err := os.ReadDir(c.keys.dir)
	c.note(err)
	for _, e := range entries {
		if path := c.keys.path(e.Name()); path != c.keys.identityPath() {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			c.note(private(info, path))
		}
	}
}

// mendsItself is what to do where one copy of the header is not as it should be.
const mendsItself = "the other copy is whole, and the next new slots or rotation mend this one; look after the disk"

// header looks at both copies: one is enough to go on with, two is how it should be.
func (c *checkup) header(r *ring) {
	for i := range int64(2) {
		h, ok := r.proven(i)
		switch {
		case !ok:
			c.add(mendsItself, "copy %d of the key ring's header is damaged", i+1)
		case h != r.head:
			c.add(mendsItself, "copy %d of the key ring's header is older than the other: it has %d slots instead of %d", i+1, h.slots, r.head.slots)
		}
	}
}

// slots opens every slot. Of many bad ones it names the first few.
func (c *checkup) slots(r *ring) {
	const named = 5
	bad := 0
	for n := range r.head.slots {
		s, err := r.slot(n)
		if err == nil && s != gone() {
			_, err = r.key.unwrap(n, &s)
		}
		if err == nil {
			continue
		}
		if bad++; bad <= named {
			c.note(err)
		}
	}
	if bad > named {
		c.add("put the key folder back from its copy", "%d slots of the key ring are damaged in all", bad)
	}
}

// files names what should not be in the folder. What a change left behind was just
// cleared away, if that was possible.
func (c *checkup) files(r *ring) {
	entries, err := os.ReadDir(c.keys.dir)
	c.note(err)
	for _, e := range entries {
		switch name := e.Name(); {
		case name == identityFile+coming:
			c.add("run \"scr keys identity\" or \"scr keys passphrase\" again", "the key folder holds an identity that did not take its place")
		case !ours(name):
			c.add("move it to another place: a copy of the key folder is no place to keep it", "the key folder holds %q, which is not its own", name)
		case r.head.outlived(name):
			c.add("the next command that may write there clears it away", "the key folder still holds %s, from a change that was cut short", name)
		}
	}
}
