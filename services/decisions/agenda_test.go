package decisions_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type agendaJSON struct {
	ID               string
	Number           int64
	Place, Version   int
	SessionID        string `json:"session_id"`
	Follows          string
	FollowsNumber    int64  `json:"follows_number"`
	FollowedBy       string `json:"followed_by"`
	FollowedByNumber int64  `json:"followed_by_number"`
}

func (s *scene) plenary(starts time.Time) string {
	session := id()
	testkit.Publish(s.t, s.House, events.SessionScheduled{ForumID: s.forum, SessionID: session, Version: 1, Kind: "plenary",
		Title: events.Text{KK: "Пленарлық отырыс", RU: "Пленарное заседание"}, StartsAt: starts, EndsAt: starts.Add(time.Hour)})
	return session
}

// agenda are the numbers of the questions in the order of the agenda.
func (s *scene) agenda() (order []string) {
	s.t.Helper()
	var l struct{ Items []agendaJSON }
	s.Call(s.t, 200, "GET", s.path("/questions?order=agenda&state=put"), s.secretary, nil, &l)
	for _, q := range l.Items {
		order = append(order, fmt.Sprintf("%d@%d", q.Number, q.Place))
	}
	return order
}

func TestAPlenaryThatIsCancelledOrRemovedTakesNoQuestion(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Первое", "Второе")
	day := time.Date(2026, 11, 17, 4, 0, 0, 0, time.UTC)
	cancelled, removed, only := s.plenary(day), s.plenary(day), s.plenary(day)
	testkit.Publish(t, s.House, events.SessionRemoved{ForumID: s.forum, SessionID: removed, Version: 3},
		events.SessionScheduled{ForumID: s.forum, SessionID: removed, Version: 2, Kind: "plenary", StartsAt: day, State: "planned"}, // told late
		events.SessionScheduled{ForumID: s.forum, SessionID: cancelled, Version: 2, Kind: "plenary", StartsAt: day, State: "cancelled"})
	var q agendaJSON
	testkit.Eventually(t, "the only plenary session is known", func() bool {
		if status, answer := s.Do(t, "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[0]}); status != 201 || json.Unmarshal(answer, &q) != nil {
			t.Fatalf("%d %s", status, answer)
		}
		if q.SessionID == only {
			return true
		}
		s.Call(t, 200, "POST", s.path("/questions/%s/withdraw", q.ID), s.secretary, nil, nil)
		return false
	})
	for _, gone := range []string{cancelled, removed} {
		s.Problem(t, 422, "invalid_request", "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[1], "session_id": gone})
	}
}

func TestTheAgendaOfThePlenary(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Первое", "Второе", "Третье", "Четвёртое")
	day := time.Date(2026, 11, 17, 4, 0, 0, 0, time.UTC)
	only := s.plenary(day)
	qs := make([]agendaJSON, len(ps))
	testkit.Eventually(t, "the plenary session is known", func() bool {
		status, _ := s.Do(t, "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[0], "session_id": only})
		return status == 201
	})
	for i := range 2 { // no session named: there is only one
		s.post(201, "/questions", s.secretary, object{"proposal_id": ps[i+1]}, &qs[i+1])
	}
	s.Problem(t, 422, "invalid_request", "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[3], "session_id": s.session})
	if qs[2].SessionID != only || qs[2].Place != 3 || qs[2].Number != 3 {
		t.Fatalf("the third question: %+v", qs[2])
	}
	move := func(q agendaJSON, body object) { s.post(200, "/questions/"+q.ID+"/move", s.secretary, body, nil) }
	want := func(what, order string) {
		t.Helper()
		if got := fmt.Sprint(s.agenda()); got != order {
			t.Errorf("%s: %s, want %s", what, got, order)
		}
	}
	move(qs[2], object{"place": 1})
	want("the last one first", "[3@1 1@2 2@3]")
	testkit.Published(t, s.House, "decisions", func(e events.QuestionMoved) bool {
		return e.QuestionID == qs[1].ID && e.Place == 3 && e.SessionID == only
	})
	move(qs[2], object{"place": 99})
	want("behind the last", "[1@1 2@2 3@3]")

	second := s.plenary(day.Add(-time.Hour))
	testkit.Eventually(t, "moved to an earlier plenary session", func() bool {
		status, _ := s.Do(t, "POST", s.path("/questions/%s/move", qs[1].ID), s.secretary, object{"place": 1, "session_id": second})
		return status == 200
	})
	want("another session", "[2@1 1@1 3@2]")

	// Taken back and put anew, it is known which it follows, both ways.
	s.post(200, "/questions/"+qs[1].ID+"/withdraw", s.secretary, nil, nil)
	var again, before agendaJSON
	s.post(201, "/questions", s.secretary, object{"proposal_id": ps[1], "session_id": only}, &again)
	s.Call(t, 200, "GET", s.path("/questions/%s", qs[1].ID), s.secretary, nil, &before)
	if again.Follows != qs[1].ID || again.FollowsNumber != 2 || before.FollowedBy != again.ID || before.FollowedByNumber != 4 || again.Place != 3 {
		t.Errorf("put anew: %+v after %+v", again, before)
	}
	s.Problem(t, 409, "question_withdrawn", "POST", s.path("/questions/%s/move", qs[1].ID), s.secretary, object{"place": 1})
	s.post(200, "/questions/"+qs[2].ID+"/withdraw", s.secretary, nil, nil)
	want("a withdrawal leaves no gap", "[1@1 4@2]")
}

func TestADecisionIsEnteredAfterTheFact(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Первое")
	q := s.put(ps[0])
	s.post(200, "/questions/"+q+"/votes", s.chair, object{"for": 60, "against": 5, "abstained": 2, "present": 70}, nil)
	decided := func(at string) object { return object{"question_id": q, "outcome": "adopted", "decided_at": at} }
	future := time.Now().Add(time.Hour).Format(time.RFC3339)
	s.Problem(t, 422, "invalid_request", "POST", s.path("/decisions"), s.chair, decided(future))
	s.Problem(t, 422, "invalid_request", "POST", s.path("/decisions"), s.chair, decided("2026-11-15T18:59:00Z")) // the evening before, in Almaty
	var d, corrected struct {
		ID         string
		DecidedAt  time.Time `json:"decided_at"`
		RecordedAt time.Time `json:"recorded_at"`
		RecordedBy string    `json:"recorded_by"`
	}
	at := time.Date(2026, 11, 17, 9, 30, 0, 0, time.UTC)
	before := time.Now()
	s.post(201, "/decisions", s.chair, decided(at.Format(time.RFC3339)), &d)
	if !d.DecidedAt.Equal(at) || d.RecordedAt.Before(before.Add(-time.Minute)) || d.RecordedBy != "chair-1" {
		t.Errorf("recorded %+v", d)
	}
	testkit.Published(t, s.House, "decisions", func(e events.DecisionRecorded) bool { return e.DecidedAt != nil && e.DecidedAt.Equal(at) })
	s.post(201, "/decisions", s.chair, object{"corrects": d.ID, "outcome": "adopted_with_changes", "text": object{"kk": "Жаңа"}}, &corrected)
	if !corrected.DecidedAt.Equal(at) {
		t.Errorf("the correction says %v", corrected.DecidedAt)
	}
	var w struct {
		Steps []struct {
			Kind string
			Was  *time.Time
		}
	}
	s.Call(t, 200, "GET", "/api/decisions/ways/TEST-0001-00", "", nil, &w)
	found := false
	for _, step := range w.Steps {
		found = found || step.Kind == "decided" && step.Was != nil && step.Was.Equal(at)
	}
	if !found {
		t.Errorf("its way does not say when it was decided: %+v", w.Steps)
	}
}
