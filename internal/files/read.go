package files

import (
	"fmt"
	"io"
	"os"

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
