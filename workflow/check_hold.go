package workflow

import "slices"

// anything is the word for every move, or every clock, of what a hold covers.
const anything = "any"

func (c *checker) checkHolds() {
	for _, h := range c.a.holds {
		hold := Hold{
			Name: h.name.text, Title: titleOf(h.title, h.name),
			By:         c.refer(h.by, c.roles, "unknown-role", "a role"),
			Cites:      c.cites(h.cites),
			Unverified: c.unverified("holds."+h.name.text, h.unverified),
		}
		c.checkBlocks(h, &hold)
		c.checkPauses(h, &hold)
		hold.Grounds = c.checkGrounds(h)
		for _, w := range h.mayCover {
			if c.oneOf(w, "may-cover", "something that a hold can cover", "review", "participant", "document", "track", "publication") {
				hold.MayCover = append(hold.MayCover, w.text)
			}
			c.checkCover(h, hold, w)
		}
		if nameable(h.name) {
			c.d.Holds = append(c.d.Holds, hold)
		}
	}
}

// checkBlocks checks which moves wait for a hold: some, or any but for exceptions.
func (c *checker) checkBlocks(h authoredHold, hold *Hold) {
	if w, ok := wordIn(h.blocks, anything); ok {
		hold.BlocksAny = true
		if len(h.blocks) > 1 {
			c.complain(w, "hold-any", "write blocks: any alone, or list the moves", "any stands beside moves")
		}
		hold.Except = c.knownMoves(h.except, nil)
		return
	}
	hold.Blocks = c.knownMoves(h.blocks, nil)
	if len(h.except) > 0 {
		c.complain(h.except[0], "misplaced-key", "delete except, or write blocks: any",
			"a hold that blocks the moves it lists has nothing to except")
	}
}

// checkPauses checks which clocks stand still. A clock that is itself called any is meant
// by its name.
func (c *checker) checkPauses(h authoredHold, hold *Hold) {
	w, ok := wordIn(h.pauses, anything)
	if !ok || slices.Contains(c.clocks.list, anything) {
		hold.Pauses = c.pausable(h.pauses)
		return
	}
	hold.PausesAny = true
	if len(h.pauses) > 1 {
		c.complain(w, "hold-any", "write pauses: any alone, or list the clocks", "any stands beside clocks")
	}
}

// checkCover checks that a suspension of the publication has a track to suspend.
func (c *checker) checkCover(h authoredHold, hold Hold, w word) {
	if hold.BlocksAny && w.text == "publication" && !c.tracks.has("publication") {
		c.complain(w, "hold-any", "call the track publication, or list the moves in blocks",
			"hold %s blocks any move of track publication, and there is no such track", h.name.text)
	}
}

func (c *checker) checkGrounds(h authoredHold) []string {
	if !h.groundsOf.given() {
		return texts(h.grounds)
	}
	known := namesOf(c, "vocabularies", c.a.vocabularies, func(v authoredVocabulary) word { return v.name })
	if !c.refersTo(h.groundsOf, known, "unknown-vocabulary", "a vocabulary; a list of grounds is written [one, another]") {
		return nil
	}
	return c.vocabulary(h.groundsOf.text).list
}

// Grounds lists the grounds of all kinds of hold, each once.
func (d *Definition) Grounds() []string {
	var all []string
	for _, h := range d.Holds {
		for _, g := range h.Grounds {
			if !slices.Contains(all, g) {
				all = append(all, g)
			}
		}
	}
	return all
}

// wordIn returns the word of that text in a list.
func wordIn(words []word, text string) (word, bool) {
	i := slices.IndexFunc(words, func(w word) bool { return w.text == text })
	if i < 0 {
		return word{}, false
	}
	return words[i], true
}
