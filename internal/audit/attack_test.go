package audit_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/review"
)

// Attacks on one proof: somebody changes what a court is handed.
func TestAttacksOnAProof(t *testing.T) {
	b := logOf(t, 20, nil)
	other := logOf(t, 20, func(ev *review.Event, _ []review.Field) { ev.DecidedBy = "p9" })
	stranger, _ := logKey(t, 2, origin)
	elsewhere, elsewhereKey := logKey(t, 3, "scr/OTH/0192f0c1-0000-7000-8000-00000000000f")
	tests := []struct {
		name   string
		attack func(p *audit.Proof)
		says   string
	}{
		{"an edited envelope", func(p *audit.Proof) {
			p.Envelope = bytes.Replace(p.Envelope, []byte(`"decided_by":"p2"`), []byte(`"decided_by":"p3"`), 1)
		}, "the place in the log does not hold: the hashes do not lead"},
		{"an envelope in another spelling", func(p *audit.Proof) {
			p.Envelope = bytes.Replace(p.Envelope, []byte(`"seq":`), []byte(`"seq": `), 1)
		}, "the entry does not hold: the envelope is not in its canonical form"},
		{"another event's envelope", func(p *audit.Proof) { p.Envelope = b.envelopes[7] }, "calls itself number 8"},
		{"a removed event's place, the rest renumbered", func(p *audit.Proof) {
			p.Envelope = bytes.Replace(b.envelopes[6], []byte(`"global":7`), []byte(`"global":6`), 1)
		}, "the hashes do not lead"},
		{"another index", func(p *audit.Proof) { p.Index++ }, "calls itself number 6, and the file gives it place 7"},
		{"an index after the last", func(p *audit.Proof) {
			p.Envelope = bytes.Replace(p.Envelope, []byte(`"global":6`), []byte(`"global":21`), 1)
			p.Index = 20
		}, "the checkpoint covers 20 entries"},
		{"a proof for another index", func(p *audit.Proof) { p.Inclusion = b.proof(t, 7, 20).Inclusion }, "the hashes do not lead"},
		{"a truncated proof", func(p *audit.Proof) { p.Inclusion = p.Inclusion[:len(p.Inclusion)-1] }, "the hashes do not lead"},
		{"a proof with one hash more", func(p *audit.Proof) { p.Inclusion = append(p.Inclusion, audit.Hash{}) }, "the hashes do not lead"},
		{"a proof from a log with other events", func(p *audit.Proof) { *p = mix(other.proof(t, 6, 20), p.Checkpoint) }, "the hashes do not lead"},
		{"a forged log signed with a key of our own", func(p *audit.Proof) {
			p.Checkpoint = must(audit.Sign(other.head(t, 20), stranger))
		}, "the signature does not hold: the checkpoint of " + origin + " is not signed by a key of that log"},
		{"the signature of another checkpoint", func(p *audit.Proof) {
			old := b.checkpoint(t, 19)
			p.Checkpoint = append(bytes.Clone(p.Checkpoint[:bytes.Index(p.Checkpoint, []byte("\n\n"))]), old[bytes.Index(old, []byte("\n\n")):]...)
		}, "the signature does not hold: the signature of " + audit.KeyName(b.key)},
		{"an edited root", func(p *audit.Proof) {
			c := other.head(t, 20)
			p.Checkpoint = bytes.Replace(p.Checkpoint, rootLine(b.head(t, 20)), rootLine(c), 1)
		}, "the signature does not hold"},
		{"an edited size", func(p *audit.Proof) {
			p.Checkpoint = bytes.Replace(p.Checkpoint, []byte("\n20\n"), []byte("\n21\n"), 1)
		}, "the signature does not hold"},
		{"an edited access root", func(p *audit.Proof) {
			p.Checkpoint = bytes.Replace(p.Checkpoint, []byte("access 10"), []byte("access 11"), 1)
		}, "the signature does not hold"},
		{"no signature", func(p *audit.Proof) {
			p.Checkpoint = p.Checkpoint[:bytes.Index(p.Checkpoint, []byte("—"))]
		}, "the signature does not hold: this is not a checkpoint"},
		{"a wrong origin, with a key of that log", func(p *audit.Proof) {
			c := b.head(t, 20)
			c.Origin = elsewhereKey.Name()
			p.Checkpoint = must(audit.Sign(c, elsewhere))
		}, "the entry is of the board EXB, the checkpoint of scr/OTH"},
		{"a field's text changed", func(p *audit.Proof) { p.Shown[0].Value += "." }, "the value at record.title does not hold"},
		{"a field's salt changed", func(p *audit.Proof) { p.Shown[0].Salt = salt(9) }, "the value at record.title does not hold"},
		{"the paths of two fields swapped", func(p *audit.Proof) {
			p.Shown[0].Path, p.Shown[1].Path = p.Shown[1].Path, p.Shown[0].Path
		}, "the value at record.questions.0 does not hold"},
		{"a field that the event has not", func(p *audit.Proof) { p.Shown[0].Path = "record.narrative" }, "the entry has no such value"},
		{"a field shown twice", func(p *audit.Proof) { p.Shown[1] = p.Shown[0] }, "the entry has no such value"},
		{"the checkpoint replaced by nothing", func(p *audit.Proof) { p.Checkpoint = nil }, "the signature does not hold"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.proof(t, 6, 20, "record.title", "record.questions.0")
			if _, err := p.Check(b.key, elsewhereKey); err != nil {
				t.Fatalf("the proof itself does not hold: %v", err)
			}
			tt.attack(&p)
			_, err := p.Check(b.key, elsewhereKey)
			wantError(t, err, review.Invalid, tt.says)
		})
	}
}

// mix is a proof under a checkpoint that is not its own.
func mix(p audit.Proof, checkpoint []byte) audit.Proof {
	p.Checkpoint = checkpoint
	return p
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func rootLine(c audit.Checkpoint) []byte {
	lines := strings.Split(string(audit.Text(c)), "\n")
	return []byte(lines[2])
}

// A value that was committed to in one event does not pass in another, even with
// its salt: the commitment binds it to its place.
func TestAValueDoesNotMove(t *testing.T) {
	b := logOf(t, 9, func(ev *review.Event, fields []review.Field) { fields[0].Value += ev.ID })
	p := b.proof(t, 4, 9, "record.title")
	p.Shown[0] = b.proof(t, 5, 9, "record.title").Shown[0]
	_, err := p.Check(b.key)
	wantError(t, err, review.Invalid, "the value at record.title does not hold: it is not the one that was recorded")
}

// Attacks on the whole log: somebody has the database and the signing key, and
// makes a log that is good in itself. What others hold decides.
func TestAttacksOnTheLog(t *testing.T) {
	b := logOf(t, 100, nil)
	held := opened(t, b.checkpoint(t, 90), b.key)
	tests := []struct {
		name string
		make func() *board
		says string // "": not seen by who holds the checkpoint of 90
	}{
		{"an event edited", func() *board {
			return logOf(t, 100, func(ev *review.Event, _ []review.Field) {
				if ev.Global == 40 {
					ev.OccurredOn = review.NewDate(2025, 1, 1)
				}
			})
		}, "the log was rewritten"},
		{"a text replaced, with its commitment", func() *board {
			return logOf(t, 100, func(ev *review.Event, fields []review.Field) {
				if ev.Global == 40 {
					fields[0].Value = "another text"
				}
			})
		}, "the log was rewritten"},
		{"an event removed and the rest renumbered", func() *board {
			return logOf(t, 99, func(ev *review.Event, _ []review.Field) {
				if ev.Global >= 40 {
					ev.ID = "event-" + string(rune('a'+ev.Global%26))
				}
			})
		}, "the log was rewritten"},
		{"two events swapped", func() *board {
			return logOf(t, 100, func(ev *review.Event, _ []review.Field) {
				switch ev.Global {
				case 40:
					ev.ID = "event-41"
				case 41:
					ev.ID = "event-40"
				}
			})
		}, "the log was rewritten"},
		{"two leaves swapped in the tree", func() *board {
			forged := logOf(t, 0, nil)
			for i := range b.envelopes {
				swap := map[int]int{39: 40, 40: 39}
				at, found := swap[i]
				if !found {
					at = i
				}
				forged.take(t, b.envelopes[at], b.fields[at])
			}
			forged.access = b.access
			return forged
		}, "the log was rewritten"},
		{"everything forged from the first event on", func() *board {
			return logOf(t, 100, func(ev *review.Event, _ []review.Field) { ev.RecordedBy = "p8" })
		}, "the log was rewritten"},
		{"the tail changed after what is held", func() *board {
			return logOf(t, 100, func(ev *review.Event, _ []review.Field) {
				if ev.Global > 95 {
					ev.RecordedBy = "p8"
				}
			})
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			forged := tt.make()
			n := len(forged.envelopes)
			if _, err := forged.proof(t, 50, n, "record.title").Check(b.key); err != nil {
				t.Fatalf("the forged log is not even good in itself, so this attack shows nothing: %v", err)
			}
			// To who holds the checkpoint, the forger shows his own of that size, or
			// leads from the one held with the best hashes that he has.
			shown := opened(t, forged.checkpoint(t, 90), b.key)
			own := forged.continuation(t, 90, n)
			own.Older = b.checkpoint(t, 90)
			_, way := own.Check(b.key)
			if tt.says == "" {
				if err := audit.Compare(held.Checkpoint, shown.Checkpoint); err != nil || way != nil {
					t.Errorf("seen, which nothing here could see: %v, %v", err, way)
				}
				return
			}
			wantError(t, audit.Compare(held.Checkpoint, shown.Checkpoint), review.Invalid, tt.says)
			wantError(t, way, review.Invalid, "the continuation does not hold")
		})
	}
}

// A tail that is cut off is seen by whoever holds the later checkpoint, and not by
// who holds only an older one. That is why checkpoints go out often.
func TestACutTail(t *testing.T) {
	b := logOf(t, 100, nil)
	cut := logOf(t, 95, nil) // 5 events are gone; the log is good in itself

	later := opened(t, b.checkpoint(t, 100), b.key)
	offered := audit.Continuation{Older: b.checkpoint(t, 100), Newer: cut.checkpoint(t, 95)}
	_, err := offered.Check(b.key)
	wantError(t, err, review.Invalid, "covers less than the older: 95 entries")
	wantError(t, audit.Compare(later.Checkpoint, cut.head(t, 95)), review.Invalid, "cannot be compared")

	older := opened(t, b.checkpoint(t, 90), b.key)
	if _, err := cut.continuation(t, 90, 95).Check(b.key); err != nil {
		t.Errorf("who holds 90 sees a cut at 95: %v", err)
	}
	if err := audit.Compare(older.Checkpoint, cut.head(t, 90)); err != nil {
		t.Error(err)
	}

	// Once other events have taken the place of those, it is seen at that size.
	for range 5 {
		cut.record(t, func(ev *review.Event, _ []review.Field) { ev.Command = "another" })
	}
	wantError(t, audit.Compare(later.Checkpoint, cut.head(t, 100)), review.Invalid, "the log was rewritten")
}

// Who reads what is in a tree of its own, and can be rewritten no more than the log.
func TestRewrittenAccessRecords(t *testing.T) {
	b, forged := logOf(t, 20, nil), logOf(t, 20, nil)
	forged.access = &shelf{}
	for n := range int64(10) {
		grow(t, forged.access, n, audit.Leaf([]byte("nobody")))
	}
	way := forged.continuation(t, 10, 20)
	way.Older = b.checkpoint(t, 10)
	_, err := way.Check(b.key)
	wantError(t, err, review.Invalid, "access records are not shown to continue those 5")
	wantError(t, audit.Compare(b.head(t, 20), forged.head(t, 20)), review.Invalid, "the access records were rewritten")
}

func TestAttacksOnAContinuation(t *testing.T) {
	b := logOf(t, 20, nil)
	restored := logOf(t, 20, nil)
	restored.origin = origin + "/restored-1"
	tests := []struct {
		name   string
		attack func(c *audit.Continuation)
		says   string
	}{
		{"a hash left out", func(c *audit.Continuation) { c.Log = c.Log[1:] }, "the log of 20 entries is not shown"},
		{"a hash too many", func(c *audit.Continuation) { c.Log = append(c.Log, audit.Hash{}) }, "the log of 20 entries is not shown"},
		{"a hash changed", func(c *audit.Continuation) { c.Log[0][3] ^= 1 }, "the log of 20 entries is not shown"},
		{"an access hash changed", func(c *audit.Continuation) { c.Access[0][3] ^= 1 }, "the 10 access records are not shown"},
		{"the ways exchanged", func(c *audit.Continuation) { c.Log, c.Access = c.Access, c.Log }, "is not shown"},
		{"the checkpoints exchanged", func(c *audit.Continuation) { c.Older, c.Newer = c.Newer, c.Older }, "covers less"},
		{"another older checkpoint", func(c *audit.Continuation) { c.Older = b.checkpoint(t, 6) }, "the log of 20 entries is not shown"},
		{"no older checkpoint", func(c *audit.Continuation) { c.Older = nil }, "the log of 20 entries is not shown"},
		{"the older one unsigned", func(c *audit.Continuation) { c.Older = c.Older[:len(c.Older)-20] }, "the older checkpoint does not hold"},
		{"the newer one edited", func(c *audit.Continuation) {
			c.Newer = bytes.Replace(c.Newer, []byte("\n20\n"), []byte("\n19\n"), 1)
		}, "the newer checkpoint does not hold"},
		{"the log after a restore", func(c *audit.Continuation) { c.Newer = restored.checkpoint(t, 20) }, "the newer of " + origin + "/restored-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := b.continuation(t, 7, 20)
			done, err := c.Check(b.key)
			if err != nil || done.Older.Size != 7 || done.Newer.Size != 20 {
				t.Fatalf("the continuation itself does not hold: %v", err)
			}
			c.Log, c.Access = slices.Clone(c.Log), slices.Clone(c.Access)
			tt.attack(&c)
			_, err = c.Check(b.key)
			wantError(t, err, review.Invalid, tt.says)
		})
	}
	if done, err := b.continuation(t, 0, 20).Check(b.key); err != nil || done.Older != nil {
		t.Errorf("from the beginning: %v", err)
	}
	if _, err := b.continuation(t, 20, 20).Check(b.key); err != nil {
		t.Errorf("of itself: %v", err)
	}
}
