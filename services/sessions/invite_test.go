package sessions_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
)

type link struct {
	ID, Code, URL, State string
	UsedBy               string `json:"used_by"`
}

const chosen = "тоғыз қазан, он шөміш"

func choice(code, login string) object {
	return object{"code": code, "id": newID(), "login": login, "name": "Айгүл Сейітова", "language": "kk", "password": chosen}
}

func (h house) invite(t *testing.T, roles object) link {
	t.Helper()
	var made link
	h.Call(t, 201, "POST", api+"/invites", h.organiser, object{"id": newID(), "name": "Айгүл", "roles": roles}, &made)
	return made
}

func (h house) invites(t *testing.T) map[string]link {
	t.Helper()
	var all struct{ Items []link }
	h.Call(t, 200, "GET", api+"/invites", h.organiser, nil, &all)
	found := map[string]link{}
	for _, one := range all.Items {
		found[one.ID] = one
	}
	return found
}

// The way of a link: made, looked at, used by the invited person, who then signs in
// with the roles that the organiser chose; used twice, it is refused.
func TestInvited(t *testing.T) {
	d := openDay(t)
	scope := d.forum + "/" + d.session
	made := d.invite(t, object{d.forum: []string{"chair"}, scope: []string{"facilitator"}})
	if !strings.HasSuffix(made.URL, "/desk/invited#"+made.Code) || made.State != "open" {
		t.Fatalf("made %+v", made)
	}
	var opened struct {
		State, Name, Login string
		Roles              map[string][]string
	}
	typed := strings.ToLower(strings.ReplaceAll(made.Code, "-", " "))
	d.Call(t, 200, "POST", api+"/invites/look", "", object{"code": typed}, &opened)
	if opened.State != "open" || opened.Name != "Айгүл" || opened.Roles[scope][0] != "facilitator" {
		t.Errorf("opened %+v", opened)
	}
	mine := choice(typed, "aigul")
	var a, b thing
	d.Call(t, 200, "POST", api+"/invites/use", "", mine, &a)
	d.Call(t, 200, "POST", api+"/invites/use", "", mine, &b) // the answer got lost
	if a.ID != mine["id"] || b.ID != a.ID {
		t.Errorf("made %+v and %+v", a, b)
	}
	d.Problem(t, 409, "invite_used", "POST", api+"/invites/use", "", choice(made.Code, "somebody"))
	d.Call(t, 200, "POST", api+"/invites/look", "", object{"code": made.Code}, &opened)
	if left := d.invites(t)[made.ID]; opened.State != "used" || left.State != "used" || left.UsedBy != a.ID {
		t.Errorf("afterwards %+v %+v", opened, left)
	}
	d.Problem(t, 409, "invite_used", "DELETE", api+"/invites/"+made.ID, d.organiser, nil)
	resp, in := d.browser(t).post(t, "/sign-in", object{"login": "aigul", "password": chosen})
	if resp.StatusCode != http.StatusOK || len(in.Account.Roles) != 2 || in.Account.Roles[scope][0] != "facilitator" {
		t.Errorf("signed in: %d %+v", resp.StatusCode, in)
	}
}

func TestLinksThatDoNotHold(t *testing.T) {
	d := openDay(t)
	roles := object{d.forum: []string{"secretary"}}
	use := api + "/invites/use"

	withdrawn := d.invite(t, roles)
	for range 2 {
		d.Call(t, 204, "DELETE", api+"/invites/"+withdrawn.ID, d.organiser, nil, nil)
	}
	d.Problem(t, 409, "invite_withdrawn", "POST", use, "", choice(withdrawn.Code, "one"))

	expired := d.invite(t, roles)
	d.exec(t, `UPDATE sessions.invites SET expires_at = now() - interval '1 second' WHERE id = '`+expired.ID+`'`)
	d.Problem(t, 409, "invite_expired", "POST", use, "", choice(expired.Code, "one"))
	d.Problem(t, 409, "invite_expired", "POST", api+"/invites/"+expired.ID+"/renew", d.organiser, nil)

	lost := d.invite(t, roles)
	var again link
	d.Call(t, 200, "POST", api+"/invites/"+lost.ID+"/renew", d.organiser, nil, &again)
	d.Problem(t, 404, "invite_not_found", "POST", use, "", choice(lost.Code, "one"))

	body := object{"id": newID(), "roles": roles} // the same request twice: the last answer's code holds
	var first, second link
	d.Call(t, 201, "POST", api+"/invites", d.organiser, body, &first)
	d.Call(t, 201, "POST", api+"/invites", d.organiser, body, &second)
	d.Problem(t, 404, "invite_not_found", "POST", use, "", choice(first.Code, "one"))
	d.Call(t, 200, "POST", use, "", choice(second.Code, "two"), nil)
	d.Call(t, 200, "POST", use, "", choice(again.Code, "three"), nil)

	for what, body := range map[string]object{
		"the organiser's login": choice("", "organiser"), "one that looks like it": choice("", "оrganiser"), "none": choice("", ""),
	} {
		open := d.invite(t, roles)
		body["code"] = open.Code
		if status, answer := d.Do(t, "POST", use, "", body); status != 409 && status != 422 {
			t.Errorf("with %s: %d %s", what, status, answer)
		}
		d.Call(t, 200, "POST", use, "", choice(open.Code, "person"+open.Code[:4]), nil) // it was not used up
	}
	weak := choice(d.invite(t, roles).Code, "weak")
	weak["password"] = "password1234"
	d.Problem(t, 422, "invalid_request", "POST", use, "", weak)
}

// Two people with one printed sheet: one of them joins.
func TestTwoPeopleWithOneLink(t *testing.T) {
	d := openDay(t)
	made := d.invite(t, object{d.forum: []string{"facilitator"}})
	logins := []string{"first", "second", "third", "fourth"}
	statuses := make([]int, len(logins))
	var all sync.WaitGroup
	for i, login := range logins {
		all.Go(func() { statuses[i], _ = d.Do(t, "POST", api+"/invites/use", "", choice(made.Code, login)) })
	}
	all.Wait()
	joined := 0
	for _, status := range statuses {
		switch status {
		case 200:
			joined++
		case 409:
		default:
			t.Errorf("got %d", status)
		}
	}
	if joined != 1 {
		t.Errorf("%d joined: %v", joined, statuses)
	}
}

// Who may not give a role may not invite with it; and who was switched off, or lost
// the forum, leaves no doors open.
func TestLinksHoldAsLongAsWhoMadeThem(t *testing.T) {
	d := openDay(t)
	other := d.create(t, "/forums", aForum("announced")).ID
	local := d.create(t, "/accounts", object{"login": "local", "name": "Local", "password": chosen, "roles": object{d.forum: []string{"organiser"}}}).ID
	bearer := d.Token(t, local, d.forum, "organiser")
	for _, roles := range []object{{"*": []string{"chair"}}, {other: []string{"chair"}}, {d.forum: []string{"chair"}, other: []string{"chair"}}} {
		d.Problem(t, 403, "roles_of_other_forums", "POST", api+"/invites", bearer, object{"roles": roles})
	}
	d.Problem(t, 422, "invalid_request", "POST", api+"/invites", bearer, object{"roles": object{}})
	d.Problem(t, 422, "invalid_request", "POST", api+"/invites", bearer, object{"roles": object{d.forum + "/" + newID(): []string{"facilitator"}}})
	d.Problem(t, 422, "invalid_request", "POST", api+"/invites", bearer, object{"roles": object{d.forum + "/" + d.session: []string{"organiser"}}})

	theirs := d.invite(t, object{other: []string{"chair"}})
	d.Problem(t, 404, "invite_not_found", "DELETE", api+"/invites/"+theirs.ID, bearer, nil)
	var seen, made link
	d.Call(t, 201, "POST", api+"/invites", bearer, object{"roles": object{d.forum: []string{"chair"}}}, &made)
	var all struct{ Items []link }
	d.Call(t, 200, "GET", api+"/invites", bearer, nil, &all)
	if len(all.Items) != 1 || all.Items[0].ID != made.ID {
		t.Errorf("sees %+v, want its own only %+v", all, seen)
	}
	d.Call(t, 200, "PATCH", api+"/accounts/"+local, d.organiser, object{"disabled": true}, nil)
	d.Problem(t, 409, "invite_withdrawn", "POST", api+"/invites/use", "", choice(made.Code, "late"))
}

// An organiser hands out a new password by a link: it ends every sign-in.
func TestReset(t *testing.T) {
	d := openDay(t)
	id := d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "password": "бірінші-сөз-қандай", "roles": object{d.forum: []string{"chair"}}}).ID
	b := d.browser(t)
	_, in := b.post(t, "/sign-in", object{"login": "asel", "password": "бірінші-сөз-қандай"})
	var made link
	d.Call(t, 201, "POST", api+"/accounts/"+id+"/reset", d.organiser, nil, &made)
	var opened struct{ Login, Name, State string }
	d.Call(t, 200, "POST", api+"/invites/look", "", object{"code": made.Code}, &opened)
	if opened.Login != "asel" || opened.State != "open" {
		t.Errorf("opened %+v", opened)
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("a link that nobody has used ended a sign-in: %d", resp.StatusCode)
	}
	d.LiveEnds(t, api+d.path+"/live", in.AccessToken, func() {
		d.Call(t, 200, "POST", api+"/invites/use", "", object{"code": made.Code, "id": newID(), "password": chosen}, nil)
	})
	d.Problem(t, 409, "invite_used", "POST", api+"/invites/use", "", object{"code": made.Code, "id": newID(), "password": chosen})
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after the reset: %d", resp.StatusCode)
	}
	for word, want := range map[string]int{"бірінші-сөз-қандай": 401, chosen: 200} {
		if resp, _ := d.browser(t).post(t, "/sign-in", object{"login": "asel", "password": word}); resp.StatusCode != want {
			t.Errorf("with %s: %d, want %d", word, resp.StatusCode, want)
		}
	}
	organiser := d.staff(t, "organiser")
	var all struct{ Items []thing }
	d.Call(t, 200, "GET", api+"/accounts", d.organiser, nil, &all)
	for _, one := range all.Items {
		if one.ID != id { // the organiser of all
			d.Problem(t, 404, "account_not_found", "POST", api+"/accounts/"+one.ID+"/reset", organiser, nil)
		}
	}
}

// Signing out everywhere ends sign-ins, tokens and live streams at once; one's own
// sign-ins are seen, and ended one by one.
func TestSignInsAreSeenAndEnded(t *testing.T) {
	d := openDay(t)
	id := d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "password": chosen, "roles": object{d.forum: []string{"chair"}}}).ID
	in := object{"login": "asel", "password": chosen}
	here, there := d.browser(t), d.browser(t)
	_, mine := here.post(t, "/sign-in", in)
	_, other := there.post(t, "/sign-in", in)
	var all struct {
		Items []struct {
			ID, Way, Address, Agent string
			Current                 bool
			SeenAt                  time.Time `json:"last_seen_at"`
		}
	}
	d.Call(t, 200, "GET", api+"/me/sign-ins", mine.AccessToken, nil, &all)
	if len(all.Items) != 2 || all.Items[0].Way != "password" || all.Items[0].Address == "" || !strings.Contains(all.Items[0].Agent, "Go") {
		t.Fatalf("sign-ins: %+v", all)
	}
	theirs := all.Items[0]
	if theirs.Current {
		theirs = all.Items[1]
	}
	d.LiveEnds(t, api+d.path+"/live", other.AccessToken, func() {
		d.Call(t, 204, "DELETE", api+"/me/sign-ins/"+theirs.ID, mine.AccessToken, nil, nil)
	})
	d.Problem(t, 404, "sign_in_not_found", "DELETE", api+"/me/sign-ins/"+theirs.ID, d.Token(t, newID(), d.forum, "chair"), nil)
	if resp, _ := there.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the one that was ended: %d", resp.StatusCode)
	}
	if resp, _ := here.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("the other: %d", resp.StatusCode)
	}
	d.LiveEnds(t, api+d.path+"/live", mine.AccessToken, func() {
		d.Call(t, 200, "POST", api+"/accounts/"+id+"/sign-out", d.organiser, nil, nil)
	})
	if resp, _ := here.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out everywhere: %d", resp.StatusCode)
	}
	var seen struct {
		SeenAt *time.Time `json:"last_seen_at"`
	}
	d.Call(t, 200, "GET", api+"/accounts/"+id, d.organiser, nil, &seen)
	if seen.SeenAt == nil || time.Since(*seen.SeenAt) > time.Minute {
		t.Errorf("last seen: %v", seen.SeenAt)
	}
}

// Another password is chosen by who knows the old one, and ends the other sign-ins.
func TestOwnPassword(t *testing.T) {
	d := openDay(t)
	d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "password": chosen, "roles": object{d.forum: []string{"chair"}}})
	here, there := d.browser(t), d.browser(t)
	_, mine := here.post(t, "/sign-in", object{"login": "asel", "password": chosen})
	there.post(t, "/sign-in", object{"login": "asel", "password": chosen})
	path := api + "/me/password"
	const next = "он шөміш, тоғыз қазан"
	d.Problem(t, 422, "invalid_request", "POST", path, mine.AccessToken, object{"old_password": "wrong", "password": next})
	d.Problem(t, 422, "invalid_request", "POST", path, mine.AccessToken, object{"old_password": chosen, "password": "short"})
	d.Call(t, 200, "POST", path, mine.AccessToken, object{"old_password": chosen, "password": next}, nil)
	if resp, _ := here.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("one's own sign-in: %d", resp.StatusCode)
	}
	if resp, _ := there.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the other sign-in: %d", resp.StatusCode)
	}
	_, mine = here.post(t, "/token", nil)
	for range 6 {
		d.Do(t, "POST", path, mine.AccessToken, object{"old_password": "wrong", "password": next})
	}
	if status, answer := d.Do(t, "POST", path, mine.AccessToken, object{"old_password": "wrong", "password": next}); status != 429 {
		t.Errorf("guessing at the old password: %d %s", status, answer)
	}
	var me struct{ Name, Language string }
	d.Call(t, 200, "PATCH", api+"/me", mine.AccessToken, object{"name": "Әсел Қайратқызы", "language": "ru"}, &me)
	if me.Name != "Әсел Қайратқызы" || me.Language != "ru" {
		t.Errorf("me: %+v", me)
	}
	d.Problem(t, 422, "invalid_request", "PATCH", api+"/me", mine.AccessToken, object{"roles": object{"*": []string{"organiser"}}})
}

// Whoever has a role in one session works there and nowhere else.
func TestARoleInOneSession(t *testing.T) {
	d := openDay(t)
	other := d.create(t, d.path+"/sessions", aSession(d.theme)).ID
	hidden := d.create(t, "/forums", aForum("draft")).ID
	hall := d.create(t, "/forums/"+hidden+"/sessions", object{"kind": "panel", "title": text("Зал"), "starts_at": "2020-11-16T09:30:00+06:00", "ends_at": "2020-11-16T11:00:00+06:00"}).ID
	id := d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "roles": object{
		d.forum + "/" + d.session: []string{"facilitator"}, hidden + "/" + hall: []string{"moderator"},
	}}).ID
	bearer := d.Sign(t, token.Caller{Subject: id, Kind: "staff", Expires: time.Now().Add(time.Hour), Roles: map[string][]string{
		d.forum + "/" + d.session: {"facilitator"}, hidden + "/" + hall: {"moderator"},
	}})
	at := func(session, rest string) string { return api + d.path + "/sessions/" + session + rest }
	d.Call(t, 201, "POST", at(d.session, "/rounds"), bearer, object{"question": text("И?"), "seconds": 60}, nil)
	d.Problem(t, 403, "role_required", "POST", at(other, "/rounds"), bearer, object{"question": text("И?"), "seconds": 60})
	d.Call(t, 200, "POST", at(d.session, "/rounds/"+d.round+"/start"), bearer, nil, nil)
	d.Call(t, 201, "POST", at(d.session, "/pairings"), bearer, nil, nil)
	d.Problem(t, 403, "role_required", "POST", at(other, "/pairings"), bearer, nil)

	mine, theirs := d.pair(t, newID()), newID()
	var code struct{ Code string }
	d.Call(t, 201, "POST", at(other, "/pairings"), d.organiser, nil, &code)
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": code.Code, "device_id": theirs, "name": "x"}, nil)
	var tablets struct{ Items []thing }
	d.Call(t, 200, "GET", api+d.path+"/devices", bearer, nil, &tablets)
	if len(tablets.Items) != 1 || tablets.Items[0].ID != mine.DeviceID {
		t.Errorf("sees the tablets %+v", tablets)
	}
	d.Problem(t, 404, "device_not_found", "DELETE", api+d.path+"/devices/"+theirs, bearer, nil)
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+mine.DeviceID, bearer, nil, nil)
	d.Problem(t, 403, "role_required", "GET", api+d.path+"/participants", bearer, nil)
	d.Problem(t, 403, "role_required", "GET", api+"/accounts", bearer, nil)
	d.Call(t, 200, "GET", api+"/forums/"+hidden, bearer, nil, nil) // a draft, but theirs
	var forums struct{ Items []thing }
	d.Call(t, 200, "GET", api+"/forums", bearer, nil, &forums)
	if len(forums.Items) != 2 {
		t.Errorf("sees the forums %+v", forums)
	}
	var of struct{ Items []thing }
	d.Call(t, 200, "GET", api+"/accounts?forum="+d.forum+"&role=facilitator", d.organiser, nil, &of)
	if len(of.Items) != 1 || of.Items[0].ID != id {
		t.Errorf("the forum's facilitators: %+v", of)
	}
	d.LiveEnds(t, api+d.path+"/live", bearer, func() {
		d.Call(t, 200, "PATCH", api+"/accounts/"+id, d.organiser, object{"roles": object{hidden + "/" + hall: []string{"moderator"}}}, nil)
	})
	testkit.Published(t, d.House, "sessions", func(e events.AccountRestricted) bool { return e.AccountID == id })
}
