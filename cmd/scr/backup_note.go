package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"scr/internal/files"
	"scr/internal/report"
	"scr/store"
)

// lastBackup is the note that lies beside a database: when it was last backed up, how far
// its log had come, and to whom that backup is encrypted. It is no part of the log: a log
// that grew with each backup would always be longer than its newest backup.
const lastBackup = ".last-backup"

// How a note begins. The first kind does not say to whom.
const (
	lastBackupOnce = "scr last backup 1"
	lastBackupKind = "scr last backup 2"
)

// maxNote is the largest of the small files that the program keeps for itself, in bytes:
// each has three lines. The note of the last backup has one more for each recipient.
const (
	maxNote       = 4 << 10
	maxBackupNote = 64 << 10
)

// backupNote is what is known of the last backup. The zero time means that none is known
// of.
type backupNote struct {
	at      time.Time
	events  int64
	openers []string // none: it is not encrypted, or the note does not say
}

// opener is how a note names a recipient, who has two thousand characters: by the
// beginning of a hash.
func opener(recipient string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(recipient)))[:16]
}

// noteBackup writes that note. The backup is made, whether or not that works.
func (a *app) noteBackup(db *store.DB, events int64, to []string) {
	text := fmt.Sprintf("%s\n%s\n%d\n", lastBackupKind, a.now().UTC().Format(time.RFC3339), events)
	for _, recipient := range to {
		text += opener(recipient) + "\n"
	}
	if err := files.Replace(db.Path()+lastBackup, []byte(text)); err != nil {
		fmt.Fprintf(a.err, "scr: that a backup was made could not be noted: %s\n", report.Printable(err.Error()))
	}
}

// readLastBackup returns what is known of the last backup of a database.
func readLastBackup(database string) backupNote {
	data, err := files.Read(database+lastBackup, maxBackupNote)
	if err != nil {
		return backupNote{}
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) < 3 || lines[0] != lastBackupKind && (lines[0] != lastBackupOnce || len(lines) > 3) {
		return backupNote{}
	}
	n := backupNote{openers: lines[3:]}
	n.at, err = time.Parse(time.RFC3339, lines[1])
	if _, wrong := fmt.Sscan(lines[2], &n.events); err != nil || wrong != nil {
		return backupNote{}
	}
	return n
}
