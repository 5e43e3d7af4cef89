package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver

	"github.com/shanyraq/shanyraq/e2e/internal/local"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
	"github.com/shanyraq/shanyraq/pkg/token"
)

var services = []string{"sessions", "facilitation", "decisions", "notifications"}

// country is each service as a process with a database of its own, behind a
// proxy, on a PostgreSQL and a NATS that are reached over links.
type country struct {
	dir      string
	postgres *pgchild.Server
	nats     *process
	toNATS   *link
	toPG     *link
	own      map[string]*process // by service
	at       map[string]string
	front    *httptest.Server
	first    credentials
}

func openCountry(ctx context.Context, binaries string) (_ *country, err error) {
	c := &country{own: map[string]*process{}, at: map[string]string{}, first: credentials{"first", rand.Text()}}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if c.dir, err = local.Folder("shq-chaos-country-"); err != nil {
		return nil, err
	}
	if err := c.openPostgres(ctx); err != nil {
		return nil, err
	}
	if err := c.openNATS(ctx, binaries); err != nil {
		return nil, err
	}
	return c, c.openServices(ctx, binaries)
}

func (c *country) openPostgres(ctx context.Context) (err error) {
	port, err := local.FreePort(ctx)
	if err != nil {
		return err
	}
	if c.postgres, err = pgchild.Start(ctx, pgchild.Options{DataDir: filepath.Join(c.dir, "postgres"), TCPPort: port}); err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	for _, s := range services {
		if err := c.administer(ctx, "CREATE DATABASE "+s); err != nil {
			return err
		}
	}
	c.toPG, err = newLink(ctx, fmt.Sprintf("127.0.0.1:%d", port))
	return err
}

// administer does what only the database's superuser may, beside the link.
func (c *country) administer(ctx context.Context, statements ...string) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", c.postgres.TCPURL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// throughLink is a service's address of its database.
func (c *country) throughLink(service string) string {
	u, err := url.Parse(c.postgres.TCPURL(service))
	if err != nil {
		return ""
	}
	u.Host = c.toPG.address()
	return u.String()
}

func (c *country) store() string { return filepath.Join(c.dir, "nats", "js") }

func (c *country) openNATS(ctx context.Context, binaries string) error {
	port, err := local.FreePort(ctx)
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	config := filepath.Join(c.dir, "nats.conf")
	text := fmt.Sprintf("listen: %q\njetstream { store_dir: %q, sync_interval: always }\n", address, c.store())
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	c.nats = &process{path: filepath.Join(binaries, "nats-server"), args: []string{"-c", config}}
	if err := c.wakeNATS(ctx, address); err != nil {
		return err
	}
	c.toNATS, err = newLink(ctx, address)
	return err
}

func (c *country) wakeNATS(ctx context.Context, address string) error {
	if err := c.nats.start(); err != nil {
		return err
	}
	return until(ctx, "nats-server listens", func() bool {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

func (c *country) openServices(ctx context.Context, binaries string) error {
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	signer, err := token.NewSigner(seed)
	if err != nil {
		return err
	}
	house := http.NewServeMux()
	for _, name := range services {
		port, err := local.FreePort(ctx)
		if err != nil {
			return err
		}
		c.at[name] = fmt.Sprintf("127.0.0.1:%d", port)
		env := []string{
			"SHANYRAQ_DATABASE_URL=" + c.throughLink(name), "SHANYRAQ_NATS_URL=nats://" + c.toNATS.address(),
			"SHANYRAQ_TOKEN_PUBLIC_KEYS=" + base64.StdEncoding.EncodeToString(signer.PublicKey()), "SHANYRAQ_LOG_LEVEL=warn",
			"SHANYRAQ_DATA_DIR=" + filepath.Join(c.dir, name), "SHANYRAQ_NOTICE_RETRY=1s",
		}
		if name == "sessions" { // the only one that may sign
			env = append(env, "SHANYRAQ_TOKEN_KEY="+base64.StdEncoding.EncodeToString(seed),
				"SHANYRAQ_ORGANISER_LOGIN="+c.first.Login, "SHANYRAQ_ORGANISER_PASSWORD="+c.first.Password)
		}
		c.own[name] = &process{path: filepath.Join(binaries, name), args: []string{"-listen", c.at[name]}, env: env}
		if err := c.wake(ctx, name); err != nil {
			return err
		}
		house.Handle("/api/"+name+"/", c.proxy(name))
	}
	house.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		for _, name := range services {
			if !local.Ready("http://" + c.at[name]) {
				http.Error(w, name+" is not ready", http.StatusServiceUnavailable)
				return
			}
		}
	})
	c.front = httptest.NewServer(house)
	return nil
}

// wake starts a service and waits until it is ready.
func (c *country) wake(ctx context.Context, name string) error {
	if err := c.own[name].start(); err != nil {
		return err
	}
	return until(ctx, name+" is ready", func() bool { return local.Ready("http://" + c.at[name]) })
}

// proxy passes requests on to a service; one that is away answers 502.
func (c *country) proxy(name string) http.Handler {
	to := &url.URL{Scheme: "http", Host: c.at[name]}
	return &httputil.ReverseProxy{
		FlushInterval: -1,
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(to); r.SetXForwarded() },
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
}

func (c *country) url() string          { return c.front.URL }
func (c *country) account() credentials { return c.first }

func (c *country) log() string {
	var all strings.Builder
	for _, name := range services {
		if p := c.own[name]; p != nil {
			fmt.Fprintf(&all, "== %s\n%s\n", name, p.log())
		}
	}
	return all.String()
}

// backup keeps a service's database as it is now. The service is down meanwhile:
// PostgreSQL copies only what nobody uses.
func (c *country) backup(ctx context.Context, name string) error {
	if err := c.own[name].end(syscall.SIGTERM); err != nil {
		return err
	}
	err := c.administer(ctx, "DROP DATABASE IF EXISTS "+name+"_backup", "CREATE DATABASE "+name+"_backup TEMPLATE "+name)
	return errors.Join(err, c.wake(ctx, name))
}

// restore puts the backup in the database's place, and starts the service, which
// was killed in the middle of its work.
func (c *country) restore(ctx context.Context, name string) error {
	if err := c.own[name].end(syscall.SIGKILL); err != nil {
		return err
	}
	if err := c.administer(ctx, "DROP DATABASE "+name+" WITH (FORCE)", "CREATE DATABASE "+name+" TEMPLATE "+name+"_backup"); err != nil {
		return err
	}
	return c.own[name].start()
}

func (c *country) close() {
	for _, name := range services {
		if p := c.own[name]; p != nil {
			_ = p.end(syscall.SIGTERM)
		}
	}
	if c.front != nil {
		c.front.CloseClientConnections()
		c.front.Close()
	}
	for _, l := range []*link{c.toNATS, c.toPG} {
		if l != nil {
			l.stop()
		}
	}
	if c.nats != nil {
		_ = c.nats.end(syscall.SIGTERM)
	}
	if c.postgres != nil {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = c.postgres.Stop(ctx)
	}
	_ = os.RemoveAll(c.dir)
}

// replace puts a copy of a folder in another one's place, or nothing. The folder
// itself stays: it may be a mounted disk.
func replace(dir, with string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	if with == "" {
		return nil
	}
	return os.CopyFS(dir, os.DirFS(with))
}
