package main

import (
	"io/fs"
	"slices"

	"scr/internal/report"
)

// backups looks when the last backup was made, of how much, and who opens it.
func (d *doctor) backups() {
	last := readLastBackup(d.databasePath())
	events := report.Count(int(last.events), "event", "events")
	switch age := d.now().Sub(last.at); {
	case d.db != nil && last.events > d.health.Events:
		d.says(lookAt, "backup", "find out whether the log was cut or put back: hold it against a receipt in the minutes",
			"the last, of %s, holds more than the log, which has %d", events, d.health.Events)
	case last.at.IsZero():
		d.says(lookAt, "backup", "make one with \"scr db backup\"", "none is known of")
		return
	case age > oldBackup:
		d.says(lookAt, "backup", "make one with \"scr db backup\"", "the last is %d days old", int(age.Hours()/24))
	case d.opens(last) == allRight:
		d.says(allRight, "backup", "", "the last, of %s, is %s old", events, span(age))
	}
	d.lastOpens(last)
}

// lastOpens says where the keys of today do not open the last backup. After a new identity
// they may not, and nobody notices before the database is lost.
func (d *doctor) lastOpens(last backupNote) {
	switch d.opens(last) {
	case lookAt:
		d.says(lookAt, "backup", "make one with \"scr db backup\"", "the identity of today does not open the last, only a recovery identity does")
	case isBad:
		d.says(isBad, "backup", "make one with \"scr db backup\"; until then keep the file \"identity\" of a copy of the keys of then",
			"nobody who opens the keys today opens the last")
	}
}

// opens returns how it stands with the keys of today and the last backup. What is not
// known, or was said of the key ring already, is all right.
func (d *doctor) opens(last backupNote) string {
	if d.ring == nil || len(last.openers) == 0 {
		return allRight
	}
	to, err := d.ring.Recipients()
	opens := func(recipient string) bool { return slices.Contains(last.openers, opener(recipient)) }
	switch {
	case err != nil || opens(to[0]):
		return allRight
	case slices.ContainsFunc(to, opens):
		return lookAt
	}
	return isBad
}

// liesIn says in what something that the doctor looks at lies.
func liesIn(check string) string {
	if slices.Contains([]string{"database folder", "keys", "seen"}, check) {
		return "folder"
	}
	return "file"
}

// wrongKind reports whether something lies where a file or a folder should be: a device,
// say, whose rights are not to be changed.
func wrongKind(check string, info fs.FileInfo) bool {
	if liesIn(check) == "folder" {
		return !info.IsDir()
	}
	return !info.Mode().IsRegular()
}
