package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"scr/review"
)

// JSON writes v as indented JSON under the names in its struct tags, with personal
// values as they read (null where they are recorded and not shown), and with
// characters that could steer a terminal escaped inside strings.
func JSON(w io.Writer, v any) error {
	plain, err := encode(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, plain, "", "  "); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	out.WriteByte('\n')
	_, err = w.Write(out.Bytes())
	return err
}

// JSONLine writes v as one line of JSON, as encoding/json does, with characters that
// could steer a terminal escaped inside strings. It is for what holds no personal value.
func JSONLine(w io.Writer, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	var e encoder
	for _, r := range string(plain) { // outside of strings there is nothing to escape
		if visible(r) {
			e.WriteRune(r)
		} else {
			e.escape(r)
		}
	}
	_, err = fmt.Fprintln(w, e.String())
	return err
}

// ShowJSON is what "scr show --json" prints.
type ShowJSON struct {
	Reference  string         `json:"reference"`           // the review's
	Definition DefinitionJSON `json:"definition"`          // the rules the review runs under
	AsOf       review.Date    `json:"as_of,omitzero"`      // set when asked what had happened by a day
	KnownAt    review.Date    `json:"known_at,omitzero"`   // set when asked what was recorded by a day
	Today      review.Date    `json:"today"`               // the day the answer was given
	Closed     bool           `json:"closed"`              // every track is finished or excused, but for those beside the review
	Suspended  []string       `json:"suspended"`           // handles of holds that keep all of what they cover waiting
	Events     int64          `json:"events"`              // on record
	MadeUp     int            `json:"made_up"`             // how many of the events are fillers, not facts
	Moves      []Move         `json:"moves"`               // from where the review stands, allowed or not
	Clocks     []Clock        `json:"clocks"`              // with what they mean today
	Notices    []Notice       `json:"notices"`             // owed because criteria are met, sent or not
	Relied     []Reliance     `json:"relied_on_corrected"` // moves that relied on something corrected since
	Remarks    []string       `json:"remarks"`             // what a reader should notice, in words
	Notes      []string       `json:"notes"`               // on the database, and on what keeps something from the reader
	NotShown   []Hidden       `json:"not_shown"`           // materials of which the reader does not see all
	Banner     string         `json:"banner,omitempty"`    // set where the access to the review was claimed
	People     []PersonJSON   `json:"people"`              // with a part in the review that day
	Review     *review.Review `json:"review"`              // the whole state
}

// DefinitionJSON says under which rules a review runs.
type DefinitionJSON struct {
	ID         string   `json:"id"`                   // the workflow's
	Version    int      `json:"version"`              // the definition's own
	Title      string   `json:"title,omitempty"`      // what it is called
	Hash       string   `json:"hash"`                 // SHA-256 of its file, in hexadecimal
	Parents    []string `json:"parents,omitempty"`    // hashes of the definitions it extends
	Unverified []string `json:"unverified,omitempty"` // what nobody could confirm about it
}

// PersonJSON is somebody with a part in a review.
type PersonJSON struct {
	Handle string      `json:"handle"`        // p7
	Name   review.Text `json:"name,omitzero"` // left out where names are not wanted
	Roles  []string    `json:"roles"`         // board offices among them
}

// NextJSON is what "scr next --json" prints.
type NextJSON struct {
	Reference string   `json:"reference"`        // the review's
	Moves     []Move   `json:"moves"`            // from where the review stands, allowed or not
	Notices   []Notice `json:"notices"`          // owed and not sent yet
	Banner    string   `json:"banner,omitempty"` // set where the access to the review was claimed
}

// HistoryJSON is what "scr history --json" prints.
type HistoryJSON struct {
	Reference string      `json:"reference"`        // the review's
	Entries   []EntryJSON `json:"entries"`          // in the order of recording, as far as the reader may see them
	Banner    string      `json:"banner,omitempty"` // set where the access to the review was claimed
}

// EntryJSON is one event of a history.
type EntryJSON struct {
	Seq         int64       `json:"seq"`                    // place in the review's log
	Kind        string      `json:"kind"`                   // such as finding.added/1
	On          review.Date `json:"on,omitzero"`            // when it happened, as recorded
	RecordedAt  time.Time   `json:"recorded_at"`            // when it was recorded, in UTC
	RecordedBy  string      `json:"recorded_by"`            // handle
	DecidedBy   string      `json:"decided_by,omitempty"`   // handle
	Minute      string      `json:"minute,omitempty"`       // where the decision is minuted
	Command     string      `json:"command_id"`             // shared by the events of one command
	MadeUp      bool        `json:"made_up,omitempty"`      // a filler, not a fact
	CorrectedBy int64       `json:"corrected_by,omitempty"` // the event that corrected or voided it
	Voided      bool        `json:"voided,omitempty"`       // it no longer counts
	Says        string      `json:"says"`                   // the event in a sentence
	Body        review.Body `json:"body"`                   // what was recorded, differing from kind to kind
}

// ListJSON is what "scr list --json" prints.
type ListJSON struct {
	Reviews []review.Listed `json:"reviews"`         // one page
	Count   *int64          `json:"count,omitempty"` // how many reviews the board has, for administrators without a part in any of these
	After   string          `json:"after,omitempty"` // give this to --after for the next page; left out on the last
}

// RecordsJSON is what listing or showing records with --json prints.
type RecordsJSON struct {
	Reference string `json:"reference"`        // the review's
	Kind      string `json:"kind"`             // of record, such as finding
	Records   any    `json:"records"`          // a list, of the record's own type
	Banner    string `json:"banner,omitempty"` // set where the access to the review was claimed
}

// ReportJSON is what "scr report --json" prints.
type ReportJSON struct {
	ShowJSON
	PassedOver   []PassedJSON `json:"passed_over"`              // expected requirements that a move was made despite
	NotEvidenced []string     `json:"not_evidenced"`            // tracks taken on under way, with their items
	Forgotten    []string     `json:"relatives_not_approached"` // handles of relatives without a contact
	Voiceless    []string     `json:"findings_without_child"`   // handles of findings that do not record the child's voice
	Unanswered   []string     `json:"unanswered"`               // handles of findings and recommendations without a response
	Unproven     []string     `json:"actions_closed_unproven"`  // handles of actions closed without evidence of changed practice
}

// PassedJSON is an expected requirement that a move was made despite.
type PassedJSON struct {
	Seq         int64       `json:"seq"`          // the move's event
	Move        string      `json:"move"`         // as track.move
	Requirement string      `json:"requirement"`  // its name in the definition
	Why         review.Text `json:"why,omitzero"` // the recorded reason
}

// JSON returns the standing in the form that "scr show --json" prints.
func (s Standing) JSON() ShowJSON {
	r := s.Review
	return ShowJSON{
		Reference: r.Reference, Definition: s.definition(), AsOf: s.AsOf, KnownAt: s.KnownAt, Today: s.Today,
		Closed: r.Closed(), Suspended: s.suspensionHandles(), Events: r.Version, MadeUp: r.MadeUp,
		Moves: filled(s.Moves), Clocks: filled(s.Clocks), Notices: filled(s.Notices), Relied: filled(s.Relied),
		Remarks: filled(s.Remarks), Notes: filled(s.Notes), NotShown: filled(s.Hidden), Banner: s.Banner, People: s.persons(), Review: r,
	}
}

// NextJSON returns the form that "scr next --json" prints.
func (s Standing) NextJSON() NextJSON {
	return NextJSON{Reference: s.Review.Reference, Moves: filled(s.Moves), Notices: filled(s.outstanding()), Banner: s.Banner}
}

// HistoryJSON returns the form that "scr history --json" prints.
func (s Standing) HistoryJSON(entries []Entry) HistoryJSON {
	n := s.narrator()
	list := make([]EntryJSON, len(entries))
	for i, e := range entries {
		ev := e.Event
		list[i] = EntryJSON{
			Seq: ev.Seq, Kind: ev.Body.Kind(), On: ev.OccurredOn, RecordedAt: ev.RecordedAt, RecordedBy: ev.RecordedBy,
			DecidedBy: ev.DecidedBy, Minute: ev.Minute, Command: ev.Command, MadeUp: ev.MadeUp,
			CorrectedBy: e.CorrectedBy, Voided: e.Voided, Says: n.says(e), Body: ev.Body,
		}
	}
	return HistoryJSON{Reference: s.Review.Reference, Entries: list, Banner: s.Banner}
}

// ReportJSON returns the form that "scr report --json" prints.
func (s Standing) ReportJSON(opt ReviewOptions) ReportJSON {
	out := ReportJSON{
		ShowJSON: s.JSON(), PassedOver: s.passedOver(), NotEvidenced: s.notEvidenced(), Forgotten: s.forgotten(),
		Voiceless: s.voiceless(), Unanswered: s.unanswered(), Unproven: s.unproven(),
	}
	if !opt.Identify {
		for i := range out.People {
			out.People[i].Name = review.Text{}
		}
	}
	return out
}

// filled is a list that JSON shows as [] when it is empty, not as null.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s Standing) definition() DefinitionJSON {
	pin := s.Review.Pin
	d := DefinitionJSON{ID: pin.Workflow, Version: pin.Number, Hash: pin.Hash, Parents: pin.Parents}
	if s.Definition != nil {
		d.Title, d.Unverified = s.Definition.Title, s.Definition.Unverified
	}
	return d
}

// persons lists who has a part on the day asked about, in order of their handles'
// first mention.
func (s Standing) persons() []PersonJSON {
	list := []PersonJSON{}
	add := func(handle, role string) {
		i := slices.IndexFunc(list, func(p PersonJSON) bool { return p.Handle == handle })
		if i < 0 {
			i = len(list)
			list = append(list, PersonJSON{Handle: handle, Name: s.People[handle].Name})
		}
		if !slices.Contains(list[i].Roles, role) {
			list[i].Roles = append(list[i].Roles, role)
		}
	}
	for _, a := range s.Review.Assignments {
		if a.Holds(s.day()) {
			add(a.Person, a.Role)
		}
	}
	for _, o := range s.Offices {
		if o.Holds(s.day()) {
			add(o.Person, o.Office)
		}
	}
	return list
}
