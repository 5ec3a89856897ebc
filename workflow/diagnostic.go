package workflow

// Diagnostic is one thing wrong with a definition's file.
type Diagnostic struct {
	File    string `json:"file"`
	Line    int    `json:"line"`             // from 1; 0 when the file as a whole is meant
	Column  int    `json:"column"`           // in characters, from 1
	Width   int    `json:"width,omitempty"`  // characters underlined; at least 1
	Rule    string `json:"rule"`             // name of the check, such as unknown-key
	Message string `json:"message"`          // lower case, no full stop, the thing first
	Hint    string `json:"hint,omitempty"`   // how to mend it
	Source  string `json:"source,omitempty"` // the line itself, controls made visible
}
