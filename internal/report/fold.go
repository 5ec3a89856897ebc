package report

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Fold breaks the lines of a page of help that are wider than so many columns; 0 is 80.
// What stands in a second column goes on below itself, and a command that could be typed
// ends with a backslash, so that it can still be copied.
func Fold(page string, width int) string {
	if width == 0 {
		width = usualWidth
	}
	width = max(width, leastWidth)
	var out []string
	lines := strings.Split(page, "\n")
	for len(lines) > 0 {
		n := paragraph(lines)
		out = append(out, flowing(lines[:n], width)...)
		lines = lines[n:]
	}
	return strings.Join(out, "\n")
}

// paragraph returns how many lines at the beginning are prose that belongs together: one
// where it is none.
func paragraph(lines []string) int {
	n := 0
	for n < len(lines) && lines[n] != "" && lines[n][0] != ' ' && !strings.Contains(lines[n], "  ") {
		n++
	}
	return max(n, 1)
}

// flowing lays prose out again if a line of it is too wide, and folds what is no prose.
func flowing(lines []string, width int) []string {
	wide := slices.ContainsFunc(lines, func(l string) bool { return displaywidth.String(l) > width })
	if len(lines) > 1 && wide {
		return wrap(strings.Join(lines, " "), width)
	}
	var out []string
	for _, line := range lines {
		out = append(out, folded(line, width)...)
	}
	return out
}

func folded(line string, width int) []string {
	line = strings.TrimRight(line, " ")
	if displaywidth.String(line) <= width {
		return []string{line}
	}
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	lead, rest := columns(text)
	if lead == "" && strings.HasPrefix(text, "scr ") {
		return command(text, indent, width)
	}
	hang := indent + displaywidth.String(lead)
	if lead == "" || width-hang < leastWidth/2 {
		return hanging(strings.Repeat(" ", indent), text, indent, width)
	}
	return hanging(strings.Repeat(" ", indent)+lead, rest, hang, width)
}

// columns splits off the last column of a line: two spaces or more stand before it.
func columns(text string) (lead, rest string) {
	at := strings.LastIndex(text, "  ") + len("  ")
	if at < len("  ") || strings.HasPrefix(text, "scr: ") {
		return "", text
	}
	return text[:at], text[at:]
}

func hanging(first, text string, hang, width int) []string {
	lines := wrap(text, width-hang)
	for i := range lines {
		if i == 0 {
			lines[i] = first + lines[i]
			continue
		}
		lines[i] = strings.Repeat(" ", hang) + lines[i]
	}
	return lines
}

// command breaks a command between its words.
func command(text string, indent, width int) []string {
	var lines []string
	line := strings.Repeat(" ", indent)
	begun := false
	for _, word := range shellWords(text) {
		if begun && displaywidth.String(line)+1+displaywidth.String(word)+2 > width {
			lines = append(lines, line+" \\")
			line, begun = strings.Repeat(" ", indent+4), false
		}
		if begun {
			line += " "
		}
		line, begun = line+word, true
	}
	return append(lines, line)
}

// shellWords splits a command between words, and not within quotation marks.
func shellWords(text string) []string {
	var words []string
	open := false
	for word := range strings.SplitSeq(text, " ") {
		if open {
			words[len(words)-1] += " " + word
		} else {
			words = append(words, word)
		}
		open = strings.Count(words[len(words)-1], `"`)%2 == 1 || strings.Count(words[len(words)-1], "'")%2 == 1
	}
	return words
}
