package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver
	"github.com/nats-io/nats.go"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

// apart are the files for services that run apart.
const apart = "../deployments/separate"

// TestFourServicesFromTheFilesInDeployments runs each service and the web binary as a
// process of its own, as a country does, from the files in deployments/separate: a
// PostgreSQL over TCP in which each has rights to its own alone, a nats-server with
// their rights, keys made by the command, and the web binary as their front.
func TestFourServicesFromTheFilesInDeployments(t *testing.T) {
	keys := folder(t)
	if out := command(t, 0, "keys", keys); !strings.Contains(out, "sessions.keys.env") {
		t.Errorf("keys says %q", out)
	}
	if out := command(t, 1, "keys", keys); !strings.Contains(out, "is there already") {
		t.Errorf("keys over keys: %q", out)
	}
	password := rand.Text()
	database, events := externalPostgres(t, password), externalNATS(t, password)
	front, started, folders := []string{}, map[string]*process{}, map[string]string{}
	for _, name := range []string{"sessions", "facilitation", "decisions", "notifications"} {
		address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
		folders[name] = folder(t)
		own := append(settings(t, filepath.Join(apart, "common.env")), settings(t, filepath.Join(apart, name+".env"))...)
		if name == "sessions" {
			own = append(own, settings(t, filepath.Join(keys, "sessions.keys.env"))...)
			own = append(own, firstOrganiser.serves()...)
		} else {
			own = append(own, settings(t, filepath.Join(keys, "keys.env"))...)
		}
		own = adapt(own, map[string]string{
			"SHANYRAQ_DATABASE_URL": "postgres://service_" + name + ":" + password + "@" + database + "/shanyraq?sslmode=disable",
			"SHANYRAQ_NATS_URL":     "nats://" + name + ":" + password + "@" + events,
			"SHANYRAQ_DATA_DIR":     folders[name], "SHANYRAQ_NATS_REPLICAS": "1", "SHANYRAQ_PROXIES": "1", "SHANYRAQ_METRICS_LISTEN": "", "SHANYRAQ_SMTP_HOST": "",
		})
		started["http://"+address] = start(t, nil, own, name, "-listen", address)
		front = append(front, "SHANYRAQ_"+strings.ToUpper(name)+"_URL=http://"+address)
	}
	for url, p := range started { // each waits for the streams of the others
		until(t, p, url+" is ready", func() bool { return local.Ready(url) })
	}
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	web := start(t, nil, sameNames(t, front, filepath.Join(apart, "web.env")), "web", "-listen", address)
	until(t, web, "the web binary is ready", func() bool { return local.Ready("http://" + address) })
	if r := simulate(t, "http://"+address).result(t); r.Captured != 60 || r.Proposals != 53 {
		t.Errorf("counts %+v", r)
	}
	for path, want := range map[string]string{"/": "<html", "/register": "<html", "/way": "<html", "/b": "<html", "/api/decisions/openapi.json": "openapi"} {
		resp, err := http.Get("http://" + address + path) // #nosec G107 -- our own server
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if !strings.Contains(string(body), want) && !strings.Contains(string(body), "not built into") {
			t.Errorf("%s: %s %.80s", path, resp.Status, body)
		}
	}
	// Streams and the files of a service are kept from beside them; the record of it is
	// the server's to read.
	kept := filepath.Join(folder(t), "kept.backup")
	if out := command(t, 1, "backup", kept, "--data-dir", folders["sessions"]); !strings.Contains(out, "--nats-url") {
		t.Errorf("a backup that lacks addresses: %s", out)
	}
	beside := start(t, nil, []string{
		"SHANYRAQ_DATABASE_URL=postgres://service_sessions:" + password + "@" + database + "/shanyraq?sslmode=disable", "SHANYRAQ_NATS_URL=nats://operator:" + password + "@" + events,
	}, "shanyraq", "backup", kept, "--data-dir", folders["sessions"])
	if status, out := beside.wait(), beside.out.String(); status != 0 || !strings.Contains(out, "pg_dump") {
		t.Errorf("the backup ended with %d: %s", status, out)
	}
	if out := command(t, 0, "backup", "check", kept); !strings.Contains(out, "is whole") {
		t.Errorf("the backup is %s", out)
	}
	if _, err := os.Stat(filepath.Join(folders["sessions"], "token.seed")); err == nil {
		t.Error("the backup left a key that nobody uses")
	}
	rightsEndAtTheService(t, password, database, events)
}

// rightsEndAtTheService tries what a service has no business with.
func rightsEndAtTheService(t *testing.T, password, database, events string) {
	t.Helper()
	db, err := sqlx.Open("postgres", "postgres://service_facilitation:"+password+"@"+database+"/shanyraq?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range []string{"SELECT * FROM sessions.account", "SET ROLE shanyraq_sessions", "CREATE TABLE public.x (n int)", "CREATE SCHEMA more"} {
		if _, err := db.ExecContext(t.Context(), s); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("facilitation may %s: %v", s, err)
		}
	}
	refused := make(chan error, 1)
	nc, err := nats.Connect("nats://facilitation:"+password+"@"+events, nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
		select {
		case refused <- err:
		default:
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	for _, subject := range []string{"sessions.f.forum.described.v1", "$JS.API.STREAM.DELETE.sessions", "$JS.API.STREAM.PURGE.facilitation"} {
		if err := nc.Publish(subject, nil); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-refused:
			if !errors.Is(err, nats.ErrPermissionViolation) {
				t.Errorf("%s: %v", subject, err)
			}
		case <-time.After(patience):
			t.Fatalf("facilitation may publish %s", subject)
		}
	}
}

// settings reads a file of settings as systemd and compose do.
func settings(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path) // #nosec G304 -- our own
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			if !strings.Contains(line, "=") {
				t.Errorf("%s: %q is no setting", path, line)
			}
			all = append(all, line)
		}
	}
	return all
}

// adapt puts the test's own values in the place of a file's. It adds none.
func adapt(file []string, own map[string]string) []string {
	for i, line := range file {
		name, _, _ := strings.Cut(line, "=")
		if value, ok := own[name]; ok {
			file[i] = name + "=" + value
		}
	}
	return file
}

// sameNames wants the values to be those that the file has, and no others.
func sameNames(t *testing.T, values []string, path string) []string {
	t.Helper()
	names := func(lines []string) []string {
		var all []string
		for _, line := range lines {
			name, _, _ := strings.Cut(line, "=")
			all = append(all, name)
		}
		slices.Sort(all)
		return all
	}
	if got, want := names(settings(t, path)), names(values); !slices.Equal(got, want) {
		t.Errorf("%s has %v, want %v", path, got, want)
	}
	return values
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

// externalPostgres starts a PostgreSQL that listens on TCP, makes a database in it with
// the rights that deployments give, and returns its address.
func externalPostgres(t *testing.T, password string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	port := freePort(t)
	server, err := pgchild.Start(ctx, pgchild.Options{DataDir: folder(t), TCPPort: port})
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
	administer(t, server.TCPURL("postgres"), "CREATE DATABASE shanyraq")
	rights, err := os.ReadFile(filepath.Join(apart, "database.sql"))
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{string(rights)}
	for _, name := range []string{"sessions", "facilitation", "decisions", "notifications"} {
		statements = append(statements, "ALTER ROLE service_"+name+" PASSWORD '"+password+"'")
	}
	administer(t, server.TCPURL("shanyraq"), statements...)
	return fmt.Sprintf("127.0.0.1:%d", port)
}

func administer(t *testing.T, url string, statements ...string) {
	t.Helper()
	db, err := sqlx.ConnectContext(t.Context(), "postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%.60s: %v", s, err)
		}
	}
}

// externalNATS starts the nats-server binary with the configuration of deployments,
// and returns its address.
func externalNATS(t *testing.T, password string) string {
	t.Helper()
	dir, address := folder(t), fmt.Sprintf("127.0.0.1:%d", freePort(t))
	text, err := os.ReadFile(filepath.Join(apart, "nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	adapted := strings.NewReplacer(`"0.0.0.0:4222"`, fmt.Sprintf("%q", address), `"/var/lib/nats"`, fmt.Sprintf("%q", filepath.Join(dir, "js"))).Replace(string(text))
	config := filepath.Join(dir, "nats.conf")
	if err := os.WriteFile(config, []byte(adapted), 0o600); err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, user := range []string{"SESSIONS", "FACILITATION", "DECISIONS", "NOTIFICATIONS", "OPERATOR"} {
		env = append(env, user+"_PASSWORD="+password)
	}
	p := start(t, nil, env, "nats-server", "-c", config)
	until(t, p, "nats-server listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
	return address
}
