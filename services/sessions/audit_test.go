package sessions_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type act struct {
	Noun, Act, By, Kind, Address, Code string
	Of                                 map[string]string
	ForumIDs                           []string `json:"forum_ids"`
	Status                             int
	Changes                            []struct{ What, Where, Before, After string }
}

func (a act) String() string {
	said := []string{a.Noun, a.Act}
	if a.Code != "" {
		said = append(said, a.Code)
	}
	for _, c := range a.Changes {
		said = append(said, strings.TrimSpace(fmt.Sprintf("%s %s>%s", c.What, c.Before, c.After)))
	}
	return strings.Join(said, " ")
}

func (h house) audit(t *testing.T, bearer, query string) []act {
	t.Helper()
	var all struct{ Items []act }
	h.Call(t, 200, "GET", api+"/audit?"+query, bearer, nil, &all)
	return all.Items
}

// Every account action is in the audit: who, whose, what changed; no name, no address
// of a person, no secret.
func TestEveryAccountActionIsInTheAudit(t *testing.T) {
	d := openDay(t)
	scope := d.forum + "/" + d.session
	id := d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "password": chosen, "roles": object{d.forum: []string{"chair"}}}).ID
	account := api + "/accounts/" + id
	organiser := "00000000-0000-7000-8000-000000000001"
	b := d.browser(t)
	var in signedIn
	var made, reset link
	const next = "он шөміш, тоғыз қазан"
	for _, c := range []struct {
		what string
		do   func()
		by   string // "" = the account itself
		want string
	}{
		{"signs in", func() { _, in = b.post(t, "/sign-in", object{"login": "asel", "password": chosen}) }, "", "sign-in create"},
		{"fails to", func() { d.browser(t).post(t, "/sign-in", object{"login": "asel", "password": "wrong"}) }, "", "sign-in create sign_in_wrong"},
		{"own name", func() { d.Call(t, 200, "PATCH", api+"/me", in.AccessToken, object{"name": "Әсел К."}, nil) }, "", "me change name >"},
		{"own language", func() { d.Call(t, 200, "PATCH", api+"/me", in.AccessToken, object{"language": "ru"}, nil) }, "", "me change language >"},
		{"own password", func() {
			d.Call(t, 200, "POST", api+"/me/password", in.AccessToken, object{"old_password": chosen, "password": next}, nil)
		}, "", "me password password >"},
		{"goes", func() { b.post(t, "/sign-out", object{}) }, "", "sign-out create"},
		{"a role", func() {
			d.Call(t, 200, "PATCH", account, d.organiser, object{"roles": object{d.forum: []string{"chair", "secretary"}, scope: []string{"facilitator"}}}, nil)
		}, organiser, "accounts change role chair>chair secretary role >facilitator"},
		{"login and address", func() {
			d.Call(t, 200, "PATCH", account, d.organiser, object{"login": "asel2", "email": "asel@example.kz"}, nil)
		}, organiser, "accounts change email > login >"},
		{"a password", func() { d.Call(t, 200, "PATCH", account, d.organiser, object{"password": chosen}, nil) }, organiser, "accounts change password >"},
		{"off", func() { d.Call(t, 200, "PATCH", account, d.organiser, object{"disabled": true}, nil) }, organiser, "accounts change disabled false>true"},
		{"on", func() { d.Call(t, 200, "PATCH", account, d.organiser, object{"disabled": false}, nil) }, organiser, "accounts change disabled true>false"},
		{"signed out", func() { d.Call(t, 200, "POST", account+"/sign-out", d.organiser, nil, nil) }, organiser, "accounts sign-out"},
		{"a link to a password", func() { d.Call(t, 201, "POST", account+"/reset", d.organiser, nil, &reset) }, organiser, "accounts reset"},
		{"that is used", func() {
			d.Call(t, 200, "POST", api+"/invites/use", "", object{"code": reset.Code, "id": newID(), "password": next}, nil)
		}, "", "invites use password >"},
		{"a refused change", func() { d.Problem(t, 409, "login_taken", "PATCH", account, d.organiser, object{"login": login}) }, organiser, "accounts change login_taken"},
		{"an invitation", func() {
			d.Call(t, 201, "POST", api+"/invites", d.organiser, object{"roles": object{scope: []string{"moderator"}}}, &made)
		}, organiser, "invites create role >moderator"},
		{"made anew", func() { d.Call(t, 200, "POST", api+"/invites/"+made.ID+"/renew", d.organiser, nil, &made) }, organiser, "invites renew role >moderator"},
		{"withdrawn", func() { d.Call(t, 204, "DELETE", api+"/invites/"+made.ID, d.organiser, nil, nil) }, organiser, "invites remove role >moderator"},
	} {
		c.do()
		got := d.audit(t, d.organiser, "limit=1")[0]
		by := c.by
		if by == "" {
			by = id
		}
		if got.String() != c.want || got.By != by || got.Address == "" || (got.Code == "") != (got.Status < 400) {
			t.Errorf("%s: got %q by %s from %q (%d), want %q by %s", c.what, got, got.By, got.Address, got.Status, c.want, by)
		}
		if about := got.Of["account"]; c.by != "" && got.Noun == "accounts" && about != id {
			t.Errorf("%s: about %s", c.what, about)
		}
	}
	joined := d.invite(t, object{d.forum: []string{"moderator"}})
	var new thing
	d.Call(t, 200, "POST", api+"/invites/use", "", choice(joined.Code, "aigul"), &new)
	if got := d.audit(t, d.organiser, "limit=1")[0]; got.By != new.ID || got.String() != "invites use login > name > language > password > role >moderator" && !strings.Contains(got.String(), "role >moderator") {
		t.Errorf("joined: %q by %s", got, got.By)
	}
	_, answer := d.Do(t, "GET", api+"/audit?limit=500", d.organiser, nil)
	for _, personal := range []string{"Әсел", "asel", "Айгүл", "example.kz", "argon2", chosen, made.Code} {
		if strings.Contains(string(answer), personal) {
			t.Errorf("the audit tells %q", personal)
		}
	}
}

// Whatever is changed elsewhere is written, too, and who was refused; an organiser of
// one forum reads what is about it.
func TestWhoReadsWhatInTheAudit(t *testing.T) {
	d := openDay(t)
	other := d.create(t, "/forums", aForum("announced")).ID
	d.create(t, "/forums/"+other+"/themes", object{"key": "x", "title": text("x")})
	chair := newID()
	d.Problem(t, 403, "role_required", "POST", api+d.path+"/themes", d.Token(t, chair, d.forum, "chair"), object{"key": "y", "title": text("y")})
	d.Problem(t, 401, "sign_in_required", "POST", api+d.path+"/themes", "", object{"key": "y", "title": text("y")})
	mine := d.audit(t, d.staff(t, "organiser"), "limit=500")
	for _, a := range mine {
		if len(a.ForumIDs) != 1 || a.ForumIDs[0] != d.forum {
			t.Errorf("an organiser of one forum reads %s of %v", a, a.ForumIDs)
		}
	}
	if mine[0].String() != "themes create role_required" || mine[0].By != chair || mine[0].Kind != "staff" {
		t.Errorf("the refusal: %+v", mine[0])
	}
	for query, want := range map[string]int{
		"noun=themes": 5, "noun=themes&outcome=refused": 1, "noun=themes&forum=" + other: 2, "by=" + chair: 1, // create posts everything twice, and one was refused
		"to=2020-01-01T00:00:00Z": 0, "from=2020-01-01T00:00:00Z&noun=rounds": 2, "act=start": 0,
	} {
		if got := d.audit(t, d.organiser, "limit=500&"+query); len(got) != want {
			t.Errorf("%s: %d entries %v, want %d", query, len(got), got, want)
		}
	}
	var first, second struct {
		Items []act
		Next  string
	}
	d.Call(t, 200, "GET", api+"/audit?limit=3", d.organiser, nil, &first)
	d.Call(t, 200, "GET", api+"/audit?limit=500&after="+first.Next, d.organiser, nil, &second)
	if all := d.audit(t, d.organiser, "limit=500"); len(first.Items)+len(second.Items) != len(all) || second.Next != "" {
		t.Errorf("%d and %d of %d", len(first.Items), len(second.Items), len(all))
	}
}

func TestTheAuditIsAppendOnly(t *testing.T) {
	d := openDay(t)
	db, err := sqlx.Open("postgres", d.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range []string{
		`UPDATE sessions.audit SET by = ''`, `DELETE FROM sessions.audit`, `DELETE FROM sessions.audit WHERE number = 1`, `TRUNCATE sessions.audit`,
	} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if len(d.audit(t, d.organiser, "")) == 0 {
		t.Error("nothing is there")
	}
}

// An act is in the audit before its answer is there.
func TestAnAnswerIsInTheAudit(t *testing.T) {
	d := openDay(t)
	testkit.Eventually(t, "the opening is written", func() bool { return len(d.audit(t, d.organiser, "")) > 0 })
	for n := range 20 {
		d.create(t, d.path+"/themes", object{"key": fmt.Sprint("t", n), "title": text("x")})
		if status, _ := d.Do(t, "GET", api+"/audit?noun=themes", d.organiser, nil); status != http.StatusOK {
			t.Fatal(status)
		}
		if got := len(d.audit(t, d.organiser, "noun=themes&limit=500")); got != 2*(n+1)+2 {
			t.Fatalf("after %d: %d", n, got)
		}
	}
}
