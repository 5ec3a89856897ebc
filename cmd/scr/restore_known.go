package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"scr/config"
	"scr/internal/audit"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// recall gathers what is known of the log that a backup is of.
func (r *restoring) recall(ctx context.Context) error {
	settings, err := r.config()
	if err != nil {
		return err
	}
	base, _ := audit.Lineage(r.file.Origin)
	seen, err := newestMemory(settings, base)
	if err != nil {
		return err
	}
	if seen.head.Size > 0 {
		seen.from = "what you saw of it"
		r.known = append(r.known, seen)
	}
	for _, name := range r.ask.held {
		data, err := readOffline(name)
		if err != nil {
			return err
		}
		signed, err := audit.OpenCheckpoint(data, r.keys...)
		if err != nil {
			return within(name, err)
		}
		if err := r.know(signed.Checkpoint, "the checkpoint in "+name); err != nil {
			return err
		}
	}
	if err := r.recallErased(settings); err != nil {
		return err
	}
	return r.inPlace(ctx)
}

// recallErased opens the lists of what was erased: the one beside the keys, and the one
// in the backup. Neither may be left out. Each also says how far the log had come.
func (r *restoring) recallErased(settings *config.Settings) error {
	kept, err := openKept(erasedFile(settings), r.file.Origin, r.keys)
	if err != nil {
		return err
	}
	var inside audit.ErasedList
	if len(r.file.ErasedList) > 0 {
		if inside, err = openErased(r.file.ErasedList, r.keys); err != nil {
			return err
		}
	}
	if r.gone = kept.With(inside); kept.Size == 0 {
		r.gone = inside
	}
	if err := r.knowErased(kept, "the list of what was erased, beside the keys"); err != nil {
		return err
	}
	return r.knowErased(inside, "the list of what was erased, in the backup")
}

// knowErased adds the head that a list was written at. It is the board's own word for
// how far the log had come.
func (r *restoring) knowErased(list audit.ErasedList, from string) error {
	if list.Size == 0 {
		return nil
	}
	return r.know(audit.Checkpoint{Origin: list.Origin, Head: list.Head, Access: audit.Head{Size: list.Access}}, from)
}

// know adds a head that the log had.
func (r *restoring) know(c audit.Checkpoint, from string) error {
	base, _ := audit.Lineage(r.file.Origin)
	other, n := audit.Lineage(c.Origin)
	if other != base {
		return review.Errorf(review.Refused, "%s is of another log than the backup", from).
			WithHint("one of the two is not this board's")
	}
	if c.Size > 0 {
		r.known = append(r.known, memory{head: c.Head, access: c.Access.Size, restored: n, from: from})
	}
	return nil
}

// inPlace asks the database that is to be replaced how far its log had come, and what
// checkpoints it keeps. One that cannot be asked may hold more than the backup: two
// people answer for that too.
func (r *restoring) inPlace(ctx context.Context) (err error) {
	if !r.ask.replace {
		return nil
	}
	if r.place, err = store.AskInPlace(ctx, r.ask.to); err != nil {
		return err
	}
	if r.place.Unasked != nil {
		return r.unasked()
	}
	for _, c := range r.headsIn() {
		if err := r.know(c, "the database in place"); err != nil {
			return err
		}
	}
	return nil
}

// unasked refuses to move a database aside that could say nothing, unless two people
// answer for what may be lost with it.
func (r *restoring) unasked() error {
	says := review.Errorf(review.Refused, "the database in place cannot be asked how far its log had come: %w", r.place.Unasked).
		WithHint("\"scr --db %s doctor\" says more. If that cannot be mended, two people answer for what may be lost with --accept-loss", review.ShellWord(r.ask.to))
	if !r.ask.acceptLoss {
		return says
	}
	r.done.Unasked = true
	fmt.Fprintf(r.err, "scr: %s\n", report.Printable(says.Message))
	return nil
}

// headsIn returns the heads that the database in place says its log had.
func (r *restoring) headsIn() []audit.Checkpoint {
	if !r.place.Found {
		return nil
	}
	heads := []audit.Checkpoint{r.place.Checkpoint}
	for _, text := range r.place.Notes {
		if signed, err := audit.OpenCheckpoint(text, r.keys...); err == nil {
			heads = append(heads, signed.Checkpoint)
		}
	}
	return heads
}

// missing returns how far the log, and the records of who read what, are known to have
// gone where the backup does not reach that, or nothing. A backup that contradicts what
// is known is refused whatever anybody answers for.
func (r *restoring) missing(ctx context.Context, db *store.DB, now audit.Checkpoint) (newest memory, err error) {
	head := now.Head
	for _, m := range r.known {
		if m.access > max(now.Access.Size, newest.access) {
			newest.access = m.access
			newest.from = cmp.Or(newest.from, m.from)
		}
		if r.outgrown(m) {
			continue
		}
		_, err := m.against(ctx, db, r.file.Origin, head)
		if _, cut := errors.AsType[*cutError](err); cut && m.head.Size > head.Size {
			if m.head.Size > newest.head.Size {
				newest.head, newest.from, newest.blind = m.head, m.from, m.access == 0
			} else if m.head.Size == newest.head.Size {
				newest.blind = newest.blind && m.access == 0
			}
			continue
		}
		if err != nil {
			return memory{}, review.Errorf(review.Refused, "the log in the backup is not the one that is known from %s: its first %d events are others", m.from, min(m.head.Size, head.Size)).
				WithHint("the backup was changed, or is of a log that went another way; find out which before anything else")
		}
	}
	return newest, nil
}

// outgrown reports whether a head is one of a name that the backup never had, and more
// is known of the log under that name: then that says how much the backup lacks.
func (r *restoring) outgrown(m memory) bool {
	_, n := audit.Lineage(r.file.Origin)
	return m.restored > n && slices.ContainsFunc(r.known, func(other memory) bool {
		return other.restored == m.restored && other.head.Size > m.head.Size
	})
}
