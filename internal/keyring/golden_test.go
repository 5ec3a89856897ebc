package keyring

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew: a change of format")

// golden is a text that was sealed once, under the ring in testdata/ring.
type golden struct {
	At     Place
	Plain  string
	Sealed string // in hexadecimal
	Fault  Fault  `json:",omitempty"`
}

const goldenFile = "testdata/sealed.json"

// TestGoldenRing opens a folder and texts that an earlier program wrote. Where this
// fails, the format has changed, and no board's texts open any more.
func TestGoldenRing(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	k := mustOpen(t, copyDir(t, "testdata/ring"), options())
	if n, err := k.Slots(); n != 256 || err != nil || k.Epoch() != 2 {
		t.Fatalf("%d slots in epoch %d, %v", n, k.Epoch(), err)
	}
	for _, g := range goldenTexts(t) {
		sealed, err := hex.DecodeString(g.Sealed)
		must(t, err)
		plain, err := k.Open(g.At, sealed)
		if g.Fault != "" {
			faulty(t, err, g.Fault)
		} else if err != nil || string(plain) != g.Plain {
			t.Errorf("got %q, %v; want %q", plain, err, g.Plain)
		}
	}
	if _, err := k.Signer(); err != nil {
		t.Error(err)
	}
	if found := k.Check(); len(found) != 0 {
		t.Errorf("the check found %q", found)
	}
}

func goldenTexts(t testing.TB) []golden {
	t.Helper()
	b, err := os.ReadFile(goldenFile)
	must(t, err)
	var texts []golden
	must(t, json.Unmarshal(b, &texts))
	if len(texts) != 4 {
		t.Fatalf("%d texts", len(texts))
	}
	return texts
}

func writeGolden(t *testing.T) {
	t.Helper()
	must(t, os.RemoveAll("testdata/ring"))
	k, err := Create("testdata/ring", options())
	must(t, err)
	must(t, k.Reserve(1))
	texts := []golden{
		{At: Place{"exb", "review/01J", 7, "finding.text"}, Plain: "an invented text"},
		{At: Place{"exb", "review/01J", 8, ""}, Plain: ""},
		{At: Place{"exb", "review/01J", 9, "ä/ö"}, Plain: "über alles Wichtige"},
		{At: Place{"exb", "review/01J", 10, "erased"}, Plain: "gone", Fault: Destroyed},
	}
	for i, g := range texts {
		b, err := k.Seal(g.At, 0, int64(i+1), []byte(g.Plain))
		must(t, err)
		texts[i].Sealed = hex.EncodeToString(b)
	}
	must(t, k.Destroy(4))
	must(t, k.Rotate())
	must(t, k.Close())
	must(t, os.Remove(filepath.Join("testdata/ring", lockFile)))
	b, err := json.MarshalIndent(texts, "", "\t")
	must(t, err)
	must(t, os.WriteFile(goldenFile, append(b, '\n'), 0o600))
}

// counting is a secret of 32 bytes that count up.
func counting(from byte) *secret {
	s := new(secret)
	for i := range s {
		s[i] = from + byte(i)
	}
	return s
}

// TestKeysAreDerivedLikeThis compares with values that another implementation of
// HKDF and HMAC gave.
func TestKeysAreDerivedLikeThis(t *testing.T) {
	place := Place{Board: "exb", Stream: "review/01J", Seq: 7, Path: "finding.text"}
	const framed = "7363722f312f6669656c640000000003657862" + "0000000a7265766965772f30314a" +
		"0000000000000007" + "0000000c66696e64696e672e74657874"
	if got := hex.EncodeToString(place.framed()); got != framed {
		t.Errorf("the place is framed as\n%s, want\n%s", got, framed)
	}
	text := derivedHere(counting(0x40), counting(0x80), place.framed())
	if got := hex.EncodeToString(text[:]); got != goldenText {
		t.Errorf("the key of the text is %s, want %s", got, goldenText)
	}
	var id ringID
	copy(id[:], counting(0xc0)[:])
	key, err := newEpochKey(id, 3, counting(0))
	must(t, err)
	if got := hex.EncodeToString(key.mac()[:]); got != goldenMAC {
		t.Errorf("the key of the header is %s, want %s", got, goldenMAC)
	}
	h := header{epoch: 3, id: id, slots: 256}
	if got := hex.EncodeToString(h.encode(key.mac())[macAt:]); got != goldenHeader {
		t.Errorf("the MAC of the header is %s, want %s", got, goldenHeader)
	}
}

const (
	goldenText   = "829981b975520e3a1236896ea14fc74088f24e6e2db5844c1aa85b1224cc9971"
	goldenMAC    = "d2f45302ca4b95db04615ea348fdc9063aae2daef538d008049b4d292c5d2408"
	goldenHeader = "4abaed5231f1b71474cdb1566290a8bb37a3a818a34a382a11b1d045782077e1"
)
