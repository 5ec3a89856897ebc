package library

import (
	"slices"
	"testing"
)

// Versions of one definition can be shipped together, and what extends it comes after.
func TestParentsComeFirst(t *testing.T) {
	var names []string
	for _, f := range parentsFirst([]File{{Name: "child", ID: "child", Extends: "old"}, {Name: "old-1", ID: "old", Version: 1}, {Name: "old-2", ID: "old", Version: 2}}) {
		names = append(names, f.Name)
	}
	if want := []string{"old-1", "old-2", "child"}; !slices.Equal(names, want) {
		t.Errorf("they come as %v, want %v", names, want)
	}
}
