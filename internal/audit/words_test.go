package audit_test

import (
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scr/internal/audit"
	"scr/internal/typo"
	"scr/review"
)

// The list is read over the telephone, and written down by hand.
func TestWordsCannotBeTakenForEachOther(t *testing.T) {
	list := audit.WordList()
	if len(list) != 256 || !slices.IsSorted(list) {
		t.Fatalf("there are %d words, sorted: %v", len(list), slices.IsSorted(list))
	}
	plain := regexp.MustCompile(`^[a-z]{3,7}$`)
	begins, sounds := map[string]string{}, map[string]string{}
	for i, w := range list {
		if !plain.MatchString(w) {
			t.Errorf("%q is not a word of 3 to 7 letters", w)
		}
		if other := begins[w[:min(4, len(w))]]; other != "" {
			t.Errorf("%s and %s begin alike", other, w)
		}
		begins[w[:min(4, len(w))]] = w
		if other := sounds[sound(w)]; other != "" {
			t.Errorf("%s and %s sound alike", other, w)
		}
		sounds[sound(w)] = w
		for _, other := range list[:i] {
			if typo.Between(w, other) < 2 {
				t.Errorf("one slip makes %s of %s", w, other)
			}
		}
	}
}

// sound is a rough key of how a word sounds, after Soundex: what differs in vowels
// only, or in letters that are spoken nearly alike, has one key.
func sound(w string) string {
	groups := map[rune]rune{'b': '1', 'f': '1', 'p': '1', 'v': '1', 'c': '2', 'g': '2', 'j': '2', 'k': '2', 'q': '2', 's': '2',
		'x': '2', 'z': '2', 'd': '3', 't': '3', 'l': '4', 'm': '5', 'n': '5', 'r': '6'}
	first := strings.NewReplacer("c", "k", "q", "k", "z", "s").Replace(w[:1])
	key, last := first, groups[rune(w[0])]
	for _, c := range w[1:] {
		g := groups[c]
		if g != 0 && g != last {
			key += string(g)
		}
		if c != 'h' && c != 'w' {
			last = g
		}
	}
	return key
}

// Words with a twin of the same sound, and words that have no place in the minutes
// of a review that follows a death.
func TestWordsHaveNoTwinsAndHurtNobody(t *testing.T) {
	twins := `bear berry board boulder brake bridal buoy carrot cell cereal chord conker coral cygnet cymbal currant desert
		dual fir flea flour flower hare heart herb idol kernel key knight knot leek lichen mail mane mare meat medal medlar
		moose muscle mussel naval oar organ pail pair palette pane pause peak pear pedal pier pigeon plane plum principal
		quartz quay rain reed reign ring root rose rye sail scent seam sole stake steel symbol tail tea thyme tide tyre
		vale vane vein wave weather whale wheel wine wren yolk`
	unfit := `angel arrow axe baby bible bishop blade blood body bomb bone boy brother bruise bullet burial cannon casket
		chapel child church clinic coffin corpse cot cradle cross crypt cuff dagger daughter death demon devil doctor
		elbow father finger fire ghost girl grave gun halo hammer hand harm heaven hell hospital hunter infant injury
		killer knee knife lash match mercy monk mosque mother needle noose nun nurse nursery orphan parent pill pistol
		poison prayer priest prison pyre razor rifle rope saint sister skeleton skull slap spear strap sword temple
		tomb toy turban twin uncle urchin vault vicar victim wasp weapon whip widow womb wound wreath`
	for _, w := range strings.Fields(twins + " " + unfit) {
		if slices.Contains(audit.WordList(), w) {
			t.Errorf("%s is on the list", w)
		}
	}
}

func TestWordsStandForSizeAndRoot(t *testing.T) {
	root := audit.Leaf([]byte("x"))
	// The wanted hash was computed by another program, from the framing alone.
	sum, err := hex.DecodeString("4cc114479cd58bc2")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, b := range sum {
		want = append(want, audit.WordList()[b])
	}
	if got := audit.Receipt(audit.Head{Size: 1482, Root: root}); got != "#1482 "+strings.Join(want, " ") {
		t.Errorf("receipt is %q, want the words %q", got, want)
	}
	if audit.Words(audit.Head{Size: 1483, Root: root}) == audit.Words(audit.Head{Size: 1482, Root: root}) {
		t.Error("the words do not depend on the size")
	}
}

func TestReceiptsAreReadAsPeopleWriteThem(t *testing.T) {
	head := audit.Head{Size: 1482, Root: audit.Leaf([]byte("x"))}
	words := audit.Words(head)
	for name, written := range map[string]string{
		"as printed":     words,
		"in capitals":    strings.ToUpper(words),
		"with hyphens":   strings.ReplaceAll(words, " ", "-"),
		"over two lines": strings.Replace(words, " ", "\r\n  ", 3),
		"with commas":    "  " + strings.ReplaceAll(words, " ", ", ") + " ",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := audit.ParseWords(written); err != nil || got != words {
				t.Errorf("%q is read as %q (%v)", written, got, err)
			}
			size, got, err := audit.ParseReceipt("#1482 " + written)
			if err != nil || size != 1482 || got != words {
				t.Errorf("the receipt is read as #%d %q (%v)", size, got, err)
			}
			size, got, err = audit.ParseReceipt("scr: for the minutes: log #1482 " + written)
			if err != nil || size != 1482 || got != words {
				t.Errorf("the whole line is read as #%d %q (%v)", size, got, err)
			}
		})
	}
}

func hintOf(err error) string {
	known, ok := errors.AsType[*review.Error](err)
	if !ok {
		return ""
	}
	return known.Hint
}

func TestMistakenReceipts(t *testing.T) {
	tests := []struct {
		name, text, says, hint string
	}{
		{"a word that is none", "acorn almond amber ancor apricot apron atlas attic", `word 4 of the receipt, "ancor"`, `"anchor"`},
		{"a word cut short", "acorn almond amber anchor apri apron atlas attic", `word 5 of the receipt, "apri"`, `"apricot"`},
		{"a slip in the first letter", "scorn almond amber anchor apricot apron atlas attic", `word 1`, `"acorn"`},
		{"a word of another script", "acorn almond amber anchor apricot apron atlas 茶", `word 8`, "nearest"},
		{"seven words", "acorn almond amber anchor apricot apron atlas", "here are 7", ""},
		{"nine words", "acorn almond amber anchor apricot apron atlas attic avenue", "here are 9", ""},
		{"nothing", "", "here are 0", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := audit.ParseWords(tt.text)
			if err == nil || review.CodeOf(err) != review.Invalid || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("says %v", err)
			}
			if hint := hintOf(err); !strings.Contains(hint, tt.hint) {
				t.Errorf("the hint is %q", hint)
			}
		})
	}
	for _, number := range []string{"", "#", "#-1", "#01", "#1482x", "#99999999999999999999", "#562949953421313"} {
		if _, _, err := audit.ParseReceipt(number + " acorn almond amber anchor apricot apron atlas attic"); err == nil {
			t.Errorf("the number %q was accepted", number)
		}
	}
}

// Any one wrong letter gives a word that is not on the list, and the hint is the
// right one.
func TestOneSlipIsFoundAndMended(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := rapid.SampledFrom(audit.WordList()).Draw(rt, "word")
		at := rapid.IntRange(0, len(w)-1).Draw(rt, "at")
		letter := rapid.SampledFrom(strings.Split("abcdefghijklmnopqrstuvwxyz", "")).Draw(rt, "letter")
		wrong := w[:at] + letter + w[at+1:]
		if wrong == w {
			return
		}
		_, err := audit.ParseWords(wrong + strings.Repeat(" acorn", 7))
		if err == nil {
			rt.Fatalf("%s passes for %s", wrong, w)
		}
		if at >= 4 && !strings.Contains(hintOf(err), w) {
			rt.Fatalf("for %s the hint is %s", wrong, hintOf(err))
		}
	})
}

func FuzzParseReceipt(f *testing.F) {
	f.Add("#1482 " + audit.Words(audit.Head{Size: 1482}))
	f.Add("#0 Acorn-ALMOND, amber  anchor apricot apron atlas attic")
	f.Fuzz(func(t *testing.T, text string) {
		size, words, err := audit.ParseReceipt(text)
		if err != nil {
			return
		}
		again, err := audit.ParseWords(words)
		if err != nil || again != words || size < 0 || size > audit.MaxSize {
			t.Errorf("%q was read as #%d %q, and that as %q (%v)", text, size, words, again, err)
		}
	})
}
