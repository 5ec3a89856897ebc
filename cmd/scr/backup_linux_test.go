package main

import "testing"

// TestAnInterruptAfterTheBackupIsNoFailure: once the file has its name it is a backup, and
// what was said was "context canceled".
func TestAnInterruptAfterTheBackupIsNoFailure(t *testing.T) {
	d := newOnDisk(t)
	told, status := d.struck("", "linkat,renameat,renameat2,link,rename:signal=SIGINT:delay_exit=200000", "db", "backup", "copy.scrb")
	if status != 0 || told.Message != "" {
		t.Errorf("exits with %d: %+v", status, told)
	}
	must(t, d.scr("db", "restore", "copy.scrb", "--to", "again.db"))
}
