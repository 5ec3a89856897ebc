package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/internal/backup"
	"scr/internal/files"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// ringKept is for how long a copy of the key ring may be kept: what was erased can be
// read as long as a copy of its keys is somewhere.
const ringKept = 30 * 24 * time.Hour

// backupAsk is what "scr db backup" was asked.
type backupAsk struct {
	to, keys   string
	recipients []string
	plain      bool
}

// backedUp is what it did, as --json prints it.
type backedUp struct {
	File      string `json:"file,omitempty"`       // the backup
	Events    int64  `json:"events,omitempty"`     // in its log
	Log       string `json:"log,omitempty"`        // how far its log had come, in words for the minutes
	Encrypted bool   `json:"encrypted"`            // the backup is
	Signed    bool   `json:"signed"`               // the backup is
	Sum       string `json:"sha256,omitempty"`     // of the database in it
	Keys      string `json:"keys,omitempty"`       // the copy of the key ring
	KeysUntil string `json:"keys_until,omitempty"` // the day on which that copy is to be destroyed
}

func dbBackupCommand(a *app) *cobra.Command {
	var ask backupAsk
	cmd := &cobra.Command{Use: "backup [PATH]", Short: "Write a checked, encrypted backup to a new file, while others go on working",
		Long: `Write a backup of the database to a new file, while others go on working. It holds
every command that was acknowledged before. It is checked before it gets its
name: SQLite must find it whole, and its log must be what it says. It is encrypted
to all who can open the board's keys, and to --recipient, and signed by the board.

Copying the database file itself would miss what has just been recorded.

For the time that takes there is a copy beside the database, which only you can
read; texts are sealed in it as they are in the database. It is taken away again,
also after an interrupt. If the machine stops meanwhile, the next backup takes it
away.

The keys are not in it, and without them nobody can open it: --keys FILE makes a copy
of them, which goes to another place and other hands. Whoever has both has
everything. Destroy each copy of the keys after 30 days, or what was erased can
still be read. With --recipient that copy is encrypted to those alone.`,
		Example: "  scr db backup /mnt/backup/exb-2026-11-22.scrb\n  scr db backup --keys /mnt/safe/exb-keys-2026-11-22.tar",
		Args:    takesArguments}
	flags := cmd.Flags()
	flags.StringArrayVar(&ask.recipients, "recipient", nil, "age recipient who can open it as well; may be given again")
	flags.BoolVar(&ask.plain, "plain", false, "do not encrypt it")
	flags.StringVar(&ask.keys, "keys", "", "make a copy of the key ring, in that new file")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			ask.to = args[0]
		}
		ctx, stop := untilStopped(cmd.Context())
		defer stop()
		done, err := a.backUp(ctx, ask)
		if err != nil {
			return err
		}
		if a.global.json {
			return report.JSON(a.out, done)
		}
		a.tellBackup(done)
		return nil
	}
	return cmd
}

// untilStopped ends a context when somebody stops the program, so that it can take
// away what it has not finished.
func untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
}

func (a *app) backUp(ctx context.Context, ask backupAsk) (backedUp, error) {
	if err := ask.check(); err != nil {
		return backedUp{}, err
	}
	for _, path := range []string{ask.to, ask.keys} {
		if err := a.outsideKeys(path); path != "" && err != nil {
			return backedUp{}, err
		}
	}
	ring, err := a.ring()
	if err != nil {
		return backedUp{}, err
	}
	var done backedUp
	if ask.to != "" {
		if done, err = a.backUpData(ctx, ask, ring); err != nil {
			return done, err
		}
	}
	if ask.keys == "" {
		return done, nil
	}
	if ring == nil {
		return done, review.Errorf(review.Refused, "there is no key ring to copy").WithHint("leave out --keys")
	}
	done.Keys, done.KeysUntil = ask.keys, a.now().Add(ringKept).Format(time.DateOnly)
	return done, files.New(ask.keys, func(w io.Writer) error { return copyRing(w, ring, ask.recipients) })
}

// check refuses what would put the keys and what they open into one place.
func (ask backupAsk) check() error {
	switch {
	case ask.to == "" && ask.keys == "":
		return misuse("no file is named").WithHint("name the backup, or a copy of the keys with --keys, or both")
	case ask.plain && ask.to == "":
		return misuse("--plain is about the backup, and none is named")
	case ask.to == "" || ask.keys == "":
		return nil
	}
	data, err := folderOf(ask.to)
	if err != nil {
		return err
	}
	keys, err := folderOf(ask.keys)
	if err == nil && os.SameFile(data, keys) {
		err = review.Errorf(review.Refused, "the backup and the keys that open it would lie in one folder").
			WithHint("whoever copies that folder has everything: give the keys to another place, and to other hands")
	}
	return err
}

func folderOf(path string) (os.FileInfo, error) {
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return nil, review.Errorf(review.Invalid, "the folder of %s cannot be looked at: %w", path, err).
			WithHint("see whether it is there, and whether your login may open it; or name another")
	}
	return info, nil
}

// copyRing writes a copy of the keys. They are never encrypted to themselves.
func copyRing(w io.Writer, ring *keyring.Keys, recipients []string) error {
	if len(recipients) == 0 {
		return ring.Backup(w)
	}
	out, err := keyring.Encrypt(w, recipients...)
	if err != nil {
		return err
	}
	if err := ring.Backup(out); err != nil {
		return err
	}
	return out.Close()
}

func (a *app) backUpData(ctx context.Context, ask backupAsk, ring *keyring.Keys) (done backedUp, err error) {
	db, err := a.database(ctx)
	if err != nil {
		return done, err
	}
	if err := a.ready(ctx); err != nil {
		return done, err
	}
	to, err := ask.readers(ring)
	if err != nil {
		return done, err
	}
	var signed []byte
	err = files.New(ask.to, func(w io.Writer) error {
		return db.Copy(ctx, func(c store.Copied) error {
			m, err := a.writeBackup(ctx, w, c, ring, to)
			signed = m.Checkpoint
			done = backedUp{File: ask.to, Events: c.Checkpoint.Size, Log: audit.Receipt(c.Checkpoint.Head),
				Encrypted: m.Encrypted, Signed: len(signed) > 0, Sum: fmt.Sprintf("%x", m.Sum)}
			return err
		})
	})
	if ctx.Err() != nil && err != nil {
		return done, review.Errorf(review.Failed, "stopped: no backup was written")
	}
	if err != nil {
		return done, err
	}
	a.noteBackup(db, done.Events, to)
	a.answeredFor(ctx) // where it was answered while the database lay in another place
	if signed == nil {
		return done, nil
	}
	return done, kept(ask.to, db.KeepCheckpoint(context.WithoutCancel(ctx), done.Events, signed))
}

// kept says of a backup whose checkpoint could not be kept that it is there all the same.
func kept(file string, err error) error {
	if err == nil {
		return nil
	}
	return review.Errorf(review.Failed, "the backup is in %s, and was checked; its checkpoint could not be kept beside the log: %w", file, err).
		WithHint("the backup can be used; \"scr db check\" looks at the database")
}

// readers returns to whom a backup is encrypted; nobody means that it is not.
func (ask backupAsk) readers(ring *keyring.Keys) ([]string, error) {
	if ask.plain {
		if len(ask.recipients) > 0 {
			return nil, misuse("--plain and --recipient do not go together")
		}
		return nil, nil
	}
	to := slices.Clone(ask.recipients)
	if ring != nil {
		own, err := ring.Recipients()
		if err != nil {
			return nil, err
		}
		to = append(own, to...)
	}
	if len(to) == 0 {
		return nil, review.Errorf(review.Refused, "there is no key ring whose holders the backup could be encrypted to").
			WithHint("name who can open it with --recipient; or add --plain, and keep the file where nobody else can read it")
	}
	slices.Sort(to)
	return slices.Compact(to), nil
}

func (a *app) writeBackup(ctx context.Context, w io.Writer, c store.Copied, ring *keyring.Keys, to []string) (backup.Manifest, error) {
	s := backup.Source{Database: c.File,
		Manifest: backup.Manifest{Origin: c.Checkpoint.Origin, Schema: c.Schema, Made: a.now().UTC().Truncate(time.Second)}}
	if len(to) > 0 {
		s.Encrypt = func(w io.Writer) (io.WriteCloser, error) { return keyring.Encrypt(w, to...) }
	}
	var err error
	if s.Erased, err = a.erasedSoFar(ctx, c); err != nil {
		return s.Manifest, err
	}
	if ring != nil {
		if s.Signer, s.Checkpoint, err = signCheckpoint(ring, c.Checkpoint); err != nil {
			return s.Manifest, err
		}
		s.Ring, s.Epoch = ring.ID(), ring.Epoch()
	}
	return backup.Write(w, s)
}

// signCheckpoint signs how far a log has come with the key of its board.
func signCheckpoint(ring *keyring.Keys, c audit.Checkpoint) (note.Signer, []byte, error) {
	signer, err := ring.Signer()
	if err != nil {
		return nil, nil, err
	}
	signed, err := audit.Sign(c, signer)
	return signer, signed, err
}

func (a *app) tellBackup(done backedUp) {
	if done.File != "" {
		fmt.Fprintf(a.err, "scr: the backup is in %s, and was checked: %s, log %s\n", report.Printable(done.File), report.Count(int(done.Events), "event", "events"), done.Log)
	}
	if done.File != "" && !done.Encrypted {
		fmt.Fprintln(a.err, "scr: it is not encrypted: keep it where only the same people can read it")
	}
	if done.Keys != "" {
		fmt.Fprintf(a.err, "scr: a copy of the keys is in %s: keep it apart from every backup, and destroy it by %s\n",
			report.Printable(done.Keys), done.KeysUntil)
	}
}
