package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"scr/internal/audit"
	"scr/review"
)

func TestCheckpointIsReadInOneSpelling(t *testing.T) {
	b := logOf(t, 6, nil)
	good := b.checkpoint(t, 6)
	s := opened(t, good, b.key)
	if s.Checkpoint != b.head(t, 6) || !bytes.Equal(s.Note, good) || s.Board() != "EXB" || s.By != audit.KeyName(b.key) {
		t.Errorf("read as %+v", s)
	}
	swap := func(old, new string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the sample has no %q", old)
		}
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	root := strings.Split(string(good), "\n")[2]
	tests := []struct {
		name string
		data []byte
	}{
		{"nothing", nil},
		{"no signatures", good[:bytes.Index(good, []byte("\n\n"))+1]},
		{"no signature in the signatures", good[:bytes.Index(good, []byte("\n\n"))+2]},
		{"a signature cut short", good[:len(good)-10]},
		{"no last new line", good[:len(good)-1]},
		{"a line more at the end", append(bytes.Clone(good), '\n')},
		{"windows line ends", bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n"))},
		{"a line more in the text", swap("\naccess", "\nmore\naccess")},
		{"a number with a zero before it", swap("\n6\n", "\n06\n")},
		{"a number with a sign", swap("\n6\n", "\n+6\n")},
		{"a number below nothing", swap("\n6\n", "\n-6\n")},
		{"a number that no log has", swap("\n6\n", "\n9223372036854775807\n")},
		{"a tree without leaves that has a root", swap("\n6\n", "\n0\n")},
		{"a root cut short", swap(root, root[:40])},
		{"a root with other last bits", swap(root, root[:42]+string(root[42]+1)+"=")},
		{"two spaces", swap("access ", "access  ")},
		{"another extension", swap("access ", "readers ")},
		{"an origin with a space", swap("scr/EXB", "scr/ EXB")},
		{"an origin of another kind", swap("scr/EXB", "srt/EXB")},
		{"an origin without a log", swap(origin, "scr/EXB")},
		{"a signature without a dash", swap("— ", "- ")},
		{"the signature twice", append(bytes.Clone(good), good[bytes.Index(good, []byte("— ")):]...)},
		{"more than a checkpoint can be", append(bytes.Clone(good), bytes.Repeat([]byte("— a AAAAAAA=\n"), 4000)...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := audit.OpenCheckpoint(tt.data, b.key)
			wantError(t, err, review.Invalid, "")
			if _, err := audit.ReadClaim(tt.data); err == nil {
				t.Error("the claim is read")
			}
		})
	}
}

func TestOriginsNameLogs(t *testing.T) {
	tests := []struct {
		board, first string
		restored     int
		want         string // "" when refused
	}{
		{"EXB", "0192f0c1", 0, "scr/EXB/0192f0c1"},
		{"EXB", "0192f0c1", 2, "scr/EXB/0192f0c1/restored-2"},
		{"EX B", "0192f0c1", 0, ""},
		{"EXB", "", 0, ""},
		{"", "0192f0c1", 0, ""},
		{"EXB", "a/b", 0, ""},
		{"EXB", "a\nb", 0, ""},
		{"EXB", "a+b", 0, ""},
		{"EXB", "Ä", 0, ""},
		{"EXB", strings.Repeat("a", 200), 0, ""},
	}
	for _, tt := range tests {
		got, err := audit.Origin(tt.board, tt.first, tt.restored)
		if (err == nil) != (tt.want != "") || err == nil && got != tt.want {
			t.Errorf("%q %q %d: %q (%v)", tt.board, tt.first, tt.restored, got, err)
		}
	}
	c := logOf(t, 2, nil).head(t, 2)
	for _, bad := range []string{origin + "/restored-0", origin + "/restored-01", origin + "/restored-x", origin + "/more"} {
		c.Origin = bad
		signer, _ := logKey(t, 1, bad)
		if _, err := audit.Sign(c, signer); err == nil {
			t.Errorf("%s was signed", bad)
		}
	}
}

// A key signs for the logs that its name begins, and for no other.
func TestAKeySpeaksForItsLog(t *testing.T) {
	c := logOf(t, 4, nil).head(t, 4)
	tests := []struct {
		key, origin string
		speaks      bool
	}{
		{origin, origin, true},
		{origin, origin + "/restored-1", true},
		{"scr/EXB", origin, true},
		{"scr/EX", origin, false},
		{"scr/OTH", origin, false},
		{"police.example", origin, false},
		{origin + "/restored-1", origin, false},
	}
	for _, tt := range tests {
		c.Origin = tt.origin
		signer, key := logKey(t, 1, tt.key)
		_, err := audit.Sign(c, signer)
		if (err == nil) != tt.speaks {
			t.Errorf("%s signs for %s: %v", tt.key, tt.origin, err)
		}
		data := must(note.Sign(&note.Note{Text: string(audit.Text(c))}, signer))
		if _, err := audit.OpenCheckpoint(data, key); (err == nil) != tt.speaks {
			t.Errorf("%s is believed for %s: %v", tt.key, tt.origin, err)
		}
	}
}

// A partner's signature is that of C2SP's cosignature/v1, down to the bytes.
func TestPartnersSignatureIsTheKnownFormat(t *testing.T) {
	b := logOf(t, 6, nil)
	partner, at := newPartner(t, 7, "police.example"), time.Date(2026, 3, 4, 10, 0, 0, 999, time.UTC)
	data, err := audit.Cosign(nil, b.continuation(t, 0, 6), b.key, partner, at)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	last := strings.TrimPrefix(lines[len(lines)-1], "— police.example ")
	sig, err := base64.StdEncoding.DecodeString(last)
	if err != nil || len(sig) != 4+8+64 {
		t.Fatalf("the last line is %q (%v)", lines[len(lines)-1], err)
	}
	if want := []byte{0, 0, 0, 0, 0x69, 0xa8, 0x02, 0xa0}; !bytes.Equal(sig[4:12], want) {
		t.Errorf("the time is written %x, want %x", sig[4:12], want)
	}
	_, public, _ := strings.Cut(partner.Key().String()[len("police.example+"):], "+")
	key, err := base64.StdEncoding.DecodeString(public)
	if err != nil || len(key) != 33 || key[0] != 4 {
		t.Fatalf("the key is %x (%v)", key, err)
	}
	message := append([]byte("cosignature/v1\ntime 1772618400\n"), audit.Text(b.head(t, 6))...)
	if !ed25519.Verify(key[1:], message, sig[12:]) {
		t.Error("the signature is not over the known message")
	}
	s := opened(t, data, b.key, partner.Key())
	if len(s.Witnesses) != 1 || s.Witnesses[0].Name != "police.example" || !s.Witnesses[0].At.Equal(at.Truncate(time.Second)) {
		t.Errorf("the witnesses are %v", s.Witnesses)
	}
	if s = opened(t, data, b.key); len(s.Witnesses) != 0 || len(s.Unchecked) != 1 {
		t.Errorf("without the partner's key: %v, %v", s.Witnesses, s.Unchecked)
	}
	if _, err := audit.OpenCheckpoint(data, partner.Key()); err == nil {
		t.Error("a partner's signature alone passes for the log's")
	}
	sig[11]-- // the partner's time, put back by a second
	dated := strings.Replace(string(data), last, base64.StdEncoding.EncodeToString(sig), 1)
	_, err = audit.OpenCheckpoint([]byte(dated), b.key, partner.Key())
	wantError(t, err, review.Invalid, "the signature of police.example+")
}

func TestKeysAreReadStrictly(t *testing.T) {
	partner := newPartner(t, 7, "police.example")
	read, err := audit.ParseWitness(partner.Secret())
	if err != nil || read.Secret() != partner.Secret() {
		t.Fatalf("the secret key came back as another: %v", err)
	}
	public := partner.Key().String()
	v, err := audit.ParseKey(public + "\n")
	if known, ok := v.(*audit.WitnessKey); err != nil || !ok || known.String() != public {
		t.Fatalf("the public key came back as %v (%v)", v, err)
	}
	for name, text := range map[string]string{
		"nothing":            "",
		"a word":             "police.example",
		"a key cut short":    public[:len(public)-4],
		"another name":       "police2" + public[len("police"):],
		"another number":     strings.Replace(public, "+", "+0", 1),
		"the secret key":     partner.Secret(),
		"a key of no kind":   strings.Replace(public, "+B", "+C", 1),
		"two lines":          public + "\n" + public,
		"a name with spaces": "the " + public,
	} {
		_, err := audit.ParseKey(text)
		wantError(t, err, review.Invalid, "this is ")
		if err != nil && strings.Contains(err.Error()+hintOf(err), "PRIVATE") {
			t.Errorf("%s: the error repeats a secret", name)
		}
		if _, err := audit.ParseWitness(text); (err == nil) != (name == "the secret key") {
			t.Errorf("%s as a secret key: %v", name, err)
		}
	}
	for _, name := range []string{"", "a b", "a+b", "scr/EXB", "a\x1b", strings.Repeat("a", 101)} {
		if _, err := audit.NewWitness(chance(1), name); err == nil {
			t.Errorf("%q names a partner", name)
		}
	}
}

func newPartner(t testing.TB, number byte, name string) *audit.WitnessSigner {
	t.Helper()
	w, err := audit.NewWitness(chance(number), name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
