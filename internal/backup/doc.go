// Package backup reads and writes the file that a backup of a board's database is:
// what it is said to hold, signed by the board, and then the database itself, mostly
// encrypted.
//
//	scr backup 1
//	manifest 1234            bytes that follow: the manifest and its signature
//	…
//	erased list              as long as the manifest says, perhaps nothing
//	database                 to the end of the file, encrypted with age or as it is
//
// The package reads and writes streams. It knows no database, no folder, no key ring
// and no clock.
package backup
