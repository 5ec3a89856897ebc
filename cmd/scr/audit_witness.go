package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// The files in a partner's folder. What was signed lies there too, a file for each
// checkpoint: the largest is what the partner saw last.
const (
	secretFile = "witness.key" // the partner's secret key
	publicFile = "witness.pub" // for the board, and for whoever checks
	logFile    = "log.pub"     // the board's key, as it was given to the partner
)

// maxPartnerFile is the largest file of a partner's folder, in bytes: twice what a
// checkpoint may have.
const maxPartnerFile = 64 << 10

// auditWitnessCommand is a partner's side: the local authority, the health board or
// the police keep what they saw of the log, and sign what continues it.
func auditWitnessCommand(a *app) *cobra.Command {
	return parent("witness", "A partner's side: sign what continues what you saw; no database, no network",
		witnessInitCommand(a), witnessCosignCommand(a), witnessShowCommand(a))
}

func witnessInitCommand(a *app) *cobra.Command {
	var name string
	var board checkAsk
	cmd := &cobra.Command{
		Use:   "init FOLDER",
		Short: "Make a partner's key, in a new folder",
		Long: `Make a partner's key, in a new folder that only you can read. Send witness.pub
from it to the board. The board's own key must reach you by another way than
its checkpoints: on paper, or read to you on the telephone.
The folder is what you saw of the log. Keep a copy, and do not go back to an old one.`,
		Example: "  scr audit witness init witness --name police.example --key-file board.pub",
		Args:    takesArguments,
	}
	cmd.Flags().StringVar(&name, "name", "", "your name before the signature: your domain, such as police.example")
	cmd.Flags().StringArrayVar(&board.keys, "key", nil, "the board's key")
	cmd.Flags().StringArrayVar(&board.keyFiles, "key-file", nil, "file with the board's key")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		log, err := oneLogKey(board)
		if err != nil {
			return err
		}
		w, err := audit.NewWitness(rand.Reader, name)
		if err != nil {
			return err
		}
		if err := makePartner(args[0], w, log); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "scr: send %s to the board, and keep the folder to yourself\n",
			report.Printable(filepath.Join(args[0], publicFile)))
		return a.showPartner(args[0])
	}
	return cmd
}

// oneLogKey returns the board's key, as its line.
func oneLogKey(ask checkAsk) (string, error) {
	lines, err := ask.keyLines()
	if err != nil {
		return "", err
	}
	if len(lines) == 0 {
		return "", misuse("the board's key was not given").WithHint("give it with --key or --key-file; \"scr audit key\" prints it on the board's side")
	}
	if len(lines) > 1 {
		return "", misuse("%d keys were given, and a board has one", len(lines)).
			WithHint("give the board's key alone, with --key or --key-file")
	}
	key, err := audit.ParseKey(lines[0])
	if err != nil {
		return "", err
	}
	if _, partner := key.(*audit.WitnessKey); partner {
		return "", review.Errorf(review.Invalid, "%s is the key of a partner, not of a board", audit.KeyName(key))
	}
	return lines[0], nil
}

// makePartner writes a partner's folder: the secret key last, so that a folder
// without it was not finished.
func makePartner(dir string, w *audit.WitnessSigner, log string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return review.Errorf(review.Failed, "make the folder: %w", err)
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return review.Errorf(review.Invalid, "open the folder: %w", err)
	}
	defer folder.Close()
	entries, err := fs.ReadDir(folder.FS(), ".")
	if err != nil {
		return review.Errorf(review.Invalid, "look into the folder: %w", err)
	}
	if len(entries) > 0 {
		return review.Errorf(review.Invalid, "there is something in the folder %s already", report.Printable(dir)).
			WithHint("name a folder that is not there yet, or an empty one")
	}
	if err := files.NewIn(folder, logFile, 0o644, []byte(log+"\n")); err != nil {
		return err
	}
	if err := files.NewIn(folder, publicFile, 0o644, []byte(w.Key().String()+"\n")); err != nil {
		return err
	}
	return files.NewIn(folder, secretFile, 0o600, []byte(w.Secret()+"\n"))
}

// partner is a partner's folder, read.
type partner struct {
	folder *os.Root
	lock   *os.File // held while something is signed, or nil
	dir    string
	signer *audit.WitnessSigner
	log    note.Verifier
	logKey string        // as its line
	seen   *audit.Signed // signed last, or nil
	file   string        // its name
}

// openPartner reads a partner's folder, and keeps others from signing in it meanwhile if
// something is to be signed.
func openPartner(dir string, signs bool) (*partner, error) {
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return nil, review.Errorf(review.NotFound, "open the folder: %w", err).
			WithHint("\"scr audit witness init\" makes one")
	}
	p := &partner{folder: folder, dir: dir}
	if signs {
		err = p.alone()
	}
	if err == nil {
		err = p.read()
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// alone locks the folder: what was seen last stays that until the next is signed.
func (p *partner) alone() (err error) {
	if p.lock, err = p.folder.Open("."); err != nil {
		return review.Errorf(review.Failed, "open the folder: %w", err)
	}
	if !tryLock(p.lock) {
		return review.Errorf(review.Conflict, "another command is signing in %s", report.Printable(p.dir)).
			WithHint("wait until it is done, then repeat the command")
	}
	return nil
}

// close lets go of the folder. What was written in it is on disk.
func (p *partner) close() {
	if p.lock != nil {
		_ = p.lock.Close()
	}
	_ = p.folder.Close()
}

func (p *partner) read() error {
	if err := p.readSecret(); err != nil {
		return err
	}
	line, err := p.text(logFile)
	if err != nil {
		return err
	}
	p.logKey = strings.TrimSpace(line)
	if p.log, err = audit.ParseKey(p.logKey); err != nil {
		return within(logFile, err)
	}
	return p.readSeen()
}

// readSecret reads the secret key, if nobody else could.
func (p *partner) readSecret() error {
	info, err := p.folder.Stat(secretFile)
	if err != nil {
		return review.Errorf(review.NotFound, "%s is not the folder of a partner: %w", p.dir, err).
			WithHint("\"scr audit witness init\" makes one")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return review.Errorf(review.Failed, "the secret key in %s may be read or written by others", p.dir).
			WithHint("if anybody may have read it, make a new one; else run \"chmod 600 %s\"", review.ShellWord(filepath.Join(p.dir, secretFile)))
	}
	line, err := p.text(secretFile)
	if err != nil {
		return err
	}
	p.signer, err = audit.ParseWitness(strings.TrimSpace(line))
	return err
}

// text reads a small file of the folder.
func (p *partner) text(name string) (string, error) {
	data, err := files.ReadRegularIn(p.folder, name, maxPartnerFile)
	if known := asError(err); known != nil {
		return "", known
	}
	if err != nil {
		return "", review.Errorf(review.Failed, "%w", err)
	}
	return string(data), nil
}

// signedName is the file of a checkpoint that the partner signed.
func signedName(c audit.Checkpoint) string {
	return fmt.Sprintf("signed-%d-%d.checkpoint", c.Size, c.Access.Size)
}

// readSeen finds what the partner signed last: the largest there is.
func (p *partner) readSeen() error {
	names, err := fs.Glob(p.folder.FS(), "signed-*.checkpoint")
	if err != nil {
		return review.Errorf(review.Failed, "read the folder: %w", err)
	}
	for _, name := range names {
		s, err := p.signed(name)
		if err != nil {
			return within(name, err)
		}
		if p.seen == nil || s.Size > p.seen.Size || s.Size == p.seen.Size && s.Access.Size > p.seen.Access.Size {
			p.seen, p.file = &s, name
		}
	}
	return nil
}

// signed reads a checkpoint that this partner signed.
func (p *partner) signed(name string) (audit.Signed, error) {
	text, err := p.text(name)
	if err != nil {
		return audit.Signed{}, err
	}
	s, err := audit.OpenCheckpoint([]byte(text), p.log, p.signer.Key())
	if err != nil {
		return audit.Signed{}, err
	}
	if len(s.Witnesses) == 0 || name != signedName(s.Checkpoint) {
		return audit.Signed{}, review.Errorf(review.Invalid, "this is not what you signed under that name").
			WithHint("the folder was changed: take it from your copy")
	}
	return s, nil
}

func witnessCosignCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cosign FOLDER FILE",
		Short: "Sign the checkpoint that the board sent, if it continues what you saw last",
		Long: `Sign the checkpoint in the file that the board sent, if it continues what you
saw last. Your signature carries the time of your own clock. The checkpoint with
it is written into your folder: send that file back. A log that is shorter than
you have seen, or was rewritten, is not signed, and exits with 3.`,
		Args: takesArguments,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		offered, err := readContinuation(args[1]) // first, and whole: while it comes, others may sign
		if err != nil {
			return within(args[1], err)
		}
		p, err := openPartner(args[0], true)
		if err != nil {
			return err
		}
		defer p.close()
		return a.cosign(p, offered)
	}
	return cmd
}

func readContinuation(name string) (audit.Continuation, error) {
	data, err := files.ReadRegular(name, audit.MaxFile)
	if err != nil {
		return audit.Continuation{}, review.Errorf(review.Invalid, "%w", err).
			WithHint("save what the board sent to a file, and name that")
	}
	if _, err := audit.ReadClaim(data); err == nil {
		return audit.Continuation{}, review.Errorf(review.Invalid, "this is a checkpoint, and what a partner signs is a continuation").
			WithHint("ask the board for what \"scr audit continue\" makes of it")
	}
	return audit.ParseContinuation(data)
}

// cosign signs what is offered, and keeps it before anybody sees it.
func (a *app) cosign(p *partner, offered audit.Continuation) error {
	now := a.now()
	if p.seen != nil && now.Before(p.seen.Witnesses[0].At) {
		return review.Errorf(review.Failed, "the clock of this machine stands before the time of your last signature, %s",
			p.seen.Witnesses[0].At.Format("2 January 2006 at 15:04:05 UTC")).WithHint("set the clock: the time in your signature is evidence")
	}
	data, err := audit.Cosign(p.seen, offered, p.log, p.signer, now)
	if err != nil {
		return err
	}
	s, err := audit.OpenCheckpoint(data, p.log, p.signer.Key())
	if err != nil {
		return err
	}
	if name := signedName(s.Checkpoint); name != p.file {
		if err := files.NewIn(p.folder, name, 0o644, data); err != nil {
			return err
		}
	}
	if p.seen == nil {
		fmt.Fprintln(a.err, "scr: this is the first checkpoint that you sign: compare its words with the board, on the telephone")
	}
	fmt.Fprintf(a.err, "scr: send %s back to the board\n", report.Printable(filepath.Join(p.dir, signedName(s.Checkpoint))))
	return a.showPartner(p.dir)
}

func witnessShowCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "show FOLDER", Short: "Show a partner's key, and what was signed last", Args: takesArguments}
	cmd.RunE = func(_ *cobra.Command, args []string) error { return a.showPartner(args[0]) }
	return cmd
}

func (a *app) showPartner(dir string) error {
	p, err := openPartner(dir, false)
	if err != nil {
		return err
	}
	defer p.close()
	j := report.WitnessJSON{Name: p.signer.Key().Name(), Key: p.signer.Key().String(), Log: p.logKey}
	if p.seen != nil {
		last := checkpointJSON(*p.seen)
		j.File, j.Last = filepath.Join(dir, p.file), &last
	}
	return a.offline(j, func(w *report.Writer) { report.Witness(w, j) })
}
