package workflow

import (
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Print writes diagnostics for people: each with its place, its sentence and its
// rule, the line it is about with the place underlined, and how to mend it.
func Print(w io.Writer, diagnostics []Diagnostic) error {
	for _, d := range diagnostics {
		if _, err := io.WriteString(w, d.text()); err != nil {
			return fmt.Errorf("print diagnostics: %w", err)
		}
	}
	return nil
}

// String returns the diagnostic in one line, without the source.
func (d Diagnostic) String() string {
	place := visible(d.File)
	if d.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", place, d.Line, d.Column)
	}
	return fmt.Sprintf("%s: %s [%s]", place, visible(d.Message), d.Rule)
}

func (d Diagnostic) text() string {
	var b strings.Builder
	fmt.Fprintln(&b, d)
	if d.Source != "" {
		number := fmt.Sprint(d.Line)
		gutter := strings.Repeat(" ", len(number))
		before, marked, after := d.window()
		fmt.Fprintf(&b, "%s |\n%s | %s%s%s\n", gutter, number, before, marked, after)
		carets := "^" + strings.Repeat("~", max(0, displaywidth.String(marked)-1))
		fmt.Fprintf(&b, "%s | %s%s\n", gutter, strings.Repeat(" ", displaywidth.String(before)), carets)
	}
	if d.Hint != "" {
		fmt.Fprintf(&b, "   hint: %s\n", visible(d.Hint))
	}
	return b.String()
}

// A line longer than this is shown in part.
const shownWidth = 120

// window cuts the source line into what stands before the place, the place, and
// what stands after it. Of a long line it leaves out what is far away.
func (d Diagnostic) window() (before, marked, after string) {
	before, rest := cutRunes(d.Source, d.Column-1)
	marked, after = cutRunes(rest, d.Width)
	if runes := []rune(before); len(runes) > shownWidth {
		before = "…" + string(runes[len(runes)-shownWidth/2:])
	}
	if short, more := cutRunes(marked, shownWidth); more != "" {
		return before, short, "…"
	}
	if short, more := cutRunes(after, shownWidth); more != "" {
		after = short + "…"
	}
	return before, marked, after
}
