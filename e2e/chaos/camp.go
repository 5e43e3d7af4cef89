package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// house is an installation that is put to the test.
type house interface {
	url() string
	account() credentials // of an organiser
	log() string
	close()
}

type credentials struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

// camp is the one binary with NATS inside and PostgreSQL as its child, as a yurt
// camp has it.
type camp struct {
	*process
	dir     string
	address string
	first   credentials
	// Disks that can be filled, where there are any.
	underNATS, underPostgres *disk
}

// openCamp starts one; small lays it out on small disks.
func openCamp(ctx context.Context, binaries string, small bool) (_ *camp, err error) {
	c := &camp{first: credentials{"first", rand.Text()}}
	if c.dir, err = local.Folder("shq-chaos-camp-"); err != nil {
		return nil, err
	}
	port, err := local.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	c.address = fmt.Sprintf("127.0.0.1:%d", port)
	c.process = &process{
		path: filepath.Join(binaries, "shanyraq"), args: []string{"serve", "--data-dir", c.data(), "--listen", c.address},
		// Those who flood it can say that they come through a proxy.
		env: []string{
			"SHANYRAQ_PROXIES=1", "SHANYRAQ_NOTICE_RETRY=1s",
			"SHANYRAQ_ORGANISER_LOGIN=" + c.first.Login, "SHANYRAQ_ORGANISER_PASSWORD=" + c.first.Password,
		},
	}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if err := os.MkdirAll(c.data(), 0o711); err != nil { // #nosec G301 -- PostgreSQL's user passes through
		return nil, err
	}
	if small {
		if c.underNATS, err = mount(c.nats(), 64); err != nil {
			return nil, err
		}
		if c.underPostgres, err = mount(filepath.Join(c.data(), "postgres"), 400); err != nil {
			return nil, err
		}
	}
	return c, c.wake(ctx)
}

func (c *camp) data() string { return filepath.Join(c.dir, "data") }
func (c *camp) nats() string { return filepath.Join(c.data(), "nats") }
func (c *camp) url() string  { return "http://" + c.address }

// wake starts it and waits until it is ready.
func (c *camp) wake(ctx context.Context) error {
	if err := c.start(); err != nil {
		return err
	}
	return until(ctx, c.url()+" is ready", func() bool { return local.Ready(c.url()) || c.gone() })
}

func (c *camp) account() credentials { return c.first }

func (c *camp) postmaster() int { return local.Postmaster(c.data()) }

// backends are the processes that serve its connections.
func (c *camp) backends() (pids []int) {
	postmaster := c.postmaster()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		data, err := os.ReadFile(path) // #nosec G304 -- of the kernel
		if err != nil {
			continue
		}
		// After the name, in brackets: state, parent.
		end := bytes.LastIndexByte(data, ')')
		fields := strings.Fields(string(data[end+1:]))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if len(fields) < 2 || fields[1] != strconv.Itoa(postmaster) || postmaster == 0 {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline")) // #nosec G304 -- as above
		if bytes.Contains(line, []byte("shanyraq shanyraq")) || bytes.Contains(line, []byte("[local]")) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (c *camp) killPostmaster() error {
	pid := c.postmaster()
	if pid == 0 {
		return errors.New("there is no PostgreSQL to kill")
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

func (c *camp) close() {
	if c.process != nil {
		_ = c.end(syscall.SIGTERM)
	}
	for _, d := range []*disk{c.underNATS, c.underPostgres} {
		if d != nil {
			d.unmount()
		}
	}
	_ = os.RemoveAll(c.dir)
}
