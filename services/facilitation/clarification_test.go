package facilitation_test

import (
	"encoding/json"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type clarification struct {
	ID               string
	SuggestionID     string `json:"suggestion_id"`
	SuggestionNumber int64  `json:"suggestion_number"`
	SuggestionText   string `json:"suggestion_text"`
	SessionID        string `json:"session_id"`
	State, Answer    string
	Version          int
}

func TestTheYurtIsAskedBack(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Ондағы жол нашар")
	h.send(t, h.tablet, l)
	ask := h.path("/suggestions/" + l["id"].(string) + "/clarifications")
	question := m{"id": newID(), "text": "Қай жол туралы айтылды?", "language": "kk"}
	var c clarification
	for range 2 { // the first answer was lost
		h.Call(t, 201, "POST", ask, h.secretary, question, &c)
		if c.ID != question["id"] || c.State != "open" || c.Version != 1 || c.SessionID != h.session || c.SuggestionNumber != 1 || c.SuggestionText != "Ондағы жол нашар" {
			t.Fatalf("asked: %+v", c)
		}
	}
	h.Problem(t, 409, "id_taken", "POST", ask, h.secretary, m{"id": question["id"], "text": "Басқа", "language": "kk"})
	h.Problem(t, 403, "role_required", "POST", ask, h.tablet, question)
	h.Problem(t, 404, "suggestion_not_found", "POST", h.path("/suggestions/"+newID()+"/clarifications"), h.secretary, question)
	h.Problem(t, 422, "invalid_request", "POST", ask, h.secretary, m{"text": " ", "language": "kk"})
	asked := testkit.Published(t, h.House, "facilitation", func(events.ClarificationAsked) bool { return true })
	if asked.ClarificationID != c.ID || asked.SuggestionID != l["id"] || asked.SessionID != h.session || asked.Version != 1 || asked.State != "open" {
		t.Errorf("told: %+v", asked)
	}

	path := h.path("/clarifications/" + c.ID + "/answer")
	reply := m{"answer_id": newID(), "text": "Абай көшесінің жолы", "language": "kk"}
	h.Problem(t, 403, "session_of_other_tablet", "POST", path, h.tabletToken(t, h.forum, newID(), newID()), reply)
	for range 2 {
		h.Call(t, 200, "POST", path, h.tablet, reply, &c)
		if c.State != "answered" || c.Answer != "Абай көшесінің жолы" || c.Version != 2 {
			t.Fatalf("answered: %+v", c)
		}
	}
	h.Problem(t, 409, "id_taken", "POST", path, h.tablet, m{"answer_id": reply["answer_id"], "text": "Басқа", "language": "kk"})
	status, body := h.Do(t, "POST", path, h.secretary, m{"answer_id": newID(), "text": "Басқа", "language": "kk"})
	var p struct {
		Code  string
		Newer clarification
	}
	if err := json.Unmarshal(body, &p); err != nil || status != 409 || p.Code != "newer_version" || p.Newer.Answer != "Абай көшесінің жолы" {
		t.Errorf("another answer: %d %s", status, body)
	}
	h.Problem(t, 404, "clarification_not_found", "POST", h.path("/clarifications/"+newID()+"/answer"), h.secretary, reply)
	answered := testkit.Published(t, h.House, "facilitation", func(events.ClarificationAnswered) bool { return true })
	if answered.Version != 2 || answered.Answer != "Абай көшесінің жолы" || answered.AnsweredAt == nil {
		t.Errorf("told: %+v", answered)
	}
	if all := told[events.ClarificationAsked](t, h); len(all) != 1 {
		t.Errorf("asked %d times", len(all))
	}
}

func TestClarificationsAreListed(t *testing.T) {
	h := newHouse(t)
	a, b := h.line(1, "бір"), h.line(2, "екі", m{"session_id": newID()})
	h.send(t, h.tablet, a, b)
	ids := make([]string, 5)
	for i := range ids {
		var c clarification
		about := []m{a, b}[i%2]
		h.Call(t, 201, "POST", h.path("/suggestions/"+about["id"].(string)+"/clarifications"), h.secretary, m{"text": "Қалай?", "language": "kk"}, &c)
		ids[i] = c.ID
	}
	h.Call(t, 200, "POST", h.path("/clarifications/"+ids[0]+"/answer"), h.secretary, m{"answer_id": newID(), "text": "Былай", "language": "kk"}, nil)
	for query, want := range map[string][]string{
		"": ids, "state=open": ids[1:], "state=answered": ids[:1], "session_id=" + h.session: {ids[0], ids[2], ids[4]},
		"suggestion_id=" + b["id"].(string): {ids[1], ids[3]}, "session_id=" + newID(): nil,
	} {
		var got []string
		for after := ""; ; {
			var page struct {
				Items []clarification
				Next  string
			}
			h.Call(t, 200, "GET", h.path("/clarifications?limit=2&after="+after+"&"+query), h.tablet, nil, &page)
			for _, c := range page.Items {
				got = append(got, c.ID)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		if string(g) != string(w) {
			t.Errorf("list %q: %s, want %s", query, g, w)
		}
	}
	h.Problem(t, 422, "invalid_request", "GET", h.path("/clarifications?session_id=x"), h.secretary, nil)
}
