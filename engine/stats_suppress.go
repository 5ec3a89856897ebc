package engine

import "strconv"

// complement is shown for a number that is not small, but would give a small one away.
const complement = "*"

// fewer is shown for a small number.
func fewer(least int) string { return "<" + strconv.Itoa(least) }

func isFew(n, least int) bool { return 0 < n && n < least }

// suppressed says of each number, and of their sum, what is shown instead: nothing for
// one that is shown as it is.
//
// A small number is hidden. Where it is the only one, the first that is not small is
// hidden with it, or it would be the sum less all others. The sum is hidden as well where
// it lies so near to the least, or the most, that the hidden ones can add up to that only
// one set of them would do. Which are hidden depends on which are small, in their order,
// and on the hidden ones' sum: never on how small. So whoever knows this rule is left with
// two values at least for each, too.
func suppressed(cells []int, least int) (shown []string, total string) {
	shown = make([]string, len(cells))
	few, others, hidden := 0, 0, 0
	for i, n := range cells {
		if isFew(n, least) {
			shown[i], few, hidden = fewer(least), few+1, hidden+n
		}
	}
	if few == 0 {
		return shown, ""
	}
	for i, n := range cells {
		if few == 1 && others == 0 && n >= least {
			shown[i], others, hidden = complement, 1, hidden+n
		}
	}
	above := hidden - few - others*least // what the hidden ones have more than they must
	below := few*(least-2) - above       // and what they could have besides, if all are small
	if few+others == 1 || above <= 1 || others == 0 && below == 0 {
		total = complement
	}
	return shown, total
}
