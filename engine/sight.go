package engine

import (
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// sight is what one person may see of one review now: by their roles, their agency,
// what they declared and what was shared. It is judged on the review as it is, also
// where the past is looked at.
type sight struct {
	person    string
	basis     string // one of the review.By… words; empty: none at all
	columns   []Column
	lost      []Column // of their roles, which what they declared keeps them from
	agencies  []string // that the person belongs to
	conflicts []review.Declaration
	reason    bool          // a reason was given for this reading
	claim     *review.Claim // on which the reading rests, where there is no part
	now       *review.Review
	def       *workflow.Definition
	known     map[string]thing // the records of the review as it is now
}

// thing is a record, an event or a text, as far as it matters for who may see it.
type thing struct {
	noun   string
	head   review.Record
	agency string // that it came from, or is about
	item   string // that it is for, of a track, move, clock or form
	of     string // the document that was put out or disclosed: who may not know of it knows of neither
	mine   bool   // the reader's own, or their agency's
}

// sightOf judges what a person may see. A reason opens what is shown only for one.
func (d *draft) sightOf(person string, reason bool) *sight {
	s := &sight{person: person, reason: reason, now: d.before, def: d.def, conflicts: d.before.ConflictsOf(person)}
	now := *d
	now.review = d.before
	roles := now.rolesOn(person, d.today)
	if len(roles) > 0 {
		s.basis = review.ByPart
	}
	for _, name := range roles {
		switch c := d.columnOf(name); {
		case s.unfit(c):
			s.lost = append(s.lost, c)
		case !slices.Contains(s.columns, c):
			s.columns = append(s.columns, c)
		}
	}
	s.agencies = d.agenciesOf(person)
	if claim, open := d.before.ClaimOf(person, d.instant()); open && s.basis == "" && !d.people[person].Left(d.today) {
		s.basis, s.columns, s.reason, s.claim = review.ByClaim, []Column{Auditor}, true, &claim
	}
	return s
}

// columnOf returns the column of a role.
func (d *draft) columnOf(role string) Column {
	if r := d.def.Role(role); r != nil && r.Access != "" {
		return Column(r.Access)
	}
	return NoColumn
}

// unfit reports whether what the person declared keeps them from seeing what such a
// role sees: nobody reviews a case that they had a direct part in.
func (s *sight) unfit(c Column) bool {
	return (c == LeadReviewer || c == AgencyAuthor) && slices.ContainsFunc(s.conflicts, review.Declaration.Direct)
}

// agenciesOf returns the agencies that a person came from to this review, as whoever
// appointed them there said. What the register has for their employer opens nothing: one
// administrator changes that, and reads no review.
func (d *draft) agenciesOf(person string) []string {
	var list []string
	if e := d.people[person].Employer; e != "" && d.employs {
		list = append(list, e)
	}
	for _, a := range d.before.Assignments {
		if a.Person == person && a.Agency != "" && a.Holds(d.today) {
			list = append(list, a.Agency)
		}
	}
	return list
}

// may reports whether some role of the person lets them see that much of a material,
// and no conflict stands against it.
func (s *sight) may(m Material, t thing, path string) bool {
	return !s.conflicted(m, t) &&
		slices.ContainsFunc(s.columns, func(c Column) bool { return s.grants(RightOf(c, m), t, path) })
}

// grants reports whether a right reaches a thing. An empty path asks about the thing
// itself, any other about one of its texts.
func (s *sight) grants(r Right, t thing, path string) bool {
	switch r {
	case Read:
		return true
	case Own:
		return t.mine
	case Shared:
		return t.mine || s.now.SharedWithPanel(t.head, t.agency)
	case Pseudonym:
		return path == "" || isPseudonym(path) || s.reason
	case OnReason:
		return s.reason
	}
	return false
}

// everything reports whether the person sees all of a material.
func (s *sight) everything(m Material) bool {
	taken := slices.ContainsFunc(s.conflicts, func(c review.Declaration) bool { return takes(c, m) })
	return !taken && slices.ContainsFunc(s.columns, func(c Column) bool {
		r := RightOf(c, m)
		return r == Read || s.reason && (r == OnReason || r == Pseudonym)
	})
}

// all reports whether the person sees every record of a kind, also those that are marked
// as legal advice, or are of a document that is: a mark makes another material of them.
func (s *sight) all(noun string) bool {
	return s.everything(nouns[noun]) && (!markable(noun) && noun != "release" && noun != "disclosure" || s.everything(Legal))
}

// nothing reports whether the person sees nothing of a material, whatever there is.
func (s *sight) nothing(m Material) bool {
	return !slices.ContainsFunc(s.columns, func(c Column) bool {
		r := RightOf(c, m)
		return r != None && (r != OnReason || s.reason)
	}) || s.conflicted(m, thing{})
}

// barredBy returns the conflict that keeps all of a material from the person, who would
// see something of it but for that.
func (s *sight) barredBy(m Material) (review.Declaration, bool) {
	free := *s
	free.conflicts, free.columns = nil, append(slices.Clone(s.columns), s.lost...)
	if len(s.conflicts) == 0 || free.nothing(m) {
		return review.Declaration{}, false
	}
	for _, c := range s.conflicts {
		if free.conflicts = []review.Declaration{c}; free.nothing(m) || len(s.lost) > 0 && c.Direct() {
			return c, true
		}
	}
	return review.Declaration{}, false
}

// conflicted reports whether something that the person declared takes a thing from
// what they see.
func (s *sight) conflicted(m Material, t thing) bool {
	return slices.ContainsFunc(s.conflicts, func(c review.Declaration) bool {
		here := c.Kind == review.Kin || c.Agency == "" || t.agency != "" && t.agency == c.Agency
		return here && takes(c, m)
	})
}

// takes reports whether a conflict takes something of a material, if it is of the
// agency that the conflict is with.
func takes(c review.Declaration, m Material) bool {
	switch c.Kind {
	case review.Kin:
		return m != Existence && m != Definitions && m != AccessLog
	case review.OwnAgency, review.EarlierInvolvement:
		return slices.Contains([]Material{AgencyOwn, AgencyOthers, Conversations, Staff}, m)
	case review.LineManagement:
		return m == Staff || m == Conversations
	}
	return false
}

// material returns what a thing is, for this reader.
func (s *sight) material(t thing) Material {
	m, known := nouns[t.noun]
	switch {
	case !known:
		return ""
	case s.now.Privileged(t.head.ID) || t.of != "" && s.now.Privileged(t.of):
		return Legal
	case t.noun == "form":
		m = s.formMaterial(t)
	}
	if m == AgencyOthers && t.mine {
		return AgencyOwn
	}
	return m
}

// formMaterial returns what a form is: what it is filled for says it.
func (s *sight) formMaterial(t thing) Material {
	switch s.forEach(t) {
	case "agency":
		return AgencyOthers
	case "relative":
		return Family
	case "subject":
		return Identity
	case "document", "proceeding":
		return s.recordMaterial(t.item)
	}
	return Existence
}

// recordMaterial returns what a record is that something is for.
func (s *sight) recordMaterial(id string) Material {
	kind, _, _ := strings.Cut(id, "-")
	if t, there := s.current(kind, id); there {
		return s.material(t)
	}
	return nouns[kind]
}

// forEach says what a form is filled for.
func (s *sight) forEach(t thing) string {
	if form := s.def.Form(t.head.ID); form != nil {
		return form.ForEach
	}
	return ""
}

// sees reports whether the person may know that a thing is there.
func (s *sight) sees(t thing) bool {
	m := s.material(t)
	switch {
	case s.basis == "":
		return false
	case t.mine && (t.noun == "assignment" || t.noun == "conflict" || t.noun == "access"):
		return true
	case m == Existence && s.isRelative(t.item) && s.may(Family, t, ""):
		return true // whoever speaks with a relative sees how far that has come
	case running(t.noun) && s.hidesItem(t.item):
		return false
	}
	return m != "" && s.may(m, t, "")
}

// reads reports whether the person may read a text of a thing that they see.
func (s *sight) reads(t thing, class review.Class, path string) bool {
	m, known := MaterialOf(t.noun, class)
	switch {
	case !known:
		return false
	case t.mine && (t.noun == "conflict" || t.noun == "access"):
		return true
	case class != review.Narrative && class != review.Reason:
		return s.may(m, t, path)
	}
	if m = s.material(t); m == Existence {
		m = Reasons
	}
	return s.may(m, t, path)
}

// running reports whether things of that kind belong to a run of a track, or to what a
// record brings with it: its clock, or a hold on it.
func running(noun string) bool {
	return noun == "track" || noun == "item" || noun == "move" || noun == "clock" || noun == "hold"
}

// hidesItem reports whether what a track or a clock runs for, or a hold covers, is a
// document, a proceeding or a letter that the reader may not know of: then neither may they
// know that something runs for it. That holds of one that was voided, too.
func (s *sight) hidesItem(item string) bool {
	kind, _, numbered := strings.Cut(item, "-")
	if !numbered || kind != "document" && kind != "proceeding" && kind != "letter" {
		return false
	}
	t, there := s.current(kind, item)
	if !there {
		t = thing{noun: kind, head: review.Record{ID: item}}
	}
	return !s.sees(t)
}

func (s *sight) isRelative(item string) bool {
	return item != "" && slices.ContainsFunc(s.now.Relatives, func(r review.Relative) bool { return r.ID == item })
}
