package notifications_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
)

func TestRefusals(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1})
	testkit.Refusals(t, s.House, "notifications", map[string]string{
		"forum": s.forum, "participant": p.id, "message": s.messages("")[0].ID,
	})
}

// TestAContactThatIsRepeatedHasTheFirstAnswer, also while the first still runs.
func TestAContactThatIsRepeatedHasTheFirstAnswer(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	body := map[string]any{"channel": "email", "address": p.address}
	for range 3 {
		s.Repeated(t, "PUT", s.path("/contacts/%s", newID()), s.tokenFor("secretary"), body, nil)
	}
}

func TestPermissions(t *testing.T) {
	const (
		registers = "organiser secretary facilitator"
		desk      = "organiser secretary"
	)
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	s.heard(1)
	testkit.WhoMay(t, s.House, "notifications", map[string]string{"forum": s.forum}, "", testkit.Table{
		"GET /settings":        "everywhere:organiser",
		"PUT /settings/{key}":  "everywhere:organiser",
		"GET /setting-changes": "everywhere:organiser",
		"POST /own-contact":    "anybody", // who has the ticket that the public form gave
		"POST /test-letter":    "everywhere:organiser",
		"GET /mail":            "everywhere:organiser",
		"PUT /forums/{forum}/contacts/{participant}":    registers,
		"GET /forums/{forum}/contacts/{participant}":    registers,
		"DELETE /forums/{forum}/contacts/{participant}": registers,
		"GET /forums/{forum}/channels":                  registers,
		"GET /unsubscribe/{token}":                      "anybody",
		"POST /unsubscribe/{token}":                     "anybody",
		"GET /forums/{forum}/messages":                  desk,
		"GET /forums/{forum}/messages/{message}":        desk,
		"GET /forums/{forum}/message-counts":            desk,
		"GET /forums/{forum}/live":                      desk,
		"POST /forums/{forum}/held-messages":            "organiser",
		"GET /audit":                                    "somewhere:organiser",
	})
	s.Problem(t, 422, "invalid_request", "GET", "/api/notifications/forums/rubbish/live", s.bearer, nil)
}

func TestContacts(t *testing.T) {
	s := newStage(t, notifications.Config{})
	path := s.path("/contacts/%s", newID())
	s.Problem(t, 404, "contact_not_found", "GET", path, s.bearer, nil)
	type contact struct {
		Channel, Language string
		Version           int
		MaskedAddress     string `json:"masked_address"`
	}
	var c contact
	email := map[string]any{"channel": "email", "address": "aigul@example.kz", "language": "en"}
	for range 2 { // the same again is no change
		s.Call(t, 200, "PUT", path, s.bearer, email, &c)
		if want := (contact{"email", "en", 1, "a***@e***.kz"}); c != want {
			t.Errorf("%+v, want %+v", c, want)
		}
	}
	s.Call(t, 200, "PUT", path, s.bearer, map[string]any{"channel": "none"}, &c)
	if want := (contact{"none", "kk", 2, ""}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
	for code, body := range map[string]map[string]any{
		"address_required": {"channel": "email"}, "address_invalid": {"channel": "email", "address": "a@b@b.kz"},
		"address_not_wanted": {"channel": "none", "address": "a@b.kz"}, "want_one_of": {"channel": "pigeon"}, "unknown_field": {"channel": "none", "phone": "1"},
	} {
		status, answer := s.Do(t, "PUT", path, s.bearer, body)
		if status != 422 || !strings.Contains(string(answer), `"code":"`+code+`"`) {
			t.Errorf("%s: %d %s", code, status, answer)
		}
	}
	for range 2 {
		s.Call(t, 204, "DELETE", path, s.bearer, nil, nil)
	}
	s.Problem(t, 404, "contact_not_found", "GET", path, s.bearer, nil)
	// A participant of another forum is not ours to write to.
	there := "/api/notifications/forums/" + newID() + "/contacts/" + path[strings.LastIndexByte(path, '/')+1:]
	everywhere := s.Token(t, newID(), "*", "organiser")
	s.Problem(t, 409, "participant_of_other_forum", "PUT", there, everywhere, email)
	s.Problem(t, 404, "contact_not_found", "GET", there, everywhere, nil)
}

func TestTheChannelsOfTheInstallationAreOffered(t *testing.T) {
	s := newStage(t, notifications.Config{})
	var offered struct {
		Items []struct {
			Channel        string
			Title, Address map[string]string
		}
	}
	s.Call(t, 200, "GET", s.path("/channels"), s.tokenFor("facilitator"), nil, &offered)
	if len(offered.Items) != 1 || offered.Items[0].Channel != "email" || offered.Items[0].Title["ru"] != "Электронная почта" || offered.Items[0].Address["kk"] != "Электрондық пошта" {
		t.Errorf("%+v", offered)
	}
}

func TestTheUnsubscribeLink(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("ru")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"sent": 1})
	mail := s.mailFile(s.messages("")[0].ID)
	found := regexp.MustCompile(`List-Unsubscribe: <http://shanyraq\.test(/api/notifications/unsubscribe/[^>]+)>`).FindStringSubmatch(mail)
	if found == nil {
		t.Fatalf("no link in\n%s", mail)
	}
	link := found[1]
	// Looking is harmless.
	status, page := s.Do(t, "GET", link, "", nil)
	if status != 200 || !strings.Contains(string(page), "<form method=\"post\">") || !strings.Contains(string(page), "Отписаться") {
		t.Errorf("%d %s", status, page)
	}
	for i := range len(link) - strings.LastIndexByte(link, '/') - 1 {
		at := len(link) - 1 - i
		bad := link[:at] + string(rune('A'+(link[at]+1)%26)) + link[at+1:]
		if bad == link {
			continue
		}
		if status, _ := s.Do(t, "GET", bad, "", nil); status != 404 && i > 0 { // the last letter has bits to spare
			t.Errorf("%s opens: %d", bad, status)
		}
	}
	s.Problem(t, 404, "unsubscribe_link_invalid", "POST", "/api/notifications/unsubscribe/rubbish", "", nil)
	for range 2 { // a mail programme's one click, and again
		resp, err := http.Post(s.URL+link, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"List-Unsubscribe": {"One-Click"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "Готово") {
			t.Errorf("%d %s", resp.StatusCode, page)
		}
	}
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.quiet()
	s.settle(map[string]int{"sent": 2, "waiting": 1}) // one of them quiet's
	// Only a new consent opens the channel again.
	s.Call(t, 200, "PUT", s.path("/contacts/%s", p.id), s.bearer, map[string]any{"channel": "email", "address": "new@example.kz"}, nil)
	s.quiet()
	s.settle(map[string]int{"sent": 3, "waiting": 1})
	s.say(s.consent(p, "notifications", 9, true))
	s.settle(map[string]int{"sent": 4})
}

func TestTheListIsPagedAndFiltered(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p, silent := s.welcome("kk"), newPerson()
	for range 5 {
		s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	}
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(silent.id)})
	s.settle(map[string]int{"sent": 5, "waiting": 1})
	seen := map[string]bool{}
	pages := 0
	for after := ""; ; pages++ {
		var page struct {
			Items []shown
			Next  string
		}
		path := s.path("/messages?limit=4")
		if after != "" {
			path += "&after=" + after
		}
		s.Call(t, 200, "GET", path, s.bearer, nil, &page)
		for _, m := range page.Items {
			seen[m.ID] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 6 || pages != 1 {
		t.Errorf("%d messages on %d pages and one, want 6 on 2", len(seen), pages)
	}
	for query, want := range map[string]int{"state=waiting": 1, "state=sent": 5, "kind=receipt": 6, "kind=decided": 0, "participant_id=" + silent.id: 1} {
		if got := len(s.messages(query)); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	s.Problem(t, 404, "message_not_found", "GET", s.path("/messages/%s", newID()), s.bearer, nil)

	// A screen reads the part that it shows, and of what has changed what it shows.
	all := s.messages("")
	for query, want := range map[string][]shown{"offset=2&limit=3": all[2:5], "ids=" + all[1].ID + "," + all[3].ID: {all[1], all[3]}} {
		var part struct {
			Items []shown
			Total int
		}
		s.Call(t, 200, "GET", s.path("/messages?total=true&%s", query), s.bearer, nil, &part)
		ids := func(of []shown) (ids []string) {
			for _, m := range of {
				ids = append(ids, m.ID)
			}
			return ids
		}
		if !slices.Equal(ids(part.Items), ids(want)) || query[0] == 'o' && part.Total != 6 || query[0] == 'i' && part.Total != 2 {
			t.Errorf("%s: %+v", query, part)
		}
	}
}

func TestNoticesAreSeenLive(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+s.path("/live?from=start"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.bearer)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	var names []string
	for lines := bufio.NewScanner(resp.Body); len(names) < 3 && lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			names = append(names, name)
		}
		if strings.Contains(lines.Text(), p.address) {
			t.Error("an address in the stream")
		}
	}
	if got := fmt.Sprint(names); got != "[ready NoticeQueued NoticeSent]" {
		t.Error(got)
	}
}

func TestEveryProblemHasItsWords(t *testing.T) {
	for _, code := range []string{"contact_not_found", "message_not_found", "participant_erased", "participant_of_other_forum", "address_required", "address_invalid", "address_not_wanted", "unsubscribe_link_invalid"} {
		if !problem.Known(code) {
			t.Errorf("%s has no words", code)
		}
	}
}

func TestLiveEndsWithTheRole(t *testing.T) {
	s := newStage(t, notifications.Config{})
	account := newID()
	bearer := s.Token(t, account, s.forum, "secretary")
	s.LiveEnds(t, s.path("/live"), bearer, func() {
		s.say(events.AccountRestricted{AccountID: account, Version: 2, RestrictedAt: time.Now()})
	})
	s.Problem(t, 401, "token_expired", "GET", s.path("/live"), bearer, nil)
}
