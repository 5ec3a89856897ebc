//go:build !linux

package main

import "errors"

// harden does nothing on this system.
func harden() error { return nil }

func exposed() (bool, error) { return false, errors.New("it cannot be seen on this system") }
