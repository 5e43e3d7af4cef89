package sessions_test

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type planned struct {
	Session struct {
		Method  string
		Version int
	}
	Rounds []planRound
}

type planRound struct {
	ID, View, State string
	Number, Version int
	Seconds         int
	Allows          []string
	Title           events.Text
	Settings        struct {
		By   string
		Dots int
	}
}

func (d day) rounds(t *testing.T) []planRound {
	t.Helper()
	var l struct{ Items []planRound }
	d.Call(t, 200, "GET", api+d.path+"/sessions/"+d.session+"/rounds", d.organiser, nil, &l)
	return l.Items
}

func ids(rounds []planRound) string {
	all := make([]string, len(rounds))
	for i, r := range rounds {
		all[i] = r.ID
		if r.Number != i+1 {
			all[i] += "!"
		}
	}
	return strings.Join(all, " ")
}

func TestPlanOfAMethod(t *testing.T) {
	d := openDay(t)
	plan := api + d.path + "/sessions/" + d.session + "/plan"
	d.Problem(t, 422, "invalid_request", "POST", plan, d.organiser, object{"method": "shouting"})
	d.Problem(t, 409, "plan_exists", "POST", plan, d.organiser, object{"method": "brainstorm"})
	var first, again planned
	d.Call(t, 200, "POST", plan, d.organiser, object{"method": "brainstorm", "replace": true}, &first)
	d.Call(t, 200, "POST", plan, d.organiser, object{"method": "brainstorm", "replace": true}, &again)
	if len(first.Rounds) != 8 || ids(first.Rounds) != ids(again.Rounds) || first.Session.Version != again.Session.Version || first.Session.Method != "brainstorm" {
		t.Errorf("made %+v, then %+v", first, again)
	}
	testkit.Published(t, d.House, "sessions", func(e events.RoundRemoved) bool { return e.RoundID == d.round })
	testkit.Published(t, d.House, "sessions", func(e events.RoundPlanned) bool {
		return e.RoundID == first.Rounds[3].ID && e.Number == 4 && e.View == "capture" && e.Settings.SpeakingTurns
	})
	testkit.Published(t, d.House, "sessions", func(e events.SessionScheduled) bool { return e.Method == "brainstorm" && e.Version == 2 })

	// An edited plan is still the method's; only replacing makes it anew.
	edited := api + d.path + "/sessions/" + d.session + "/rounds/" + first.Rounds[0].ID
	d.Call(t, 200, "PATCH", edited, d.organiser, object{"seconds": 60}, nil)
	d.Call(t, 200, "POST", plan, d.organiser, object{"method": "brainstorm"}, &again)
	if ids(first.Rounds) != ids(again.Rounds) || again.Rounds[0].Seconds != 60 {
		t.Errorf("asked again: %+v", again)
	}
	d.Call(t, 200, "POST", plan, d.organiser, object{"method": "brainstorm", "replace": true}, &again)
	if again.Rounds[0].Seconds != 300 || again.Rounds[0].ID == first.Rounds[0].ID {
		t.Errorf("replaced: %+v", again)
	}

	// What was played is never thrown away.
	d.Call(t, 200, "POST", api+d.path+"/sessions/"+d.session+"/rounds/"+again.Rounds[0].ID+"/start", d.organiser, nil, nil)
	d.Call(t, 200, "POST", plan, d.organiser, object{"method": "brainstorm"}, nil)
	for _, replace := range []bool{false, true} {
		d.Problem(t, 409, "plan_begun", "POST", plan, d.organiser, object{"method": "world_cafe", "replace": replace})
	}
	if got := d.rounds(t); len(got) != 8 || got[0].State != "running" {
		t.Errorf("left %+v", got)
	}
}

func TestEditingThePlan(t *testing.T) {
	d := openDay(t)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds"
	b := d.create(t, strings.TrimPrefix(rounds, api), object{"title": text("Голосование"), "seconds": 60, "view": "dots", "settings": object{"by": "phones"}}).ID
	c := d.create(t, strings.TrimPrefix(rounds, api), object{"title": text("Вначале"), "seconds": 60, "view": "talk", "number": 1}).ID
	a := d.round
	if got := d.rounds(t); ids(got) != c+" "+a+" "+b || got[2].Settings.Dots != 3 || got[2].Settings.By != "phones" || len(got[0].Allows) != 0 {
		t.Fatalf("planned %+v", got)
	}
	testkit.Published(t, d.House, "sessions", func(e events.RoundPlanned) bool { return e.RoundID == a && e.Number == 2 && e.Version == 2 })

	var r planRound
	d.Call(t, 200, "PATCH", rounds+"/"+b, d.organiser, object{"number": 1, "title": text("Точки"), "version": 2}, &r)
	if got := d.rounds(t); ids(got) != b+" "+c+" "+a || r.Version != 3 || r.Number != 1 || r.Title.RU != "Точки" {
		t.Errorf("moved: %+v, then %+v", r, got)
	}
	d.Call(t, 200, "PATCH", rounds+"/"+b, d.organiser, object{"number": 1, "title": text("Точки")}, &r)
	if r.Version != 3 {
		t.Errorf("the same change again made version %d", r.Version)
	}
	d.Problem(t, 409, "changed_meanwhile", "PATCH", rounds+"/"+b, d.organiser, object{"seconds": 5, "version": 1})
	d.Problem(t, 422, "invalid_request", "PATCH", rounds+"/"+b, d.organiser, object{"title": object{"kk": " ", "ru": ""}})

	d.Call(t, 200, "POST", rounds+"/"+b+"/start", d.organiser, nil, nil)
	d.Problem(t, 409, "round_begun", "PATCH", rounds+"/"+b, d.organiser, object{"seconds": 5})
	d.Problem(t, 409, "round_begun", "DELETE", rounds+"/"+b, d.organiser, nil)
	d.Problem(t, 409, "round_place", "PATCH", rounds+"/"+a, d.organiser, object{"number": 1})
	d.Call(t, 204, "DELETE", rounds+"/"+c, d.organiser, nil, nil)
	d.Problem(t, 404, "round_not_found", "DELETE", rounds+"/"+c, d.organiser, nil)
	if got := d.rounds(t); ids(got) != b+" "+a {
		t.Errorf("left %+v", got)
	}
	testkit.Published(t, d.House, "sessions", func(e events.RoundRemoved) bool { return e.RoundID == c })
}

func TestSteppingOn(t *testing.T) {
	d := openDay(t)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds/"
	first, second := d.round, d.create(t, d.path+"/sessions/"+d.session+"/rounds", object{"question": text("2"), "seconds": 60}).ID
	third := d.create(t, d.path+"/sessions/"+d.session+"/rounds", object{"question": text("3"), "seconds": 60}).ID
	running := func(want string) {
		t.Helper()
		for _, r := range d.rounds(t) {
			if (r.State == "running") != (r.ID == want) {
				t.Errorf("%+v runs or does not", r)
			}
		}
	}
	step := func(status int, code, to string, body object) {
		t.Helper()
		if code != "" {
			d.Problem(t, status, code, "POST", rounds+to+"/start", d.organiser, body)
		} else {
			d.Call(t, status, "POST", rounds+to+"/start", d.organiser, body, nil)
		}
	}
	step(200, "", first, object{"instead_of": newID()}) // nothing ran
	step(200, "", second, object{"instead_of": first, "ago": 30})
	step(200, "", second, object{"instead_of": first, "ago": 30})
	running(second)
	told := testkit.Published(t, d.House, "sessions", func(e events.RoundStarted) bool { return e.RoundID == second })
	ended := testkit.Published(t, d.House, "sessions", func(e events.RoundEnded) bool { return e.RoundID == first })
	if ended.EndedAt.Before(*ended.StartedAt) || told.StartedAt.After(*ended.StartedAt) {
		t.Errorf("ended %+v, started %+v", ended, told)
	}
	step(409, "another_round_runs", third, object{"instead_of": first}) // somebody was quicker
	step(409, "round_ended", first, object{"instead_of": second})
	step(409, "changed_meanwhile", first, object{"instead_of": second, "again": true, "version": 2})
	step(200, "", first, object{"instead_of": second, "again": true, "version": 3})
	running(first)
}

func TestWhoPlans(t *testing.T) {
	d := openDay(t)
	asel, erlan := d.account(t, "asel", "facilitator"), d.account(t, "erlan", "facilitator")
	d.Call(t, 200, "PATCH", api+d.path+"/sessions/"+d.session, d.organiser, object{"people": []object{{"account_id": asel, "role": "facilitator"}}}, nil)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds"
	own, other := d.Token(t, asel, d.forum, "facilitator"), d.Token(t, erlan, d.forum, "facilitator")
	body := object{"title": text("Свой раунд"), "seconds": 60}
	d.Call(t, 201, "POST", rounds, own, body, nil)
	d.Problem(t, 403, "not_your_session", "POST", rounds, other, body)
	for method, body := range map[string]any{"PATCH": object{"seconds": 5}, "DELETE": nil} {
		d.Problem(t, 403, "not_your_session", method, rounds+"/"+d.round, other, body)
		d.Problem(t, 403, "role_required", method, rounds+"/"+d.round, d.staff(t, "tablet"), body)
		d.Problem(t, 403, "role_required", method, rounds+"/"+d.round, d.staff(t, "secretary"), body)
	}
	d.Problem(t, 403, "not_your_session", "POST", api+d.path+"/sessions/"+d.session+"/plan", other, object{"method": "brainstorm", "replace": true})
	d.Call(t, 200, "PATCH", rounds+"/"+d.round, own, object{"seconds": 5}, nil)
	d.Call(t, 200, "POST", rounds+"/"+d.round+"/start", other, nil, nil) // leading is another thing
}

func (d day) account(t *testing.T, login, role string) string {
	t.Helper()
	return d.create(t, "/accounts", object{"login": login, "name": login, "roles": object{d.forum: []string{role}}}).ID
}
