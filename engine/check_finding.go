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
		d.factors(e.Factors))
	if err == nil && e.To.Before(e.From) {
		err = review.Errorf(review.Invalid, "the episode ends on %s, before it begins on %s", e.To.English(), e.From.English())
	}
	for _, id := range e.Evidence {
		if err == nil && !d.isEvidence(id) {
			err = unknownRecord("evidence", id)
		}
	}
	return err
}

func (d *draft) isEvidence(id string) bool {
	_, evidence := review.Find[review.Evidence](d.review, id)
	_, conversation := review.Find[review.Conversation](d.review, id)
	return evidence || conversation
}

func (d *draft) checkFinding(f review.Finding) error {
	err := first(
		word("the kind of finding", f.Kind, review.Pattern, review.GoodPractice),
		needText("the finding's title", f.Title),
		records[review.Episode](d, f.Episodes),
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
	_, finding := review.Find[review.Finding](d.review, id)
	_, recommendation := review.Find[review.Recommendation](d.review, id)
	if finding || recommendation {
		return nil
	}
	return unknownRecord("finding or recommendation", id).
		WithHint("list them with \"scr finding list\" and \"scr recommendation list\"")
}

func (d *draft) checkResponse(r review.Response) error {
	err := first(d.answerable(r.To), word("the stance", r.Stance, "accept", "partly", "reject"), need("who responds", r.From))
	if err == nil && r.From != "board" {
		err = d.agency(r.From)
	}
	if err == nil && r.Stance != "accept" {
		err = needText("the reason for not accepting", r.Why)
	}
	return err
}

func (d *draft) checkAction(a review.Action) error {
	err := first(needText("the action's title", a.Title), d.owner(a.Owner))
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

// owner refuses an action's owner who is nobody: a person, an agency or the board.
func (d *draft) owner(handle string) error {
	if err := need("the action's owner", handle); err != nil {
		return err
	}
	if handle == "board" || slices.Contains(d.agencies(), handle) {
		return nil
	}
	return d.known(handle)
}

func (d *draft) checkTest(t *review.ActionTested) error {
	return first(
		word("the result of the test", t.Result, "changed", "partly", "not_changed"),
		needText("the evidence of the test", t.Evidence))
}

// closeAction closes an action only on evidence that practice changed. Training
// delivered is an output and closes nothing.
func (d *draft) closeAction(b *review.ActionClosed) error {
	a, ok := review.Find[review.Action](d.review, b.ID)
	switch n := len(a.Tests); {
	case !ok:
		return unknownRecord("action", b.ID)
	case a.Closed:
		return review.Errorf(review.Refused, "%s is closed already", b.ID)
	case n == 0 || a.Tests[n-1].Result != "changed":
		return review.Errorf(review.Refused, "%s cannot be closed: no test shows that practice changed", b.ID).
			WithHint("test it and record the evidence: scr action test %s %s --result changed --evidence-file FILE", d.review.Reference, b.ID)
	}
	return d.emit(b)
}
