package main

import (
	"cmp"
	"context"
	"reflect"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// recordsCommand lists the records of one kind.
func recordsCommand(a *app, verb, kind string) *cobra.Command {
	return reading(a, &cobra.Command{Use: verb + " REF", Short: "List the " + kind + " records"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
			return a.records(ctx, e, by, kind, args)
		})
}

// recordCommand shows one record in full.
func recordCommand(a *app, kind string) *cobra.Command {
	return reading(a, &cobra.Command{Use: "show REF ID", Short: "Show one " + kind + " record in full"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
			return a.records(ctx, e, by, kind, args)
		})
}

// records prints all records of a kind, or the one whose handle was given.
func (a *app) records(ctx context.Context, e *engine.Engine, by engine.Reader, kind string, args []string) error {
	want := engine.Want{Noun: kind}
	if len(args) > 1 {
		want.ID = args[1]
	}
	v, err := e.Records(ctx, args[0], want, by)
	if err != nil {
		return err
	}
	s := standing(v)
	if len(args) > 1 {
		return a.record(s, kind, args[1])
	}
	if a.global.json {
		all := recordsOf(v.Review, kind, func(reflect.Value) bool { return true })
		return report.JSON(a.out, report.RecordsJSON{Reference: v.Review.Reference, Kind: kind, Records: all.Interface(), Banner: s.Banner})
	}
	var missing error
	err = a.write(func(w *report.Writer) { missing = report.Records(w, s, kind) })
	return cmp.Or(missing, err)
}

// record prints one record in full.
func (a *app) record(s report.Standing, kind, id string) error {
	if f, ok := s.Review.FormCalled(id); ok && kind == "form" {
		id = f.Handle()
	}
	one := recordsOf(s.Review, kind, func(record reflect.Value) bool { return handleOf(record) == id })
	if one.Len() == 0 {
		return noRecord(s.Review, kind, id)
	}
	if a.global.json {
		return report.JSON(a.out, report.RecordsJSON{Reference: s.Review.Reference, Kind: kind, Records: one.Interface(), Banner: s.Banner})
	}
	var missing error
	err := a.write(func(w *report.Writer) { missing = report.Record(w, s, kind, id) })
	return cmp.Or(missing, err)
}

// noRecord says that a review has no such record, or that it was voided. Whoever does not
// see all of that kind is not told how many there ever were.
func noRecord(r *review.Review, kind, id string) error {
	err := review.Errorf(review.NotFound, "review %s has no %s %s", r.Reference, kind, id)
	if r.Gave(kind, id) {
		err = review.Errorf(review.NotFound, "review %s has no %s %s any more: it was voided", r.Reference, kind, id)
	}
	return err.WithHint("\"scr %s list %s\" lists them", commandOf(kind), r.Reference)
}

// commandOf returns the command that lists the records of a kind.
func commandOf(kind string) string {
	switch kind {
	case "assignment":
		return "team"
	case "criterion":
		return "criteria"
	}
	return kind
}

// handleOf returns a record's handle. A filling of a form has none: its name, its
// item and its place in the log stand for one.
func handleOf(record reflect.Value) string {
	if f, ok := record.Interface().(review.Form); ok {
		return f.Handle()
	}
	handle, _ := review.SlotOf(record, "id")
	return handle.String()
}

// recordsOf returns the records of a kind that are wanted: a list, never null.
func recordsOf(r *review.Review, kind string, wanted func(reflect.Value) bool) reflect.Value {
	list := reflect.ValueOf(binders(r)[kind])
	chosen := reflect.MakeSlice(list.Type(), 0, list.Len())
	for i := range list.Len() {
		if wanted(list.Index(i)) {
			chosen = reflect.Append(chosen, list.Index(i))
		}
	}
	return chosen
}

// binders are a review's records by kind.
func binders(r *review.Review) map[string]any {
	return map[string]any{
		"subject": r.Subjects, "agency": r.Agencies, "partner": r.Partners, "status": r.Statuses, "link": r.Links, "relative": r.Relatives, "contact": r.Contacts,
		"proceeding": r.Proceedings, "assignment": r.Assignments, "meeting": r.Meetings,
		"conversation": r.Conversations, "evidence": r.Evidence, "document": r.Documents, "letter": r.Letters,
		"criterion": r.Criteria, "release": r.Releases, "disclosure": r.Disclosures,
		"episode": r.Episodes, "finding": r.Findings, "recommendation": r.Recommendations,
		"response": r.Responses, "action": r.Actions, "hold": r.Holds, "form": r.Forms,
	}
}
