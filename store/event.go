package store

import (
	"context"
	"fmt"
	"strings"

	"scr/internal/audit"
	"scr/review"
)

func (t *tx) insertEvent(ev review.Event, envelope []byte) error {
	_, err := t.exec(`
		INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		ev.Global, ev.Board, string(ev.Stream), ev.Seq, ev.Body.Kind(), ev.Command,
		instant(ev.RecordedAt), ev.OccurredOn.String(), ev.Definition, envelope)
	return err
}

// Events returns a stream's whole log, oldest first. The texts in it are
// references; see [DB.Texts]. A stream that was never written to has none.
func (db *DB) Events(ctx context.Context, stream review.Stream) ([]review.Event, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	var envelopes [][]byte
	if err := db.all(ctx, &envelopes, streamQuery, board, string(stream)); err != nil {
		return nil, fmt.Errorf("read the events of %s: %w", stream, err)
	}
	return readEvents(stream, envelopes)
}

const streamQuery = `
	SELECT envelope
	FROM events
	WHERE board = ? AND stream = ?
	ORDER BY seq`

// readEvents reads a stream's envelopes, which must be all of them.
func readEvents(stream review.Stream, envelopes [][]byte) ([]review.Event, error) {
	events := make([]review.Event, len(envelopes))
	for i, data := range envelopes {
		ev, err := readEvent(data)
		if err == nil && (ev.Stream != stream || ev.Seq != int64(i)+1) {
			err = fmt.Errorf("it belongs elsewhere")
		}
		if err != nil {
			return nil, unreadable(fmt.Sprintf("event %d of %s", i+1, stream), err)
		}
		events[i] = ev
	}
	return events, nil
}

func readEvent(envelope []byte) (review.Event, error) {
	e, err := audit.Parse(envelope)
	if err != nil {
		return review.Event{}, err
	}
	return e.Decode()
}

// blank returns the state of a stream before its first event.
func blank(stream review.Stream) (review.State, error) {
	if stream == review.BoardStream {
		return &review.Board{}, nil
	}
	noun, id, _ := strings.Cut(string(stream), "/")
	switch {
	case id == "":
	case noun == "review":
		return &review.Review{ID: id}, nil
	case noun == "person":
		return &review.Person{ID: id}, nil
	case noun == "definition":
		return &review.Adoption{Workflow: id}, nil
	}
	return nil, review.Errorf(review.Failed, "stream %q is not known to this version of the program", stream)
}

// newRow returns the row of a state. What the state before it had written is not
// written again where it is the same; see [newReviewRow] for refolded.
func newRow(board string, before, next review.State, refolded bool) (row, error) {
	switch next := next.(type) {
	case *review.Review:
		return newReviewRow(board, before.(*review.Review), next, refolded)
	case *review.Person:
		return newPersonRow(board, next)
	case *review.Board:
		return newBoardRow(next)
	case *review.Adoption:
		return newAdoptionRow(board, next)
	}
	return nil, review.Errorf(review.Failed, "stream %q has no row", next.StreamName())
}
