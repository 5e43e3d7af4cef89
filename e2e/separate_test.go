package e2e

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver

	"github.com/shanyraq/shanyraq/e2e/internal/local"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// TestFourBinariesOnServersOfTheirOwn runs each service as a process of its
// own against a PostgreSQL over TCP and a nats-server process, as a country
// does, behind a proxy that knows their paths.
func TestFourBinariesOnServersOfTheirOwn(t *testing.T) {
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	signer, err := token.NewSigner(seed)
	if err != nil {
		t.Fatal(err)
	}
	env := []string{
		"SHANYRAQ_DATABASE_URL=" + externalPostgres(t),
		"SHANYRAQ_NATS_URL=" + externalNATS(t),
		"SHANYRAQ_TOKEN_PUBLIC_KEYS=" + base64.StdEncoding.EncodeToString(signer.PublicKey()),
		"SHANYRAQ_LOG_LEVEL=warn",
	}
	house := http.NewServeMux()
	var backends []string
	for _, name := range []string{"sessions", "facilitation", "decisions", "notifications"} {
		address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
		own := append([]string{"SHANYRAQ_DATA_DIR=" + folder(t)}, env...)
		if name == "sessions" { // the only one that may sign
			own = append(own, "SHANYRAQ_TOKEN_KEY="+base64.StdEncoding.EncodeToString(seed))
			own = append(own, firstOrganiser.serves()...)
		}
		p := start(t, nil, own, name, "-listen", address)
		until(t, p, name+" is ready", func() bool { return local.Ready("http://" + address) })
		backends = append(backends, "http://"+address)
		house.Handle("/api/"+name+"/", proxyTo(t, "http://"+address))
	}
	house.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		for _, b := range backends {
			if !local.Ready(b) {
				http.Error(w, "not ready", http.StatusServiceUnavailable)
			}
		}
	})
	front := httptest.NewServer(house)
	t.Cleanup(front.Close)

	if r := simulate(t, front.URL).result(t); r.Captured != 60 || r.Proposals != 53 {
		t.Errorf("counts %+v", r)
	}
}

// proxyTo passes requests on, live streams at once.
func proxyTo(t *testing.T, backend string) http.Handler {
	t.Helper()
	to, err := url.Parse(backend)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded()
	}}
}

// externalPostgres starts a PostgreSQL that listens on TCP, and makes a
// database in it.
func externalPostgres(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	server, err := pgchild.Start(ctx, pgchild.Options{DataDir: folder(t), TCPPort: freePort(t)})
	if err != nil {
		t.Fatalf("starting PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Errorf("stopping PostgreSQL: %v", err)
		}
	})
	db, err := sqlx.ConnectContext(ctx, "postgres", server.TCPURL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "CREATE DATABASE shanyraq"); err != nil {
		t.Fatal(err)
	}
	return server.TCPURL("shanyraq")
}

// externalNATS starts the nats-server binary with JetStream as a cluster has it.
func externalNATS(t *testing.T) string {
	t.Helper()
	dir, address := folder(t), fmt.Sprintf("127.0.0.1:%d", freePort(t))
	config := filepath.Join(dir, "nats.conf")
	text := fmt.Sprintf("listen: %q\njetstream { store_dir: %q, sync_interval: always }\n", address, filepath.Join(dir, "js"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, nil, "nats-server", "-c", config)
	until(t, p, "nats-server listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
	return "nats://" + address
}
