package audit

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scr/internal/typo"
	"scr/review"
)

// receiptDomain keeps the words apart from every other hash, and from those of a
// later version.
const receiptDomain = "scr/1/receipt"

// wordCount is how many words stand for a head, a byte each.
const wordCount = 8

// wordText is the list of 256 words. Its order never changes: receipts are on paper.
//
//go:embed words.txt
var wordText string

func wordList() []string { return strings.Fields(wordText) }

// Words stands for a log's head in minutes and e-mails: eight words for the first
// 64 bits of the SHA-256 of
//
//	"scr/1/receipt" 0 size root
//
// where size is an unsigned 64-bit number, big-endian. The log's name is not in it:
// the root tells logs apart already, because the ids of events are random, and a
// receipt from before a restore must still be good after it, under the new name.
//
// Nobody can make another log to the words of a receipt that is in other hands. But
// 64 bits are too few against somebody who prepares two logs before the receipt is
// given: only the checkpoint, with its whole root, stands against that.
func Words(head Head) string {
	message := append([]byte(receiptDomain), 0)
	message = binary.BigEndian.AppendUint64(message, uint64(head.Size))
	sum := sha256.Sum256(append(message, head.Root[:]...))
	list := wordList()
	words := make([]string, wordCount)
	for i := range words {
		words[i] = list[sum[i]]
	}
	return strings.Join(words, " ")
}

// Receipt is what is printed for a head: its size, and its words.
func Receipt(head Head) string { return fmt.Sprintf("#%d %s", head.Size, Words(head)) }

// ParseWords reads the eight words as people write them, in capitals or not, with
// hyphens, commas or more spaces between them, and returns them as Words does. The
// error names the word that is not on the list, and the nearest that is.
func ParseWords(text string) (string, error) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r == '-' || r == ',' || r == '‐' || r == '‑' || r == '–' || r == ' ' || r == '\u00a0' || r == '\t' || r == '\r' || r == '\n'
	})
	if len(words) != wordCount {
		return "", review.Errorf(review.Invalid, "a receipt has %d words after its number, and here are %d", wordCount, len(words))
	}
	list := wordList()
	for i, w := range words {
		if !slices.Contains(list, w) {
			return "", review.Errorf(review.Invalid, "word %d of the receipt, %q, is not one of those that receipts use",
				i+1, shortWord(w)).WithHint("the nearest is %q", nearestWord(w, list))
		}
	}
	return strings.Join(words, " "), nil
}

// ParseReceipt reads a receipt with its number, as Receipt writes it and as
// ParseWords allows, also with what the program prints before it.
func ParseReceipt(text string) (size int64, words string, err error) {
	text = strings.TrimSpace(text)
	for _, before := range []string{"scr:", "for the minutes:", "log"} { // as it is printed
		text = strings.TrimSpace(strings.TrimPrefix(text, before))
	}
	number, rest, found := strings.Cut(text, " ")
	digits := strings.TrimPrefix(number, "#")
	size, err = strconv.ParseInt(digits, 10, 64)
	if err != nil || !found || strconv.FormatInt(size, 10) != digits || checkSize(size) != nil {
		return 0, "", review.Errorf(review.Invalid, "a receipt begins with its number, such as #1482, and a space")
	}
	words, err = ParseWords(rest)
	return size, words, err
}

// shortWord cuts what is no word at all.
func shortWord(w string) string {
	if runes := []rune(w); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return w
}

// nearestWord returns the word of the list that the fewest slips make of w. Words
// that begin with the same four letters come first: no two on the list do.
func nearestWord(w string, list []string) string {
	w = shortWord(w)
	best, least := "", 1<<30
	for _, known := range list {
		slips := 2 * typo.Between(w, known)
		if len(w) >= 4 && strings.HasPrefix(known, w[:4]) {
			slips -= 4
		}
		if slips < least {
			best, least = known, slips
		}
	}
	return best
}
