// Package report writes what people read: where a review stands, what is missing,
// what happened, the records, and the report of a review, as text or as JSON.
//
//	Standing, entries, records ──▶ Show, Next, History, Records, Review ──▶ Writer ──▶ terminal or pipe
//	                           └─▶ JSON, with the same content under stable names
//
// Everything that was typed by somebody passes through [Printable] on its way
// out, inside [Writer], so that no stored text can steer a terminal.
//
// The package decides nothing: it knows no database, no command line and not
// whether a reader may see what it is handed. Whoever calls it hands over only
// what the reader may see.
package report
