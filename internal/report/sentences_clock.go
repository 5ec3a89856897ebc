package report

import "scr/review"

// clockStarted says what began with a clock.
func (w words) clockStarted(b *review.ClockStarted) string {
	called := w.clockName(b.Clock, b.Item)
	switch b.Of {
	case review.LooksBack:
		return called + ": " + b.Limit + " " + b.Start.English() + ", from " + approximately(b.About) + b.From.English()
	case review.CountsBack:
		return called + " started: " + b.Limit + " " + b.Start.English() + ", due " + approximately(b.About) + b.Due.English()
	case review.Keeps:
		return called + ": " + b.Limit + " from " + b.Start.English() + ", until " + approximately(b.About) + b.Due.English()
	}
	return called + " started: " + b.Limit + " from " + b.Start.English() + ", due " + approximately(b.About) + b.Due.English()
}
