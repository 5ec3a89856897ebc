package workflow

// checkOf checks which of its items a track runs for: by the kinds of document,
// proceeding or partner, the relations of relatives, child or adult, or roles.
func (c *checker) checkOf(t *authoredTrack) (found []string) {
	if len(t.of) == 0 {
		return nil
	}
	known, what := names{}, ""
	switch t.forEach.text {
	case "document":
		known, what = c.vocabulary("document_kinds"), "a kind of document in the vocabulary document_kinds"
	case "proceeding":
		known, what = c.vocabulary("proceeding_kinds"), "a kind of proceeding in the vocabulary proceeding_kinds"
	case "partner":
		known, what = c.vocabulary("partner_kinds"), "a kind of partner in the vocabulary partner_kinds"
	case "relative":
		known, what = c.vocabulary("relations"), "a relation in the vocabulary relations"
	case "subject":
		known, what = names{list: []string{"child", "adult"}}, "a kind of subject"
	case "participant":
		known, what = c.roles, "a role"
	default:
		c.noKinds(t)
		return nil
	}
	for _, w := range t.of {
		if c.refersTo(w, known, "unknown-word", what) && !c.isOffice(t, w) {
			found = append(found, w.text)
		}
	}
	return found
}

// noKinds complains about of where there is nothing to tell apart.
func (c *checker) noKinds(t *authoredTrack) {
	switch {
	case !t.forEach.given():
		c.complain(t.of[0], "misplaced-key", "delete of, or add for_each", "of goes with for_each: track %s runs once", t.name.text)
	case t.forEach.text == "agency":
		c.complain(t.of[0], "misplaced-key", "delete of", "agencies have no kind by which to choose some")
	}
}

// isOffice complains about a track for whoever holds an office of the board: nobody is
// appointed to one in a review, so nothing would ever open.
func (c *checker) isOffice(t *authoredTrack, w word) bool {
	if t.forEach.text != "participant" {
		return false
	}
	for _, r := range c.a.roles {
		if r.name.text == w.text && r.office.on {
			c.complain(w, "none-such", "name a role that is given in a review",
				"%s is an office of the board, held in every review: nobody begins or ends a part in this one with it", w.text)
			return true
		}
	}
	return false
}
