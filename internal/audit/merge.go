package audit

import (
	"slices"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// Merge returns the checkpoint that the board kept, with the signatures of partners
// added that came back in sent, and says whose are new. It must be the very same
// checkpoint. Of two signatures of one partner the one that the board has stays: the
// earlier time says more. Signatures of anybody else are left out.
func Merge(kept, sent []byte, log note.Verifier, partners []*WitnessKey) ([]byte, []Witness, error) {
	keys := []note.Verifier{log}
	for _, p := range partners {
		keys = append(keys, p)
	}
	ours, err := OpenCheckpoint(kept, keys...)
	if err != nil {
		return nil, nil, err
	}
	theirs, err := OpenCheckpoint(sent, keys...)
	if err != nil {
		return nil, nil, err
	}
	if ours.Checkpoint != theirs.Checkpoint {
		return nil, nil, notOurs(ours.Checkpoint, theirs.Checkpoint)
	}
	n, err := note.Open(kept, note.VerifierList(keys...))
	if err != nil {
		return nil, nil, err
	}
	back, err := note.Open(sent, note.VerifierList(keys...))
	if err != nil {
		return nil, nil, err
	}
	added := newWitnesses(ours, theirs)
	for _, sig := range back.Sigs {
		if isOf(sig, added) {
			n.Sigs = append(n.Sigs, sig)
		}
	}
	data, err := note.Sign(n)
	return data, added, err
}

// notOurs says what came back instead of the checkpoint that was sent out.
func notOurs(ours, theirs Checkpoint) error {
	if err := Compare(ours, theirs); err != nil {
		return err
	}
	return review.Errorf(review.Invalid, "what came back covers %s, and what was sent out %s", covers(theirs), covers(ours)).
		WithHint("it is an answer to another checkpoint")
}

// newWitnesses are those of theirs that ours have not.
func newWitnesses(ours, theirs Signed) []Witness {
	return slices.DeleteFunc(slices.Clone(theirs.Witnesses), func(w Witness) bool {
		return slices.ContainsFunc(ours.Witnesses, func(o Witness) bool { return o.Key == w.Key })
	})
}

func isOf(sig note.Signature, list []Witness) bool {
	return slices.ContainsFunc(list, func(w Witness) bool { return w.Key == keyName(sig.Name, sig.Hash) })
}
