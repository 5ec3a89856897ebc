package main

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/workflow/calendar"
)

func auditAccessCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "access", Short: "Who read what: claims, unusual reading, month by month",
		Long: `Show what the access log says: access that was claimed and not closed, reading that
somebody should ask about, and how much was read month by month. You see your own; the
privacy officer (scr office add privacy_officer) sees everybody's, and so does an
auditor in the reviews where they have that part. It never says what was read.`,
		Example: "  scr audit access\n  scr audit access --person p7 --review EXB-2026-001"}
	person := cmd.Flags().String("person", "", "handle: only what that person read")
	reference := cmd.Flags().String("review", "", "only of that review")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		reads, err := e.Reads(ctx, *person, *reference, by)
		if err != nil {
			return err
		}
		return a.data(reads, func(w *report.Writer) { accessReport(w, reads) })
	})
}

// accessReport lays out what the access log says.
func accessReport(w *report.Writer, reads *engine.Reads) {
	w.Heading("Access without a part")
	for _, c := range reads.Claims {
		line := c.Reference + " " + c.Claim + ": " + c.Person + ", " + claimState(c)
		if c.Overdue {
			w.WarnItem(0, "OVERDUE: "+line+"; it was to be closed by "+c.CloseBy.English())
			continue
		}
		w.Item(0, line)
	}
	if len(reads.Claims) == 0 {
		w.Item(0, "none")
	}
	w.Heading("To be asked about")
	for _, u := range reads.Unusual {
		w.Item(0, unusual(u))
	}
	if len(reads.Unusual) == 0 {
		w.Item(0, "nothing")
	}
	w.Heading("Month by month")
	rows := make([][]string, len(reads.Months))
	for i, m := range reads.Months {
		of := m.Reference
		if of == "" {
			of = "the register"
		}
		rows[i] = []string{m.Month, m.Person, of, strconv.Itoa(m.Readings), strconv.Itoa(m.Texts)}
	}
	w.Table([]string{"Month", "Who", "Of", "Times read", "Texts read"}, rows)
}

// unusual says who read what when, and why somebody should ask.
func unusual(u engine.Unusual) string {
	at := calendar.London(u.At).Format("2 January 2006 15:04")
	if u.Times > 1 {
		at += " to " + calendar.London(u.Last).Format("15:04") + ", " + strconv.Itoa(u.Times) + " times,"
	}
	of := u.Reference
	if of == "" {
		of = "the register"
	}
	return at + " " + u.Person + ", " + of + " (" + u.Command + "): " + u.Why
}

// claimState says how far a claim has come.
func claimState(c engine.ClaimView) string {
	until := calendar.London(c.Until).Format("15:04 on 2 January 2006")
	switch {
	case c.Closed:
		return "closed"
	case c.Until == time.Time{}:
		return "proposed, and waits for a second person"
	case c.Open:
		return "open until " + until
	}
	return "ended " + until + "; to be closed by " + c.CloseBy.English()
}
