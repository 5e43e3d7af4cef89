package sessions_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type person struct {
	ID, Name, Language string
	OrganisationID     string     `json:"organisation_id"`
	CheckedInAt        *time.Time `json:"checked_in_at"`
	ErasedAt           *time.Time `json:"erased_at"`
	Consents           []struct {
		Scope, Channel, TextVersion string
		Given                       bool
	}
	Version int
}

func TestParticipantFromRegistrationToErasure(t *testing.T) {
	d := openDay(t)
	facilitator, secretary := d.staff(t, "facilitator"), d.staff(t, "secretary")
	body := object{"name": "Айгүл Сейітқызы", "language": "kk", "needs": "сурдоаударма", "key": "17"}
	id := d.create(t, d.path+"/participants", body).ID
	path := api + d.path + "/participants/" + id
	registered := testkit.Published(t, d.House, "sessions", func(e events.ParticipantRegistered) bool { return e.ParticipantID == id })
	if data, _ := json.Marshal(registered); strings.Contains(string(data), "Айгүл") {
		t.Errorf("the event names the person: %s", data)
	}
	d.Problem(t, 409, "participant_key_taken", "POST", api+d.path+"/participants", facilitator, object{"name": "Басқа", "key": "17"})

	var p person
	d.Call(t, 200, "POST", path+"/check-in", facilitator, nil, &p)
	arrived := p.CheckedInAt
	d.Call(t, 200, "POST", path+"/check-in", facilitator, nil, &p)
	if arrived == nil || !p.CheckedInAt.Equal(*arrived) || p.Version != 2 {
		t.Errorf("checked in twice: %+v", p)
	}
	told := testkit.Published(t, d.House, "sessions", func(e events.ParticipantCheckedIn) bool { return e.ParticipantID == id })
	if !told.CheckedInAt.Equal(*arrived) {
		t.Errorf("told %v, stored %v", told.CheckedInAt, arrived)
	}

	for range 2 {
		var undone person
		d.Call(t, 200, "DELETE", path+"/check-in", facilitator, nil, &undone)
		if undone.CheckedInAt != nil || undone.Version != 3 {
			t.Errorf("the arrival stands: %+v", undone)
		}
	}
	testkit.Published(t, d.House, "sessions", func(e events.ParticipantAwaited) bool { return e.ParticipantID == id && e.Version == 3 })
	d.Call(t, 200, "POST", path+"/check-in", facilitator, nil, &p)

	consent := func(scope, channel string, given bool) object {
		return object{"scope": scope, "channel": channel, "text_version": "2026-11", "given": given}
	}
	d.Call(t, 200, "POST", path+"/consents", facilitator, consent("processing", "", true), nil)
	d.Call(t, 200, "POST", path+"/consents", facilitator, consent("notifications", "email", true), nil)
	d.Call(t, 200, "POST", path+"/consents", facilitator, consent("notifications", "email", true), nil)
	d.Call(t, 200, "POST", path+"/consents", facilitator, consent("notifications", "email", false), &p)
	if len(p.Consents) != 2 || p.Version != 7 {
		t.Errorf("got %+v", p)
	}
	testkit.Published(t, d.House, "sessions", func(e events.ConsentChanged) bool {
		return e.ParticipantID == id && e.Channel == "email" && !e.Given && e.Version == 7 && e.TextVersion == "2026-11"
	})
	d.Problem(t, 422, "invalid_request", "POST", path+"/consents", facilitator, consent("notifications", "", true))
	d.Problem(t, 422, "invalid_request", "POST", path+"/consents", facilitator, consent("processing", "email", true))

	d.Call(t, 200, "PATCH", path, facilitator, object{"name": "Айгүл Сейітова", "language": "ru"}, &p)
	d.Problem(t, 422, "invalid_request", "PATCH", path, facilitator, object{"organisation_id": newID()})
	if p.Name != "Айгүл Сейітова" || p.Language != "ru" || p.Version != 8 {
		t.Errorf("got %+v", p)
	}

	d.Call(t, 204, "DELETE", path, secretary, nil, nil)
	d.Call(t, 204, "DELETE", path, secretary, nil, nil)
	testkit.Published(t, d.House, "sessions", func(e events.ParticipantErased) bool { return e.ParticipantID == id && e.Version == 9 })
	d.Call(t, 200, "GET", path, secretary, nil, &p)
	if p.Name != "" || p.ErasedAt == nil || p.CheckedInAt == nil {
		t.Errorf("after erasure: %+v", p)
	}
	d.Problem(t, 409, "participant_erased", "POST", path+"/check-in", facilitator, nil)
	d.Problem(t, 409, "participant_erased", "PATCH", path, facilitator, object{"name": "Айгүл"})
	d.nowhere(t, "Айгүл", "сурдоаударма")
}

func TestATabletKnowsWhoSitsInItsSession(t *testing.T) {
	d := openDay(t)
	facilitator, device := d.staff(t, "facilitator"), newID()
	tablet := d.pair(t, device).AccessToken
	elsewhere := d.create(t, d.path+"/sessions", aSession("")).ID
	here := d.create(t, d.path+"/participants", object{"name": "Айгүл", "needs": "сурдоаударма"}).ID
	there := d.create(t, d.path+"/participants", object{"name": "Болат"}).ID
	seats := func(session string) string { return api + d.path + "/sessions/" + session + "/participants" }
	for range 2 {
		d.Call(t, 200, "PUT", seats(elsewhere)+"/"+there, facilitator, nil, nil)
		d.Call(t, 200, "PUT", seats(d.session)+"/"+here, tablet, nil, nil) // she showed her badge
	}
	told := testkit.Published(t, d.House, "sessions", func(e events.ParticipantSeated) bool { return e.ParticipantID == here })
	if len(told.SessionIDs) != 1 || told.SessionIDs[0] != d.session || told.Version != 2 {
		t.Errorf("told %+v", told)
	}
	status, answer := d.Do(t, "GET", seats(d.session), tablet, nil)
	if want := `[{"id":"` + here + `","name":"Айгүл","agreed":false}]`; status != 200 || !strings.Contains(string(answer), want) {
		t.Errorf("the tablet knows %s", answer)
	}
	var l struct {
		Items []struct {
			ID       string
			Sessions []string `json:"session_ids"`
		}
	}
	d.Call(t, 200, "GET", seats(elsewhere), facilitator, nil, &l)
	if len(l.Items) != 1 || l.Items[0].ID != there || len(l.Items[0].Sessions) != 1 {
		t.Errorf("got %+v", l)
	}
	d.Problem(t, 403, "role_required", "GET", seats(elsewhere), tablet, nil)
	d.Problem(t, 403, "role_required", "PUT", seats(elsewhere)+"/"+here, tablet, nil)
	d.Problem(t, 403, "role_required", "DELETE", seats(d.session)+"/"+here, tablet, nil)
	d.Problem(t, 404, "session_not_found", "PUT", seats(newID())+"/"+here, facilitator, nil)
	d.Problem(t, 404, "participant_not_found", "PUT", seats(d.session)+"/"+newID(), tablet, nil)

	d.Call(t, 200, "PUT", seats(d.session)+"/"+there, facilitator, nil, nil)
	for range 2 {
		d.Call(t, 204, "DELETE", seats(elsewhere)+"/"+there, facilitator, nil, nil)
	}
	d.Call(t, 204, "DELETE", api+d.path+"/participants/"+here, d.organiser, nil, nil)
	d.Call(t, 200, "GET", seats(d.session), tablet, nil, &l)
	if len(l.Items) != 1 || l.Items[0].ID != there {
		t.Errorf("after one left and one was forgotten: %+v", l)
	}
	d.Problem(t, 409, "participant_erased", "PUT", seats(d.session)+"/"+here, facilitator, nil)
	d.Call(t, 204, "DELETE", api+d.path+"/devices/"+device, facilitator, nil, nil)
	d.Problem(t, 401, "device_revoked", "GET", seats(d.session), tablet, nil)
}

// nowhere looks for texts in every table of the service.
func (h house) nowhere(t *testing.T, texts ...string) {
	t.Helper()
	db, err := sqlx.Open("postgres", h.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var tables []string
	if err := db.Select(&tables, `SELECT tablename FROM pg_tables WHERE schemaname = 'sessions'`); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		for _, s := range texts {
			var n int
			if err := db.Get(&n, `SELECT count(*) FROM sessions.`+table+` x WHERE x::text LIKE '%' || $1 || '%'`, s); err != nil || n > 0 {
				t.Errorf("%s still holds %q (%v)", table, s, err)
			}
		}
	}
}

func TestParticipantsAreFound(t *testing.T) {
	d := openDay(t)
	d.create(t, d.path+"/participants", object{"name": "Айгүл С.", "needs": "пандус", "key": "17"})
	gone := d.create(t, d.path+"/participants", object{"name": "Кетті К."}).ID
	d.Call(t, 204, "DELETE", api+d.path+"/participants/"+gone, d.organiser, nil, nil)
	d.Problem(t, 403, "role_required", "GET", api+d.path+"/participants", d.pair(t, newID()).AccessToken, nil)
	var found list
	for q, n := range map[string]int{"айг": 1, "17": 1, "с.+АЙГУЛ": 1, "%C2%ADайгүл%C2%A0": 1, "%25": 0, "x": 0, "%00": 2, "%FF": 0, "_": 0, "айгүл+18": 0} {
		d.Call(t, 200, "GET", api+d.path+"/participants?q="+q, d.organiser, nil, &found)
		if len(found.Items) != n {
			t.Errorf("?q=%s finds %d, want %d", q, len(found.Items), n)
		}
	}
	_, answer := d.Do(t, "GET", api+d.path+"/participants", d.organiser, nil)
	if !strings.Contains(string(answer), gone) || !strings.Contains(string(answer), `"consents":[]`) {
		t.Errorf("the organiser counts the erased too: %s", answer)
	}
}

func TestOrganisationsHaveNamesInTime(t *testing.T) {
	d := openDay(t)
	var loaded struct{ Added, Known int }
	d.Call(t, 200, "POST", api+"/organisations/reference", d.organiser, nil, &loaded)
	first := loaded.Added
	d.Call(t, 200, "POST", api+"/organisations/reference", d.organiser, nil, &loaded)
	if first < 40 || loaded.Added != 0 || loaded.Known != first {
		t.Errorf("loaded %d, then %+v", first, loaded)
	}
	mon := testkit.Published(t, d.House, "sessions", func(e events.OrganisationRegistered) bool { return e.Names[0].Abbreviation.RU == "МОН" })
	if mon.Names[0].ValidTo != "2022-06-10" || mon.Names[0].Abbreviation.KK != "БҒМ" || mon.Kind != "state_body" {
		t.Errorf("got %+v", mon)
	}
	type organisation struct {
		ID    string
		Names []struct{ Name, Abbreviation events.Text }
	}
	for _, c := range []struct{ on, q, want string }{
		{"2021-12-01", "МИОР", "МИОР"},
		{"2021-12-01", "миop", "МИОР"},
		{"2023-10-01", "МИОР", "МКИ"},
		{"2021-12-01", "МОН", "МОН"},
		{"2022-07-01", "МОН", ""},
		{"2022-07-01", "МНВО", "МНВО"},
		{"2021-12-01", "МНВО", ""},
	} {
		var l struct{ Items []organisation }
		d.Call(t, 200, "GET", api+"/organisations?on="+c.on+"&q="+c.q, "", nil, &l)
		got := ""
		if len(l.Items) == 1 && len(l.Items[0].Names) == 1 {
			got = l.Items[0].Names[0].Abbreviation.RU
		}
		if len(l.Items) != 1 || got != c.want {
			t.Errorf("%s on %s: got %+v, want %q", c.q, c.on, l.Items, c.want)
		}
	}
	id := d.create(t, "/organisations", object{"key": "010203", "kind": "ngo", "names": []object{{"name": text("Дана")}}}).ID
	d.Problem(t, 409, "organisation_key_taken", "POST", api+"/organisations", d.organiser, object{"key": "010203", "kind": "ngo", "names": []object{{"name": text("Дана 2")}}})
	overlapping := []object{{"name": text("Дана")}, {"name": text("Дана+"), "valid_from": "2022-01-01"}}
	d.Problem(t, 422, "invalid_request", "PATCH", api+"/organisations/"+id, d.organiser, object{"names": overlapping})
	renamed := []object{{"name": text("Дана+"), "valid_from": "2022-01-01"}, {"name": text("Дана"), "valid_to": "2021-12-31"}}
	d.Call(t, 200, "PATCH", api+"/organisations/"+id, d.organiser, object{"names": renamed}, nil)
	told := testkit.Published(t, d.House, "sessions", func(e events.OrganisationRegistered) bool { return e.OrganisationID == id && e.Version == 2 })
	if len(told.Names) != 2 || told.Names[0].Name.RU != "Дана" || told.Names[1].ValidFrom != "2022-01-01" {
		t.Errorf("told %+v", told)
	}
	with := d.create(t, d.path+"/participants", object{"name": "Айгүл", "organisation_id": id})
	testkit.Published(t, d.House, "sessions", func(e events.ParticipantRegistered) bool { return e.ParticipantID == with.ID && e.OrganisationID == id })
}
