package calendar

import (
	"errors"
	"testing"
	"testing/quick"
)

func TestWorkingDaysHoldTogether(t *testing.T) {
	for _, n := range Nations() {
		c := must(t, n)
		holds := func(start uint16, days, more int8) bool {
			checkInvariants(t, c, anyDay(c, start), int(days), int(more))
			return !t.Failed()
		}
		if err := quick.Check(holds, &quick.Config{MaxCount: 3000}); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
}

// anyDay turns any number into a day of the table.
func anyDay(c *Calendar, number uint16) Day {
	first, last := c.Covered()
	return first.AddDays(int(number) % (last.Sub(first) + 1))
}

// checkInvariants holds the counting methods against one another: from d some
// working days on, and from there some more.
func checkInvariants(t *testing.T, c *Calendar, d Day, days, more int) {
	t.Helper()
	e, err := c.AddWorkingDays(d, days)
	if err != nil {
		if !errors.Is(err, ErrNotCovered) || !e.IsZero() {
			t.Errorf("%s + %d = %s, %v", d, days, e, err)
		}
		return
	}
	if days != 0 && (!c.WorkingDay(e) || e.After(d) != (days > 0)) {
		t.Errorf("%s + %d = %s, which is no working day or on the wrong side", d, days, e)
	}
	if between, err := c.WorkingDaysBetween(d, e); between != days || err != nil {
		t.Errorf("%s to %s is %d, %v; want %d", d, e, between, err, days)
	}
	if back, err := c.AddWorkingDays(e, -days); c.WorkingDay(d) && (back != d || err != nil) {
		t.Errorf("%s + %d - %d = %s, %v", d, days, days, back, err)
	}
	if next, err := c.AddWorkingDays(d, days+1); err == nil && !next.After(e) {
		t.Errorf("%s + %d is %s, not after %s", d, days+1, next, e)
	}
	checkSum(t, c, d, e, more)
	checkExplained(t, c, d, e, days)
}

// checkSum goes on from e: two stages the same way are as long as the whole.
func checkSum(t *testing.T, c *Calendar, d, e Day, more int) {
	t.Helper()
	f := e.AddDays(more)
	if !c.Covers(f) || e.Before(d) != f.Before(e) {
		return
	}
	first, _ := c.WorkingDaysBetween(d, e)
	second, _ := c.WorkingDaysBetween(e, f)
	if whole, err := c.WorkingDaysBetween(d, f); first+second != whole || err != nil {
		t.Errorf("%s to %s to %s is %d and %d, but %d in all, %v", d, e, f, first, second, whole, err)
	}
}

func checkExplained(t *testing.T, c *Calendar, d, e Day, days int) {
	t.Helper()
	steps, err := c.Explain(d, e)
	if err != nil || len(steps) != max(e.Sub(d), d.Sub(e)) {
		t.Fatalf("%s to %s takes %d steps, %v", d, e, len(steps), err)
	}
	for _, s := range steps {
		if s.Counted() != c.WorkingDay(s.Day) {
			t.Errorf("%s is explained as %q", s.Day, s.Reason)
		}
	}
	if len(steps) > 0 && (steps[len(steps)-1].Count != days || steps[len(steps)-1].Day != e) {
		t.Errorf("%s to %s ends at %v, want %d", d, e, steps[len(steps)-1], days)
	}
}
