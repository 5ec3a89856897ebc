package review

import (
	"strconv"
	"strings"
)

// Written is a text of a log that has not been erased: where it was recorded, and
// what it belongs to.
type Written struct {
	TextPlace
	Class Class
	Kind  string // of the event
	On    Date   // of the event
	// Of is the same for all wordings of one text: those that were recorded, amended
	// and corrected. Finding-1/title, or #12/why where no record has it.
	Of string
	// About is the handle of the one subject or relative whose own text it is; empty
	// where it may tell of several people.
	About string
}

// WrittenIn returns every text of a stream's whole log, in the order of recording,
// without those that were erased.
func WrittenIn(events []Event) []Written {
	erased := erasedIn(events)
	var list []Written
	for _, ev := range events {
		EachText(ev.Body, func(_ string, class Class, t *Text) {
			at := TextPlace{}
			at.Seq, at.Path = t.Ref()
			if at.Seq != ev.Seq || erased[at] {
				return // kept from an earlier event, or gone
			}
			w := Written{TextPlace: at, Class: class, Kind: ev.Body.Kind(), On: ev.OccurredOn}
			w.Of, w.About = belongs(ev.Body, at)
			list = append(list, w)
		})
	}
	return list
}

// erasedIn returns where the texts were that a log says were erased.
func erasedIn(events []Event) map[TextPlace]bool {
	erased := map[TextPlace]bool{}
	for _, ev := range events {
		if b, ok := ev.Body.(*TextsErased); ok {
			for _, t := range b.Texts {
				erased[TextPlace{t.Seq, t.Path}] = true
			}
		}
	}
	return erased
}

// belongs says which text this is a wording of, and whose own it is.
func belongs(body Body, at TextPlace) (of, about string) {
	path := at.Path
	if c, ok := body.(*RecordCorrected); ok {
		inner, corrected := strings.CutPrefix(path, "with.")
		if !corrected {
			return "#" + at.String(), "" // why it was corrected
		}
		body, path, at.Seq = c.With, inner, c.Seq
	}
	if field, ok := strings.CutPrefix(path, "record."); ok {
		return RecordOf(body) + "/" + field, ownerOf(body)
	}
	at.Path = path
	return "#" + at.String(), ""
}

// ownerOf returns the handle of the subject or relative whose own record this is.
func ownerOf(body Body) string {
	switch b := body.(type) {
	case *Added[Subject]:
		return b.Record.ID
	case *Amended[Subject]:
		return b.Record.ID
	case *Added[Relative]:
		return b.Record.ID
	case *Amended[Relative]:
		return b.Record.ID
	case *Added[Contact]:
		return b.Record.Relative
	}
	return ""
}

// String writes the place as people name it: 12/record.title. A sign in front would have a
// shell take the place, and all that is typed after it, for a note.
func (p TextPlace) String() string { return strconv.FormatInt(p.Seq, 10) + "/" + p.Path }

// ParsePlace reads a place, also with the sign in front that numbers of events have.
func ParsePlace(s string) (TextPlace, error) {
	number, path, ok := strings.Cut(strings.TrimPrefix(s, "#"), "/")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || seq < 1 || !plainPath(path) || number != strconv.FormatInt(seq, 10) {
		return TextPlace{}, Errorf(Usage, "that is not the place of a text").WithHint("write the event and the field, such as 12/record.title")
	}
	return TextPlace{seq, path}, nil
}

// plainPath reports whether a path could be one that this program gave to a text.
func plainPath(path string) bool {
	return path != "" && len(path) <= 200 && strings.Trim(path, "abcdefghijklmnopqrstuvwxyz0123456789_.") == ""
}

// Shown returns where the texts were recorded that a state refers to: what whoever
// looks at it now can read.
func Shown(state State) map[TextPlace]bool {
	shown := map[TextPlace]bool{}
	EachText(state, func(_ string, _ Class, t *Text) {
		seq, path := t.Ref()
		shown[TextPlace{seq, path}] = true
	})
	return shown
}
