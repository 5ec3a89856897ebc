package report

import "scr/review"

// waiting is what waits on a day, something in every group.
func waiting() TodoJSON {
	day := review.NewDate
	return TodoJSON{On: day(2026, 3, 31), Within: 1, Tasks: []Task{
		{Reference: "EXB-2025-009", Kind: "clock", What: "complete", Due: day(2026, 2, 28), Overdue: true, Group: "overdue", Says: "the limit of 6 months ends"},
		{Reference: "EXB-2025-007", Kind: "clock", What: "complete", Due: day(2026, 3, 1), Overdue: true, Group: "overdue", Paused: true,
			PausedSince: day(2026, 3, 5), Says: "the limit of 6 months had ended before the clock was paused"},
		{Reference: "EXB-2026-001", Kind: "clock", What: "report council", Due: day(2026, 4, 1), About: true, Group: "soon", Says: "the limit of 20 working days ends"},
		{Reference: "EXB-2026-001", Kind: "hold", What: "hold-2", Due: day(2026, 6, 1), Group: "later", Says: "look at the hold on publication again"},
		{Reference: "EXB-2025-002", Kind: "clock", What: "complete", Group: "paused", Paused: true, PausedBy: []string{"hold-1", "hold-3"},
			PausedSince: day(2026, 1, 12), LookOn: day(2026, 5, 1), Says: "the limit of 6 months waits"},
		{Kind: "approval", What: "p4", Group: "undated", Says: "p2 asks that p4 administers the board"},
	}}
}
