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
	Scenarios []*Scenario

	sheet   *workflow.Sheet
	tests   workflow.Value
	alsoRun []workflow.Value
	skips   []skip
	firsts  []firstSteps
	outside string // why the definition is used for scenarios of other files on days on which it is not in force
	cast    []*member
}

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
