package decisions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestVotesAreCountedUntilDecided(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Пандусы")
	q := s.put(ps[0])
	votes := s.path("/questions/%s/votes", q)
	s.Problem(t, 422, "invalid_request", "POST", votes, s.chair, object{"for": 60, "against": 20, "abstained": 0, "present": 70})
	s.Problem(t, 422, "invalid_request", "POST", votes, s.chair, object{"for": 60, "against": 20, "abstained": 0, "present": 170})
	s.Problem(t, 409, "vote_needed", "POST", s.path("/decisions"), s.chair, object{"question_id": q, "outcome": "adopted"})
	var got struct {
		State    string
		Result   struct{ Passed, Quorum bool }
		Counts   []struct{ For int }
		Votes    struct{ Eligible int }
		Outcomes []string
	}
	s.Call(t, 200, "POST", votes, s.chair, object{"for": 30, "against": 10, "abstained": 0, "present": 45}, &got)
	if got.Result.Quorum || got.Result.Passed || got.Votes.Eligible != 100 {
		t.Errorf("45 of 100: %+v", got)
	}
	for _, outcome := range []string{"adopted", "rejected"} {
		s.Problem(t, 409, "vote_without_quorum", "POST", s.path("/decisions"), s.chair,
			object{"question_id": q, "outcome": outcome, "reason": object{"kk": "кворум жоқ"}})
	}
	if !slices.Equal(got.Outcomes, []string{"deferred", "forwarded"}) {
		t.Errorf("without a quorum these are offered: %v", got.Outcomes)
	}
	s.Problem(t, 422, "invalid_request", "POST", votes, s.chair, object{"for": 0, "against": 0, "abstained": 0, "present": 0})
	recount := object{"id": id(), "for": 40, "against": 10, "abstained": 0, "present": 50}
	for range 2 { // asked twice, counted once
		s.Call(t, 200, "POST", votes, s.chair, recount, &got)
	}
	if !got.Result.Passed || got.State != "counted" || len(got.Counts) != 2 || got.Counts[0].For != 40 || got.Counts[1].For != 30 {
		t.Errorf("recounted: %+v", got)
	}
	recount["for"] = 41
	s.Problem(t, 409, "id_taken", "POST", votes, s.chair, recount)
	s.post(201, "/decisions", s.chair, object{"question_id": q, "outcome": "adopted"}, nil)
	s.Problem(t, 409, "question_decided", "POST", votes, s.chair, object{"for": 1, "against": 0, "abstained": 0, "present": 50})
	s.Problem(t, 409, "question_decided", "POST", s.path("/questions/%s/withdraw", q), s.secretary, nil)
	s.Problem(t, 409, "proposal_decided", "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[0]})
	testkit.Published(t, s.House, "decisions", func(e events.VoteCounted) bool { return e.Votes.For == 40 && e.Votes.Passed })
}

func TestTheDecisionLog(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое", "второе", "третье", "четвёртое", "пятое")
	log := s.path("/decisions")
	q := s.put(ps[0])
	s.post(200, "/questions/"+q+"/votes", s.chair, object{"for": 5, "against": 60, "abstained": 0, "present": 70}, nil)
	refused := map[string]object{
		"rejected without a reason":   {"outcome": "rejected"},
		"blanks are no reason":        {"outcome": "rejected", "reason": object{"kk": "  ", "ru": "\n"}},
		"deferred without a day":      {"outcome": "deferred"},
		"deferred to no day":          {"outcome": "deferred", "deferred_until": "2027-02-30"},
		"forwarded to nobody":         {"outcome": "forwarded"},
		"forwarded to a stranger":     {"outcome": "forwarded", "forwarded_to": id()},
		"a day that does not belong":  {"outcome": "rejected", "reason": object{"kk": "негіз"}, "deferred_until": "2027-02-28"},
		"with changes, but which":     {"outcome": "adopted_with_changes"},
		"neither question nor lines":  {"outcome": "deferred", "deferred_until": "2027-02-28", "question_id": nil},
		"an outcome that is not ours": {"outcome": "noted"},
	}
	for name, body := range refused {
		if _, given := body["question_id"]; !given {
			body["question_id"] = q
		} else {
			delete(body, "question_id")
		}
		if status, answer := s.Do(t, "POST", log, s.chair, body); status != 422 {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	reject := object{"id": id(), "question_id": q, "outcome": "rejected", "reason": object{"kk": "Қаражат жоқ", "ru": "Нет средств"}}
	var first, again struct {
		ID     string
		Number int
	}
	s.Call(t, 201, "POST", log, s.chair, reject, &first)
	s.Call(t, 201, "POST", log, s.chair, reject, &again)
	if first != again || first.Number != 1 {
		t.Errorf("asked twice: %+v and %+v", first, again)
	}
	s.Problem(t, 409, "question_decided", "POST", log, s.chair, object{"question_id": q, "outcome": "rejected", "reason": object{"kk": "тағы"}})

	// Agreed without counting.
	s.decided(ps[1], object{"outcome": "forwarded", "forwarded_to": s.akimat})
	q3 := s.put(ps[2])
	s.post(201, "/decisions", s.chair, object{"question_id": q3, "outcome": "deferred", "deferred_until": "2027-03-01"}, nil)
	q3again := s.put(ps[2]) // the day has come
	s.post(200, "/questions/"+q3again+"/votes", s.chair, object{"for": 60, "against": 0, "abstained": 0, "present": 60}, nil)
	s.Problem(t, 409, "vote_passed", "POST", log, s.chair, object{"question_id": q3again, "outcome": "rejected", "reason": object{"kk": "жоқ"}})

	// A correction is a later line; a line is corrected once.
	s.Problem(t, 409, "vote_not_passed", "POST", log, s.chair, object{"corrects": first.ID, "outcome": "adopted"})
	var corrected struct{ ID string }
	s.Call(t, 201, "POST", log, s.chair, object{"corrects": first.ID, "outcome": "rejected", "reason": object{"kk": "Жоспарда бар", "ru": "Уже в плане"}}, &corrected)
	s.Problem(t, 409, "decision_corrected", "POST", log, s.chair, object{"corrects": first.ID, "outcome": "rejected", "reason": object{"kk": "тағы"}})
	var list struct {
		Items []struct {
			Number      int
			CorrectedBy string `json:"corrected_by"`
		}
	}
	s.Call(t, 200, "GET", log, s.chair, nil, &list)
	if len(list.Items) != 4 || list.Items[0].CorrectedBy != corrected.ID || list.Items[3].Number != 4 {
		t.Errorf("the log: %+v", list.Items)
	}
	testkit.Published(t, s.House, "decisions", func(e events.DecisionRecorded) bool { return e.Corrects == first.ID && e.Number == 4 })
}

func TestTheLogIsAppendOnly(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое")
	s.decided(ps[0], object{"outcome": "adopted"})
	db, err := database.Open(t.Context(), s.DatabaseURL, "decisions")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range []string{`UPDATE decisions SET outcome = 'rejected'`, `DELETE FROM decisions`, `TRUNCATE decisions CASCADE`} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s was not refused", statement)
		}
	}
}

func TestNoMeasureEntersThePlanIncomplete(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое", "второе")
	adopted := s.decided(ps[0], object{"outcome": "adopted"})
	rejected := s.decided(ps[1], object{"outcome": "rejected", "reason": object{"kk": "жоқ"}})
	measures := s.path("/measures")
	s.Problem(t, 409, "decision_not_adopted", "POST", measures, s.secretary, object{"decision_id": rejected})
	s.Problem(t, 422, "invalid_request", "POST", measures, s.secretary, object{"decision_id": adopted, "lead_body_id": id()})
	s.Problem(t, 422, "invalid_request", "POST", measures, s.secretary, object{"decision_id": adopted, "deadline": object{"kind": "quarter", "value": "Q4"}})
	s.Problem(t, 422, "invalid_request", "POST", measures, s.secretary,
		object{"decision_id": adopted, "lead_body_id": s.ngo, "co_executors": []object{{"organisation_id": s.ngo}}})
	s.Problem(t, 404, "plan_not_published", "GET", s.path("/plan"), "", nil)
	title := object{"title": object{"kk": "Жоспар", "ru": "План"}}
	s.Problem(t, 409, "nothing_to_publish", "POST", s.path("/plan/publish"), s.secretary, title)

	var full, bare struct {
		ID    string
		Lacks []string
		Text  events.Text
	}
	s.Call(t, 201, "POST", measures, s.secretary, s.measure(adopted, object{"kind": "month", "value": "2027-05", "due_date": "2027-05-31"}), &full)
	draft := object{"id": id(), "decision_id": adopted, "deadline": object{"kind": "year", "value": "2027"}}
	for range 2 {
		s.Call(t, 201, "POST", measures, s.secretary, draft, &bare)
	}
	if len(bare.Lacks) != 2 || bare.Text.KK != "Пандус орнатылсын" {
		t.Errorf("a bare draft: %+v", bare)
	}
	status, answer := s.Do(t, "POST", s.path("/plan/publish"), s.secretary, object{"title": title["title"], "measure_ids": []string{full.ID, bare.ID}})
	var refused struct {
		Code   string
		Errors []struct{ Pointer string }
	}
	if err := json.Unmarshal(answer, &refused); err != nil || status != 422 || refused.Code != "plan_incomplete" || len(refused.Errors) != 2 ||
		refused.Errors[0].Pointer != "/"+bare.ID+"/lead_body_id" || refused.Errors[1].Pointer != "/"+bare.ID+"/form_of_completion" {
		t.Fatalf("%d %s", status, answer)
	}
	s.Problem(t, 409, "newer_version", "DELETE", s.path("/measures/%s?version=7", full.ID), s.secretary, nil)
	s.Call(t, 200, "PATCH", s.path("/measures/%s", bare.ID), s.secretary, object{"lead_body_id": s.ngo, "form_of_completion": object{"kk": "есеп", "ru": "отчёт"}}, nil)
	title["id"] = id()
	var plan struct {
		Version  int
		Measures []struct {
			ID       string
			Number   int
			LeadBody struct{ Name events.Text } `json:"lead_body"`
			Deadline struct {
				DueDate string `json:"due_date"`
				Phrase  events.Text
			}
		}
	}
	for range 2 { // asked twice, published once
		s.Call(t, 201, "POST", s.path("/plan/publish"), s.secretary, title, &plan)
	}
	if plan.Version != 1 || len(plan.Measures) != 2 || plan.Measures[0].ID != full.ID || plan.Measures[1].Number != 2 ||
		plan.Measures[0].Deadline.Phrase.RU != "май 2027 года" || plan.Measures[0].LeadBody.Name.RU != "Управление общественного здравоохранения" {
		t.Errorf("the plan: %+v", plan)
	}
	s.Problem(t, 409, "measure_not_draft", "PATCH", s.path("/measures/%s", bare.ID), s.secretary, object{"funding_source": "not_required"})

	// Later measures enter by the next version; numbers go on.
	s.planned(adopted, object{"kind": "ongoing"})
	s.Call(t, 200, "GET", s.path("/plan"), "", nil, &plan)
	if plan.Version != 2 || len(plan.Measures) != 3 || plan.Measures[2].Number != 3 || plan.Measures[2].Deadline.DueDate != "" {
		t.Errorf("the next version: %+v", plan)
	}
	s.Call(t, 200, "GET", s.path("/plan?version=1"), "", nil, &plan)
	if len(plan.Measures) != 2 {
		t.Errorf("version 1 now has %d measures", len(plan.Measures))
	}
	s.Problem(t, 409, "decision_in_plan", "POST", s.path("/decisions"), s.chair, object{"corrects": adopted, "outcome": "deferred", "deferred_until": "2027-01-01"})
}

// A draft that nobody will finish neither holds up the others nor stays for ever.
func TestAnUnfinishedDraftIsLeftOutAndRemoved(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое")
	adopted := s.decided(ps[0], object{"outcome": "adopted"})
	var bare, ready struct {
		ID  string
		May []string
	}
	s.post(201, "/measures", s.secretary, object{"decision_id": adopted}, &bare)
	s.post(201, "/measures", s.secretary, s.measure(adopted, object{"kind": "year", "value": "2027"}), &ready)
	if !slices.Equal(bare.May, []string{"change", "remove"}) {
		t.Errorf("a draft may be: %v", bare.May)
	}
	var plan struct{ Measures []struct{ ID string } }
	s.post(201, "/plan/publish", s.secretary, object{"title": object{"kk": "Жоспар"}}, &plan)
	if len(plan.Measures) != 1 || plan.Measures[0].ID != ready.ID {
		t.Errorf("published: %+v", plan)
	}
	s.Problem(t, 409, "measure_not_draft", "DELETE", s.path("/measures/%s", ready.ID), s.secretary, nil)
	s.Call(t, 204, "DELETE", s.path("/measures/%s?version=1", bare.ID), s.secretary, nil, nil)
	s.Problem(t, 404, "measure_not_found", "GET", s.path("/measures/%s", bare.ID), s.secretary, nil)
	testkit.Published(t, s.House, "decisions", func(e events.MeasureRemoved) bool { return e.MeasureID == bare.ID && e.Version == 2 })
	s.Problem(t, 409, "nothing_to_publish", "POST", s.path("/plan/publish"), s.secretary, object{"title": object{"kk": "Жоспар"}})
}

// Whoever reports does not accept, and is not offered it.
func TestNobodyAcceptsTheirOwnReport(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое")
	m := s.planned(s.decided(ps[0], object{"outcome": "adopted"}), object{"kind": "year", "value": "2027"})
	type seen struct {
		May     []string
		Reports []struct{ May []string }
	}
	look := func(bearer string) (v seen) {
		s.Call(t, 200, "GET", s.path("/measures/%s", m), bearer, nil, &v)
		return v
	}
	var report struct {
		ID  string
		May []string
	}
	s.post(201, "/measures/"+m+"/reports", s.secretary, object{"status": "done", "text": object{"kk": "Орнатылды"}}, &report)
	if !slices.Equal(report.May, []string{"return"}) {
		t.Errorf("the reporter may %v", report.May)
	}
	s.Problem(t, 403, "report_own", "POST", s.path("/reports/%s/accept", report.ID), s.secretary, nil)
	if may := look(s.controller).Reports[0].May; !slices.Equal(may, []string{"accept", "return"}) {
		t.Errorf("another person may %v", may)
	}
	if may := look(s.chair).Reports[0].May; len(may) != 0 {
		t.Errorf("the chair may %v", may)
	}
	s.post(200, "/reports/"+report.ID+"/accept", s.controller, nil, nil)
	if a, b := look(s.controller), look(s.secretary); len(a.May) != 0 || !slices.Equal(b.May, []string{"take_off_control"}) {
		t.Errorf("who accepted may %v, another person %v", a.May, b.May)
	}
	s.Call(t, 200, "GET", s.path("/plan"), "", nil, nil)
}

// A draft whose decision was corrected to something else never enters the plan.
func TestACorrectedDecisionTakesItsDraftsAlong(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое")
	adopted := s.decided(ps[0], object{"outcome": "adopted"})
	s.post(201, "/measures", s.secretary, s.measure(adopted, object{"kind": "year", "value": "2027"}), nil)
	s.post(201, "/decisions", s.chair, object{"corrects": adopted, "outcome": "forwarded", "forwarded_to": s.akimat}, nil)
	s.Problem(t, 409, "nothing_to_publish", "POST", s.path("/plan/publish"), s.secretary, object{"title": object{"kk": "Жоспар"}})
	s.Problem(t, 409, "decision_corrected", "POST", s.path("/measures"), s.secretary, object{"decision_id": adopted})
}
