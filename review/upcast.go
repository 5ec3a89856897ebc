package review

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"sync"
)

// bodies maps each kind and newest body version to its Go type.
var bodies = sync.OnceValue(func() map[string]reflect.Type {
	kinds := map[string]reflect.Type{}
	for _, b := range []Body{
		&ReviewOpened{}, &ReviewTakenOn{}, &TrackOpened{}, &ItemExcused{}, &ItemAdmitted{}, &MoveMade{}, &FormFilled{},
		&ClockStarted{}, &ClockStopped{}, &ClockPaused{}, &ClockResumed{}, &ClockRecomputed{}, &ClockExtended{},
		&Added[Hold]{}, &Amended[Hold]{}, &HoldReviewed{}, &HoldLifted{},
		&Added[Assignment]{}, &AssignmentEnded{},
		&Added[Subject]{}, &Amended[Subject]{}, &Added[Agency]{}, &Amended[Agency]{},
		&Added[Partner]{}, &Amended[Partner]{},
		&Added[Status]{}, &Amended[Status]{}, &Added[Link]{}, &Amended[Link]{},
		&Added[Relative]{}, &Amended[Relative]{}, &Added[Contact]{},
		&Added[Meeting]{}, &Amended[Meeting]{},
		&Added[Conversation]{}, &Amended[Conversation]{},
		&ConversationDeferred{}, &ConversationHeld{}, &ConversationDeclined{},
		&Added[Evidence]{}, &Amended[Evidence]{}, &EvidenceMoved{},
		&Added[Document]{}, &Amended[Document]{}, &DocumentVersioned{},
		&Added[Letter]{}, &Amended[Letter]{},
		&Added[Proceeding]{}, &Amended[Proceeding]{}, &ProceedingMoved{},
		&Added[Criterion]{}, &Amended[Criterion]{},
		&Added[Release]{}, &Amended[Release]{}, &ReleaseRetired{},
		&Added[Disclosure]{}, &Amended[Disclosure]{},
		&Added[Episode]{}, &Amended[Episode]{},
		&Added[Finding]{}, &Amended[Finding]{}, &FindingAgreed{},
		&Added[Recommendation]{}, &Amended[Recommendation]{},
		&Added[Response]{}, &Amended[Response]{},
		&Added[Action]{}, &Amended[Action]{}, &ActionTested{}, &ActionClosed{},
		&RecordCorrected{}, &TextsErased{},
		&ConflictDeclared{}, &PanelShared{}, &MaterialMarked{},
		&AccessClaimed{}, &AccessProposed{}, &AccessGranted{}, &AccessClosed{}, &AccessExplained{},
		&PersonRegistered{}, &PersonAmended{},
		&ErasureProposed{}, &ErasureApproved{}, &ErasureWithdrawn{}, &ErasureSorted{}, &ErasureCompleted{}, &ErasuresReapplied{},
		&MoratoriumDeclared{}, &MoratoriumLifted{}, &RequestAnswered{},
		&BoardCreated{}, &BoardRestored{}, &RestoreAccepted{}, &OfficeHeld{}, &OfficeLeft{}, &UserNamed{}, &UserRemoved{}, &ApprovalAsked{},
		&DefinitionAdopted{},
	} {
		kinds[b.Kind()] = reflect.TypeOf(b).Elem()
	}
	return kinds
})

// Kinds returns every event kind with its newest body version, in alphabetical
// order.
func Kinds() []string { return slices.Sorted(maps.Keys(bodies())) }

// raise turns the plain body of an old version into that of the next version.
type raise struct {
	to string
	f  func(json.RawMessage) (json.RawMessage, error)
}

// raises holds a step for every body version that is no longer the newest. A
// released body version never changes: a new shape is a new version and a new
// step here, and the golden files in testdata/events keep the old ones readable.
// Only a field that is left out where it is empty may come to a version: what was
// recorded without it is read and written as before.
var raises = map[string]raise{
	"approval.asked/1":   {to: "approval.asked/2", f: unchanged}, // asked for no login
	"subject.added/1":    {to: "subject.added/2", f: unchanged},  // had no part in what happened
	"subject.amended/1":  {to: "subject.amended/2", f: unchanged},
	"erasure.proposed/1": {to: "erasure.proposed/2", f: unchanged}, // did not say up to where it reaches
}

// unchanged is the step to a version that only has more to say.
func unchanged(plain json.RawMessage) (json.RawMessage, error) { return plain, nil }

// upcast raises a body to the newest version of its kind.
func upcast(kind string, plain json.RawMessage) (string, json.RawMessage, error) {
	for {
		step, ok := raises[kind]
		if !ok {
			return kind, plain, nil
		}
		raised, err := step.f(plain)
		if err != nil {
			return kind, plain, err
		}
		kind, plain = step.to, raised
	}
}
