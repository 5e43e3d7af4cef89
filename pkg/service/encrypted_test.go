package service_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Encrypted, in the clear and from inside: three ways into one host.
func TestAnEncryptedHost(t *testing.T) {
	lent := httptest.NewUnstartedServer(nil)
	lent.StartTLS()
	lent.Close()
	roots := x509.NewCertPool()
	roots.AddCert(lent.Certificate())
	listener := func() net.Listener {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return ln
	}
	ln, plain, inside := listener(), listener(), service.NewInside()
	host := testkit.NewHouse(t).Host
	host.TLS, host.Plain, host.Inside = &tls.Config{Certificates: lent.TLS.Certificates}, plain, inside
	host.Pages = web.Redirect(func(string) string { return "https://" + ln.Addr().String() })
	host.Mux.HandleFunc("GET /way", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- host.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})

	two := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com"}, ForceAttemptHTTP2: true}
	one := &http.Transport{TLSClientConfig: two.TLSClientConfig.Clone()}
	for _, c := range []struct {
		name, url string
		transport *http.Transport
		status    int
		body      string
	}{
		{"HTTP/2", "https://" + ln.Addr().String() + "/way", two, 200, "HTTP/2.0"},
		{"HTTP/1.1", "https://" + ln.Addr().String() + "/way", one, 200, "HTTP/1.1"},
		{"in the clear", "http://" + plain.Addr().String() + "/way", one, 307, "https://" + ln.Addr().String() + "/way"},
		{"health in the clear", "http://" + plain.Addr().String() + "/readyz", one, 200, "ready"},
		{"metrics in the clear", "http://" + plain.Addr().String() + "/metrics", one, 307, "/metrics"},
		{"metrics", "https://" + ln.Addr().String() + "/metrics", two, 200, "shanyraq_http_connections"},
		{"from inside", "http://inside/way", inside.Transport(), 200, "HTTP/1.1"},
		{"in the clear at the encrypted port", "http://" + ln.Addr().String() + "/way", one, 400, "HTTPS server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer c.transport.CloseIdleConnections()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := c.transport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			body, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != c.status || !strings.Contains(string(body), c.body) {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
		})
	}
}
