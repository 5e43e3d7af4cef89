package sessions_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

const api = "/api/sessions"

type (
	object = map[string]any
	thing  struct {
		ID      string
		Version int
		State   string
		Number  int
	}
	list struct {
		Items []thing
		Next  string
	}
)

func text(s string) object { return object{"kk": s + " қ", "ru": s} }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// create posts a thing, twice: the same request must be answered alike.
func (h house) create(t *testing.T, path string, body object) thing {
	t.Helper()
	var a, b json.RawMessage
	body["id"] = newID()
	h.Call(t, 201, "POST", api+path, h.organiser, body, &a)
	h.Call(t, 201, "POST", api+path, h.organiser, body, &b)
	if string(a) != string(b) {
		t.Fatalf("POST %s again: got %s, want %s", path, b, a)
	}
	var made thing
	if err := json.Unmarshal(a, &made); err != nil || made.ID != body["id"] {
		t.Fatalf("POST %s: got %s (%v), want the client's id %s", path, a, err, body["id"])
	}
	return made
}

func aForum(state string) object {
	return object{
		"kind": "city", "title": text("XII форум"), "region": "KZ-75", "place": text("Алматы"), "starts_on": "2020-11-16",
		"ends_on": "2020-11-17", "quorum": object{"eligible": 120, "percent": 50}, "state": state,
	}
}

func aSession(themeID string) object {
	return object{
		"kind": "breakout", "theme_id": themeID, "title": text("Юрта 3"), "yurt": 3,
		"starts_at": "2020-11-16T09:30:00+06:00", "ends_at": "2020-11-16T11:00:00+06:00",
	}
}

// day is a forum with one theme, session and round.
type day struct {
	house
	forum, theme, session, round string
	path                         string // of the forum
}

func openDay(t *testing.T) day {
	t.Helper()
	d := day{house: open(t)}
	d.forum = d.create(t, "/forums", aForum("running")).ID
	d.path = "/forums/" + d.forum
	d.theme = d.create(t, d.path+"/themes", object{"key": "inclusion", "title": text("Инклюзия"), "position": 1}).ID
	d.session = d.create(t, d.path+"/sessions", aSession(d.theme)).ID
	d.round = d.create(t, d.path+"/sessions/"+d.session+"/rounds", object{"question": text("Что изменить?"), "seconds": 600}).ID
	return d
}

func (d day) staff(t *testing.T, roles ...string) string {
	t.Helper()
	return d.Token(t, newID(), d.forum, roles...)
}

func TestProgrammeIsToldAsItChanges(t *testing.T) {
	d := openDay(t)
	organiser := d.staff(t, "organiser")

	f := testkit.Published(t, d.House, "sessions", func(e events.ForumDescribed) bool { return e.ForumID == d.forum })
	if f.State != "running" || f.EligibleVoters != 120 || f.TimeZone != "Asia/Almaty" || f.Title.KK == "" {
		t.Errorf("got %+v", f)
	}
	s := testkit.Published(t, d.House, "sessions", func(e events.SessionScheduled) bool { return e.SessionID == d.session })
	if s.ThemeID != d.theme || s.Yurt != 3 || s.StartsAt.Format(time.RFC3339) != "2020-11-16T03:30:00Z" {
		t.Errorf("got %+v", s)
	}
	var changed thing
	d.Call(t, 200, "PATCH", api+d.path, organiser, object{"place": text("Дворец"), "state": "closed"}, &changed)
	if changed.Version != 2 || changed.State != "closed" {
		t.Errorf("got %+v", changed)
	}
	testkit.Published(t, d.House, "sessions", func(e events.ForumDescribed) bool { return e.Version == 2 && e.State == "closed" })
	d.Problem(t, 409, "forum_state_move", "PATCH", api+d.path, organiser, object{"state": "draft"})
	d.Problem(t, 409, "changed_meanwhile", "PATCH", api+d.path, organiser, object{"region": "KZ-71", "version": 1})
	d.Problem(t, 409, "forum_closed", "POST", api+d.path+"/sessions/"+d.session+"/pairings", organiser, nil)

	theme := api + d.path + "/themes/" + d.theme
	d.Call(t, 200, "PATCH", theme, organiser, object{"position": 7}, &changed)
	testkit.Published(t, d.House, "sessions", func(e events.ThemeDescribed) bool { return e.Version == 2 && e.Position == 7 })
	d.Problem(t, 409, "theme_key_taken", "POST", api+d.path+"/themes", organiser, object{"key": "inclusion", "title": text("x")})

	session := api + d.path + "/sessions/" + d.session
	d.Call(t, 200, "PATCH", session, organiser, object{"yurt": 4, "theme_id": ""}, nil)
	testkit.Published(t, d.House, "sessions", func(e events.SessionScheduled) bool {
		return e.Version == 2 && e.Yurt == 4 && e.ThemeID == "" && e.Title.RU == "Юрта 3"
	})
	d.Problem(t, 422, "invalid_request", "PATCH", session, organiser, object{"theme_id": newID()})
	d.Problem(t, 422, "invalid_request", "PATCH", session, organiser, object{"ends_at": "2020-11-16T09:00:00+06:00"})
	d.Problem(t, 422, "invalid_request", "PATCH", session, organiser, object{"people": []object{{"participant_id": newID(), "role": "expert"}}})
}

func TestSameIDWithOtherContentIsRefused(t *testing.T) {
	d := openDay(t)
	other := d.create(t, "/forums", aForum("draft")).ID
	for path, body := range map[string]object{
		"/forums":                                     aForum("announced"),
		d.path + "/themes":                            {"key": "ecology", "title": text("Экология")},
		d.path + "/sessions":                          aSession(""),
		d.path + "/participants":                      {"name": "Айгүл С."},
		"/organisations":                              {"kind": "ngo", "names": []object{{"name": text("Дана")}}},
		d.path + "/agenda-questions":                  {"organisation": "ОФ Дана", "text": "О пандусах", "language": "ru"},
		d.path + "/sessions/" + d.session + "/rounds": {"question": text("И?"), "seconds": 60},
	} {
		made := d.create(t, path, body)
		changed := object{}
		for k, v := range body {
			changed[k] = v
		}
		for field, value := range (object{"title": text("другое"), "name": "Другой", "kind": "media", "text": "Другой текст", "seconds": 61}) {
			if _, ok := body[field]; ok && (field != "kind" || path == "/organisations") {
				changed[field] = value
			}
		}
		d.Problem(t, 409, "id_taken", "POST", api+path, d.organiser, changed)
		if strings.Contains(path, d.forum) && !strings.Contains(path, "/rounds") {
			// In another forum the id is taken too, and nothing is told of the thing.
			status, answer := d.Do(t, "POST", api+strings.Replace(path, d.forum, other, 1), d.organiser, body)
			if status != 409 && status != 404 || strings.Contains(string(answer), made.ID) {
				t.Errorf("%s in another forum: got %d %s", path, status, answer)
			}
		}
	}
}

func TestRounds(t *testing.T) {
	d := openDay(t)
	rounds := api + d.path + "/sessions/" + d.session + "/rounds"
	facilitator := d.staff(t, "facilitator")
	second := d.create(t, strings.TrimPrefix(rounds, api), object{"question": text("Второй"), "seconds": 60})
	if second.Number != 2 {
		t.Errorf("got number %d, want 2", second.Number)
	}
	first := rounds + "/" + d.round
	d.Problem(t, 409, "round_not_running", "POST", first+"/extend", facilitator, object{"seconds": 60})
	var started, again struct {
		State     string
		StartedAt *time.Time `json:"started_at"`
		EndsAt    *time.Time `json:"ends_at"`
		Version   int
	}
	d.Call(t, 200, "POST", first+"/start", facilitator, nil, &started)
	d.Call(t, 200, "POST", first+"/start", facilitator, nil, &again)
	if started.State != "running" || started.StartedAt == nil || !started.EndsAt.Equal(started.StartedAt.Add(10*time.Minute)) || again.Version != started.Version {
		t.Errorf("got %+v, then %+v", started, again)
	}
	told := testkit.Published(t, d.House, "sessions", func(e events.RoundStarted) bool { return e.RoundID == d.round })
	if !told.StartedAt.Equal(*started.StartedAt) || told.Question.RU != "Что изменить?" {
		t.Errorf("told %+v", told)
	}
	d.Problem(t, 409, "another_round_runs", "POST", rounds+"/"+second.ID+"/start", facilitator, nil)
	d.Call(t, 200, "POST", first+"/extend", facilitator, object{"seconds": 300, "version": started.Version}, nil)
	d.Problem(t, 409, "changed_meanwhile", "POST", first+"/extend", facilitator, object{"seconds": 300, "version": started.Version})
	d.Problem(t, 422, "invalid_request", "POST", first+"/extend", facilitator, object{"seconds": -900})
	testkit.Published(t, d.House, "sessions", func(e events.RoundExtended) bool { return e.Seconds == 900 && e.Version == 3 })
	d.Call(t, 200, "POST", first+"/end", facilitator, nil, nil)
	d.Call(t, 200, "POST", first+"/end", facilitator, nil, &again)
	testkit.Published(t, d.House, "sessions", func(e events.RoundEnded) bool { return e.EndedAt != nil && e.Version == 4 })
	if again.Version != 4 || again.EndsAt != nil {
		t.Errorf("got %+v", again)
	}
	d.Problem(t, 409, "round_ended", "POST", first+"/start", facilitator, nil)
	d.Call(t, 200, "POST", rounds+"/"+second.ID+"/start", facilitator, nil, nil)
}

func TestDraftsAreSeenByTheirStaffOnly(t *testing.T) {
	h := open(t)
	draft, public := h.create(t, "/forums", aForum("draft")).ID, h.create(t, "/forums", aForum("announced")).ID
	for _, c := range []struct {
		name, token string
		status, all int
	}{
		{"anybody", "", 404, 1},
		{"another forum's", h.Token(t, newID(), public, "organiser"), 404, 1},
		{"its chair", h.Token(t, newID(), draft, "chair"), 200, 2},
		{"an organiser of all", h.organiser, 200, 2},
	} {
		for _, path := range []string{"", "/themes", "/sessions", "/agenda-questions"} {
			if status, answer := h.Do(t, "GET", api+"/forums/"+draft+path, c.token, nil); status != c.status {
				t.Errorf("%s: GET %s: got %d %s, want %d", c.name, path, status, answer, c.status)
			}
		}
		var l list
		h.Call(t, 200, "GET", api+"/forums", c.token, nil, &l)
		if len(l.Items) != c.all {
			t.Errorf("%s: lists %d forums, want %d", c.name, len(l.Items), c.all)
		}
	}
	expired := h.expired(t)
	h.Problem(t, 401, "token_expired", "GET", api+"/forums", expired, nil)
	h.Problem(t, 404, "forum_not_found", "POST", api+"/forums/"+draft+"/agenda-questions", "", object{"organisation": "x", "text": "x", "language": "kk"})
	h.Problem(t, 404, "forum_not_found", "POST", api+"/forums/"+newID()+"/themes", h.organiser, object{"key": "x", "title": text("x")})
}

func TestListsComeInPieces(t *testing.T) {
	d := openDay(t)
	for i := range 4 {
		d.create(t, d.path+"/themes", object{"key": "theme" + string(rune('a'+i)), "title": text("Тема"), "position": 5})
		d.create(t, d.path+"/sessions", aSession(""))
		d.create(t, d.path+"/sessions/"+d.session+"/rounds", object{"question": text("?"), "seconds": 5})
		d.create(t, d.path+"/participants", object{"name": "Қатысушы"})
		d.create(t, d.path+"/agenda-questions", object{"organisation": "x", "text": "x", "language": "kk"})
		d.create(t, "/organisations", object{"kind": "ngo", "names": []object{{"name": text("Ұйым")}}})
		d.create(t, "/forums", aForum("draft"))
	}
	for path, want := range map[string]int{
		d.path + "/themes": 5, d.path + "/sessions": 5, d.path + "/sessions/" + d.session + "/rounds": 5,
		d.path + "/participants": 4, d.path + "/agenda-questions": 4, "/organisations": 4, "/forums": 5,
	} {
		seen, after, pieces := map[string]bool{}, "", 0
		for ; pieces < 10; pieces++ {
			var l list
			d.Call(t, 200, "GET", api+path+"?limit=2&after="+after, d.organiser, nil, &l)
			for _, item := range l.Items {
				seen[item.ID] = true
			}
			if after = l.Next; after == "" {
				break
			}
		}
		if len(seen) != want || pieces != (want-1)/2 {
			t.Errorf("%s: %d things in %d pieces, want %d in %d", path, len(seen), pieces+1, want, (want+1)/2)
		}
		for _, bad := range []string{"x", "WyJcdTAwMDAiLCJcdTAwMDAiXQ", "WyI5OTk5OTk5OTk5OTk5OTk5OSIsIiJd", "WyIxIl0"} {
			if status, answer := d.Do(t, "GET", api+path+"?after="+bad, d.organiser, nil); status >= 500 {
				t.Errorf("%s?after=%s: %d %s", path, bad, status, answer)
			}
		}
	}
}

func TestAgendaQuestions(t *testing.T) {
	d := openDay(t)
	questions := d.path + "/agenda-questions"
	a := d.create(t, questions, object{"organisation": "ОФ «Дана»", "text": "О пандусах", "language": "ru", "contact": "dana@example.kz"})
	b := d.create(t, questions, object{"organisation": "Жасыл", "text": "Ауа сапасы туралы", "language": "kk"})
	if a.Number != 1 || b.Number != 2 {
		t.Errorf("got numbers %d, %d", a.Number, b.Number)
	}
	testkit.Published(t, d.House, "sessions", func(e events.AgendaQuestionSubmitted) bool { return e.AgendaQuestionID == a.ID && e.Number == 1 })
	count := func(bearer string) (n int, answer string) {
		_, data := d.Do(t, "GET", api+questions, bearer, nil)
		var l list
		if err := json.Unmarshal(data, &l); err != nil {
			t.Fatal(err)
		}
		return len(l.Items), string(data)
	}
	if n, _ := count(""); n != 0 {
		t.Errorf("anybody sees %d questions that nobody has looked at", n)
	}
	if n, s := count(d.staff(t, "chair")); n != 2 || strings.Contains(s, "example.kz") || !strings.Contains(s, "Дана") {
		t.Errorf("the chair sees %s", s)
	}
	secretary := d.staff(t, "secretary")
	if _, s := count(secretary); !strings.Contains(s, "dana@example.kz") {
		t.Errorf("the secretary sees %s", s)
	}
	d.Call(t, 200, "POST", api+questions+"/"+a.ID+"/accept", secretary, nil, nil)
	d.Call(t, 200, "POST", api+questions+"/"+a.ID+"/accept", secretary, nil, nil)
	d.Call(t, 200, "POST", api+questions+"/"+b.ID+"/answer", secretary, object{"text": text("Датчики стоят")}, nil)
	d.Problem(t, 409, "agenda_question_answered", "POST", api+questions+"/"+b.ID+"/accept", secretary, nil)
	d.Problem(t, 409, "agenda_question_accepted", "POST", api+questions+"/"+a.ID+"/answer", secretary, object{"text": text("x")})
	testkit.Published(t, d.House, "sessions", func(e events.AgendaQuestionAccepted) bool { return e.Version == 2 })
	testkit.Published(t, d.House, "sessions", func(e events.AgendaQuestionAnswered) bool { return e.Answer.RU == "Датчики стоят" })
	if n, s := count(""); n != 2 || strings.Contains(s, "example.kz") || strings.Contains(s, "Дана") {
		t.Errorf("anybody sees %s", s)
	}
	status := 0
	for i := 0; i < 40 && status != http.StatusTooManyRequests; i++ {
		status, _ = d.Do(t, "POST", api+questions, "", object{"organisation": "x", "text": "x", "language": "kk"})
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after 40 questions from one address: %d", status)
	}
}
