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
	"github.com/shanyraq/shanyraq/pkg/token"
)

// Who may do what, by role. A request that is allowed need not succeed: it only
// must not be refused for who asks.
func TestPermissions(t *testing.T) {
	s := newScene(t)
	tablet := s.Sign(t, token.Caller{Subject: "tablet-1", Kind: "tablet", Roles: map[string][]string{s.forum: {"tablet"}}, Session: s.session, Expires: time.Now().Add(time.Hour)})
	callers := map[string]string{
		"secretary": s.secretary, "chair": s.chair, "controller": s.controller, "organiser": s.organiser,
		"facilitator": s.facilitator, "tablet": tablet, "other forum": s.other, "nobody": "",
	}
	const staff = "secretary chair controller organiser facilitator"
	thing := id()
	for _, c := range []struct {
		method, path, may string
		body              any
	}{
		{"GET", "/proposals", staff, nil},
		{"GET", "/proposals/" + thing, staff, nil},
		{"POST", "/proposals/merge", "secretary organiser", object{"into": thing, "proposals": []string{thing}}},
		{"POST", "/proposals/" + thing + "/merge", "secretary organiser", object{"into": thing}},
		{"POST", "/proposals/" + thing + "/unmerge", "secretary organiser", nil},
		{"POST", "/proposals/" + thing + "/split", "secretary organiser", object{"suggestion_ids": []string{thing}}},
		{"POST", "/proposals/" + thing + "/reword", "secretary organiser", object{"text": object{"kk": "а"}}},
		{"GET", "/questions", staff, nil},
		{"GET", "/questions/" + thing, staff, nil},
		{"POST", "/questions", "secretary organiser", object{"proposal_id": thing}},
		{"POST", "/questions/" + thing + "/votes", "secretary chair organiser", object{"for": 1, "against": 0, "abstained": 0, "present": 1}},
		{"POST", "/questions/" + thing + "/withdraw", "secretary organiser", nil},
		{"GET", "/decisions", staff, nil},
		{"GET", "/decisions/" + thing, staff, nil},
		{"POST", "/decisions", "secretary chair organiser", object{"question_id": thing, "outcome": "adopted"}},
		{"GET", "/measures", staff, nil},
		{"GET", "/measures/" + thing, staff, nil},
		{"POST", "/measures", "secretary organiser", object{"decision_id": thing}},
		{"PATCH", "/measures/" + thing, "secretary organiser", object{"cost_kzt": 1}},
		{"DELETE", "/measures/" + thing, "secretary organiser", nil},
		{"POST", "/plan/publish", "secretary organiser", object{"title": object{"kk": "а"}}},
		{"GET", "/plan", "everybody", nil},
		{"POST", "/measures/" + thing + "/reports", "controller secretary organiser", object{"status": "done", "text": object{"kk": "а"}}},
		{"POST", "/reports/" + thing + "/accept", "controller secretary organiser", nil},
		{"POST", "/reports/" + thing + "/return", "controller secretary organiser", object{"reason": object{"kk": "а"}}},
		{"POST", "/measures/" + thing + "/off-control", "controller secretary organiser", nil},
	} {
		for who, bearer := range callers {
			status, answer := s.Do(t, c.method, s.path("%s", c.path), bearer, c.body)
			refused := status == http.StatusUnauthorized || status == http.StatusForbidden
			if may := c.may == "everybody" || strings.Contains(c.may, who); may == refused || status >= 500 {
				t.Errorf("%s %s by %s: %d %s", c.method, c.path, who, status, answer)
			}
		}
	}
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
