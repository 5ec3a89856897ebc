package workflow

// checkPaths checks that every stage can be reached and that from every stage an
// end can be reached.
func (c *checker) checkPaths(t *authoredTrack, track *Track) {
	forward, backward := map[string][]string{}, map[string][]string{}
	for _, tr := range track.Transitions {
		for _, from := range tr.From {
			forward[from] = append(forward[from], tr.To)
			backward[tr.To] = append(backward[tr.To], from)
		}
	}
	reached := reach([]string{track.Initial}, forward)
	ends := reach(texts(t.final), backward)
	for _, s := range t.stages {
		switch {
		case !reached[s.name.text]:
			c.complain(s.name, "unreachable-stage", "add a move to it, or delete it",
				"no path leads from %q to %q", track.Initial, s.name.text)
		case !ends[s.name.text]:
			c.complain(s.name, "dead-end", "add a move out of it, or to final",
				"no path leads from %q to a final stage", s.name.text)
		}
	}
}

// reach returns what can be reached from the starts along the edges.
func reach(starts []string, edges map[string][]string) map[string]bool {
	reached := map[string]bool{}
	for len(starts) > 0 {
		s := starts[len(starts)-1]
		starts = starts[:len(starts)-1]
		if !reached[s] {
			reached[s] = true
			starts = append(starts, edges[s]...)
		}
	}
	return reached
}
