package audit_test

import (
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

func TestPartnersSignWhatContinues(t *testing.T) {
	b := logOf(t, 30, nil)
	partner := newPartner(t, 7, "police.example")
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	var seen *audit.Signed
	for _, step := range [][2]int{{0, 9}, {9, 10}, {10, 10}, {10, 30}} {
		now = now.Add(24 * time.Hour)
		data, err := audit.Cosign(seen, b.continuation(t, step[0], step[1]), b.key, partner, now)
		if err != nil {
			t.Fatalf("from %d to %d: %v", step[0], step[1], err)
		}
		s := opened(t, data, b.key, partner.Key())
		if s.Size != int64(step[1]) || len(s.Witnesses) != 1 || !s.Witnesses[0].At.Equal(now) {
			t.Fatalf("from %d to %d: %+v", step[0], step[1], s)
		}
		seen = &s
	}
}

func TestPartnersRefuse(t *testing.T) {
	b := logOf(t, 30, nil)
	forged := logOf(t, 30, func(ev *review.Event, _ []review.Field) { ev.RecordedBy = "p8" })
	restored := logOf(t, 30, nil)
	restored.origin = origin + "/restored-1"
	fewer := logOf(t, 30, nil)
	fewer.access = &shelf{}
	for n := range int64(5) {
		grow(t, fewer.access, n, audit.Leaf([]byte("nobody")))
	}
	_, otherKey := logKey(t, 2, origin)
	seen := opened(t, b.checkpoint(t, 20), b.key)
	way := func(older *board, from int, newer *board, to int) audit.Continuation {
		c := newer.continuation(t, from, to)
		if from > 0 {
			c.Older = older.checkpoint(t, from)
		}
		return c
	}
	short := b.continuation(t, 20, 25)
	short.Newer = must(audit.Sign(audit.Checkpoint{Origin: origin, Head: b.head(t, 25).Head, Access: fewer.head(t, 10).Access}, b.signer))
	tests := []struct {
		name  string
		offer audit.Continuation
		code  review.Code
		says  string
	}{
		{"a smaller tree", way(b, 10, b, 15), review.Refused, "covers less than you have seen: 15 entries and 7 access records after 20"},
		{"fewer access records", short, review.Refused, "covers less than you have seen: 25 entries and 5"},
		{"a fork of the same size", way(b, 10, forged, 20), review.Refused, "the log was rewritten"},
		{"a fork that owns up to its own past", way(forged, 20, forged, 30), review.Refused, "the log was rewritten"},
		{"a fork that claims what was seen", way(b, 20, forged, 30), review.Invalid, "the log of 30 entries is not shown to continue that of 20"},
		{"a continuation of something older", way(b, 10, b, 30), review.Refused, "goes on from 10 entries and 5 access records, and you saw 20"},
		{"a continuation of the beginning", way(b, 0, b, 30), review.Refused, "goes on from the beginning of the log"},
		{"a log after a restore", way(restored, 20, restored, 30), review.Refused, "it is of another log"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data, err := audit.Cosign(&seen, tt.offer, b.key, newPartner(t, 7, "police.example"), time.Unix(1e9, 0))
			wantError(t, err, tt.code, tt.says)
			if data != nil {
				t.Error("and something was signed")
			}
		})
	}
	t.Run("a signature of another key", func(t *testing.T) {
		_, err := audit.Cosign(&seen, way(b, 20, b, 30), otherKey, newPartner(t, 7, "police.example"), time.Unix(1e9, 0))
		wantError(t, err, review.Invalid, "the newer checkpoint does not hold")
	})
	t.Run("a clock before 1970", func(t *testing.T) {
		if _, err := audit.Cosign(&seen, way(b, 20, b, 30), b.key, newPartner(t, 7, "police.example"), time.Unix(-1, 0)); err == nil {
			t.Error("signed with a time that is none")
		}
	})
}

// witnesses are the partners who signed a checkpoint, each once.
func witnesses(data []byte, log note.Verifier, partners []*audit.WitnessKey) ([]audit.Witness, error) {
	keys := []note.Verifier{log}
	for _, p := range partners {
		keys = append(keys, p)
	}
	signed, err := audit.OpenCheckpoint(data, keys...)
	return signed.Partners(), err
}

func TestEachPartnerCountsOnce(t *testing.T) {
	b := logOf(t, 12, nil)
	partners := []*audit.WitnessSigner{newPartner(t, 7, "police.example"), newPartner(t, 8, "icb.example"), newPartner(t, 9, "council.example")}
	var keys []*audit.WitnessKey
	for _, p := range partners {
		keys = append(keys, p.Key())
	}
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	sign := func(offer audit.Continuation, who ...*audit.WitnessSigner) []byte {
		for _, p := range who {
			offer.Newer = must(audit.Cosign(nil, offer, b.key, p, now))
		}
		return offer.Newer
	}
	offer := b.continuation(t, 0, 12)
	stranger := newPartner(t, 10, "police.example")
	tests := []struct {
		name string
		data []byte
		want int
	}{
		{"none", offer.Newer, 0},
		{"one", sign(offer, partners[0]), 1},
		{"two", sign(offer, partners[0], partners[2]), 2},
		{"all", sign(offer, partners...), 3},
		{"one who signed again", sign(offer, partners[1], partners[1]), 1},
		{"one, and somebody who takes a partner's name", sign(offer, partners[0], stranger), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := witnesses(tt.data, b.key, keys); err != nil || len(got) != tt.want {
				t.Errorf("%d witnesses, want %d: %v", len(got), tt.want, err)
			}
		})
	}
	two := sign(offer, partners[0], partners[1])
	mixed := logOf(t, 11, nil).checkpoint(t, 11)
	_, sigs, _ := cutNote(two)
	text, _, _ := cutNote(mixed)
	_, err := witnesses(append(text, sigs...), b.key, keys)
	wantError(t, err, review.Invalid, "does not belong to this checkpoint")
}

// cutNote parts a note in its text and its signatures.
func cutNote(data []byte) (text, sigs []byte, found bool) {
	at := len(data)
	for i := range data {
		if i+1 < len(data) && data[i] == '\n' && data[i+1] == '\n' {
			at, found = i+2, true
			break
		}
	}
	return append([]byte(nil), data[:at]...), data[at:], found
}

func TestWhatCameBackIsMerged(t *testing.T) {
	b := logOf(t, 12, nil)
	police, icb, stranger := newPartner(t, 7, "police.example"), newPartner(t, 8, "icb.example"), newPartner(t, 9, "else.example")
	keys := []*audit.WitnessKey{police.Key(), icb.Key()}
	offer := b.continuation(t, 0, 12)
	early, late := time.Unix(1e9, 0).UTC(), time.Unix(2e9, 0).UTC()
	sign := func(who *audit.WitnessSigner, at time.Time) []byte {
		return must(audit.Cosign(nil, offer, b.key, who, at))
	}
	kept, added, err := audit.Merge(offer.Newer, sign(police, early), b.key, keys)
	if err != nil || len(added) != 1 || added[0].Name != "police.example" {
		t.Fatalf("added %v: %v", added, err)
	}
	if kept, added, err = audit.Merge(kept, sign(icb, late), b.key, keys); err != nil || len(added) != 1 {
		t.Fatalf("added %v: %v", added, err)
	}
	if got, err := witnesses(kept, b.key, keys); err != nil || !got[0].At.Equal(early) || !got[1].At.Equal(late) {
		t.Errorf("the witnesses are %v: %v", got, err)
	}
	for name, sent := range map[string][]byte{"again, later": sign(police, late), "by a stranger": sign(stranger, late)} {
		again, added, err := audit.Merge(kept, sent, b.key, keys)
		if err != nil || len(added) != 0 || string(again) != string(kept) {
			t.Errorf("signed %s: added %v, changed %v: %v", name, added, string(again) != string(kept), err)
		}
	}
	forged := logOf(t, 12, func(ev *review.Event, _ []review.Field) { ev.RecordedBy = "p8" })
	_, _, err = audit.Merge(kept, forged.checkpoint(t, 12), b.key, keys)
	wantError(t, err, review.Invalid, "the log was rewritten")
	_, _, err = audit.Merge(kept, b.checkpoint(t, 11), b.key, keys)
	wantError(t, err, review.Invalid, "cannot be compared")
	more := b.head(t, 12)
	more.Access = b.head(t, 10).Access
	_, _, err = audit.Merge(kept, must(audit.Sign(more, b.signer)), b.key, keys)
	wantError(t, err, review.Invalid, "what came back covers 12 entries and 5 access records, and what was sent out 12 entries and 6")
	_, _, err = audit.Merge(kept, []byte("x"), b.key, keys)
	wantError(t, err, review.Invalid, "not a checkpoint")
}
