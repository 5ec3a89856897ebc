package library_test

import (
	"slices"
	"strings"
	"testing"

	"scr/workflow"
	"scr/workflow/library"
)

const (
	learningTogether = "learning-together"
	model2010        = "england-scr-2010"
	model2013        = "england-scr-2013"
	local2018        = "england-lcspr-2018"
	local2023        = "england-lcspr-2023"
	national         = "england-national-review"
	adults           = "england-sar"
)

// load returns a shipped definition, checked.
func load(t *testing.T, id string) *workflow.Definition {
	t.Helper()
	file, ok := library.Find(id, 0)
	if !ok {
		t.Fatalf("%s is not shipped", id)
	}
	def, wrong := workflow.Load(file.Name, file.Bytes, parents)
	if len(wrong) > 0 {
		var says strings.Builder
		workflow.Print(&says, wrong)
		t.Fatalf("%s is not sound:\n%s", file.Name, says.String())
	}
	return def
}

// parents finds what a shipped definition extends among the shipped ones.
func parents(id string, version int) (string, []byte, error) {
	file, _ := library.Find(id, version)
	return file.Name, file.Bytes, nil
}

// every runs a check on each shipped definition.
func every(t *testing.T, check func(*testing.T, *workflow.Definition)) {
	t.Helper()
	for _, file := range library.All() {
		t.Run(file.ID, func(t *testing.T) { check(t, load(t, file.ID)) })
	}
}

// moves calls visit for every move of a definition, with its name track.move.
func moves(def *workflow.Definition, visit func(name string, track *workflow.Track, tr *workflow.Transition)) {
	for i := range def.Tracks {
		track := &def.Tracks[i]
		for j := range track.Transitions {
			tr := &track.Transitions[j]
			visit(track.Name+"."+tr.Name, track, tr)
		}
	}
}

func TestShippedFilesAreFoundByWhatTheySay(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		file, ok := library.Find(def.ID, def.Version)
		if !ok || file.Name != def.ID+".yaml" || file.Version != def.Version {
			t.Errorf("version %d of %s is found as %+v, %v", def.Version, def.ID, file.Name, ok)
		}
		if _, ok := library.Find(def.ID, def.Version+1); ok {
			t.Errorf("a version of %s is found that was never shipped", def.ID)
		}
	})
	if file, ok := library.Find("lincolnshire", 0); ok {
		t.Errorf("a definition is found that was never shipped: %s", file.Name)
	}
}

func TestEveryConditionSaysWhereItComesFrom(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		known := func(cites string) bool {
			name, _, _ := strings.Cut(cites, " ")
			return slices.ContainsFunc(def.Guidance, func(g workflow.Named) bool { return g.Name == name })
		}
		moves(def, func(name string, _ *workflow.Track, tr *workflow.Transition) {
			for _, q := range tr.Requires {
				if !known(q.Cites) && !q.Unverified {
					t.Errorf("%s: %s cites no guidance and is not marked as unverified", name, q.Name)
				}
			}
			if tr.Cites != "" && !known(tr.Cites) {
				t.Errorf("%s cites %q, which is not among the guidance", name, tr.Cites)
			}
		})
		for _, c := range def.Clocks {
			if !known(c.Cites) {
				t.Errorf("clock %s cites no guidance", c.Name)
			}
		}
	})
}

// localMusts are the musts of a local review since 2018.
var localMusts = []string{
	"review.wait not_yet",
	"review.merge linked",
	"review.supersede linked",
	"proceeding.resume not_over",
	"publication.release agreed",
	"publication.release identity_checked",
	"publication.release advance_notice",
	"publication.release_more identity_checked_again",
	"publication.publish_improvements improvements_out",
	"publication.release_after_all agreed_first",
	"publication.release_after_all identity_checked_again",
	"publication.release_after_all advance_notice_first",
	"improvement.show_change change_tested",
}

// A must stops work, so each one is listed here with the move that it stops.
func TestFewConditionsStopWork(t *testing.T) {
	tests := map[string][]string{
		scotland:        northMusts,
		northernIreland: northMusts,
		learningTogether: {
			"review.start_gathering professions_present",
			"review.agree_findings finding_recorded",
			"review.respond partners_agree",
			"review.respond family_told",
			"review.merge taken_over",
			"review.supersede second_review",
			"publication.release board_answered",
			"publication.release identity_checked",
			"publication.release_more identity_checked_again",
			"publication.release_after_all answered_first",
			"publication.release_after_all identity_checked_again",
			"proceeding.resume not_over",
			"improvement.show_change change_tested",
		},
		model2010: {
			"review.accept partners_agree",
			"review.merge taken_over",
			"review.supersede second_review",
			"publication.release accepted_by_board",
			"publication.release identity_checked",
			"publication.release_more identity_checked_again",
			"publication.release_after_all accepted_first",
			"publication.release_after_all identity_checked_again",
			"proceeding.resume not_over",
		},
		model2013: {
			"review.close_the_no notification_copied",
			"review.close_the_no panel_told",
			"review.merge linked",
			"review.supersede linked",
			"proceeding.resume not_over",
			"publication.release agreed",
			"publication.release identity_checked",
			"publication.release panel_sight",
			"publication.release_more identity_checked_again",
			"publication.release_after_all agreed_first",
			"publication.release_after_all identity_checked_again",
			"publication.release_after_all panel_sight_first",
			"improvement.show_change change_tested",
		},
		local2018: localMusts,
		local2023: slices.Insert(slices.Clone(localMusts), 3, "review.decide_without_rapid_review care_leaver", "review.decide_without_rapid_review notified"),
		national: {
			"review.merge linked",
			"review.supersede linked",
			"proceeding.resume not_over",
			"publication.release agreed",
			"publication.release identity_checked",
			"publication.release minister_has_report",
			"publication.release embargo_over",
			"publication.release_more identity_checked_again",
			"publication.publish_improvements improvements_out",
			"publication.release_after_all agreed_first",
			"publication.release_after_all identity_checked_again",
			"publication.release_after_all minister_has_report_first",
			"publication.release_after_all embargo_over_first",
			"improvement.show_change change_tested",
		},
		adults: {
			"review.decide mandatory_is_held",
			"review.merge linked",
			"review.supersede linked",
			"yearly_report.report findings_given",
			"yearly_report.report deeds_given",
			"yearly_report.report reasons_given",
			"proceeding.resume not_over",
			"publication.release identity_checked",
			"publication.release_more identity_checked_again",
			"publication.release_after_all identity_checked_again",
			"improvement.show_change change_tested",
		},
		"wales-cpr": {
			"review.report scale_known",
			"review.merge linked",
			"review.supersede linked",
			"publication.release identity_checked",
			"publication.release_more identity_checked_again",
			"publication.release_after_all identity_checked_again",
			"improvement.show_change change_tested",
		},
		"wales-susr": {
			"review.merge linked",
			"review.supersede linked",
			"publication.release identity_checked",
			"publication.release_more identity_checked_again",
			"publication.release_after_all identity_checked_again",
			"improvement.show_change change_tested",
		},
	}
	every(t, func(t *testing.T, def *workflow.Definition) {
		var musts []string
		moves(def, func(name string, _ *workflow.Track, tr *workflow.Transition) {
			for _, q := range tr.Requires {
				if q.Strength == workflow.Must && len(tr.By) > 0 {
					musts = append(musts, name+" "+q.Name)
				}
			}
		})
		want, own := tests[def.ID]
		if !own && len(def.Parents) > 0 {
			want = tests[def.Parents[0].ID] // a variant stops no more
		}
		if !slices.Equal(musts, want) {
			t.Errorf("what stops work:\n  %s\nwant:\n  %s", strings.Join(musts, "\n  "), strings.Join(want, "\n  "))
		}
	})
}

// Withholding a report first, or publishing it a second time, is no way round
// what stops its publication.
func TestWhatStopsAReleaseStopsEveryWayToIt(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		track := def.Track("publication")
		release := track.Transition("release")
		var ways []string
		for _, tr := range track.Transitions {
			if tr.To != "released" {
				continue
			}
			ways = append(ways, "publication."+tr.Name)
			for _, q := range release.Requires {
				// What is published again was let out once: it is read again, no more.
				if q.Strength != workflow.Must || slices.Contains(tr.From, "released") && q.Name != "identity_checked" {
					continue
				}
				if !slices.ContainsFunc(tr.Requires, func(r workflow.Requirement) bool {
					return r.Rule == q.Rule && r.Strength == workflow.Must
				}) {
					t.Errorf("%s does not ask for %s, without which nothing is released", tr.Name, q.Name)
				}
			}
		}
		for _, hold := range def.Holds {
			if !slices.Contains(hold.Blocks, ways[0]) {
				continue
			}
			for _, way := range ways {
				if !slices.Contains(hold.Blocks, way) {
					t.Errorf("hold %s stops %s and lets %s through", hold.Name, ways[0], way)
				}
			}
		}
	})
}

func TestEveryConditionSaysWhoCanMeetIt(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		moves(def, func(name string, _ *workflow.Track, tr *workflow.Transition) {
			for _, q := range tr.Requires {
				if len(q.Ask) == 0 && len(tr.By) > 0 {
					t.Errorf("%s: nobody is asked for %s", name, q.Name)
				}
			}
		})
	})
}

func TestEveryMoveHasSomebodyWhoDecidesIt(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		linked := map[string]bool{}
		moves(def, func(_ string, _ *workflow.Track, tr *workflow.Transition) {
			for _, also := range tr.Also {
				linked[also] = true
			}
		})
		moves(def, func(name string, _ *workflow.Track, tr *workflow.Transition) {
			itself := tr.Auto || len(tr.Upon) > 0 || linked[name] && len(tr.By) == 0
			if itself != (len(tr.By) == 0) {
				t.Errorf("%s is decided by %v, made by the program %v: it must be one or the other", name, tr.By, itself)
			}
		})
	})
}

func TestNothingEndsForGood(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		for _, track := range def.Tracks {
			for _, stage := range track.Stages {
				if !stage.Final {
					continue
				}
				if !slices.ContainsFunc(track.Transitions, func(tr workflow.Transition) bool {
					return tr.Reopens && slices.Contains(tr.From, stage.Name)
				}) {
					t.Errorf("%s cannot be taken up again from %s", track.Name, stage.Name)
				}
			}
		}
	})
}

func TestReviewsTakeTheRoadsThatRealOnesTook(t *testing.T) {
	tests := []struct {
		name  string
		def   string
		track string
		moves []string
		end   string
	}{
		{"a review through the method", learningTogether, "review",
			[]string{"decide", "commission", "start_gathering", "analyse", "agree_findings", "respond", "close"}, "closed"},
		{"analysis goes back to gathering", learningTogether, "review",
			[]string{"decide", "commission", "start_gathering", "analyse", "gather_more", "analyse"}, "analysis"},
		{"the board sends findings back", learningTogether, "review",
			[]string{"decide", "commission", "start_gathering", "analyse", "agree_findings", "respond", "analyse_again"}, "analysis"},
		{"a no that is questioned", learningTogether, "review",
			[]string{"decide", "decline", "reconsider", "decide", "commission"}, "team_forming"},
		{"a review that is stopped and begun again", learningTogether, "review",
			[]string{"decide", "commission", "stop", "restart"}, "team_forming"},
		{"a mother declines and is heard late", learningTogether, "family",
			[]string{"invite", "decline", "invite_again", "hear"}, "heard"},
		{"withheld, then published", learningTogether, "publication",
			[]string{"withhold", "plan_again", "release"}, "released"},
		{"closed without change, taken up again", learningTogether, "improvement",
			[]string{"start", "end_without_change", "take_up_again", "start", "show_change"}, "change_shown"},

		{"a review through the old model", model2010, "review",
			[]string{"consider", "decide", "commission", "start_overview", "finish", "accept", "close"}, "closed"},
		{"more is asked before the decision", model2010, "review",
			[]string{"consider", "decide", "ask_more", "decide", "decline"}, "not_reviewed"},
		{"finished, parked and taken up again", model2010, "review",
			[]string{"consider", "decide", "commission", "start_overview", "finish", "reopen", "finish", "accept"}, "accepted"},
		{"reconsidered after it was closed", model2010, "review",
			[]string{"consider", "decide", "commission", "start_overview", "finish", "accept", "close", "reopen"}, "overview"},
		{"a weak management review goes back", model2010, "management_review",
			[]string{"request", "receive", "return", "receive", "accept"}, "accepted"},
		{"judged inadequate and reconsidered", model2010, "evaluation",
			[]string{"submit", "receive", "reconsider", "send_reconsidered"}, "reconsidered"},
		{"no evaluation once evaluation had ended", model2010, "evaluation",
			[]string{"leave_out"}, "not_evaluated"},
		{"publication waits and goes out", model2010, "publication",
			[]string{"delay", "release"}, "released"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			track := load(t, tt.def).Track(tt.track)
			at := track.Initial
			for _, move := range tt.moves {
				tr := track.Transition(move)
				if tr == nil || !slices.Contains(tr.From, at) {
					t.Fatalf("%s cannot be made at %s", move, at)
				}
				at = tr.To
			}
			if at != tt.end {
				t.Errorf("the road ends at %s, want %s", at, tt.end)
			}
		})
	}
}

func TestClocksFlagAndForceNothing(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		for _, c := range def.Clocks {
			if len(c.Blocks) > 0 {
				t.Errorf("clock %s blocks %v", c.Name, c.Blocks)
			}
		}
		if c := def.Clock("decide"); c != nil && !c.Unverified {
			t.Error("the month in which to decide is not marked as unverified")
		}
	})
}

func TestSixMonthsOf2010AreTheBoardsToExtend(t *testing.T) {
	c := load(t, model2010).Clock("complete")
	if c == nil || c.Within != (workflow.Limit{N: 6, Unit: "months"}) || c.Unverified {
		t.Fatalf("the clock is %+v", c)
	}
	want := []string{"revised_plan", "progress_update"}
	if c.Extend == nil || !slices.Equal(c.Extend.By, []string{"chair"}) || !slices.Equal(c.Extend.Documents, want) {
		t.Errorf("it is extended by %+v, want the chair with %v", c.Extend, want)
	}
}

func TestAGradeIsNeverAGate(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		moves(def, func(name string, track *workflow.Track, tr *workflow.Transition) {
			for _, q := range tr.Requires {
				if strings.Contains(q.Rule, "grade") && track.Name != "evaluation" {
					t.Errorf("%s depends on a grade: %s", name, q.Name)
				}
			}
		})
	})
	if load(t, learningTogether).Track("evaluation") != nil {
		t.Error("Learning Together has an evaluation by the inspectorate")
	}
}

func TestOfficesAreNamedRoles(t *testing.T) {
	partners := []string{"la_partner", "health_partner", "police_partner", "director", "lead_member"}
	others := map[string][]string{
		local2018: partners,
		local2023: append(slices.Clone(partners), "lead_authority", "lead_health", "lead_police", "partnership_chair"),
		national:  {"panel_chair"},
		adults:    {"chair"}, // the director and the lead member for children hold nothing here

		scotland:        {"chair", "chief_officer"},
		northernIreland: {"chair"},
	}
	every(t, func(t *testing.T, def *workflow.Definition) {
		offices := []string{"chair", "director", "lead_member"}
		if its, ok := others[def.ID]; ok {
			offices = its
		}
		for _, office := range offices {
			if role := def.Role(office); role == nil || !role.Office {
				t.Errorf("%s is not an office", office)
			}
		}
		if role := def.Role("coordinator"); role == nil || !role.Opens {
			t.Error("the coordinator cannot record what others decide")
		}
	})
}

func TestLeadReviewersAreAccreditedAndIndependent(t *testing.T) {
	role := load(t, learningTogether).Role("lead_reviewer")
	want := []string{workflow.Accredited, workflow.IndependentOfAgencies}
	if !role.OnTeam || !slices.Equal(role.MustBe, want) {
		t.Errorf("a lead reviewer is on the team %v and must be %v, want true and %v", role.OnTeam, role.MustBe, want)
	}
}

func TestNobodyJudgesTheirOwnAgencysReview(t *testing.T) {
	track := load(t, model2010).Track("management_review")
	for _, move := range []string{"return", "accept", "take_back"} {
		if tr := track.Transition(move); tr.NotFrom != "item.agency" {
			t.Errorf("people of the agency itself may %s its review", move)
		}
	}
}

func TestOverviewWaitsForEveryManagementReview(t *testing.T) {
	joins := load(t, model2010).Track("review").Transition("start_overview").Joins
	if len(joins) != 1 || joins[0].Track != "management_review" || joins[0].Mode != "all" || !slices.Equal(joins[0].Stages, []string{"accepted", "declined"}) {
		t.Errorf("the overview report waits for %+v", joins)
	}
}

func TestFindingsHaveTheSixCategories(t *testing.T) {
	var words []string
	for _, w := range load(t, learningTogether).Vocabulary("finding_categories").Words {
		words = append(words, w.Name)
	}
	want := []string{"human_bias", "family_professional_interaction", "responses_to_incidents", "longer_term_work", "tools", "management_systems"}
	if !slices.Equal(words, want) {
		t.Errorf("the categories are %v, want %v", words, want)
	}
}

// Both shipped definitions left open who lifts a hold for criminal proceedings, and the
// program let everybody.
func TestShippedDefinitionsSayWhoDecides(t *testing.T) {
	every(t, func(t *testing.T, def *workflow.Definition) {
		for _, h := range def.Holds {
			if len(h.By) == 0 {
				t.Errorf("nobody is said to place and lift the hold %s", h.Name)
			}
		}
		asked := map[string]bool{}
		moves(def, func(_ string, _ *workflow.Track, tr *workflow.Transition) { asked[tr.Form] = true })
		for _, f := range def.Forms {
			if len(f.FilledBy) == 0 && !asked[f.Name] {
				t.Errorf("nobody is said to fill the form %s", f.Name)
			}
		}
		for _, c := range def.Clocks {
			if c.Extend != nil && len(c.Extend.By) == 0 {
				t.Errorf("nobody is said to extend the clock %s", c.Name)
			}
		}
	})
}
