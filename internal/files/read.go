package files

import (
	"fmt"
	"io"
	"os"
	"syscall"

	"scr/review"
)

// Read reads a file that may have so many bytes at most. A larger one, or a device
// without an end, is an [review.Invalid] error that names the limit. Other errors are
// those of the system.
func Read(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return All(path, f, most)
}

// ReadIn is [Read] in a folder that is open.
func ReadIn(folder *os.Root, name string, most int64) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return All(name, f, most)
}

// All reads a stream to its end, which may be after so many bytes at most. Called is
// how errors call it.
func All(called string, from io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, review.Errorf(review.Invalid, "%s is larger than %s", called, Size(most)).
			WithHint("see whether it is the right file")
	}
	return data, nil
}

// Size is a number of bytes as people say it.
func Size(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	at := 0
	for at < len(units)-1 && n >= 1024 && n%1024 == 0 {
		n, at = n/1024, at+1
	}
	return fmt.Sprintf("%d %s", n, units[at])
}

// ReadRegular is [Read] for what must be a file: a pipe would keep whoever reads it
// waiting, and is an error, as a device is.
func ReadRegular(path string, most int64) ([]byte, error) {
	f, err := os.OpenFile(path, withoutWaiting, 0)
	if err != nil {
		return nil, err
	}
	return regular(path, f, most)
}

// ReadRegularIn is [ReadRegular] in a folder that is open.
func ReadRegularIn(folder *os.Root, name string, most int64) ([]byte, error) {
	f, err := folder.OpenFile(name, withoutWaiting, 0)
	if err != nil {
		return nil, err
	}
	return regular(name, f, most)
}

// withoutWaiting opens a pipe that nobody writes to.
const withoutWaiting = os.O_RDONLY | syscall.O_NONBLOCK

func regular(called string, f *os.File, most int64) ([]byte, error) {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, review.Errorf(review.Invalid, "%s is not a file", called)
	}
	return All(called, f, most)
}
