package report

// RecipientsJSON is who can open a board's keys.
type RecipientsJSON struct {
	Recipients []string `json:"recipients"` // age recipients, the identity's own first
}

// Recipients lists who can open a board's keys, one a line, so that the list can be
// given back as it is.
func Recipients(w *Writer, list []string) {
	for _, r := range list {
		w.line(r)
	}
}
