package bus_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type sse struct {
	id    uint64
	event string
	data  string
}

// listenTo opens a live stream and returns its events; the channel is closed
// when the server ends it.
func listenTo(t testing.TB, url string, header ...string) (events <-chan sse, hangUp func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("status %d, content type %q", resp.StatusCode, got)
	}
	if resp.Header.Get("X-Accel-Buffering") != "no" {
		t.Error("proxies would buffer")
	}
	out := make(chan sse, 1<<16) // a test that does not read must not look like a slow client
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(out)
		defer func() { _ = resp.Body.Close() }()
		var e sse
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id, _ = strconv.ParseUint(value, 10, 64)
			case "event":
				e.event = value
			case "data":
				e.data = value
			case "":
				if e.event != "" {
					out <- e
				}
				e = sse{}
			}
		}
	}()
	hangUp = func() { cancel(); <-done }
	t.Cleanup(func() { hangUp(); http.DefaultClient.CloseIdleConnections() })
	return out, hangUp
}

func next(t testing.TB, events <-chan sse) sse {
	t.Helper()
	select {
	case e, ok := <-events:
		if !ok {
			t.Fatal("the stream ended")
		}
		return e
	case <-time.After(testkit.Patience):
		t.Fatal("no event")
		panic("unreachable")
	}
}

func expect(t *testing.T, events <-chan sse, want sse) {
	t.Helper()
	got := next(t, events)
	if want.data == "" {
		got.data = ""
	}
	if got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

func liveServer(t testing.TB, b *bus.Bus) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := b.Live(w, r, "alpha."+r.URL.Query().Get("forum")+".>")
		var refused *problem.Error
		switch {
		case errors.As(err, &refused) && refused.Kind == problem.KindUnavailable:
			http.Error(w, refused.Error(), http.StatusServiceUnavailable)
		case err != nil:
			t.Errorf("live: %v", err)
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	}))
	s.Config.WriteTimeout = 50 * time.Millisecond // live streams outlive it
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// publish puts events on the stream without a database.
func publish(t testing.TB, nc *nats.Conn, forum string, n int) {
	t.Helper()
	js, _ := jetstream.New(nc)
	for range n {
		m := &nats.Msg{Subject: "alpha." + forum + ".note.taken.v1", Header: nats.Header{"ce-name": {"NoteTaken"}}, Data: []byte(`{"id":"a"}`)}
		if _, err := js.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLiveStartsWhereTheClientSays(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	url := liveServer(t, b)

	empty, hangUp := listenTo(t, url+"?forum=f1")
	expect(t, empty, sse{0, "ready", `{"last_seq":0}`})
	publish(t, nc, "f1", 1)
	expect(t, empty, sse{1, "NoteTaken", `{"id":"a"}`})
	hangUp()

	publish(t, nc, "f1", 4)
	publish(t, nc, "f2", 1)
	fresh, _ := listenTo(t, url+"?forum=f1")
	expect(t, fresh, sse{6, "ready", `{"last_seq":6}`})
	all, _ := listenTo(t, url+"?forum=f1&from=start")
	expect(t, all, sse{0, "ready", `{"last_seq":6}`})
	byHeader, _ := listenTo(t, url+"?forum=f1", "Last-Event-ID", "3")
	expect(t, byHeader, sse{3, "ready", `{"last_seq":6}`})
	byQuery, _ := listenTo(t, url+"?forum=f1&last_event_id=4")
	expect(t, byQuery, sse{4, "ready", `{"last_seq":6}`})
	for seq := range uint64(5) {
		expect(t, all, sse{id: seq + 1, event: "NoteTaken"})
		if seq >= 3 {
			expect(t, byHeader, sse{id: seq + 1, event: "NoteTaken"})
		}
		if seq >= 4 {
			expect(t, byQuery, sse{id: seq + 1, event: "NoteTaken"})
		}
	}
	publish(t, nc, "f1", 1)
	for _, events := range []<-chan sse{fresh, all, byHeader, byQuery} {
		expect(t, events, sse{id: 7, event: "NoteTaken"})
	}

	// Positions that the stream cannot continue from.
	js, _ := jetstream.New(nc)
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Purge(t.Context(), jetstream.WithPurgeSequence(5)); err != nil { // keeps 5 and later
		t.Fatal(err)
	}
	for id, reset := range map[string]bool{"3": true, "99": true, "nonsense": true, "4": false} {
		events, hangUp := listenTo(t, url+"?forum=f1", "Last-Event-ID", id)
		if reset {
			expect(t, events, sse{7, "ready", `{"last_seq":7}`})
			expect(t, events, sse{7, "reset", `{"last_seq":7}`})
		} else {
			expect(t, events, sse{4, "ready", `{"last_seq":7}`})
			expect(t, events, sse{id: 5, event: "NoteTaken"})
		}
		hangUp()
	}
}

// A client hangs up again and again while events are published, and resumes.
func TestLiveResumesWithoutGapOrRepeat(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	run(t, b)
	url := liveServer(t, b) + "?forum=f1"
	const n = 1500
	go func() {
		for i := range n / 5 {
			take(t, b, notes(fmt.Sprint(i), 5)...)
		}
	}()
	last, connections := uint64(0), 0
	for last < n {
		connections++
		events, hangUp := listenTo(t, url+"&from=start", "Last-Event-ID", strconv.FormatUint(last, 10))
		expect(t, events, sse{id: last, event: "ready"})
		for range 97 {
			if last == n {
				break
			}
			expect(t, events, sse{id: last + 1, event: "NoteTaken"})
			last++
		}
		hangUp()
	}
	if connections < n/97 {
		t.Errorf("only %d connections", connections)
	}
	outboxEmpty(t, db)
}

func TestLiveEndsWhenTheBusDrains(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	stop := run(t, b)
	url := liveServer(t, b) + "?forum=f1"
	events, _ := listenTo(t, url)
	expect(t, events, sse{0, "ready", `{"last_seq":0}`})
	stop()
	if e, ok := <-events; ok {
		t.Errorf("got %+v after the end", e)
	}
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d while draining", resp.StatusCode)
	}
}

// stamped carries the time of its commit, as nearly as can be said before it.
type stamped struct {
	At time.Time `json:"at"`
}

func (stamped) Subject() string { return "alpha.f1.note.taken.v1" }
func (stamped) Name() string    { return "NoteTaken" }

func age(t testing.TB, e sse) time.Duration {
	t.Helper()
	var s stamped
	if err := json.Unmarshal([]byte(e.data), &s); err != nil {
		t.Fatal(err)
	}
	return time.Since(s.At)
}

// brokenWriter fails like the connection of a client that stopped reading,
// without net/http noticing.
type brokenWriter struct{ *httptest.ResponseRecorder }

func (brokenWriter) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }

func TestLiveGivesUpAClientThatDoesNotRead(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/live", nil)
	if err := b.Live(brokenWriter{httptest.NewRecorder()}, r, "alpha.f1.>"); err != nil {
		t.Error(err)
	}
}
