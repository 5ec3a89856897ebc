package main

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// regularFile opens what open finds, if it is a file: a pipe would keep whoever reads it
// waiting, and a device has no end. The flag that open is given keeps it from waiting.
func regularFile(open func(flag int) (*os.File, error)) (*os.File, error) {
	f, err := open(os.O_RDONLY | syscall.O_NONBLOCK)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", f.Name())
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// readRegular reads a file of so many bytes at most.
func readRegular(path string, most int64) ([]byte, error) {
	f, err := regularFile(func(flag int) (*os.File, error) { return os.OpenFile(path, flag, 0) })
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", path, most)
	}
	return data, err
}
