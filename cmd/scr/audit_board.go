package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/internal/files"
	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
	"scr/store"
)

// The board's side of checkpoints: what it signs, hands out and takes back.

func auditKeyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "key", Short: "Print the key that checks this board's signatures",
		Long: `Print the key that checks this board's signatures. It is no secret. Give it to
partners, courts and journalists by another way than what it is to check: in a
letter, on the board's web site, in the minutes. That it is this board's is proved with
the key ring, so that a passphrase may be asked for.`, Args: takesArguments}
	cmd.RunE = func(*cobra.Command, []string) error {
		ring, err := a.needRing()
		if err != nil {
			return err
		}
		key, err := ring.Verifier()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, key)
		return err
	}
	return cmd
}

// needRing opens the key ring, which must be there.
func (a *app) needRing() (*keyring.Keys, error) {
	ring, err := a.ring()
	if err == nil && ring == nil {
		err = review.Errorf(review.Failed, "there is no key ring").
			WithHint("name its folder with the setting \"keys\" or SCR_KEYS; \"scr config show\" says where it is looked for")
	}
	return ring, err
}

func auditCheckpointCommand(a *app) *cobra.Command {
	var to string
	cmd := &cobra.Command{Use: "checkpoint", Short: "Sign how far the log has come, to be kept elsewhere",
		Long: `Sign how far the log has come, and keep it. The program does so by itself with
every move and meeting, and once a day. A checkpoint is worth something where it is
kept elsewhere: print it in the report, send it to whoever asks. It holds no name. A
partner who is to sign needs more: what "scr audit continue" makes.`}
	toFlag(cmd, &to)
	return onLog(a, cmd, func(db *store.DB) error {
		signed, err := db.SignCheckpoint(cmd.Context())
		if err != nil {
			return err
		}
		return a.deliver(to, signed)
	})
}

func toFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "to", "", "write to this new file (default standard output)")
}

// onLog makes a command about the log as a whole, for whoever has a login on the
// board.
func onLog(a *app, cmd *cobra.Command, do func(*store.DB) error) *cobra.Command {
	cmd.Args = takesArguments
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if _, _, err := a.acting(cmd.Context()); err != nil {
			return err
		}
		return do(a.db)
	}
	return cmd
}

// deliver writes what goes to somebody else: to standard output, or whole to a file
// that is not there yet. Texts in it are as they were recorded, down to the byte; on a
// terminal they are shown as all text is, and what is shown there proves nothing.
func (a *app) deliver(to string, data []byte) error {
	if to == "" {
		to := a.out
		if !a.screen.output {
			to = behind(a.out) // a machine's: byte for byte
		}
		_, err := to.Write(data)
		return err
	}
	err := files.New(to, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.err, "scr: written to %s\n", report.Printable(to))
	return nil
}

func auditContinueCommand(a *app) *cobra.Command {
	var since, to string
	cmd := &cobra.Command{Use: "continue", Short: "Prove that the log continues a checkpoint that somebody holds",
		Long: `Prove that the log continues a checkpoint that somebody holds: nothing before it
was changed, left out or put in. Who checks it needs no database ("scr audit check"),
and a partner adds their signature with "scr audit witness cosign". Without --since
it proves the log from its beginning.`}
	cmd.Flags().StringVar(&since, "since", "", "file with the checkpoint that they hold")
	toFlag(cmd, &to)
	return onLog(a, cmd, func(db *store.DB) error {
		c, err := a.continuation(cmd, db, since)
		if err != nil {
			return err
		}
		if err := a.holds(c); err != nil {
			return err
		}
		data, err := c.Encode()
		if err != nil {
			return err
		}
		return a.deliver(to, data)
	})
}

// holds checks a continuation as whoever gets it will.
func (a *app) holds(c audit.Continuation) error {
	log, err := a.ownKey()
	if err != nil {
		return err
	}
	_, err = c.Check(log)
	return err
}

// continuation leads from the checkpoint in a file to the newest that was kept.
func (a *app) continuation(cmd *cobra.Command, db *store.DB, since string) (audit.Continuation, error) {
	var c audit.Continuation
	newest, signed, err := a.newest(cmd, db)
	if err != nil {
		return c, err
	}
	c.Newer = signed
	empty := new(audit.Frontier).Head()
	older := audit.Signed{Checkpoint: audit.Checkpoint{Origin: newest.Origin, Head: empty, Access: empty}}
	if since != "" {
		if c.Older, err = readOffline(since); err != nil {
			return c, err
		}
		if older, err = a.ours(c.Older); err != nil {
			return c, within(since, err)
		}
	}
	if c.Log, err = db.Consistency(cmd.Context(), older.Size, newest.Size); err != nil {
		return c, err
	}
	c.Access, err = db.AccessConsistency(cmd.Context(), older.Access.Size, newest.Access.Size)
	return c, err
}

// ours opens a checkpoint that this board signed.
func (a *app) ours(signed []byte) (audit.Signed, error) {
	key, err := a.ownKey()
	if err != nil {
		return audit.Signed{}, err
	}
	return audit.OpenCheckpoint(signed, key)
}

// ownKey is what checks this board's signatures.
func (a *app) ownKey() (note.Verifier, error) {
	ring, err := a.needRing()
	if err != nil {
		return nil, err
	}
	key, err := ring.Verifier()
	if err != nil {
		return nil, err
	}
	return audit.ParseKey(key)
}

// newest returns the newest checkpoint that covers the whole log, and signs one when
// there is none.
func (a *app) newest(cmd *cobra.Command, db *store.DB) (audit.Signed, []byte, error) {
	kept, err := db.Checkpoints(cmd.Context())
	if err != nil {
		return audit.Signed{}, nil, err
	}
	now, err := db.Checkpoint(cmd.Context())
	if err != nil {
		return audit.Signed{}, nil, err
	}
	if len(kept) > 0 {
		last := kept[len(kept)-1]
		if c, err := a.ours(last); err == nil && c.Head == now.Head {
			return c, last, nil
		}
	}
	signed, err := db.SignCheckpoint(cmd.Context())
	if err != nil {
		return audit.Signed{}, nil, err
	}
	c, err := a.ours(signed)
	return c, signed, err
}

func auditCosignedCommand(a *app) *cobra.Command {
	var keys checkAsk
	cmd := &cobra.Command{Use: "cosigned FILE", Short: "Take in a checkpoint that partners have signed",
		Long: `Take in a checkpoint that came back with the signatures of partners, and keep it
with theirs. Of the checkpoint itself nothing is taken from the file: it must be one
that this board signed and kept.`, Args: takesArguments}
	cmd.Flags().StringArrayVar(&keys.keys, "key", nil, "key of a partner; may be given again")
	cmd.Flags().StringArrayVar(&keys.keyFiles, "key-file", nil, "file with such keys, one on each line")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, _, err := a.acting(cmd.Context()); err != nil {
			return err
		}
		return a.takeIn(cmd, args[0], keys)
	}
	return cmd
}

// takeIn adds the signatures in a file to the checkpoint that they are under.
func (a *app) takeIn(cmd *cobra.Command, file string, keys checkAsk) error {
	partners, err := partnersIn(keys)
	if err != nil {
		return err
	}
	sent, err := readOffline(file)
	if err != nil {
		return err
	}
	theirs, err := a.ours(sent)
	if err != nil {
		return within(file, err)
	}
	kept, err := a.keptOf(cmd, theirs.Checkpoint)
	if err != nil {
		return within(file, err)
	}
	log, err := a.ownKey()
	if err != nil {
		return err
	}
	merged, added, err := audit.Merge(kept, sent, log, partners)
	if err != nil {
		return within(file, err)
	}
	if len(added) == 0 {
		fmt.Fprintln(a.err, "scr: there is no signature in it that was not there already")
		return nil
	}
	if err := a.db.KeepCheckpoint(cmd.Context(), theirs.Size, merged); err != nil {
		return err
	}
	for _, w := range added {
		fmt.Fprintf(a.err, "scr: %s saw the log at %d events on %s\n", report.Printable(w.Name), theirs.Size, w.At.UTC().Format("2 January 2006"))
	}
	return nil
}

// partnersIn reads the keys of partners. Others among them are left out.
func partnersIn(keys checkAsk) ([]*audit.WitnessKey, error) {
	lines, err := keys.keyLines()
	if err != nil {
		return nil, err
	}
	all, err := readKeys(lines)
	if err != nil {
		return nil, err
	}
	var partners []*audit.WitnessKey
	for _, k := range all {
		if p, ok := k.(*audit.WitnessKey); ok {
			partners = append(partners, p)
		}
	}
	if len(partners) == 0 {
		return nil, misuse("no key of a partner is given").WithHint("with --key or --key-file; \"scr audit witness show\" prints it on their side")
	}
	return partners, nil
}

// keptOf returns the note that was kept of a checkpoint, the newest of them.
func (a *app) keptOf(cmd *cobra.Command, c audit.Checkpoint) ([]byte, error) {
	kept, err := a.db.Checkpoints(cmd.Context())
	if err != nil {
		return nil, err
	}
	slices.Reverse(kept)
	i := slices.IndexFunc(kept, func(note []byte) bool {
		own, err := a.ours(note)
		return err == nil && own.Checkpoint == c
	})
	if i < 0 {
		return nil, review.Errorf(review.NotFound, "no checkpoint of %d events was kept", c.Size).
			WithHint("the board keeps every checkpoint that it signs; find out where this one comes from")
	}
	return bytes.Clone(kept[i]), nil
}
