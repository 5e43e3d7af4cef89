package sessions_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// programme are a forum's sessions: when by its clock, where, about what.
func (h house) programme(t *testing.T, forum, zone string) (told []string) {
	t.Helper()
	in, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var sessions struct {
		Items []struct {
			Yurt     int
			ThemeID  string    `json:"theme_id"`
			StartsAt time.Time `json:"starts_at"`
			EndsAt   time.Time `json:"ends_at"`
			Method   string
			State    string
			Link     string
			People   []object
		}
	}
	h.Call(t, 200, "GET", api+"/forums/"+forum+"/sessions?limit=500", h.organiser, nil, &sessions)
	for _, s := range sessions.Items {
		told = append(told, fmt.Sprintf("%s–%s %d %s%s %d%s", s.StartsAt.In(in).Format("2006-01-02 15:04"), s.EndsAt.In(in).Format("15:04"), s.Yurt, s.Method, s.State, len(s.People), s.Link))
	}
	return told
}

// TwelveYurts are asked for at once, each with the same method.
func twelveYurts(d day) object {
	sessions := make([]object, 12)
	for i := range sessions {
		sessions[i] = withID(aSession(d.theme))
		sessions[i]["yurt"] = i + 1
		sessions[i]["method"] = "brainstorm"
	}
	return object{"sessions": sessions}
}

func TestManySessionsAreMadeAtOnceOrNone(t *testing.T) {
	d := openDay(t)
	body := twelveYurts(d)
	sessions := body["sessions"].([]object)
	sessions[11]["ends_at"] = sessions[11]["starts_at"]
	d.Problem(t, 422, "invalid_request", "POST", api+d.path+"/programme", d.organiser, body)
	sessions[11]["ends_at"] = "2020-11-16T11:00:00+06:00"
	sessions[11]["theme_id"] = newID()
	d.Problem(t, 422, "invalid_request", "POST", api+d.path+"/programme", d.organiser, body)
	if got := d.programme(t, d.forum, "Asia/Almaty"); len(got) != 1 {
		t.Fatalf("a refused programme left %v", got)
	}
	sessions[11]["theme_id"] = d.theme
	var made, again struct {
		Items []thing
	}
	d.Call(t, 201, "POST", api+d.path+"/programme", d.organiser, body, &made)
	d.Call(t, 201, "POST", api+d.path+"/programme", d.organiser, body, &again) // the answer was lost
	if len(made.Items) != 12 || !slices.Equal(made.Items, again.Items) {
		t.Errorf("made %+v, then %+v", made, again)
	}
	if got := d.programme(t, d.forum, "Asia/Almaty"); len(got) != 13 || got[12] != "2020-11-16 09:30–11:00 12 brainstormplanned 0" {
		t.Errorf("the programme is %v", got)
	}
	var rounds list
	d.Call(t, 200, "GET", api+d.path+"/sessions/"+made.Items[4].ID+"/rounds", "", nil, &rounds)
	if len(rounds.Items) < 5 {
		t.Errorf("planned %+v", rounds)
	}
	told := testkit.Published(t, d.House, "sessions", func(e events.SessionScheduled) bool { return e.SessionID == made.Items[4].ID && e.Method != "" })
	if told.State != "planned" || told.Yurt != 5 {
		t.Errorf("told %+v", told)
	}

	// Taken back, twice; then not, because a tablet has come to one of them.
	ids := make([]string, 12)
	for i, s := range made.Items {
		ids[i] = s.ID
	}
	d.Call(t, 201, "POST", api+d.path+"/sessions/"+ids[0]+"/pairings", d.organiser, nil, nil) // a code that nobody uses
	for range 2 {
		d.Call(t, 204, "POST", api+d.path+"/programme/remove", d.organiser, object{"session_ids": ids[:6]}, nil)
	}
	testkit.Published(t, d.House, "sessions", func(e events.SessionRemoved) bool { return e.SessionID == ids[5] })
	var pairing struct{ Code string }
	d.Call(t, 201, "POST", api+d.path+"/sessions/"+ids[11]+"/pairings", d.organiser, nil, &pairing)
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": pairing.Code, "device_id": newID(), "name": "12"}, nil)
	d.Problem(t, 409, "in_use", "POST", api+d.path+"/programme/remove", d.organiser, object{"session_ids": ids[6:]})
	if got := d.programme(t, d.forum, "Asia/Almaty"); len(got) != 7 {
		t.Errorf("left are %v", got)
	}
}

func TestOnlyWhatNothingHangsOnIsDeleted(t *testing.T) {
	d := openDay(t)
	removed := func(id string) (string, string, object) {
		return "POST", d.path + "/programme/remove", object{"session_ids": []string{id}}
	}
	refused := func(what, method, path string, body object) {
		t.Helper()
		status, answer := d.Do(t, method, api+path, d.organiser, body)
		if status != 409 || !strings.Contains(string(answer), `"code":"in_use"`) || what == "" || !strings.Contains(string(answer), what) {
			t.Errorf("%s %s: %d %s, want that %s hang on it", method, path, status, answer, what)
		}
	}
	played := d.create(t, d.path+"/sessions", aSession("")).ID
	round := d.create(t, d.path+"/sessions/"+played+"/rounds", object{"question": text("?"), "seconds": 60}).ID
	d.Call(t, 200, "POST", api+d.path+"/sessions/"+played+"/rounds/"+round+"/start", d.organiser, nil, nil)
	sat := d.create(t, d.path+"/sessions", aSession("")).ID
	person := d.create(t, d.path+"/participants", object{"name": "Айгүл"}).ID
	d.Call(t, 200, "PUT", api+d.path+"/sessions/"+sat+"/participants/"+person, d.organiser, nil, nil)
	spoken, about := d.create(t, d.path+"/sessions", aSession("")).ID, d.create(t, d.path+"/themes", object{"title": text("Вода")}).ID
	testkit.Publish(t, d.House, events.SuggestionCaptured{Suggestion: events.Suggestion{ForumID: d.forum, SuggestionID: newID(), SessionID: spoken, ThemeID: about, Version: 1}})

	method, path, body := removed(played)
	refused("rounds", method, path, body)
	method, path, body = removed(sat)
	refused("seats", method, path, body)
	refused("sessions", "DELETE", d.path+"/themes/"+d.theme, nil)
	db, err := sqlx.Open("postgres", d.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	testkit.Eventually(t, "it is known that somebody spoke", func() (known bool) {
		return db.Get(&known, `SELECT count(*) = 3 FROM sessions.spoken_of`) == nil && known // the forum, the session, the theme
	})
	refused("suggestions", "DELETE", d.path+"/themes/"+about, nil)
	method, path, body = removed(spoken)
	refused("suggestions", method, path, body)
	d.Problem(t, 409, "forum_not_draft", "DELETE", api+d.path, d.organiser, nil)

	free := d.create(t, d.path+"/themes", object{"title": text("Ветер")}).ID
	d.Call(t, 204, "DELETE", api+d.path+"/themes/"+free, d.organiser, nil, nil)
	testkit.Published(t, d.House, "sessions", func(e events.ThemeRemoved) bool { return e.ThemeID == free && e.Version == 2 })
	d.Problem(t, 404, "theme_not_found", "DELETE", api+d.path+"/themes/"+free, d.organiser, nil)

	draft := d.create(t, "/forums", aForum("draft")).ID
	d.create(t, "/forums/"+draft+"/themes", object{"title": text("Вода")})
	planned := d.create(t, "/forums/"+draft+"/sessions", aSession("")).ID
	d.create(t, "/forums/"+draft+"/sessions/"+planned+"/rounds", object{"question": text("?"), "seconds": 60})
	guest := d.create(t, "/forums/"+draft+"/participants", object{"name": "Айгүл"}).ID
	refused("participants", "DELETE", "/forums/"+draft, nil)
	if got := d.programme(t, draft, "Asia/Almaty"); len(got) != 1 {
		t.Errorf("a refused deletion left %v of guest %s", got, guest)
	}
	other := d.create(t, "/forums", aForum("draft")).ID
	d.create(t, "/forums/"+other+"/themes", object{"title": text("Вода")})
	gone := d.create(t, "/forums/"+other+"/sessions", aSession("")).ID
	d.Call(t, 200, "PUT", api+"/forums/"+other+"/districts", d.organiser, object{"items": []object{{"id": newID(), "name": text("Алмалинский район")}}}, nil)
	if status, answer := d.Do(t, "POST", api+"/forums/"+other+"/pairing-sheet", d.organiser, object{}); status >= 300 {
		t.Fatalf("a sheet of codes: %d %s", status, answer)
	}
	d.Problem(t, 422, "invalid_request", "POST", api+"/forums/"+other+"/programme/remove", d.organiser, object{"session_ids": []string{"x"}})
	d.Call(t, 204, "POST", api+"/forums/"+other+"/programme/remove", d.organiser, object{"session_ids": []string{""}}, nil)
	helper := d.create(t, "/accounts", object{"login": "nurlan", "name": "Нұрлан", "roles": object{other + "/" + gone: []string{"facilitator"}}}).ID
	d.Call(t, 204, "DELETE", api+"/forums/"+other, d.organiser, nil, nil)
	testkit.Published(t, d.House, "sessions", func(e events.ForumRemoved) bool { return e.ForumID == other })
	d.Problem(t, 404, "forum_not_found", "GET", api+"/forums/"+other, d.organiser, nil)
	// Who had a role there can still be switched off, and given none like it.
	d.Call(t, 200, "PATCH", api+"/accounts/"+helper, d.organiser, object{"disabled": true}, nil)
	d.Problem(t, 422, "invalid_request", "PATCH", api+"/accounts/"+helper, d.organiser, object{"roles": object{newID(): []string{"facilitator"}}})
}

func TestAForumBeginsWithWhatAnEarlierOneHad(t *testing.T) {
	h := open(t)
	// Ten days before the clocks of the next forum's town go forward, in a zone that has such days.
	then := aForum("closed")
	delete(then, "state")
	then["starts_on"], then["ends_on"], then["time_zone"] = "2019-03-15", "2019-03-16", "Asia/Almaty"
	old := h.create(t, "/forums", then).ID
	at := "/forums/" + old
	theme := h.create(t, at+"/themes", object{"title": text("Вода")}).ID
	facilitator := h.create(t, "/accounts", object{"login": "fac", "name": "Дана", "roles": object{old: []string{"facilitator"}}}).ID
	guest := h.create(t, at+"/participants", object{"name": "Айгүл"}).ID
	session := func(starts, ends string, more object) string {
		body := object{"kind": "breakout", "theme_id": theme, "title": text("Юрта"), "yurt": 1, "starts_at": starts, "ends_at": ends}
		for key, value := range more {
			body[key] = value
		}
		return h.create(t, at+"/sessions", body).ID
	}
	first := session("2019-03-15T09:30:00+06:00", "2019-03-15T11:00:00+06:00", object{
		"link":   "https://meet.example.kz/1",
		"people": []object{{"account_id": facilitator, "role": "facilitator"}, {"participant_id": guest, "role": "guest"}},
	})
	h.Call(t, 200, "POST", api+at+"/sessions/"+first+"/plan", h.organiser, object{"method": "brainstorm"}, nil)
	session("2019-03-16T01:30:00+06:00", "2019-03-16T03:30:00+06:00", object{"theme_id": ""})
	session("2019-03-14T10:00:00+06:00", "2019-03-14T11:00:00+06:00", object{"kind": "preparatory"})
	off := session("2019-03-15T12:00:00+06:00", "2019-03-15T13:00:00+06:00", nil)
	h.Call(t, 200, "PATCH", api+at+"/sessions/"+off, h.organiser, object{"state": "cancelled", "reason": text("Дождь")}, nil)

	next := withID(aForum("draft"))
	next["starts_on"], next["ends_on"], next["time_zone"] = "2020-03-28", "2020-03-29", "Europe/Berlin"
	kept := newID()
	body := object{
		"forum": next, "earlier_forum_id": old, "themes": []object{{"id": kept, "title": text("Вода"), "earlier_theme_id": theme}, {"id": newID(), "title": text("Новая")}},
		"take": object{"sessions": true, "methods": true, "staff": true},
	}
	var made, again json.RawMessage
	h.Call(t, 201, "POST", api+"/programmes", h.organiser, body, &made)
	h.Call(t, 201, "POST", api+"/programmes", h.organiser, body, &again)
	if string(made) != string(again) {
		t.Errorf("made %s, then %s", made, again)
	}
	id := next["id"].(string)
	// Clocks in Berlin went from 2 to 3 that night: the same time of day, as long as it was.
	want := []string{"2020-03-27 10:00–11:00 1 planned 0", "2020-03-28 09:30–11:00 1 brainstormplanned 1", "2020-03-29 01:30–04:30 1 planned 0"}
	if got := h.programme(t, id, "Europe/Berlin"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, told := range []string{kept, ""} {
		testkit.Published(t, h.House, "sessions", func(e events.SessionScheduled) bool {
			return e.ForumID == id && e.ThemeID == told && e.State == "planned"
		})
	}
	var rounds list
	var sessions list
	h.Call(t, 200, "GET", api+"/forums/"+id+"/sessions", h.organiser, nil, &sessions)
	h.Call(t, 200, "GET", api+"/forums/"+id+"/sessions/"+sessions.Items[1].ID+"/rounds", h.organiser, nil, &rounds)
	if len(rounds.Items) < 5 {
		t.Errorf("planned %+v", rounds)
	}

	bare := withID(aForum("draft"))
	h.Call(t, 201, "POST", api+"/programmes", h.organiser, object{"forum": bare, "earlier_forum_id": old, "take": object{"sessions": true}}, nil)
	if got := h.programme(t, bare["id"].(string), "Asia/Almaty"); len(got) != 3 || got[1] != "2020-11-16 09:30–11:00 1 planned 0" {
		t.Errorf("without methods and staff: %q", got)
	}
	h.Problem(t, 404, "forum_not_found", "POST", api+"/programmes", h.organiser, object{"forum": withID(aForum("draft")), "earlier_forum_id": newID()})
}

func TestArchivedForumsAreListedApart(t *testing.T) {
	h := open(t)
	put, stays := h.create(t, "/forums", aForum("draft")).ID, h.create(t, "/forums", aForum("draft")).ID
	h.Call(t, 200, "PATCH", api+"/forums/"+put, h.organiser, object{"archived": true}, nil)
	testkit.Published(t, h.House, "sessions", func(e events.ForumDescribed) bool { return e.ForumID == put && e.Archived })
	for query, want := range map[string]string{"": stays, "?archived=yes": put} {
		var l list
		h.Call(t, 200, "GET", api+"/forums"+query, h.organiser, nil, &l)
		if len(l.Items) != 1 || l.Items[0].ID != want {
			t.Errorf("/forums%s: %+v, want %s", query, l.Items, want)
		}
	}
	h.Call(t, 200, "GET", api+"/forums/"+put, h.organiser, nil, nil)
}
