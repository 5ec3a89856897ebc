package review

// Figures are numbers about reviews: how many there are, and how long they take, in
// groups. They hold nothing of any one of them but, where nothing is suppressed, how many
// days it took.
type Figures struct {
	Boards   []string `json:"boards"`             // codes of the boards whose reviews these are
	Scope    string   `json:"scope"`              // board: all of them; own: those of whoever asked
	On       Date     `json:"on"`                 // as things stood on that day
	Counted  string   `json:"counted"`            // opened, closed or open
	From     Date     `json:"from,omitzero"`      // the first day of opening or closing that counts
	To       Date     `json:"to,omitzero"`        // the last
	Workflow string   `json:"workflow,omitempty"` // only reviews of that workflow; empty: of any
	By       []string `json:"by"`                 // board, definition, stage, outcome or period
	Period   string   `json:"per,omitempty"`      // year, quarter or month
	Least    int      `json:"least"`              // smaller numbers are not shown; 0: all are
	LeftOut  int      `json:"left_out"`           // reviews of whose course whoever asked may not know
	Rows     []Figure `json:"rows"`               // the reviews of each group and their total, then what they took
}

// What of the reviews is counted.
const (
	CountOpened = "opened" // those that were opened
	CountClosed = "closed" // those that were closed
	CountOpen   = "open"   // those that were open on the day
)

// Whose reviews figures are about.
const (
	ScopeBoard = "board"
	ScopeOwn   = "own"
)

// What a [Figure] measures.
const (
	MeasureReviews = "reviews"  // how many reviews there are
	MeasureToEnd   = "to_end"   // days from opening to the end of the first track
	MeasureInStage = "in_stage" // days in a stage, of the reviews that have left it
)

// Figure is one row of figures.
type Figure struct {
	Measure string `json:"measure"`
	Of      string `json:"of,omitempty"`    // the stage, as track.stage
	Total   bool   `json:"total,omitempty"` // of all groups together
	FigureKey

	Number *int       `json:"number"`          // of reviews; null where it is suppressed
	Shown  string     `json:"shown"`           // the number as people read it: <5 for a small one, * for one that would give another away
	Took   *Quartiles `json:"took,omitempty"`  // in days; left out where reviews are only counted, and of too few
	About  bool       `json:"about,omitempty"` // some of these days are counted from a date that is not known to the day
	Days   []Span     `json:"days,omitempty"`  // each review's, the shortest first; left out where anything is suppressed
}

// FigureKey says which group a row is of. What was not asked for is empty.
type FigureKey struct {
	Board      string `json:"board,omitempty"`
	Definition string `json:"definition,omitempty"` // workflow and version
	Stage      string `json:"stage,omitempty"`      // where the first track stands
	Outcome    string `json:"outcome,omitempty"`    // its last stage, and that of publication; open before that
	Period     string `json:"period,omitempty"`     // 2026, 2026-Q1 or 2026-03; less where no more is known
}

// The names of what figures can be grouped by.
const (
	KeyBoard      = "board"
	KeyDefinition = "definition"
	KeyStage      = "stage"
	KeyOutcome    = "outcome"
	KeyPeriod     = "period"
)

// GroupedBy lists what figures can be grouped by.
func GroupedBy() []string { return []string{KeyBoard, KeyDefinition, KeyStage, KeyOutcome, KeyPeriod} }

// Part returns the part of a key that has that name, to be read or set.
func (k *FigureKey) Part(name string) *string {
	switch name {
	case KeyBoard:
		return &k.Board
	case KeyDefinition:
		return &k.Definition
	case KeyStage:
		return &k.Stage
	case KeyOutcome:
		return &k.Outcome
	case KeyPeriod:
		return &k.Period
	}
	return nil
}

// Quartiles are where a quarter, half and three quarters of what was measured lie, as
// spreadsheets have them (inclusive), and the largest of it.
type Quartiles struct {
	Lower   float64 `json:"lower_quartile"`    // a quarter took so long at most
	Median  float64 `json:"median"`            // half of them
	Upper   float64 `json:"upper_quartile"`    // three quarters
	Longest *int    `json:"longest,omitempty"` // left out where numbers are suppressed: it is one review's
}

// Span is how many days something took.
type Span struct {
	Days  int  `json:"days"`            // calendar days, the first not counted
	About bool `json:"about,omitempty"` // counted to or from the last day that a partial date can mean
}
