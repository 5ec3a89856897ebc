// Package keyring seals what lies beside the log.
package keyring

// Place says where a value lies.
type Place struct {
	Board, Stream string
	Seq           int64
	Path          string
}
