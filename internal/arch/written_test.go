package arch

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// changes are the functions of the standard library that make, name or change a file.
// The same of an [os.Root] are as good as internal/files, which is built on them.
var changes = map[string][]string{
	"os": {"Create", "CreateTemp", "MkdirTemp", "WriteFile", "OpenFile", "Rename", "Link", "Symlink", "Mkdir", "MkdirAll",
		"Truncate", "Chmod", "Chown", "Lchown", "NewFile", "CopyFS"},
	"syscall": {"Open", "Creat", "Rename", "Link", "Symlink", "Mkdir", "Truncate", "Mknod"},
	"unix":    {"Open", "Openat", "Openat2", "Creat", "Rename", "Renameat", "Renameat2", "Link", "Linkat", "Symlink", "Mkdir", "Mkdirat", "Truncate", "Mknod"},
	"ioutil":  {"WriteFile", "TempFile", "TempDir"},
}

// writers says where such a function may be used all the same, and why. Whatever the
// program writes for somebody goes through internal/files: a new place fails here.
var writers = map[string]string{
	"config/path.go os.MkdirAll":        "the folder of the settings, of mode 0700; the file goes through internal/files",
	"cmd/scr/app.go os.OpenFile":        "the terminal, to ask on",
	"cmd/scr/passphrase.go os.OpenFile": "the terminal, for a passphrase",
	"cmd/scr/keys_new.go os.MkdirAll":   "the folder in which the key folder lies, of mode 0700",
	"cmd/scr/keys_new.go os.OpenFile":   "the note of keys that are being made, which is locked where it lies",
	"cmd/scr/keys_new.go os.Rename":     "keys of an attempt that came to nothing, which are moved aside",
	"cmd/scr/erased.go os.MkdirAll":     "the same folder, should it have gone",
	"cmd/scr/seen.go os.MkdirAll":       "the folder of what was seen, of mode 0700; the file goes through internal/files",
	"cmd/scr/draft.go os.MkdirAll":      "the folder of drafts, of mode 0700, where there is none in memory",
	"cmd/scr/draft.go os.MkdirTemp":     "the folder of one draft, of mode 0700, under a name that nobody could guess; the draft goes through internal/files",
	"cmd/scr/audit_witness.go os.Mkdir": "a partner's folder, which must be new or empty; the files in it go through internal/files",
	"cmd/scr/demo.go os.Mkdir":          "the folder of a play, which must be new",
	"cmd/scr/demo.go os.MkdirTemp":      "the folder of a play that is thrown away: what is in it is made up",

	"internal/keyring/disk.go os.OpenFile":     "the key folder: every act on it is numbered, and the tests stop at each",
	"internal/keyring/disk.go os.Rename":       "the same",
	"internal/keyring/disk.go os.Link":         "the same",
	"internal/keyring/keys.go os.OpenFile":     "the ring of keys, which is changed where it lies",
	"internal/keyring/identity.go os.OpenFile": "the identity that is overwritten where it lies",
	"internal/keyring/create.go os.MkdirAll":   "the folder in which the key folder lies, of mode 0700",
	"internal/keyring/create.go os.MkdirTemp":  "the key folder until it is whole",

	"store/store.go os.MkdirAll":              "the folder of the database, of mode 0700",
	"internal/custody/custody.go os.OpenFile": "a new database or key file, never over a file, for one login or a group",
	"internal/custody/custody.go os.Chmod":    "who such a file or its folder is for",
	"store/rename_linux.go unix.Renameat2":    "a database, once it is whole and on disk; and the one that it replaces, which is moved aside",
	"store/rename_linux.go os.Rename":         "the same, where the file system cannot refuse to write over a file",
	"store/rename_other.go os.Rename":         "the same",
	"store/claim_unix.go os.OpenFile":         "the database, to see who has it open",
	"store/room_linux.go os.OpenFile":         "a file without a name and with nothing in it, to see whether there is room",
	"store/room_linux.go unix.Open":           "SQLite's own index, whose length and content stay as they are",
	"store/backup.go os.CreateTemp":           "the copy beside the database that a backup is read from",
}

// rigs are no part of the program: they try it out.
var rigs = []string{"internal/simulation", "internal/torture", "internal/arch"}

// TestFilesAreWrittenInOnePlace lets a file be made by internal/files, and elsewhere
// only where the table above says why.
func TestFilesAreWrittenInOnePlace(t *testing.T) {
	unused := maps.Clone(writers)
	for dir, list := range packages(t) {
		if dir == "internal/files" || slices.ContainsFunc(rigs, func(rig string) bool { return below(dir, rig) }) {
			continue
		}
		for _, s := range list {
			ast.Inspect(s.file, func(n ast.Node) bool {
				if name := changing(n); name != "" {
					if writers[s.path+" "+name] == "" {
						t.Errorf("%s: %s makes or changes a file: use internal/files, or say in writers why not", s.at(n), name)
					}
					delete(unused, s.path+" "+name)
				}
				return true
			})
			for _, i := range s.file.Imports {
				if i.Name != nil && slices.Contains([]string{`"os"`, `"syscall"`, `"golang.org/x/sys/unix"`}, i.Path.Value) {
					t.Errorf("%s: %s goes by its own name", s.at(i), i.Path.Value)
				}
			}
		}
	}
	for place := range unused {
		t.Errorf("%s is in the table, and is not there", place)
	}
}

// changing returns the name of a function that changes files, or "".
func changing(n ast.Node) string {
	for pkg, names := range changes {
		for _, name := range names {
			if is(n, pkg, name) {
				return pkg + "." + name
			}
		}
	}
	return ""
}

// TestChangesAreFound: by the name of the function, called or handed on.
func TestChangesAreFound(t *testing.T) {
	write := &ast.SelectorExpr{X: ast.NewIdent("os"), Sel: ast.NewIdent("Write" + "File")}
	if got := changing(write); !strings.HasSuffix(got, ".WriteFile") {
		t.Errorf("os.WriteFile is %q", got)
	}
	if got := changing(&ast.SelectorExpr{X: ast.NewIdent("folder"), Sel: ast.NewIdent("WriteFile")}); got != "" {
		t.Errorf("a folder's own is %q", got)
	}
}
