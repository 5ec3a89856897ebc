package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// statsFlags are what "scr stats" was asked.
type statsFlags struct {
	ask        engine.Stats
	from, to   string
	add        []string
	csv, chart bool
	svg        string
}

func statsCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "stats", Short: "Count reviews and how long they take, by definition, stage, outcome and period",
		Long: `Count the board's reviews, and say how long they take: from opening to the end of
the first track, and in each stage that they have left.

Whoever holds an office counts all reviews of the board, and so does an administrator,
with small numbers suppressed; everybody else counts those in which they have a part.
Numbers below 5 are not shown, nor those that would give them away, unless --suppress
says otherwise. That protects one table: publish one over the same reviews, not several.`,
		Example: "  scr stats --by definition,period --from 2024 --to 2025\n  scr stats --count closed --by outcome --suppress=0 --csv > exb.csv\n  scr stats --count closed --by outcome --add cam.csv --svg outcomes.svg"}
	var s statsFlags
	f := cmd.Flags()
	on := dayFlag(cmd, "default today in London")
	f.StringSliceVar(&s.ask.By, "by", nil, "groups, several with commas between them: "+joined(review.GroupedBy()))
	f.StringVar(&s.ask.Period, "period", "", "how long a period is: year, quarter or month (default year)")
	f.StringVar(&s.ask.Count, "count", review.CountOpened, "reviews that were opened, or closed, or were open on the day")
	f.StringVar(&s.from, "from", "", "first day of opening (or, with --count closed, of closing) that counts")
	f.StringVar(&s.to, "to", "", "last day of it")
	f.IntVar(&s.ask.Least, "suppress", engine.LeastShown, "show no number below this; 0 shows all")
	f.BoolVar(&s.ask.Mine, "mine", false, "only reviews in which you have a part")
	f.StringVar(&s.ask.Workflow, "workflow", "", "only reviews of that workflow")
	f.StringSliceVar(&s.add, "add", nil, "CSV file of another board, made by the same command with --suppress=0 --csv; several with commas between them")
	f.BoolVar(&s.csv, "csv", false, "print CSV, whose columns are always the same")
	f.BoolVar(&s.chart, "chart", false, "print bars of the numbers of reviews")
	f.StringVar(&s.svg, "svg", "", "write these bars to a new SVG file as well")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		if err := s.read(a); err != nil {
			return err
		}
		s.ask.On = on.day
		figures, err := e.Stats(ctx, s.ask, by.Person)
		if err != nil {
			return err
		}
		return s.print(a, figures)
	})
}

// read reads the days and the files that were named.
func (s *statsFlags) read(a *app) (err error) {
	if s.csv && (a.global.json || s.chart) || s.chart && a.global.json {
		return misuse("--csv, --chart and --json are three ways to print: name one")
	}
	if s.ask.From, err = dateOf("--from", s.from); err != nil {
		return err
	}
	if s.ask.To, err = dateOf("--to", s.to); err != nil {
		return err
	}
	for _, name := range s.add {
		data, err := a.readInput("--add", name)
		if err != nil {
			return err
		}
		figures, err := report.ReadFigures(data)
		if known := asError(err); known != nil {
			return review.Errorf(known.Code, "--add %s: %s", name, known.Message).WithHint("%s", known.Hint)
		}
		s.ask.Add = append(s.ask.Add, figures)
	}
	return nil
}

func (s *statsFlags) print(a *app, figures review.Figures) error {
	if s.svg != "" {
		if err := files.New(s.svg, func(to io.Writer) error { return report.ChartSVG(to, figures) }); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "scr: the bars are in %s\n", report.Printable(s.svg))
	}
	if figures.LeftOut > 0 {
		fmt.Fprintf(a.err, "scr: %s left out: you have not declared there, or your part does not show how far a review is\n",
			report.Count(figures.LeftOut, "review is", "reviews are"))
	}
	switch {
	case s.csv:
		return report.FiguresCSV(a.out, figures)
	case s.chart:
		return a.write(func(w *report.Writer) { report.Chart(w, figures) })
	}
	return a.data(figures, func(w *report.Writer) { report.Figures(w, figures) })
}
