package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

// bench is a server that is measured, and raw PostgreSQL and NATS servers with
// the same settings beside it.
type bench struct {
	dir      string
	server   *exec.Cmd
	exited   chan struct{}
	address  string // host:port
	password string // of the organiser
	forum    stage
	postgres *pgchild.Server
	raw      *sqlx.DB
	nats     *bus.EmbeddedServer
	js       *nats.Conn
}

const (
	patience  = 2 * time.Minute
	organiser = "organiser" // the server's first account
)

// open starts everything in a folder of its own. PostgreSQL's user must be able
// to enter it.
func open(ctx context.Context, binary string) (_ *bench, err error) {
	b := &bench{exited: make(chan struct{}), password: rand.Text()}
	if b.dir, err = os.MkdirTemp("", "shq-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if err := os.Chmod(b.dir, 0o755); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := b.startServer(ctx, binary); err != nil {
		return nil, err
	}
	if b.postgres, err = pgchild.Start(ctx, pgchild.Options{DataDir: filepath.Join(b.dir, "raw-postgres")}); err != nil {
		return nil, err
	}
	if b.raw, err = openRaw(ctx, b.postgres.URL("postgres")); err != nil {
		return nil, err
	}
	if b.nats, err = bus.Server(ctx, bus.ServerOptions{Dir: filepath.Join(b.dir, "raw-nats"), Log: zap.NewNop()}); err != nil {
		return nil, err
	}
	if b.js, err = openStream(ctx, b.nats); err != nil {
		return nil, err
	}
	b.forum, err = b.setTheStage(ctx)
	return b, err
}

func (b *bench) startServer(ctx context.Context, binary string) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.address = ln.Addr().String()
	if err := ln.Close(); err != nil {
		return err
	}
	b.server = exec.CommandContext(context.WithoutCancel(ctx), binary, "serve", "--data-dir", b.data(), "--listen", b.address,
		"--proxies", "127.0.0.1") // ten thousand of one address are a proxy's
	b.server.Env = append(os.Environ(), "SHANYRAQ_ORGANISER_LOGIN="+organiser, "SHANYRAQ_ORGANISER_PASSWORD="+b.password)
	b.server.Stderr = os.Stderr
	if err := b.server.Start(); err != nil {
		return fmt.Errorf("starting the server (make build makes it): %w", err)
	}
	go func() { _ = b.server.Wait(); close(b.exited) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for b.call(ctx, "", "GET", "/readyz", nil, nil) != nil {
		select {
		case <-tick.C:
		case <-b.exited:
			return errors.New("the server ended before it was ready")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (b *bench) data() string { return filepath.Join(b.dir, "data") }

// rss is the memory that the server's process has in use, in megabytes.
func (b *bench) rss() (float64, error) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(b.server.Process.Pid), "status"))
	if err != nil {
		return 0, fmt.Errorf("memory of the server: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kb, err := strconv.ParseFloat(fields[1], 64)
			return round(kb / 1024), err
		}
	}
	return 0, errors.New("memory of the server: not stated")
}

func (b *bench) close() {
	if b.js != nil {
		b.js.Close()
	}
	if b.nats != nil {
		b.nats.Stop()
	}
	if b.raw != nil {
		_ = b.raw.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if b.postgres != nil {
		_ = b.postgres.Stop(ctx)
	}
	if b.server != nil && b.server.Process != nil {
		_ = b.server.Process.Signal(syscall.SIGTERM)
		<-b.exited
	}
	_ = os.RemoveAll(b.dir)
}
