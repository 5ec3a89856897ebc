package engine

import (
	"cmp"
	"slices"

	"scr/review"
	"scr/workflow"
)

// facts is everything a rule may see of the review as it stands, for a move of
// one instance. Personal texts are there only as filled or not.
func (d *draft) facts(track *workflow.Track, in review.Instance) *workflow.Facts {
	r := d.review
	f := &workflow.Facts{
		Review: workflow.ReviewFact{Seq: 1, Reference: r.Reference, OpenedOn: lastDay(r.OpenedOn), TakenOn: r.TakenOn != nil},

		Subjects:      each(r.Subjects, subjectFact),
		Statuses:      each(r.Statuses, statusFact),
		Agencies:      each(r.Agencies, agencyFact),
		Partners:      each(r.Partners, partnerFact),
		Relatives:     each(r.Relatives, d.relativeFact),
		Meetings:      each(r.Meetings, meetingFact),
		Conversations: each(r.Conversations, conversationFact),
		Evidence:      each(r.Evidence, evidenceFact),
		Documents:     each(r.Documents, documentFact),
		Episodes:      each(r.Episodes, episodeFact),
		Findings:      each(r.Findings, d.findingFact),
		Responses:     each(r.Responses, responseFact),
		Actions:       each(r.Actions, actionFact),
		Letters:       each(r.Letters, letterFact),
		Proceedings:   each(r.Proceedings, proceedingFact),
		Links:         each(r.Links, linkFact),
		Holds:         each(r.Holds, holdFact),
		Criteria:      each(r.Criteria, criterionFact),
		Notices:       each(r.OwedNotices(), d.noticeFact),
		Releases:      each(r.Releases, releaseFact),
		Disclosures:   each(r.Disclosures, disclosureFact),

		Recommendations: each(r.Recommendations, d.recommendationFact),

		Professions: d.professionsFact(),
		People:      d.peopleFacts(),
		Actor:       d.personFact(d.decider),
		Today:       lastDay(d.on),
	}
	d.trackFacts(f)
	if track.ForEach != "" {
		item := d.itemFact(in)
		f.Item = &item
	}
	return f
}

func each[T, F any](list []T, f func(T) F) []F {
	facts := make([]F, len(list))
	for i, t := range list {
		facts[i] = f(t)
	}
	return facts
}

func subjectFact(s review.Subject) workflow.SubjectFact {
	return workflow.SubjectFact{Seq: s.Changed, ID: s.ID, Kind: s.Kind, AgeBand: s.AgeBand, Outcome: s.Outcome,
		Part: cmp.Or(s.Part, review.Harmed)}
}

func agencyFact(a review.Agency) workflow.AgencyFact {
	return workflow.AgencyFact{Seq: a.Changed, ID: a.ID, Professions: a.Professions}
}

func partnerFact(p review.Partner) workflow.PartnerFact {
	return workflow.PartnerFact{Seq: p.Changed, ID: p.ID, Kind: p.Kind, Part: p.Part}
}

func statusFact(s review.Status) workflow.StatusFact {
	return workflow.StatusFact{Seq: s.Changed, ID: s.ID, Subject: s.Subject, Kind: s.Kind, From: lastDay(s.From), To: lastDay(s.To), Open: s.To.IsZero()}
}

func linkFact(l review.Link) workflow.LinkFact {
	return workflow.LinkFact{Seq: l.Changed, ID: l.ID, Kind: l.Kind, Here: l.Review != "", Other: l.Review, Partner: l.Partner}
}

func (d *draft) relativeFact(r review.Relative) workflow.RelativeFact {
	f := workflow.RelativeFact{Seq: r.Changed, ID: r.ID, Relation: r.Relation}
	for _, c := range d.review.Contacts {
		if c.Relative == r.ID {
			f.Outcomes = append(f.Outcomes, c.Outcome)
			f.Contacts++
			f.Seq = max(f.Seq, c.Seq)
		}
	}
	return f
}

func meetingFact(m review.Meeting) workflow.MeetingFact {
	return workflow.MeetingFact{Seq: m.Changed, ID: m.ID, Kind: m.Kind, On: lastDay(m.On), Present: m.Present}
}

func conversationFact(c review.Conversation) workflow.ConversationFact {
	return workflow.ConversationFact{Seq: c.Changed, ID: c.ID, State: c.State, Agency: c.Agency,
		Profession: c.Profession, HeldOn: lastDay(c.HeldOn), Account: c.Account.Filled()}
}

func evidenceFact(e review.Evidence) workflow.EvidenceFact {
	return workflow.EvidenceFact{Seq: e.Changed, ID: e.ID, Kind: e.Kind, Agency: e.Agency, State: e.State}
}

func documentFact(doc review.Document) workflow.DocumentFact {
	f := workflow.DocumentFact{Seq: doc.Changed, ID: doc.ID, Kind: doc.Kind, Versions: len(doc.Versions)}
	if n := len(doc.Versions); n > 0 {
		f.LatestOn = lastDay(doc.Versions[n-1].On)
	}
	return f
}

func episodeFact(e review.Episode) workflow.EpisodeFact {
	return workflow.EpisodeFact{Seq: e.Changed, ID: e.ID, From: lastDay(e.From), To: lastDay(e.To),
		Happened: e.Happened.Filled(), AtTheTime: e.AtTheTime.Filled(), Factors: len(e.Factors)}
}

func (d *draft) findingFact(f review.Finding) workflow.FindingFact {
	return workflow.FindingFact{Seq: f.Changed, ID: f.ID, Kind: f.Kind, Categories: f.Categories, Episodes: f.Episodes,
		InThisCase: f.InThisCase.Filled(), Underlying: f.Underlying.Filled(), Prevalent: f.Prevalent.Filled(),
		Widespread: f.Widespread.Filled(), Matters: f.Matters.Filled(), ChildVoice: f.ChildVoice.Filled(),
		Questions: len(f.Questions), Agreed: f.Agreed, Responses: d.responsesTo(f.ID), Actions: d.actionsFor(f.ID)}
}

func (d *draft) recommendationFact(rec review.Recommendation) workflow.RecommendationFact {
	return workflow.RecommendationFact{Seq: rec.Changed, ID: rec.ID, By: rec.By, Agency: rec.Agency, Scope: rec.Scope,
		Responses: d.responsesTo(rec.ID), Actions: d.actionsFor(rec.ID)}
}

func (d *draft) responsesTo(id string) int {
	n := 0
	for _, r := range d.review.Responses {
		if r.To == id {
			n++
		}
	}
	return n
}

func (d *draft) actionsFor(id string) int {
	n := 0
	for _, a := range d.review.Actions {
		if slices.Contains(a.For, id) {
			n++
		}
	}
	return n
}

func responseFact(r review.Response) workflow.ResponseFact {
	return workflow.ResponseFact{Seq: r.Changed, ID: r.ID, To: r.To, From: r.From, Stance: r.Stance}
}

func actionFact(a review.Action) workflow.ActionFact {
	f := workflow.ActionFact{Seq: a.Changed, ID: a.ID, Owner: a.Owner, By: lastDay(a.By), Different: a.Different.Filled(),
		Measure: a.Measure.Filled(), RetestOn: lastDay(a.RetestOn), Closed: a.Closed, Result: "not_tested"}
	for _, t := range a.Tests {
		f.Results = append(f.Results, t.Result)
	}
	if latest, tested := a.LatestTest(); tested {
		f.Result = latest.Result
	}
	return f
}

func letterFact(l review.Letter) workflow.LetterFact {
	return workflow.LetterFact{Seq: l.Changed, ID: l.ID, Direction: l.Direction, Party: l.Party, Kind: l.Kind,
		On: lastDay(l.On), Deadline: lastDay(l.Deadline)}
}

func proceedingFact(p review.Proceeding) workflow.ProceedingFact {
	f := workflow.ProceedingFact{Seq: p.Changed, ID: p.ID, Kind: p.Kind, Ended: p.Ended}
	for _, s := range p.Steps {
		f.Steps = append(f.Steps, s.Step)
		if day := lastDay(s.On); !day.Before(f.Since) { // recorded late, it is not the latest for that
			f.Stage, f.Since = s.Step, day
		}
	}
	return f
}

func holdFact(h review.Hold) workflow.HoldFact {
	return workflow.HoldFact{Seq: h.Changed, ID: h.ID, Name: h.Name, Covers: h.Covers, Target: h.Target, Item: h.Item, Ground: h.Ground,
		ReviewOn: lastDay(h.ReviewOn), Lifted: h.Lifted}
}

// trackFacts fills in where tracks stand, forms and clocks.
func (d *draft) trackFacts(f *workflow.Facts) {
	f.Tracks = map[string]workflow.TrackFact{}
	f.Items = map[string][]workflow.ItemFact{}
	f.Forms = map[string]workflow.FormFact{}
	f.Clocks = map[string]workflow.ClockFact{}
	for _, in := range d.review.Instances {
		track := d.def.Track(in.Track)
		if track == nil {
			continue
		}
		if track.ForEach != "" {
			f.Items[in.Track] = append(f.Items[in.Track], d.itemFact(in))
			continue
		}
		f.Tracks[in.Track] = workflow.TrackFact{Seq: in.Seq, Stage: in.Stage, Since: lastDay(in.Since), Visited: d.visited(in)}
	}
	for _, form := range d.review.Forms {
		if form.Item == "" {
			f.Forms[form.Form] = formFact(form) // the latest filling is last
		}
	}
	for _, c := range d.review.Clocks {
		if c.Item == "" {
			f.Clocks[c.Name] = d.clockFact(c)
		}
	}
}

// visited returns every stage an instance stood at, in order.
func (d *draft) visited(in review.Instance) []string {
	var stages []string
	for _, m := range d.review.Moves {
		if m.Track != in.Track || m.Item != in.Item {
			continue
		}
		if len(stages) == 0 {
			stages = append(stages, m.From)
		}
		stages = append(stages, m.To)
	}
	if len(stages) == 0 {
		return []string{in.Stage}
	}
	return stages
}

func (d *draft) itemFact(in review.Instance) workflow.ItemFact {
	f := workflow.ItemFact{Seq: in.Seq, ID: in.Item, Stage: in.Stage, Since: lastDay(in.Since),
		Excused: in.Excused, Late: in.Late != "", Forms: map[string]workflow.FormFact{}, Clocks: map[string]workflow.ClockFact{}}
	if track := d.def.Track(in.Track); track != nil && track.ForEach == "agency" {
		f.Agency = in.Item
	}
	for _, form := range d.review.Forms {
		if form.Item == in.Item {
			f.Forms[form.Form] = formFact(form)
		}
	}
	for _, c := range d.review.Clocks {
		if of := d.def.Clock(c.Name); of != nil && of.Track == in.Track && c.Item == in.Item {
			f.Clocks[c.Name] = d.clockFact(c)
		}
	}
	return f
}

func formFact(form review.Form) workflow.FormFact {
	f := workflow.FormFact{Seq: form.Seq, Values: form.Values, Lists: form.Lists, Filled: map[string]bool{}}
	for name, text := range form.Texts {
		f.Filled[name] = text.Filled()
	}
	return f
}

func (d *draft) clockFact(c review.Clock) workflow.ClockFact {
	f := workflow.ClockFact{Seq: c.Seq, Start: lastDay(c.Start), Due: lastDay(c.Due), Kept: c.Kept(d.on),
		Running: c.State == review.Running, Paused: c.State == review.Paused, Stopped: c.State == review.Stopped,
		Overdue: c.OverdueOn(d.on), Extended: len(c.Extensions)}
	if c.Kind == review.LooksBack {
		f.From, f.Until = firstDay(c.From), lastDay(c.Start)
	}
	return f
}

// professionsFact compares the professions in the case with those on the review
// team on the day of the move.
func (d *draft) professionsFact() workflow.ProfessionsFact {
	var f workflow.ProfessionsFact
	add := func(list *[]string, p string) {
		if p != "" && !slices.Contains(*list, p) {
			*list = append(*list, p)
		}
	}
	for _, a := range d.review.Agencies {
		f.Seqs = append(f.Seqs, a.Changed)
		for _, p := range a.Professions {
			add(&f.Involved, p)
		}
	}
	for _, a := range d.review.Assignments {
		role := d.def.Role(a.Role)
		if role != nil && role.OnTeam && a.Holds(d.on) {
			f.Seqs = append(f.Seqs, a.Changed)
			add(&f.OnTeam, a.Profession)
		}
	}
	for _, p := range f.Involved {
		if !slices.Contains(f.OnTeam, p) {
			f.Missing = append(f.Missing, p)
		}
	}
	return f
}

// peopleFacts returns everyone with a part in the review on the day of the move.
func (d *draft) peopleFacts() []workflow.PersonFact {
	var people []workflow.PersonFact
	seen := map[string]bool{}
	add := func(handle string) {
		if !seen[handle] && len(d.rolesOn(handle, d.on)) > 0 {
			people = append(people, d.personFact(handle))
		}
		seen[handle] = true
	}
	for _, a := range d.review.Assignments {
		add(a.Person)
	}
	for _, term := range d.offices {
		add(term.Person)
	}
	return people
}

func (d *draft) personFact(handle string) workflow.PersonFact {
	p := d.people[handle]
	f := workflow.PersonFact{ID: handle, Roles: d.rolesOn(handle, d.on),
		Accredited: p.AccreditedOn(d.on), Independent: p.IndependentOfAll(d.agencies())}
	for _, a := range d.review.Assignments {
		if a.Person == handle && a.Holds(d.on) {
			f.Seq, f.Agency, f.Profession = a.Changed, a.Agency, a.Profession
		}
	}
	return f
}

func (d *draft) agencies() []string {
	return each(d.review.Agencies, func(a review.Agency) string { return a.ID })
}
