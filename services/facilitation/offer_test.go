package facilitation_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// yurt is another session of the forum with its tablet.
func (h *house) yurt(t testing.TB, theme string) (session, tablet string) {
	t.Helper()
	session = newID()
	testkit.Publish(t, h.House, events.SessionScheduled{ForumID: h.forum, SessionID: session, Version: 1, ThemeID: theme})
	return session, h.tabletToken(t, h.forum, session, newID())
}

// TestAParkedLineIsOfferedAndTaken keeps its author, its number and where it was
// said, and belongs to the theme of the session that took it.
func TestAParkedLineIsOfferedAndTaken(t *testing.T) {
	h := newHouse(t)
	author, theme := newID(), newID()
	there, their := h.yurt(t, theme)
	_, stranger := h.yurt(t, newID())
	l := h.line(1, "Аялдама керек", m{"author_id": author})
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	mine := m{"session_id": there}
	h.Problem(t, 409, "suggestion_not_offered", "POST", path+"/take", their, mine)

	var got suggestion
	testkit.Eventually(t, "the session's theme is known", func() bool {
		h.Call(t, 200, "POST", path+"/park", h.tablet, m{"session_id": there, "note": "көлік туралы"}, &got)
		return got.ParkedThemeID == theme
	})
	if got.State != "parked" || got.ParkedSessionID != there {
		t.Fatalf("parked: %+v", got)
	}
	h.Problem(t, 409, "suggestion_not_offered", "POST", path+"/take", h.secretary, m{"session_id": newID()})
	h.Problem(t, 403, "session_of_other_tablet", "POST", path+"/take", stranger, mine)
	h.Problem(t, 403, "suggestion_of_other_session", "POST", path+"/withdraw", their, nil)

	version := got.Version + 1
	for range 2 { // the second time because the answer was lost
		h.Call(t, 200, "POST", path+"/take", their, mine, &got)
		if got.State != "received" || got.TakenSessionID != there || got.ThemeID != theme || got.ParkedSessionID != "" ||
			got.SessionID != h.session || got.AuthorID != author || got.Number != 1 || got.Version != version {
			t.Fatalf("taken: %+v", got)
		}
	}
	for _, session := range []string{h.session, there} {
		if all := h.list(t, "session_id="+session); len(all) != 1 || all[0].ID != l["id"] {
			t.Errorf("list of %s: %+v", session, all)
		}
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionUnparked) bool { return e.TakenSessionID == there })
	if e.SessionID != h.session || e.AuthorID != author || e.ThemeID != theme {
		t.Errorf("event: %+v", e)
	}
	if r := h.send(t, h.tablet, l)[0]; r.Outcome != "already_stored" {
		t.Errorf("captured again by a tablet that lost the answer: %+v", r)
	}

	// Where it was said it cannot be given to somebody else any more; who took it can give it back.
	h.Problem(t, 409, "suggestion_taken", "POST", path+"/park", h.tablet, nil)
	h.Call(t, 200, "POST", path+"/reword", their, m{"text": "Аялдама қажет", "language": "kk", "base_version": version, "edit_id": newID()}, nil)
	h.Call(t, 200, "POST", path+"/park", their, m{"session_id": there}, &got)
	if got.State != "parked" || got.TakenSessionID != "" || got.ParkedSessionID != there {
		t.Errorf("given back: %+v", got)
	}
}

// TestAnOfferIsDeclined to the secretariat; who declined may think again, and
// who is second comes too late.
func TestAnOfferIsDeclined(t *testing.T) {
	h := newHouse(t)
	theme := newID()
	left, leftTablet := h.yurt(t, theme)
	right, rightTablet := h.yurt(t, theme)
	l := h.line(1, "Аялдама керек")
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string))
	h.Call(t, 200, "POST", path+"/park", h.tablet, m{"theme_id": theme}, nil)
	var got suggestion
	testkit.Eventually(t, "the session's theme is known", func() bool {
		status, _ := h.Do(t, "POST", path+"/decline", leftTablet, m{"session_id": left})
		return status == 200
	})
	h.Call(t, 200, "POST", path+"/decline", leftTablet, m{"session_id": left}, &got)
	if got.State != "parked" || got.ParkedThemeID != "" || got.DeclinedSessionID != left || got.Version != 3 {
		t.Fatalf("declined: %+v", got)
	}
	h.Problem(t, 409, "suggestion_not_offered", "POST", path+"/take", rightTablet, m{"session_id": right})
	h.Call(t, 200, "POST", path+"/take", leftTablet, m{"session_id": left}, &got)
	if got.TakenSessionID != left || got.ThemeID != theme || got.DeclinedSessionID != "" {
		t.Errorf("taken after all: %+v", got)
	}
	h.Problem(t, 409, "suggestion_taken", "POST", path+"/take", rightTablet, m{"session_id": right})
	h.Problem(t, 409, "suggestion_not_offered", "POST", path+"/decline", rightTablet, m{"session_id": right})
	declined := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionParked) bool { return e.DeclinedSessionID == left })
	if declined.ParkedThemeID != "" {
		t.Errorf("event: %+v", declined)
	}
}
