package decisions_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMergingSplittingAndTakingItBack(t *testing.T) {
	s := newScene(t)
	said, ps := s.say("один", "два", "три", "четыре", "пять")
	carried := func(p string) []string {
		var ids []string
		for _, c := range s.proposal(p).SuggestionsRaw {
			ids = append(ids, c.ID)
		}
		return ids
	}
	is := func(what, p string, want ...string) {
		t.Helper()
		if got := carried(p); !slices.Equal(got, want) {
			t.Errorf("%s: carries %v, want %v", what, got, want)
		}
	}
	merge := func(p, into string) {
		t.Helper()
		s.post(200, "/proposals/"+p+"/merge", s.secretary, object{"into": into}, nil)
	}
	merge(ps[1], ps[0])
	merge(ps[2], ps[3])
	merge(ps[0], ps[3]) // a chain: 1 → 0 → 3
	is("the end of the chain", ps[3], said[0], said[1], said[2], said[3])

	s.Problem(t, 409, "merge_in_a_ring", "POST", s.path("/proposals/%s/merge", ps[3]), s.secretary, object{"into": ps[1]})
	s.Problem(t, 409, "proposal_merged", "POST", s.path("/proposals/%s/merge", ps[4]), s.secretary, object{"into": ps[1]})
	s.Problem(t, 409, "merge_into_itself", "POST", s.path("/proposals/%s/merge", ps[4]), s.secretary, object{"into": ps[4]})
	merge(ps[0], ps[3]) // asked again

	var split struct{ ID string }
	body := object{"id": id(), "suggestion_ids": []string{said[2]}}
	s.post(201, "/proposals/"+ps[3]+"/split", s.secretary, body, &split)
	s.post(201, "/proposals/"+ps[3]+"/split", s.secretary, body, &split) // asked again
	is("split off", split.ID, said[2])
	if p := s.proposal(split.ID); p.Text.RU != "три" || p.Number != 6 || p.ThemeID != s.theme {
		t.Errorf("the split proposal: %+v", p)
	}

	s.post(200, "/proposals/"+ps[1]+"/unmerge", s.secretary, nil, nil)
	is("the first of the chain is back", ps[1], said[1])
	s.post(200, "/proposals/"+ps[0]+"/unmerge", s.secretary, nil, nil)
	is("what is still there of what it brought", ps[0], said[0])
	s.post(200, "/proposals/"+ps[2]+"/unmerge", s.secretary, nil, nil)
	is("all it brought was split off", ps[2])
	is("what is left", ps[3], said[3])
	s.Problem(t, 409, "proposal_not_merged", "POST", s.path("/proposals/%s/unmerge", ps[2]), s.secretary, nil)
	s.Problem(t, 409, "proposal_without_suggestions", "POST", s.path("/questions"), s.secretary, object{"proposal_id": ps[2]})

	// What is before the plenary stands still.
	q := s.put(ps[0])
	for _, verb := range []string{"/merge", "/split", "/reword"} {
		body := map[string]object{"/merge": {"into": ps[3]}, "/split": {"suggestion_ids": said[:1]}, "/reword": {"text": object{"kk": "жаңа"}}}[verb]
		s.Problem(t, 409, "proposal_put", "POST", s.path("/proposals/%s%s", ps[0], verb), s.secretary, body)
	}
	// All or nothing: one of the two is before the plenary.
	s.Problem(t, 409, "proposal_put", "POST", s.path("/proposals/merge"), s.secretary, object{"into": ps[3], "proposals": []string{ps[1], ps[0]}})
	is("nothing moved", ps[3], said[3])
	s.post(200, "/questions/"+q+"/withdraw", s.secretary, nil, nil)
	merge(ps[0], ps[3])

	e := testkit.Published(t, s.House, "decisions", func(e events.ProposalUnmerged) bool { return e.ProposalID == ps[1] })
	if e.LeftProposalID != ps[3] || e.State != "open" || !slices.Equal(e.MovedSuggestionIDs, []string{said[1]}) {
		t.Errorf("told: %+v", e)
	}
	testkit.Published(t, s.House, "decisions", func(e events.ProposalSplit) bool { return e.ProposalID == split.ID && e.LeftProposalID == ps[3] })
	testkit.Published(t, s.House, "decisions", func(e events.QuestionWithdrawn) bool { return e.QuestionID == q })
}

// Eight people merge, split and take back the same proposals at once: nothing
// waits for ever, nothing fails but for a reason, nothing is lost.
func TestEightPeopleAtOnce(t *testing.T) {
	s := newScene(t)
	texts := make([]string, 24)
	for i := range texts {
		texts[i] = fmt.Sprint("ұсыныс ", i)
	}
	said, ps := s.say(texts...)
	var people sync.WaitGroup
	for person := range 8 {
		random := rand.New(rand.NewPCG(1, uint64(person)))
		people.Go(func() {
			for range 40 {
				a, b, c := ps[random.IntN(len(ps))], ps[random.IntN(len(ps))], ps[random.IntN(len(ps))]
				var status int
				var answer []byte
				switch random.IntN(4) {
				case 0:
					status, answer = s.Do(t, "POST", s.path("/proposals/%s/unmerge", a), s.secretary, nil)
				case 1:
					status, answer = s.Do(t, "POST", s.path("/proposals/%s/split", a), s.secretary, object{"suggestion_ids": []string{said[random.IntN(len(said))]}})
				default:
					status, answer = s.Do(t, "POST", s.path("/proposals/merge"), s.secretary, object{"into": a, "proposals": []string{b, c}})
				}
				if status != http.StatusOK && status != http.StatusCreated && status != http.StatusConflict {
					t.Errorf("%d %s", status, answer)
				}
			}
		})
	}
	people.Wait()
	carriers := s.carriers() // fails when one stands twice
	if len(carriers) != len(said) {
		t.Errorf("%d of %d suggestions stand in a proposal", len(carriers), len(said))
	}
	numbers := map[int64]bool{}
	all := s.all("")
	for _, p := range all {
		numbers[p.Number] = true
		if p.State == "merged" && p.Count > 0 {
			t.Errorf("merged proposal %d carries %d", p.Number, p.Count)
		}
	}
	for n := int64(1); n <= int64(len(all)); n++ {
		if !numbers[n] {
			t.Errorf("no proposal has number %d of %d", n, len(all))
		}
	}
}

func TestHearingSuggestions(t *testing.T) {
	s := newScene(t)
	first := s.suggestion("kk", "бірінші")
	again := uuid.Must(uuid.NewV7())
	testkit.PublishAs(t, s.House, again, first.ReceivedAt, events.SuggestionCaptured{Suggestion: first})
	testkit.PublishAs(t, s.House, again, first.ReceivedAt, events.SuggestionCaptured{Suggestion: first})
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: first}) // the same fact under another event id

	// A later fact that comes first, and the capture after it.
	second := s.suggestion("ru", "второе")
	later := second
	later.Version, later.Text = 2, "второе, яснее"
	testkit.Publish(t, s.House, events.SuggestionReworded{Suggestion: later}, events.SuggestionCaptured{Suggestion: second})

	// The proposal repeats its suggestion's words until a person words it.
	reworded := first
	reworded.Version, reworded.Text = 2, "бірінші, анығырақ"
	testkit.Publish(t, s.House, events.SuggestionReworded{Suggestion: reworded})
	var all []proposalJSON
	testkit.Eventually(t, "the rewording is heard", func() bool {
		all = s.all("")
		return len(all) == 2 && all[0].Text.KK == reworded.Text
	})
	if all[0].Version != 2 || !all[0].Missing || all[1].Text.RU != later.Text || all[1].Version != 1 {
		t.Errorf("heard: %+v", all)
	}
	testkit.Published(t, s.House, "decisions", func(e events.ProposalReworded) bool { return e.ProposalID == all[0].ID })

	s.post(200, "/proposals/"+all[0].ID+"/reword", s.secretary, object{"text": object{"kk": "хатшылық сөзі", "ru": "слова секретариата"}, "version": 2}, nil)
	s.post(200, "/proposals/"+all[0].ID+"/reword", s.secretary, object{"text": object{"kk": "хатшылық сөзі", "ru": "слова секретариата"}, "version": 2}, nil) // asked again
	s.Problem(t, 409, "newer_version", "POST", s.path("/proposals/%s/reword", all[0].ID), s.secretary, object{"text": object{"kk": "басқа"}, "version": 2})
	withdrawn := reworded
	withdrawn.Version, withdrawn.State, withdrawn.Text = 3, "withdrawn", "үшінші сөз"
	testkit.Publish(t, s.House, events.SuggestionWithdrawn{Suggestion: withdrawn})
	testkit.Eventually(t, "the withdrawal is heard", func() bool {
		return s.proposal(all[0].ID).SuggestionsRaw[0].State == "withdrawn"
	})
	s.Problem(t, 409, "proposal_without_suggestions", "POST", s.path("/questions"), s.secretary, object{"proposal_id": all[0].ID})
	if p := s.proposal(all[0].ID); p.Text.KK != "хатшылық сөзі" {
		t.Errorf("the secretariat's words were written over: %+v", p.Text)
	}
}

func TestHearingTags(t *testing.T) {
	s := newScene(t)
	tagged, plain := s.suggestion("kk", "пандус керек"), s.suggestion("kk", "мектеп керек")
	tagged.Tags = events.List[string]{"Қала", "жол-2026"}
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: tagged}, events.SuggestionCaptured{Suggestion: plain})
	tagsAre := func(want string) func() bool {
		return func() bool {
			var tags [][]string
			for _, p := range s.all("") {
				tags = append(tags, p.SuggestionsRaw[0].Tags)
			}
			got, _ := json.Marshal(tags)
			return string(got) == want
		}
	}
	testkit.Eventually(t, "the tags are heard", tagsAre(`[["Қала","жол-2026"],[]]`))
	for words, want := range map[string]int{"#жол-2026": 1, "ЖОЛ-2026": 1, "#": 0, "керек": 2, "#кала": 1, "#керек": 0, "керек #Қала #жол": 1} {
		if got := len(s.all("&q=" + url.QueryEscape(words))); got != want {
			t.Errorf("%q: %d proposals, want %d", words, got, want)
		}
	}
	reworded := tagged
	reworded.Version, reworded.Tags = 2, nil
	testkit.Publish(t, s.House, events.SuggestionReworded{Suggestion: reworded})
	testkit.Eventually(t, "the tags are gone", tagsAre(`[[],[]]`))
}

func TestSearchingProposals(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("Пандусы у поликлиник", "Скидка 100% пенсионерам", "Газ для ТЭЦ")
	s.post(200, "/proposals/"+ps[2]+"/merge", s.secretary, object{"into": ps[1]}, nil)
	for query, want := range map[string]int{
		"&q=%D0%BF%D0%B0%D0%BD%D0%B4%D1%83%D1%81": 1, // пандус, in small letters
		"&q=100%25":                        1, // a percent sign is itself
		"&q=%D0%A2%D0%AD%D0%A6":            2, // ТЭЦ: the absorbed one's own text, and the carrier's suggestion
		"&state=open":                      2,
		"&state=merged":                    1,
		"&theme_id=" + s.theme:             3,
		"&theme_id=" + s.forum:             0,
		"&q=%D0%BD%D0%B5%D1%82%D1%83":      0,
		"&state=open&q=%D0%A2%D0%AD%D0%A6": 1,
		"&q=" + url.QueryEscape("поликлиник ПАНДУСЫ"):          1, // in another order
		"&q=" + url.QueryEscape("пенсионе\u00adрам\u00a0скид"): 1, // a soft hyphen, a no-break blank
		"&q=" + url.QueryEscape("Cкидка"):                      1, // a Latin C
		"&q=" + url.QueryEscape("газ скидка"):                  0, // in two different texts
		"&q=" + url.QueryEscape("№ 1"):                         1,
		"&q=" + url.QueryEscape("№ 3"):                         2, // its own, and where its suggestion went
		"&q=" + url.QueryEscape("№ 9"):                         0,
	} {
		if got := len(s.all(query)); got != want {
			t.Errorf("%s: %d proposals, want %d", query, got, want)
		}
	}
	s.Problem(t, 422, "invalid_request", "GET", s.path("/proposals?after=!!"), s.secretary, nil)
}
