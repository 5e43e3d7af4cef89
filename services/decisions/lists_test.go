package decisions_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// listed is a list as a screen reads a part of it.
type listed struct {
	Items []struct {
		ID          string
		Number      int64
		State       string
		Suggestions []struct {
			ID     string
			Number int64
		}
		Count             int `json:"suggestion_count"`
		Tags              []string
		SuggestionIDs     []string    `json:"suggestion_ids"`
		CorrectsNumber    int64       `json:"corrects_number"`
		CorrectedByNumber int64       `json:"corrected_by_number"`
		QuestionText      events.Text `json:"question_text"`
		Reports           []struct{ Status string }
		ReportCount       int   `json:"report_count"`
		MergedIntoNumber  int64 `json:"merged_into_number"`
	}
	Total *int64
}

func (s *scene) list(query string) (l listed) {
	s.t.Helper()
	s.Call(s.t, 200, "GET", s.path("%s", query), s.secretary, nil, &l)
	return l
}

// numbers and total are what a part of a list shows.
func (s *scene) wantNumbers(query, want string) {
	s.t.Helper()
	l := s.list(query)
	numbers := []int64{}
	for _, one := range l.Items {
		numbers = append(numbers, one.Number)
	}
	got := fmt.Sprint(numbers)
	if l.Total != nil {
		got += fmt.Sprintf(" of %d", *l.Total)
	}
	if got != want {
		s.t.Errorf("%s: %s, want %s", query, got, want)
	}
}

func TestAScreenReadsThePartOfTheProposalsThatItShows(t *testing.T) {
	s := newScene(t)
	told := make([]bus.Event, 14)
	for i := range told {
		said := s.suggestion("ru", fmt.Sprintf("Предложение %c", 'а'+rune(i)))
		if i%2 == 0 {
			said.Tags = events.List[string]{"Жол", fmt.Sprintf("ө%d", i)}
		}
		told[i] = events.SuggestionCaptured{Suggestion: said}
	}
	testkit.Publish(t, s.House, told...)
	testkit.Eventually(t, "all are proposals", func() bool { return len(s.list("/proposals").Items) == len(told) })
	ids := map[int64]string{}
	for _, p := range s.list("/proposals").Items {
		ids[p.Number] = p.ID
	}
	s.post(200, "/proposals/merge", s.secretary, object{"into": ids[2], "proposals": []string{ids[3], ids[5], ids[7], ids[9]}}, nil)

	for query, want := range map[string]string{
		"/proposals?state=open&offset=4&limit=3&total=true":                          "[8 10 11] of 10",
		"/proposals?state=open&offset=9&limit=3&total=true":                          "[14] of 10",
		"/proposals?state=open&offset=10&limit=3&total=true":                         "[] of 10",
		"/proposals?state=open&tag=%D0%B6%D0%BE%D0%BB&total=true":                    "[1 2 11 13] of 4", // 3, 5, 7, 9 are in 2
		"/proposals?ids=" + ids[3] + "," + ids[4] + "," + ids[2] + "&total=true":     "[2 3 4] of 3",
		"/proposals?state=open&ids=" + ids[3] + "," + ids[4]:                         "[4]", // what the other filters stop is not there
		"/proposals?q=" + url.QueryEscape("№ 14"):                                    "[14]",
		"/proposals?q=14&total=true":                                                 "[14] of 1",
		"/proposals?state=open&theme_id=" + s.theme + "&limit=1&offset=1&total=true": "[2] of 10",
		"/proposals?theme_id=" + id() + "&total=true":                                "[] of 0",
	} {
		s.wantNumbers(query, want)
	}
	carried := s.list("/proposals?brief=true&ids=" + ids[2]).Items[0]
	if len(carried.Suggestions) != 3 || carried.Count != 5 || fmt.Sprint(carried.Tags) != "[Жол ө2 ө4 ө6 ө8]" {
		t.Errorf("briefly it carries %d of %d with %v", len(carried.Suggestions), carried.Count, carried.Tags)
	}
	if whole := s.list("/proposals?ids=" + ids[2]).Items[0]; len(whole.Suggestions) != 5 {
		t.Errorf("it carries %d", len(whole.Suggestions))
	}
	s.wantNumbers("/proposals?carrying="+carried.Suggestions[1].ID, "[2]")
	first := carried.Suggestions[0].Number
	s.wantNumbers(fmt.Sprintf("/proposals?state=open&numbers=%d-%d", first, first+1), "[2]") // 3 is merged into it
	s.wantNumbers(fmt.Sprintf("/proposals?state=open&total=true&numbers=%d-%d", first+2, first+4), "[2 4 6] of 3")
	if merged := s.list("/proposals?ids=" + ids[9]).Items[0]; merged.MergedIntoNumber != 2 {
		t.Errorf("merged into № %d", merged.MergedIntoNumber)
	}
	s.Problem(t, 422, "invalid_request", "GET", s.path("/proposals?ids=x"), s.secretary, nil)

	var counts struct {
		ByState []struct {
			State string
			Count int
		} `json:"by_state"`
		ByTheme []struct {
			ThemeID string `json:"theme_id"`
			Count   int
		} `json:"by_theme"`
	}
	for query, want := range map[string]string{
		"?state=open":                  "{[{merged 4} {open 10}] [{T 10}]}",
		"?state=merged&tag=x":          "{[] []}",
		"?state=open&q=14":             "{[{open 1}] [{T 1}]}",
		"?state=open&theme_id=" + id(): "{[] [{T 10}]}",
	} {
		counts.ByState, counts.ByTheme = nil, nil
		s.Call(t, 200, "GET", s.path("/proposal-counts%s", query), s.secretary, nil, &counts)
		for i := range counts.ByTheme {
			if counts.ByTheme[i].ThemeID == s.theme {
				counts.ByTheme[i].ThemeID = "T"
			}
		}
		if got := fmt.Sprint(counts); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestAScreenReadsPartsOfTheLogAndThePlan(t *testing.T) {
	s := newScene(t)
	_, proposals := s.say("пандусы", "дороги", "мосты", "парки", "школы")
	adopted := s.decided(proposals[0], object{"outcome": "adopted"})
	s.decided(proposals[1], object{"outcome": "rejected", "reason": object{"ru": "нет средств"}})
	s.decided(proposals[2], object{"outcome": "adopted"})
	s.put(proposals[3])
	s.wantNumbers("/questions?state=put,counted&total=true", "[4] of 1")
	s.wantNumbers("/questions?offset=1&limit=2&total=true", "[2 3] of 4")
	s.wantNumbers("/questions?q=3", "[3]")

	s.post(201, "/decisions", s.chair, object{"corrects": adopted, "outcome": "adopted_with_changes", "text": object{"kk": "Жаңа", "ru": "Новое"}}, nil)
	for query, want := range map[string]string{
		"/decisions?order=latest&limit=2&total=true":                               "[4 3] of 4",
		"/decisions?order=latest&offset=3&total=true":                              "[1] of 4",
		"/decisions?outcome=adopted,adopted_with_changes&standing=true&total=true": "[3 4] of 2",
		"/decisions?q=" + url.QueryEscape("нет средств"):                           "[2]",
		"/decisions?q=" + url.QueryEscape("№ 3"):                                   "[3]",
	} {
		s.wantNumbers(query, want)
	}
	log := s.list("/decisions?brief=true").Items
	if log[0].CorrectedByNumber != 4 || log[3].CorrectsNumber != 1 || log[1].QuestionText.RU != "Установить пандусы" || len(log[0].SuggestionIDs) != 0 {
		t.Errorf("the log does not say by itself what its lines refer to: %+v", log)
	}

	decision := s.list("/decisions?order=latest&limit=1").Items[0].ID
	late, soon := object{"kind": "date", "value": "2020-01-01"}, object{"kind": "date", "value": "2090-01-01"}
	measures := []string{s.planned(decision, late), s.planned(decision, soon), s.planned(decision, soon)}
	draft := s.measure(decision, soon)
	delete(draft, "form_of_completion")
	s.post(201, "/measures", s.secretary, draft, nil)
	for _, m := range measures[:2] {
		for _, status := range []string{"in_progress", "done"} {
			s.post(201, "/measures/"+m+"/reports", s.controller, object{"status": status, "text": object{"ru": "сделано"}}, nil)
		}
	}
	for query, want := range map[string]string{
		"/measures?total=true": "[0 1 2 3] of 4", // the draft first
		"/measures?state=planned,report_submitted&limit=2&offset=1&total=true": "[2 3] of 3",
		"/measures?overdue=true&total=true":                                    "[] of 0", // a report that waits is not late
		"/measures?q=" + url.QueryEscape("№ 2"):                                "[2]",
		"/measures?q=" + url.QueryEscape("здравоохранения"):                    "[0 1 2 3]", // the lead body
	} {
		s.wantNumbers(query, want)
	}
	// The reports of all measures come with the list, which is one request.
	for _, m := range s.list("/measures?state=report_submitted").Items {
		if m.ReportCount != 2 || len(m.Reports) != 1 || m.Reports[0].Status != "done" {
			t.Errorf("measure %d has %+v of %d reports", m.Number, m.Reports, m.ReportCount)
		}
	}
	var counts any
	s.Call(t, 200, "GET", s.path("/measure-counts"), s.secretary, nil, &counts)
	if got, want := fmt.Sprint(counts), "map[by_state:map[draft:1 planned:1 report_submitted:2] incomplete:1 overdue:0 total:4]"; got != want {
		t.Errorf("counts %s, want %s", got, want)
	}
	s.post(200, "/reports/"+s.report(measures[0])+"/return", s.secretary, object{"reason": object{"ru": "нет акта"}}, nil)
	s.wantNumbers("/measures?overdue=true&total=true", "[1] of 1")
}

func (s *scene) report(measure string) string {
	s.t.Helper()
	var m struct{ Reports []struct{ ID string } }
	s.Call(s.t, 200, "GET", s.path("/measures/%s", measure), s.secretary, nil, &m)
	return m.Reports[len(m.Reports)-1].ID
}
