package sessions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A name could put lines of its own into letters and headers, or turn the text
// around it; one of which nothing shows is none.
func TestNamesAndTitlesAreLines(t *testing.T) {
	d := openDay(t)
	change := func(o object, key string, value any) object { o[key] = value; return o }
	named := map[string]func(name string) (path string, body object){
		"a forum": func(s string) (string, object) {
			return "/forums", change(aForum("draft"), "title", object{"kk": "", "ru": s})
		},
		"a theme": func(s string) (string, object) {
			return d.path + "/themes", object{"key": "new", "title": object{"kk": "", "ru": s}, "position": 2}
		},
		"a session": func(s string) (string, object) {
			return d.path + "/sessions", change(aSession(d.theme), "title", object{"kk": "", "ru": s})
		},
		"a participant": func(s string) (string, object) { return d.path + "/participants", object{"name": s} },
		"an organisation": func(s string) (string, object) {
			return "/organisations", object{"kind": "ngo", "names": []object{{"name": object{"kk": "", "ru": s}}}}
		},
		"an account": func(s string) (string, object) {
			return "/accounts", object{"login": "asel", "name": s, "roles": object{d.forum: []string{"secretary"}}}
		},
		"who asks": func(s string) (string, object) {
			return d.path + "/agenda-questions", object{"organisation": s, "text": "x", "language": "kk"}
		},
	}
	for what, of := range named {
		for name, codes := range map[string]string{
			"Ким\nBcc: a@b.kz": "not_one_line", "Ким\u202eВиктор": "not_one_line", "Ким\u0007": "not_one_line",
			"\u00ad\u2800\ufe0f": "required wording_required",
		} {
			path, body := of(name)
			status, answer := d.Do(t, "POST", api+path, d.organiser, body)
			refused := status == 422 && slices.ContainsFunc(strings.Fields(codes), func(code string) bool {
				return strings.Contains(string(answer), `"code":"`+code+`"`)
			})
			if codes != "" && !refused {
				t.Errorf("%s called %+q: %d %s", what, name, status, answer)
			}
		}
	}
	kept := d.create(t, d.path+"/participants", object{"name": " Сеи\u0306това\u00a0 Ай\u00adгүл\u200b\n"}).ID
	if _, answer := d.Do(t, "GET", api+d.path+"/participants", d.organiser, nil); !strings.Contains(string(answer), `"Сейтова Айгүл"`) {
		t.Errorf("%s is kept as %s", kept, answer)
	}
	d.Problem(t, 422, "invalid_request", "POST", api+"/accounts", d.organiser, object{"login": "a\u202esel", "name": "Әсел", "roles": object{}})
	d.Problem(t, 422, "invalid_request", "POST", api+"/accounts", d.organiser, object{"login": "aselo", "name": "Әсел", "email": "asel@localhost", "roles": object{d.forum: []string{"secretary"}}})
}

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
	ngo := d.create(t, "/organisations", object{"kind": "ngo", "names": []object{{"name": text("Дана")}}}).ID
	testkit.Refusals(t, d.House, "sessions", map[string]string{
		"forum": d.forum, "theme": d.theme, "session": d.session, "round": d.round, "device": device, "import": preview.ID,
		"participant":  d.create(t, d.path+"/participants", object{"name": "Айгүл С."}).ID,
		"organisation": ngo, "change_proposal": d.create(t, "/organisations/"+ngo+"/proposals", object{"change": object{"key": "dana"}, "reason": "x"}).ID,
		"question": d.create(t, d.path+"/agenda-questions", object{"organisation": "x", "text": "x", "language": "kk"}).ID,
		"account":  d.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "roles": object{d.forum: []string{"secretary"}}}).ID,
	})
}
