package review_test

import (
	"encoding/json"
	"slices"
	"testing"

	"scr/review"
)

// FuzzFold makes a log of whatever events the bytes ask for, most of them
// nonsense, and holds Fold to its promises: it never panics; folding step by step
// comes to the same as folding at once; a state that is written and read is the
// same state; a state that was given is not changed.
func FuzzFold(f *testing.F) {
	kinds := review.Kinds()
	slices.Sort(kinds)
	f.Add([]byte("a log of events that somebody made up"))
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 200 {
			return
		}
		state := &review.Review{ID: "x"}
		var log []review.Event
		for i := 0; i+1 < len(script); i += 2 {
			ev := review.Event{Seq: state.Version + 1, OccurredOn: review.NewDate(2014, 1+int(script[i+1])%12, 0),
				Body: someBody(t, kinds[int(script[i])%len(kinds)], script[i+1], state.Version)}
			was := mustJSON(t, state)
			next, err := review.Apply(state, ev)
			if mustJSON(t, state) != was {
				t.Fatalf("%s changed the state it was applied to", ev.Body.Kind())
			}
			if err != nil {
				continue // an event that cannot follow here is refused, and not in the log
			}
			state, log = next, append(log, ev)
		}
		checkFold(t, state, log)
	})
}

func checkFold(t *testing.T, state *review.Review, log []review.Event) {
	t.Helper()
	folded, err := review.Fold(&review.Review{ID: "x"}, log)
	if review.Corrects(log) {
		return // a correction rewrites what came before: step by step does not see that
	}
	if err != nil {
		t.Fatalf("applied one by one, refused at once: %v", err)
	}
	if got, want := mustJSON(t, folded), mustJSON(t, state); got != want {
		t.Fatalf("folded at once:\n%s\none by one:\n%s", got, want)
	}
	var back review.Review
	if err := json.Unmarshal([]byte(mustJSON(t, state)), &back); err != nil {
		t.Fatal(err)
	}
	if got, want := mustJSON(t, &back), mustJSON(t, state); got != want {
		t.Fatalf("read back:\n%s\nwritten:\n%s", got, want)
	}
}

// someBody makes a body whose handles and stages often fit what is there.
func someBody(t *testing.T, kind string, n byte, version int64) review.Body {
	t.Helper()
	noun, _, _ := cut(kind)
	id := noun + "-" + string('1'+n%3)
	stages := []string{"a", "b", "c"}
	plain, err := json.Marshal(map[string]any{
		"id": id, "to": stages[n%3], "from": stages[n/3%3], "track": "review", "stage": stages[n%3], "final": n%5 == 0,
		"clock": "c", "hold": "hold-1", "due": "2014-05-01", "seq": 1 + int64(n)%max(1, version), "void": true,
		"record": map[string]any{"id": id, "title": "#1/title"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if kind == "assignment.ended/1" || kind == "user.removed/1" {
		plain = []byte(`{"id":"` + id + `"}`)
	}
	body, err := review.Decode(kind, plain)
	if err != nil {
		body, err = review.Decode(kind, []byte(`{}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func cut(kind string) (noun, rest string, ok bool) {
	for i := range kind {
		if kind[i] == '.' {
			return kind[:i], kind[i+1:], true
		}
	}
	return kind, "", false
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
