package sessions_test

import (
	"fmt"
	"maps"
	"testing"
)

// TestARequestThatIsRepeatedHasTheFirstAnswer, also while the first is still
// running, for everything that a client names.
func TestARequestThatIsRepeatedHasTheFirstAnswer(t *testing.T) {
	d := openDay(t)
	question := object{"id": newID(), "organisation": "ОФ Дана", "text": "О пандусах", "language": "ru"} // one: from one address there are few
	another := maps.Clone(question)
	another["text"] = "О лифтах"
	d.Repeated(t, "POST", api+d.path+"/agenda-questions", "", question, another)
	ngo := d.create(t, "/organisations", object{"kind": "ngo", "names": []object{{"name": text("Дана")}}}).ID
	for n := range 4 { // two requests meet at another point each time
		for _, c := range []struct {
			path      string
			body      object
			differing string // the member that another request has otherwise
			with      any
		}{
			{"/forums", aForum("announced"), "region", "KZ-71"},
			{d.path + "/themes", object{"key": fmt.Sprint("theme-", n), "title": text("Экология")}, "title", text("Вода")},
			{d.path + "/sessions", aSession(d.theme), "yurt", 4},
			{d.path + "/programme", object{"sessions": []object{withID(aSession(d.theme)), withID(aSession(""))}}, "", nil},
			{"/programmes", object{"forum": withID(aForum("draft")), "themes": []object{withID(object{"title": text("Экология")})}}, "", nil},
			{d.path + "/sessions/" + d.session + "/rounds", object{"question": text("И?"), "seconds": 60}, "seconds", 61},
			{d.path + "/participants", object{"name": "Айгүл", "key": fmt.Sprint("p-", n)}, "name", "Айжан"},
			{"/organisations", object{"kind": "ngo", "key": fmt.Sprint("ngo-", n), "names": []object{{"name": text("Дана")}}}, "kind", "media"},
			{"/organisations/" + ngo + "/proposals", object{"change": object{"key": "dana"}, "reason": "x"}, "reason", "y"},
			{"/accounts", object{
				"login": fmt.Sprint("secretary", n), "name": "Айгүл", "email": fmt.Sprintf("a%d@example.kz", n), "password": "correct horse battery",
				"roles": object{d.forum: []string{"secretary"}},
			}, "name", "Айжан"},
		} {
			other := maps.Clone(c.body)
			switch of, list := c.body["sessions"].([]object); {
			case list:
				second := maps.Clone(of[1])
				second["yurt"] = 4
				other["sessions"] = []object{of[0], second}
			case c.differing == "":
				other["take"] = object{"sessions": true}
			default:
				c.body["id"] = newID()
				other["id"] = c.body["id"]
				other[c.differing] = c.with
			}
			d.Repeated(t, "POST", api+c.path, d.organiser, c.body, other)
		}
		p := d.create(t, d.path+"/participants", object{"name": "Болат"})
		d.Repeated(t, "PUT", api+d.path+"/sessions/"+d.session+"/participants/"+p.ID, d.organiser, nil, nil)
	}
}

func withID(body object) object {
	body["id"] = newID()
	return body
}
