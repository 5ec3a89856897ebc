package review

import (
	"slices"
	"strconv"
	"strings"
)

// ErasureProposed asks for an erasure. Why is told to those who approve it.
type ErasureProposed struct {
	ID    string       `json:"id"`
	Scope ErasureScope `json:"scope"`          // what is to be erased
	Upto  int64        `json:"upto,omitempty"` // version of its stream: nothing that is recorded later is meant
	Basis string       `json:"basis"`          // one of ErasureBases
	Rule  string       `json:"rule,omitempty"` // name of the retention schedule that asks for it
	Why   Text         `json:"why,omitzero" personal:"reason"`
}

// Kind returns "erasure.proposed/2".
func (*ErasureProposed) Kind() string { return "erasure.proposed/2" }

func (b *ErasureProposed) applyBoard(board *Board, ev Event) error {
	proposers := slices.Compact([]string{ev.RecordedBy, ev.DecidedBy})
	board.Erasures = append(slices.Clip(board.Erasures), Erasure{ID: b.ID, Seq: ev.Seq, On: ev.OccurredOn, Scope: b.Scope, Upto: b.Upto,
		Basis: b.Basis, Rule: b.Rule, Proposers: proposers})
	board.ErasuresIssued = max(board.ErasuresIssued, numberOf("erasure", b.ID))
	return nil
}

// ErasureApproved is one person's consent to an erasure.
type ErasureApproved struct {
	ID string `json:"id"`
}

// Kind returns "erasure.approved/1".
func (*ErasureApproved) Kind() string { return "erasure.approved/1" }

func (b *ErasureApproved) applyBoard(board *Board, ev Event) error {
	return board.changeErasure(b.ID, ev, func(e *Erasure) {
		e.Approvals = append(slices.Clip(e.Approvals), Approval{ev.Seq, ev.DecidedBy, ev.OccurredOn})
	})
}

// ErasureWithdrawn ends an erasure that is not to be carried out, or no further.
type ErasureWithdrawn struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "erasure.withdrawn/1".
func (*ErasureWithdrawn) Kind() string { return "erasure.withdrawn/1" }

func (b *ErasureWithdrawn) applyBoard(board *Board, ev Event) error {
	return board.changeErasure(b.ID, ev, func(e *Erasure) { e.Withdrawn, e.ClosedOn = true, ev.OccurredOn })
}

// ErasureSorted says that somebody has read texts of the worklist and dealt with them.
// Where wordings are to go because of it, two people approve that again.
type ErasureSorted struct {
	ID    string       `json:"id"`
	Texts []SortedText `json:"texts"`
}

// Kind returns "erasure.sorted/1".
func (*ErasureSorted) Kind() string { return "erasure.sorted/1" }

func (b *ErasureSorted) applyBoard(board *Board, ev Event) error {
	return board.changeErasure(b.ID, ev, func(e *Erasure) {
		e.Sorted = append(slices.Clip(e.Sorted), b.Texts...)
		if slices.ContainsFunc(b.Texts, func(t SortedText) bool { return len(t.Erase) > 0 }) {
			e.SortedAt = ev.Seq
		}
	})
}

// ErasureCompleted says that all that an erasure asked for is gone, with its keys.
type ErasureCompleted struct {
	ID           string `json:"id"`
	Texts        int    `json:"texts"`         // that were erased in all
	Streams      int    `json:"streams"`       // in which they were
	Epoch        int    `json:"epoch"`         // of the key ring, which no older copy of it has; 0 where nothing is sealed
	BackupsUntil Date   `json:"backups_until"` // day by which no backup of an older epoch may be left
}

// Kind returns "erasure.completed/1".
func (*ErasureCompleted) Kind() string { return "erasure.completed/1" }

func (b *ErasureCompleted) applyBoard(board *Board, ev Event) error {
	return board.changeErasure(b.ID, ev, func(e *Erasure) {
		e.Completed, e.ClosedOn, e.Texts, e.BackupsUntil = true, ev.OccurredOn, b.Texts, b.BackupsUntil
	})
}

// ErasuresReapplied says that a database, which came back from an older copy, loses
// again what had been erased since. It comes before the erasures themselves. The
// proposals may be missing from this log.
type ErasuresReapplied struct {
	List     string   `json:"list"`     // SHA-256, in hexadecimal, of the list that said what
	Erasures []string `json:"erasures"` // handles
	Texts    int      `json:"texts"`    // that are erased again
}

// Kind returns "erasures.reapplied/1".
func (*ErasuresReapplied) Kind() string { return "erasures.reapplied/1" }

// The handles stay given out, so that no later erasure is taken for one of these.
func (b *ErasuresReapplied) applyBoard(board *Board, _ Event) error {
	for _, id := range b.Erasures {
		board.ErasuresIssued = max(board.ErasuresIssued, numberOf("erasure", id))
	}
	return nil
}

// MoratoriumDeclared keeps the whole board from erasing anything.
type MoratoriumDeclared struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "moratorium.declared/1".
func (*MoratoriumDeclared) Kind() string { return "moratorium.declared/1" }

func (b *MoratoriumDeclared) applyBoard(board *Board, ev Event) error {
	board.Moratoria = append(slices.Clip(board.Moratoria), Moratorium{ID: b.ID, Seq: ev.Seq, On: ev.OccurredOn})
	return nil
}

// MoratoriumLifted ends a moratorium.
type MoratoriumLifted struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "moratorium.lifted/1".
func (*MoratoriumLifted) Kind() string { return "moratorium.lifted/1" }

func (b *MoratoriumLifted) applyBoard(board *Board, ev Event) error {
	i := slices.IndexFunc(board.Moratoria, func(m Moratorium) bool { return m.ID == b.ID })
	if i < 0 {
		return absent(ev, b.ID)
	}
	board.Moratoria = slices.Clone(board.Moratoria)
	board.Moratoria[i].Lifted, board.Moratoria[i].LiftedOn = true, ev.OccurredOn
	return nil
}

// RequestAnswered says that somebody was given what the board holds of them, and what
// was kept back and on what ground. It holds nothing of the content.
type RequestAnswered struct {
	Review  string      `json:"review,omitempty"` // reference, where the person is a subject or relative
	Of      string      `json:"of"`               // handle of the subject, relative or person
	Reviews int         `json:"reviews"`          // that were searched
	Records int         `json:"records"`          // that concern the person
	Texts   int         `json:"texts"`            // that were given
	Exempt  []Exemption `json:"exempt,omitempty"` // texts that were kept back
}

// Kind returns "sar.answered/1".
func (*RequestAnswered) Kind() string { return "sar.answered/1" }

func (*RequestAnswered) applyBoard(*Board, Event) error { return nil }

// changeErasure applies f to the erasure with that handle.
func (b *Board) changeErasure(id string, ev Event, f func(*Erasure)) error {
	i := b.erasure(id)
	if i < 0 {
		return absent(ev, id)
	}
	b.Erasures = slices.Clone(b.Erasures)
	f(&b.Erasures[i])
	return nil
}

// numberOf returns the number in a handle of that kind, 0 where there is none.
func numberOf(noun, id string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(id, noun+"-"))
	return n
}
