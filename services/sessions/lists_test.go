package sessions_test

import (
	"fmt"
	"testing"
)

func TestAScreenReadsThePartOfTheListsThatItShows(t *testing.T) {
	d := openDay(t)
	people := make([]string, 7)
	for i := range people {
		people[i] = d.create(t, d.path+"/participants", object{"name": fmt.Sprintf("Адам %d", i)}).ID
	}
	d.Call(t, 200, "POST", api+d.path+"/participants/"+people[1]+"/check-in", d.organiser, nil, nil)
	d.Call(t, 200, "POST", api+d.path+"/participants/"+people[4]+"/check-in", d.organiser, nil, nil)
	d.Call(t, 204, "DELETE", api+d.path+"/participants/"+people[6], d.organiser, nil, nil)
	d.Call(t, 200, "PUT", api+d.path+"/sessions/"+d.session+"/participants/"+people[2], d.organiser, nil, nil)
	second := aSession(d.theme)
	second["yurt"] = 1
	first := d.create(t, d.path+"/sessions", second).ID
	ngo := d.create(t, "/organisations", object{"kind": "ngo", "names": []object{{"name": text("Дана")}}}).ID

	for query, want := range map[string]string{
		d.path + "/participants?offset=2&limit=2&total=true":                    fmt.Sprint(people[2:4], 7),
		d.path + "/participants?erased=no&total=true&limit=1":                   fmt.Sprint(people[:1], 6),
		d.path + "/participants?arrived=yes&total=true":                         fmt.Sprint([]string{people[1], people[4]}, 2),
		d.path + "/participants?arrived=no&total=true":                          fmt.Sprint([]string{people[0], people[2], people[3], people[5]}, 4),
		d.path + "/participants?arrived=yes&ids=" + people[0] + "," + people[1]: fmt.Sprint(people[1:2], 0),
		d.path + "/participants?session_id=" + d.session:                        fmt.Sprint(people[2:3], 0),
		d.path + "/sessions?brief=true&total=true":                              fmt.Sprint([]string{first, d.session}, 2), // by time, then by yurt
		d.path + "/sessions?offset=1":                                           fmt.Sprint([]string{d.session}, 0),
		"/organisations?ids=" + ngo + "&total=true":                             fmt.Sprint([]string{ngo}, 1),
		d.path + "/rounds?session_id=" + first + "," + d.session:                fmt.Sprint([]string{d.round}, 0),
		d.path + "/devices?session_id=" + first:                                 fmt.Sprint([]string{}, 0),
	} {
		var page struct {
			Items []thing
			Total int
		}
		d.Call(t, 200, "GET", api+query, d.organiser, nil, &page)
		ids := make([]string, len(page.Items))
		for i, one := range page.Items {
			ids[i] = one.ID
		}
		if got := fmt.Sprint(ids, page.Total); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	var counts any
	d.Call(t, 200, "GET", api+d.path+"/participant-counts", d.organiser, nil, &counts)
	if got := fmt.Sprint(counts); got != "map[arrived:2 erased:1 total:7]" {
		t.Errorf("counts: %s", got)
	}
	for _, wrong := range []string{"/participants?ids=x", "/rounds?session_id=x", "/devices?session_id=x", "/rounds"} {
		d.Problem(t, 422, "invalid_request", "GET", api+d.path+wrong, d.organiser, nil)
	}
}
