// Package custody says who may open the files of a board: one login alone, or the
// logins of one group.
//
// A folder is kept for a group when whoever made it said so, with "chmod 2770": new
// files in it then belong to its group, the group may write, and others may not even
// look. Everywhere else a file is for its owner alone.
package custody

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	others = 0o007 // rights of everybody
	group  = 0o070 // rights of the group
)

// ForGroup reports whether a folder is kept for a group.
func ForGroup(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && forGroup(info)
}

func forGroup(dir fs.FileInfo) bool {
	mode := dir.Mode()
	return dir.IsDir() && mode&fs.ModeSetgid != 0 && mode.Perm()&group == group && mode.Perm()&others == 0
}

// File is the mode of a new file in a folder.
func File(dir string) fs.FileMode {
	if ForGroup(dir) {
		return 0o660
	}
	return 0o600
}

// Create makes a file that must not be there yet, for whoever the folder is kept for.
func Create(path string) (*os.File, error) {
	mode := File(filepath.Dir(path))
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil || mode == 0o600 {
		return f, err
	}
	if err := f.Chmod(mode); err != nil { // a umask may have taken the group's rights away
		f.Close()
		return nil, err
	}
	return f, nil
}

// Hand makes a folder that was made for its owner alone one for the group that the
// folder around it is kept for, if it is.
func Hand(dir string) error {
	if !ForGroup(filepath.Dir(dir)) {
		return nil
	}
	return os.Chmod(dir, 0o770|fs.ModeSetgid)
}

// Settle gives a file that was made for its owner alone to whoever its folder is kept
// for.
func Settle(path string) error {
	if mode := File(filepath.Dir(path)); mode != 0o600 {
		return os.Chmod(path, mode)
	}
	return nil
}

// Exposed reports whether others may open a file or a folder than those it is for.
// Windows has no such rights.
func Exposed(info fs.FileInfo, path string) bool {
	open := info.Mode().Perm() & (group | others)
	if open == 0 || runtime.GOOS == "windows" {
		return false
	}
	switch {
	case open&others != 0:
		return true
	case forGroup(info):
		return false
	}
	around, err := os.Stat(filepath.Dir(path))
	return err != nil || !forGroup(around) || groupOf(around) != groupOf(info)
}
