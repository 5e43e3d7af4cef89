package facilitation_test

import (
	"strings"
	"testing"
	"time"

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

func TestPermissions(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Жол")
	h.send(t, h.tablet, l)
	h.furnish(t, l["id"].(string))
	device := newID()
	testkit.Publish(t, h.House, events.DeviceRevoked{ForumID: h.forum, DeviceID: device, Version: 2})
	var revoked string
	testkit.Eventually(t, "the tablet to be known as revoked", func() bool {
		revoked = h.Sign(t, token.Caller{
			Subject: device, Kind: "tablet", Session: h.session, Roles: map[string][]string{h.forum: {"tablet"}}, Expires: time.Now().Add(time.Hour),
		})
		status, answer := h.Do(t, "GET", h.path("/counts"), revoked, nil)
		return status == 401 && strings.Contains(string(answer), "device_revoked")
	})
	const (
		staff = "facilitator moderator secretary organiser"
		write = "within:" + staff + " tablet"
		here  = staff + " tablet*"
		read  = write + " chair controller"
		desk  = "secretary organiser"
	)
	testkit.WhoMay(t, h.House, "facilitation", map[string]string{"forum": h.forum, "session": h.session}, revoked, testkit.Table{
		"GET /settings":                                  "everywhere:organiser",
		"PUT /settings/{key}":                            "everywhere:organiser",
		"GET /setting-changes":                           "everywhere:organiser",
		"GET /forums/{forum}/live":                       read,
		"GET /audit":                                     "somewhere:organiser",
		"POST /forums/{forum}/suggestions":               "within:" + staff + " tablet~",
		"GET /forums/{forum}/suggestions":                read,
		"GET /forums/{forum}/suggestions/{id}":           read,
		"POST /forums/{forum}/suggestions/{id}/reword":   write,
		"POST /forums/{forum}/suggestions/{id}/author":   write,
		"POST /forums/{forum}/suggestions/{id}/withdraw": write,
		"POST /forums/{forum}/suggestions/{id}/restore":  write,
		"POST /forums/{forum}/suggestions/{id}/hide":     desk,
		"POST /forums/{forum}/suggestions/{id}/show":     desk,
		"POST /forums/{forum}/suggestions/{id}/park":     write,
		"POST /forums/{forum}/suggestions/{id}/unpark":   write,
		"POST /forums/{forum}/suggestions/{id}/take":     write,
		"POST /forums/{forum}/suggestions/{id}/decline":  write,
		"GET /forums/{forum}/counts":                     read,
		"GET /forums/{forum}/tags":                       read,

		"POST /forums/{forum}/suggestions/{id}/clarifications":       desk,
		"GET /forums/{forum}/clarifications":                         read,
		"GET /forums/{forum}/clarification-counts":                   read,
		"POST /forums/{forum}/clarifications/{clarification}/answer": write,

		"GET /forums/{forum}/reports":                            read,
		"GET /forums/{forum}/sessions/{session}/report":          read,
		"PUT /forums/{forum}/sessions/{session}/report":          here,
		"POST /forums/{forum}/sessions/{session}/report/confirm": here,
		"POST /forums/{forum}/sessions/{session}/report/reopen":  here,
		"GET /forums/{forum}/sessions/{session}/report/versions": read,

		"GET /forums/{forum}/sessions/{session}/photos":      read,
		"PUT /forums/{forum}/sessions/{session}/photos/{id}": here,
		"GET /forums/{forum}/photos/{id}":                    read,
		"DELETE /forums/{forum}/photos/{id}":                 write,

		"GET /forums/{forum}/sessions/{session}/groups":            read,
		"PUT /forums/{forum}/sessions/{session}/groups/{group}":    here,
		"DELETE /forums/{forum}/sessions/{session}/groups/{group}": here,

		"POST /forums/{forum}/rounds/{round}/marks":        write,
		"GET /forums/{forum}/rounds/{round}/marks":         write,
		"GET /forums/{forum}/rounds/{round}/tally":         read,
		"POST /forums/{forum}/rounds/{round}/ballot":       write,
		"POST /forums/{forum}/rounds/{round}/ballot/close": write,
		"GET /forums/{forum}/rounds/{round}/ballots":       write,
		"GET /ballots/{code}":                              "anybody",
		"PUT /ballots/{code}/voters/{voter}":               "anybody",

		"POST /forums/{forum}/imports":            desk,
		"POST /forums/{forum}/imports/{id}/apply": desk,
		"POST /forums/{forum}/imports/{id}/undo":  desk,
	})
}
