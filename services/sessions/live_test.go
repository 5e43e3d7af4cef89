package sessions_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
)

func TestLive(t *testing.T) {
	d := openDay(t)
	path := api + d.path + "/live"
	d.Problem(t, 401, "sign_in_required", "GET", path, "", nil)
	d.Problem(t, 403, "role_required", "GET", path, d.Token(t, newID(), newID(), "organiser"), nil)
	d.Problem(t, 404, "forum_not_found", "GET", api+"/forums/"+newID()+"/live", d.organiser, nil)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+path+"?from=start", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.staff(t, "tablet"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("content type %q", got)
	}
	d.create(t, "/forums", aForum("announced")) // another forum's events are not for us
	d.Call(t, 200, "POST", api+d.path+"/sessions/"+d.session+"/rounds/"+d.round+"/start", d.organiser, nil, nil)
	var names []string
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			names = append(names, name)
		}
		if len(names) > 0 && names[len(names)-1] == "RoundStarted" {
			break
		}
	}
	if got, want := strings.Join(names, " "), "ready ForumDescribed ThemeDescribed SessionScheduled RoundPlanned RoundStarted"; got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// The service's own events end streams, as they do in the others.
func TestLiveEndsWithTheRightToListen(t *testing.T) {
	d := openDay(t)
	path := api + d.path + "/live"
	account := d.create(t, "/accounts", object{"login": "secretary", "name": "Айгүл", "password": "correct horse battery", "language": "kk", "roles": object{d.forum: []string{"secretary"}}}).ID
	bearer := d.Token(t, account, d.forum, "secretary")
	for name, change := range map[string]object{
		"renamed":  {"name": "Айгүл Хатшы"},
		"promoted": {"roles": object{d.forum: []string{"secretary", "chair"}}},
	} {
		d.Call(t, 200, "PATCH", api+"/accounts/"+account, d.organiser, change, nil)
		if status, body := d.Do(t, "GET", api+d.path+"/themes", bearer, nil); status != 200 {
			t.Fatalf("%s: %d %s", name, status, body)
		}
	}
	d.LiveEnds(t, path, bearer, func() {
		d.Call(t, 200, "PATCH", api+"/accounts/"+account, d.organiser, object{"roles": object{d.forum: []string{"chair"}}}, nil)
	})
	d.Problem(t, 401, "token_expired", "GET", path, bearer, nil)
	fresh := d.Token(t, account, d.forum, "chair")
	d.LiveEnds(t, path, fresh, func() {
		d.Call(t, 200, "PATCH", api+"/accounts/"+account, d.organiser, object{"disabled": true}, nil)
	})
}
