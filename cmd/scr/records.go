package main

import (
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
		func(ctx context.Context, e *engine.Engine, user string, args []string) error {
			return a.records(ctx, e, user, kind, args)
		})
}

// recordCommand shows one record in full.
func recordCommand(a *app, kind string) *cobra.Command {
	return reading(a, &cobra.Command{Use: "show REF ID", Short: "Show one " + kind + " record in full"},
		func(ctx context.Context, e *engine.Engine, user string, args []string) error {
			return a.records(ctx, e, user, kind, args)
		})
}

// records prints all records of a kind, or the one whose handle was given.
func (a *app) records(ctx context.Context, e *engine.Engine, user, kind string, args []string) error {
	v, err := e.Show(ctx, args[0], engine.At{}, user)
	if err != nil {
		return err
	}
	s := standing(v)
	id := ""
	if len(args) > 1 {
		id = args[1]
	}
	if a.global.json {
		return report.JSON(a.out, report.RecordsJSON{Reference: v.Review.Reference, Kind: kind, Records: recordsOf(v.Review, kind, id)})
	}
	var missing error
	err = a.write(func(w *report.Writer) {
		if id == "" {
			missing = report.Records(w, s, kind)
		} else {
			missing = report.Record(w, s, kind, id)
		}
	})
	if missing != nil {
		return missing
	}
	return err
}

// recordsOf returns the records of a kind, or the one with that handle.
func recordsOf(r *review.Review, kind, id string) any {
	list := reflect.ValueOf(binders(r)[kind])
	if !list.IsValid() {
		return nil
	}
	chosen := reflect.MakeSlice(list.Type(), 0, list.Len()) // an empty list, never null
	for i := range list.Len() {
		handle, ok := slot(list.Index(i), "id")
		if id == "" || ok && handle.String() == id {
			chosen = reflect.Append(chosen, list.Index(i))
		}
	}
	return chosen.Interface()
}

// binders are a review's records by kind.
func binders(r *review.Review) map[string]any {
	return map[string]any{
		"subject": r.Subjects, "agency": r.Agencies, "relative": r.Relatives, "contact": r.Contacts,
		"proceeding": r.Proceedings, "assignment": r.Assignments, "meeting": r.Meetings,
		"conversation": r.Conversations, "evidence": r.Evidence, "document": r.Documents, "letter": r.Letters,
		"episode": r.Episodes, "finding": r.Findings, "recommendation": r.Recommendations,
		"response": r.Responses, "action": r.Actions, "hold": r.Holds, "form": r.Forms,
	}
}
