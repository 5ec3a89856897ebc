package store

import (
	"bytes"
	"context"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
	"scr/review"
)

// checkTree computes the tree over the log again, and compares it with the one that
// is kept and with what was held of it outside: a log that was rewritten together
// with its tree looks whole to everybody who remembers nothing.
func (v *verifier) checkTree(ctx context.Context) error {
	if err := v.compareTree(ctx, eventTree, v.leaves, func(n int64) (review.Stream, int64) { return "", n + 1 }); err != nil {
		return err
	}
	log, _ := v.followers()
	head, err := log.at(int64(len(v.leaves)))
	if err != nil {
		return err
	}
	v.found.LogSize, v.found.LogRoot = head.Size, hexOf(head.Root)
	if err := v.checkAccessTree(ctx); err != nil {
		return err
	}
	if err := v.checkHeld(); err != nil {
		return err
	}
	return v.checkCheckpoints(ctx)
}

// follower gives the heads that a tree had at sizes that mostly grow. Its words are for
// problems: what the tree is over, and what one of its leaves is.
type follower struct {
	leaves    []audit.Hash
	edge      audit.Frontier
	over, one string
}

func (v *verifier) followers() (log, reads *follower) {
	return &follower{leaves: v.leaves, over: "the log", one: "event"}, &follower{leaves: v.reads, over: "the access log", one: "record"}
}

// at is the head of the tree when it had that size, which is no more than it has now.
func (f *follower) at(size int64) (audit.Head, error) {
	if size < f.edge.Size() {
		f.edge = audit.Frontier{}
	}
	_, err := f.edge.Grow(f.leaves[f.edge.Size():size])
	return f.edge.Head(), err
}

// How a head of a tree is known, as problems say it.
type knownBy struct{ cut, changed string }

var (
	bySignature = knownBy{"there is a checkpoint of %d", "of which a checkpoint was signed"}
	bySight     = knownBy{"%d were seen", "that was seen"}
)

// checkHead compares a tree with a head that it is known to have had.
func (v *verifier) checkHead(tree *follower, known audit.Head, by knownBy) error {
	size, at := int64(len(tree.leaves)), func(event int64) int64 {
		if tree.one != "event" {
			return 0
		}
		return event
	}
	if known.Size > size {
		v.distrust("", 0, at(size+1), "%s was cut: it has %d %ss, and "+by.cut, tree.over, size, tree.one, known.Size)
		return nil
	}
	head, err := tree.at(known.Size)
	if err == nil && head != known {
		v.distrust("", 0, at(known.Size), "%s up to %s %d is not the one %s", tree.over, tree.one, known.Size, by.changed)
	}
	return err
}

// checkHeld compares both trees with the heads that somebody remembers.
func (v *verifier) checkHeld() error {
	log, reads := v.followers()
	heads, access := v.db.held()
	for _, head := range heads {
		if err := v.checkHead(log, head, bySight); err != nil {
			return err
		}
	}
	for _, head := range access {
		if err := v.checkHead(reads, head, bySight); err != nil {
			return err
		}
	}
	return nil
}

// checkCheckpoints holds the log, and the records of who read what, against the
// checkpoints that were kept with them, and checks their signatures where the key is at
// hand.
func (v *verifier) checkCheckpoints(ctx context.Context) error {
	if err := v.checkNumbers(ctx); err != nil || v.db.options.Signs == nil {
		return err
	}
	key, err := v.db.options.Signs.Verifier()
	if err != nil {
		return err
	}
	verifier, err := audit.ParseKey(key)
	if err != nil {
		return err
	}
	var rows []struct {
		Size int64  `db:"size"`
		Note []byte `db:"note"`
	}
	if err := v.q.SelectContext(ctx, &rows, `SELECT size, note FROM checkpoints ORDER BY number`); err != nil {
		return err
	}
	log, reads := v.followers()
	for _, r := range rows {
		v.found.Checkpoints++
		c, err := audit.OpenCheckpoint(r.Note, verifier)
		if err != nil || c.Size != r.Size {
			v.distrust("", 0, r.Size, "the checkpoint of %d events is not one that this board signed", r.Size)
			continue
		}
		if err := v.checkHead(log, c.Head, bySignature); err != nil {
			return err
		}
		if err := v.checkHead(reads, c.Access, bySignature); err != nil {
			return err
		}
	}
	return nil
}

// checkNumbers looks, also without a key, whether checkpoints are missing in between, and
// whether each is of this board. That the newest ones are missing cannot be seen from what
// is left: somebody else must hold one.
func (v *verifier) checkNumbers(ctx context.Context) error {
	var rows []struct {
		Number int64  `db:"number"`
		Board  string `db:"board"`
		Size   int64  `db:"size"`
	}
	if err := v.q.SelectContext(ctx, &rows, `SELECT number, board, size FROM checkpoints ORDER BY number`); err != nil || len(rows) == 0 {
		return err
	}
	board, err := v.db.board(ctx)
	if err != nil {
		return err
	}
	next := int64(1)
	for _, r := range rows {
		if r.Number != next {
			v.distrust("", 0, r.Size, "checkpoints are missing before the one of %d events: it has the number %d, and %d comes next", r.Size, r.Number, next)
		}
		if r.Board != board {
			v.distrust("", 0, r.Size, "the column board of the checkpoint of %d events does not match the board", r.Size)
		}
		next = r.Number + 1
	}
	return nil
}

// compareTree compares the hashes that are kept of a tree with those that its leaves
// give: by their sums, or, when it is to be told which one is wrong, one by one. Where
// says what a leaf is about.
func (v *verifier) compareTree(ctx context.Context, log string, leaves []audit.Hash, where func(leaf int64) (review.Stream, int64)) (err error) {
	var edge audit.Frontier
	want, err := edge.Grow(leaves)
	if err != nil {
		return err
	}
	if !v.rowwise {
		v.sums.addTree(log, want)
		return nil
	}
	rows, err := v.q.QueryContext(ctx, `
		SELECT position, hash
		FROM tree_hashes
		WHERE log = ?
		ORDER BY position`, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	next := int64(0)
	for rows.Next() {
		var position int64
		var hash []byte
		if err := rows.Scan(&position, &hash); err != nil {
			return err
		}
		for ; next < min(position, int64(len(want))); next++ {
			v.distrustHash(next, "is missing from", log, where)
		}
		if position >= int64(len(want)) {
			v.distrustHash(position, "is one too many in", log, where)
			continue
		}
		if !bytes.Equal(hash, want[position][:]) {
			v.distrustHash(position, "does not fit", log, where)
		}
		next = position + 1
	}
	for ; next < int64(len(want)); next++ {
		v.distrustHash(next, "is missing from", log, where)
	}
	return rows.Err()
}

// distrustHash notes a problem with one hash of a tree: at the leaf, or at the last
// leaf below it.
func (v *verifier) distrustHash(position int64, says, log string, where func(int64) (review.Stream, int64)) {
	level, n := tlog.SplitStoredHashIndex(position)
	stream, global := where((n+1)<<level - 1)
	what := "a hash over events up to this one"
	if level == 0 {
		what = "the hash of this event"
	}
	if log == accessTree {
		what = "a hash of the access log"
	}
	v.distrust(stream, 0, global, "%s %s the tree", what, says)
}

// accessRow is a record of the access log with its columns, which repeat what it says.
type accessRow struct {
	Number     int64  `db:"number"`
	Board      string `db:"board"`
	Person     string `db:"person"`
	Stream     string `db:"stream"`
	RecordedAt string `db:"recorded_at"`
	Record     []byte `db:"record"`
}

func (r accessRow) says(a review.Access) bool {
	return r.Number == a.Number && r.Board == a.Board && r.Person == a.Person && r.Stream == string(a.Stream) && r.RecordedAt == instant(a.At)
}

// checkAccessTree computes the tree over the access log again.
func (v *verifier) checkAccessTree(ctx context.Context) error {
	var records []accessRow
	if err := v.q.SelectContext(ctx, &records, `
		SELECT number, board, person, stream, recorded_at, record
		FROM access_log
		ORDER BY number`); err != nil {
		return err
	}
	v.reads = make([]audit.Hash, len(records))
	for i, r := range records {
		v.reads[i] = audit.Leaf(r.Record)
		if a, err := audit.ParseAccess(r.Record); err != nil || r.Number != int64(i)+1 || !r.says(a) {
			v.distrust("", 0, 0, "record %d of the access log is not in its canonical form, or its columns say otherwise", i+1)
		}
	}
	v.found.AccessSize = int64(len(v.reads))
	return v.compareTree(ctx, accessTree, v.reads, func(int64) (review.Stream, int64) { return "", 0 })
}
