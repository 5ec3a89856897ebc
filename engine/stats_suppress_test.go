package engine_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scr/engine"
)

// published is what a reader sees of numbers and their sum.
func published(cells []int, least int) (says string, hidden []bool, total bool) {
	shown, sum := engine.Suppressed(cells, least)
	all := 0
	for i, n := range cells {
		all += n
		hidden = append(hidden, shown[i] != "")
		says += orNumber(shown[i], n) + " "
	}
	return says + "= " + orNumber(sum, all), hidden, sum != ""
}

func orNumber(shown string, n int) string {
	if shown != "" {
		return shown
	}
	return strconv.Itoa(n)
}

// TestNothingSuppressedCanBeWorkedOut tries all tables of up to four groups. Whoever sees
// what is published, and knows the rule by heart, is left with two values at least for
// every number that is not shown, and for the sum where it is not.
func TestNothingSuppressedCanBeWorkedOut(t *testing.T) {
	for least := 3; least <= 7; least++ {
		for groups := 1; groups <= 4-least/6; groups++ {
			t.Run(fmt.Sprintf("%d groups, below %d", groups, least), func(t *testing.T) { exhaust(t, groups, least, least+4) })
		}
	}
}

// exhaust publishes every table with numbers up to most. A table with a number near to most
// may be told from others only by some that were not tried: it is no evidence.
func exhaust(t *testing.T, groups, least, most int) {
	values := map[string][]map[int]bool{}
	inside := map[string][]int{}
	for cells := range tables(groups, most) {
		says, _, _ := published(cells, least)
		if values[says] == nil {
			values[says] = make([]map[int]bool, groups+1)
		}
		sum := 0
		for i, n := range append(slices.Clone(cells), 0) {
			if sum += n; i == groups {
				n = sum
			}
			if values[says][i] == nil {
				values[says][i] = map[int]bool{}
			}
			values[says][i][n] = true
		}
		if slices.Max(cells) <= most-2 {
			inside[says] = slices.Clone(cells)
		}
	}
	for says, cells := range inside {
		_, hidden, total := published(cells, least)
		for i, h := range append(hidden, total) {
			if h && len(values[says][i]) < 2 {
				t.Errorf("%s: number %d can only be %v", says, i+1, values[says][i])
			}
		}
	}
}

// tables yields all tables of so many groups with numbers up to most.
func tables(groups, most int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		cells := make([]int, groups)
		for {
			if !yield(cells) {
				return
			}
			i := 0
			for ; i < groups && cells[i] == most; i++ {
				cells[i] = 0
			}
			if i == groups {
				return
			}
			cells[i]++
		}
	}
}

// Of larger tables, whoever takes a small number to be any small one and a hidden one to be
// any that is not small is left with two values for each.
func TestSuppressionOfLargeTables(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		least := rapid.IntRange(3, 12).Draw(rt, "least")
		cells := rapid.SliceOfN(rapid.IntRange(0, 3*least), 1, 30).Draw(rt, "cells")
		shown, total := engine.Suppressed(cells, least)
		low, high, hidden, sum := 0, 0, 0, 0
		for i, n := range cells {
			switch {
			case shown[i] == "" && 0 < n && n < least:
				rt.Fatalf("%d is shown", n)
			case shown[i] == "*" && n < least:
				rt.Fatalf("%d is hidden as if it were not small", n)
			case shown[i] == "":
				continue
			}
			hidden, sum = hidden+1, sum+n
			low += map[bool]int{true: least, false: 1}[shown[i] == "*"]
			high += map[bool]int{true: sum + 3*least*30, false: least - 1}[shown[i] == "*"]
		}
		if hidden == 0 && total != "" {
			rt.Fatalf("the sum is hidden for nothing")
		}
		if total == "" && hidden > 0 && (hidden == 1 || sum <= low+1 || sum >= high) {
			rt.Fatalf("%v: the sum gives the hidden ones away", strings.Fields(fmt.Sprint(shown)))
		}
	})
}
