package calendar

import (
	"strings"

	"scr/internal/typo"
)

// Nation is one of the four nations, written as a definition writes it. Which
// nation's bank holidays count is a property of the guidance, not of the place
// where someone works.
type Nation string

// The nations. England and Wales share their bank holidays.
const (
	England         Nation = "england"
	Wales           Nation = "wales"
	Scotland        Nation = "scotland"
	NorthernIreland Nation = "northern_ireland"
)

// Nations returns all four, in the order in which to offer them.
func Nations() []Nation {
	return []Nation{England, Wales, Scotland, NorthernIreland}
}

// ParseNation reads a nation exactly as it is written in a definition. An error
// wraps [ErrInvalid]; its hint lists the nations and says which was probably
// meant.
func ParseNation(s string) (Nation, error) {
	for _, n := range Nations() {
		if s == string(n) {
			return n, nil
		}
	}
	hint := "write england, wales, scotland or northern_ireland"
	if n := nearest(s); n != "" {
		hint += "; did you mean " + string(n) + "?"
	}
	return "", invalid(echo(s, nationCharacters)+" is not a nation", hint)
}

// nationCharacters are those of any spelling of a nation that one might try.
const nationCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_- "

// Title returns the nation's name for people.
func (n Nation) Title() string {
	switch n {
	case England:
		return "England"
	case Wales:
		return "Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	}
	return string(n)
}

// nearest returns the nation that differs from s in the fewest letters, or ""
// if even that would be a guess: when more than a third would have to change.
func nearest(s string) Nation {
	if len(s) > 40 {
		return ""
	}
	s = strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
	var best Nation
	fewest := len(s)
	for _, n := range Nations() {
		if d := typo.Between(s, string(n)); d < fewest && d <= len(n)/3 {
			best, fewest = n, d
		}
	}
	return best
}
