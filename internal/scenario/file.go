package scenario

import (
	"scr/review"
	"scr/workflow"
)

// File is a file of scenarios that was read.
type File struct {
	Name      string
	Workflow  string // id of the definition that it tests
	Number    int    // its version; 0: whichever is at hand
	AlsoRun   []string
	Replay    *Replay // the review that happened and is played; nil: none is
	Scenarios []*Scenario

	sheet   *workflow.Sheet
	tests   workflow.Value
	skips   []skip
	firsts  []firstSteps
	outside string // why the definition is used for scenarios of other files on days on which it is not in force
	cast    []*member
}

// Replay says which review that happened a file plays, and how true to it that is.
type Replay struct {
	Review  string   // what it was called
	Facts   string   // where its facts stand: a name that people know
	MadeUp  []string // what was invented so that it could be played
	LeftOut []string // what the facts say and the log does not, or what they do not say
	Not     []Reason // things of the facts that are not in the log
	Assumed []Reason // days that stand in the log and not in the facts
}

// Reason is why something is otherwise than in the facts of a review.
type Reason struct{ What, Why string }

// Scenario is one scenario: what is so at first, what is done, and what must follow.
type Scenario struct {
	Name  string
	Title string

	at      workflow.Value
	opened  review.Date
	outside string
	takenOn []takenAt
	why     string // of taking on
	today   review.Date
	madeUp  bool // the day of the opening is a filler
	cast    []*member
	steps   []*step
	meant   []string // what it represents

	criteria []string // sets of criteria that are met when it is opened
}

// takenAt is where a track stood when a review was taken on.
type takenAt struct {
	track, stage string
}

// skip is a scenario of another file that is not run under this one's definition.
type skip struct {
	name workflow.Value
}

// firstSteps are done first in a scenario of another file that is run under this one's
// definition: what that asks for and the other does not.
type firstSteps struct {
	name  workflow.Value
	steps []*step
}

// member is somebody made up, who takes part in scenarios.
type member struct {
	name    string
	at      workflow.Value
	offices []string
	roles   []role
	person  review.Person
}

// role is what a member of the cast is from the opening on.
type role struct {
	name, profession string
	at               workflow.Value
}

// step is one thing that is done, or looked at.
type step struct {
	at      workflow.Value
	verb    *verb
	key     workflow.Value // of the verb
	value   workflow.Value // of the verb
	given   bool           // it only sets the scene
	on      review.Date
	today   review.Date
	by      string
	typedBy string
	minute  string
	madeUp  bool
	as      string
	say     string
	meant   []string
	beside  map[string]workflow.Value // keys beside the verb that belong to it
	then    workflow.Value
	refused workflow.Value
}
