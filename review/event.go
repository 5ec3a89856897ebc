package review

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// Stream names a sequence of events: "review/<id>", "person/<id>",
// "definition/<id>" or "board". The id is random or a definition's name; it
// never holds anything personal.
type Stream string

// BoardStream holds what belongs to the board itself: its offices and users.
const BoardStream Stream = "board"

// Event is a fact that was appended, or is about to be appended, to a stream.
// The store gives it its identity (ID, Seq, Global) and the command its context;
// whoever decides fills in DecidedBy, Minute, OccurredOn, MadeUp and Body.
type Event struct {
	ID         string    // random, 128 bits or more
	Board      string    // the board's code
	Stream     Stream    //
	Seq        int64     // position in the stream, from 1
	Global     int64     // position in the board's whole log, from 1
	Command    string    // the idempotency key; all events of one append share it
	Asked      string    // what the command asked for, as a digest; in its first event only, and not in the oldest logs
	Login      int64     // event of the board's stream that named the login under which it was typed; in the first event only, 0 where nobody typed it, and in the oldest logs
	Rules      int       // edition of the program's own rules by which the command was decided; in the first event only, 0 in the oldest logs
	RecordedBy string    // handle of the person who typed
	DecidedBy  string    // handle of the person who decided
	Minute     string    // where the decision is minuted, when it was taken elsewhere
	RecordedAt time.Time // UTC, by the program's clock
	OccurredOn Date      // the civil day in London, perhaps partial
	Definition string    // SHA-256 of the definition's file, in hexadecimal
	MadeUp     bool      // a filler invented so that a replay or a trial could go on
	Body       Body
}

// Body is what happened. Its kind and body version are released together and
// never change; see upcast.go.
type Body interface {
	// Kind returns kind and body version, such as "finding.added/1".
	Kind() string
}

// Field is one personal value of an event, kept beside the envelope.
type Field struct {
	Path  string // JSON names and indexes joined by dots
	Class Class
	Salt  []byte // 32 random bytes; without them the commitment is noise
	Value string
}

// Append asks a store to append events to one stream, all or none, and to write
// the rows folded from them in the same transaction.
type Append struct {
	Before     State     // the stream's state that the decision was made on; says stream and expected version; its texts must not be loaded
	Command    string    // the idempotency key
	Digest     string    // of the command's content, so that one key cannot serve two commands
	RecordedBy string    //
	Login      int64     // see [Event]
	Rules      int       // see [Event]
	RecordedAt time.Time //
	Definition string    //
	Events     []Event   // DecidedBy, Minute, OccurredOn, MadeUp and Body are read

	// File is a definition's file to keep with a [DefinitionAdopted] event.
	File *DefinitionFile

	// Unheld are the references of reviews: while a hold stands on one of them, no erasure
	// among the events is recorded.
	Unheld []string
}

// DefinitionFile is a workflow definition as it was adopted.
type DefinitionFile struct {
	Hash    string // SHA-256 of Bytes, in hexadecimal
	Bytes   []byte // the file, to the letter
	Checked []byte // the checked form, so that a command need not parse YAML; can be rebuilt from Bytes
}

// Receipt acknowledges a command. What it acknowledges is on disk.
type Receipt struct {
	Command   string    `json:"command_id"`
	Stream    Stream    `json:"stream"`
	Reference string    `json:"reference,omitempty"` // the review's reference or the person's handle
	First     int64     `json:"first_seq"`           // sequence of the first event appended
	Last      int64     `json:"last_seq"`            // sequence of the last; the stream's version now
	At        time.Time `json:"recorded_at"`
	Size      int64     `json:"log_size"`           // events in the board's whole log, with these
	Root      [32]byte  `json:"-"`                  // of the tree over the log at that size: see package audit
	Repeated  bool      `json:"repeated,omitempty"` // this command had been carried out before; nothing new was written
	Events    []Event   `json:"-"`                  // as appended; nil when Repeated
}

// Encode returns the plain part of the body and the personal values that lie
// beside it. Each new text in the body becomes a reference to seq, so that the
// plain part shows where a text belongs and never what it says.
func Encode(body Body, seq int64) (plain json.RawMessage, fields []Field, err error) {
	EachText(body, func(path string, class Class, t *Text) {
		if t.seq != 0 {
			return // kept from an earlier event, committed to there
		}
		t.seq, t.path = seq, path
		fields = append(fields, Field{Path: path, Class: class, Value: t.value})
	})
	plain, err = json.Marshal(body)
	if err != nil {
		return nil, nil, fmt.Errorf("encode %s: %w", body.Kind(), err)
	}
	return plain, fields, nil
}

// Forget takes back the references that [Encode] gave to the texts of a body, so
// that the body can be encoded again at another place in the stream.
func Forget(body Body, seq int64) {
	EachText(body, func(_ string, _ Class, t *Text) {
		if t.seq == seq {
			t.seq, t.path = 0, ""
		}
	})
}

// Decode returns the body of a recorded event, raised to the newest body version
// of its kind. Its texts are references without values.
func Decode(kind string, plain json.RawMessage) (Body, error) {
	kind, plain, err := upcast(kind, plain)
	if err != nil {
		return nil, err
	}
	t, ok := bodies()[kind]
	if !ok {
		return nil, Errorf(Failed, "event kind %s is not known to this version of the program", kind)
	}
	body := reflect.New(t).Interface()
	if err := json.Unmarshal(plain, body); err != nil {
		return nil, fmt.Errorf("decode %s: %w", kind, err)
	}
	return body.(Body), nil
}
