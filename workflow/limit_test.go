package workflow

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

const limitSample = `workflow: limits
version: 1
language: 1
title: TITLE
nation: england
in_force: {from: 2013}
roles:
  chair: {}
ROLEStracks:
  review:
    initial: opened
    stages: [opened, closed]
    final: [closed]
    transitions:
      close:
        from: opened
        to: closed
        by: chair
        requires: {q: {rule: RULE, tell: it began elsewhere}}
`

// filled is the sample with something large in one place.
func filled(place, with string) string {
	text := limitSample
	for _, p := range [][2]string{{"TITLE", "A sample"}, {"ROLES", ""}, {"RULE", "review.taken_on"}} {
		if p[0] == place {
			p[1] = with
		}
		text = strings.Replace(text, p[0], p[1], 1)
	}
	return text
}

// together returns what is wrong with a definition, as the command tells it.
func together(problems []Diagnostic) error {
	var says []error
	for _, p := range problems {
		says = append(says, errors.New(p.Message))
	}
	if len(says) == 0 {
		return nil
	}
	return review.Errorf(review.Invalid, "%w", errors.Join(says...))
}

func loaded(text string) error {
	_, problems := Load("limits.yaml", []byte(text), nil)
	return together(problems)
}

func TestLimits(t *testing.T) {
	if err := loaded(filled("", "")); err != nil {
		t.Fatal(err)
	}
	limit.Hold(t,
		limit.Limit{What: "a definition", N: maxBytes, Says: "a definition may have 1048576", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				text := filled("", "")
				rest := int(n) - len(text)
				return loaded(text + strings.Repeat("\n", rest%1000) + strings.Repeat("#"+strings.Repeat("x", 998)+"\n", rest/1000))
			}},
		limit.Limit{What: "a line of a definition", N: maxLine, Says: "it may have 4000", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				return loaded(filled("", "") + "#" + strings.Repeat("x", int(n-1)) + "\n")
			}},
		limit.Limit{What: "a text in a definition", N: maxText, Says: "has more than 4000 characters", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				return loaded(filled("TITLE", ">-\n  "+strings.Repeat("x", 2000)+"\n  "+strings.Repeat("x", int(n-2001))))
			}},
		limit.Limit{What: "values in one list or mapping", N: maxParts, Says: "more than 500 values", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				var roles strings.Builder
				for i := range n - 1 {
					fmt.Fprintf(&roles, "  r%d: {}\n", i)
				}
				return loaded(filled("ROLES", roles.String()))
			}},
		limit.Limit{What: "a rule", N: maxRuleLength, Says: "is longer than 2000 characters", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				const left, right = "review.taken_on ||", "size(subjects) == 0"
				return loaded(filled("RULE", `"`+left+strings.Repeat(" ", int(n)-len(left+right))+right+`"`))
			}},
		limit.Limit{What: "years of a retention schedule", N: longestRetention, Says: "has 200 years at most", Code: review.Invalid,
			Try: func(_ *testing.T, n int64) error {
				_, problems := LoadRetention("limits.yaml", fmt.Appendf(nil,
					"retention: 1\nversion: 2\ntitle: Ours\nschedules:\n  files: {title: Files, class: review, after: closed, years: %d, cites: minute 4}\n", n))
				return together(problems)
			}},
	)
}
