package keyring

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestSecretsDoNotPrint prints everything that holds a key, in every way there is.
func TestSecretsDoNotPrint(t *testing.T) {
	k := mustCreate(t, withPass(&asked{pass: "CANARY-passphrase"}))
	_, err := k.Slots()
	must(t, err)
	s := newSecret()
	key, err := newEpochKey(k.id, 1, s)
	must(t, err)
	things := []any{s, k, k.who, key, k.ring, k.o, []*secret{s}, map[string]*secret{"": s},
		struct{ K *Keys }{k}, struct{ k *Keys }{k}, struct{ R any }{k.ring}}
	forbidden := forms(s[:])
	forbidden = append(forbidden, forms(key.mac()[:])...)
	forbidden = append(forbidden, forms(k.ring.key.mac()[:])...)
	forbidden = append(forbidden, "CANARY", "AGE-SECRET-KEY", k.who.text())
	for _, thing := range things {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
			clean(t, fmt.Sprintf(verb, thing), forbidden)
		}
		b, err := json.Marshal(thing)
		if err == nil {
			clean(t, string(b), forbidden)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "v", thing, slog.Group("g", "v", thing))
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "v", thing, slog.Group("g", "v", thing))
		clean(t, log.String(), forbidden)
	}
	if got := fmt.Sprintf("%v %+v %#v", s, s, s); got != "[secret] [secret] [secret]" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprint(k); got != "key ring "+k.ID() {
		t.Errorf("got %s", got)
	}
}

// forms are how 32 bytes look in print.
func forms(b []byte) []string {
	return []string{hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)), string(b),
		strings.Trim(fmt.Sprint(b), "[]"), strings.Trim(fmt.Sprint(b[:6]), "[]"), fmt.Sprintf("%#x, %#x, %#x", b[0], b[1], b[2])}
}

func clean(t *testing.T, printed string, forbidden []string) {
	t.Helper()
	for _, f := range forbidden {
		if strings.Contains(printed, f) {
			t.Errorf("a secret is in %q", printed)
		}
	}
}

// TestTheWatchSees lets a careless type print itself: the test above must notice.
func TestTheWatchSees(t *testing.T) {
	s := newSecret()
	careless := struct{ s secret }{*s}
	printed := fmt.Sprintf("%v", careless)
	found := false
	for _, f := range forms(s[:]) {
		found = found || strings.Contains(printed, f)
	}
	if !found {
		t.Errorf("a secret is not found in %q", printed)
	}
}

// TestErrorsDoNotQuote looks at every error that a locked, a damaged and a lost ring
// give, down to the cause.
func TestErrorsDoNotQuote(t *testing.T) {
	k := mustCreate(t, withPass(&asked{pass: "CANARY-passphrase"}))
	all := sealAll(t, k, 2)
	wrong := mustOpen(t, k.Dir(), withPass(&asked{pass: "CANARY-other"}))
	_, err := wrong.Slots()
	clean(t, fmt.Sprintf("%v %+v %#v", err, err, err), []string{"CANARY"})
	_, err = k.Open(Place{Board: "CANARY-board", Path: "CANARY-path"}, all[1])
	clean(t, fmt.Sprintf("%v %+v", err, err), []string{"CANARY", k.who.text()})
}

// TestBothWaysOfDerivingAreOne compares what is derived here with the standard
// library's HKDF, over places that are shorter and longer than any block.
func TestBothWaysOfDerivingAreOne(t *testing.T) {
	from, salt := newSecret(), newSecret()
	for n := range 600 {
		info := bytes.Repeat([]byte{byte(n)}, n)
		want, err := derive(from[:], salt[:], string(info))
		must(t, err)
		if got := derivedHere(from, salt, info); *got != *want {
			t.Fatalf("%d bytes of info: another key", n)
		}
	}
}
