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
	"time"

	"scr/config"
	"scr/internal/audit"
	"scr/internal/custody"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// What is remembered of a log outside its database: how far it, and the log of who read
// what, had come when this user last saw it, and the roots of their trees then. A log
// that was cut at its end, or rewritten with everything that hangs on it, is whole to
// itself; only somebody who remembers can tell.

// seen is the memory of one log.
type seen struct {
	path   string // where it is kept
	origin string // of the log in the database
	kept   memory // what was remembered before
	trial  bool   // of this log nothing is remembered: see [app.triesOut]
	memory
}

// seenFile is where the head of a log is remembered: in a file that is named after
// the log, whose name says nothing of its content.
func seenFile(settings *config.Settings, origin string) string {
	return filepath.Join(settings.Seen, strings.ReplaceAll(strings.TrimPrefix(origin, "scr/"), "/", "-"))
}

// remembered reads what is remembered of the log in a database. Where it was restored
// since, that may be what was remembered of it before.
func remembered(ctx context.Context, settings *config.Settings, db *store.DB) (*seen, error) {
	origin, err := db.Origin(ctx)
	if err != nil {
		return nil, err
	}
	s := &seen{path: seenFile(settings, origin), origin: origin}
	base, _ := audit.Lineage(origin)
	s.memory, err = newestMemory(settings, base)
	s.kept = s.memory
	return s, err
}

// newestMemory returns what was seen last of a log, under the latest of its names.
func newestMemory(settings *config.Settings, base string) (memory, error) {
	first := filepath.Base(seenFile(settings, base))
	entries, err := os.ReadDir(settings.Seen)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return memory{}, unreadableMemory(settings.Seen, err)
	}
	newest := memory{restored: -1}
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), first)
		_, n := audit.Lineage(base + strings.Replace(rest, "-", "/", 1))
		if !ours || rest != "" && n == 0 || n <= newest.restored {
			continue
		}
		newest = memory{restored: n, from: filepath.Join(settings.Seen, e.Name())}
	}
	if newest.restored < 0 {
		return memory{}, nil
	}
	return newest, newest.read(base)
}

// read fills in the head of a memory that was found.
func (m *memory) read(base string) error {
	text, err := files.ReadRegular(m.from, maxNote)
	if err != nil {
		return unreadableMemory(m.from, err)
	}
	var access audit.Head
	if m.head, access, err = parseSeen(string(text), restoredOrigin(base, m.restored)); err != nil {
		return review.Errorf(review.Failed, "what was seen of the log cannot be read: %s %w", m.from, err).
			WithHint("move the file to another folder, and compare \"scr audit verify\" with the last receipt in the minutes; if they agree, it is made again by the next command")
	}
	m.access, m.accessRoot = access.Size, access.Root
	return nil
}

func unreadableMemory(path string, err error) error {
	return review.Errorf(review.Failed, "what was seen of the log cannot be read: %w", err).
		WithHint("see who owns %s; it holds only a number and a hash", path)
}

// parseSeen reads remembered heads: the log's name, its size and the root, a line each;
// and the size and the root of the access log, which an earlier version did not write.
func parseSeen(text, origin string) (log, access audit.Head, err error) {
	lines := strings.Split(text, "\n")
	if n := len(lines); n != 4 && n != 6 || lines[n-1] != "" {
		return log, access, errors.New("does not have three lines, or five")
	}
	if lines[0] != origin {
		return log, access, errors.New("is about another log")
	}
	if log, err = parseHead(lines[1:3]); err == nil && log.Size < 1 {
		err = errWrongHead
	}
	if err == nil && len(lines) == 6 {
		access, err = parseHead(lines[3:5])
	}
	return log, access, err
}

var errWrongHead = errors.New("does not say how far the log had come")

func parseHead(lines []string) (audit.Head, error) {
	size, err := strconv.ParseInt(lines[0], 10, 64)
	root, wrong := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || wrong != nil || size < 0 || len(root) != len(audit.Hash{}) {
		return audit.Head{}, errWrongHead
	}
	return audit.Head{Size: size, Root: audit.Hash(root)}, nil
}

// compare holds the log against what was seen of it, and says what was done to it. It
// returns how many events that were seen were lost in a restore.
func (s *seen) compare(ctx context.Context, db *store.DB) (lost int64, err error) {
	head, err := db.Head(ctx)
	if err != nil {
		return 0, err
	}
	if s.head.Size > 0 {
		if lost, err = s.against(ctx, db, s.origin, head); err != nil {
			return 0, err
		}
	}
	access, err := db.AccessHead(ctx)
	if err == nil && s.access > 0 {
		err = s.againstAccess(ctx, db, s.origin, access)
	}
	if err != nil {
		return 0, err
	}
	s.head, s.access, s.accessRoot = head, access.Size, access.Root
	return lost, nil
}

// keep remembers both heads, unless later ones are remembered already: of two
// processes that do so at once, the later heads stay.
func (s *seen) keep() error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	turn, err := takeTurn(filepath.Join(filepath.Dir(s.path), ".lock"))
	if err != nil {
		return err
	}
	return errors.Join(s.put(), turn.Close())
}

// takeTurn locks a file, which is made if need be. Whoever has it locked is done in a
// moment; it does not wait for one who is not.
func takeTurn(path string) (*os.File, error) {
	f, err := custody.Create(path)
	if errors.Is(err, fs.ErrExist) {
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, err
	}
	for range 200 {
		if tryLock(f) {
			return f, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("another command has %s locked", path), f.Close())
}

// put writes the file, unless later heads are in it. It lies in its place whole, or as
// it was, also when the power fails: a file that is renamed before it is on disk is
// empty then, and every command would stop at it.
func (s *seen) put() error {
	if text, err := files.ReadRegular(s.path, maxNote); err == nil {
		log, access, err := parseSeen(string(text), s.origin)
		if err == nil && log.Size >= s.head.Size && access.Size >= s.access {
			return nil
		}
		if err == nil && log.Size > s.head.Size {
			s.head = log
		}
		if err == nil && access.Size > s.access {
			s.access, s.accessRoot = access.Size, access.Root
		}
	}
	text := fmt.Sprintf("%s\n%d\n%s\n%d\n%s\n", s.origin, s.head.Size, base64.StdEncoding.EncodeToString(s.head.Root[:]),
		s.access, base64.StdEncoding.EncodeToString(s.accessRoot[:]))
	return files.Refresh(s.path, []byte(text))
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
	lost, err := a.compare(ctx, s)
	if err != nil {
		return err
	}
	if s.trial, err = a.triesOut(ctx, s); err != nil {
		return err
	}
	if lost > 0 {
		fmt.Fprintf(a.err, "scr: the log was restored from a backup since you last saw it: %s that you had seen %s gone\n",
			report.Count(int(lost), "event", "events"), isOrAre(lost))
	}
	if s.kept.head.Size == 0 && s.head.Size > 0 && !a.founding {
		a.unremembered()
	}
	a.seen, a.news = s, s.memory != s.kept || s.from != s.path
	return nil
}

const unseenLog = "scr: you have not seen this log before, as far as is remembered: whether it was cut until now cannot be told"

// unremembered says that there is nothing to hold a log against: somebody sees it for the
// first time, or their memory lies somewhere else than they think. After the first
// command that remembers, it is said no more.
func (a *app) unremembered() {
	fmt.Fprintln(a.err, unseenLog)
}

func isOrAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// saw notes the head after a command of this process.
func (a *app) saw(r review.Receipt) {
	if a.seen != nil && r.Size > a.seen.head.Size {
		a.seen.head, a.news = audit.Head{Size: r.Size, Root: r.Root}, true
	}
}

// remember keeps what was seen, when there is news. What was asked for is done all
// the same when that fails.
func (a *app) remember() {
	if a.seen == nil || !a.news || a.seen.trial {
		return
	}
	if err := a.seen.keep(); err != nil {
		fmt.Fprintf(a.err, "scr: how far the log has come could not be remembered: %s\n", report.Printable(err.Error()))
	}
}

// hold has verification hold the log against what was seen of it. What was seen before
// a restore, and was lost in it, is no longer to be found.
func (a *app) hold(ctx context.Context) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	s, err := remembered(ctx, settings, a.db)
	if review.CodeOf(err) == review.NotFound && err != nil {
		return nil // there is no log: that is found out anyway
	}
	if err != nil {
		return err
	}
	if s.head.Size == 0 {
		a.unremembered()
		return nil
	}
	if _, now := audit.Lineage(s.origin); now != s.restored {
		_, err := a.compare(ctx, s)
		return err
	}
	a.db.Remember(s.head)
	if s.access > 0 {
		a.db.RememberAccess(audit.Head{Size: s.access, Root: s.accessRoot})
	}
	return nil
}
