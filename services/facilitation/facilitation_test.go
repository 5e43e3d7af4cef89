package facilitation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/facilitation"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is the running service with one forum, one session and two callers.
type house struct {
	*testkit.House
	forum, session, theme, device string
	tablet, secretary             string // tokens
	service                       *facilitation.Service
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{House: testkit.NewHouse(t), forum: newID(), session: newID(), theme: newID(), device: newID()}
	if err := h.Proxies.UnmarshalText([]byte("1")); err != nil { // requests may say where they come from
		t.Fatal(err)
	}
	s, err := facilitation.New(t.Context(), h.Host, facilitation.Config{})
	if err != nil {
		t.Fatal(err)
	}
	h.Serve(t, s)
	h.service = s
	h.tablet = h.tabletToken(t, h.forum, h.session, h.device)
	h.secretary = h.Token(t, newID(), h.forum, "secretary")
	return h
}

func (h *house) tabletToken(t testing.TB, forum, session, device string) string {
	return h.Sign(t, token.Caller{
		Subject: device, Kind: "tablet", Roles: map[string][]string{forum: {"tablet"}}, Session: session,
		Expires: time.Now().Add(time.Hour),
	})
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

type m = map[string]any

type receipt struct {
	ID         string
	Outcome    string
	Number     int64
	Receipt    string
	ReceivedAt time.Time `json:"received_at"`
	Problem    struct{ Code, Detail string }
}

type suggestion struct {
	ID            string `json:"id"`
	SessionID     string `json:"session_id"`
	ThemeID       string `json:"theme_id"`
	Number        int64
	Receipt       string
	Text          string
	OriginalText  string `json:"original_text"`
	Language      string
	AuthorID      string `json:"author_id"`
	DeviceID      string `json:"device_id"`
	Source        string
	SourceNumber  string `json:"source_number"`
	ReceivedOn    string `json:"received_on"`
	State         string
	ParkedThemeID string `json:"parked_theme_id"`

	Tags []string

	ParkedSessionID   string `json:"parked_session_id"`
	TakenSessionID    string `json:"taken_session_id"`
	DeclinedSessionID string `json:"declined_session_id"`

	Version  int
	Wordings []struct {
		Version        int
		Text, Language string
		Tags           []string
		By             string
	}
	Changes []struct {
		Verb, Note, By string
		Until          *time.Time
	}
}

// line is a suggestion of the house's session as the tablet sends it.
func (h *house) line(n int, text string, more ...m) m {
	l := m{
		"id": newID(), "session_id": h.session, "theme_id": h.theme, "text": text, "language": "ru",
		"device_id": h.device, "device_counter": n, "kind": "idea",
	}
	for _, x := range more {
		for k, v := range x {
			l[k] = v
		}
	}
	return l
}

func (h *house) path(rest string) string { return "/api/facilitation/forums/" + h.forum + rest }

// send captures lines and returns their receipts.
func (h *house) send(t testing.TB, bearer string, lines ...m) []receipt {
	t.Helper()
	var out struct{ Receipts []receipt }
	h.Call(t, 200, "POST", h.path("/suggestions"), bearer, m{"suggestions": lines}, &out)
	if len(out.Receipts) != len(lines) {
		t.Fatalf("%d receipts for %d lines", len(out.Receipts), len(lines))
	}
	return out.Receipts
}

func (h *house) get(t testing.TB, id any) suggestion {
	t.Helper()
	var one suggestion
	h.Call(t, 200, "GET", h.path("/suggestions/"+id.(string)), h.secretary, nil, &one)
	return one
}

func (h *house) list(t testing.TB, query string) []suggestion {
	t.Helper()
	var all []suggestion
	for after := ""; ; {
		var page struct {
			Items []suggestion
			Next  string
		}
		h.Call(t, 200, "GET", h.path("/suggestions?limit=500&after="+after+"&"+query), h.secretary, nil, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// post sends lines with a client of its own.
func post(client *http.Client, url, bearer string, lines []m) ([]receipt, error) {
	body, err := json.Marshal(m{"suggestions": lines})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d %s: %w", resp.StatusCode, data, err)
	}
	var out struct{ Receipts []receipt }
	return out.Receipts, json.Unmarshal(data, &out)
}

// published waits for n events of one name and makes sure that there are no
// more of them than that.
func published[E interface{ Name() string }](t *testing.T, h *house, n int) []E {
	t.Helper()
	var all []E
	testkit.Published(t, h.House, "facilitation", func(e E) bool {
		all = append(all, e)
		return len(all) == n
	})
	marker := h.line(1_000_000, "соңы") // what is published after it was committed after the others
	h.send(t, h.tablet, marker)
	all = all[:0]
	testkit.Published(t, h.House, "facilitation", func(e events.SuggestionCaptured) bool {
		if e.SuggestionID == marker["id"] {
			return true
		}
		if x, ok := any(e).(E); ok {
			all = append(all, x)
		}
		return false
	})
	return all
}
