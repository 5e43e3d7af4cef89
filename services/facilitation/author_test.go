package facilitation_test

import (
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestWhoseWordsTheyAreIsSaidLater(t *testing.T) {
	h := newHouse(t)
	author := newID()
	l := h.line(1, "Жол салу")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string) + "/author")
	for range 2 { // the first answer was lost
		h.Call(t, 200, "POST", path, h.tablet, m{"author_id": author}, nil)
	}
	if got := h.get(t, l["id"]); got.AuthorID != author || got.Version != 2 || got.Text != "Жол салу" {
		t.Errorf("attributed: %+v", got)
	}
	told := testkit.Published(t, h.House, "facilitation", func(events.SuggestionAttributed) bool { return true })
	if told.AuthorID != author || told.Version != 2 || told.SuggestionID != l["id"] {
		t.Errorf("told: %+v", told)
	}
	// The tablet never got its receipt and sends its line as it was captured.
	if r := h.send(t, h.tablet, l)[0]; r.Outcome != "already_stored" {
		t.Errorf("sent again: %+v", r)
	}
	if got := h.get(t, l["id"]); got.AuthorID != author {
		t.Errorf("the repetition took the author away: %+v", got)
	}
	h.Problem(t, 422, "invalid_request", "POST", path, h.tablet, m{"author_id": "Айгүл"})
	h.Problem(t, 403, "suggestion_of_other_session", "POST", path, h.tabletToken(t, h.forum, newID(), newID()), m{"author_id": ""})

	testkit.Publish(t, h.House, events.ParticipantErased{ForumID: h.forum, ParticipantID: author, Version: 2, ErasedAt: time.Now()})
	testkit.Eventually(t, "the author is forgotten", func() bool { return h.get(t, l["id"]).AuthorID == "" })
	h.Call(t, 200, "POST", path, h.tablet, m{"author_id": author}, nil)
	if got := h.get(t, l["id"]); got.AuthorID != "" {
		t.Errorf("the erased author came back: %+v", got)
	}
	h.Call(t, 200, "POST", path, h.secretary, m{"author_id": newID()}, nil)
	h.Call(t, 200, "POST", path, h.secretary, m{"author_id": ""}, nil)
	if got := h.get(t, l["id"]); got.AuthorID != "" || got.Version != 4 {
		t.Errorf("nobody's again: %+v", got)
	}
}
