package facilitation_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type liveEvent struct{ id, name, data string }

// listen reads n events of the forum's stream.
func (h *house) listen(t *testing.T, from string, n int) (got []liveEvent) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+h.path("/live"+from), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+h.tablet)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("live: %d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	var e liveEvent
	for lines := bufio.NewScanner(resp.Body); len(got) < n && lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name != "ready" {
				got = append(got, e)
			}
		}
	}
	return got
}

func TestLiveTellsThisForumAndResumes(t *testing.T) {
	h := newHouse(t)
	other := *h
	other.forum = newID()
	foreign := h.tabletToken(t, other.forum, h.session, h.device)
	var want []string
	for i := range 5 {
		l := h.line(i+1, "Жол")
		h.send(t, h.tablet, l)
		other.send(t, foreign, other.line(i+1, "бөтен"))
		want = append(want, l["id"].(string))
	}
	ids := func(es []liveEvent) (ids []string) {
		for _, e := range es {
			var s struct {
				SuggestionID string `json:"suggestion_id"`
			}
			if err := json.Unmarshal([]byte(e.data), &s); err != nil || e.name != "SuggestionCaptured" {
				t.Fatalf("event %+v: %v", e, err)
			}
			ids = append(ids, s.SuggestionID)
		}
		return ids
	}
	first := h.listen(t, "?from=start", 2)
	rest := h.listen(t, "?last_event_id="+first[1].id, 3)
	if got := append(ids(first), ids(rest)...); !slices.Equal(got, want) {
		t.Errorf("heard %v, want %v", got, want)
	}
	h.Problem(t, 403, "role_required", "GET", h.path("/live"), foreign, nil)
	h.Problem(t, 401, "sign_in_required", "GET", h.path("/live"), "", nil)
	h.Problem(t, 422, "invalid_request", "GET", "/api/facilitation/forums/*/live", h.tablet, nil)
}

func TestLiveEndsWhenTheTabletIsRevoked(t *testing.T) {
	h := newHouse(t)
	h.LiveEnds(t, h.path("/live"), h.tablet, func() {
		testkit.Publish(t, h.House, events.DeviceRevoked{ForumID: h.forum, DeviceID: h.device, Version: 2, RevokedAt: time.Now()})
	})
}
