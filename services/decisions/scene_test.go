package decisions_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/decisions"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// object is a JSON object as a client sees it.
type object = map[string]any

// scene is a forum with the service, as the other services have told of it.
type scene struct {
	*testkit.House
	t                             testing.TB
	forum, theme, session         string
	ngo, akimat                   string
	secretary, chair, controller  string // tokens
	organiser, facilitator, other string
	said                          int
}

func newScene(t testing.TB) *scene {
	t.Helper()
	h := testkit.NewHouse(t)
	service, err := decisions.New(t.Context(), h.Host, decisions.Config{})
	if err != nil {
		t.Fatal(err)
	}
	h.Serve(t, service)
	s := &scene{House: h, t: t, forum: id(), theme: id(), session: id(), ngo: id(), akimat: id()}
	s.secretary = h.Token(t, "secretary-1", s.forum, "secretary")
	s.chair = h.Token(t, "chair-1", s.forum, "chair")
	s.controller = h.Token(t, "controller-1", s.forum, "controller")
	s.organiser = h.Token(t, "organiser-1", "*", "organiser")
	s.facilitator = h.Token(t, "facilitator-1", s.forum, "facilitator")
	s.other = h.Token(t, "secretary-2", id(), "secretary", "chair", "organiser", "controller")
	testkit.Publish(t, h,
		events.ForumDescribed{
			ForumID: s.forum, Version: 1, Kind: "city", TimeZone: "Asia/Almaty", State: "running", EligibleVoters: 100, QuorumPercent: 50,
			Title: events.Text{KK: "Алматы қаласының XII Азаматтық форумы", RU: "XII Гражданский форум города Алматы"},
			Place: events.Text{KK: "Алматы қаласы", RU: "город Алматы"}, StartsOn: "2026-11-16", EndsOn: "2026-11-17",
		},
		events.ThemeDescribed{ForumID: s.forum, ThemeID: s.theme, Version: 1, Key: "inclusion", Title: events.Text{KK: "Инклюзия", RU: "Инклюзия"}},
		events.SessionScheduled{ForumID: s.forum, SessionID: s.session, Version: 1, Kind: "breakout", Yurt: 3,
			Title: events.Text{KK: "Инклюзивті қала", RU: "Инклюзивный город"}},
		events.OrganisationRegistered{OrganisationID: s.akimat, Version: 1, Kind: "state_body", Names: []events.OrganisationName{
			{Name: events.Text{KK: "Денсаулық сақтау басқармасы", RU: "Управление здравоохранения"}, ValidTo: "2025-12-31"},
			{Name: events.Text{KK: "Қоғамдық денсаулық сақтау басқармасы", RU: "Управление общественного здравоохранения"},
				Abbreviation: events.Text{KK: "ҚДСБ", RU: "УОЗ"}, ValidFrom: "2026-01-01"},
		}},
		events.OrganisationRegistered{OrganisationID: s.ngo, Version: 1, Kind: "ngo", Names: []events.OrganisationName{
			{Name: events.Text{KK: "«Қолжетімді қала» ҚҚ", RU: "ОФ «Доступный город»"}}}},
	)
	s.known()
	return s
}

// known waits until the service has heard of the bodies: no route shows them.
func (s *scene) known() {
	s.t.Helper()
	db := s.database()
	testkit.Eventually(s.t, "the bodies are known", func() bool {
		var n int
		err := db.GetContext(s.t.Context(), &n, `SELECT count(*) FROM organisations WHERE id IN ($1, $2)`, s.akimat, s.ngo)
		return err == nil && n == 2
	})
}

// database is the service's, for what no route shows.
func (s *scene) database() *sqlx.DB {
	s.t.Helper()
	db, err := database.Open(s.t.Context(), s.DatabaseURL, "decisions")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = db.Close() })
	return db
}

func id() string { return uuid.Must(uuid.NewV7()).String() }

func (s *scene) path(format string, args ...any) string {
	return "/api/decisions/forums/" + s.forum + fmt.Sprintf(format, args...)
}

// suggestion is what facilitation would tell of the next thing that is said.
func (s *scene) suggestion(language, text string) events.Suggestion {
	s.said++
	return events.Suggestion{
		ForumID: s.forum, SuggestionID: id(), Version: 1, SessionID: s.session, ThemeID: s.theme, Number: int64(s.said),
		Receipt: fmt.Sprintf("TEST-%04d-%02d", s.said%10_000, s.said/10_000), Text: text, OriginalText: text, Language: language, AuthorID: id(),
		Source: "session", State: "received", ReceivedAt: time.Now().UTC(),
	}
}

// say has things said in Russian and waits until they stand as proposals. It
// returns the suggestions' and the proposals' ids.
func (s *scene) say(texts ...string) (suggestions, proposals []string) {
	s.t.Helper()
	told := make([]bus.Event, len(texts))
	for i, text := range texts {
		e := s.suggestion("ru", text)
		told[i] = events.SuggestionCaptured{Suggestion: e}
		suggestions = append(suggestions, e.SuggestionID)
	}
	testkit.Publish(s.t, s.House, told...)
	proposals = make([]string, len(texts))
	testkit.Eventually(s.t, "the suggestions stand as proposals", func() bool {
		found := 0
		carriers := s.carriers()
		for i, id := range suggestions {
			if proposals[i] = carriers[id]; proposals[i] != "" {
				found++
			}
		}
		return found == len(texts)
	})
	return suggestions, proposals
}

type recommendedJSON struct {
	Session            struct{ Yurt int }
	Edition            int
	Text               events.Text
	Who, Until         string
	Dropped, Corrected bool
	Before             *struct{ Text events.Text }
}

// carried are the suggestions that the proposal carries.
func (p proposalJSON) carried() []string {
	ids := []string{}
	for _, s := range p.SuggestionsRaw {
		ids = append(ids, s.ID)
	}
	return ids
}

type proposalJSON struct {
	ID             string
	Number         int64
	State          string
	Text           events.Text
	MergedInto     string `json:"merged_into"`
	Version        int
	SuggestionsRaw []struct {
		ID, State string
		Tags      []string
		OfferedTo string `json:"offered_to"`
		Proposals int
	} `json:"suggestions"`
	Recommendation *recommendedJSON
	Count          int    `json:"suggestion_count"`
	CheckedBy      string `json:"translation_checked_by"`
	Missing        bool   `json:"translation_missing"`
	ThemeID        string `json:"theme_id"`
}

// all are all proposals, read page by page.
func (s *scene) all(query string) []proposalJSON {
	s.t.Helper()
	var all []proposalJSON
	for after := ""; ; {
		var page struct {
			Items []proposalJSON
			Next  string
		}
		s.Call(s.t, 200, "GET", s.path("/proposals?limit=3&after=%s%s", after, query), s.secretary, nil, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// carriers tells which proposal carries each suggestion.
func (s *scene) carriers() map[string]string {
	carriers := map[string]string{}
	for _, p := range s.all("") {
		for _, c := range p.SuggestionsRaw {
			if before, twice := carriers[c.ID]; twice {
				s.t.Fatalf("suggestion %s stands in %s and in %s", c.ID, before, p.ID)
			}
			carriers[c.ID] = p.ID
		}
	}
	return carriers
}

func (s *scene) post(want int, path, token string, body, out any) {
	s.t.Helper()
	s.Call(s.t, want, "POST", s.path("%s", path), token, body, out)
}

func (s *scene) proposal(id string) (p proposalJSON) {
	s.t.Helper()
	s.Call(s.t, 200, "GET", s.path("/proposals/%s", id), s.secretary, nil, &p)
	return p
}

// decided takes a proposal through the plenary and returns the decision's id.
func (s *scene) decided(proposal string, decision object) string {
	s.t.Helper()
	q := s.put(proposal)
	votes := object{"for": 60, "against": 5, "abstained": 2, "present": 70}
	if decision["outcome"] == "rejected" {
		votes["for"], votes["against"] = 5, 60
	}
	s.post(200, "/questions/"+q+"/votes", s.chair, votes, nil)
	decision["question_id"] = q
	var d struct{ ID string }
	s.post(201, "/decisions", s.chair, decision, &d)
	return d.ID
}

func (s *scene) put(proposal string) string {
	s.t.Helper()
	var q struct{ ID string }
	s.post(201, "/questions", s.secretary, object{"proposal_id": proposal, "text": object{"kk": "Пандус орнатылсын", "ru": "Установить пандусы"}}, &q)
	return q.ID
}

// planned drafts a complete measure and publishes it.
func (s *scene) planned(decision string, deadline object) string {
	s.t.Helper()
	var m struct{ ID string }
	s.post(201, "/measures", s.secretary, s.measure(decision, deadline), &m)
	s.post(201, "/plan/publish", s.secretary, object{"title": object{"kk": "Іс-шаралар жоспары", "ru": "План мероприятий"}}, nil)
	return m.ID
}

func (s *scene) measure(decision string, deadline object) object {
	return object{
		"decision_id": decision, "lead_body_id": s.akimat, "deadline": deadline,
		"co_executors":       []object{{"organisation_id": s.ngo, "by_agreement": true}},
		"form_of_completion": object{"kk": "орындалған жұмыстар актісі", "ru": "акт выполненных работ"},
		"cost_kzt":           12_500_000, "funding_source": "local_budget",
	}
}
