package engine

import "scr/review"

// Meta is what every writing command carries.
type Meta struct {
	CommandID string      // idempotency key; empty: a fresh one
	User      string      // handle of the person who types
	On        review.Date // when it happened; unknown means today in London
	DecidedBy string      // handle of who decided; empty: who types
	Minute    string      // where the decision is minuted; needed when another decided
	MadeUp    bool        // a filler
	Expect    int64       // the review's version the person saw; 0: any
}

// Open opens a review, or takes on one that is under way.
type Open struct {
	Meta
	Workflow     string             // definition id
	Number       int                // definition version; 0: the newest in force that day
	OutsideDates string             // why a definition not in force is used
	At           []review.TakenOnAt // where it stood; Track and Stage are read
	Why          string             // of taking on
	Nation       string             // for which it is; only to say whether another definition fits better
	Criteria     []string           // sets of criteria that are met
	NoConflict   bool               // whoever opens it declares that they have no conflict of interest
}

// Advance makes one move of one track.
type Advance struct {
	Meta
	Review    string // reference
	Move      string // track.move
	Item      string // agency, subject or relative, in a for_each track
	Form      *FormInput
	Despite   map[string]string // expected requirement → why it is passed over
	Why       string            // of a move that re-opens
	Authority string            // of a move that re-opens
}

// FormInput is a form as somebody filled it: field → what was typed. Choices are
// separated by commas. Which values are personal is the definition's business.
type FormInput struct {
	Form   string
	Item   string
	Values map[string]string

	blank bool // it came, whether or not anything is filled in: a replay knows only what was
}

// Fill fills a form by itself.
type Fill struct {
	Meta
	Review string
	Form   FormInput
}

// Record adds a fact to a review, amends one or moves one along its life. Body is
// the event to be recorded, without a handle where it adds one: the engine gives
// the next. Bodies that Record does not take (moves, clocks) are refused.
type Record struct {
	Meta
	Review string
	Body   review.Body
	Legal  bool     // what is added is legal advice
	Given  []string // of an amendment, the keys of the record that were given; nil for all
}

// Assign gives a person a role in a review.
type Assign struct {
	Meta
	Review     string
	Assignment review.Assignment
	NoConflict bool // whoever types declares for themselves that they have no conflict of interest
}

// Declare is what a person declares of themselves before they see a review.
type Declare struct {
	Meta
	Review string
	Kinds  []string // conflicts, or only "none"
	Agency string   // with which; may be empty
	Why    string
}

// Share shares what agencies, staff and the family supplied to the whole panel.
type Share struct {
	Meta
	Review string
	All    bool
	Agency string
	Items  []string
}

// Mark says that evidence, a document or a letter is legal advice, or that it is not.
type Mark struct {
	Meta
	Review string
	ID     string
	Legal  bool
}

// Claim is emergency access that somebody without a part takes for themselves.
type Claim struct {
	Meta
	Review string
	Why    string
}

// Grant proposes access for a person for some hours, or approves what another
// proposed for them.
type Grant struct {
	Meta
	Review string
	Person string
	Hours  int
	Why    string
}

// CloseClaim says that the privacy officer looked at a claim.
type CloseClaim struct {
	Meta
	Review string
	Claim  string
	Note   string
}

// ExtendClock moves a clock's due day, as its owner's decision.
type ExtendClock struct {
	Meta
	Review    string
	Clock     string
	Item      string
	Until     review.Date
	Documents []string
	Why       string
}

// Excuse says that an instance need not be finished.
type Excuse struct {
	Meta
	Review string
	Track  string
	Item   string
	Why    string
}

// Admit takes an excuse back, and says why.
type Admit struct {
	Meta
	Review string
	Track  string
	Item   string
	Why    string
}

// Correct replaces or voids what an earlier event recorded.
type Correct struct {
	Meta
	Review string
	Seq    int64
	Void   bool
	With   review.Body // of the same kind as the event corrected; nil when voided
	NewOn  review.Date // when it really happened; unknown: as recorded
	Why    string
}

// Register enters a person in the register, or amends an entry.
type Register struct {
	Meta
	Person review.Person // Handle empty: a new person
	Why    string        // of an amendment
	Given  []string      // of an amendment, the keys of the entry that were given; nil for all
}

// HoldOffice says who holds a board office from a day on.
type HoldOffice struct {
	Meta
	Office string
	Person string
	From   review.Date
	To     review.Date
	Leave  bool // the person leaves the office on To
}

// NameUser maps a login to a person, or ends a login.
type NameUser struct {
	Meta
	Login  string
	Person string // empty: end the login
}

// Adopt adopts a definition's file for this board.
type Adopt struct {
	Meta
	File   string // its name, for diagnostics
	Source []byte
}

// Found creates the board in an empty database, with its first person, who may
// open reviews, and that person's login.
type Found struct {
	Meta
	Code   string // EXB
	Title  string
	Person review.Person
	Login  string

	Sealing bool // names and narratives are sealed on disk
}
