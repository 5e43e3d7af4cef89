package facilitation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// handset is a participant's phone: a browser that keeps cookies and knows no
// script.
type handset struct {
	*http.Client
	at   string // the ballot's address
	from string // the phone's, "" for ours
}

func (h *house) handset(t testing.TB, code string) *handset {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &handset{Client: &http.Client{Jar: jar}, at: h.URL + "/b/" + code}
}

func (p *handset) ask(t testing.TB, method, address string, form url.Values) (int, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "ru")
	if p.from != "" {
		req.Header.Set("X-Forwarded-For", p.from)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := p.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(page)
}

func (p *handset) look(t testing.TB) (int, string) { return p.ask(t, "GET", p.at, nil) }

func (p *handset) vote(t testing.TB, choices ...string) (int, string) {
	t.Helper()
	form := url.Values{}
	for i, c := range choices {
		form.Set(fmt.Sprintf("s%d", i), c)
	}
	return p.ask(t, "POST", p.at, form)
}

// openBallot opens a ballot over so many suggestions.
func (h *house) openBallot(t testing.TB, suggestions int, rules m) (round string, ids []string, b ballot) {
	t.Helper()
	round = newID()
	for i := range suggestions {
		l := h.line(i+1, fmt.Sprintf("Предложение %d: открыть инклюзивный класс в каждой сельской школе района", i+1))
		h.send(t, h.tablet, l)
		ids = append(ids, l["id"].(string))
	}
	request := m{"session_id": h.session, "suggestion_ids": ids}
	for k, v := range rules {
		request[k] = v
	}
	h.Call(t, 201, "POST", h.path("/rounds/"+round+"/ballot"), h.tablet, request, &b)
	return round, ids, b
}

// want looks for words on a page.
func want(t testing.TB, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("%q is not on the page:\n%s", w, page)
		}
	}
}

func TestAPhoneVotesChangesItsMindAndSeesTheEnd(t *testing.T) {
	h := newHouse(t)
	round, ids, b := h.openBallot(t, 3, m{"kind": "dots", "dots": 2, "title": m{"kk": "Таңдаңыз", "ru": "Выберите"}})
	phone := h.handset(t, b.Code)
	status, page := phone.look(t)
	want(t, page, "Выберите", "У вас 2 точки.", "Предложение 3", `<html lang="ru">`, "Проголосовать")
	if status != 200 || strings.Contains(page, "учтён") {
		t.Errorf("%d, before the vote:\n%s", status, page)
	}

	if status, page = phone.vote(t, "1", "1", "1"); status != 422 {
		t.Errorf("three dots of two: %d", status)
	}
	want(t, page, "Точек можно отдать не больше 2", `name="s2" value="1" checked`) // what was chosen stays
	for range 2 {                                                                  // the answer was lost, the form is sent again
		if status, page = phone.vote(t, "1", "1"); status != 200 {
			t.Fatalf("vote: %d %s", status, page)
		}
	}
	want(t, page, "Ваш голос учтён", "<b>●</b> <bdi>Предложение 1", "<b>●</b> <bdi>Предложение 2", "Отправить изменения")
	if got := h.tally(t, round); got.Voters != 1 || len(got.Items) != 2 {
		t.Errorf("tally: %+v", got)
	}
	phone.vote(t, "", "", "1")
	_, page = phone.look(t) // a reload
	want(t, page, "<b>●</b> <bdi>Предложение 3")
	if got := h.tally(t, round); got.Voters != 1 || len(got.Items) != 1 || got.Items[0].SuggestionID != ids[2] || got.Items[0].Dots != 1 {
		t.Errorf("changed: %+v", got)
	}

	other := h.handset(t, strings.ToLower(strings.ReplaceAll(b.Code, "-", ""))) // typed
	other.at = h.URL + "/b?code=" + strings.ToLower(b.Code)
	_, page = other.look(t)
	want(t, page, "Проголосовать")
	h.Call(t, 200, "POST", h.path("/rounds/"+round+"/ballot/close"), h.tablet, nil, nil)
	status, page = phone.vote(t, "1") // too late
	if status != 409 {
		t.Errorf("after the end: %d", status)
	}
	want(t, page, "Голосование завершено.", "Слишком поздно: изменения не учтены.", "<b>●</b> <bdi>Предложение 3")
	if strings.Contains(page, `name="s0"`) || strings.Contains(page, "Предложение 1") {
		t.Error("a closed ballot still has its form")
	}
	if status, page = phone.vote(t, "", "", "1"); status != 200 || strings.Contains(page, "поздно") {
		t.Errorf("what counts, sent again as its answer was lost: %d\n%s", status, page)
	}
	_, page = other.look(t)
	want(t, page, "С этого телефона не голосовали.")
	other.at = h.URL + "/b/" + b.Code
	_, page = other.vote(t, "1")
	want(t, page, "Слишком поздно: этот голос не учтён.")
	if got := h.tally(t, round); got.Voters != 1 {
		t.Errorf("%d voters", got.Voters)
	}
	status, page = other.ask(t, "GET", h.URL+"/b/0000-0000?lang=kk", nil)
	want(t, page, "Мұндай дауыс беру жоқ", `<html lang="kk">`)
	if status != 404 {
		t.Errorf("no such ballot: %d", status)
	}
}

func TestRanksAndScalesOnPhones(t *testing.T) {
	h := newHouse(t)
	round, ids, b := h.openBallot(t, 3, m{"kind": "rank", "scale": 3})
	phone := h.handset(t, b.Code)
	if status, page := phone.vote(t, "3", "3"); status != 422 || !strings.Contains(page, "На одно место") {
		t.Errorf("one place twice: %d", status)
	}
	_, page := phone.vote(t, "1", "", "3")
	want(t, page, "<b>1-е место</b> <bdi>Предложение 3", "<b>3-е место</b> <bdi>Предложение 1")
	for _, item := range h.tally(t, round).Items {
		if points := map[string]int{ids[0]: 1, ids[2]: 3}[item.SuggestionID]; points != item.Points {
			t.Errorf("%d points, want %d", item.Points, points)
		}
	}
	round, _, b = h.openBallot(t, 2, m{"kind": "agree"})
	_, page = h.handset(t, b.Code).vote(t, "0", "")
	want(t, page, "<b>0</b> <bdi>Предложение 1")
	if items := h.tally(t, round).Items; len(items) != 1 || items[0].Levels[0] != 1 {
		t.Errorf("no fingers is an answer: %+v", items)
	}
}

// TestFortyPhonesBehindOneAddress: a yurt has one hotspot, and everybody votes
// at once, twice.
func TestFortyPhonesBehindOneAddress(t *testing.T) {
	h := newHouse(t)
	round, _, b := h.openBallot(t, 40, m{"kind": "dots", "dots": 5, "stacking": true})
	var wg sync.WaitGroup
	for range 40 {
		phone := h.handset(t, b.Code)
		wg.Go(func() {
			for _, choices := range [][]string{{"5"}, {"2", "3"}} {
				status, page := phone.look(t)
				if size := len(page); status != 200 || size > 30<<10 {
					t.Errorf("%d, %d bytes", status, size)
				}
				if status, _ = phone.vote(t, choices...); status != 200 {
					t.Errorf("vote: %d", status)
				}
			}
		})
	}
	wg.Wait()
	got := h.tally(t, round)
	if got.Voters != 40 || len(got.Items) != 2 || got.Items[0].Dots+got.Items[1].Dots != 200 {
		t.Errorf("tally: %+v", got)
	}
	var page struct{ Items []struct{ Voters int } }
	h.Call(t, 200, "GET", h.path("/rounds/"+round+"/ballots"), h.tablet, nil, &page)
	if page.Items[0].Voters != 40 {
		t.Errorf("the tablet sees %d voters", page.Items[0].Voters)
	}
}

var voterField = regexp.MustCompile(`name="voter" value="([^"]+)"`)

// voter is the name that a page has for its phone.
func voter(t testing.TB, page string) string {
	t.Helper()
	found := voterField.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no voter on the page:\n%s", page)
	}
	return found[1]
}

// TestAPhoneWithoutCookiesVotesOnce presses what stands on its pages, and knows
// nothing else: every answer must keep its name.
func TestAPhoneWithoutCookiesVotesOnce(t *testing.T) {
	h := newHouse(t)
	round, _, b := h.openBallot(t, 2, m{"kind": "dots", "dots": 1})
	phone := h.handset(t, b.Code)
	phone.Jar = nil
	_, page := phone.look(t)
	press := func(form url.Values, words ...string) {
		t.Helper()
		form.Set("voter", voter(t, page))
		var status int
		if status, page = phone.ask(t, "POST", phone.at, form); status != 200 {
			t.Errorf("%v: %d", form, status)
		}
		want(t, page, words...)
	}
	press(url.Values{"s0": {"1"}}, "Ваш голос учтён", "<bdi>Предложение 1")
	press(url.Values{"s0": {"1"}}, "Ваш голос учтён") // a reload
	press(url.Values{"language": {"ru"}, "s0": {"1"}}, "Ваш голос учтён")
	press(url.Values{"s1": {"1"}}, "Ваш голос учтён", "<bdi>Предложение 2")
	if got := h.tally(t, round); got.Voters != 1 {
		t.Errorf("%d voters", got.Voters)
	}
	h.Call(t, 200, "POST", h.path("/rounds/"+round+"/ballot/close"), h.tablet, nil, nil)
	press(url.Values{"language": {"ru"}}, "<bdi>Предложение 2")
}

// TestAnotherLanguageKeepsTheTicks: nothing is voted by it, whether the phone has
// voted before or not.
func TestAnotherLanguageKeepsTheTicks(t *testing.T) {
	h := newHouse(t)
	round, _, b := h.openBallot(t, 2, m{"kind": "rank", "scale": 3})
	phone := h.handset(t, b.Code)
	phone.look(t)
	for _, voted := range []bool{false, true} {
		status, page := phone.ask(t, "POST", phone.at+"?lang=kk", url.Values{"language": {"kk"}, "s0": {"3"}, "s1": {""}})
		want(t, page, `<html lang="kk">`, `name="s0" value="3" checked`, `name="s1" value="" checked`, `formaction="/b/`+b.Code+`?lang=ru"`)
		if counted := strings.Contains(page, "<b>1-орын</b> <bdi>Предложение 2"); status != 200 || counted != voted || strings.Contains(page, "</b> <bdi>Предложение 1") {
			t.Errorf("%d, voted %v:\n%s", status, voted, page)
		}
		if !voted {
			if got := h.tally(t, round); got.Voters != 0 {
				t.Errorf("%d voters", got.Voters)
			}
			phone.vote(t, "", "3")
		}
	}
}

// TestACrowdFromOneAddressWaitsForItsTurn: three hundred invented voters are slowed
// and shown; the honest yurts vote at once beside them, and what the crowd's own
// neighbours chose is kept for their turn.
func TestACrowdFromOneAddressWaitsForItsTurn(t *testing.T) {
	h := newHouse(t)
	round, _, b := h.openBallot(t, 2, m{"kind": "dots", "dots": 1})
	outcomes := map[int]int{}
	for range 300 {
		status, _ := h.voteFrom(t, "10.0.0.1", b.Code, newID(), m{"counter": 1, "marks": []m{}})
		outcomes[status]++
	}
	if outcomes[200] < 60 || outcomes[200] > 100 || outcomes[200]+outcomes[429] != 300 {
		t.Errorf("three hundred at once: %v", outcomes)
	}
	for i := range 40 { // of IPv6 each yurt is a /64
		phone := h.handset(t, b.Code)
		phone.from = fmt.Sprintf("2001:db8::%x", i)
		if status, page := phone.vote(t, "1"); status != 200 {
			t.Fatalf("an honest phone: %d\n%s", status, page)
		}
	}
	neighbour := h.handset(t, b.Code)
	neighbour.from = "10.0.0.1"
	neighbour.look(t)
	status, page := neighbour.vote(t, "", "1")
	want(t, page, "до вашей очереди", `data-again="`, `name="s1" value="1" checked`, `id="again"`)
	if status != 429 {
		t.Errorf("the neighbour: %d", status)
	}

	var seen struct {
		Items []struct {
			Voters     int
			OneAddress int `json:"one_address"`
			Open       bool
		}
	}
	for _, verb := range []struct{ method, path string }{{"GET", "/ballots"}, {"POST", "/ballot/close"}, {"GET", "/ballots"}} {
		h.Call(t, 200, verb.method, h.path("/rounds/"+round+verb.path), h.tablet, nil, &seen)
		if got := seen.Items[0]; got.Voters != outcomes[200]+40 || got.OneAddress != outcomes[200] {
			t.Errorf("after %s %s the tablet sees %+v, want %d and 40", verb.method, verb.path, got, outcomes[200])
		}
	}
}

// voteFrom votes with the API.
func (h *house) voteFrom(t testing.TB, address, code, voter string, body m) (int, []byte) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, h.URL+"/api/facilitation/ballots/"+code+"/voters/"+voter, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-For", address)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := strconv.Atoi(res.Header.Get("Retry-After")); (res.StatusCode == http.StatusTooManyRequests) != (after > 0) {
		t.Errorf("%d with Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	return res.StatusCode, answer
}

func TestTabletsReadTheirMarksBack(t *testing.T) {
	h := newHouse(t)
	round, ids, b := h.openBallot(t, 2, m{"kind": "dots", "dots": 1})
	hands := h.mark(ids[0], h.device, "agree", 7, 3)
	hands["level"] = 4
	h.cast(t, round, hands, h.mark(ids[1], h.device, "dots", 6, 2))
	h.handset(t, b.Code).vote(t, "1")
	var sheet struct {
		Version int
		Marks   []struct {
			ID           string `json:"id"`
			SuggestionID string `json:"suggestion_id"`
			Kind, Voter  string
			Level        *int
			Value        int
			Counter      int
		}
		Phones tally
	}
	path := h.path("/rounds/" + round + "/marks")
	h.Call(t, 200, "GET", path, h.tablet, nil, &sheet)
	if len(sheet.Marks) != 2 || sheet.Version != 2 || sheet.Phones.Voters != 1 || len(sheet.Phones.Items) != 1 || sheet.Phones.Items[0].Dots != 1 {
		t.Fatalf("%+v", sheet)
	}
	for _, got := range sheet.Marks {
		if agree := got.Kind == "agree"; got.Voter != h.device || agree != (got.Level != nil) || agree && (*got.Level != 4 || got.Value != 7 || got.Counter != 3 || got.ID != hands["id"]) {
			t.Errorf("%+v", got)
		}
	}
	h.Call(t, 200, "GET", h.path("/rounds/"+newID()+"/marks"), h.tablet, nil, &sheet)
	if sheet.Version != 0 || len(sheet.Marks) != 0 {
		t.Errorf("nothing marked: %+v", sheet)
	}
	h.Problem(t, 403, "session_of_other_tablet", "GET", path, h.tabletToken(t, h.forum, newID(), newID()), nil)
}
