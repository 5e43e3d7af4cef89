package facilitation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

type group struct {
	ID            string
	Version       int
	State         string
	Title         events.Text
	SuggestionIDs []string `json:"suggestion_ids"`
	Position      int
}

func (h *house) groups(t testing.TB) []group {
	t.Helper()
	var page struct{ Items []group }
	h.Call(t, 200, "GET", h.path("/sessions/"+h.session+"/groups"), h.tablet, nil, &page)
	return page.Items
}

func TestSuggestionsAreGrouped(t *testing.T) {
	h := newHouse(t)
	if all := h.groups(t); all == nil || len(all) != 0 {
		t.Fatalf("no groups yet: %+v", all)
	}
	path := func(id string) string { return h.path("/sessions/" + h.session + "/groups/" + id) }
	a, b, x, y, z := newID(), newID(), newID(), newID(), newID()
	var g group
	make1 := m{"suggestion_ids": []string{x, y}, "base_version": 0, "position": 1}
	for range 2 { // the first answer was lost
		h.Call(t, 200, "PUT", path(a), h.tablet, make1, &g)
		if g.Version != 1 || g.State != "standing" || !slices.Equal(g.SuggestionIDs, []string{x, y}) {
			t.Fatalf("made: %+v", g)
		}
	}
	h.Call(t, 200, "PUT", path(b), h.tablet, m{"title": m{"kk": "Жол"}, "suggestion_ids": []string{z, y}, "base_version": 0}, &g)
	all := h.groups(t)
	if len(all) != 2 || all[0].ID != b || !slices.Equal(all[1].SuggestionIDs, []string{x}) || all[1].Version != 2 {
		t.Errorf("a suggestion is in one group: %+v", all)
	}
	// The tablet that dragged it says so for the other group too.
	h.Call(t, 200, "PUT", path(a), h.tablet, m{"suggestion_ids": []string{x}, "base_version": 1, "position": 1}, &g)
	if g.Version != 2 {
		t.Errorf("what is so already: %+v", g)
	}
	status, body := h.Do(t, "PUT", path(a), h.secretary, m{"suggestion_ids": []string{x}, "base_version": 1, "position": 7})
	var p struct {
		Code  string
		Newer group
	}
	if err := json.Unmarshal(body, &p); err != nil || status != 409 || p.Code != "newer_version" || p.Newer.Version != 2 {
		t.Errorf("stale: %d %s", status, body)
	}
	h.Problem(t, 409, "newer_version", "DELETE", path(a)+"?base_version=1", h.tablet, nil)
	for range 2 {
		h.Call(t, 204, "DELETE", path(a), h.tablet, nil, nil)
	}
	h.Problem(t, 409, "group_dissolved", "PUT", path(a), h.tablet, make1)
	h.Problem(t, 404, "group_not_found", "DELETE", path(newID()), h.tablet, nil)
	h.Problem(t, 422, "invalid_request", "PUT", path(newID()), h.tablet, m{"suggestion_ids": []string{x, x}, "base_version": 0})
	stranger := h.tabletToken(t, h.forum, newID(), newID())
	h.Problem(t, 403, "session_of_other_tablet", "PUT", path(b), stranger, make1)
	h.Problem(t, 409, "id_taken", "PUT", h.path("/sessions/"+newID()+"/groups/"+b), h.secretary, make1)
	if all := h.groups(t); len(all) != 1 || all[0].ID != b {
		t.Errorf("left: %+v", all)
	}
	var versions []string
	for _, e := range told[events.GroupArranged](t, h) {
		versions = append(versions, fmt.Sprint(e.GroupID == a, e.Version, len(e.SuggestionIDs)))
	}
	if want := []string{"true 1 2", "true 2 1", "false 1 2"}; !slices.Equal(versions, want) {
		t.Errorf("told %v, want %v", versions, want)
	}
	if all := told[events.GroupDissolved](t, h); len(all) != 1 || all[0].Version != 3 || all[0].State != "dissolved" {
		t.Errorf("told: %+v", all)
	}
}

// TestOneSuggestionDraggedByAll into eight groups at once lies in one of them.
func TestOneSuggestionDraggedByAll(t *testing.T) {
	h := newHouse(t)
	x := newID()
	var wg sync.WaitGroup
	for range 8 {
		path := h.path("/sessions/" + h.session + "/groups/" + newID())
		wg.Go(func() {
			if status, body := h.Do(t, "PUT", path, h.secretary, m{"suggestion_ids": []string{x}, "base_version": 0}); status != 200 {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	wg.Wait()
	n := 0
	for _, g := range h.groups(t) {
		n += len(g.SuggestionIDs)
	}
	if n != 1 {
		t.Errorf("the suggestion lies in %d groups", n)
	}
}
