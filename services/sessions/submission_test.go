package sessions_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// phone is a browser without script and without cookies.
type phone struct {
	day
	address string // of the network it is in
}

func (p phone) do(ctx context.Context, t *testing.T, method, path string, form url.Values) (status int, at, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, p.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept-Language", "ru")
	if p.address != "" {
		req.Header.Set("X-Forwarded-For", p.address)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.Path, string(data)
}

var claim = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}`)

// write sends the form and returns where it led.
func (p phone) write(t *testing.T, form url.Values) (status int, at, body string) {
	t.Helper()
	return p.do(t.Context(), t, "POST", "/speak/"+p.forum+"?lang=ru", form)
}

type submissions struct {
	Items []struct {
		ID, Code, Text, State string
		AuthorID              string `json:"author_id"`
		Version               int
	}
	Total int
}

func TestWhatIsWrittenOnThePublicFormIsLookedAtFirst(t *testing.T) {
	d := openDay(t)
	p := phone{day: d}
	d.Call(t, 200, "PUT", api+d.path+"/districts", d.organiser, object{"items": []object{{"id": newID(), "name": text("Алмалинский район")}}}, nil)
	status, _, page := p.do(t.Context(), t, "GET", "/speak/"+d.forum+"?lang=ru", nil)
	if status != 200 || !strings.Contains(page, "Алмалинский район") || !strings.Contains(page, d.theme) {
		t.Fatalf("the form: %d %s", status, page)
	}
	id := newID()
	form := url.Values{"id": {id}, "text": {"Поставить лавочки, звоните Айгүл +7 701 111"}, "spoken": {"ru"}, "theme": {d.theme}, "tell": {"1"}, "organisation": {"ОФ Дана"}}
	_, at, page := p.write(t, form)
	code := claim.FindString(at)
	if code == "" || !strings.Contains(page, code) || !strings.Contains(page, "на рассмотрении") || !strings.Contains(page, "ticket") {
		t.Fatalf("sent: %s %s", at, page)
	}
	if _, again, _ := p.write(t, form); again != at {
		t.Errorf("sent twice: %s, want %s", again, at)
	}
	form.Set("text", "Другое")
	if _, other, _ := p.write(t, form); other == at || claim.FindString(other) == "" {
		t.Errorf("another text in the same form: %s", other)
	}
	for name, bad := range map[string]url.Values{
		"no words": {"id": {newID()}, "text": {"\u00ad "}}, "too long": {"id": {newID()}, "text": {strings.Repeat("ю", 2001)}},
		"a theme of another": {"id": {newID()}, "text": {"О"}, "theme": {newID()}}, "a question of nobody": {"id": {newID()}, "text": {"О"}, "as": {"question"}},
	} {
		if status, _, page := p.write(t, bad); status != 422 || !strings.Contains(page, `role="alert"`) || !strings.Contains(page, "<textarea") {
			t.Errorf("%s: %d", name, status)
		}
	}

	var l submissions
	d.Call(t, 200, "GET", api+d.path+"/submissions?state=waiting&total=true", d.staff(t, "secretary"), nil, &l)
	if l.Total != 2 || l.Items[0].ID != id || l.Items[0].AuthorID == "" || l.Items[0].Code != code {
		t.Fatalf("waiting: %+v", l)
	}
	// Its author is awaited by nobody, and has agreed in the words of the page.
	var people struct{ Total int }
	d.Call(t, 200, "GET", api+d.path+"/participant-counts", d.organiser, nil, &people)
	if people.Total != 0 {
		t.Errorf("%d people are awaited, want none", people.Total)
	}
	// The code opens words at which nobody has looked: events have it later.
	received := testkit.Published(t, d.House, "sessions", func(e events.SubmissionReceived) bool { return e.SubmissionID == id })
	if received.Receipt != "" || received.AuthorID == "" {
		t.Errorf("told before anybody has looked: %+v", received)
	}
	testkit.Published(t, d.House, "sessions", func(e events.ConsentChanged) bool {
		return e.ParticipantID == l.Items[0].AuthorID && e.Scope == events.ConsentNotifications && e.Given
	})

	accept, refuse := api+d.path+"/submissions/"+id+"/accept", api+d.path+"/submissions/"+id+"/refuse"
	d.Problem(t, 422, "invalid_request", "POST", refuse, d.organiser, object{"reason": object{"kk": " "}})
	d.Problem(t, 409, "changed_meanwhile", "POST", accept, d.organiser, object{"version": 7})
	d.Call(t, 200, "POST", refuse, d.organiser, object{"reason": object{"kk": "Жоқ", "ru": "Это жалоба"}}, nil)
	if _, _, page := p.do(t.Context(), t, "GET", at+"?lang=ru", nil); !strings.Contains(page, "Это жалоба") {
		t.Error("the writer does not read why it was refused")
	}
	for range 2 {
		d.Call(t, 200, "POST", accept, d.organiser, object{"hide": []string{"Айгүл +7 701 111"}}, nil)
	}
	d.Problem(t, 409, "submission_accepted", "POST", refuse, d.organiser, object{"reason": text("Нет")})
	testkit.Published(t, d.House, "sessions", func(e events.SubmissionAccepted) bool {
		return e.SubmissionID == id && e.Receipt == code && !strings.Contains(e.Text, "Айгүл") && strings.Contains(e.Text, "лавочки") && e.ThemeID == d.theme
	})
	if _, _, page := p.do(t.Context(), t, "GET", "/speak?code="+strings.ToLower(strings.ReplaceAll(code, "-", "+")), nil); !strings.Contains(page, "/way/"+code) {
		t.Error("the code as it is typed does not lead to the way")
	}
	if _, _, page := p.do(t.Context(), t, "GET", at+"?lang=ru", nil); strings.Contains(page, "Айгүл") {
		t.Error("whoever knows the code reads what was hidden")
	}
	if status, _, _ := p.do(t.Context(), t, "GET", "/speak/"+d.forum+"/AAAA-BBBB-CC", nil); status != 404 {
		t.Errorf("a code of nobody: %d", status)
	}
}

func TestAQuestionComesToTheAgendaOfASession(t *testing.T) {
	d := openDay(t)
	p := phone{day: d}
	_, at, page := p.write(t, url.Values{"id": {newID()}, "as": {"question"}, "text": {"О пандусах"}, "spoken": {"ru"}, "organisation": {"ОФ Дана"}, "tell": {"1"}})
	if !strings.Contains(page, "Вопрос получен") {
		t.Fatalf("%s %s", at, page)
	}
	var l struct {
		Items []struct{ ID, Organisation string }
	}
	d.Call(t, 200, "GET", api+d.path+"/agenda-questions?total=true", d.organiser, nil, &l)
	accept := api + d.path + "/agenda-questions/" + l.Items[0].ID + "/accept"
	d.Problem(t, 404, "session_not_found", "POST", accept, d.organiser, object{"session_id": newID()})
	d.Call(t, 200, "POST", accept, d.organiser, object{"session_id": d.session}, nil)
	testkit.Published(t, d.House, "sessions", func(e events.AgendaQuestionAccepted) bool {
		return e.SessionID == d.session && e.AuthorID != "" && e.Receipt == claim.FindString(at)
	})
	if _, _, page := p.do(t.Context(), t, "GET", at+"?lang=ru", nil); !strings.Contains(page, "включён в повестку") {
		t.Error("the sender does not see it")
	}
}

// A flood from one address is stopped, keeps what honest people typed, and shuts
// nobody else out.
func TestAFloodOfTheForm(t *testing.T) {
	d := openDay(t)
	p := phone{day: d}
	var mu sync.Mutex
	counts := map[int]int{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				status, _, page := p.write(t, url.Values{"id": {newID()}, "text": {"Спам и ещё спам"}})
				mu.Lock()
				counts[status]++
				mu.Unlock()
				if status == 429 && !strings.Contains(page, "Спам и ещё спам") {
					t.Error("what was typed is gone")
				}
			}
		})
	}
	all.Wait()
	if counts[200] < 60 || counts[200] > 75 || counts[429] != 160-counts[200] {
		t.Errorf("%v, want about sixty taken and the rest asked to wait", counts)
	}
}
