package keyring

import (
	"time"

	"golang.org/x/sys/unix"
)

// The system's keyring of the user keeps an identity that a passphrase opened, in
// memory, for some minutes. Where the kernel has none or refuses, nothing is kept.
const (
	keyType  = "user"
	userRing = unix.KEY_SPEC_USER_KEYRING
	// The user's own processes may see, read, search for and drop the key, also those
	// that began in another session.
	keyPerm = 0x3f0b0000
	// In whole seconds: the kernel counts in them.
	rememberFor = 15 * time.Minute
)

func keyName(id ringID) string { return "scr:" + id.String() }

// remember keeps the identity for a time, and returns for how long: 0 where it cannot.
func remember(id ringID, text string, span time.Duration) time.Duration {
	if span == 0 {
		span = rememberFor
	}
	b := []byte(text)
	defer clear(b)
	key, err := unix.AddKey(keyType, keyName(id), b, userRing)
	if err != nil {
		return 0
	}
	// Without its time limit the key would stay until the machine is turned off.
	if _, err := unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, key, max(1, int(span.Seconds())), 0, 0); err != nil {
		drop(key)
		return 0
	}
	_ = unix.KeyctlSetperm(key, keyPerm) // else only this session's processes find it
	return span
}

// recall returns the identity that is remembered, or nil.
func recall(id ringID) []byte {
	key, err := unix.KeyctlSearch(userRing, keyType, keyName(id), 0)
	if err != nil {
		return nil
	}
	b := make([]byte, 4096)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, key, b, 0)
	if err != nil || n > len(b) {
		return nil
	}
	return b[:n]
}

// forget drops what is remembered.
func forget(id ringID) {
	if key, err := unix.KeyctlSearch(userRing, keyType, keyName(id), 0); err == nil {
		drop(key)
	}
}

func drop(key int) {
	if _, err := unix.KeyctlInt(unix.KEYCTL_INVALIDATE, key, 0, 0, 0); err != nil {
		_, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, key, userRing, 0, 0)
	}
}
