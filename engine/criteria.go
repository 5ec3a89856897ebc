package engine

import (
	"slices"

	"scr/review"
	"scr/workflow"
)

// addCriterion records whether a set of criteria is met, with the notices that are owed
// because it is.
func (d *draft) addCriterion(a *review.Added[review.Criterion]) error {
	c := review.WithID(review.Fresh(a.Record), d.review.NextID("criterion"))
	err := d.checkCriterion(c)
	if err == nil {
		c.Notices, err = d.noticesOf(c, d.on)
	}
	if err != nil {
		return err
	}
	return d.emit(&review.Added[review.Criterion]{Record: c})
}

// amendCriterion records that a set of criteria is met now, or is not after all.
func (d *draft) amendCriterion(a *review.Amended[review.Criterion]) error {
	old, _ := find[review.Criterion](d, review.Header(a.Record).ID)
	c := a.Record
	var err error
	if c.Notices, err = d.noticesAfter(old, c, d.on); err != nil {
		return err
	}
	return amend(d, &review.Amended[review.Criterion]{Record: c}, d.checkCriterion)
}

func (d *draft) checkCriterion(c review.Criterion) error {
	sets := each(d.def.Criteria, func(s workflow.Criteria) string { return s.Name })
	switch {
	case len(sets) == 0:
		return review.Errorf(review.Refused, "%s names no criteria", d.def.Title).
			WithHint("a definition names them under criteria:, and is adopted under a new version")
	case c.Set == "":
		return review.Errorf(review.Usage, "the set of criteria is missing").WithHint("it is %s", oneOf(sets))
	case d.def.CriteriaSet(c.Set) == nil:
		return unknownName("set of criteria", c.Set, sets)
	}
	for _, other := range d.review.Criteria {
		if other.Set == c.Set && other.ID != c.ID {
			return review.Errorf(review.Conflict, "%s says already whether %s is met", other.ID, c.Set).
				WithHint("say what is so now with \"scr criteria amend %s %s\"", d.review.Reference, other.ID)
		}
	}
	return word("whether the set is met", c.Met, review.Yes, review.No, review.NotYet)
}

// noticesOf lists the notices that are owed from a day on, where the set is met.
func (d *draft) noticesOf(c review.Criterion, from review.Date) ([]review.Notice, error) {
	set := d.def.CriteriaSet(c.Set)
	if set == nil || c.Met != review.Yes {
		return nil, nil
	}
	var notices []review.Notice
	for _, n := range set.Notices {
		owed := review.Notice{Name: n.Name, To: n.To, Kind: n.Kind, From: from}
		if n.Within.N > 0 {
			var err error
			if owed.Due, owed.Edition, err = d.due(lastDay(from), n.Within); err != nil {
				return nil, err
			}
			owed.About, owed.Limit = !from.IsDay(), n.Within.String()
		}
		notices = append(notices, owed)
	}
	return notices, nil
}

// noticesAfter lists the notices that are owed once a record is amended: of a set that
// was met already, those of before.
func (d *draft) noticesAfter(old, c review.Criterion, from review.Date) ([]review.Notice, error) {
	if c.Met == review.Yes && old.Met == review.Yes && c.Set == old.Set {
		return old.Notices, nil
	}
	return d.noticesOf(c, from)
}

// noticesCorrected gives a correction the notices of what is right: another day, or another word
// on whether the set is met.
func (d *draft) noticesCorrected(events []review.Event, was account, corrected *review.RecordCorrected) error {
	from := was.on
	if !corrected.On.IsZero() {
		from = corrected.On
	}
	var err error
	switch b := corrected.With.(type) {
	case *review.Added[review.Criterion]:
		c := b.Record
		c.Notices, err = d.noticesOf(c, from)
		corrected.With = &review.Added[review.Criterion]{Record: c}
	case *review.Amended[review.Criterion]:
		c := b.Record
		past, failed := standBefore(events, was.event.Seq)
		if failed != nil {
			return failed
		}
		old, _ := review.Find[review.Criterion](past, c.ID)
		c.Notices, err = d.noticesAfter(old, c, from)
		corrected.With = &review.Amended[review.Criterion]{Record: c}
	}
	return err
}

// metAtOnce records the sets of criteria that a review is opened on. In a review that is
// taken on it is not known here when they were found met: no notice may be called late.
func (d *draft) metAtOnce(cmd Open) error {
	if err := once("the set of criteria", cmd.Criteria); err != nil {
		return err
	}
	for _, set := range cmd.Criteria {
		a := &review.Added[review.Criterion]{Record: review.Criterion{Set: set, Met: review.Yes}}
		if len(cmd.At) == 0 {
			if err := d.addCriterion(a); err != nil {
				return err
			}
			continue
		}
		if _, err := add(d, a, d.checkCriterion); err != nil {
			return err
		}
	}
	return nil
}

// owedNotices are the notices of the review that a reader may know of: those who see
// nothing of the letters are not told which went out.
func (s *sight) owedNotices(r *review.Review) []review.OwedNotice {
	if s.nothing(Work) || s.nothing(nouns["criterion"]) {
		return nil
	}
	return r.OwedNotices()
}

// noticeTasks lists the notices that nobody had sent as the review stood.
func (d *draft) noticeTasks(s *sight, r *review.Review) []Task {
	var tasks []Task
	for _, n := range s.owedNotices(r) {
		t := Task{Reference: r.Reference, Kind: "notice", What: n.Name, Due: n.Due, About: n.About,
			Says: d.noticeTitle(n) + ": send " + n.To + " a letter of kind " + n.Kind}
		same := slices.IndexFunc(tasks, func(o Task) bool { return o.What == t.What && o.Says == t.Says })
		switch {
		case n.Sent:
		case same < 0:
			tasks = append(tasks, t)
		case !t.Due.IsZero() && (tasks[same].Due.IsZero() || t.Due.Before(tasks[same].Due)): // one letter does for all criteria
			tasks[same] = t
		}
	}
	return tasks
}

// noticeTitle is what the definition calls a notice.
func (d *draft) noticeTitle(n review.OwedNotice) string {
	if kind := d.notice(n); kind != nil {
		return kind.Title
	}
	return n.Name
}

func (d *draft) notice(n review.OwedNotice) *workflow.Notice {
	if set := d.def.CriteriaSet(n.Set); set != nil {
		return set.Notice(n.Name)
	}
	return nil
}

func (d *draft) noticeViews(s *sight) []NoticeView {
	return each(s.owedNotices(d.review), func(n review.OwedNotice) NoticeView {
		v := NoticeView{OwedNotice: n, Title: d.noticeTitle(n), Overdue: n.OverdueOn(d.on)}
		if kind := d.notice(n); kind != nil {
			v.Cites = d.citation(kind.Cites)
		}
		return v
	})
}

// sameCount takes the days of notices that were counted with other bank holidays than
// are known now.
func sameCount(was, is []review.Notice) []review.Notice {
	is = slices.Clone(is)
	for i := range is {
		if i < len(was) && was[i].Edition != "" && was[i].Edition != is[i].Edition {
			is[i].Due, is[i].Edition = was[i].Due, was[i].Edition
		}
	}
	return is
}
