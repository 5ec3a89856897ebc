package main

import (
	"time"

	"scr/review"
)

// today is the civil day in London.
func (a *app) today() review.Date {
	now := a.now()
	if london, err := time.LoadLocation("Europe/London"); err == nil { // embedded: it is always there
		now = now.In(london)
	}
	year, month, day := now.Date()
	return review.NewDate(year, int(month), day)
}
