//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soon runs a command line that must not wait for anybody.
func soon(t *testing.T, a *app, args ...string) (remarks string, status int) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, remarks, status = typed(t, a, args...)
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("scr %s still waits", strings.Join(args, " "))
	}
	return remarks, status
}

// newPartner makes a partner's folder, and returns the folder with the proofs.
func newPartner(t *testing.T, a *app) (folder, proofs string) {
	t.Helper()
	proofs = filepath.Join("..", "..", "testdata", "proof")
	folder = filepath.Join(t.TempDir(), "police")
	if _, remarks, status := typed(t, a, "audit", "witness", "init", folder, "--name", "police.example",
		"--key-file", filepath.Join(proofs, "log.pub")); status != 0 {
		t.Fatal(remarks)
	}
	return folder, proofs
}

// A partner who read what was seen, and then waited for the file, signed what did not
// continue what another command had signed meanwhile: two logs at odds.
func TestAPartnerSignsOneAtATime(t *testing.T) {
	a := testApp(t)
	folder, proofs := newPartner(t, a)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if remarks, status := soon(t, a, "audit", "witness", "cosign", folder, pipe); status != 7 || !strings.Contains(remarks, "is not a file") {
		t.Errorf("of a pipe: %d: %s", status, remarks)
	}
	busy, err := openPartner(folder, true)
	if err != nil {
		t.Fatal(err)
	}
	offered := filepath.Join(proofs, "0-7.continuation")
	if remarks, status := soon(t, a, "audit", "witness", "cosign", folder, offered); status != 5 || !strings.Contains(remarks, "another command is signing") {
		t.Errorf("while another signs: %d: %s", status, remarks)
	}
	if remarks, status := soon(t, a, "audit", "witness", "show", folder); status != 0 {
		t.Errorf("to look while another signs: %d: %s", status, remarks)
	}
	busy.close()
	if remarks, status := soon(t, a, "audit", "witness", "cosign", folder, offered); status != 0 {
		t.Errorf("once the other is done: %d: %s", status, remarks)
	}
}

// A pipe in the place of what was seen of the log kept every command waiting; a device
// without an end filled the memory.
func TestWhatWasSeenIsASmallFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "EXB")
	for name, put := range map[string]func() error{
		"a pipe":       func() error { return syscall.Mkfifo(file, 0o600) },
		"a device":     func() error { return os.Symlink("/dev/zero", file) },
		"a large file": func() error { return os.WriteFile(file, make([]byte, maxNote+1), 0o600) },
	} {
		if err := put(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			m := memory{from: file}
			done <- m.read("EXB")
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), "what was seen of the log cannot be read") {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: still waits", name)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}
