package decisions_test

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// The whole chain, told by every event and seen by everybody on the way.
func TestFromASuggestionToAMeasureOffControl(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("Установить пандусы во всех поликлиниках", "Пандусы и кнопки вызова нужны везде", "Пандусы у поликлиник")
	s.post(200, "/proposals/merge", s.secretary, object{"into": ps[0], "proposals": []string{ps[1], ps[2]}}, nil)
	s.post(200, "/proposals/"+ps[0]+"/reword", s.secretary, object{
		"text":                object{"kk": "Барлық емханаға пандус орнатылсын", "ru": "Установить пандусы во всех поликлиниках города"},
		"translation_checked": true}, nil)
	d := s.decided(ps[0], object{"outcome": "adopted"})
	m := s.planned(d, object{"kind": "quarter", "value": "2027-Q4"})

	var report struct {
		ID      string
		Measure struct{ State string }
	}
	text := object{"ru": "Пандусы установлены в 14 поликлиниках", "kk": "14 емханаға пандус орнатылды"}
	s.post(201, "/measures/"+m+"/reports", s.controller, object{"status": "done", "text": text}, &report)
	if report.Measure.State != "report_submitted" {
		t.Fatalf("after a report: %s", report.Measure.State)
	}
	s.post(200, "/reports/"+report.ID+"/return", s.secretary, object{"reason": object{"ru": "Нет акта"}}, &report)
	if report.Measure.State != "returned" {
		t.Fatalf("after it was returned: %s", report.Measure.State)
	}
	s.post(201, "/measures/"+m+"/reports", s.controller, object{"status": "done", "text": text, "attachment_url": "https://example.kz/act.pdf"}, &report)
	s.post(200, "/reports/"+report.ID+"/accept", s.secretary, nil, &report)
	s.Problem(t, 403, "another_person_needed", "POST", s.path("/measures/%s/off-control", m), s.secretary, nil)
	s.post(200, "/measures/"+m+"/off-control", s.controller, nil, nil)

	testkit.Published(t, s.House, "decisions", func(e events.ProposalGathered) bool { return e.ProposalID == ps[2] && e.Number == 3 })
	merged := testkit.Published(t, s.House, "decisions", func(e events.ProposalMerged) bool { return e.AbsorbedProposalID == ps[2] })
	if len(merged.SuggestionIDs) != 3 || len(merged.MovedSuggestionIDs) != 1 || merged.MovedSuggestionIDs[0] != said[2] {
		t.Errorf("merged: %+v", merged)
	}
	recorded := testkit.Published(t, s.House, "decisions", func(e events.DecisionRecorded) bool { return e.DecisionID == d })
	if recorded.Number != 1 || len(recorded.SuggestionIDs) != 3 || !recorded.Votes.Passed || recorded.Text.KK != "Пандус орнатылсын" {
		t.Errorf("recorded: %+v", recorded)
	}
	planned := testkit.Published(t, s.House, "decisions", func(e events.MeasurePlanned) bool { return e.MeasureID == m })
	if planned.Number != 1 || planned.Deadline.DueDate != "2027-12-31" || planned.Deadline.Phrase.In("ru") != "IV\u00a0квартал 2027 года" || planned.State != "planned" || len(planned.SuggestionIDs) != 3 {
		t.Errorf("planned: %+v", planned)
	}
	testkit.Published(t, s.House, "decisions", func(e events.PlanPublished) bool { return e.Version == 1 && len(e.MeasureIDs) == 1 })
	testkit.Published(t, s.House, "decisions", func(e events.ReportReturned) bool { return e.Report.Reason.RU == "Нет акта" })
	testkit.Published(t, s.House, "decisions", func(e events.ReportAccepted) bool { return e.State == "done" })
	testkit.Published(t, s.House, "decisions", func(e events.MeasureOffControl) bool { return e.State == "off_control" })

	var way struct {
		Suggestion struct{ Number int }
		Steps      []struct {
			Kind string
			Text events.Text
		}
		Outcome struct {
			State string
			Text  events.Text
		}
	}
	s.Call(t, 200, "GET", "/api/decisions/ways/test000300", "", nil, &way)
	var kinds []string
	for _, step := range way.Steps {
		kinds = append(kinds, step.Kind)
	}
	const want = "captured merged worded put voted decided planned reported returned reported accepted off_control"
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("steps\n got %s\nwant %s", got, want)
	}
	if got := way.Outcome.Text.RU; got != "Принято, решение №\u00a01; вместе ещё с 2 предложениями; мероприятие №\u00a01, срок: IV\u00a0квартал 2027 года, снято с контроля" {
		t.Errorf("outcome: %s", got)
	}
	for _, path := range []string{"/way/TEST-0003-00?lang=kk", "/register/" + s.forum + "?lang=kk", "/register"} {
		status, body := s.Do(t, "GET", path, "", nil)
		if status != 200 || !strings.Contains(string(body), "<h1>") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}
