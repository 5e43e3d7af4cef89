package pgchild

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"
)

func TestStopAndStartKeepData(t *testing.T) {
	dir := dataDir(t)
	begun := time.Now()
	s := start(t, Options{DataDir: dir})
	t.Logf("first start with initdb: %v", time.Since(begun))
	run(t, open(t, s.URL("postgres")), `CREATE TABLE said AS SELECT 'Сәлем'::text AS word`)
	url := s.URL("postgres")
	stop(t, s)
	if s.Err() != nil || s.PID() != 0 {
		t.Errorf("after Stop: Err %v, PID %d", s.Err(), s.PID())
	}
	if _, err := os.Stat(filepath.Join(s.cluster.dataDir, "postmaster.pid")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("PostgreSQL did not shut down cleanly: %v", err)
	}

	begun = time.Now()
	s = start(t, Options{DataDir: dir})
	t.Logf("warm start: %v", time.Since(begun))
	if s.URL("postgres") != url {
		t.Errorf("the URL changed from %s to %s", url, s.URL("postgres"))
	}
	if got := ask[string](t, open(t, url), `SELECT word FROM said`); got != "Сәлем" {
		t.Errorf("read %q", got)
	}
}

func TestClusterIsDurableAndKnowsCyrillic(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Settings: map[string]string{"work_mem": "5MB"}})
	db := open(t, s.URL("postgres"))
	for query, want := range map[string]string{
		`SHOW fsync`:              "on",
		`SHOW synchronous_commit`: "on",
		`SHOW full_page_writes`:   "on",
		`SHOW listen_addresses`:   "",
		`SHOW work_mem`:           "5MB",
		`SHOW server_encoding`:    "UTF8",
		`SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = 'template1'`:       "C C.UTF-8",
		`SELECT datlocprovider FROM pg_database WHERE datname = 'postgres'`:                       "i",
		`SELECT upper('әділет')`:                                                                  "ӘДІЛЕТ",
		`SELECT string_agg(w, '' ORDER BY w COLLATE "kk-x-icu") FROM unnest('{б,ә,а}'::text[]) w`: "аәб",
	} {
		if got := ask[string](t, db, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	run(t, db, `CREATE EXTENSION pg_trgm`)
	if n := ask[int](t, db, `SELECT cardinality(show_trgm('шаңырақ'))`); n < 5 {
		t.Errorf("pg_trgm sees only %d trigrams", n)
	}
}

func TestFast(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	db := open(t, s.URL("postgres"))
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := ask[string](t, db, `SHOW `+name); got != "off" {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestStopIsIdempotent(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	ended := make(chan error, 3)
	for range cap(ended) {
		go func() { ended <- s.Stop(deadline(t)) }()
	}
	for range cap(ended) {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	<-s.Done()
	stop(t, s)
}

func TestStopWithoutTimeKills(t *testing.T) {
	dir := dataDir(t)
	s := start(t, Options{DataDir: dir})
	run(t, open(t, s.URL("postgres")), `CREATE TABLE kept (n int)`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	// The shutdown may be quicker than the force; either way it is down.
	if err := s.Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	<-s.Done()
	if s.Err() != nil {
		t.Errorf("Err after Stop: %v", s.Err())
	}
	s = start(t, Options{DataDir: dir})
	ask[int](t, open(t, s.URL("postgres")), `SELECT count(*) FROM kept`)
}

func TestStartCancelled(t *testing.T) {
	dir := dataDir(t)
	stop(t, start(t, Options{DataDir: dir, Fast: true}))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Start(ctx, Options{DataDir: dir, Fast: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled start returned %v", err)
	}
	start(t, Options{DataDir: dir, Fast: true}) // nothing stands in the way
}

func TestSecondStartIsRefused(t *testing.T) {
	dir := dataDir(t)
	s := start(t, Options{DataDir: dir, Fast: true})
	if _, err := Start(deadline(t), Options{DataDir: dir, Fast: true}); !errors.Is(err, ErrInUse) {
		t.Errorf("the second start returned %v", err)
	}
	ask[int](t, open(t, s.URL("postgres")), `SELECT 1`)
}

func TestTCPNeedsPassword(t *testing.T) {
	const port = 31873
	dir := dataDir(t)
	s := start(t, Options{DataDir: dir, Fast: true, TCPPort: port})
	if got := ask[int](t, open(t, s.TCPURL("postgres")), `SELECT 1`); got != 1 {
		t.Errorf("got %d", got)
	}
	ask[int](t, open(t, s.URL("postgres")), `SELECT 1`)
	pw, err := s.cluster.password()
	if err != nil {
		t.Fatal(err)
	}
	wrong := open(t, strings.Replace(s.TCPURL("postgres"), pw, "guess", 1))
	if err := wrong.PingContext(deadline(t)); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("a wrong password: %v", err)
	}
	if fi, err := os.Stat(filepath.Join(dir, "pg.password")); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("the password file: %v %v", fi.Mode(), err)
	}
}

func TestSocketPathTooLong(t *testing.T) {
	dir := filepath.Join(filepath.Dir(dataDir(t)), strings.Repeat("ұзын", 30), "data")
	if err := makeDirs(filepath.Dir(dir)); err != nil {
		t.Fatal(err)
	}
	s := start(t, Options{DataDir: dir, Fast: true})
	if !strings.HasPrefix(s.cluster.socketDir, "/tmp/shq-") {
		t.Errorf("the socket is in %s", s.cluster.socketDir)
	}
	if fi, err := os.Stat(s.cluster.socketDir); err != nil || fi.Mode().Perm() != 0o700 {
		t.Errorf("the socket directory: %v %v", fi, err)
	}
	url := s.URL("postgres")
	ask[int](t, open(t, url), `SELECT 1`)
	stop(t, s)
	if _, err := os.Stat(s.cluster.socketDir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket directory is left behind: %v", err)
	}
	if again := start(t, Options{DataDir: dir, Fast: true}).URL("postgres"); again != url {
		t.Errorf("the URL changed from %s to %s", url, again)
	}
}

func TestUnreachableDataDirIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs PostgreSQL as somebody else")
	}
	closed := filepath.Join(filepath.Dir(dataDir(t)), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(deadline(t), Options{DataDir: filepath.Join(closed, "deeper", "data")})
	if err == nil || !strings.Contains(err.Error(), "cannot pass through "+closed+" ") {
		t.Errorf("got %v", err)
	}
}

func TestSettingsThatAreOursAreRefused(t *testing.T) {
	_, err := Start(deadline(t), Options{DataDir: dataDir(t), Settings: map[string]string{"Port": "1"}})
	if err == nil || !strings.Contains(err.Error(), "Port") {
		t.Errorf("got %v", err)
	}
}

func TestFailedStartTellsWhatPostgreSQLSaid(t *testing.T) {
	_, err := Start(deadline(t), Options{DataDir: dataDir(t), Fast: true, Log: zaptest.NewLogger(t), Settings: map[string]string{"no_such_thing": "1"}})
	if err == nil || !strings.Contains(err.Error(), "no_such_thing") {
		t.Errorf("got %v", err)
	}
}
