package review

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// Text is a personal or narrative value: a name, an account, a finding. It is
// kept beside the log, never in it. A Text in an event that is about to be
// recorded holds the value; a Text in folded state holds a reference to the
// event and path where the value lies, and holds the value as well only after
// it was fetched to be shown.
//
// It has no String method that reveals it, so that no log line, error or
// debugger print gives it away by accident.
type Text struct {
	value    string
	loaded   bool
	erased   string // by which erasure
	withheld bool
	seq      int64
	path     string
}

// NewText returns a Text that holds s. An empty s is a Text that is not filled.
func NewText(s string) Text {
	return Text{value: s, loaded: s != ""}
}

// Filled reports whether something was written here, whether or not it is
// loaded, and even after it was erased.
func (t Text) Filled() bool { return t.loaded || t.seq != 0 }

// IsZero reports whether nothing was ever written here.
func (t Text) IsZero() bool { return !t.Filled() }

// Loaded reports whether the value is at hand.
func (t Text) Loaded() bool { return t.loaded }

// Reveal returns the value, or nothing when it is not loaded.
func (t Text) Reveal() string { return t.value }

// Ref returns the sequence number, in the stream, of the event that recorded the
// text and the text's path in that event. The sequence is 0 for a new text.
func (t Text) Ref() (seq int64, path string) { return t.seq, t.path }

// Load gives a reference its value.
func (t *Text) Load(value string) { t.value, t.loaded, t.erased = value, true, "" }

// Erase says of a reference that its value was erased: there is nothing to load. By
// is the handle of the erasure.
func (t *Text) Erase(by string) { t.value, t.loaded, t.erased = "", false, by }

// Erased reports whether the value was looked for, and had been erased.
func (t Text) Erased() bool { return t.erased != "" }

// ErasedBy returns the handle of the erasure that took the value away, where it was
// looked for.
func (t Text) ErasedBy() string { return t.erased }

// Withhold keeps a reference from being given its value: whoever reads the state
// may know that something was written, and not what. A value at hand is dropped.
func (t *Text) Withhold() { t.value, t.loaded, t.withheld = "", false, true }

// Withheld reports whether the text is kept from whoever reads the state.
func (t Text) Withheld() bool { return t.withheld }

// String says that there is a text and never what it is.
func (t Text) String() string {
	if !t.Filled() {
		return ""
	}
	return "(text)"
}

// GoString is String, so that %#v reveals nothing either.
func (t Text) GoString() string { return t.String() }

// MarshalJSON writes the reference, "#12/title". A text that was never recorded
// cannot be written: its value must go beside the log first.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte(`""`), nil
	}
	if t.seq == 0 {
		return nil, fmt.Errorf("text has no reference yet")
	}
	return json.Marshal("#" + strconv.FormatInt(t.seq, 10) + "/" + t.path)
}

// UnmarshalJSON reads a reference.
func (t *Text) UnmarshalJSON(data []byte) error {
	var ref string
	if err := json.Unmarshal(data, &ref); err != nil {
		return err
	}
	if ref == "" {
		*t = Text{}
		return nil
	}
	number, path, ok := strings.Cut(strings.TrimPrefix(ref, "#"), "/")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || seq < 1 || ref[0] != '#' {
		return fmt.Errorf("not a reference to a text")
	}
	*t = Text{seq: seq, path: path}
	return nil
}

// Class says how a personal value is to be treated. It stands in the struct tag
// `personal:"…"` of the field that holds the value.
type Class string

// The classes of personal values.
const (
	Identity  Class = "identity"  // who someone is: a name, a pseudonym
	Narrative Class = "narrative" // what happened, what was found, why
	Family    Class = "family"    // what the family contributed
	Staff     Class = "staff"     // who a member of staff is, what they said
	Reason    Class = "reason"    // why somebody decided something
)

// Invisible reports characters that nobody sees and that can make one value look
// like another: controls, marks of direction, separators of lines.
func Invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Blank reports whether there is nothing in a text that anybody could see.
func Blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && !Invisible(r) })
}

// EachText calls visit for every filled Text below v, a pointer to a struct,
// with its path (JSON names and indexes joined by dots) and class. Visit may
// change the text; the change is kept. Map entries come in sorted order.
func EachText(v any, visit func(path string, class Class, t *Text)) {
	walkTexts(reflect.ValueOf(v), "", "", visit)
}

var textType = reflect.TypeFor[Text]()
