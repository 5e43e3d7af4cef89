package facilitation_test

import (
	"encoding/json"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestRewordKeepsEveryWording(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол жөндеу")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	edit := m{"text": "Жолды жөндеу керек", "language": "kk", "base_version": 1, "edit_id": newID(), "device_id": h.device}
	var got suggestion
	h.Call(t, 200, "POST", path+"/reword", h.tablet, edit, &got)
	if got.Version != 2 || got.Text != "Жолды жөндеу керек" || got.OriginalText != "Жол жөндеу" || got.Language != "kk" || len(got.Wordings) != 2 {
		t.Fatalf("reworded: %+v", got)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionReworded) bool { return e.Version == 2 })
	if e.Text != got.Text || e.OriginalText != "Жол жөндеу" || e.Number != 1 {
		t.Errorf("event: %+v", e)
	}

	// The answer was lost: the same edit again.
	h.Call(t, 200, "POST", path+"/reword", h.tablet, edit, &got)
	if got.Version != 2 || len(got.Wordings) != 2 {
		t.Errorf("the same edit again: %+v", got)
	}
	other := m{"text": "Басқа", "language": "kk", "base_version": 2, "edit_id": edit["edit_id"]}
	h.Problem(t, 409, "edit_id_taken", "POST", path+"/reword", h.tablet, other)

	// Somebody who has not seen the new wording.
	stale := m{"text": "Жолды асфальттау", "language": "kk", "base_version": 1, "edit_id": newID()}
	status, body := h.Do(t, "POST", path+"/reword", h.secretary, stale)
	var p struct {
		Code  string
		Newer struct {
			Text, Language string
			Version        int
		}
	}
	if err := json.Unmarshal(body, &p); err != nil || status != 409 || p.Code != "newer_wording" || p.Newer.Text != "Жолды жөндеу керек" || p.Newer.Version != 2 {
		t.Errorf("stale: %d %s", status, body)
	}
	// Who proposes the same words has nothing to choose.
	same := m{"text": "Жолды жөндеу керек", "language": "kk", "base_version": 1, "edit_id": newID()}
	h.Call(t, 200, "POST", path+"/reword", h.secretary, same, &got)
	if got.Version != 2 {
		t.Errorf("the same words: %+v", got)
	}
	// Parking in between is no newer wording.
	h.Call(t, 200, "POST", path+"/park", h.secretary, nil, nil)
	h.Call(t, 200, "POST", path+"/reword", h.secretary, m{"text": "Жолды 2022 жылы жөндеу", "language": "kk", "base_version": 2, "edit_id": newID()}, &got)
	if got.Version != 4 || got.State != "parked" || len(got.Wordings) != 3 || got.Wordings[0].Text != "Жол жөндеу" {
		t.Errorf("after parking: %+v", got)
	}
	h.Problem(t, 422, "invalid_request", "POST", path+"/reword", h.secretary, m{"text": "x", "language": "kk", "base_version": 99, "edit_id": newID()})
	h.Problem(t, 422, "invalid_request", "POST", path+"/reword", h.secretary, m{"text": " \n", "language": "kk", "base_version": 4, "edit_id": newID()})
}

func TestStates(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	theme := newID()
	steps := []struct {
		verb    string
		body    any
		problem string
		state   string
		parked  string
		version int
	}{
		{"restore", nil, "", "received", "", 1},
		{"unpark", nil, "", "received", "", 1},
		{"park", m{"theme_id": theme, "note": "көлік туралы"}, "", "parked", theme, 2},
		{"park", m{"theme_id": theme}, "", "parked", theme, 2},
		{"park", m{}, "", "parked", "", 3},
		{"unpark", nil, "", "received", "", 4},
		{"park", nil, "", "parked", "", 5},
		{"withdraw", m{"reason": "автор сұрады"}, "", "withdrawn", "", 6},
		{"withdraw", nil, "", "withdrawn", "", 6},
		{"park", nil, "suggestion_withdrawn", "", "", 0},
		{"unpark", nil, "suggestion_withdrawn", "", "", 0},
		{"restore", nil, "", "received", "", 7},
	}
	for i, s := range steps {
		if s.problem != "" {
			h.Problem(t, 409, s.problem, "POST", path+"/"+s.verb, h.tablet, s.body)
			continue
		}
		var got suggestion
		h.Call(t, 200, "POST", path+"/"+s.verb, h.tablet, s.body, &got)
		if got.State != s.state || got.ParkedThemeID != s.parked || got.Version != s.version {
			t.Errorf("step %d %s: %+v", i, s.verb, got)
		}
	}
	h.Call(t, 200, "POST", path+"/withdraw", h.tablet, nil, nil)
	h.Problem(t, 409, "suggestion_withdrawn", "POST", path+"/reword", h.tablet, m{"text": "x", "language": "kk", "base_version": 8, "edit_id": newID()})

	got := h.get(t, l["id"])
	if len(got.Changes) != 7 || got.Changes[0].Verb != "park" || got.Changes[0].Note != "көлік туралы" || got.Changes[4].Note != "автор сұрады" {
		t.Errorf("changes: %+v", got.Changes)
	}
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionParked) bool { return e.Version == 2 && e.ParkedThemeID == theme })
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionUnparked) bool { return e.Version == 4 && e.State == "received" })
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionWithdrawn) bool { return e.Version == 6 && e.State == "withdrawn" })
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionRestored) bool { return e.Version == 7 })
}

func TestATabletChangesItsOwn(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	stranger := h.tabletToken(t, h.forum, newID(), newID())
	h.Problem(t, 403, "suggestion_of_other_session", "POST", path+"/withdraw", stranger, nil)
	sameSession := h.tabletToken(t, h.forum, h.session, newID())
	h.Call(t, 200, "POST", path+"/withdraw", sameSession, nil, nil)
	sameDevice := h.tabletToken(t, h.forum, newID(), h.device) // paired to the next session
	h.Call(t, 200, "POST", path+"/restore", sameDevice, nil, nil)
}

func TestListsAndCounts(t *testing.T) {
	h := newHouse(t)
	other, theme := newID(), newID()
	for i := range 7 {
		l := h.line(i+1, "Жол")
		if i%2 == 1 {
			l["session_id"], l["theme_id"] = other, theme
		}
		h.send(t, h.tablet, l)
		if i == 6 {
			h.Call(t, 200, "POST", h.path("/suggestions/"+l["id"].(string)+"/park"), h.secretary, nil, nil)
		}
	}
	numbers := func(query string) (n []int64) {
		for after := ""; ; {
			var page struct {
				Items []suggestion
				Next  string
			}
			h.Call(t, 200, "GET", h.path("/suggestions?limit=2&after="+after+"&"+query), h.secretary, nil, &page)
			for _, s := range page.Items {
				n = append(n, s.Number)
			}
			if after = page.Next; after == "" {
				return n
			}
		}
	}
	for query, want := range map[string]string{
		"": "[1,2,3,4,5,6,7]", "session_id=" + other: "[2,4,6]", "theme_id=" + theme: "[2,4,6]", "state=parked": "[7]",
		"state=received&session_id=" + h.session: "[1,3,5]", "session_id=" + newID(): "null",
	} {
		if got, _ := json.Marshal(numbers(query)); string(got) != want {
			t.Errorf("list %q: %s, want %s", query, got, want)
		}
	}
	var c struct {
		Total     int
		BySession []struct {
			SessionID string `json:"session_id"`
			Count     int
		} `json:"by_session"`
		ByTheme []struct {
			ThemeID string `json:"theme_id"`
			Count   int
		} `json:"by_theme"`
		ByState []struct {
			State string
			Count int
		} `json:"by_state"`
	}
	h.Call(t, 200, "GET", h.path("/counts"), h.tablet, nil, &c)
	sessions, themes, states := map[string]int{}, map[string]int{}, map[string]int{}
	for _, x := range c.BySession {
		sessions[x.SessionID] = x.Count
	}
	for _, x := range c.ByTheme {
		themes[x.ThemeID] = x.Count
	}
	for _, x := range c.ByState {
		states[x.State] = x.Count
	}
	if c.Total != 7 || sessions[h.session] != 4 || sessions[other] != 3 || themes[h.theme] != 4 || themes[theme] != 3 || states["received"] != 6 || states["parked"] != 1 {
		t.Errorf("counts: %+v", c)
	}
	h.Problem(t, 422, "invalid_request", "GET", h.path("/suggestions?session_id=x"), h.secretary, nil)
	h.Problem(t, 422, "invalid_request", "GET", h.path("/suggestions?after=x"), h.secretary, nil)
	h.Problem(t, 404, "suggestion_not_found", "GET", h.path("/suggestions/"+newID()), h.secretary, nil)
}
