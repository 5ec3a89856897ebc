package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
)

// keysCommand holds what is done to the key ring: for whom it opens. It reads no
// database; whoever can open the ring can change that.
func keysCommand(a *app) *cobra.Command {
	return parent("keys", "The keys of the board: for whom they open",
		keysLockCommand(a), keysIdentityCommand(a), keysPassphraseCommand(a), keysRecipientsCommand(a), keysRecoveryCommand(a))
}

// ringAndLock returns the key ring, and whether a passphrase locks it.
func (a *app) ringAndLock() (ring *keyring.Keys, locked bool, err error) {
	if ring, err = a.needRing(); err != nil {
		return nil, false, err
	}
	locked, err = ring.IdentityLocked()
	return ring, locked, err
}

func keysLockCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "lock", Short: "Lock keys again that a passphrase opened",
		Long: `Lock keys again that a passphrase opened. They stay open for 15 minutes, for every
command of your login on this machine: the system remembers them. From now on the
next command that needs them asks for the passphrase.`, Args: takesArguments}
	cmd.RunE = func(*cobra.Command, []string) error {
		ring, locked, err := a.ringAndLock()
		if err != nil {
			return err
		}
		if !locked {
			return review.Errorf(review.Refused, "no passphrase locks the keys: they are open all the time").
				WithHint("\"scr keys passphrase\" locks them with one")
		}
		ring.Forget()
		fmt.Fprintln(a.err, "scr: the keys are locked: the next command that needs them asks for the passphrase")
		return nil
	}
	return cmd
}

func keysIdentityCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "identity", Short: "Put a new identity in the place of the one that opens the keys",
		Long: `Put a new identity in the place of the one that opens the keys: when somebody may
have seen it, or has gone who had it. From then on the old one opens neither the
texts nor what signs; whoever has a copy of the key folder from before still opens
that copy with it. Recovery recipients stay.

The new one does not open the backups of the database that were made until then. Make
a new one at once, with "scr db backup". To open an older one you need the identity of
then, or a recovery identity: "scr db restore --identity" takes the file "identity"
out of a copy of the key folder of then. Without either no older backup opens again.

Where a passphrase locks the keys, it is asked for on the terminal, and then a new
one, twice. Make a new copy of the keys afterwards, and destroy the old ones: of each
keep that one file, in a safe, as long as you keep backups that only it opens. If the
command is stopped half way, run it again: the keys open all the time.`, Args: takesArguments}
	lock := cmd.Flags().Bool("passphrase", false, "lock the new identity with a passphrase, though the old one has none")
	cmd.RunE = func(*cobra.Command, []string) error {
		ring, locked, err := a.ringAndLock()
		if err != nil {
			return err
		}
		var ask func() ([]byte, error)
		if locked || *lock {
			ask = a.newPassphrase
		}
		if err := ring.ReplaceIdentity(ask); err != nil {
			return err
		}
		fmt.Fprintln(a.err, "scr: a new identity opens the keys, and the old one opens them no more")
		fmt.Fprintln(a.err, "scr: it does not open the backups of the database made until now: make a new one with \"scr db backup\"")
		fmt.Fprintln(a.err, "scr: a copy of the key folder from before still opens with the old one: make a new copy, and destroy those; "+
			"of one, keep the file \"identity\" in a safe, as long as you keep backups that only it opens")
		return nil
	}
	return cmd
}

func keysPassphraseCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "passphrase", Short: "Lock the keys with another passphrase",
		Long: `Lock the keys with another passphrase, or with a first one. The old one and the new
one are asked for on the terminal itself, the new one twice: they are in no
argument, no variable and no pipe, and are not shown.

The identity stays the same. A copy of the key folder from before opens with the
old passphrase: if somebody may have both, use "scr keys identity".`, Args: takesArguments}
	none := cmd.Flags().Bool("none", false, "lock them with none: whoever has a copy of the folder has the keys")
	cmd.RunE = func(*cobra.Command, []string) error {
		ring, err := a.needRing()
		if err != nil {
			return err
		}
		says, ask := "scr: the new passphrase locks the keys", a.newPassphrase
		if *none {
			says, ask = "scr: no passphrase locks the keys: whoever has a copy of the folder has them", nil
		}
		if err := ring.Relock(ask); err != nil {
			return err
		}
		fmt.Fprintln(a.err, says)
		return nil
	}
	return cmd
}

func keysRecipientsCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "recipients", Short: "List who can open the keys, or say who else can",
		Long: `List who can open the keys, as age recipients, the identity's own first. With
--set-from or --none the others are set: recovery keys that lie in a safe. Who is
left out opens nothing from then on but older copies of the key folder, and older
backups of the database. Who is added opens the backups made from then on.

A line may also be that of a recovery identity itself, and the file may be the one
that "scr keys recovery" made: its recipient is taken.`,
		Example: "  scr keys recovery --to safe.identity\n  scr keys recipients --set-from recipients.txt", Args: takesArguments}
	from := cmd.Flags().String("set-from", "", "file (- for standard input) with all recovery recipients, one a line")
	none := cmd.Flags().Bool("none", false, "nobody but the identity")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		sets := cmd.Flags().Changed("set-from")
		if sets && *none {
			return misuse("--set-from and --none do not go together")
		}
		ring, err := a.needRing()
		if err != nil {
			return err
		}
		if sets || *none {
			if err := a.setRecipients(ring, *from, *none); err != nil {
				return err
			}
		}
		list, err := ring.Recipients()
		if err != nil {
			return err
		}
		return a.data(report.RecipientsJSON{Recipients: list}, func(w *report.Writer) { report.Recipients(w, list) })
	}
	return cmd
}

// setRecipients says who can open the keys besides the identity.
func (a *app) setRecipients(ring *keyring.Keys, from string, none bool) error {
	var others []string
	if !none {
		var err error
		if others, err = a.recipientsFrom(from); err != nil {
			return err
		}
		if len(others) == 0 {
			return review.Errorf(review.Invalid, "--set-from names no recipient").WithHint("to have none, add --none")
		}
	}
	if err := ring.SetRecipients(others...); err != nil {
		return err
	}
	fmt.Fprintln(a.err, "scr: whoever was left out still opens copies of the key folder from before: make a new copy, and destroy those")
	fmt.Fprintln(a.err, "scr: backups of the database made until now open for whom they did: make a new one with \"scr db backup\"")
	return nil
}

// recipientsFrom reads the recipients out of a list, or out of identities.
func (a *app) recipientsFrom(from string) ([]string, error) {
	data, err := a.readSome("--set-from", from)
	if err != nil {
		return nil, unread("--set-from: ", err)
	}
	defer clear(data)
	named, err := keyring.RecipientsIn(data, a.unlocking("the identity in "+spoken(from)))
	if err != nil {
		return nil, err
	}
	return named, checkInput(from, []byte(strings.Join(named, "\n")))
}

func keysRecoveryCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "recovery", Short: "Make a recovery identity, to be kept in a safe",
		Long: `Make a recovery identity in a new file, and print its recipient. The keys open for
it once its recipient is among those of "scr keys recipients --set-from", or was
named with "scr init --recipient". Keep the file in a safe and not on this machine.

To open the keys with it, put it in the place of the file "identity" in the key
folder, run "scr keys identity", and set the recipients again.`,
		Example: "  scr keys recovery --to /media/stick/scr-recovery", Args: takesArguments}
	to := cmd.Flags().String("to", "", "new file for the identity")
	lock := cmd.Flags().Bool("passphrase", false, "lock it with a passphrase, which is asked for")
	cmd.RunE = func(*cobra.Command, []string) error {
		if *to == "" {
			return notGiven([]string{"--to"})
		}
		var o keyring.Options
		if *lock {
			o.Passphrase = a.newPassphrase
		}
		if err := a.outsideKeys(*to); err != nil {
			return err
		}
		recipient, err := keyring.NewIdentity(*to, o)
		if err != nil {
			return err
		}
		return a.tellRecipient(recipient, *to)
	}
	return cmd
}

// tellRecipient prints the recipient of an identity that was made. Where that fails the
// identity is there all the same, and says its recipient when it is asked again.
func (a *app) tellRecipient(recipient, file string) error {
	_, err := fmt.Fprintln(a.out, recipient)
	if err == nil {
		return nil
	}
	return review.Errorf(review.Failed, "the identity is in %s, and its recipient could not be printed: %w", file, err).
		WithHint("keep the file: \"scr keys recipients --set-from\" takes it as it is, or its lines beside those of others")
}

// outsideKeys refuses to put something into the folder of the keys: it would go into every
// copy of them, and look like a part of them that nobody knows.
func (a *app) outsideKeys(path string) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	keys, err := os.Stat(settings.Keys)
	if err != nil {
		return nil // there are none
	}
	for folder := wholeFolder(path); ; folder = filepath.Dir(folder) {
		if here, err := os.Stat(folder); err == nil && os.SameFile(here, keys) {
			return review.Errorf(review.Refused, "%s would lie in the folder of the keys", path).
				WithHint("name a place elsewhere: best one that is not on this machine")
		}
		if folder == filepath.Dir(folder) {
			return nil
		}
	}
}

// wholeFolder returns the folder in which a file is to lie, as it is called without links.
func wholeFolder(path string) string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return filepath.Dir(path) // whoever writes there is told
	}
	if whole, err := filepath.Abs(folder); err == nil {
		return whole
	}
	return folder
}
