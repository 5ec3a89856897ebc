package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"

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
	head, err := v.headAt(int64(len(v.leaves)))
	if err != nil {
		return err
	}
	v.found.LogSize, v.found.LogRoot = head.Size, hexOf(head.Root)
	for _, held := range v.db.held() {
		if err := v.checkHeld(held); err != nil {
			return err
		}
	}
	if err := v.checkAccessTree(ctx); err != nil {
		return err
	}
	return v.checkCheckpoints(ctx)
}

// checkCheckpoints holds the log against the checkpoints that were kept with it, and
// checks their signatures where the key is at hand.
func (v *verifier) checkCheckpoints(ctx context.Context) error {
	if v.db.options.Signs == nil {
		return nil
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
	var edge audit.Frontier // follows the checkpoints, whose sizes only grow
	for _, r := range rows {
		v.found.Checkpoints++
		c, err := audit.OpenCheckpoint(r.Note, verifier)
		switch {
		case err != nil || c.Size != r.Size:
			v.distrust("", 0, r.Size, "the checkpoint of %d events is not one that this board signed", r.Size)
			continue
		case c.Size > int64(len(v.leaves)):
			v.distrust("", 0, int64(len(v.leaves))+1, "the log was cut: it has %d events, and there is a checkpoint of %d", len(v.leaves), c.Size)
			continue
		case c.Size < edge.Size():
			edge = audit.Frontier{}
		}
		if _, err := edge.Grow(v.leaves[edge.Size():c.Size]); err != nil {
			return err
		}
		if edge.Head() != c.Head {
			v.distrust("", 0, c.Size, "the log up to event %d is not the one of which a checkpoint was signed", c.Size)
		}
	}
	return nil
}

// headAt is the head of the log's tree when it had that size.
func (v *verifier) headAt(size int64) (audit.Head, error) {
	var edge audit.Frontier
	_, err := edge.Grow(v.leaves[:size])
	return edge.Head(), err
}

// checkHeld compares the log with a head that somebody remembers.
func (v *verifier) checkHeld(held audit.Head) error {
	if held.Size > int64(len(v.leaves)) {
		v.distrust("", 0, int64(len(v.leaves))+1, "the log was cut: it has %d events, and %d were seen", len(v.leaves), held.Size)
		return nil
	}
	head, err := v.headAt(held.Size)
	if err == nil && head != held {
		v.distrust("", 0, held.Size, "the log up to event %d is not the one that was seen", held.Size)
	}
	return err
}

// compareTree compares the hashes that are kept of a tree with those that its leaves
// give. Where says what a leaf is about.
func (v *verifier) compareTree(ctx context.Context, log string, leaves []audit.Hash, where func(leaf int64) (review.Stream, int64)) (err error) {
	var edge audit.Frontier
	want, err := edge.Grow(leaves)
	if err != nil {
		return err
	}
	if same, err := v.sameHashes(ctx, log, want); same || err != nil {
		return err
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

// sameHashes reports whether the hashes of a tree are those that it must have. It reads
// many at a time, which is faster, and does not tell which one is wrong.
func (v *verifier) sameHashes(ctx context.Context, log string, want []audit.Hash) (bool, error) {
	const atOnce = 4096
	var total int
	if err := v.q.GetContext(ctx, &total, `SELECT count(*) FROM tree_hashes WHERE log = ?`, log); err != nil || total != len(want) {
		return false, err
	}
	for at := 0; at < total; at += atOnce {
		end := min(at+atOnce, total)
		var all string
		if err := v.q.GetContext(ctx, &all, `
			SELECT coalesce(group_concat(hex(hash), ''), '')
			FROM (SELECT hash
			      FROM tree_hashes
			      WHERE board = (SELECT min(board) FROM tree_hashes) AND log = ? AND position >= ? AND position < ?
			      ORDER BY position)`, log, at, end); err != nil {
			return false, err
		}
		expected := make([]byte, 0, 64*atOnce)
		for _, hash := range want[at:end] {
			expected = hex.AppendEncode(expected, hash[:])
		}
		if !strings.EqualFold(all, string(expected)) {
			return false, nil
		}
	}
	return true, nil
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
	leaves := make([]audit.Hash, len(records))
	for i, r := range records {
		leaves[i] = audit.Leaf(r.Record)
		if a, err := audit.ParseAccess(r.Record); err != nil || r.Number != int64(i)+1 || !r.says(a) {
			v.distrust("", 0, 0, "record %d of the access log is not in its canonical form, or its columns say otherwise", i+1)
		}
	}
	v.found.AccessSize = int64(len(leaves))
	return v.compareTree(ctx, accessTree, leaves, func(int64) (review.Stream, int64) { return "", 0 })
}
