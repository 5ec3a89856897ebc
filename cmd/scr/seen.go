package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"scr/config"
	"scr/internal/audit"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// What is remembered of a log outside its database: how far it had come when this
// user last saw it, and the root of its tree then. A log that was cut at its end, or
// rewritten with everything that hangs on it, is whole to itself; only somebody who
// remembers can tell.

// seen is the memory of one log.
type seen struct {
	path string
	head audit.Head // the zero value: never seen
}

// seenFile is where the head of a log is remembered: in a file that is named after
// the log, whose name says nothing of its content.
func seenFile(settings *config.Settings, origin string) string {
	return filepath.Join(settings.Seen, strings.ReplaceAll(strings.TrimPrefix(origin, "scr/"), "/", "-"))
}

// remembered reads what is remembered of the log in a database.
func remembered(ctx context.Context, settings *config.Settings, db *store.DB) (*seen, error) {
	origin, err := db.Origin(ctx)
	if err != nil {
		return nil, err
	}
	s := &seen{path: seenFile(settings, origin)}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, review.Errorf(review.Failed, "what was seen of the log cannot be read: %w", err).
			WithHint("see who owns %s; it holds only a number and a hash", s.path)
	}
	if s.head, err = parseHead(string(text), origin); err != nil {
		return nil, review.Errorf(review.Failed, "what was seen of the log cannot be read: %s %w", s.path, err).
			WithHint("compare \"scr audit verify\" with the last receipt in the minutes; then remove the file, and it is made again")
	}
	return s, nil
}

// parseHead reads a remembered head: the log's name, its size and the root, a line
// each.
func parseHead(text, origin string) (audit.Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return audit.Head{}, errors.New("does not have three lines")
	}
	if lines[0] != origin {
		return audit.Head{}, errors.New("is about another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, wrong := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || wrong != nil || size < 1 || len(root) != len(audit.Hash{}) {
		return audit.Head{}, errors.New("does not say how far the log had come")
	}
	return audit.Head{Size: size, Root: audit.Hash(root)}, nil
}

// compare holds the log against what was seen of it, and says what was done to it.
func (s *seen) compare(ctx context.Context, db *store.DB) error {
	head, err := db.Head(ctx)
	if err != nil {
		return err
	}
	if s.head.Size > head.Size {
		return review.Errorf(review.Failed, "the log has %d events, and you have seen %d: it was cut, or an older copy lies in its place", head.Size, s.head.Size).
			WithHint("nothing is done with it; find out who put it there. What you saw is remembered in %s", s.path)
	}
	before := head
	if s.head.Size < head.Size && s.head.Size > 0 {
		if before, err = db.HeadAt(ctx, s.head.Size); err != nil {
			return err
		}
	}
	if s.head.Size > 0 && before.Root != s.head.Root {
		return review.Errorf(review.Failed, "the log is not the one that you have seen: its first %d events were changed", s.head.Size).
			WithHint("nothing is done with it; \"scr audit verify\" looks at all of it. What you saw is remembered in %s", s.path)
	}
	s.head = head
	return nil
}

// keep remembers a head, unless a later one is remembered already. It lies in its
// place whole, or as it was.
func (s *seen) keep(origin string) error {
	if text, err := os.ReadFile(s.path); err == nil {
		if old, err := parseHead(string(text), origin); err == nil && old.Size >= s.head.Size {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".seen-")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s\n%d\n%s\n", origin, s.head.Size, base64.StdEncoding.EncodeToString(s.head.Root[:]))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// look refuses a log that is not the one that was seen, and remembers how far this
// one has come.
func (a *app) look(ctx context.Context) error {
	if a.seen != nil {
		return nil
	}
	settings, err := a.config()
	if err != nil {
		return err
	}
	s, err := remembered(ctx, settings, a.db)
	if err != nil {
		return err
	}
	before := s.head
	if err := s.compare(ctx, a.db); err != nil {
		return err
	}
	a.seen, a.news = s, s.head != before
	return nil
}

// saw notes the head after a command of this process.
func (a *app) saw(r review.Receipt) {
	if a.seen != nil && r.Size > a.seen.head.Size {
		a.seen.head, a.news = audit.Head{Size: r.Size, Root: r.Root}, true
	}
}

// remember keeps what was seen, when there is news. What was asked for is done all
// the same when that fails.
func (a *app) remember(ctx context.Context) {
	if a.seen == nil || !a.news {
		return
	}
	origin, err := a.db.Origin(ctx)
	if err == nil {
		err = a.seen.keep(origin)
	}
	if err != nil {
		fmt.Fprintf(a.err, "scr: how far the log has come could not be remembered: %s\n", report.Printable(err.Error()))
	}
}

// hold has verification hold the log against what was seen of it.
func (a *app) hold(ctx context.Context) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	s, err := remembered(ctx, settings, a.db)
	if review.CodeOf(err) == review.NotFound && err != nil {
		return nil // there is no log: that is found out anyway
	}
	if err == nil && s.head.Size > 0 {
		a.db.Remember(s.head)
	}
	return err
}
