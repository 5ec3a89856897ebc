package audit

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"scr/review"
)

// sampleErased is a list with every kind of line.
func sampleErased() ErasedList {
	return ErasedList{Origin: "scr/EXB/0192-a", Head: Head{Size: 1204}, Access: 311, Entries: []ErasedEntry{
		{"erasure-1", 1190, 17, "9f86d081884c7d65", "why"}, {"erasure-1", 1190, 31, "2c26b46b68ffc68f", ""},
		{"erasure-1", 1190, 31, "2c26b46b68ffc68f", "record.title"}, {"erasure-12", 1204, 2, "fcde2b2edba56bf4", "texts.a_1"},
	}}
}

const writtenErased = `scr erased list 3
scr/EXB/0192-a
1204 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= 311
erasure-1 1190 17 9f86d081884c7d65 why
erasure-1 1190 31 2c26b46b68ffc68f *
erasure-1 1190 31 2c26b46b68ffc68f record.title
erasure-12 1204 2 fcde2b2edba56bf4 texts.a_1
`

func keyPair(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestErasedListIsWrittenLikeThis(t *testing.T) {
	got, err := sampleErased().Text()
	if err != nil || got != writtenErased {
		t.Errorf("it is written\n%s(%v)", got, err)
	}
	bare, err := SignErased(sampleErased(), nil)
	if err != nil || string(bare) != writtenErased {
		t.Errorf("unsigned it is\n%s(%v)", bare, err)
	}
}

func TestErasedListIsReadBack(t *testing.T) {
	signer, verifier := keyPair(t, "scr/EXB")
	data, err := SignErased(sampleErased(), signer)
	if err != nil {
		t.Fatal(err)
	}
	l, err := OpenErased(data, verifier)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := l.Text(); err != nil || got != writtenErased {
		t.Errorf("it came back as\n%s(%v)", got, err)
	}
	if _, err := OpenErased([]byte(writtenErased), nil); err != nil {
		t.Errorf("an unsigned one: %v", err)
	}
}

func TestErasedListIsSignedByItsBoard(t *testing.T) {
	signer, verifier := keyPair(t, "scr/EXB")
	stranger, known := keyPair(t, "scr/WXB")
	if _, err := SignErased(sampleErased(), stranger); err == nil {
		t.Error("another board's key signed it")
	}
	data, err := SignErased(sampleErased(), signer)
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.Replace(data, []byte(" 1190 17 "), []byte(" 1190 18 "), 1)
	for name, open := range map[string]func() (ErasedList, error){
		"changed after it was signed": func() (ErasedList, error) { return OpenErased(forged, verifier) },
		"under another key":           func() (ErasedList, error) { return OpenErased(data, known) },
		"signed, where none should":   func() (ErasedList, error) { return OpenErased(data, nil) },
		"unsigned, where it should":   func() (ErasedList, error) { return OpenErased([]byte(writtenErased), verifier) },
	} {
		if _, err := open(); review.CodeOf(err) != review.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryChangedBitOfTheErasedListIsNoticed also changes the bits that base64 leaves
// over.
func TestEveryChangedBitOfTheErasedListIsNoticed(t *testing.T) {
	signer, verifier := keyPair(t, "scr/EXB")
	good, err := SignErased(sampleErased(), signer)
	if err != nil {
		t.Fatal(err)
	}
	for at := range good {
		for bit := range 8 {
			data := bytes.Clone(good)
			data[at] ^= 1 << bit
			if _, err := OpenErased(data, verifier); err == nil {
				t.Errorf("bit %d of byte %d of %d: nobody notices", bit, at, len(good))
			}
		}
	}
	if _, err := OpenErased(append(bytes.Clone(good), good[bytes.LastIndex(good, []byte("— ")):]...), verifier); err == nil {
		t.Error("the signature twice: nobody notices")
	}
}

// TestAnOlderErasedListIsRead: it does not say how many looks there were, and is written
// again as it was.
func TestAnOlderErasedListIsRead(t *testing.T) {
	older := strings.NewReplacer("list 3", "list 2", " 311", "").Replace(writtenErased)
	l, err := OpenErased([]byte(older), nil)
	if err != nil || l.Access != 0 || l.Size != 1204 {
		t.Fatalf("read as %+v (%v)", l, err)
	}
	if again, err := l.Text(); err != nil || again != older {
		t.Errorf("written again as\n%s(%v)", again, err)
	}
}

func TestErasedListIsStrict(t *testing.T) {
	for name, change := range map[string][2]string{
		"another heading":          {"list 3", "list 1"},
		"no log":                   {"scr/EXB/0192-a", "EXB"},
		"a size that is no number": {"\n1204 ", "\nmany "},
		"a size with zeros":        {"\n1204 ", "\n01204 "},
		"no root":                  {" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""},
		"no number of looks":       {" 311", ""},
		"looks in the older form":  {"list 3", "list 2"},
		"no looks at all":          {" 311", " 0"},
		"fewer than no looks":      {" 311", " -311"},
		"half a root":              {"AAAAAAAA", "AAAA"},
		"an event of no hash":      {" 9f86d081884c7d65", ""},
		"half a hash":              {"9f86d081884c7d65", "9f86d081"},
		"a hash in capitals":       {"9f86d081884c7d65", "9F86D081884C7D65"},
		"a text after its erasure": {"1190 17", "1190 1191"},
		"no handle":                {"erasure-12", "case-12"},
		"a handle with zeros":      {"erasure-12", "erasure-012"},
		"a field that cannot be":   {" why", " Why"},
		"a field with a space":     {" why", " why not"},
		"a line twice":             {"erasure-1 1190 17 9f86d081884c7d65 why\n", "erasure-1 1190 17 9f86d081884c7d65 why\nerasure-1 1190 17 9f86d081884c7d65 why\n"},
		"lines out of order":       {"erasure-1 1190 17 9f86d081884c7d65 why\n", ""},
		"an empty line":            {"erasure-1 1190 31 2c26b46b68ffc68f *\n", "\n"},
		"no end of line":           {"texts.a_1\n", "texts.a_1"},
	} {
		text := strings.Replace(writtenErased, change[0], change[1], 1)
		if name == "lines out of order" {
			text += "erasure-1 1190 17 9f86d081884c7d65 why\n"
		}
		if _, err := OpenErased([]byte(text), nil); review.CodeOf(err) != review.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAListKeepsWhatAnotherBranchErased: two events have one number where a restore lost
// one of them, and a text that was erased twice stands in a list once.
func TestAListKeepsWhatAnotherBranchErased(t *testing.T) {
	own := sampleErased()
	other := ErasedList{Origin: own.Origin, Head: Head{Size: 40}, Entries: []ErasedEntry{
		{"erasure-9", 39, 17, "9f86d081884c7d65", "why"}, {"erasure-9", 39, 17, "0000000000000001", "why"}, {"erasure-9", 2000, 1999, "0000000000000002", ""},
	}}
	both := own.With(other)
	text, err := both.Text()
	if err != nil {
		t.Fatal(err)
	}
	if len(both.Entries) != len(own.Entries)+2 || strings.Count(text, "9f86d081884c7d65") != 1 || both.Size != own.Size {
		t.Errorf("together they are\n%s", text)
	}
	if again, err := both.With(own).With(other).Text(); err != nil || again != text {
		t.Errorf("once more they are\n%s(%v)", again, err)
	}
	if got, err := own.Text(); err != nil || got != writtenErased {
		t.Errorf("the first one was changed to\n%s(%v)", got, err)
	}
}

// TestAListIsNotSignedThatCannotBeReadBack holds what is written to what is read.
func TestAListIsNotSignedThatCannotBeReadBack(t *testing.T) {
	l := sampleErased()
	entry := l.Entries[0]
	entry.Path = strings.Repeat("a", 200)
	for n := range MaxErasedList/len(entry.Path) + 1 {
		entry.By = int64(2000 + n)
		l.Entries = append(l.Entries, entry)
	}
	if _, err := SignErased(l, nil); review.CodeOf(err) != review.Failed || !strings.Contains(err.Error(), "too large") {
		t.Errorf("it is signed: %v", err)
	}
}

// FuzzErasedList: whatever is read is written again byte for byte.
func FuzzErasedList(f *testing.F) {
	f.Add([]byte(writtenErased))
	f.Add([]byte("scr erased list 2\nscr/EXB/1\n1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := OpenErased(data, nil)
		if err != nil {
			if review.CodeOf(err) != review.Invalid {
				t.Fatalf("%v is no %s", err, review.Invalid)
			}
			return
		}
		if again, err := SignErased(l, nil); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("read %q, wrote %q (%v)", data, again, err)
		}
	})
}
