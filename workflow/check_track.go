package workflow

import (
	"slices"
	"strings"
)

func (c *checker) checkTracks() {
	if len(c.a.tracks) == 0 && !c.a.unread["tracks"] {
		c.out.add(c.a.at.place, "missing-key", "add a track below tracks", "the definition has no track")
	}
	for i := range c.a.tracks {
		t := &c.a.tracks[i]
		track := c.checkTrack(t)
		if nameable(t.name) {
			c.d.Tracks = append(c.d.Tracks, track)
		}
	}
	c.checkBeside()
	c.checkAuto()
}

// checkBeside refuses a definition whose tracks all run beside the review: it would be
// closed before it began.
func (c *checker) checkBeside() {
	for _, t := range c.a.tracks {
		if !t.beside.on {
			return
		}
	}
	if len(c.a.tracks) > 0 {
		c.out.add(c.a.tracks[0].beside.at.place, "beside", "take beside from the track that is the review itself", "every track runs beside the review, and nothing is the review")
	}
}

func (c *checker) checkTrack(t *authoredTrack) Track {
	track := Track{Name: t.name.text, Title: titleOf(t.title, t.name), Initial: t.initial.text}
	if c.oneOf(t.forEach, "for-each", "something that a track can run for", EachOf()...) {
		track.ForEach = t.forEach.text
	} else if t.forEach.given() {
		c.doubtful[t.name.text] = true // what rules say of it may well be right
	}
	track.Of, track.Late = c.checkOf(t), c.checkLate(t)
	track.Beside = t.beside.on || track.ForEach == "proceeding" // for which nobody waits
	final := texts(t.final)
	for _, s := range t.stages {
		track.Stages = append(track.Stages, Stage{
			Name: s.name.text, Title: s.title.text, Final: slices.Contains(final, s.name.text),
			Unverified: c.unverified(t.name.text+"."+s.name.text, s.unverified),
		})
	}
	whole := c.checkEnds(t)
	for i := range t.transitions {
		tr, ok := c.checkTransition(t, &t.transitions[i])
		if !nameable(t.transitions[i].name) {
			whole = false // its path may well be the one that seems to be missing
			continue
		}
		whole = whole && ok
		track.Transitions = append(track.Transitions, tr)
	}
	if len(t.transitions) == 0 && !t.unreadMoves {
		c.complain(t.name, "no-transitions", "add a transition below transitions", "track %s never moves", t.name.text)
		return track
	}
	if whole && !t.unread && !t.unreadMoves {
		c.checkPaths(t, &track)
	}
	return track
}

func (c *checker) checkLate(t *authoredTrack) *Late {
	late := t.late
	at := late.mode
	if !at.given() {
		at = late.move
	}
	if !at.given() {
		if t.forEach.given() {
			return &Late{Mode: "flag"}
		}
		return nil
	}
	if !t.forEach.given() {
		c.complain(at, "misplaced-key", "delete late, or add for_each", "nothing can be late on a track that runs once")
		return nil
	}
	if late.move.given() {
		of, tr, ok := c.move(late.move, nil)
		switch {
		case ok && tr == nil:
			return nil
		case ok && of.forEach.given():
			c.complain(late.move, "late", "name a move of a track that runs once",
				"track %s runs for each %s: nobody could say which of them takes the review back", of.name.text, of.forEach.text)
			return nil
		case ok && tr.auto.on:
			c.complain(late.move, "late", "name a move that people make, and that goes back",
				"%s is made by itself when its rules hold, and does not take the review back", late.move.text)
			return nil
		}
		return &Late{Mode: "reopen", Move: late.move.text}
	}
	if !c.oneOf(late.mode, "late", "what can become of a late one", "flag", "refuse", "reopen") {
		return nil
	}
	if late.mode.text == "reopen" {
		c.complain(late.mode, "late", "write late: {reopen: track.move}", "reopen does not say with which move")
	}
	return &Late{Mode: late.mode.text}
}

// checkEnds checks the initial and the final stages. It reports whether all of
// them are known.
func (c *checker) checkEnds(t *authoredTrack) bool {
	ok := c.isStage(t.initial, t)
	if len(t.final) == 0 {
		ok = false
	}
	for _, w := range t.final {
		ok = c.isStage(w, t) && ok
		if w.text == t.initial.text && t.initial.given() {
			c.complain(w, "initial-final", "add a stage to begin with, or take it out of final", "track %s would be over before it begins: %q is its initial stage", t.name.text, w.text)
			ok = false
		}
	}
	return ok
}

// isStage checks that a word, if it was written, is a stage of a track.
func (c *checker) isStage(w word, t *authoredTrack) bool {
	return c.refersTo(w, t.stageNames(), "unknown-stage", "a stage of track "+t.name.text)
}

func (t *authoredTrack) stageNames() names {
	n := names{unread: t.unread}
	for _, s := range t.stages {
		n.list = append(n.list, s.name.text)
	}
	return n
}

// endsKnown reports whether every final stage could be read and is a stage.
func (t *authoredTrack) endsKnown() bool {
	known := t.stageNames()
	for _, w := range t.final {
		if !known.has(w.text) {
			return false
		}
	}
	return len(t.final) > 0 && !t.unread && !t.unreadFinal
}

func (t *authoredTrack) isFinal(stage string) bool { return slices.Contains(texts(t.final), stage) }

func (t *authoredTrack) moveNames() names {
	n := names{unread: t.unreadMoves}
	for _, tr := range t.transitions {
		n.list = append(n.list, tr.name.text)
	}
	return n
}

// move checks that a word, such as review.decide, names a move. A nil transition
// that is ok belongs to a part that could not be read. Near is the track in which
// the word stands, if it stands in one.
func (c *checker) move(w word, near *authoredTrack) (t *authoredTrack, tr *authoredTransition, ok bool) {
	trackName, name, dotted := strings.Cut(w.text, ".")
	if !dotted || strings.Contains(name, ".") {
		hint := "write the track, a dot and the move: review.decide"
		if near != nil && slices.Contains(near.moveNames().list, w.text) {
			hint = "write " + near.name.text + "." + w.text
		}
		c.complain(w, "unknown-move", hint, "%q is not a move", shorten(w.text))
		return nil, nil, false
	}
	if !c.tracks.has(trackName) {
		if c.tracks.unread {
			return nil, nil, true
		}
		hint := c.suggest(w.text, c.moves())
		if !strings.HasPrefix(hint, "did") {
			hint = c.suggest(trackName, c.tracks.list)
		}
		c.complain(w, "unknown-track", hint, "%q is not a track", shorten(trackName))
		return nil, nil, false
	}
	t = c.track(trackName)
	if t == nil {
		return nil, nil, true
	}
	known := t.moveNames()
	for i := range t.transitions {
		if t.transitions[i].name.text == name {
			return t, &t.transitions[i], true
		}
	}
	if known.unread {
		return t, nil, true
	}
	hint := c.suggest(name, known.list)
	if moves := t.movesTo(name); len(moves) > 0 {
		hint = name + " is a stage: name the move that leads to it: " + wordList(moves, "or")
	}
	c.complain(w, "unknown-move", hint, "%q is not a move of track %s", shorten(name), trackName)
	return t, nil, false
}

// movesTo lists the moves, by track.move, that lead to a stage.
func (t *authoredTrack) movesTo(stage string) (moves []string) {
	for i := range t.transitions {
		if tr := &t.transitions[i]; tr.to.text == stage {
			moves = append(moves, moveName(t, tr))
		}
	}
	return moves
}

func (c *checker) track(name string) *authoredTrack {
	for i := range c.a.tracks {
		if c.a.tracks[i].name.text == name {
			return &c.a.tracks[i]
		}
	}
	return nil
}

// moves lists every track.move.
func (c *checker) moves() (list []string) {
	for _, t := range c.a.tracks {
		for _, name := range t.moveNames().list {
			list = append(list, t.name.text+"."+name)
		}
	}
	return list
}

// knownMoves checks words that name moves and returns those that do.
func (c *checker) knownMoves(words []word, near *authoredTrack) (found []string) {
	for _, w := range words {
		if _, _, ok := c.move(w, near); ok {
			found = append(found, w.text)
		}
	}
	return found
}
