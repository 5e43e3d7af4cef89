package decisions_test

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestPermissions(t *testing.T) {
	const (
		staff    = "organiser moderator facilitator secretary chair controller"
		desk     = "secretary organiser"
		tribune  = "secretary chair organiser"
		controls = "controller secretary organiser"
	)
	s := newScene(t)
	testkit.WhoMay(t, s.House, "decisions", map[string]string{"forum": s.forum, "session": s.session}, "", testkit.Table{
		"GET /settings":            "everywhere:organiser",
		"PUT /settings/{key}":      "everywhere:organiser",
		"GET /setting-changes":     "everywhere:organiser",
		"GET /forums/{forum}/live": staff,
		"GET /audit":               "somewhere:organiser",

		"GET /forums/{forum}/proposals":                     staff,
		"GET /forums/{forum}/proposal-counts":               staff,
		"GET /forums/{forum}/proposals/{proposal}":          staff,
		"POST /forums/{forum}/proposals/merge":              desk,
		"POST /forums/{forum}/proposals/{proposal}/merge":   desk,
		"POST /forums/{forum}/proposals/{proposal}/unmerge": desk,
		"POST /forums/{forum}/proposals/{proposal}/split":   desk,
		"POST /forums/{forum}/proposals/{proposal}/reword":  desk,

		"GET /forums/{forum}/questions":                      staff,
		"GET /forums/{forum}/questions/{question}":           staff,
		"POST /forums/{forum}/questions":                     desk,
		"POST /forums/{forum}/questions/{question}/votes":    tribune,
		"POST /forums/{forum}/questions/{question}/move":     desk,
		"POST /forums/{forum}/questions/{question}/withdraw": desk,

		"GET /forums/{forum}/decisions":            staff,
		"GET /forums/{forum}/decisions/{decision}": staff,
		"POST /forums/{forum}/decisions":           tribune,

		"GET /forums/{forum}/measures":                        staff,
		"GET /forums/{forum}/measure-counts":                  staff,
		"GET /forums/{forum}/plan/drafts":                     staff,
		"GET /forums/{forum}/measures/{measure}":              staff,
		"POST /forums/{forum}/measures":                       desk,
		"PATCH /forums/{forum}/measures/{measure}":            desk,
		"DELETE /forums/{forum}/measures/{measure}":           desk,
		"POST /forums/{forum}/plan/publish":                   desk,
		"GET /forums/{forum}/plan":                            "anybody",
		"POST /forums/{forum}/measures/{measure}/reports":     controls,
		"POST /forums/{forum}/reports/{report}/accept":        controls,
		"POST /forums/{forum}/reports/{report}/return":        controls,
		"POST /forums/{forum}/measures/{measure}/off-control": controls,

		"GET /ways/{receipt}": "anybody",
	})
}

func TestRefusalsOverEveryRoute(t *testing.T) {
	s := newScene(t)
	_, ps := s.say("первое")
	d := s.decided(ps[0], object{"outcome": "adopted"})
	m := s.planned(d, object{"kind": "year", "value": "2027"})
	testkit.Refusals(t, s.House, "decisions", map[string]string{
		"forum": s.forum, "proposal": ps[0], "decision": d, "measure": m, "receipt": "TEST-0001-00",
	})
}

func TestLive(t *testing.T) {
	s := newScene(t)
	listen := func(bearer, query string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+s.path("/live%s", query), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+bearer)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	for _, bearer := range []string{"", s.other} {
		if resp := listen(bearer, ""); resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusForbidden {
			t.Errorf("a stranger listens: %s", resp.Status)
		}
	}
	_, ps := s.say("первое")
	lines := bufio.NewScanner(listen(s.facilitator, "?from=start").Body)
	var name string
	for lines.Scan() {
		if e, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = e
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && name == "ProposalGathered" {
			var e struct {
				ProposalID string `json:"proposal_id"`
			}
			if err := json.Unmarshal([]byte(data), &e); err != nil || e.ProposalID != ps[0] {
				t.Errorf("heard %s, %v", data, err)
			}
			return
		}
	}
	t.Error("the stream ended without the event")
}

// Every code that the service refuses with has its sentence in three languages.
func TestEveryRefusalHasItsSentence(t *testing.T) {
	code := regexp.MustCompile(`problem\.(?:NotFound|Conflict|Invalid|Forbidden)\("(\w+)"|(?:InvalidField|\.At)\([^,()]+, "(\w+)"|(?:refused|want)\w*\(.*"/\w+", "(\w+)"`)
	found := 0
	err := fs.WalkDir(os.DirFS("internal"), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile("internal/" + path)
		for _, m := range code.FindAllStringSubmatch(string(source), -1) {
			found++
			if c := m[1] + m[2] + m[3]; !problem.Known(c) && c != "deadline_value_" {
				t.Errorf("%s: no sentence for %q", path, c)
			}
		}
		return err
	})
	if err != nil || found < 40 {
		t.Errorf("found %d codes, %v", found, err)
	}
}

func TestLiveEndsWithTheRole(t *testing.T) {
	s := newScene(t)
	path := "/api/decisions/forums/" + s.forum + "/live"
	account := id()
	bearer := s.Token(t, account, s.forum, "secretary")
	s.LiveEnds(t, path, bearer, func() {
		testkit.Publish(t, s.House, events.AccountRestricted{AccountID: account, Version: 2, RestrictedAt: time.Now()})
	})
	s.Problem(t, 401, "token_expired", "GET", path, bearer, nil)
}
