package facilitation_test

import (
	"fmt"
	"testing"
)

func TestAScreenReadsThePartOfTheListsThatItShows(t *testing.T) {
	h := newHouse(t)
	lines := make([]m, 6)
	ids := make([]string, len(lines))
	for i := range lines {
		lines[i] = h.line(i+1, fmt.Sprintf("Ұсыныс %d", i), m{"tags": []string{"жол", fmt.Sprintf("т%d", i)}})
		ids[i] = lines[i]["id"].(string)
	}
	h.send(t, h.tablet, lines...)
	for i, to := range []m{{}, {"theme_id": newID()}, {}} {
		h.Call(t, 200, "POST", h.path("/suggestions/"+ids[i]+"/park"), h.secretary, to, nil)
	}
	for query, want := range map[string]string{
		"offset=2&limit=2&total=true":                 "[2 3] of 6",
		"state=parked&offered=nobody&total=true":      "[0 2] of 2",
		"state=parked&offered=somebody&total=true":    "[1] of 1",
		"state=received&ids=" + ids[0] + "," + ids[5]: "[5] of 0",
	} {
		var page struct {
			Items []suggestion
			Total int
		}
		h.Call(t, 200, "GET", h.path("/suggestions?"+query), h.secretary, nil, &page)
		places := []int{}
		for _, one := range page.Items {
			for i, id := range ids {
				if id == one.ID {
					places = append(places, i)
				}
			}
		}
		if got := fmt.Sprintf("%v of %d", places, page.Total); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	var tags struct{ Items []struct{ Tag string } }
	h.Call(t, 200, "GET", h.path("/tags?limit=2"), h.secretary, nil, &tags)
	if len(tags.Items) != 2 || tags.Items[0].Tag != "жол" {
		t.Errorf("the two most frequent tags: %+v", tags.Items)
	}

	var asked [3]clarification
	for i := range asked {
		h.Call(t, 201, "POST", h.path("/suggestions/"+ids[i]+"/clarifications"), h.secretary, m{"text": "Қалай?", "language": "kk"}, &asked[i])
	}
	h.Call(t, 200, "POST", h.path("/clarifications/"+asked[0].ID+"/answer"), h.secretary, m{"answer_id": newID(), "text": "Былай", "language": "kk"}, nil)
	for query, want := range map[string]int{
		"suggestion_id=" + ids[0] + "," + ids[2]: 2, "ids=" + asked[1].ID: 1, "ids=" + asked[0].ID + "&state=open": 0,
	} {
		var page struct{ Items []clarification }
		h.Call(t, 200, "GET", h.path("/clarifications?"+query), h.secretary, nil, &page)
		if len(page.Items) != want {
			t.Errorf("%s: %d, want %d", query, len(page.Items), want)
		}
	}
	var counts any
	h.Call(t, 200, "GET", h.path("/clarification-counts"), h.secretary, nil, &counts)
	if got, want := fmt.Sprint(counts), fmt.Sprintf("map[answered:1 open:2 suggestion_ids:[%s %s %s]]", ids[2], ids[1], ids[0]); got != want {
		t.Errorf("counts: %s, want %s", got, want)
	}
	for _, wrong := range []string{"/suggestions?ids=x", "/clarifications?suggestion_id=x"} {
		h.Problem(t, 422, "invalid_request", "GET", h.path(wrong), h.secretary, nil)
	}
}
