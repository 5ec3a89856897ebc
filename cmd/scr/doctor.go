package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"scr/config"
	"scr/internal/custody"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// checked is one line of what the doctor says. It holds nothing personal.
type checked struct {
	Status string `json:"status"` // ok, look or bad
	Check  string `json:"check"`  // what was looked at
	Says   string `json:"says"`   // what was found
	Hint   string `json:"hint,omitempty"`
}

// The words for how a check came out.
const (
	allRight = "ok"
	lookAt   = "look"
	isBad    = "bad"
)

// Limits of what the doctor takes for usual.
const (
	largeWAL    = 64 << 20 // bytes
	leastRoom   = 64 << 20 // bytes
	oldBackup   = 7 * 24 * time.Hour
	oldEnough   = 26 * time.Hour // for a checkpoint, which is made once a day while anybody works
	clockMargin = 5 * time.Minute
)

// doctor looks at everything that the program stands on. Each check says something,
// also where the database does not open: that is when it is needed.
type doctor struct {
	*app
	settings *config.Settings
	db       *store.DB
	ring     *keyring.Keys
	health   store.Health
	found    []checked
}

func doctorCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "doctor", Short: "Look at everything that the program stands on: disk, files, keys, clock, backups",
		Long: `Look at everything that the program stands on, a line for each check: ok, look (at
it when there is time) or bad. It also works where the database does not open.
Anything bad exits with 1. Whether the log itself is whole is looked at by
"scr db check", which takes longer.`, Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		a.onlyReads = true
		d := &doctor{app: a}
		d.examine(cmd.Context())
		if err := d.tell(); err != nil {
			return err
		}
		bad := slices.DeleteFunc(slices.Clone(d.found), func(c checked) bool { return c.Status != isBad })
		if len(bad) > 0 {
			return review.Errorf(review.Failed, "%d of %d checks are bad", len(bad), len(d.found)).WithHint("begin with the first")
		}
		return nil
	}
	return cmd
}

// tell prints what was found, also where the settings cannot be read.
func (d *doctor) tell() error {
	if d.global.json {
		return report.JSON(d.out, struct {
			Checks []checked `json:"checks"`
		}{d.found})
	}
	w := report.New(d.out, report.Options{Terminal: d.screen.output, Width: d.screen.width})
	w.Table([]string{"", "Looked at", "Found", "To do"}, d.rows())
	return w.Flush()
}

func (d *doctor) rows() [][]string {
	rows := make([][]string, len(d.found))
	for i, c := range d.found {
		rows[i] = []string{c.Status, c.Check, c.Says, c.Hint}
	}
	return rows
}

func (d *doctor) examine(ctx context.Context) {
	version, err := store.Engine()
	d.note("SQLite", err, isBad, version)
	_, err = time.LoadLocation("Europe/London")
	d.note("time zones", err, isBad, "London's are known")
	d.core()
	if d.settings, err = d.config(); err != nil {
		d.note("settings", err, isBad, "")
		return
	}
	d.files()
	d.medium()
	d.drafts()
	d.openDatabase(ctx)
	d.keyFolder(ctx)
	if d.db != nil {
		d.inside(ctx)
	}
	d.backups()
}

// note says how one check came out: what an error says, or that all is right.
func (d *doctor) note(check string, err error, status, says string) {
	c := checked{Status: allRight, Check: check, Says: says}
	if err != nil {
		c = checked{Status: status, Check: check, Says: err.Error()}
		if known := asError(err); known != nil {
			c.Says, c.Hint = known.Message, known.Hint
		}
	}
	c.Says = report.Printable(strings.ReplaceAll(c.Says, "\n", " "))
	d.found = append(d.found, c)
}

// says notes what needs no error.
func (d *doctor) says(status, check, hint, format string, args ...any) {
	d.found = append(d.found, checked{status, check, report.Printable(fmt.Sprintf(format, args...)), hint})
}

// core looks whether a crash would write what the program has in memory to a disk.
func (d *doctor) core() {
	switch open, err := exposed(); {
	case err != nil:
		d.note("core dumps", err, lookAt, "")
	case open:
		d.says(isBad, "core dumps", "they would hold texts and keys; find out what allows them again", "a crash may write the memory to disk")
	default:
		d.says(allRight, "core dumps", "", "a crash writes no memory to disk")
	}
}

// files looks at who may read what the program keeps.
func (d *doctor) files() {
	path := d.databasePath()
	settings, _, err := d.settingsFile()
	if err != nil {
		d.note("settings", err, isBad, "")
	}
	for _, f := range []struct {
		check, path string
		needed      bool
		worst       string // where others may read it
	}{
		{"settings", settings, false, lookAt},
		{"database", path, true, isBad},
		{"database folder", filepath.Dir(path), true, lookAt},
		{"-wal", path + "-wal", false, isBad},
		{"-shm", path + "-shm", false, isBad},
		{"keys", d.settings.Keys, false, isBad},
		{"seen", d.settings.Seen, false, lookAt},
	} {
		d.file(f.check, f.path, f.needed, f.worst)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > largeWAL {
		d.says(lookAt, "-wal", "somebody may have had the database open for long; it shrinks when all have closed it", "it has %d MiB", info.Size()>>20)
	}
	if left, err := store.LeftBehind(path); err == nil && len(left) > 0 {
		d.says(lookAt, "left behind", "the next backup takes copies away; remove the rest", "%d unfinished copies lie beside the database", len(left))
	}
}

func (d *doctor) databasePath() string { return databaseFile(d.settings) }

func (d *doctor) file(check, path string, needed bool, worst string) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !needed:
	case err != nil:
		d.says(isBad, check, "name another with --db, or restore a backup", "%s cannot be looked at: %v", path, errors.Unwrap(err))
	case wrongKind(check, info):
		d.says(isBad, check, "name another with --db, SCR_KEYS or SCR_SEEN, or in the settings", "%s is no %s", path, liesIn(check))
	case worst == isBad && custody.Foreign(info, path):
		d.says(isBad, check, "\"scr help logins\" says how several logins use one board", "%s belongs to the login %s, and is not for yours", path, custody.Owner(info))
	case custody.Exposed(info, path):
		d.says(worst, check, "take the rights away with chmod go-rwx, and find out who may have read it", "%s may be read or written by others (mode %o)", path, info.Mode().Perm())
	case slices.Contains([]string{"database", "-wal", "-shm"}, check) && info.Mode().Perm()&0o200 == 0:
		d.says(isBad, check, "while no command runs: chmod u+w "+review.ShellWord(path), "%s may not be written (mode %o): nothing can be recorded", path, info.Mode().Perm())
	case info.Mode().Perm()&0o077 != 0:
		d.says(allRight, check, "", "%s is for the logins of the group %s", path, custody.Group(info))
	default:
		d.says(allRight, check, "", "%s is for you alone", path)
	}
}

// drafts looks for what somebody wrote and nobody recorded.
func (d *doctor) drafts() {
	for _, file := range keptDrafts() {
		d.says(lookAt, "draft", "record it with --from, which takes it away, or remove its folder", "what was written in %s was never recorded", file)
	}
}

// medium looks at the disk.
func (d *doctor) medium() {
	folder := filepath.Dir(d.databasePath())
	kind, free, err := store.Medium(folder)
	status := isBad
	if review.CodeOf(err) == review.Refused {
		status = lookAt
	}
	d.note("file system", err, status, cmp.Or(kind, "of no kind that makes trouble"))
	if err != nil && free == 0 {
		return
	}
	size := int64(0)
	if info, err := os.Stat(d.databasePath()); err == nil {
		size = info.Size()
	}
	status, hint := allRight, ""
	if free < leastRoom || free < 2*size {
		status, hint = lookAt, "make room: a backup needs as much again as the database"
	}
	if free < size/2 || free < 1<<20 {
		status = isBad
	}
	d.says(status, "room", hint, "%d MiB free, the database has %d MiB", free>>20, size>>20)
}

// openDatabase opens it as every command does, which looks at the schema and at what
// each connection is set to.
func (d *doctor) openDatabase(ctx context.Context) {
	db, err := store.Open(ctx, d.settings.Database, store.Options{OnlyRead: true})
	if err == nil {
		d.db, d.app.db = db, db // closed with the program
		d.health, err = db.Health(ctx)
	}
	if err != nil {
		d.note("opening", err, isBad, "")
		d.db = nil
		return
	}
	d.says(allRight, "opening", "", "it opens, has the schema of this program, and %d events", d.health.Events)
	if db.Fixed() {
		d.says(lookAt, "opening", "restore a backup on another disk to go on working", "it lies on a read-only medium")
		return
	}
	d.note("writing", db.TryWrite(ctx), isBad, "something can be recorded")
}

// keyFolder looks at the key ring, and whether it is the one that texts are sealed
// under.
func (d *doctor) keyFolder(ctx context.Context) {
	if _, err := os.Lstat(d.settings.Keys + newSuffix); err == nil {
		d.says(lookAt, "keys", "the next command that opens the database takes it away; if there is none, run \"scr init\" again",
			"a note beside them, %s, says that they are still being made", d.settings.Keys+newSuffix)
	}
	ring, err := d.app.ring()
	switch {
	case err != nil:
		d.note("key ring", err, isBad, "")
		return
	case ring == nil && d.db != nil && len(d.health.Rings) > 0:
		d.says(isBad, "keys", "put the folder of the keys back from its copy, or name it with SCR_KEYS", "texts are sealed, and there is no key ring at %s", d.settings.Keys)
		return
	case ring == nil:
		return
	}
	if filepath.Dir(d.settings.Keys) == filepath.Dir(d.databasePath()) {
		d.says(lookAt, "keys", "keep them in another folder", "they lie beside the database: whoever copies that folder has both")
	}
	if d.db != nil {
		if err := d.db.Belongs(ctx, ring); err != nil {
			d.note("key ring", err, isBad, "")
			return
		}
	}
	if _, err := ring.Slots(); errors.Is(err, keyring.Locked) {
		d.says(lookAt, "key ring", "run \"scr doctor\" on a terminal", "it is locked by a passphrase: whether the keys are whole could not be looked at")
		return
	}
	d.ring = ring
	wrong := ring.Check()
	if err := d.health.Holds(ring); err != nil && len(wrong) == 0 {
		d.note("key ring", err, isBad, "")
		return
	}
	for _, err := range wrong {
		d.note("key ring", err, isBad, "")
	}
	if len(wrong) == 0 {
		d.says(allRight, "key ring", "", "every slot opens")
	}
	for _, id := range d.health.Rings {
		if !strings.HasPrefix(ring.ID(), id) {
			d.says(isBad, "key ring", "give the key folder that belongs to this database", "texts are sealed under another key ring, %s…", id)
		}
	}
}

// inside looks at what the database says of itself.
func (d *doctor) inside(ctx context.Context) {
	d.clock()
	h := d.health
	if h.Unfinished > 0 {
		d.says(isBad, "erasures", "the next command that writes finishes them", "%d are not finished: keys may still be there", h.Unfinished)
	}
	if !h.Sealing && h.Events > 0 {
		d.says(lookAt, "sealing", "it was chosen with \"scr init --no-sealing\": keep the file, and every copy, where nobody else can read it", unsealed)
	}
	if h.Sealing && h.InClear > 0 {
		d.says(lookAt, "sealing", "they were recorded before the board's texts were sealed", "%d texts lie in the clear", h.InClear)
	}
	switch {
	case h.Events == 0:
	case h.Checkpoint.IsZero():
		d.says(lookAt, "checkpoint", "\"scr audit checkpoint\" makes one; send it to your partners", "there is none")
	case h.Beyond > 0 && d.now().Sub(h.Checkpoint) > oldEnough && h.Last.Sub(h.Checkpoint) > oldEnough:
		d.says(lookAt, "checkpoint", "were the keys at hand? \"scr audit checkpoint\" makes one", "%d events were recorded since the last one", h.Beyond)
	default:
		d.says(allRight, "checkpoint", "", "the last is %s old", report.Count(int(h.Beyond), "event", "events"))
	}
	d.lastSeen(ctx)
	d.erasedList(ctx)
	if board, err := d.db.Board(ctx); err == nil {
		if r, waits := board.Waiting(); waits {
			d.says(isBad, "restore", r.With+" runs \"scr db accept-restore\"", "nothing can be recorded before %s has answered for the restore", r.With)
		}
	}
}

// span is a length of time in words, without what nobody needs of it.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return report.Count(int(d.Minutes()), "minute", "minutes")
	case d < 48*time.Hour:
		return report.Count(int(d.Hours()), "hour", "hours")
	}
	return report.Count(int(d.Hours()/24), "day", "days")
}

// clock holds this machine's clock against what was recorded last, and when the file
// was written.
func (d *doctor) clock() {
	now, latest := d.now(), d.health.Last
	if info, err := os.Stat(d.databasePath()); err == nil && info.ModTime().After(latest) {
		latest = info.ModTime()
	}
	if behind := latest.Sub(now); behind > clockMargin {
		d.says(isBad, "clock", "set the clock; nothing is recorded while it is behind", "it is %s behind what was written last", span(behind))
		return
	}
	d.says(allRight, "clock", "", "it is later than all that was recorded")
}

func (d *doctor) lastSeen(ctx context.Context) {
	s, err := remembered(ctx, d.settings, d.db)
	if review.CodeOf(err) == review.NotFound && err != nil {
		return // there is no log yet
	}
	if err == nil && s.head.Size == 0 {
		d.says(lookAt, "seen", "compare the log with the last receipt in the minutes, and look whether SCR_SEEN names the right folder",
			"nothing is remembered of this log in %s yet", d.settings.Seen)
		return
	}
	if err == nil {
		_, err = d.compare(ctx, s)
	}
	d.note("seen", err, isBad, "the log continues what you saw of it")
}
