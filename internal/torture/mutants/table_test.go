package mutants

import "testing"

const root = "../../.."

// TestEveryMutantCanBePlanted tells at once which faults the program has outgrown.
func TestEveryMutantCanBePlanted(t *testing.T) {
	for _, m := range All() {
		if _, err := m.Plant(root, t.TempDir()); err != nil {
			t.Error(err)
		}
	}
}

func TestMutantsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range All() {
		if seen[m.Name] {
			t.Errorf("two mutants are called %s", m.Name)
		}
		seen[m.Name] = true
	}
	if len(seen) < 25 {
		t.Errorf("there are only %d mutants", len(seen))
	}
}
