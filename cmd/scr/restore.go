package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"scr/engine"
	"scr/internal/audit"
	"scr/internal/backup"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// restoreAsk is what "scr db restore" was asked.
type restoreAsk struct {
	file, to, keysFrom, identity string
	replace                      bool
	board                        checkAsk // the board's key, where the ring is not at hand
	held                         []string // checkpoints that somebody holds

	acceptLoss bool
	by, and    string
	reasonFile string
	why        string
}

// restored is what it did, as --json prints it.
type restored struct {
	Database string `json:"database"`              // where it lies now
	Moved    string `json:"moved_aside,omitempty"` // where the one lies that was there
	Made     string `json:"made"`                  // when the backup was made
	Events   int64  `json:"events"`                // in its log
	Log      string `json:"log"`                   // how far its log had come, in words for the minutes
	Lost     int64  `json:"lost"`                  // events that are known to be missing

	LostAccess int64  `json:"lost_access"`         // records of who read what that are known to be missing
	Waits      string `json:"waits_for,omitempty"` // handle of who must answer for that too
	Sealing    bool   `json:"sealing"`             // its texts are sealed

	ErasedAgain int `json:"erased_again,omitempty"` // texts that were erased after the backup was made, and are again
}

func dbRestoreCommand(a *app) *cobra.Command {
	var ask restoreAsk
	cmd := &cobra.Command{Use: "restore FILE", Short: "Put a database back from a backup, as a new file that was checked",
		Long: `Put a database back from a backup. It is written to a new file beside its place,
checked like "scr db check", and gets its name only when all of it is in order.
A database that is there already is not touched; with --replace it is moved aside,
never removed, and only while nobody has it open.

The backup must be signed by the board. Its key comes from the key ring, from the
copy of the ring that --keys-from names, which is put back too, or from --key-file.

A backup that lacks the end of the log is refused. What is known of the log is what
you saw of it, what the database that is to be replaced holds, and each --checkpoint
that somebody kept. If nothing better is to be had, two people answer for the loss:
--accept-loss, with a reason. You are --by; until the other, --and, has run
"scr db accept-restore" under their own login, nothing can be recorded. The log then
goes on under another name, so that nobody takes the two for one.`,
		Example: "  scr db restore exb-2026-11-22.scrb --to scr.db\n  scr db restore exb.scrb --to scr.db --keys-from keys.tar --checkpoint march.checkpoint",
		Args:    takesArguments}
	flags := cmd.Flags()
	flags.StringVar(&ask.to, "to", "", "where the database is to lie")
	flags.StringVar(&ask.keysFrom, "keys-from", "", "copy of the key ring, put back into the folder of the keys first")
	flags.StringVar(&ask.identity, "identity", "", "identity that opens the backup, where the ring does not")
	flags.StringArrayVar(&ask.board.keyFiles, "key-file", nil, "file with the board's key, which checks its signature")
	flags.StringArrayVar(&ask.held, "checkpoint", nil, "checkpoint that somebody holds; may be given again")
	flags.BoolVar(&ask.replace, "replace", false, "move the database aside that is there")
	flags.BoolVar(&ask.acceptLoss, "accept-loss", false, "go on although the end of the log is missing")
	flags.StringVar(&ask.by, "by", "", "handle of who answers for the loss: you")
	flags.StringVar(&ask.and, "and", "", "handle of who answers for it as well")
	flags.StringVar(&ask.reasonFile, "reason-file", "", "file (- for standard input) that says why")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ask.file = args[0]
		if err := ask.check(a); err != nil {
			return err
		}
		ctx, stop := untilStopped(cmd.Context())
		defer stop()
		done, err := a.restore(ctx, ask)
		if err != nil {
			return err
		}
		if a.global.json {
			return report.JSON(a.out, done)
		}
		a.tellRestore(done)
		return nil
	}
	return cmd
}

func (ask *restoreAsk) check(a *app) (err error) {
	if ask.to == "" {
		return misuse("not given: --to").WithHint("say where the database is to lie, such as --to scr.db")
	}
	given := ask.by != "" && ask.and != "" && ask.reasonFile != ""
	if ask.acceptLoss && !given {
		return misuse("--accept-loss needs --by, --and and --reason-file").WithHint("two different people answer for it, and the reason is kept")
	}
	if !ask.acceptLoss && (ask.by != "" || ask.and != "" || ask.reasonFile != "") {
		return misuse("--by, --and and --reason-file are about --accept-loss")
	}
	ask.why, err = a.readText("--reason-file", ask.reasonFile)
	return err
}

// restoring is a restore on its way.
type restoring struct {
	*app
	ask   restoreAsk
	file  *backup.File
	ring  *keyring.Keys // nil: none at hand
	keys  []note.Verifier
	known []memory         // heads that the log is known to have had
	made  audit.Checkpoint // of the database in the backup
	done  restored
}

func (a *app) restore(ctx context.Context, ask restoreAsk) (restored, error) {
	in, err := os.Open(ask.file)
	if err != nil {
		return restored{}, review.Errorf(review.Invalid, "the backup cannot be read: %w", err)
	}
	defer in.Close()
	r := &restoring{app: a, ask: ask}
	if r.file, err = backup.Read(in); err != nil {
		return restored{}, err
	}
	putBack, err := r.openKeys()
	if err == nil {
		err = r.run(ctx)
	}
	if err != nil && putBack != "" {
		err = errors.Join(err, os.RemoveAll(putBack)) // a copy, whose original is where it was
	}
	if ctx.Err() != nil && err != nil {
		err = review.Errorf(review.Failed, "stopped: nothing was restored")
	}
	return r.done, err
}

// openKeys finds the keys. It returns the folder into which it has put them back.
func (r *restoring) openKeys() (putBack string, err error) {
	if r.ask.keysFrom != "" {
		if putBack, err = r.putKeysBack(); err != nil {
			return "", err
		}
	}
	if r.ring, err = r.app.ring(); err != nil {
		return putBack, err
	}
	lines, err := r.ask.board.keyLines()
	if err != nil {
		return putBack, err
	}
	if r.ring != nil {
		public, err := r.ring.Verifier()
		if err != nil {
			return putBack, err
		}
		lines = append(lines, public)
	}
	r.keys, err = readKeys(lines)
	return putBack, err
}

// putKeysBack restores the folder of the keys from a copy.
func (r *restoring) putKeysBack() (string, error) {
	settings, err := r.config()
	if err != nil {
		return "", err
	}
	in, err := os.Open(r.ask.keysFrom)
	if err != nil {
		return "", review.Errorf(review.Invalid, "the copy of the keys cannot be read: %w", err)
	}
	defer in.Close()
	from, err := r.ringCopy(in)
	if err != nil {
		return "", err
	}
	return settings.Keys, keyring.Restore(settings.Keys, from)
}

// ringCopy opens a copy of the keys, which may be encrypted.
func (r *restoring) ringCopy(in io.ReadSeeker) (io.Reader, error) {
	const sign = "age-encryption.org/v1\n"
	head := make([]byte, len(sign))
	n, _ := io.ReadFull(in, head)
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if string(head[:n]) != sign {
		return in, nil
	}
	if r.ask.identity == "" {
		return nil, misuse("the copy of the keys is encrypted").WithHint("give the identity that opens it with --identity")
	}
	return keyring.DecryptWith(r.ask.identity, r.passphrase, in)
}

func (r *restoring) run(ctx context.Context) error {
	if err := r.believe(); err != nil {
		return err
	}
	if err := r.recall(ctx); err != nil {
		return err
	}
	options := store.Options{NewID: r.newID, Random: r.random}
	if r.ring != nil {
		options.Keys = r.ring
	}
	moved, err := store.Restore{URL: r.ask.to, Replace: r.ask.replace, Stamp: r.now().UTC().Format("20060102T150405Z"),
		Options: options, Write: r.write, Prepare: r.prepare, Settle: r.settle}.Run(ctx)
	r.done.Database, r.done.Moved = r.ask.to, moved
	return err
}

// believe holds the backup to the board's key, and to the ring at hand. A board
// without any key has nothing to hold it to.
func (r *restoring) believe() error {
	if r.file.Ring != "" && r.ring != nil && r.file.Ring != r.ring.ID() {
		return review.Errorf(review.Refused, "the backup belongs to key ring %s, and the ring at hand is %s", r.file.Ring, r.ring.ID()).
			WithHint("it is another board's; or name the right folder of keys with SCR_KEYS")
	}
	if len(r.keys) == 0 && !r.file.Signed {
		return nil
	}
	if len(r.keys) == 0 {
		return review.Errorf(review.Refused, "the backup is signed, and there is no key to check that with").
			WithHint("put the key ring back with --keys-from, or give the board's key with --key-file")
	}
	_, err := r.file.Check(r.keys...)
	return err
}

// write decrypts the database into its new file.
func (r *restoring) write(w io.Writer) error {
	return r.file.Database(w, func(in io.Reader) (io.Reader, error) {
		switch {
		case r.ask.identity != "":
			return keyring.DecryptWith(r.ask.identity, r.passphrase, in)
		case r.ring != nil:
			return r.ring.Decrypt(in)
		}
		return nil, review.Errorf(review.Refused, "the backup is encrypted, and there is no key ring to open it with").
			WithHint("put the key ring back with --keys-from, or give a recovery identity with --identity")
	})
}

// prepare holds the new database to its manifest, and takes away what was erased after
// the backup was made: the keys of those texts are gone, and without the erasure they
// would look tampered with.
func (r *restoring) prepare(ctx context.Context, db *store.DB) (err error) {
	if r.made, err = db.Checkpoint(ctx); err != nil {
		return err
	}
	if err := r.asManifest(r.made); err != nil {
		return err
	}
	return r.eraseAgain(ctx, db)
}

// settle looks at the new database once it was found sound, before it gets its name.
func (r *restoring) settle(ctx context.Context, db *store.DB) (err error) {
	now := r.made
	head := now.Head
	r.done.Made, r.done.Events, r.done.Log = r.file.Made.Format(time.RFC3339), head.Size, audit.Receipt(head)
	if r.done.Sealing, err = db.Sealing(ctx); err != nil {
		return err
	}
	if r.done.Sealing && !r.file.Signed {
		return review.Errorf(review.Refused, "the backup of a board with a key ring is not signed").WithHint("take another backup")
	}
	newest, err := r.missing(ctx, db, now)
	if err != nil || newest.from == "" {
		return err
	}
	return r.lose(ctx, db, now, newest)
}

// eraseAgain takes away what was erased after the backup was made, before anything else
// is written: the list's numbers are those of the log that the backup is of.
func (r *restoring) eraseAgain(ctx context.Context, db *store.DB) error {
	data, err := r.erasedKept() // beside the keys lies the latest
	if err != nil {
		return err
	}
	if data == nil {
		data = r.file.ErasedList
	}
	if len(data) == 0 {
		return nil
	}
	var key note.Verifier
	if len(r.keys) > 0 {
		key = r.keys[0]
	}
	list, err := audit.OpenErased(data, key)
	if err != nil {
		return err
	}
	again, err := db.ApplyErased(ctx, list, r.now().UTC())
	r.done.ErasedAgain = again.Texts
	return err
}

// asManifest refuses a database that is not the one its signed checkpoint is of.
func (r *restoring) asManifest(now audit.Checkpoint) error {
	if now.Origin != r.file.Origin {
		return review.Errorf(review.Invalid, "the database in the backup is of another log than the backup says")
	}
	if len(r.file.Checkpoint) == 0 {
		return nil
	}
	claim, err := audit.ReadClaim(r.file.Checkpoint)
	if err == nil && claim.Checkpoint != now {
		err = review.Errorf(review.Invalid, "the log in the backup is not the one whose checkpoint the backup holds")
	}
	return err
}

// lose refuses a loss, unless two people answer for it.
func (r *restoring) lose(ctx context.Context, db *store.DB, now audit.Checkpoint, newest memory) error {
	head := now.Head
	if newest.head.Size == 0 { // only records of who read what are missing
		newest.head = head
	}
	r.done.Lost, r.done.LostAccess = newest.head.Size-head.Size, max(0, newest.access-now.Access.Size)
	if !r.ask.acceptLoss {
		return review.Errorf(review.Refused, "the log in the backup has %d events, and it is known to have had %d: %d are missing, and %d records of who read what",
			head.Size, newest.head.Size, r.done.Lost, r.done.LostAccess).
			WithHint("it is known from %s. Look for a newer backup; if there is none, two people answer for it with --accept-loss", newest.from)
	}
	e := &engine.Engine{Store: db, Now: r.now, NewID: r.newID}
	login, err := r.login()
	if err != nil {
		return err
	}
	who, err := e.Actor(ctx, login)
	if err != nil {
		return err
	}
	if who != r.ask.by {
		return review.Errorf(review.Refused, "you are %s, and --by names %s", who, r.ask.by).
			WithHint("whoever restores answers for it first; the other one does so under their own login")
	}
	out, err := e.AcceptLoss(ctx, engine.AcceptLoss{Meta: engine.Meta{User: who}, Loss: review.BoardRestored{
		Number: r.nextNumber(), Size: head.Size, Root: fmt.Sprintf("%x", head.Root), KnownSize: newest.head.Size, KnownRoot: fmt.Sprintf("%x", newest.head.Root),
		Access: now.Access.Size, KnownAccess: max(newest.access, now.Access.Size),
		With: r.ask.and, Why: review.NewText(r.ask.why)}})
	if err != nil {
		return err
	}
	r.done.Waits = r.ask.and
	r.done.Log = audit.Receipt(audit.Head{Size: out.Receipt.Size, Root: out.Receipt.Root})
	return r.mark(ctx, db)
}

// nextNumber is one that the log's name is not known to have had.
func (r *restoring) nextNumber() int {
	_, n := lineage(r.file.Origin)
	for _, m := range r.known {
		n = max(n, m.restored)
	}
	return n + 1
}

// mark keeps a checkpoint of the log under its new name.
func (r *restoring) mark(ctx context.Context, db *store.DB) error {
	if r.ring == nil {
		return nil
	}
	c, err := db.Checkpoint(ctx)
	if err != nil {
		return err
	}
	_, signed, err := signCheckpoint(r.ring, c)
	if err != nil {
		return err
	}
	return db.KeepCheckpoint(ctx, c.Size, signed)
}

func (a *app) tellRestore(done restored) {
	fmt.Fprintf(a.err, "scr: the database is in %s, and was checked: %d events, as of the backup of %s\n",
		report.Printable(done.Database), done.Events, done.Made)
	if done.ErasedAgain > 0 {
		fmt.Fprintf(a.err, "scr: %d texts were erased after the backup was made, and have been erased again\n", done.ErasedAgain)
	}
	if done.Moved != "" {
		fmt.Fprintf(a.err, "scr: the one that was there is now %s\n", report.Printable(done.Moved))
	}
	if done.Waits != "" {
		fmt.Fprintf(a.err, "scr: %d events are missing, and %d records of who read what; nothing can be recorded before %s has run \"scr db accept-restore\"\n",
			done.Lost, done.LostAccess, done.Waits)
	}
	fmt.Fprintf(a.err, "scr: for the minutes: log %s\n", done.Log)
}

func dbAcceptCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "accept-restore", Short: "Answer, as the second person, for a restore that lost something",
		Long: `Answer, as the second person, for a restore from a backup that was shorter than the
log. It is said what is missing. Until then nothing can be recorded.`}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		board, err := a.db.Board(ctx)
		if err != nil {
			return engine.Outcome{}, err
		}
		out, err := e.AcceptRestore(ctx, engine.AcceptRestore{Meta: meta})
		if r, waits := board.Waiting(); err == nil && waits && !a.global.json {
			fmt.Fprintf(a.err, "scr: %s restored %d events, and the log is known to have had %d: %d are missing\n", r.By, r.Size, r.KnownSize, r.Lost())
		}
		return out, err
	})
}
