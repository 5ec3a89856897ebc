package review

// TextsErased says which texts of its stream were erased. The texts themselves lay
// beside the log and are gone, with their keys; the event names where they were.
// What was recorded of them before, that they were filled in, stays as it was.
type TextsErased struct {
	Erasure string       `json:"erasure"` // handle of the proposal that was approved: erasure-1
	Whole   bool         `json:"whole"`   // the stream's own key goes as well: nothing of it can be read again
	Texts   []ErasedText `json:"texts"`
}

// ErasedText is a text that was erased.
type ErasedText struct {
	Seq  int64  `json:"seq"`            // of the event that recorded it
	Path string `json:"path"`           // in that event
	Slot int64  `json:"slot,omitempty"` // of the key ring, where its key was; 0 when it was not sealed
}

// Kind returns "texts.erased/1".
func (*TextsErased) Kind() string { return "texts.erased/1" }

// An erasure changes no state: a text stays a reference, and whoever follows it
// finds that it was erased.
func (*TextsErased) apply(*Review, Event) error       { return nil }
func (*TextsErased) applyPerson(*Person, Event) error { return nil }
func (*TextsErased) applyBoard(*Board, Event) error   { return nil }
