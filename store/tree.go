package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
)

// The trees over the log and over the access log. Their hashes can be computed from
// what they are over; they are kept so that an append costs a few, not all.
const (
	eventTree  = "events"
	accessTree = "access"
)

// Remember tells of heads of the log that were seen, and are kept elsewhere.
// [DB.Verify] holds the log against them.
func (db *DB) Remember(heads ...audit.Head) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.seen = append(db.seen, heads...)
}

// RememberAccess is [DB.Remember] for the records of access.
func (db *DB) RememberAccess(heads ...audit.Head) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.reads = append(db.reads, heads...)
}

func (db *DB) held() (log, access []audit.Head) {
	db.mu.Lock()
	defer db.mu.Unlock()
	return slices.Clone(db.seen), slices.Clone(db.reads)
}

// edges keep the right edge of each tree as the last append of this process left it,
// so that the next one need not read it. It serves a tree of that size only: when
// somebody else has written, it is read again.
type edges struct {
	mu   sync.Mutex
	kept map[string]*audit.Frontier
}

// take hands over the edge of a tree of that size, or nil. What a transaction that
// fails does to it, nobody sees.
func (e *edges) take(log string, size int64) *audit.Frontier {
	e.mu.Lock()
	defer e.mu.Unlock()
	edge := e.kept[log]
	delete(e.kept, log)
	if edge == nil || edge.Size() != size {
		return nil
	}
	return edge
}

// keep takes the edges of a transaction that was committed.
func (e *edges) keep(grown map[string]*audit.Frontier) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kept == nil {
		e.kept = map[string]*audit.Frontier{}
	}
	maps.Copy(e.kept, grown)
}

// edge returns the right edge of a tree of that size.
func (t *tx) edge(log string, size int64) (edge *audit.Frontier, err error) {
	if size < 0 {
		return nil, unreadable("how far the tree of "+log+" has come", nil)
	}
	if edge = t.grown[log]; edge != nil && edge.Size() == size {
		return edge, nil
	}
	if edge = t.db.edges.take(log, size); edge == nil {
		edge, err = audit.ReadFrontier(size, txHashes{t, log})
	}
	if t.grown == nil {
		t.grown = map[string]*audit.Frontier{}
	}
	t.grown[log] = edge
	return edge, err
}

// grow adds leaves to a tree of the given size, and returns the root.
func (t *tx) grow(log string, size int64, leaves []audit.Hash) (audit.Hash, error) {
	edge, err := t.edge(log, size)
	if err != nil {
		return audit.Hash{}, fmt.Errorf("grow the tree of %s: %w", log, err)
	}
	gained, err := edge.Grow(leaves)
	if err != nil {
		return audit.Hash{}, fmt.Errorf("grow the tree of %s: %w", log, err)
	}
	for i, first := 0, tlog.StoredHashCount(size); i < len(gained); i++ {
		_, err := t.exec(`
			INSERT INTO tree_hashes (board, log, position, hash)
			VALUES (?, ?, ?, ?)`, t.board, log, first+int64(i), gained[i][:])
		if err != nil {
			return audit.Hash{}, err
		}
	}
	return edge.Root(), nil
}

// plant grows the tree over a log that was begun before there was one. A tree that
// is there is never made anew: it would fit whatever was done to the log.
func (t *tx) plant() error {
	rows, err := t.query(`
		SELECT envelope
		FROM events
		WHERE NOT EXISTS (SELECT 1 FROM tree_hashes WHERE log = ?)
		ORDER BY global`, eventTree)
	if err != nil || len(rows) == 0 {
		return err
	}
	leaves := make([]audit.Hash, len(rows))
	for i, row := range rows {
		var envelope []byte
		if err := cells(fmt.Sprintf("event %d", i+1), row, &envelope); err != nil {
			return err
		}
		leaves[i] = audit.Leaf(envelope)
	}
	_, err = t.grow(eventTree, 0, leaves)
	return err
}

// txHashes reads a tree's hashes in a write transaction.
type txHashes struct {
	t   *tx
	log string
}

// ReadHashes is part of [tlog.HashReader].
func (h txHashes) ReadHashes(positions []int64) ([]tlog.Hash, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	args := []any{h.t.board, h.log}
	for _, p := range positions {
		args = append(args, p)
	}
	rows, err := h.t.query(hashQuery(len(positions)), args...)
	if err != nil {
		return nil, err
	}
	known := make(map[int64]tlog.Hash, len(rows))
	for _, row := range rows {
		var position int64
		var stored []byte
		err := cells("a hash of the tree", row, &position, &stored)
		if err == nil {
			known[position], err = treeHash(position, stored)
		}
		if err != nil {
			return nil, err
		}
	}
	return inOrder(positions, known)
}

func hashQuery(n int) string {
	return `
		SELECT position, hash
		FROM tree_hashes
		WHERE board = ? AND log = ? AND position IN (` + strings.Repeat(", ?", n)[2:] + `)`
}

// inOrder returns the hashes at some positions.
func inOrder(positions []int64, known map[int64]tlog.Hash) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(positions))
	for i, p := range positions {
		hash, ok := known[p]
		if !ok {
			return nil, unreadable(fmt.Sprintf("the hash at position %d of the tree", p), nil)
		}
		hashes[i] = hash
	}
	return hashes, nil
}

// hashes reads a tree's hashes outside a transaction. Those that an append has
// written never change, so it does not matter what is appended meanwhile.
type hashes struct {
	ctx   context.Context
	q     sqlx.QueryerContext
	board string
	log   string
}

// ReadHashes is part of [tlog.HashReader].
func (h hashes) ReadHashes(positions []int64) ([]tlog.Hash, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	args := []any{h.board, h.log}
	for _, p := range positions {
		args = append(args, p)
	}
	var rows []struct {
		Position int64  `db:"position"`
		Hash     []byte `db:"hash"`
	}
	if err := sqlx.SelectContext(h.ctx, h.q, &rows, hashQuery(len(positions)), args...); err != nil {
		return nil, translate(err)
	}
	known := make(map[int64]tlog.Hash, len(rows))
	for _, r := range rows {
		hash, err := treeHash(r.Position, r.Hash)
		if err != nil {
			return nil, err
		}
		known[r.Position] = hash
	}
	return inOrder(positions, known)
}
