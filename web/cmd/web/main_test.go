package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A live stream that is passed on does not hold the stop up.
func TestStopDoesNotWaitForLiveStreams(t *testing.T) {
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "alive\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	}))
	t.Cleanup(s.Close)
	for _, name := range []string{"SESSIONS", "FACILITATION", "DECISIONS", "NOTIFICATIONS"} {
		t.Setenv("SHANYRAQ_"+name+"_URL", s.URL)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveAt(ctx, ln) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/api/sessions/live")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil || !strings.Contains(line, "alive") {
		t.Fatalf("%q, %v", line, err)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(drainTime / 2):
		t.Error("the stop waits for a live stream")
	}
	<-gone
}
