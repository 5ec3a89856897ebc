package simulation

import (
	"strings"
	"testing"

	"scr/workflow"
)

// Most made-up definitions are sound, and those that are not are refused with a
// diagnostic.
func TestMadeUpDefinitionsAreMostlySound(t *testing.T) {
	sound, seen := 0, map[string]int{}
	const n = 60
	for seed := range uint64(n) {
		source := definitionYAML(newChance(seed), "made-up", 1)
		def, found := workflow.Load("made-up.yaml", []byte(source), nil)
		if len(found) == 0 {
			sound++
			continue
		}
		if def != nil {
			t.Errorf("seed %d: a definition comes with diagnostics", seed)
		}
		var says strings.Builder
		if err := workflow.Print(&says, found[:1]); err != nil {
			t.Fatal(err)
		}
		if seen[found[0].Rule]++; seen[found[0].Rule] == 1 {
			t.Log(says.String())
		}
	}
	if sound < n/2 {
		t.Errorf("only %d of %d definitions are sound: %v", sound, n, seen)
	}
}
