//go:build torture

package torture

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// opened is the version of a review that was just opened under the definition that
// goes to and fro.
const opened = 4

// standing is what the model knows of one review: its version, and which command made
// which event, written one after the other as "id=seq;".
type standing struct {
	version  int64
	commands string
}

// seqOf returns the event that a command made, 0 for none.
func (s standing) seqOf(id string) int64 {
	_, after, ok := strings.Cut(s.commands, ";"+id+"=")
	if !ok {
		return 0
	}
	var seq int64
	_, _ = fmt.Sscanf(after, "%d", &seq) // it was written here
	return seq
}

// after is the review after a command, each of which records one event.
func (s standing) after(id string) standing {
	return standing{s.version + 1, fmt.Sprintf("%s%s=%d;", s.commands, id, s.version+1)}
}

// reviewModel says which answers are right, for each review by itself.
func reviewModel() porcupine.Model {
	return porcupine.Model{
		Partition: byReview,
		Init:      func() any { return standing{version: opened, commands: ";"} },
		Step: func(state, input, output any) (bool, any) {
			return step(state.(standing), input.(call), output.(reply))
		},
		Equal:             func(a, b any) bool { return a.(standing) == b.(standing) },
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v → %+v", input, output) },
	}
}

func byReview(ops []porcupine.Operation) [][]porcupine.Operation {
	found := map[string][]porcupine.Operation{}
	for _, op := range ops {
		ref := op.Input.(call).review
		found[ref] = append(found[ref], op)
	}
	var parts [][]porcupine.Operation
	for _, part := range found {
		parts = append(parts, part)
	}
	return parts
}

// step says whether an answer can be right for a review that stands so, and how the
// review stands afterwards.
func step(s standing, in call, out reply) (bool, standing) {
	before := s.seqOf(in.id)
	switch {
	case in.verb == "version":
		return out.none || out.code == "" && out.version == s.version, s
	case before > 0 && out.none: // and somebody sent it again
		return before == out.first, s
	case before > 0: // a command that was carried out is answered as the first time
		return out.code == "" && out.repeated && out.first == before && out.last == before, s
	case out.none: // it took effect and was not answered
		return out.first == s.version+1 && (in.verb == "add" || in.expect == s.version), s.after(in.id)
	case out.code == "conflict":
		return in.verb == "add" || in.expect != s.version, s
	case out.code == "refused": // the track stands at the other stage
		return in.verb == "move" && in.expect == s.version, s
	case out.code != "":
		return false, s
	case in.verb == "move" && in.expect != s.version:
		return false, s
	}
	return !out.repeated && out.first == s.version+1 && out.last == out.first, s.after(in.id)
}

// agrees reports whether there is an order in which every answer is right.
func agrees(t *testing.T, ops []porcupine.Operation) bool {
	t.Helper()
	result := porcupine.CheckOperationsTimeout(reviewModel(), ops, time.Minute)
	if result == porcupine.Unknown {
		t.Error("the model has not come to an end")
	}
	return result == porcupine.Ok
}

func TestTheModelKnowsAWrongAnswer(t *testing.T) {
	s := standing{version: 5, commands: ";a=4;b=5;"}
	for name, tt := range map[string]struct {
		in    call
		out   reply
		right bool
	}{
		"a move on the version that is":     {call{verb: "move", id: "c", expect: 5}, reply{first: 6, last: 6}, true},
		"a move on a version that was":      {call{verb: "move", id: "c", expect: 4}, reply{first: 6, last: 6}, false},
		"a conflict on the version that is": {call{verb: "move", id: "c", expect: 5}, reply{code: "conflict"}, false},
		"a conflict on a version that was":  {call{verb: "move", id: "c", expect: 4}, reply{code: "conflict"}, true},
		"an event number given twice":       {call{verb: "add", id: "c", expect: 0}, reply{first: 5, last: 5}, false},
		"a command repeated":                {call{verb: "add", id: "a", expect: 0}, reply{first: 4, last: 4, repeated: true}, true},
		"a command done twice":              {call{verb: "add", id: "a", expect: 0}, reply{first: 6, last: 6}, false},
		"an old version read":               {call{verb: "version", id: "v", expect: 0}, reply{version: 4}, false},
	} {
		if right, _ := step(s, tt.in, tt.out); right != tt.right {
			t.Errorf("%s: %t, want %t", name, right, tt.right)
		}
	}
}
