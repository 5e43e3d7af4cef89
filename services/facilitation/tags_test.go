package facilitation_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestTagsAreCaptured(t *testing.T) {
	h := newHouse(t)
	tagged := h.line(1, "Пандус", m{"tags": []string{"Көлік", "қала", "көлік"}})
	plain := h.line(2, "Мектеп") // as a tablet sends it that knows no tags
	for range 2 {                // the second time with the forum's counter known, in one round trip
		if r := h.send(t, h.tablet, tagged, plain); r[0].Number != 1 || r[1].Number != 2 {
			t.Fatalf("receipts: %+v", r)
		}
	}
	if got := h.get(t, tagged["id"]); !slices.Equal(got.Tags, []string{"Көлік", "қала"}) || !slices.Equal(got.Wordings[0].Tags, got.Tags) {
		t.Errorf("tagged: %+v", got)
	}
	if got := h.get(t, plain["id"]); got.Tags == nil || len(got.Tags) != 0 {
		t.Errorf("plain: %+v", got)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool { return e.SuggestionID == tagged["id"] })
	if !slices.Equal(e.Tags, []string{"Көлік", "қала"}) {
		t.Errorf("event: %q", e.Tags)
	}
	// A line that reaches the server again through a tablet without tags is the same line.
	delete(tagged, "tags")
	if r := h.send(t, h.tablet, tagged)[0]; r.Outcome != "already_stored" {
		t.Errorf("without its tags: %+v", r)
	}
	if got := h.get(t, tagged["id"]); len(got.Tags) != 2 {
		t.Errorf("the tags went away: %+v", got)
	}
}

func TestABadTagRefusesItsLineOnly(t *testing.T) {
	h := newHouse(t)
	eleven := strings.Split("a b c d e f g h i j k", " ")
	r := h.send(t, h.tablet, h.line(1, "Пандус", m{"tags": []string{"екі сөз"}}), h.line(2, "Мектеп", m{"tags": []string{"мектеп"}}), h.line(3, "Жол", m{"tags": eleven}))
	if r[0].Outcome != "refused" || r[0].Problem.Code != "tag_invalid" || !strings.Contains(r[0].Problem.Detail, "40") || r[1].Outcome != "stored" ||
		r[2].Outcome != "refused" || r[2].Problem.Code != "too_many_tags" || !strings.Contains(r[2].Problem.Detail, "10") {
		t.Errorf("receipts: %+v", r)
	}
	path := h.path("/suggestions/" + r[1].ID + "/reword")
	edit := m{"text": "Мектеп", "language": "ru", "base_version": 1, "edit_id": newID(), "tags": []string{"#мектеп"}}
	h.Problem(t, 422, "tag_invalid", "POST", path, h.tablet, edit)
	edit["tags"] = eleven
	h.Problem(t, 422, "too_many_tags", "POST", path, h.tablet, edit)
}

func TestTagsBelongToTheWording(t *testing.T) {
	h := newHouse(t)
	l := h.line(1, "Пандус", m{"tags": []string{"көлік"}})
	h.send(t, h.tablet, l)
	path := h.path("/suggestions/" + l["id"].(string) + "/reword")
	for _, step := range []struct {
		name    string
		text    string
		tags    any
		base    int
		version int // 0: newer_wording
		want    []string
	}{
		{"words without a word of tags", "Пандус керек", nil, 1, 2, []string{"көлік"}},
		{"tags alone", "Пандус керек", []string{"көлік", "қала"}, 2, 3, []string{"көлік", "қала"}},
		{"the same again", "Пандус керек", []string{"көлік", "қала"}, 3, 3, []string{"көлік", "қала"}},
		{"other tags, by one who saw the first", "Пандус керек", []string{"жол"}, 2, 0, []string{"көлік", "қала"}},
		{"another case", "Пандус керек", []string{"Көлік", "қала"}, 3, 4, []string{"Көлік", "қала"}},
		{"none", "Пандус керек", []string{}, 4, 5, []string{}},
	} {
		edit := m{"text": step.text, "language": "ru", "base_version": step.base, "edit_id": newID()}
		if step.tags != nil {
			edit["tags"] = step.tags
		}
		status, body := h.Do(t, "POST", path, h.tablet, edit)
		if step.version == 0 {
			var p struct {
				Code  string
				Newer struct{ Tags []string }
			}
			if err := json.Unmarshal(body, &p); err != nil || status != 409 || p.Code != "newer_wording" || !slices.Equal(p.Newer.Tags, step.want) {
				t.Errorf("%s: %d %s", step.name, status, body)
			}
			continue
		}
		var got suggestion
		if err := json.Unmarshal(body, &got); err != nil || status != 200 || got.Version != step.version || got.Tags == nil || !slices.Equal(got.Tags, step.want) {
			t.Errorf("%s: %d %s", step.name, status, body)
		}
		edit["tags"] = []string{"басқа"}
		if got.Version == step.base+1 { // it is a wording now
			h.Problem(t, 409, "edit_id_taken", "POST", path, h.tablet, edit)
		}
	}
	if got := h.get(t, l["id"]); len(got.Wordings) != 5 || !slices.Equal(got.Wordings[0].Tags, []string{"көлік"}) {
		t.Errorf("wordings: %+v", got.Wordings)
	}
	e := testkit.Published(t, h.House, "facilitation", func(e events.SuggestionReworded) bool { return e.Version == 3 })
	if !slices.Equal(e.Tags, []string{"көлік", "қала"}) {
		t.Errorf("event: %q", e.Tags)
	}
}

func TestTagsOfAForum(t *testing.T) {
	h := newHouse(t)
	for i, tags := range [][]string{{"Көлік", "қала"}, {"көлік"}, {}, {"мектеп"}, {"КӨЛІК", "жол"}} {
		h.send(t, h.tablet, h.line(i+1, "Ұсыныс", m{"tags": tags}))
	}
	all := h.list(t, "")
	h.Call(t, 200, "POST", h.path("/suggestions/"+all[0].ID+"/reword"), h.tablet, m{"text": "Ұсыныс", "language": "ru", "base_version": 1, "edit_id": newID(), "tags": []string{"Көлік", "жол"}}, nil)
	h.Call(t, 200, "POST", h.path("/suggestions/"+all[3].ID+"/withdraw"), h.tablet, nil, nil)
	var counted struct {
		Items []struct {
			Tag   string
			Count int
		}
	}
	h.Call(t, 200, "GET", h.path("/tags"), h.secretary, nil, &counted)
	if got, _ := json.Marshal(counted.Items); string(got) != `[{"Tag":"Көлік","Count":3},{"Tag":"жол","Count":2}]` {
		t.Errorf("counted: %s", got)
	}
	for query, want := range map[string]string{
		"tag=көлік": "[1,2,5]", "tag=%D0%9A%D3%A8%D0%9B%D0%86%D0%9A&state=received": "[1,2,5]", "tag=қала": "null", "tag=мектеп": "[4]", "tag=мектеп&state=received": "null", "tag=екі+сөз": "null",
	} {
		var numbers []int64
		for _, s := range h.list(t, query) {
			numbers = append(numbers, s.Number)
		}
		if got, _ := json.Marshal(numbers); string(got) != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	other := *h
	other.forum = newID()
	status, body := h.Do(t, "GET", other.path("/tags"), h.Token(t, newID(), other.forum, "secretary"), nil)
	if status != 200 || !strings.Contains(string(body), `"items":[]`) {
		t.Errorf("another forum: %d %s", status, body)
	}
}
