package main

import (
	"encoding/base64"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// checkAsk is what "scr audit check" was asked.
type checkAsk struct {
	files, keys, keyFiles, held []string
	receipt                     string
	partners                    int
}

func auditCheckCommand(a *app) *cobra.Command {
	var ask checkAsk
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Check a proof that a board gave you: no database, no settings, no network",
		Long: `Check a proof, or the continuation of a checkpoint, that a board gave you. No
database, no settings and no network are used. Everything is recomputed: the
signature of the log, the entry's place in it, and each value that is shown.
What does not hold exits with 7, and the error says which step failed.

The key of the log must reach you by another way than the file: with --key or
--key-file. Without it nothing is proved, and the check exits with 7. Keys of
partners may be given too; their signatures are then checked as well.

Several files must hang together: each shares a checkpoint with another. With
--held, a checkpoint that you hold yourself must agree with one that the files
rest on, and with --receipt, the words in your minutes or in an e-mail.`,
		Example: `  scr audit check entry-1482.proof --key-file board.pub
  scr audit check entry-1482.proof march-to-june.continuation --key-file keys.txt --held march.checkpoint`,
		Args: takesArguments,
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&ask.keys, "key", nil, "key of the log, or of a partner; may be given again")
	flags.StringArrayVar(&ask.keyFiles, "key-file", nil, "file with such keys, one on each line")
	flags.StringArrayVar(&ask.held, "held", nil, "checkpoint that you hold yourself; may be given again")
	flags.StringVar(&ask.receipt, "receipt", "", "receipt that you hold: its number and its words")
	flags.IntVar(&ask.partners, "partners", 0, "how many partners must have signed the newest checkpoint")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		a.onlyPrints = true
		ask.files = args
		found, err := a.check(ask)
		if err != nil {
			return err
		}
		return a.offline(found, func(w *report.Writer) { report.Check(w, found) })
	}
	return cmd
}

// offline prints without looking at settings: whoever checks has none.
func (a *app) offline(v any, lay func(*report.Writer)) error {
	if a.global.json {
		return report.JSON(a.out, v)
	}
	w := report.New(a.out, report.Options{Terminal: a.screen.output, Width: a.screen.width, Color: a.colour("")})
	lay(w)
	return w.Flush()
}

// check reads everything, and finds all of it right or says what is not.
func (a *app) check(ask checkAsk) (report.CheckJSON, error) {
	lines, err := ask.keyLines()
	if err != nil {
		return report.CheckJSON{}, err
	}
	keys, err := readKeys(lines)
	if err != nil {
		return report.CheckJSON{}, err
	}
	c := checking{keys: keys}
	for _, name := range ask.files {
		if err := c.file(name); err != nil {
			return report.CheckJSON{}, within(name, err)
		}
	}
	if err := c.hangTogether(); err != nil {
		return report.CheckJSON{}, err
	}
	for _, name := range ask.held {
		if err := c.compareHeld(name); err != nil {
			return report.CheckJSON{}, within(name, err)
		}
	}
	if ask.receipt != "" {
		if err := c.compareReceipt(ask.receipt); err != nil {
			return report.CheckJSON{}, err
		}
	}
	return c.answer(ask)
}

// within says in which file something is wrong.
func within(name string, err error) error {
	e := review.Errorf(review.CodeOf(err), "%s: %w", name, err)
	if known := asError(err); known != nil {
		e.Hint = known.Hint
	}
	return e
}

// keyLines returns the keys that were given, a line each.
func (ask checkAsk) keyLines() ([]string, error) {
	var lines []string
	for _, key := range ask.keys {
		lines = append(lines, strings.TrimSpace(key))
	}
	for _, name := range ask.keyFiles {
		data, err := readOffline(name)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if _, err := audit.ParseKey(line); err != nil {
				return nil, within(name, err)
			}
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// readKeys reads keys, each once.
func readKeys(lines []string) ([]note.Verifier, error) {
	var keys []note.Verifier
	seen := map[string]bool{}
	for _, line := range lines {
		key, err := audit.ParseKey(line)
		if err != nil {
			return nil, err
		}
		if name := audit.KeyName(key); !seen[name] {
			seen[name] = true
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// readOffline reads a file that somebody sent.
func readOffline(name string) ([]byte, error) {
	data, err := files.Read(name, audit.MaxFile)
	if err != nil {
		return nil, unread("", err)
	}
	return data, nil
}

// checking is a check under way.
type checking struct {
	keys  []note.Verifier
	names []string         // of the files
	rests [][]audit.Signed // the checkpoints that each file rests on
	found report.CheckJSON
}

// file checks one file, whatever it is.
func (c *checking) file(name string) error {
	data, err := readOffline(name)
	if err != nil {
		return err
	}
	switch audit.Kind(data) {
	case audit.ProofKind:
		return c.proof(name, data)
	case audit.ContinuationKind:
		return c.continuation(name, data)
	}
	if _, err := audit.ReadClaim(data); err == nil {
		return review.Errorf(review.Invalid, "this is a checkpoint, which proves nothing by itself").
			WithHint("give the proof or the continuation first, and this one with --held")
	}
	return review.Errorf(review.Invalid, "this is neither a proof nor a continuation").
		WithHint("a proof begins with the line %q, a continuation with %q", audit.ProofKind, audit.ContinuationKind)
}

func (c *checking) proof(name string, data []byte) error {
	p, err := audit.ParseProof(data)
	if err != nil {
		return err
	}
	if err := c.needKey(p.Checkpoint); err != nil {
		return err
	}
	checked, err := p.Check(c.keys...)
	if err != nil {
		return err
	}
	c.found.Entries = append(c.found.Entries, provedEntry(name, checked))
	c.names, c.rests = append(c.names, name), append(c.rests, []audit.Signed{checked.Checkpoint})
	return nil
}

func (c *checking) continuation(name string, data []byte) error {
	k, err := audit.ParseContinuation(data)
	if err != nil {
		return err
	}
	if err := c.needKey(k.Newer); err != nil {
		return err
	}
	done, err := k.Check(c.keys...)
	if err != nil {
		return err
	}
	rests := []audit.Signed{done.Newer}
	says := report.ContinuationJSON{File: name, Newer: done.Newer.Size}
	if done.Older != nil {
		rests = []audit.Signed{*done.Older, done.Newer}
		says.Older = done.Older.Size
	}
	c.found.Continuations = append(c.found.Continuations, says)
	c.names, c.rests = append(c.names, name), append(c.rests, rests)
	return nil
}

// needKey refuses to look at a file without a key: that could only show that the
// file agrees with itself, which a forgery does too.
func (c *checking) needKey(checkpoint []byte) error {
	if len(c.keys) > 0 {
		return nil
	}
	claim, err := audit.ReadClaim(checkpoint)
	if err != nil {
		return err
	}
	return review.Errorf(review.Invalid, "nothing was checked, because no key was given: whoever made the file could have signed it").
		WithHint("the file says that it is signed by %s: get that key by another way than this file, from the board or a partner, and give it with --key",
			strings.Join(claim.Keys, " and "))
}

func provedEntry(name string, c audit.Checked) report.ProvedJSON {
	ev := c.Envelope.Event
	e := report.ProvedJSON{File: name, Number: ev.Global, Board: ev.Board, Stream: ev.Stream, Seq: ev.Seq, ID: ev.ID,
		Kind: c.Envelope.Kind, RecordedAt: ev.RecordedAt, RecordedBy: ev.RecordedBy, DecidedBy: ev.DecidedBy, Minute: ev.Minute,
		OccurredOn: ev.OccurredOn, Definition: ev.Definition, MadeUp: ev.MadeUp, Plain: string(c.Envelope.Body)}
	for i, s := range c.Shown {
		e.Values = append(e.Values, report.ValueJSON{Path: s.Path, Class: c.Classes[i], Text: s.Value})
	}
	for _, f := range c.Withheld {
		e.Withheld = append(e.Withheld, f.Path)
	}
	return e
}

func checkpointJSON(s audit.Signed) report.CheckpointJSON {
	j := report.CheckpointJSON{Origin: s.Origin, Size: s.Size, Root: base64.StdEncoding.EncodeToString(s.Root[:]),
		Receipt: audit.Receipt(s.Head), AccessSize: s.Access.Size, Key: s.By, Unchecked: s.Unchecked}
	for _, w := range s.Witnesses {
		j.Partners = append(j.Partners, report.PartnerJSON{Name: w.Name, Key: w.Key, At: w.At})
	}
	return j
}

// answer says what was shown, and what was not.
func (c *checking) answer(ask checkAsk) (report.CheckJSON, error) {
	newest := c.newest()
	if n := len(newest.Partners()); n < ask.partners {
		return report.CheckJSON{}, review.Errorf(review.Invalid, "the newest checkpoint, of %d entries, is signed by %d partners whose keys you gave, and you asked for %d",
			newest.Size, n, ask.partners).WithHint("ask the board for the file with the partners' signatures")
	}
	for _, s := range c.checkpoints() {
		c.found.Checkpoints = append(c.found.Checkpoints, checkpointJSON(s))
	}
	c.found.Remarks = append(c.found.Remarks, "the rest of the log: nothing of it is in these files, and none of it was seen")
	if len(c.found.Entries) > 0 {
		c.found.Remarks = append(c.found.Remarks, "that what was recorded is true, or was recorded when it says: that time is the board's own",
			"whether a later entry corrects this one, or another was recorded for the same")
	}
	if len(c.found.Agrees) == 0 && len(newest.Witnesses) == 0 {
		c.found.Remarks = append(c.found.Remarks,
			"that the board did not rewrite its log before it signed: only a checkpoint or receipt that others hold shows that")
	}
	return c.found, nil
}
