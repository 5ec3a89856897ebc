package workflow

import "scr/workflow/calendar"

// Facts is everything a rule can see. The engine fills it in; a rule reads it.
//
// How Go types appear in a rule:
//
//	string          text; "" is unknown
//	int             a number; never unknown
//	*int, *bool     nil is unknown
//	bool            yes or no; never unknown. For a personal text: whether it is filled
//	calendar.Day    a date; the zero day is unknown. A partial date counts as its last possible day
//	[]string        a list of words
//	[]T, T struct   records
//
// A field's name in a rule is its fact tag. An enum tag says which words the
// field can hold, so that comparing it with any other word is an error when the
// definition is loaded: profession, role, hold, ground, criteria, agency (not checked: agencies
// differ from review to review), stage, vocabulary:<name> (not checked in a
// definition without that vocabulary), or a list written out with bars. Seq is not seen
// by rules: it is the event that recorded the fact, so that a judgement can say
// what it relied on.
type Facts struct {
	Review          ReviewFact           `fact:"review"`
	Subjects        []SubjectFact        `fact:"subjects"`
	Statuses        []StatusFact         `fact:"statuses"`
	Agencies        []AgencyFact         `fact:"agencies"`
	Professions     ProfessionsFact      `fact:"professions"`
	People          []PersonFact         `fact:"people"`
	Partners        []PartnerFact        `fact:"partners"`
	Relatives       []RelativeFact       `fact:"relatives"`
	Meetings        []MeetingFact        `fact:"meetings"`
	Conversations   []ConversationFact   `fact:"conversations"`
	Evidence        []EvidenceFact       `fact:"evidence"`
	Documents       []DocumentFact       `fact:"documents"`
	Episodes        []EpisodeFact        `fact:"episodes"`
	Findings        []FindingFact        `fact:"findings"`
	Recommendations []RecommendationFact `fact:"recommendations"`
	Responses       []ResponseFact       `fact:"responses"`
	Actions         []ActionFact         `fact:"actions"`
	Letters         []LetterFact         `fact:"letters"`
	Proceedings     []ProceedingFact     `fact:"proceedings"`
	Links           []LinkFact           `fact:"links"`
	Holds           []HoldFact           `fact:"holds"`
	Criteria        []CriterionFact      `fact:"criteria"`
	Notices         []NoticeFact         `fact:"notices"`
	Releases        []ReleaseFact        `fact:"releases"`
	Disclosures     []DisclosureFact     `fact:"disclosures"`

	// Forms holds the latest filling of each form by its name: forms.<form>.<field>.
	// A form never filled is left out, and every field of it is unknown.
	Forms map[string]FormFact
	// Tracks holds where each track without for_each stands: track.<track>.
	Tracks map[string]TrackFact
	// Items holds the instances of each for_each track: items.<track>, a list.
	Items map[string][]ItemFact
	// Clocks holds each clock that was started: clocks.<clock>.
	Clocks map[string]ClockFact
	// Item is the instance the move is about, in a for_each track.
	Item *ItemFact
	// Actor is who decides the move.
	Actor PersonFact
	// Today is the day of the move, not the day it is typed.
	Today calendar.Day
}

// ReviewFact is the review itself.
type ReviewFact struct {
	Seq       int64
	Reference string       `fact:"reference"`
	OpenedOn  calendar.Day `fact:"opened_on"`
	TakenOn   bool         `fact:"taken_on"` // was under way before it came into this program
}

// SubjectFact is a subject.
type SubjectFact struct {
	Seq     int64
	ID      string `fact:"id"`
	Kind    string `fact:"kind" enum:"child|adult"`
	AgeBand string `fact:"age_band" enum:"unborn|under_1|1_to_4|5_to_10|11_to_15|16_to_17|adult|not_known"`
	Outcome string `fact:"outcome" enum:"died|seriously_harmed|other"`
	Part    string `fact:"part" enum:"harmed|caused_harm|both"`
}

// StatusFact is a spell of a subject's legal or care status.
type StatusFact struct {
	Seq     int64
	ID      string       `fact:"id"`
	Subject string       `fact:"subject"`
	Kind    string       `fact:"kind" enum:"vocabulary:status_kinds"`
	From    calendar.Day `fact:"from"`
	To      calendar.Day `fact:"to"`
	Open    bool         `fact:"open"` // no end is on record
}

// AgencyFact is an agency in the case.
type AgencyFact struct {
	Seq         int64
	ID          string   `fact:"id"`
	Professions []string `fact:"professions" enum:"profession"`
}

// ProfessionsFact compares the professions in the case with those on the team.
type ProfessionsFact struct {
	Seqs     []int64  // events that recorded agencies and assignments
	Involved []string `fact:"involved" enum:"profession"`
	OnTeam   []string `fact:"on_team" enum:"profession"`
	Missing  []string `fact:"missing" enum:"profession"`
}

// PersonFact is a person with a part in the review on the day of the move.
type PersonFact struct {
	Seq         int64
	ID          string   `fact:"id"` // handle
	Roles       []string `fact:"roles" enum:"role"`
	Agency      string   `fact:"agency"`
	Profession  string   `fact:"profession" enum:"profession"`
	Accredited  bool     `fact:"accredited"`
	Independent bool     `fact:"independent_of_agencies"`
}

// PartnerFact is a body that leads the review or shares in it.
type PartnerFact struct {
	Seq  int64
	ID   string `fact:"id"`
	Kind string `fact:"kind" enum:"vocabulary:partner_kinds"`
	Part string `fact:"part" enum:"leads|joint|contributes|informed"`
}

// RelativeFact is a relative, with what came of the contacts.
type RelativeFact struct {
	Seq      int64
	ID       string   `fact:"id"`
	Relation string   `fact:"relation" enum:"vocabulary:relations"`
	Outcomes []string `fact:"outcomes" enum:"told|invited|no_reply|declined|deferred|took_part|heard|told_outcome"` // of every contact, in order
	Contacts int      `fact:"contacts"`
}

// MeetingFact is a meeting.
type MeetingFact struct {
	Seq     int64
	ID      string       `fact:"id"`
	Kind    string       `fact:"kind" enum:"vocabulary:meeting_kinds"`
	On      calendar.Day `fact:"on"`
	Present []string     `fact:"present"`
}

// ConversationFact is a one-to-one conversation.
type ConversationFact struct {
	Seq        int64
	ID         string       `fact:"id"`
	State      string       `fact:"state" enum:"invited|deferred|held|declined"`
	Agency     string       `fact:"agency"`
	Profession string       `fact:"profession" enum:"profession"`
	HeldOn     calendar.Day `fact:"held_on"`
	Account    bool         `fact:"account"`
}

// EvidenceFact is a piece of evidence.
type EvidenceFact struct {
	Seq    int64
	ID     string `fact:"id"`
	Kind   string `fact:"kind" enum:"vocabulary:evidence_kinds"`
	Agency string `fact:"agency"`
	State  string `fact:"state" enum:"received|returned|accepted"`
}

// DocumentFact is a document of the review.
type DocumentFact struct {
	Seq      int64
	ID       string       `fact:"id"`
	Kind     string       `fact:"kind" enum:"vocabulary:document_kinds"`
	Versions int          `fact:"versions"`
	LatestOn calendar.Day `fact:"latest_on"`
}

// EpisodeFact is a key practice episode.
type EpisodeFact struct {
	Seq       int64
	ID        string       `fact:"id"`
	From      calendar.Day `fact:"from"`
	To        calendar.Day `fact:"to"`
	Happened  bool         `fact:"what_happened"`
	AtTheTime bool         `fact:"at_the_time"`
	Factors   int          `fact:"factors"`
}

// FindingFact is a finding.
type FindingFact struct {
	Seq        int64
	ID         string   `fact:"id"`
	Kind       string   `fact:"kind" enum:"pattern|good_practice"`
	Categories []string `fact:"categories" enum:"vocabulary:finding_categories"`
	Episodes   []string `fact:"episodes"`
	InThisCase bool     `fact:"in_this_case"`
	Underlying bool     `fact:"underlying"`
	Prevalent  bool     `fact:"prevalent"`
	Widespread bool     `fact:"widespread"`
	Matters    bool     `fact:"why_it_matters"`
	ChildVoice bool     `fact:"child_voice"`
	Questions  int      `fact:"questions"`
	Agreed     bool     `fact:"agreed"`
	Responses  int      `fact:"responses"`
	Actions    int      `fact:"actions"`
}

// RecommendationFact is a recommendation.
type RecommendationFact struct {
	Seq       int64
	ID        string `fact:"id"`
	By        string `fact:"by" enum:"author|board|agency"`
	Agency    string `fact:"agency"`
	Scope     string `fact:"scope" enum:"local|national"`
	Responses int    `fact:"responses"`
	Actions   int    `fact:"actions"`
}

// ResponseFact is a response of the board or an agency.
type ResponseFact struct {
	Seq    int64
	ID     string `fact:"id"`
	To     string `fact:"to"`
	From   string `fact:"from"`
	Stance string `fact:"stance" enum:"accept|partly|reject"`
}

// ActionFact is an action.
type ActionFact struct {
	Seq       int64
	ID        string       `fact:"id"`
	Owner     string       `fact:"owner"`
	By        calendar.Day `fact:"by"`
	Different bool         `fact:"what_will_be_different"`
	Measure   bool         `fact:"measure"`
	RetestOn  calendar.Day `fact:"retest_on"`
	Results   []string     `fact:"results" enum:"changed|partly|not_changed"`           // of every test
	Result    string       `fact:"result" enum:"changed|partly|not_changed|not_tested"` // of the latest
	Closed    bool         `fact:"closed"`
}

// LetterFact is a letter.
type LetterFact struct {
	Seq       int64
	ID        string       `fact:"id"`
	Direction string       `fact:"direction" enum:"in|out"`
	Party     string       `fact:"party"`
	Kind      string       `fact:"kind" enum:"vocabulary:letter_kinds"`
	On        calendar.Day `fact:"on"`
	Deadline  calendar.Day `fact:"deadline"`
}

// ProceedingFact is a proceeding beside the review.
type ProceedingFact struct {
	Seq   int64
	ID    string       `fact:"id"`
	Kind  string       `fact:"kind" enum:"vocabulary:proceeding_kinds"`
	Steps []string     `fact:"steps" enum:"vocabulary:proceeding_steps"`
	Ended bool         `fact:"ended"`
	Stage string       `fact:"stage" enum:"vocabulary:proceeding_steps"` // the latest step
	Since calendar.Day `fact:"since"`                                    // the day of it
}

// LinkFact is what this review is to another.
type LinkFact struct {
	Seq     int64
	ID      string `fact:"id"`
	Kind    string `fact:"kind" enum:"joint_with|merged_into|merged_from|split_into|split_from|supersedes|superseded_by|feeds|fed_by|follows_up|followed_up_by|companion_of|replaces_local|replaced_by_national"`
	Here    bool   `fact:"here"`  // the other is a review of this board
	Other   string `fact:"other"` // its reference, where it is here
	Partner string `fact:"partner"`
}

// HoldFact is a hold that is or was in force.
type HoldFact struct {
	Seq      int64
	ID       string       `fact:"id"`
	Name     string       `fact:"name" enum:"hold"`
	Covers   string       `fact:"covers" enum:"review|participant|document|track|publication"`
	Target   string       `fact:"target"`
	Item     string       `fact:"item"`
	Ground   string       `fact:"ground" enum:"ground"`
	ReviewOn calendar.Day `fact:"review_on"`
	Lifted   bool         `fact:"lifted"`
}

// TrackFact is where a track stands. In a rule, track.review.stage.
type TrackFact struct {
	Seq     int64
	Stage   string       `fact:"stage" enum:"stage"`
	Since   calendar.Day `fact:"since"`
	Visited []string     `fact:"visited" enum:"stage"` // every stage it stood at, in order
}

// ItemFact is one instance of a for_each track.
type ItemFact struct {
	Seq     int64
	ID      string       `fact:"id"` // handle of the agency, subject or relative
	Agency  string       `fact:"agency"`
	Stage   string       `fact:"stage" enum:"stage"`
	Since   calendar.Day `fact:"since"`
	Excused bool         `fact:"excused"`
	Late    bool         `fact:"late"`
	// Forms holds the latest filling, for this item, of each form that is filled
	// per item: item.forms.<form>.<field>.
	Forms map[string]FormFact
	// Clocks holds each clock that was started for this item: item.clocks.<clock>.
	Clocks map[string]ClockFact
}

// ClockFact is a clock that was started.
type ClockFact struct {
	Seq      int64
	Start    calendar.Day `fact:"start"`
	From     calendar.Day `fact:"from"`  // of a window: its first day
	Until    calendar.Day `fact:"until"` // of a window: its last day
	Kept     bool         `fact:"kept"`  // the time for which something is kept is over
	Due      calendar.Day `fact:"due"`
	Running  bool         `fact:"running"`
	Paused   bool         `fact:"paused"`
	Stopped  bool         `fact:"stopped"`
	Overdue  bool         `fact:"overdue"`
	Extended int          `fact:"extended"` // how many times
}

// FormFact is a form as it was filled, or as it is being submitted with the move.
// Values are as they are recorded: a choice, an ISO date, a decimal number, yes or
// no, a handle. A personal text is in Filled only.
type FormFact struct {
	Seq    int64
	Values map[string]string
	Lists  map[string][]string
	Filled map[string]bool
}

// Judgement is how one requirement was judged.
type Judgement struct {
	Requirement *Requirement
	Met         bool
	Says        string   // the tell sentence with its values; empty when met
	Values      []string // the parts that failed, as the rule has them, and the values they had
	Found       []string // the values alone, for each of the parts
	Unknown     []string // facts that were not recorded and are needed, as a rule names them
	ReliedOn    []int64  // events whose facts the rule read, sorted
}
