// Package files writes the files that the program makes for somebody, and reads the
// small ones that it needs.
//
//	New ─────▶ draft beside it ─ sync ─ link ─▶ a file that was not there
//	Replace ─▶ draft beside it ─ sync ─ rename ─▶ a file in the place of another
//	Read ────▶ so many bytes at most, or an error that says so
//	Wipe ────▶ zeros where the bytes lay, then away
//
// Every file is written within a folder that is held open as an [os.Root]: a link that
// somebody laid into it leads nowhere. A test of internal/arch keeps all other ways of
// making a file out of the program, a few named places apart.
//
// It does not know what is in the files, and it writes neither databases nor keys:
// those have rules of their own, in store and internal/keyring.
package files
