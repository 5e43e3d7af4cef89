package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
)

// serve answers the n-th request with the n-th answer and further ones with the
// last.
func serve(t *testing.T, answers ...http.HandlerFunc) (*Client, *atomic.Int64) {
	t.Helper()
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := min(int(n.Add(1)), len(answers)) - 1
		answers[i](w, r)
	}))
	t.Cleanup(server.Close)
	return New(server.URL, 10*time.Second), &n
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func answer(v any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(v) }
}

// hangUp breaks the connection before or in the middle of the answer.
func hangUp(half string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if half != "" {
			w.Header().Set("Content-Length", "1000")
			_, _ = fmt.Fprint(w, half)
		}
		panic(http.ErrAbortHandler)
	}
}

func TestCallsAreTriedAgainUntilAnswered(t *testing.T) {
	c, n := serve(t, hangUp(""), status(503), hangUp(`{"receipts":[`), status(429), status(502), status(500),
		answer(map[string]any{"receipts": []facilitation.CaptureReceipt{{ID: "a", Outcome: "stored", Number: 7}}}))
	receipts, err := c.Capture(t.Context(), "f", facilitation.CaptureItem{ID: "a"})
	if err != nil || len(receipts) != 1 || receipts[0].Number != 7 {
		t.Fatalf("got %v, %v", receipts, err)
	}
	if n.Load() != 7 {
		t.Errorf("%d requests, want 7", n.Load())
	}
}

func TestARefusalIsFinal(t *testing.T) {
	c, n := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusConflict)
		_, _ = fmt.Fprint(w, `{"code":"proposal_put","detail":"No.","errors":[{"pointer":"/into","code":"not_open","detail":"x"}]}`)
	})
	err := c.Merge(t.Context(), "f", "a", []string{"b"})
	if !Refused(err, "proposal_put") || !Refused(err, "not_open") || Refused(err, "other") {
		t.Errorf("got %v", err)
	}
	if n.Load() != 1 {
		t.Errorf("%d requests, want 1", n.Load())
	}
}

func TestWhatAServiceHasNotHeardOfYetIsAskedAgain(t *testing.T) {
	unheard := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = fmt.Fprint(w, `{"code":"invalid_request","errors":[{"pointer":"/into","code":"organisation_not_known"}]}`)
	}
	c, n := serve(t, unheard, unheard, answer(map[string]any{}))
	if err := c.Merge(t.Context(), "f", "a", []string{"b"}); err != nil || n.Load() != 3 {
		t.Errorf("got %v after %d requests", err, n.Load())
	}
}

func TestAFaultThatStaysIsReported(t *testing.T) {
	c, n := serve(t, status(500))
	c.patience = 0
	if err := c.CheckIn(t.Context(), "f", "p"); statusOf(err) != 500 {
		t.Errorf("got %v", err)
	}
	if n.Load() != 1 {
		t.Errorf("%d requests, want 1", n.Load())
	}
}

func TestATokenThatRanOutIsRenewed(t *testing.T) {
	token := func(name string) http.HandlerFunc {
		return answer(map[string]any{"access_token": name, "expires_at": time.Now().Add(15 * time.Minute)})
	}
	var seen []string
	note := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
			next(w, r)
		}
	}
	c, _ := serve(t, note(token("one")), note(status(401)), note(token("two")), note(answer(nil)), note(status(401)), note(token("three")), note(status(401)))
	staff, err := c.SignIn(t.Context(), "organiser", "secret")
	if err != nil {
		t.Fatal(err)
	}
	if err := staff.CheckIn(t.Context(), "f", "p"); err != nil {
		t.Fatal(err)
	}
	// A caller who is refused with a fresh token, too, is refused.
	if err := staff.CheckIn(t.Context(), "f", "p"); statusOf(err) != 401 {
		t.Errorf("got %v", err)
	}
	const path = "/api/sessions/forums/f/participants/p/check-in Bearer "
	want := []string{"/api/sessions/sign-in ", path + "one", "/api/sessions/sign-in ", path + "two", path + "two", "/api/sessions/sign-in ", path + "three"}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("requests\n%q, want\n%q", seen, want)
	}
}

func TestAListIsReadToItsEnd(t *testing.T) {
	type page struct {
		Items []sessions.Forum `json:"items"`
		Next  string           `json:"next"`
	}
	var queries []string
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		if len(queries) == 1 {
			answer(page{[]sessions.Forum{{ID: "a"}, {ID: "b"}}, "b c"})(w, r)
			return
		}
		answer(page{[]sessions.Forum{{ID: "d"}}, ""})(w, r)
	})
	forums, err := c.Forums(t.Context())
	if err != nil || len(forums) != 3 {
		t.Fatalf("got %v, %v", forums, err)
	}
	if want := []string{"limit=500", "limit=500&after=b+c"}; fmt.Sprint(queries) != fmt.Sprint(want) {
		t.Errorf("asked %q, want %q", queries, want)
	}
}

func TestFollowGoesOnWhereItWas(t *testing.T) {
	var from []string
	stream := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			from = append(from, r.Header.Get("Last-Event-ID"))
			_, _ = fmt.Fprint(w, text)
			w.(http.Flusher).Flush()
		}
	}
	c, _ := serve(t,
		stream("id: 4\nevent: ready\ndata: {\"last_seq\":4}\n\n: heartbeat\n\nid: 5\nevent: A\ndata: {\"x\":\ndata: 1}\n\nid: 6\nevent: B\nda"),
		status(503),
		stream("id: 5\nevent: ready\ndata: {}\n\nid: 6\nevent: B\ndata: {}\n\n"),
	)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var events []string
	ready := 0
	err := c.Follow(ctx, facilitation.GetForumsByForumLive("f"), func() { ready++ }, func(e Event) {
		events = append(events, fmt.Sprint(e.Sequence, e.Name, string(e.Data)))
		if e.Name == "B" {
			stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"5A{\"x\":\n1}", "6B{}"}; fmt.Sprint(events) != fmt.Sprint(want) {
		t.Errorf("events %q, want %q", events, want)
	}
	if fmt.Sprint(from) != "[ 5]" || ready != 2 {
		t.Errorf("resumed from %q, ready %d times", from, ready)
	}
}

// A stream that went back to an earlier day counts anew: what comes again after a
// reset is not taken for a repeat, and nothing in between is missed.
func TestFollowBeginsAgainAfterAReset(t *testing.T) {
	var asked []string
	stream := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Header.Get("Last-Event-ID")+r.URL.RawQuery)
			_, _ = fmt.Fprint(w, text)
			w.(http.Flusher).Flush()
		}
	}
	c, _ := serve(t,
		stream("id: 8\nevent: ready\ndata: {}\n\nid: 9\nevent: A\ndata: {}\n\n"),
		stream("id: 4\nevent: ready\ndata: {}\n\nid: 4\nevent: reset\ndata: {}\n\nid: 5\nevent: B\ndata: {}\n\n"),
		stream("id: 0\nevent: ready\ndata: {}\n\nid: 4\nevent: A\ndata: {}\n\nid: 5\nevent: B\ndata: {}\n\n"),
	)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var events []string
	err := c.Follow(ctx, facilitation.GetForumsByForumLive("f"), func() {}, func(e Event) {
		events = append(events, fmt.Sprint(e.Sequence, e.Name))
		if e.Name == "B" {
			stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "[9A 0reset 4A 5B]"; fmt.Sprint(events) != want {
		t.Errorf("events %v, want %v", events, want)
	}
	if want := "[ 9 from=start]"; fmt.Sprint(asked) != want {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

// A server that was away and has heard meanwhile that the token is withdrawn: its
// absence does not count against the token's renewal.
func TestFollowRenewsItsTokenAfterAnAbsence(t *testing.T) {
	grant := answer(map[string]any{"access_token": "t", "expires_at": time.Now().Add(15 * time.Minute)})
	c, _ := serve(t, grant, status(503), status(503), status(503), status(401), grant, status(401), grant, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, "id: 1\nevent: ready\ndata: {}\n\n")
	})
	staff, err := c.SignIn(t.Context(), "organiser", "secret")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	if err := staff.Follow(ctx, facilitation.GetForumsByForumLive("f"), stop, func(Event) {}); err != nil {
		t.Error(err)
	}
}

func TestFollowStopsWhenRefused(t *testing.T) {
	c, _ := serve(t, status(403))
	if err := c.Follow(t.Context(), facilitation.GetForumsByForumLive("f"), func() {}, func(Event) {}); statusOf(err) != 403 {
		t.Errorf("got %v", err)
	}
}
