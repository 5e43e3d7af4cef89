package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
)

// dial opens a connection to the server that says what a library would not.
func dial(t *testing.T, s *httptest.Server) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// bodies answers an operation, a handler of forms, and one that reads no body.
func bodies(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	huma.Post(NewAPI(mux, "test", ""), "/open", func(context.Context, *thingIn) (*thingOut, error) { return &thingOut{}, nil }, Public)
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		if err := Form(w, r, 64<<10); err != nil {
			Fail(w, r, err)
		}
	})
	mux.HandleFunc("POST /deaf", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	s := httptest.NewServer(Handler(mux, nil, zap.NewNop(), prometheus.NewRegistry(), Proxies{},
		func(ctx context.Context, _ string) context.Context { return ctx }))
	t.Cleanup(s.Close)
	return s
}

func head(path, rest string) string {
	media := "application/json"
	if path == "/form" {
		media = "application/x-www-form-urlencoded"
	}
	return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + media + "\r\n" + rest + "\r\n"
}

func answer(t *testing.T, c net.Conn) (status int, text string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data)
}

func TestSlowBodiesEnd(t *testing.T) {
	before := bodyTime
	bodyTime = 300 * time.Millisecond
	t.Cleanup(func() { bodyTime = before })
	s := bodies(t)
	for path, want := range map[string]int{"/api/test/open": 408, "/form": 408, "/deaf": 418} {
		c := dial(t, s)
		_, _ = io.WriteString(c, head(path, "Content-Length: 1000\r\n")+"{")
		dripping := make(chan struct{})
		go func() { // until the connection is closed at the other end
			defer close(dripping)
			drip := time.NewTicker(20 * time.Millisecond)
			defer drip.Stop()
			for range drip.C {
				if _, err := io.WriteString(c, " "); err != nil {
					return
				}
			}
		}()
		started := time.Now()
		if status, text := answer(t, c); status != want || time.Since(started) > 10*bodyTime {
			t.Errorf("%s: %d %s after %v, want %d", path, status, text, time.Since(started), want)
		}
		<-dripping
	}
}

// What an operation does with its body may take longer than the body may.
func TestTheTimeOfABodyIsNotThatOfItsOperation(t *testing.T) {
	before := bodyTime
	bodyTime = 100 * time.Millisecond
	t.Cleanup(func() { bodyTime = before })
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slow", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusGone)
		case <-time.After(5 * bodyTime):
		}
	})
	s := httptest.NewServer(Handler(mux, nil, zap.NewNop(), prometheus.NewRegistry(), Proxies{},
		func(ctx context.Context, _ string) context.Context { return ctx }))
	t.Cleanup(s.Close)
	c := dial(t, s)
	_, _ = io.WriteString(c, head("/slow", "Content-Length: 1\r\n")+"x")
	if status, _ := answer(t, c); status != http.StatusOK {
		t.Errorf("%d", status)
	}
}

func TestABrokenChunkIsABadRequest(t *testing.T) {
	s := bodies(t)
	for _, path := range []string{"/api/test/open", "/form"} {
		c := dial(t, s)
		_, _ = io.WriteString(c, head(path, "Transfer-Encoding: chunked\r\n")+"5\r\n{\"a\":\r\nxyz\r\n")
		if status, text := answer(t, c); status != 400 || !strings.Contains(text, `"code":"body_broken"`) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

// A client that sends all before it listens, as browsers do, hears 413 and not
// that the connection was reset.
func TestTheRefusalOfALargeBodyArrives(t *testing.T) {
	s := bodies(t)
	for _, path := range []string{"/api/test/open", "/form"} {
		c := dial(t, s)
		const size = 24 << 20
		_, err := io.WriteString(c, head(path, fmt.Sprintf("Content-Length: %d\r\n", size))+strings.Repeat("x", size))
		if err != nil {
			t.Errorf("%s: sending: %v", path, err)
			continue
		}
		if status, text := answer(t, c); status != 413 || !strings.Contains(text, `"code":"body_too_large"`) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	for name, c := range map[string]struct {
		proxies  string
		one, all int
		want     int
	}{
		"of one address": {"", 3, 10, 3}, "in all": {"", 10, 4, 4}, "through a proxy": {"127.0.0.1", 3, 5, 5},
	} {
		t.Run(name, func(t *testing.T) {
			var proxies Proxies
			if err := proxies.UnmarshalText([]byte(c.proxies)); err != nil {
				t.Fatal(err)
			}
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			s.Listener = newCrowd(proxies, zap.NewNop(), prometheus.NewRegistry(), c.one, c.all).At(s.Listener)
			s.Start()
			t.Cleanup(s.Close)
			asks := func(conn net.Conn) bool {
				_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				if err == nil {
					_, err = http.ReadResponse(bufio.NewReader(conn), nil)
				}
				return err == nil
			}
			var open []net.Conn
			for range c.want {
				conn := dial(t, s)
				open = append(open, conn)
				if !asks(conn) {
					t.Fatalf("connection %d was refused", len(open))
				}
			}
			if asks(dial(t, s)) {
				t.Fatal("one too many was served")
			}
			// One that is closed makes room; the server notices it when it reads.
			_ = open[0].Close()
			for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
				if asks(dial(t, s)) {
					return
				}
			}
			t.Error("a closed connection made no room")
		})
	}
}
