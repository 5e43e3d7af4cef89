package session

import (
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

const someID = "0192f000-0000-7000-8000-000000000001"

func good() Session {
	at := time.Date(2020, 11, 16, 9, 30, 0, 1, time.FixedZone("+06", 6*60*60))
	return Session{Kind: "breakout", Title: events.Text{KK: "3-киіз үй"}, StartsAt: at, EndsAt: at.Add(90 * time.Minute), State: "planned", Version: 1}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Session)
		want   string
	}{
		"good":               {func(*Session) {}, ""},
		"no title":           {func(s *Session) { s.Title = events.Text{} }, "/title wording_required"},
		"ends as it starts":  {func(s *Session) { s.EndsAt = s.StartsAt }, "/ends_at ends_before_start"},
		"no time":            {func(s *Session) { s.StartsAt = time.Time{} }, "/starts_at"},
		"far away":           {func(s *Session) { s.EndsAt = s.EndsAt.AddDate(300, 0, 0) }, "/starts_at"},
		"theme in capitals":  {func(s *Session) { s.ThemeID = strings.ToUpper(someID) }, ""},
		"theme is no id":     {func(s *Session) { s.ThemeID = "ecology" }, "/theme_id want_uuid"},
		"participant":        {func(s *Session) { s.People = []Person{{ParticipantID: someID, Role: "expert"}} }, ""},
		"nobody":             {func(s *Session) { s.People = []Person{{Role: "expert"}} }, "/people account_or_participant"},
		"both":               {func(s *Session) { s.People = []Person{{ParticipantID: someID, AccountID: someID}} }, "/people account_or_participant"},
		"an account's login": {func(s *Session) { s.People = []Person{{AccountID: "asel"}} }, "/people want_uuid"},
	} {
		s := good()
		c.change(&s)
		err := s.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if err == nil && (s.ThemeID != "" && s.ThemeID != someID || s.StartsAt.Format(time.RFC3339Nano) != "2020-11-16T03:30:00Z" || s.People == nil) {
			t.Errorf("%s: not canonical: %+v", name, s)
		}
	}
}

func TestStates(t *testing.T) {
	allowed := map[events.SessionState]string{
		"planned": "planned running cancelled", "running": "running ended planned", "ended": "ended running", "cancelled": "cancelled planned",
	}
	for from := range allowed {
		for to := range allowed {
			s := good()
			s.State = from
			s.Reason = events.Text{KK: "Баяндамашы ауырып қалды"}
			if err := s.Apply(sessionChange{State: &to}); (err == nil) != strings.Contains(allowed[from], string(to)) {
				t.Errorf("%s → %s: %v", from, to, err)
			}
		}
	}
}

func TestASessionIsCancelledForAReason(t *testing.T) {
	cancelled, planned := events.SessionCancelled, events.SessionPlanned
	s := good()
	if err := s.Apply(sessionChange{State: &cancelled}); err == nil || !strings.Contains(err.Error(), "/reason wording_required") {
		t.Errorf("without a reason: %v", err)
	}
	s = good()
	if err := s.Apply(sessionChange{State: &cancelled, Reason: &events.Text{RU: "Дорогу размыло"}}); err != nil || s.scheduled().Reason.RU == "" {
		t.Errorf("%v, told %+v", err, s.scheduled())
	}
	if err := s.Apply(sessionChange{State: &planned}); err != nil || !s.Reason.Empty() || s.scheduled().Reason != nil {
		t.Errorf("taken back: %v, %+v", err, s.Reason)
	}
}
