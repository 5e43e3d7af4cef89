package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// result is what simulate --json writes, as far as tests look at it.
type result struct {
	Captured    int      `json:"captured"`
	Stored      int      `json:"stored"`
	Proposals   int      `json:"proposals"`
	Merged      int      `json:"merged"`
	Recommended int      `json:"recommended"`
	Split       int      `json:"split"`
	Divided     int      `json:"divided"`
	Questions   int      `json:"questions"`
	Decisions   int      `json:"decisions"`
	Measures    int      `json:"measures"`
	Reports     int      `json:"reports"`
	NoticesDue  int      `json:"notices_due"`
	NoticesSent int      `json:"notices_sent"`
	Lost        int      `json:"lost"`
	Duplicated  int      `json:"duplicated"`
	Findings    []string `json:"findings"`
}

// play is a simulation that runs.
type play struct {
	*process
	stdout bytes.Buffer
}

// simulate starts a simulation against an installation.
func simulate(t *testing.T, url string, args ...string) *play {
	t.Helper()
	p := &play{}
	p.process = start(t, &p.stdout, firstOrganiser.plays(), "shanyraq", append([]string{"simulate", "--json", "--url", url}, args...)...)
	return p
}

// result waits for the end and wants a whole forum.
func (p *play) result(t *testing.T) result {
	t.Helper()
	status := p.wait()
	var r result
	in := json.NewDecoder(&p.stdout)
	if err := in.Decode(&r); err != nil {
		t.Fatalf("status %d, standard output is no JSON object: %v\n%s", status, err, tail(p.out.String()))
	}
	if in.More() {
		t.Error("there is more than one object on standard output")
	}
	if status != 0 || r.Lost != 0 || r.Duplicated != 0 {
		t.Errorf("status %d, lost %d, duplicated %d:\n%s", status, r.Lost, r.Duplicated, strings.Join(r.Findings, "\n"))
	}
	if r.Captured != r.Stored || r.NoticesDue != r.NoticesSent || r.NoticesDue == 0 || r.Proposals+r.Merged != r.Stored+r.Recommended+r.Split+r.Divided {
		t.Errorf("the counts do not agree: %+v", r)
	}
	return r
}

// served reads from an installation's metrics how often a route has answered
// with success.
func served(t *testing.T, url, route string) int {
	t.Helper()
	resp, err := http.Get(url + "/metrics") // #nosec G107 -- our own server
	if err != nil {
		return 0 // it is being started again
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0
	}
	line := regexp.MustCompile(`(?m)^shanyraq_http_request_seconds_count\{route="` + regexp.QuoteMeta(route) + `",status="20[01]"\} (\d+)$`)
	if m := line.FindSubmatch(data); m != nil {
		n, _ := strconv.Atoi(string(m[1]))
		return n
	}
	return 0
}

const (
	captureRoute = "POST /api/facilitation/forums/{forum}/suggestions"
	decideRoute  = "POST /api/decisions/forums/{forum}/decisions"
	reportRoute  = "POST /api/decisions/forums/{forum}/measures/{measure}/reports"
)

func TestASampleForumFromACleanStart(t *testing.T) {
	in := serve(t)
	r := simulate(t, in.url).result(t)
	if r.Captured != 60 || r.Proposals != 53 || r.Merged != 30 || r.Questions != 51 || r.Decisions != 51 {
		t.Errorf("counts %+v", r)
	}
	if r.Measures == 0 || r.Reports < r.Measures { // some are returned and reported again
		t.Errorf("%d measures, %d reports", r.Measures, r.Reports)
	}

	// The same installation plays a second forum beside the first.
	if r := simulate(t, in.url, "--seed", "2", "--count", "40").result(t); r.Captured != 40 {
		t.Errorf("captured %d of 40", r.Captured)
	}
}

func TestSimulateSaysWhenItCannotPlay(t *testing.T) {
	for name, args := range map[string][]string{
		"nobody there":  {"--url", "http://127.0.0.1:9"},
		"no such file":  {"--suggestions", "/nowhere.csv"},
		"no yurts":      {"--yurts", "0"},
		"not a number":  {"--yurts", "many"},
		"both at once":  {"--suggestions", "a.csv", "--count", "3"},
		"unknown flags": {"--yurt", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &play{}
			p.process = start(t, &p.stdout, nil, "shanyraq", append([]string{"simulate", "--json"}, args...)...)
			if status := p.wait(); status != 2 {
				t.Errorf("exit status %d, want 2", status)
			}
			if p.stdout.Len() > 0 {
				t.Errorf("standard output has %q", p.stdout.String())
			}
			if !strings.Contains(p.out.String(), "error:") {
				t.Errorf("standard error has %q", p.out.String())
			}
		})
	}
}
