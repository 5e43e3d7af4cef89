package facilitation_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
)

func TestRefusals(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	testkit.Refusals(t, h.House, "facilitation", h.furnish(t, l["id"].(string)))
}

// furnish puts one of everything into the house's session and returns the ids
// by the names that they have in paths. The sessions service has told of the
// session, so that it is known whose it is.
func (h *house) furnish(t *testing.T, suggestion string) map[string]string {
	t.Helper()
	testkit.Publish(t, h.House, events.SessionScheduled{ForumID: h.forum, SessionID: h.session, Version: 1, Kind: "breakout"})
	testkit.Eventually(t, "the session to be known", func() bool {
		status, _ := h.Do(t, "GET", "/api/facilitation/forums/"+newID()+"/sessions/"+h.session+"/report", h.Token(t, newID(), token.Everywhere, "secretary"), nil)
		return status == 404
	})
	var c struct{ ID string }
	h.Call(t, 201, "POST", h.path("/suggestions/"+suggestion+"/clarifications"), h.secretary, m{"text": "Қалай?", "language": "kk"}, &c)
	round, g := newID(), newID()
	var b ballot
	h.Call(t, 201, "POST", h.path("/rounds/"+round+"/ballot"), h.tablet, m{"session_id": h.session, "kind": "dots", "dots": 1, "suggestion_ids": []string{suggestion}}, &b)
	h.Call(t, 200, "PUT", h.path("/sessions/"+h.session+"/groups/"+g), h.tablet, m{"suggestion_ids": []string{suggestion}, "base_version": 0}, nil)
	h.Call(t, 200, "PUT", h.reportPath(""), h.tablet, m{"recommendations": recommendations(3), "base_version": 0}, nil)
	h.Call(t, 200, "PUT", h.path("/sessions/"+h.session+"/photos/"+newID()), h.tablet, flipchart(t, 30), nil)
	return map[string]string{
		"forum": h.forum, "id": suggestion, "session": h.session, "round": round, "group": g, "clarification": c.ID, "code": b.Code,
	}
}

// TestRoles says for each route who may use it. A role that may gets another
// answer than 401 and 403.
func TestRoles(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	p := h.furnish(t, l["id"].(string))
	newPhoto := "/sessions/" + p["session"] + "/photos/" + newID()
	one, inSession, inRound := "/suggestions/"+p["id"], "/sessions/"+p["session"], "/rounds/"+p["round"]
	const (
		write = "facilitator moderator secretary organiser"
		read  = write + " chair controller"
	)
	for _, route := range []struct{ method, path, roles string }{
		{"POST", "/suggestions", write},
		{"GET", "/suggestions", read},
		{"GET", one, read},
		{"POST", one + "/reword", write},
		{"POST", one + "/author", write},
		{"POST", one + "/withdraw", write},
		{"POST", one + "/restore", write},
		{"POST", one + "/park", write},
		{"POST", one + "/unpark", write},
		{"GET", "/counts", read},
		{"GET", "/tags", read},
		{"POST", one + "/clarifications", "secretary organiser"},
		{"GET", "/clarifications", read},
		{"POST", "/clarifications/" + p["clarification"] + "/answer", write},
		{"GET", inSession + "/report", read},
		{"PUT", inSession + "/report", write},
		{"POST", inSession + "/report/confirm", write},
		{"POST", inSession + "/report/reopen", write},
		{"GET", inSession + "/report/versions", read},
		{"GET", inSession + "/photos", read},
		{"PUT", newPhoto, write},
		{"GET", "/photos/" + newID(), read},
		{"DELETE", "/photos/" + newID(), write},
		{"GET", inSession + "/groups", read},
		{"PUT", inSession + "/groups/" + p["group"], write},
		{"DELETE", inSession + "/groups/" + newID(), write},
		{"POST", inRound + "/marks", write},
		{"GET", inRound + "/tally", read},
		{"POST", inRound + "/ballot", write},
		{"POST", inRound + "/ballot/close", write},
		{"GET", inRound + "/ballots", write},
		{"POST", "/imports", "secretary organiser"},
		{"POST", "/imports/" + newID() + "/apply", "secretary organiser"},
	} {
		bodies := map[string]any{
			"/suggestions":          m{"suggestions": []m{l}},
			one + "/reword":         m{"text": "Жол", "language": "ru", "base_version": 1, "edit_id": newID()},
			one + "/author":         m{"author_id": ""},
			one + "/clarifications": m{"text": "Қалай?", "language": "kk"}, "/clarifications/" + p["clarification"] + "/answer": m{"answer_id": newID(), "text": "Былай", "language": "kk"},
			newPhoto: "no photo", inSession + "/report": m{"recommendations": []m{}, "base_version": 0}, inSession + "/report/confirm": m{"version": 1},
			inSession + "/report/reopen": m{"reason": "қате"}, inSession + "/groups/" + p["group"]: m{"suggestion_ids": []string{}, "base_version": 0},
			inRound + "/marks": m{"marks": []m{h.mark(p["id"], newID(), "dots", 1, 1)}}, inRound + "/ballot": m{"session_id": h.session, "kind": "dots", "dots": 1, "suggestion_ids": []string{p["id"]}},
			"/imports": "text\nЖол\n",
		}
		for _, role := range []string{"facilitator", "moderator", "secretary", "organiser", "chair", "controller"} {
			may := contains(route.roles, role)
			status, body := h.Do(t, route.method, h.path(route.path), h.Token(t, newID(), h.forum, role), bodies[route.path])
			if refused := status == 403; refused == may || status == 401 || status >= 500 {
				t.Errorf("%s %s as %s: %d %s", route.method, route.path, role, status, body)
			}
			status, _ = h.Do(t, route.method, h.path(route.path), h.Token(t, newID(), newID(), role), bodies[route.path])
			if status != 403 {
				t.Errorf("%s %s as %s of another forum: %d", route.method, route.path, role, status)
			}
		}
		status, _ := h.Do(t, route.method, h.path(route.path), h.tablet, bodies[route.path])
		if may := contains(route.roles, "facilitator"); (status == 403) == may {
			t.Errorf("%s %s as tablet: %d", route.method, route.path, status)
		}
	}
}
