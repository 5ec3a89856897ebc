package review

import "slices"

// Factor is a contributory factor: a category of a frame, such as workload in
// conditions_of_work.
type Factor struct {
	Frame    string `json:"frame"`
	Category string `json:"category,omitempty"`
	Note     Text   `json:"note,omitzero" personal:"narrative"`
}

// Episode is a key practice episode: a stretch of practice that mattered to how
// the case went, judged without hindsight.
type Episode struct {
	Record
	Label     Text     `json:"label,omitzero" personal:"narrative"`
	From      Date     `json:"from,omitzero"`
	To        Date     `json:"to,omitzero"`
	Happened  Text     `json:"what_happened,omitzero" personal:"narrative"`
	Judgement Text     `json:"judgement,omitzero" personal:"narrative"`   // of the practice, with care for hindsight
	AtTheTime Text     `json:"at_the_time,omitzero" personal:"narrative"` // why it made sense: the view from the tunnel
	Factors   []Factor `json:"factors,omitempty"`
	Evidence  []string `json:"evidence,omitempty"` // handles of evidence and conversations
}

func (Episode) noun() string            { return "episode" }
func (Episode) in(r *Review) *[]Episode { return &r.Episodes }

// Finding says why practice was less safe than it should be, or what good
// practice the system supports, beyond this one case.
type Finding struct {
	Record
	Kind       string   `json:"kind"` // pattern or good_practice
	Title      Text     `json:"title,omitzero" personal:"narrative"`
	Categories []string `json:"categories,omitempty"`                         // from the definition's vocabulary
	InThisCase Text     `json:"in_this_case,omitzero" personal:"narrative"`   // how it showed
	Episodes   []string `json:"episodes,omitempty"`                           // handles of key practice episodes
	Underlying Text     `json:"underlying,omitzero" personal:"narrative"`     // how we know it is not peculiar to this case
	Prevalent  Text     `json:"prevalent,omitzero" personal:"narrative"`      // how often it happens
	Widespread Text     `json:"widespread,omitzero" personal:"narrative"`     // where it happens
	Source     Text     `json:"source,omitzero" personal:"narrative"`         // of what is said on prevalence and spread
	Matters    Text     `json:"why_it_matters,omitzero" personal:"narrative"` // for the reliability of the system
	ChildVoice Text     `json:"child_voice,omitzero" personal:"family"`       // what the child said or showed
	Questions  []Text   `json:"questions,omitempty" personal:"narrative"`     // for the board
	Factors    []Factor `json:"factors,omitempty"`
	AgreedOn   Date     `json:"agreed_on,omitzero"`
	Agreed     bool     `json:"agreed,omitempty"`
	AgreedAt   string   `json:"agreed_at,omitempty"` // handle of the meeting that agreed it
}

// The kinds of [Finding].
const (
	Pattern      = "pattern"
	GoodPractice = "good_practice"
)

func (Finding) noun() string            { return "finding" }
func (Finding) in(r *Review) *[]Finding { return &r.Findings }

// keep drops the agreement: what was agreed was the old wording.
func (f Finding) keep(Finding) Finding {
	f.AgreedOn, f.Agreed, f.AgreedAt = Date{}, false, ""
	return f
}

// FindingAgreed records that the review team agreed a finding.
type FindingAgreed struct {
	ID string `json:"id"`
	At string `json:"at,omitempty"` // handle of the meeting
}

// Kind returns "finding.agreed/1".
func (*FindingAgreed) Kind() string { return "finding.agreed/1" }

func (b *FindingAgreed) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(f *Finding) { f.Agreed, f.AgreedOn, f.AgreedAt = true, ev.OccurredOn, b.At })
}

// Recommendation is what the author, the board or an agency recommends, where
// the method has recommendations.
type Recommendation struct {
	Record
	By       string   `json:"by"`               // author, board or agency
	Agency   string   `json:"agency,omitempty"` // to whom, or whose own
	Scope    string   `json:"scope"`            // local or national
	Findings []string `json:"findings,omitempty"`
	Text     Text     `json:"text,omitzero" personal:"narrative"`
}

func (Recommendation) noun() string                   { return "recommendation" }
func (Recommendation) in(r *Review) *[]Recommendation { return &r.Recommendations }

// Response is what the board or an agency answers to a finding or recommendation.
type Response struct {
	Record
	To     string `json:"to"`     // handle of a finding or recommendation
	From   string `json:"from"`   // board, or an agency's handle
	Stance string `json:"stance"` // accept, partly or reject
	Why    Text   `json:"why,omitzero" personal:"reason"`
}

func (Response) noun() string             { return "response" }
func (Response) in(r *Review) *[]Response { return &r.Responses }

// Action is what somebody does about a finding, and how anybody will know that
// practice changed. Training delivered is an output; it closes nothing.
type Action struct {
	Record
	For       []string     `json:"for,omitempty"` // findings, recommendations, responses
	Owner     string       `json:"owner"`         // a person's or an agency's handle, or board
	Title     Text         `json:"title,omitzero" personal:"narrative"`
	By        Date         `json:"by,omitzero"`
	Different Text         `json:"what_will_be_different,omitzero" personal:"narrative"`
	Measure   Text         `json:"measure,omitzero" personal:"narrative"`
	RetestOn  Date         `json:"retest_on,omitzero"`
	Tests     []ActionTest `json:"tests,omitempty"`
	Closed    bool         `json:"closed,omitempty"`
	ClosedOn  Date         `json:"closed_on,omitzero"`
}

// ActionTest is one test of whether practice changed.
type ActionTest struct {
	Seq      int64  `json:"seq"`
	On       Date   `json:"on,omitzero"`
	Result   string `json:"result"` // changed, partly or not_changed
	Evidence Text   `json:"evidence,omitzero" personal:"narrative"`
	RetestOn Date   `json:"retest_on,omitzero"`
}

// LatestTest returns the test that was made last, in whatever order they were
// recorded, and whether there was one.
func (a Action) LatestTest() (latest ActionTest, tested bool) {
	for _, t := range a.Tests {
		if !tested || !t.On.Before(latest.On) {
			latest, tested = t, true
		}
	}
	return latest, tested
}

func (Action) noun() string           { return "action" }
func (Action) in(r *Review) *[]Action { return &r.Actions }

func (a Action) keep(old Action) Action {
	a.Tests, a.Closed, a.ClosedOn = old.Tests, old.Closed, old.ClosedOn
	return a
}

// ActionTested records a test of an action.
type ActionTested struct {
	ID       string `json:"id"`
	Result   string `json:"result"`
	Evidence Text   `json:"evidence,omitzero" personal:"narrative"`
	RetestOn Date   `json:"retest_on,omitzero"`
}

// Kind returns "action.tested/1".
func (*ActionTested) Kind() string { return "action.tested/1" }

func (b *ActionTested) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(a *Action) {
		a.Tests = append(slices.Clip(a.Tests), ActionTest{ev.Seq, ev.OccurredOn, b.Result, b.Evidence, b.RetestOn})
		if !b.RetestOn.IsZero() {
			a.RetestOn = b.RetestOn
		}
	})
}

// ActionClosed closes an action.
type ActionClosed struct {
	ID string `json:"id"`
}

// Kind returns "action.closed/1".
func (*ActionClosed) Kind() string { return "action.closed/1" }

func (b *ActionClosed) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(a *Action) { a.Closed, a.ClosedOn = true, ev.OccurredOn })
}
