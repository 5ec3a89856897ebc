package keyring

import (
	"bytes"
	"strings"

	"filippo.io/age"

	"scr/review"
)

// identitySign is how a line begins that is an identity.
const identitySign = "AGE-SECRET-KEY-"

// RecipientsIn returns the recipients in a list, one a line, without its remarks. A line
// that is an identity gives that one's recipient, and so does an identity file that a
// passphrase locks, which the options say how to ask for.
func RecipientsIn(list []byte, o Options) ([]string, error) {
	if isLocked(list) {
		o.Remember = -1
		who, err := (&Keys{o: o}).unlocked(list)
		if err != nil {
			return nil, err
		}
		return []string{who.recipient}, nil
	}
	var all []string
	for line := range bytes.Lines(list) {
		recipient, err := recipientIn(bytes.TrimSpace(line))
		if err != nil {
			return nil, err
		}
		if recipient != "" {
			all = append(all, recipient)
		}
	}
	return all, nil
}

// recipientIn returns the recipient of a line, or nothing where the line is a remark.
func recipientIn(line []byte) (string, error) {
	switch {
	case len(line) == 0 || line[0] == '#':
		return "", nil
	case !bytes.HasPrefix(line, []byte(identitySign)):
		return string(line), nil
	}
	who, err := parseHolder(line)
	if err != nil {
		return "", err
	}
	return who.recipient, nil
}

// parseRecipients reads a list of whom the keys are encrypted to.
func parseRecipients(list string) ([]age.Recipient, error) {
	to, err := age.ParseRecipients(strings.NewReader(list))
	if err != nil {
		// Without age's own words, which may quote what was given: perhaps a key.
		return nil, review.Errorf(review.Invalid, "a recipient of the key ring is not one of age's").
			WithHint("a recipient begins with age1pq1; \"scr keys recovery --to FILE\" makes one")
	}
	for _, r := range to {
		if _, ok := r.(*age.HybridRecipient); !ok { // the weakest recipient would decide
			return nil, review.Errorf(review.Invalid, "a recipient of the key ring is an older one, which quantum computers will open").
				WithHint("a recipient begins with age1pq1; \"scr keys recovery --to FILE\" makes one")
		}
	}
	return to, nil
}

// recipientsText is the file of recipients, one a line, the identity's own first.
func recipientsText(own string, others []string) string {
	text := "# age recipients who can open this key ring.\n" +
		"# The ring knows this list: change it with scr, not with an editor.\n" + own + "\n"
	for _, r := range others {
		if r = strings.TrimSpace(r); r != own {
			text += r + "\n"
		}
	}
	return text
}
