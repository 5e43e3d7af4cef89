package decisions_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// confirmed is what facilitation would tell of an edition of the session's report.
func (s *scene) confirmed(edition int, lines ...events.Recommendation) events.ReportConfirmed {
	at := time.Now().UTC()
	return events.ReportConfirmed{SessionReport: events.SessionReport{
		ForumID: s.forum, SessionID: s.session, Version: 2 * edition, Edition: edition, State: "confirmed", Recommendations: lines,
		Present: 14, Agreed: 12, ConfirmedAt: &at,
	}}
}

func line(text string, suggestions ...string) events.Recommendation {
	return events.Recommendation{
		RecommendationID: id(), Text: events.Text{KK: text + " (kk)", RU: text}, Who: "Қала әкімдігі", Until: "екі жыл ішінде", SuggestionIDs: suggestions,
	}
}

// recommended are the proposals that stand for recommendations, once there are n.
func (s *scene) recommended(n int) []proposalJSON {
	s.t.Helper()
	var all []proposalJSON
	testkit.Eventually(s.t, "the recommendations are proposals", func() bool {
		all = s.all("&source=recommended")
		return len(all) == n
	})
	return all
}

// until reads a proposal again until it is as wanted.
func (s *scene) until(what, proposal string, is func(proposalJSON) bool) (p proposalJSON) {
	s.t.Helper()
	testkit.Eventually(s.t, what, func() bool {
		p = s.proposal(proposal)
		return is(p)
	})
	return p
}

func TestAConfirmedReportGoesOnAsProposals(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("пандусы", "лифты", "двери", "свет")
	s.post(200, "/proposals/"+ps[2]+"/merge", s.secretary, object{"into": ps[3]}, nil) // the secretariat works on the third already
	first, second := line("Сделать город доступным", said[0], said[1], said[2]), line("Провести учёт", said[1])
	testkit.Publish(t, s.House, s.confirmed(1, first, second))
	all := s.recommended(2)
	p, q := all[0], all[1]
	if p.Text != first.Text || p.State != "open" || p.ThemeID != s.theme || p.Number != 5 || q.Number != 6 ||
		p.Recommendation.Session.Yurt != 3 || p.Recommendation.Who != "Қала әкімдігі" || p.Recommendation.Until != "екі жыл ішінде" || p.Recommendation.Corrected {
		t.Errorf("the first: %+v %+v", p, p.Recommendation)
	}
	if !slices.Equal(p.carried(), said[:3]) || !slices.Equal(q.carried(), said[1:2]) {
		t.Errorf("they carry %v and %v of %v", p.carried(), q.carried(), said)
	}
	// What stood alone moved; what the secretariat had merged stays, and feeds both.
	for i, want := range []string{"merged", "merged", "merged", "open"} {
		if got := s.proposal(ps[i]); got.State != want {
			t.Errorf("%d is %s, want %s", i, got.State, want)
		}
	}
	if group := s.proposal(ps[3]); !slices.Equal(group.carried(), said[2:]) || s.proposal(ps[2]).MergedInto != ps[3] || s.proposal(ps[0]).MergedInto != p.ID {
		t.Errorf("the secretariat's group: %+v", group)
	}
	// Recommendations come first, on whatever page.
	var order []int64
	for _, one := range s.all("&state=open&order=recommended") {
		order = append(order, one.Number)
	}
	if !slices.Equal(order, []int64{5, 6, 4}) {
		t.Errorf("the queue: %v", order)
	}
	// Unmerging gives a suggestion back, with its words.
	s.post(200, "/proposals/"+ps[0]+"/unmerge", s.secretary, nil, nil)
	if back := s.proposal(ps[0]); back.State != "open" || back.Text.RU != "пандусы" || !slices.Equal(back.carried(), said[:1]) {
		t.Errorf("given back: %+v", back)
	}
	e := testkit.Published(t, s.House, "decisions", func(e events.ProposalRecommended) bool { return e.ProposalID == p.ID })
	if e.SessionID != s.session || e.Edition != 1 || e.Recommended != first.Text || !slices.Equal(e.MovedSuggestionIDs, said[:3]) || !slices.Equal(e.AbsorbedProposalIDs, ps[:2]) {
		t.Errorf("told: %+v", e)
	}
}

// Whatever the order in which editions and suggestions arrive, and however often,
// the newest edition stands.
func TestEditionsAndSuggestionsArriveInAnyOrder(t *testing.T) {
	s := newScene(t)
	early, late := s.suggestion("ru", "рано"), s.suggestion("ru", "поздно")
	r := line("по-старому", early.SuggestionID)
	corrected := r
	corrected.Text.RU, corrected.SuggestionIDs = "по-новому", []string{early.SuggestionID, late.SuggestionID}
	old, newer := s.confirmed(1, r), s.confirmed(2, corrected)
	testkit.Publish(t, s.House, newer, old, newer, events.SuggestionCaptured{Suggestion: early})
	p := s.recommended(1)[0]
	s.until("the early one is carried", p.ID, func(p proposalJSON) bool { return slices.Equal(p.carried(), []string{early.SuggestionID}) })
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: late}, old)
	p = s.until("the late one is carried", p.ID, func(p proposalJSON) bool { return p.Count == 2 })
	if p.Text.RU != "по-новому" || p.Recommendation.Edition != 2 || p.Recommendation.Corrected || len(s.all("&state=merged")) != 2 {
		t.Errorf("stands: %+v %+v", p, p.Recommendation)
	}
}

func TestACorrectedReportCorrectsItsProposals(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("а", "б", "в", "г", "д")
	s.post(200, "/proposals/"+ps[4]+"/reword", s.secretary, object{"text": object{"ru": "слова секретариата"}}, nil)
	free, worded, put, gone, touched := line("свободная", said[0], said[4]), line("с формулировкой", said[1]), line("вынесенная", said[2]), line("снятая", said[3], said[0]), line("снятая позже", said[4])
	testkit.Publish(t, s.House, s.confirmed(1, free, worded, put, gone, touched))
	all := s.recommended(5)
	s.post(200, "/proposals/"+all[1].ID+"/reword", s.secretary, object{"text": object{"ru": "секретариат сказал иначе"}}, nil)
	s.post(200, "/proposals/"+all[4].ID+"/reword", s.secretary, object{"text": object{"ru": "секретариат начал работу"}}, nil)
	s.put(all[2].ID)

	for _, l := range []*events.Recommendation{&free, &worded, &put} {
		l.Text.RU += ", исправлено"
	}
	free.SuggestionIDs = []string{said[1]}
	testkit.Publish(t, s.House, s.confirmed(2, free, worded, put))
	is := func(i int, what string, is func(proposalJSON) bool) {
		t.Helper()
		s.until(what, all[i].ID, func(p proposalJSON) bool { return p.Recommendation.Edition == 2 && is(p) })
	}
	is(0, "reworded, and rests on something else", func(p proposalJSON) bool {
		return p.Text.RU == "свободная, исправлено" && !p.Recommendation.Corrected && slices.Equal(p.carried(), said[1:2])
	})
	both := func(text, before string) func(p proposalJSON) bool {
		return func(p proposalJSON) bool {
			return p.Text.RU != p.Recommendation.Text.RU && p.Recommendation.Corrected && p.Recommendation.Text.RU == text && p.Recommendation.Before.Text.RU == before
		}
	}
	is(1, "both wordings of what the secretariat has worded", both("с формулировкой, исправлено", "с формулировкой"))
	is(2, "both wordings of what is before the plenary", both("вынесенная, исправлено", "вынесенная"))
	is(3, "dropped: nothing is carried, and it is marked", func(p proposalJSON) bool {
		return p.Recommendation.Dropped && p.State == "open" && p.Count == 0
	})
	is(4, "dropped after the secretariat began to work on it: it stays", func(p proposalJSON) bool {
		return p.Recommendation.Dropped && p.Recommendation.Corrected && slices.Equal(p.carried(), said[4:])
	})
	// No author is lost: what was given back stands at home again.
	for i, state := range []string{"open", "merged", "merged", "open", "open"} {
		if home := s.proposal(ps[i]); home.State != state || state == "open" && !slices.Equal(home.carried(), said[i:i+1]) {
			t.Errorf("home %d: %+v, want %s", i, home, state)
		}
	}
	testkit.Published(t, s.House, "decisions", func(e events.ProposalUnmerged) bool { return e.ProposalID == ps[3] && e.LeftProposalID == all[3].ID })
	testkit.Published(t, s.House, "decisions", func(e events.ProposalReleased) bool {
		return e.ProposalID == all[0].ID && slices.Equal(e.ReleasedSuggestionIDs, said[4:])
	})
	s.Problem(t, 409, "proposal_without_suggestions", "POST", s.path("/questions"), s.secretary, object{"proposal_id": all[3].ID})

	// It stands again in the next edition, and a late old one changes nothing.
	testkit.Publish(t, s.House, s.confirmed(3, free, worded, put, gone), s.confirmed(2, free))
	s.until("it stands again", all[3].ID, func(p proposalJSON) bool {
		return !p.Recommendation.Dropped && p.Recommendation.Edition == 3 && p.Count == 2
	})
}

// A group may recommend what no line of its list says.
func TestARecommendationStandsWithoutSuggestions(t *testing.T) {
	s := newScene(t)
	testkit.Publish(t, s.House, s.confirmed(1, line("Создать совет")))
	p := s.recommended(1)[0]
	if d := s.decided(p.ID, object{"outcome": "adopted"}); d == "" {
		t.Error("not decided")
	}
}

func TestOffersToTheSecretariatArriveInItsQueue(t *testing.T) {
	s := newScene(t)
	parked := func(change func(*events.Suggestion)) events.Suggestion {
		e := s.suggestion("ru", "не наша тема")
		e.Version, e.State = 2, "parked"
		change(&e)
		return e
	}
	ours := parked(func(*events.Suggestion) {})
	declined := parked(func(e *events.Suggestion) { e.DeclinedSessionID = s.session })
	theirs := parked(func(e *events.Suggestion) { e.ParkedSessionID, e.ParkedThemeID = id(), s.theme })
	themes := parked(func(e *events.Suggestion) { e.ParkedThemeID = s.theme })
	for _, e := range []events.Suggestion{ours, declined, theirs, themes} {
		testkit.Publish(t, s.House, events.SuggestionParked{Suggestion: e})
	}
	offered := func() (to []string) {
		for _, p := range s.all("&source=offered") {
			to = append(to, p.SuggestionsRaw[0].ID)
		}
		return to
	}
	testkit.Eventually(t, "the offers are in the queue", func() bool { return slices.Equal(offered(), []string{ours.SuggestionID, declined.SuggestionID}) })
	taken := declined
	taken.Version, taken.State, taken.TakenSessionID, taken.DeclinedSessionID = 3, "received", s.session, ""
	testkit.Publish(t, s.House, events.SuggestionUnparked{Suggestion: taken})
	testkit.Eventually(t, "one was taken up", func() bool { return slices.Equal(offered(), []string{ours.SuggestionID}) })
	for _, p := range s.all("") {
		if got, want := p.SuggestionsRaw[0].OfferedTo, map[string]string{ours.SuggestionID: "secretariat", theirs.SuggestionID: "session", themes.SuggestionID: "theme"}[p.SuggestionsRaw[0].ID]; got != want {
			t.Errorf("offered to %q, want %q", got, want)
		}
	}
}

// One line about two matters feeds two proposals and is counted once in each; its
// author has two outcomes; where the two meet again it counts once.
func TestOneSuggestionFeedsTwoProposals(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("Пандусы и дешёвый проезд", "Пандусы", "Проезд")
	body := object{"id": id(), "suggestion_ids": said[:1], "stay": true}
	var second proposalJSON
	for range 2 { // the second time because the answer was lost
		s.post(201, "/proposals/"+ps[0]+"/split", s.secretary, body, &second)
	}
	if second.Number != 4 || !slices.Equal(second.carried(), said[:1]) || !slices.Equal(s.proposal(ps[0]).carried(), said[:1]) || second.SuggestionsRaw[0].Proposals != 2 {
		t.Errorf("divided: %+v", second)
	}
	s.post(200, "/proposals/"+ps[1]+"/merge", s.secretary, object{"into": ps[0]}, nil)
	s.post(200, "/proposals/"+ps[2]+"/merge", s.secretary, object{"into": second.ID}, nil)
	for p, want := range map[string]int{ps[0]: 2, second.ID: 2} {
		if got := s.proposal(p).Count; got != want {
			t.Errorf("%s is supported by %d, want %d", p, got, want)
		}
	}
	// Merged together it counts once; undone, once in each again.
	s.post(200, "/proposals/"+second.ID+"/merge", s.secretary, object{"into": ps[0]}, nil)
	if p := s.proposal(ps[0]); p.Count != 3 || !slices.Equal(p.carried(), said) {
		t.Errorf("merged: %+v", p)
	}
	s.post(200, "/proposals/"+second.ID+"/unmerge", s.secretary, nil, nil)
	if a, b := s.proposal(ps[0]), s.proposal(second.ID); !slices.Equal(a.carried(), said[:2]) || !slices.Equal(b.carried(), []string{said[0], said[2]}) {
		t.Errorf("taken apart again: %v, %v", a.carried(), b.carried())
	}
	s.decided(ps[0], object{"outcome": "adopted"})
	s.decided(second.ID, object{"outcome": "rejected", "reason": object{"ru": "нет денег", "kk": "ақша жоқ"}})
	for _, outcome := range []string{"adopted", "rejected"} {
		testkit.Published(t, s.House, "decisions", func(e events.DecisionRecorded) bool {
			return string(e.Outcome) == outcome && slices.Contains(e.SuggestionIDs, said[0]) && len(e.SuggestionIDs) == 2
		})
	}
	e := testkit.Published(t, s.House, "decisions", func(e events.ProposalDivided) bool { return e.ProposalID == second.ID })
	if e.SourceProposalID != ps[0] || !slices.Equal(e.SharedSuggestionIDs, said[:1]) {
		t.Errorf("told: %+v", e)
	}
}
