package engine

import (
	"slices"
	"strings"

	"scr/review"
)

// factors checks frames and categories against the definition's vocabulary.
func (d *draft) factors(list []review.Factor) error {
	v := d.def.Vocabulary("factors")
	for _, f := range list {
		if err := first(need("a factor's frame", f.Frame), short("a factor's category", f.Category)); err != nil {
			return err
		}
		if v == nil {
			continue
		}
		categories, ok := v.Frames[f.Frame]
		if !ok {
			return review.Errorf(review.Invalid, "%q is not a frame of contributory factors", f.Frame).
				WithHint("the frames are: %s", english(sortedKeys(v.Frames)))
		}
		if f.Category != "" && len(categories) > 0 && !slices.Contains(categories, f.Category) {
			return review.Errorf(review.Invalid, "%q is not a category of %s", f.Category, f.Frame).
				WithHint("its categories are: %s", english(categories))
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (d *draft) checkEpisode(e review.Episode) error {
	err := first(
		needText("the episode's label", e.Label),
		needText("what happened", e.Happened),
		d.notToCome("the episode's first day", e.From),
		d.notToCome("the episode's last day", e.To),
		d.factors(e.Factors))
	if err == nil && e.To.Before(e.From) {
		err = review.Errorf(review.Invalid, "the episode ends %s, before it begins %s", e.To.When(), e.From.When())
	}
	for _, id := range e.Evidence {
		if err == nil && !d.isEvidence(id) {
			err = d.unknownRecord("evidence", id)
		}
	}
	return err
}

func (d *draft) isEvidence(id string) bool {
	return knows[review.Evidence](d, id) || knows[review.Conversation](d, id)
}

func (d *draft) checkFinding(f review.Finding) error {
	err := first(
		word("the kind of finding", f.Kind, review.Pattern, review.GoodPractice),
		needText("the finding's title", f.Title),
		records[review.Episode](d, f.Episodes),
		once("category", f.Categories),
		d.factors(f.Factors))
	for _, c := range f.Categories {
		err = first(err, short("a finding's category", c), d.inVocabulary("finding_categories", "a finding's category", c))
	}
	return err
}

func (d *draft) checkRecommendation(r review.Recommendation) error {
	return first(
		word("who recommends", r.By, "author", "board", "agency"),
		word("the scope", r.Scope, "local", "national"),
		d.agency(r.Agency),
		needText("the recommendation's text", r.Text),
		records[review.Finding](d, r.Findings))
}

// answerable refuses a handle that is neither a finding nor a recommendation.
func (d *draft) answerable(id string) error {
	if knows[review.Finding](d, id) || knows[review.Recommendation](d, id) {
		return nil
	}
	return d.unknownRecord("finding or recommendation", id).
		WithHint("list them with \"scr finding list %[1]s\" and \"scr recommendation list %[1]s\"", d.review.Reference)
}

func (d *draft) checkResponse(r review.Response) error {
	err := first(d.answerable(r.To), word("the stance", r.Stance, "accept", "partly", "reject"), need("who responds", r.From))
	if err == nil && r.From != "board" {
		err = d.agency(r.From)
	}
	if err == nil && r.Stance != "accept" {
		err = how(needText("the reason for not accepting", r.Why), fromFile, "--reason-file")
	}
	if err == nil {
		err = first(d.mayAnswer(r), d.respondsOnce(r))
	}
	return err
}

// mayAnswer refuses to say what the board answers, unless who opens the review or holds
// an office decides it: a definition may publish nothing before the board answered.
func (d *draft) mayAnswer(r review.Response) error {
	if r.From != "board" {
		return nil
	}
	return d.mayArrange("answer for the board")
}

// amendResponse amends an answer, and takes none from the board that others gave it.
func (d *draft) amendResponse(b *review.Amended[review.Response]) error {
	if old, ok := review.Find[review.Response](d.review, b.Record.ID); ok {
		if err := d.mayAnswer(old); err != nil {
			return err
		}
	}
	return amend(d, b, d.checkResponse)
}

// respondsOnce refuses a second answer of one body to the same thing, and one from
// before that was there.
func (d *draft) respondsOnce(r review.Response) error {
	for _, other := range d.review.Responses {
		if other.To == r.To && other.From == r.From && other.ID != r.ID {
			return review.Errorf(review.Conflict, "%s has answered %s already, with %s", r.From, r.To, other.ID).
				WithHint("if the answer is another now, amend that one: scr response amend %s %s", d.review.Reference, other.ID)
		}
	}
	if f, ok := find[review.Finding](d, r.To); ok {
		return d.notBefore(review.Header(f))
	}
	if rec, ok := find[review.Recommendation](d, r.To); ok {
		return d.notBefore(review.Header(rec))
	}
	return nil
}

// checkAgreement refuses to agree a finding twice, or before the meeting.
func (d *draft) checkAgreement(b *review.FindingAgreed) error {
	f, _ := find[review.Finding](d, b.ID)
	if f.Agreed {
		return review.Errorf(review.Refused, "%s was agreed %s already", b.ID, f.AgreedOn.When())
	}
	if b.At == "" {
		return nil
	}
	m, ok := find[review.Meeting](d, b.At)
	if !ok {
		return d.unknownRecord("meeting", b.At)
	}
	return d.notBefore(review.Header(m))
}

func (d *draft) checkAction(a review.Action) error {
	err := first(needText("the action's title", a.Title), d.owner(a.Owner), retestLater(a))
	for _, id := range a.For {
		if err != nil {
			return err
		}
		if strings.HasPrefix(id, "response-") {
			err = optional[review.Response](d, "response", id)
			continue
		}
		err = d.answerable(id)
	}
	return err
}

// retestLater refuses to look whether practice changed before the action is done.
func retestLater(a review.Action) error {
	if !a.RetestOn.Before(a.By) || len(a.Tests) > 0 {
		return nil
	}
	return review.Errorf(review.Invalid, "the day of the test, %s, is before the action is to be done, %s", a.RetestOn.English(), a.By.English())
}

// owner refuses an action's owner who is nobody: a person, an agency or the board.
func (d *draft) owner(handle string) error {
	if err := need("the action's owner", handle); err != nil {
		return err
	}
	if handle == "board" || knows[review.Agency](d, handle) {
		return nil
	}
	return d.known(handle)
}

func (d *draft) checkTest(t *review.ActionTested) error {
	return first(
		word("the result of the test", t.Result, "changed", "partly", "not_changed"),
		how(needText("the evidence of the test", t.Evidence), fromFile, "--evidence-file"),
		d.notPast("the day of the next test", t.RetestOn))
}

// closeAction closes an action only on evidence that practice changed. Training
// delivered is an output and closes nothing.
func (d *draft) closeAction(b *review.ActionClosed) error {
	a, ok := find[review.Action](d, b.ID)
	latest, tested := a.LatestTest()
	switch {
	case !ok:
		return d.unknownRecord("action", b.ID)
	case a.Closed:
		return review.Errorf(review.Refused, "%s is closed already", b.ID)
	case !tested || latest.Result != "changed":
		return review.Errorf(review.Refused, "%s cannot be closed: no test shows that practice changed", b.ID).
			WithHint("test it and record the evidence: scr action test %s %s --result changed --evidence-file FILE", d.review.Reference, b.ID)
	case d.on.Before(latest.On):
		return review.Errorf(review.Invalid, "%s was tested %s: it cannot have been closed %s, before that", b.ID, latest.On.When(), d.on.When())
	}
	return change[review.Action](d, b.ID, b, nil)
}
