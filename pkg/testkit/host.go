package testkit

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// House is a host for services under test, with the key that signs tokens.
type House struct {
	*service.Host
	Signer *token.Signer
	Seed   []byte // of the signer
	URL    string // after Serve: where the services answer
}

// NewHouse makes a host on a fresh database and NATS server.
func NewHouse(t testing.TB) *House {
	t.Helper()
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	signer, err := token.NewSigner(seed)
	if err != nil {
		t.Fatal(err)
	}
	h := &House{Signer: signer, Seed: seed, Host: &service.Host{
		DatabaseURL: DatabaseURL(t), NATS: NATS(t), Log: Log(t), Metrics: service.NewMetrics(),
		Verifier: token.NewVerifier(signer.PublicKey()), PublicURL: "http://shanyraq.test", Mux: http.NewServeMux(),
		DataDir: t.TempDir(),
	}}
	t.Cleanup(h.Close)
	return h
}

// Serve answers for the services on a free port until the test ends.
func (h *House) Serve(t testing.TB, services ...service.Service) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.URL = "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Host.Serve(ctx, ln, services...) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("serving: %v", err)
		}
	})
}

// Token signs a token for a staff account with roles in one forum (or
// token.Everywhere).
func (h *House) Token(t testing.TB, subject, forum string, roles ...string) string {
	t.Helper()
	return h.Sign(t, token.Caller{Subject: subject, Kind: "staff", Roles: map[string][]string{forum: roles}, Expires: time.Now().Add(time.Hour)})
}

// Sign signs any caller.
func (h *House) Sign(t testing.TB, c token.Caller) string {
	t.Helper()
	if c.Audience == nil {
		c.Audience = []string{"sessions", "facilitation", "decisions", "notifications"}
	}
	signed, err := h.Signer.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// Do sends body (a value for JSON, or []byte or string as it is) and returns
// the status and the answer's body. bearer "" sends no token.
func (h *House) Do(t testing.TB, method, path, bearer string, body any) (int, []byte) {
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(b)
	case string:
		reader = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: reading the answer: %v", method, path, err)
	}
	return resp.StatusCode, data
}

// Call is Do for a request that must answer want; the answer is decoded into out
// unless out is nil.
func (h *House) Call(t testing.TB, want int, method, path, bearer string, body, out any) {
	t.Helper()
	status, data := h.Do(t, method, path, bearer, body)
	if status != want {
		t.Fatalf("%s %s: status %d, want %d: %s", method, path, status, want, data)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			t.Fatalf("%s %s: decoding %s: %v", method, path, data, err)
		}
	}
}

// Problem is Do for a request that must be refused with a problem of this code.
func (h *House) Problem(t testing.TB, want int, code, method, path, bearer string, body any) {
	t.Helper()
	status, data := h.Do(t, method, path, bearer, body)
	var p struct{ Code string }
	if err := json.Unmarshal(data, &p); err != nil || status != want || p.Code != code {
		t.Fatalf("%s %s: got %d %s, want %d %s", method, path, status, data, want, code)
	}
}

// Published waits for the next event of one name on a service's stream that ok
// accepts, reading the stream from its start, and decodes it into E.
func Published[E interface{ Name() string }](t testing.TB, h *House, stream string, ok func(E) bool) E {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	js, err := jetstream.New(h.NATS)
	if err != nil {
		t.Fatal(err)
	}
	var zero E
	consumer, err := js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverAllPolicy})
	if err != nil {
		t.Fatalf("reading stream %s: %v", stream, err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		t.Fatalf("reading stream %s: %v", stream, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			t.Fatalf("waiting for %s on %s: %v", zero.Name(), stream, err)
		}
		if m.Headers().Get(nameHeader) != zero.Name() {
			continue
		}
		var e E
		if err := json.Unmarshal(m.Data(), &e); err != nil {
			t.Fatalf("decoding %s: %v", zero.Name(), err)
		}
		if ok == nil || ok(e) {
			return e
		}
	}
}

// nameHeader carries an event's name on NATS (a CloudEvents extension).
const nameHeader = "ce-name"
