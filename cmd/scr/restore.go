package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

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

	LostAccess   int64  `json:"lost_access"`                   // records of who read what that are known to be missing
	LooksUnknown bool   `json:"lost_access_unknown,omitempty"` // how many of those are missing is not known
	Unasked      bool   `json:"unasked,omitempty"`             // more may be: the database that was there could not be asked
	Waits        string `json:"waits_for,omitempty"`           // handle of who must answer for that too
	Sealing      bool   `json:"sealing"`                       // its texts are sealed

	ErasedAgain int `json:"erased_again,omitempty"` // texts that were erased after the backup was made, and are again
	KeysAgain   int `json:"keys_again,omitempty"`   // keys of what had been erased, which an older copy of the key folder had still, and which are destroyed again
	KeysLeft    int `json:"keys_left,omitempty"`    // the same, which are left: another database needs them, or could not be asked
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
that somebody kept. A database that is to be replaced and cannot be asked may hold more.
If nothing better is to be had, two people answer for the loss:
--accept-loss, with a reason. You are --by; until the other, --and, has run
"scr db accept-restore" under their own login, nothing can be recorded. The log then
goes on under another name, so that nobody takes the two for one.`,
		Example: "  scr db restore exb-2026-11-22.scrb --to scr.db\n  scr db restore exb.scrb --to scr.db --keys-from keys.tar --checkpoint march.checkpoint",
		Args:    takesArguments}
	flags := cmd.Flags()
	flags.StringVar(&ask.to, "to", "", "where the database is to lie")
	flags.StringVar(&ask.keysFrom, "keys-from", "", "copy of the key ring, put back into the folder of the keys first")
	flags.StringVar(&ask.identity, "identity", "", "identity that opens the backup, the copy of the keys and the ring, before any other")
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
		a.warn(done.Sealing)
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
	place *store.InPlace   // what is to be replaced; nil: nothing may lie there
	short memory           // what of that the backup does not reach
	gone  audit.ErasedList // what is known to have been erased; empty: nothing
	made  audit.Checkpoint // of the database in the backup
	list  audit.ErasedList // what was erased from the log as it is now
	done  restored
	own   []string // the board's own databases, where the restore goes to another place; empty: it goes to theirs
	waits bool     // somebody has yet to answer for a restore, this one or another
	typed []byte   // passphrase of the identity that was given: it opens more than one thing

	putBack string // the folder into which the keys were put back; empty: they were not
}

func (a *app) restore(ctx context.Context, ask restoreAsk) (restored, error) {
	in, err := os.Open(ask.file)
	if err != nil {
		return restored{}, review.Errorf(review.Invalid, "the backup cannot be read: %w", err)
	}
	defer in.Close()
	r := &restoring{app: a, ask: ask}
	defer func() { clear(r.typed) }()
	if r.file, err = backup.Read(in); err != nil {
		return restored{}, orKeys(in, err)
	}
	if err = r.openKeys(); err == nil {
		err = r.run(ctx)
	}
	return r.done, r.ended(ctx, err)
}

// ended takes away the keys that were put back where nothing else was: they are a copy,
// whose original is where it was. Once the database has its name they stay, whatever
// failed after that, because it may be sealed under them.
func (r *restoring) ended(ctx context.Context, err error) error {
	if err == nil || r.done.Database != "" {
		return err
	}
	var left error
	if r.putBack != "" {
		left = os.RemoveAll(r.putBack)
	}
	if ctx.Err() != nil {
		stopped := review.Errorf(review.Failed, "stopped: nothing was restored")
		if left != nil {
			stopped = review.Errorf(review.Failed, "stopped: nothing was restored; the keys that were put back could not be taken away: %w", left).
				WithHint("remove the folder %s yourself: it is a copy of the keys", r.putBack)
		}
		return stopped
	}
	return errors.Join(err, left)
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
	var err error
	if r.own, err = r.elsewhere(ctx); err != nil {
		return err
	}
	lies, err := store.Restore{URL: r.ask.to, Replace: r.place, Stamp: r.now().UTC().Format("20060102T150405Z"),
		Options: options, Write: r.write, Prepare: r.prepare, Settle: r.settle}.Run(ctx)
	r.done.Database, r.done.Moved = lies.Path, lies.Moved
	if lies.Path != "" && len(r.own) == 0 {
		r.keepList()
	}
	if err != nil {
		return err
	}
	return r.finish(ctx, lies.Path, options)
}

// keepList writes the list of what was erased beside the keys: under the name that the
// log has now, or while somebody has yet to answer for the restore, with the head that
// was known. The database is in its place whether or not that works, and the next
// erasure or restore makes good what is missing.
func (r *restoring) keepList() {
	if len(r.list.Entries) == 0 && r.gone.Size == 0 || r.ring == nil && r.file.Signed {
		return // there is none, or nothing that could sign it
	}
	list := r.list.With(r.gone)
	if r.waits {
		list = r.gone.With(r.list)
	}
	if list.Size == 0 {
		return // what was erased stands in the log, and the list comes with the second answer
	}
	if err := r.putErased(list); err != nil {
		fmt.Fprintf(r.err, "scr: %s\n", report.Printable(err.Error()))
	}
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
			return keyring.DecryptWith(r.ask.identity, r.opener(), in)
		case r.ring != nil:
			return r.ring.Decrypt(in)
		}
		return nil, review.Errorf(review.Refused, "the backup is encrypted, and there is no key ring to open it with").
			WithHint("put the key ring back with --keys-from, or give a recovery identity with --identity")
	})
}

func (a *app) tellRestore(done restored) {
	fmt.Fprintf(a.err, "scr: the database is in %s, and was checked: %s, as of the backup of %s\n",
		report.Printable(done.Database), report.Count(int(done.Events), "event", "events"), done.Made)
	if done.KeysAgain > 0 {
		fmt.Fprintf(a.err, "scr: destroyed again, since the key folder is an older copy: %s of what had been erased\n", report.Count(done.KeysAgain, "key", "keys"))
	}
	if done.KeysLeft > 0 {
		fmt.Fprintf(a.err, "scr: the key folder is an older copy, and has still %s of what had been erased: left, since another database needs them or could not be asked. Once this one is the board's own, take a backup and restore it\n", report.Count(done.KeysLeft, "key", "keys"))
	}
	if done.ErasedAgain > 0 {
		fmt.Fprintf(a.err, "scr: erased again, as they were after the backup was made: %s\n", report.Count(done.ErasedAgain, "text", "texts"))
	}
	if done.Moved != "" {
		fmt.Fprintf(a.err, "scr: the one that was there is now %s\n", report.Printable(done.Moved))
	}
	if done.Waits != "" {
		missing := done.lostWords()
		if done.Unasked {
			missing = "what the database had that could not be asked, and at least " + missing
		}
		fmt.Fprintf(a.err, "scr: missing: %s; nothing can be recorded before %s has run \"scr db accept-restore\"\n", missing, done.Waits)
	}
	fmt.Fprintf(a.err, "scr: for the minutes: log %s\n", done.Log)
}

// lostWords says what is missing of a log, and of the records of who read what.
func (done restored) lostWords() string {
	says := report.Count(int(done.Lost), "event", "events") + " and "
	switch {
	case !done.LooksUnknown:
	case done.LostAccess == 0:
		return says + "nobody knows how many records of who read what"
	default:
		says += "at least "
	}
	return says + report.Count(int(done.LostAccess), "record of who read what", "records of who read what")
}

func dbAcceptCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "accept-restore", Short: "Answer, as the second person, for a restore that lost something",
		Long: `Answer, as the second person, for a restore from a backup that was shorter than the
log. It is said what is missing. Until then nothing can be recorded. Besides the person
who was named, any other administrator may answer, and who is chair, director or
privacy officer; when nobody has for fourteen days, who restored may alone.`}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		board, err := a.db.Board(ctx)
		if err != nil {
			return engine.Outcome{}, err
		}
		out, err := e.AcceptRestore(ctx, engine.AcceptRestore{Meta: meta})
		if r, waits := board.Waiting(); err == nil && waits && !a.global.json {
			fmt.Fprintf(a.err, "scr: %s restored %s, and the log is known to have had %d: %d missing%s\n", r.By, report.Count(int(r.Size), "event", "events"), r.KnownSize, r.Lost(), uncounted(r))
		}
		if err == nil {
			a.answeredFor(ctx)
		}
		return out, err
	})
}

// answeredFor has the list beside the keys, and what is remembered of the log, go on under
// its new name, now that two people have answered for that. Until it does, backups are
// held against the old head.
func (a *app) answeredFor(ctx context.Context) {
	if err := errors.Join(a.carryErased(ctx), a.answeredSeen(ctx)); err != nil {
		fmt.Fprintf(a.err, "scr: %s\n", report.Printable(err.Error()))
	}
}

// uncounted says of a restore in which nothing is known to be missing why somebody must
// answer for it.
func uncounted(r review.Restore) string {
	if r.Lost() > 0 || r.KnownAccess > r.Access {
		return ""
	}
	return "; the database that was there could not be asked, and may have had more"
}
