package bus_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// However many people watch a forum, the stream is read once for all of them.
func TestViewersShareOneConsumer(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	url := liveServer(t, open(t, "alpha", db, nc)) + "?forum=f1"
	before := runtime.NumGoroutine()
	const viewers, events = 200, 300
	all := make([]*bufio.Reader, viewers)
	for i := range all {
		all[i] = dial(t, url, "")
	}
	js, _ := jetstream.New(nc)
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	if n := s.CachedInfo().State.Consumers; n != 1 {
		t.Errorf("%d consumers for %d viewers", n, viewers)
	}
	if n := runtime.NumGoroutine() - before; n > 2*viewers+30 {
		t.Errorf("%d goroutines for %d viewers", n, viewers)
	}
	publish(t, nc, "f1", events)
	for i, r := range all {
		for seq := 1; seq <= events; seq++ {
			if got := nextID(t, r); got != seq {
				t.Fatalf("viewer %d got event %d, want %d", i, got, seq)
			}
		}
	}
}

func TestViewersBeyondTheLimitAreToldToComeBack(t *testing.T) {
	db, _ := openDatabase(t)
	url := liveServer(t, open(t, "alpha", db, testkit.NATS(t), func(o *bus.Options) { o.Viewers = 2 })) + "?forum=f1"
	_, leave := listenTo(t, url)
	listenTo(t, url)
	if resp := opened(t, url); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("the third got %d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	leave()
	testkit.Eventually(t, "a place is free", func() bool { return opened(t, url).StatusCode == http.StatusOK })
}

// opened opens a stream and closes it at once.
func opened(t *testing.T, url string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp
}

// Who stops reading loses the connection, not an event: from the last place the
// rest comes, beyond what is kept in memory too. Nobody else waits for it.
func TestSlowViewerResumesWithoutGap(t *testing.T) {
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	url := liveServer(t, open(t, "alpha", db, nc)) + "?forum=f1"
	slow, quick := dial(t, url, ""), dial(t, url, "")
	const events = 500
	big := strings.Repeat("x", 64<<10) // 32 MB: more than sockets and memory keep
	go func() {
		js, _ := jetstream.New(nc)
		for range events {
			m := &nats.Msg{Subject: "alpha.f1.note.taken.v1", Header: nats.Header{"ce-name": {"NoteTaken"}}, Data: []byte(`"` + big + `"`)}
			if _, err := js.PublishMsg(context.Background(), m); err != nil {
				t.Error(err)
			}
		}
	}()
	for seq := 1; seq <= events; seq++ {
		if got := nextID(t, quick); got != seq {
			t.Fatalf("the quick one got %d, want %d", got, seq)
		}
	}
	last := 0
	for {
		id, err := readID(slow)
		if err != nil {
			break
		}
		if id != last+1 {
			t.Fatalf("the slow one got %d after %d", id, last)
		}
		last = id
	}
	if last == events {
		t.Fatal("the slow one was never dropped: the test shows nothing")
	}
	again := dial(t, url, strconv.Itoa(last))
	for seq := last + 1; seq <= events; seq++ {
		if got := nextID(t, again); got != seq {
			t.Fatalf("resumed, it got %d, want %d", got, seq)
		}
	}
}

// A token that ends while the stream is being opened is the caller's to renew,
// not a failure of ours.
func TestEndedTokenIsSaid(t *testing.T) {
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	r, v := signedIn(t)
	v.Withdraw("s1", time.Now().Add(time.Minute))
	err := b.Live(httptest.NewRecorder(), r, "alpha.f1.>")
	if want := problem.Unauthenticated("token_expired"); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

// A NATS that does not answer is a failure of ours: whoever is sent to sign in
// again cannot cure it.
func TestASilentNATSIsNoEndedToken(t *testing.T) {
	db, _ := openDatabase(t)
	server := newOutside(t)
	b := open(t, "alpha", db, connect(t, server.address))
	server.Stop()
	r, _ := signedIn(t)
	err := b.Live(httptest.NewRecorder(), r, "alpha.f1.>")
	if want := problem.Unavailable("unavailable"); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

// signedIn is a request for a live stream by staff, whose tokens v can withdraw.
func signedIn(t *testing.T) (r *http.Request, v *token.Verifier) {
	t.Helper()
	signer, err := token.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	v = token.NewVerifier(signer.PublicKey())
	signed, err := signer.Sign(token.Caller{Kind: "staff", Subject: "s1", Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Verify(signed)
	if err != nil {
		t.Fatal(err)
	}
	return httptest.NewRequestWithContext(token.Into(t.Context(), c), http.MethodGet, "/live", nil), v
}

// dial opens a stream by a connection of its own and reads until "ready".
func dial(t *testing.T, url, lastID string) *bufio.Reader {
	t.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "?")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprintf(conn, "GET /?%s HTTP/1.1\r\nHost: x\r\nLast-Event-ID: %s\r\n\r\n", path, lastID); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(testkit.Patience))
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line, "data: ") {
			return r
		}
	}
}

func nextID(t *testing.T, r *bufio.Reader) int {
	t.Helper()
	id, err := readID(r)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// readID reads one whole event and returns its id.
func readID(r *bufio.Reader) (id int, err error) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if s, ok := strings.CutPrefix(line, "id: "); ok {
			id, _ = strconv.Atoi(strings.TrimSpace(s))
		}
		if line == "\n" && id > 0 {
			return id, nil
		}
	}
}
