package workflow

// The authored form is a definition as it was written: every value with its
// place, nothing resolved, nothing promised. It lives between parse and check.

// word is a scalar as it was written. The zero word was not written.
type word struct {
	text string
	at   *node
}

func (w word) given() bool { return w.at != nil }

// number is a whole number as it was written.
type number struct {
	n  int
	at *node
}

// flag is true or false as it was written.
type flag struct {
	on bool
	at *node
}

// doubt is what is marked as unverified: a part as a whole, or a sentence.
type doubt struct {
	on    bool
	words []string
}

type authored struct {
	at           *node // for what is missing as a whole
	language     number
	id           word
	version      number
	title        word
	nation       word
	from, to     word // in force
	successor    word
	unverified   doubt
	guidance     []authoredNamed
	professions  []word
	vocabularies []authoredVocabulary
	roles        []authoredRole
	forms        []authoredForm
	tracks       []authoredTrack
	clocks       []authoredClock
	holds        []authoredHold
	criteria     []authoredCriteria

	unread map[string]bool // sections that could not be read; nothing refers to them in vain
}

type authoredNamed struct{ name, title word }

type authoredVocabulary struct {
	name   word
	title  word
	words  []authoredNamed
	frames map[string][]word
}

type authoredRole struct {
	name   word
	title  word
	office flag
	opens  flag
	onTeam flag
	mustBe []word
	access word
}

type authoredForm struct {
	name       word
	title      word
	forEach    word
	by         []word
	fields     []authoredField
	cites      []word
	unverified doubt
}

type authoredField struct {
	name     word
	title    word
	kind     word
	of       []word
	ofWhom   word // a vocabulary that has the choices
	optional flag
	personal flag
	help     word
}

type authoredTrack struct {
	name        word
	title       word
	forEach     word
	of          []word
	late        authoredLate
	beside      flag
	initial     word
	stages      []authoredStage
	final       []word
	transitions []authoredTransition

	unreadFinal bool // not every final stage could be read
	unread      bool // its stages are not all known; nothing refers to them in vain
	unreadMoves bool // nor are its transitions
}

type authoredStage struct {
	name       word
	title      word
	unverified doubt
}

type authoredLate struct {
	mode word // flag or refuse
	move word // of reopen
}

type authoredTransition struct {
	name       word
	title      word
	from       []word
	to         word
	by         []word
	recordsFor []word
	notBy      []word
	notFrom    word
	form       word
	auto       flag
	upon       []word
	uponFrom   []word
	also       []word
	reopens    flag
	joins      []authoredJoin
	requires   []authoredRequirement
	cites      []word
	unverified doubt
}

type authoredJoin struct {
	track      word
	mode       string // all, any, none, at_least; empty when it could not be read
	atLeast    number
	stages     []word
	evenIfNone flag
}

type authoredRequirement struct {
	name       word
	rule       word
	tell       word
	ask        []word
	cites      []word
	strength   word
	unverified doubt
}

type authoredClock struct {
	name       word
	title      word
	track      word
	starts     []word
	stops      []word
	within     word
	before     word
	due        word
	looksBack  word
	keeps      word
	missed     word // flag
	unread     bool // not all of it could be read
	blocks     []word
	extend     *authoredExtend
	cites      []word
	unverified doubt
}

type authoredExtend struct {
	by        []word
	documents []word
	cites     []word
}

type authoredHold struct {
	name       word
	title      word
	mayCover   []word
	blocks     []word
	except     []word
	pauses     []word
	grounds    []word
	groundsOf  word // a vocabulary that has the grounds
	by         []word
	cites      []word
	unverified doubt
}
