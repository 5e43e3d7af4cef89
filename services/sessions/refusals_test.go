package sessions_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// TestRefusals sends everything that must be refused to every route.
func TestRefusals(t *testing.T) {
	d := openDay(t)
	var pairing struct{ Code string }
	d.Call(t, 201, "POST", api+d.path+"/sessions/"+d.session+"/pairings", d.organiser, nil, &pairing)
	device := newID()
	d.Call(t, 200, "POST", api+"/pairings/redeem", "", object{"code": pairing.Code, "device_id": device, "name": "Юрта 3"}, nil)
	status, preview := d.upload(t, d.organiser, "participants", []byte("ФИО\nАйгүл С.\n"))
	if status != 201 {
		t.Fatalf("upload: %d %+v", status, preview)
	}
	testkit.Refusals(t, d.House, "sessions", map[string]string{
		"forum": d.forum, "theme": d.theme, "session": d.session, "round": d.round, "device": device, "import": preview.ID,
		"participant":  d.create(t, d.path+"/participants", object{"name": "Айгүл С."}).ID,
		"organisation": d.create(t, "/organisations", object{"kind": "ngo", "names": []object{{"name": text("Дана")}}}).ID,
		"question":     d.create(t, d.path+"/agenda-questions", object{"organisation": "x", "text": "x", "language": "kk"}).ID,
		"account":      d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "roles": object{d.forum: []string{"secretary"}}}).ID,
	}, "GET /api/sessions/me")
}
