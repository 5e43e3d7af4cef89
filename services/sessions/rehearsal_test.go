package sessions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A rehearsal has the programme and the staff of its forum, nobody else sees it, one is
// on at a time, and nothing moves it into the public.
func TestARehearsalIsAForumOfItsOwn(t *testing.T) {
	d := openDay(t)
	d.Call(t, 200, "POST", api+d.path+"/sessions/"+d.session+"/plan", d.organiser, object{"method": "brainstorm", "replace": true}, nil)
	secretary := d.account(t, "secretary", "secretary")
	facilitator := d.create(t, "/accounts", object{"login": "yurt3", "name": "Дәурен", "roles": object{d.forum + "/" + d.session: []string{"facilitator"}}}).ID
	d.create(t, d.path+"/participants", object{"name": "Айгүл"})

	type begun struct {
		ID, State   string
		Title       events.Text
		RehearsalOf string `json:"rehearsal_of"`
	}
	path := api + d.path + "/rehearsal"
	var r, again begun
	d.Call(t, 201, "POST", path, d.organiser, nil, &r)
	d.Call(t, 201, "POST", path, d.organiser, nil, &again)
	if r != again || r.ID == d.forum || r.RehearsalOf != d.forum || r.State != "draft" || !strings.HasPrefix(r.Title.RU, "Репетиция: ") || !strings.HasPrefix(r.Title.KK, "Жаттығу: ") {
		t.Fatalf("got %+v, then %+v", r, again)
	}
	at := api + "/forums/" + r.ID
	d.Problem(t, 409, "forum_is_rehearsal", "POST", at+"/rehearsal", d.organiser, nil)
	d.Problem(t, 409, "forum_is_rehearsal", "PATCH", at, d.organiser, object{"state": "announced"})
	d.Problem(t, 404, "forum_not_found", "GET", at, "", nil)
	d.Problem(t, 404, "forum_not_found", "GET", at, d.staff(t, "secretary"), nil) // of the forum alone, and no account

	var sessions, people struct {
		Items []struct {
			ID, Method string
			Yurt       int
		}
	}
	d.Call(t, 200, "GET", at+"/sessions", d.organiser, nil, &sessions)
	if len(sessions.Items) != 1 || sessions.Items[0].Yurt != 3 || sessions.Items[0].Method != "brainstorm" || sessions.Items[0].ID == d.session {
		t.Fatalf("got %+v", sessions)
	}
	if d.Call(t, 200, "GET", at+"/participants", d.organiser, nil, &people); len(people.Items) != 0 {
		t.Errorf("people came along: %+v", people)
	}
	for id, want := range map[string]map[string][]string{
		secretary:   {d.forum: {"secretary"}, r.ID: {"secretary"}},
		facilitator: {d.forum + "/" + d.session: {"facilitator"}, r.ID + "/" + sessions.Items[0].ID: {"facilitator"}},
	} {
		var account struct{ Roles map[string][]string }
		d.Call(t, 200, "GET", api+"/accounts/"+id, d.organiser, nil, &account)
		for scope, roles := range want {
			if !slices.Equal(account.Roles[scope], roles) || len(account.Roles) != len(want) {
				t.Errorf("got %v, want %v", account.Roles, want)
			}
		}
	}
	testkit.Published(t, d.House, "sessions", func(e events.SessionScheduled) bool { return e.ForumID == r.ID })

	d.Call(t, 200, "PATCH", at, d.organiser, object{"archived": true}, nil)
	var next begun
	d.Call(t, 201, "POST", path, d.organiser, nil, &next)
	if next.ID == r.ID {
		t.Error("the next rehearsal is the one before")
	}
	d.Problem(t, 409, "rehearsal_is_on", "PATCH", at, d.organiser, object{"archived": false})
}
