package e2e

import (
	"archive/zip"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

// secrets are what an operator gives a server, each to be known again.
type secrets map[string]string

// nowhere wants none of them in a text, however it was escaped.
func (s secrets) nowhere(t *testing.T, where, text string) {
	t.Helper()
	for what, secret := range s {
		if strings.Contains(text, secret) {
			t.Errorf("%s names the password of the %s:\n%s", where, what, tail(text))
		}
	}
}

// TestSecretsStandNowhere but where they were given: in no error, no log, no list of
// processes, no answer, no list of what a backup holds.
func TestSecretsStandNowhere(t *testing.T) {
	s := secrets{}
	for _, what := range []string{"NATS", "mail server", "identity provider", "organiser"} {
		s[what] = "geheim" + rand.Text()
	}
	events := externalNATS(t, s["NATS"])
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	postgres, err := pgchild.Start(ctx, pgchild.Options{DataDir: folder(t), TCPPort: freePort(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = postgres.Stop(ctx)
	})
	administer(t, postgres.TCPURL("postgres"), "CREATE DATABASE shanyraq")
	database, err := url.Parse(postgres.TCPURL("shanyraq"))
	if err != nil {
		t.Fatal(err)
	}
	s["database"], _ = database.User.Password()
	env := []string{
		"SHANYRAQ_DATABASE_URL=" + database.String(), "SHANYRAQ_NATS_URL=nats://operator:" + s["NATS"] + "@" + events, "SHANYRAQ_LOG_LEVEL=debug",
		"SHANYRAQ_SMTP_HOST=127.0.0.1", "SHANYRAQ_SMTP_PORT=1", "SHANYRAQ_SMTP_TLS=none", "SHANYRAQ_SMTP_USER=forum", "SHANYRAQ_SMTP_PASSWORD=" + s["mail server"],
		"SHANYRAQ_OIDC_ISSUER=http://127.0.0.1:1", "SHANYRAQ_OIDC_CLIENT_ID=forum", "SHANYRAQ_OIDC_CLIENT_SECRET=" + s["identity provider"],
		"SHANYRAQ_ORGANISER_LOGIN=first", "SHANYRAQ_ORGANISER_PASSWORD=" + s["organiser"],
	}

	t.Run("all in one", func(t *testing.T) {
		dir, at := folder(t), fmt.Sprintf("127.0.0.1:%d", freePort(t))
		p := start(t, nil, env, "shanyraq", "serve", "--data-dir", dir, "--listen", at)
		until(t, p, "ready", func() bool { return local.Ready("http://" + at) })
		for _, path := range []string{"/readyz", "/metrics", "/api/sessions/openapi.json", "/api/sessions/sign-in-ways", "/api/sessions/institution"} {
			s.nowhere(t, path, answer(t, "http://"+at+path))
		}
		s.nowhere(t, "the list of processes", strings.Join(processesOf(t, dir), "\n"))
		kept := filepath.Join(folder(t), "kept.backup")
		b := start(t, nil, env, "shanyraq", "backup", kept, "--data-dir", dir)
		if status := b.wait(); status != 0 {
			t.Fatalf("the backup ended with %d", status)
		}
		s.nowhere(t, "the backup's command", b.out.String())
		s.nowhere(t, "the backup's manifest", manifest(t, kept))
		s.nowhere(t, "the record of the backup", read(t, filepath.Join(dir, "backup.json")))
		p.signal(syscall.SIGTERM)
		p.wait()
		s.nowhere(t, "the log", p.out.String())
	})

	// What does not work is said with its address, and without what opens it.
	for name, wrong := range map[string]string{
		"a database that refuses":      "SHANYRAQ_DATABASE_URL=" + strings.Replace(database.String(), database.User.Username()+":", "nobody:", 1),
		"a database that is not there": "SHANYRAQ_DATABASE_URL=" + strings.Replace(database.String(), database.Host, "127.0.0.1:1", 1),
		"a database with no address":   "SHANYRAQ_DATABASE_URL=postgres://forum:" + s["database"] + "/%zz@127.0.0.1/shanyraq",
		"NATS that refuses":            "SHANYRAQ_NATS_URL=nats://nobody:" + s["NATS"] + "@" + events,
		"NATS that is not there":       "SHANYRAQ_NATS_URL=nats://operator:" + s["NATS"] + "@127.0.0.1:1",
		"NATS with no address":         "SHANYRAQ_NATS_URL=nats://operator:" + s["NATS"] + "/%zz@127.0.0.1",
	} {
		for program, args := range map[string][]string{
			"shanyraq": {"serve", "--data-dir", folder(t), "--listen", fmt.Sprintf("127.0.0.1:%d", freePort(t))},
			"sessions": {"-listen", fmt.Sprintf("127.0.0.1:%d", freePort(t))}, "notifications": {"-listen", fmt.Sprintf("127.0.0.1:%d", freePort(t))},
		} {
			t.Run(program+", "+name, func(t *testing.T) {
				own := append(append([]string{}, env...), wrong, "SHANYRAQ_DATA_DIR="+folder(t), "SHANYRAQ_TOKEN_KEY="+keyOfNobody, "SHANYRAQ_TOKEN_PUBLIC_KEYS="+keyOfNobody)
				p := start(t, nil, own, program, args...)
				if status := p.wait(); status != 1 || p.out.String() == "" {
					t.Errorf("status %d: %s", status, p.out.String())
				}
				s.nowhere(t, "the error", p.out.String())
			})
		}
	}
}

// keyOfNobody is 32 bytes, and the public key of nobody.
const keyOfNobody = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func answer(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url) // #nosec G107 -- our own server
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path) // #nosec G304 -- a test's own
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// manifest is what a backup says of itself, with the names of its parts.
func manifest(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	said := z.Comment
	for _, f := range z.File {
		said += "\n" + f.Name
		if strings.Contains(f.Name, "manifest") {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Close()
			said += string(data)
		}
	}
	if !strings.Contains(said, "made_at") {
		t.Errorf("no manifest was found: %s", said)
	}
	return said
}
