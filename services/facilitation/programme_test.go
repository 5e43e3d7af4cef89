package facilitation_test

import (
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestARevokedTabletIsShutOut(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	testkit.Publish(t, h.House,
		events.DeviceRevoked{ForumID: h.forum, DeviceID: h.device, Version: 2, RevokedAt: time.Now()},
		events.DevicePaired{ForumID: h.forum, DeviceID: h.device, Version: 1, SessionID: h.session}) // older, told late
	n := 1
	testkit.Eventually(t, "the tablet is refused", func() bool {
		n++
		status, _ := h.Do(t, "POST", h.path("/suggestions"), h.tablet, m{"suggestions": []m{h.line(n, "Жол")}})
		return status == 401
	})
	before := len(h.list(t, ""))
	h.Problem(t, 401, "device_revoked", "POST", h.path("/suggestions"), h.tablet, m{"suggestions": []m{h.line(99, "Жол"), h.line(100, " ")}})
	h.Problem(t, 401, "device_revoked", "POST", h.path("/suggestions"), h.tablet, m{"suggestions": []m{h.line(100, " ")}})
	h.Problem(t, 401, "device_revoked", "GET", h.path("/suggestions"), h.tablet, nil)
	h.Problem(t, 401, "device_revoked", "GET", h.path("/live"), h.tablet, nil)
	h.Problem(t, 401, "device_revoked", "POST", h.path("/suggestions/"+l["id"].(string)+"/withdraw"), h.tablet, nil)
	if got := len(h.list(t, "")); got != before {
		t.Errorf("%d stored, want %d", got, before)
	}
	// Its queue, carried over by somebody who may write, is welcome.
	if r := h.send(t, h.secretary, h.line(101, "Жол"))[0]; r.Outcome != "stored" {
		t.Errorf("carried over: %+v", r)
	}
	// Paired anew.
	testkit.Publish(t, h.House, events.DevicePaired{ForumID: h.forum, DeviceID: h.device, Version: 3, SessionID: h.session})
	testkit.Eventually(t, "the tablet is admitted again", func() bool {
		status, _ := h.Do(t, "GET", h.path("/suggestions"), h.tablet, nil)
		return status == 200
	})
}

// A tablet keeps its rights in a forum that it was paired to before: what is
// unsent there still goes there. Each forum counts its pairings on its own.
func TestATabletRevokedInOneForumGoesOnInAnother(t *testing.T) {
	h := newHouse(t)
	elsewhere := newID()
	there := h.tabletToken(t, elsewhere, newID(), h.device)
	ask := func(forum, token string) int {
		status, _ := h.Do(t, "GET", "/api/facilitation/forums/"+forum+"/suggestions", token, nil)
		return status
	}
	testkit.Publish(t, h.House,
		events.DevicePaired{ForumID: h.forum, DeviceID: h.device, Version: 1, SessionID: h.session},
		events.DeviceRevoked{ForumID: elsewhere, DeviceID: h.device, Version: 2, RevokedAt: time.Now()})
	testkit.Eventually(t, "the other forum refuses the tablet", func() bool { return ask(elsewhere, there) == 401 })
	h.send(t, h.tablet, h.line(1, "Жол"))
	if status := ask(h.forum, h.tablet); status != 200 {
		t.Errorf("its own forum answers %d", status)
	}
	if status, _ := h.Do(t, "GET", h.path("/sessions/"+h.session+"/groups"), h.tablet, nil); status != 200 {
		t.Errorf("its own session's groups answer %d", status)
	}
	// Its first pairing with the other forum was withdrawn at version 2; here version 1 is followed by 2, too.
	testkit.Publish(t, h.House, events.DeviceRevoked{ForumID: h.forum, DeviceID: h.device, Version: 2, RevokedAt: time.Now()})
	testkit.Eventually(t, "its own forum refuses it, too", func() bool { return ask(h.forum, h.tablet) == 401 })
	testkit.Publish(t, h.House, events.DevicePaired{ForumID: elsewhere, DeviceID: h.device, Version: 3, SessionID: newID()})
	testkit.Eventually(t, "a new code opens the other one", func() bool { return ask(elsewhere, there) == 200 })
	if status := ask(h.forum, h.tablet); status != 401 {
		t.Errorf("its own forum answers %d", status)
	}
}

func TestSessionsAndThemesOfOtherForums(t *testing.T) {
	h := newHouse(t)
	elsewhere, session, theme := newID(), newID(), newID()
	h.send(t, h.tablet, h.line(1, "екеуі де әлі белгісіз", m{"session_id": session, "theme_id": theme}))
	testkit.Publish(t, h.House,
		events.SessionScheduled{ForumID: elsewhere, SessionID: session, Version: 1},
		events.ThemeDescribed{ForumID: elsewhere, ThemeID: theme, Version: 1, Key: "ecology"},
		events.SessionScheduled{ForumID: h.forum, SessionID: h.session, Version: 1},
		events.ThemeDescribed{ForumID: h.forum, ThemeID: h.theme, Version: 1, Key: "ecology"})
	n := 1
	refused := func(field, id, code string) func() bool {
		return func() bool {
			n++
			r := h.send(t, h.tablet, h.line(n, "алдыңғы"), h.line(n, "бөтен", m{field: id}), h.line(n, "келесі"))
			return r[0].Outcome == "stored" && r[2].Outcome == "stored" && r[1].Outcome == "refused" && r[1].Problem.Code == code && r[1].Problem.Detail != ""
		}
	}
	testkit.Eventually(t, "the session is refused", refused("session_id", session, "session_of_other_forum"))
	testkit.Eventually(t, "the theme is refused", refused("theme_id", theme, "theme_of_other_forum"))
	l := h.line(n+1, "өз отырысы")
	if r := h.send(t, h.tablet, l)[0]; r.Outcome != "stored" {
		t.Errorf("own session: %+v", r)
	}
	status, body := h.Do(t, "POST", h.path("/suggestions/"+l["id"].(string)+"/park"), h.tablet, m{"theme_id": theme})
	if status != 422 {
		t.Errorf("parked with another forum's theme: %d %s", status, body)
	}
	for i, s := range h.list(t, "") {
		if s.Number != int64(i+1) {
			t.Fatalf("number %d at place %d: a refusal left a gap", s.Number, i+1)
		}
	}
}

func TestAnErasedAuthorIsForgotten(t *testing.T) {
	h := newHouse(t)
	author := newID()
	l := h.line(1, "Жол", m{"author_id": author, "typed_by": author})
	first := h.send(t, h.tablet, l)[0]
	if got := h.get(t, l["id"]); got.AuthorID != author {
		t.Fatalf("author: %+v", got)
	}
	testkit.Publish(t, h.House, events.ParticipantErased{ForumID: h.forum, ParticipantID: author, Version: 2, ErasedAt: time.Now()})
	testkit.Eventually(t, "the author is forgotten", func() bool { return h.get(t, l["id"]).AuthorID == "" })
	if got := h.get(t, l["id"]); got.Text != "Жол" || got.Number != 1 {
		t.Errorf("the words changed: %+v", got)
	}
	// The tablet never got the answer and sends its line again, author and all.
	if r := h.send(t, h.tablet, l)[0]; r.Outcome != "already_stored" || r.Receipt != first.Receipt {
		t.Errorf("sent again: %+v", r)
	}
	// Typed before, arriving after.
	late := h.line(2, "Су", m{"author_id": author})
	if r := h.send(t, h.tablet, late)[0]; r.Outcome != "stored" {
		t.Errorf("late: %+v", r)
	}
	if got := h.get(t, late["id"]); got.AuthorID != "" {
		t.Errorf("the erased author came back: %+v", got)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool { return e.SuggestionID == late["id"] })
	if e.AuthorID != "" {
		t.Errorf("the erased author was published: %+v", e)
	}
}
