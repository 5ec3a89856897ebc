package workflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Marshal writes a checked definition as JSON, so that a command can read it back
// without parsing YAML. The same definition gives the same bytes.
func Marshal(d *Definition) ([]byte, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write definition %s version %d: %w", d.ID, d.Version, err)
	}
	return b, nil
}

// Unmarshal reads what [Marshal] wrote. It refuses anything that this version of
// the program would not have written, rather than lose a part of it; the
// definition can be loaded again from its file.
func Unmarshal(b []byte) (*Definition, error) {
	d := &Definition{}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		return nil, fmt.Errorf("read a checked definition: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("read a checked definition: something stands after it")
	}
	if d.Language != language {
		return nil, fmt.Errorf("read a checked definition: language %d is not known to this version of the program", d.Language)
	}
	return d, nil
}
