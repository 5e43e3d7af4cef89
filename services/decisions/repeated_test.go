package decisions_test

import (
	"maps"
	"testing"
)

// TestARequestThatIsRepeatedHasTheFirstAnswer, also while the first is still
// running, for everything that a client names.
func TestARequestThatIsRepeatedHasTheFirstAnswer(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("пандус", "лифт", "школа", "автобус", "дорога", "свет", "вода", "парк")
	s.post(200, "/proposals/merge", s.secretary, object{"into": ps[5], "proposals": ps[6:]}, nil)
	counted, decided := s.put(ps[2]), s.put(ps[3])
	s.post(200, "/questions/"+decided+"/votes", s.chair, object{"for": 60, "against": 5, "abstained": 2, "present": 70}, nil)
	adopted := s.decided(ps[4], object{"outcome": "adopted"})
	deadline := object{"kind": "year", "value": "2027"}
	planned := s.planned(adopted, deadline)
	words := func(s string) object { return object{"kk": s, "ru": s} }
	s.post(201, "/measures", s.secretary, s.measure(adopted, deadline), nil) // of the plan that is published

	for _, c := range []struct {
		path, token string
		body        object
		differing   string // the member that another request has otherwise
		with        any
	}{
		{"/proposals/" + ps[5] + "/split", s.secretary, object{"suggestion_ids": said[6:7]}, "suggestion_ids", said[7:]},
		{"/proposals/" + ps[5] + "/split", s.secretary, object{"suggestion_ids": said[7:], "stay": true}, "stay", false},
		{"/questions", s.secretary, object{"proposal_id": ps[0], "text": words("Пандус")}, "proposal_id", ps[1]},
		{"/questions/" + counted + "/votes", s.chair, object{"for": 60, "against": 5, "abstained": 2, "present": 70}, "for", 61},
		{"/decisions", s.chair, object{"question_id": decided, "outcome": "adopted"}, "text", words("Точнее")},
		{"/measures", s.secretary, s.measure(adopted, deadline), "cost_kzt", 1},
		{"/plan/publish", s.secretary, object{"title": words("План")}, "title", words("Другой")},
		{"/decisions", s.chair, object{"corrects": adopted, "outcome": "adopted", "text": words("Точнее"), "reason": words("Опечатка")}, "text", words("Ещё точнее")},
		{"/measures/" + planned + "/reports", s.controller, object{"status": "in_progress", "text": words("Идёт")}, "text", words("Стоит")},
	} {
		c.body["id"] = id()
		other := maps.Clone(c.body)
		other[c.differing] = c.with
		s.Repeated(t, "POST", s.path("%s", c.path), c.token, c.body, other)
	}
}
