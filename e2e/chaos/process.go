package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// patience is how long anything may take to come up or to come to an end.
const patience = 90 * time.Second

// stopTime is how long an orderly stop may take.
const stopTime = 30 * time.Second

// build compiles what is put to the test, and NATS's own server, into a folder.
func build(ctx context.Context, dir string) error {
	const module = "github.com/shanyraq/shanyraq/"
	root, err := exec.CommandContext(ctx, "go", "env", "GOWORK").Output()
	if err != nil {
		return fmt.Errorf("looking for the workspace: %w", err)
	}
	work := string(bytes.TrimSpace(root))
	cmd := exec.CommandContext(ctx, "go", "build", "-o", dir+"/", // #nosec G204 -- our own packages
		module+"cmd/shanyraq",
		module+"services/sessions/cmd/sessions", module+"services/facilitation/cmd/facilitation",
		module+"services/decisions/cmd/decisions", module+"services/notifications/cmd/notifications",
		"github.com/nats-io/nats-server/v2")
	cmd.Dir, cmd.Env = filepath.Dir(work), append(os.Environ(), "GOWORK="+work)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the binaries: %w\n%s", err, out)
	}
	return nil
}

// process is a program that can be killed and started again.
type process struct {
	path string
	args []string
	env  []string

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
	said bytes.Buffer
}

// Write keeps what the program says, over all its lives.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(b)
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

func (p *process) start() error {
	cmd := exec.CommandContext(context.Background(), p.path, p.args...) // #nosec G204 -- our own binaries, ended by end
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout, cmd.Stderr = p, p
	// Ctrl-C on the campaign is not for what it has started: that is stopped in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", p.path, err)
	}
	done := make(chan struct{})
	p.mu.Lock()
	p.cmd, p.done = cmd, done
	p.mu.Unlock()
	go func() { _ = cmd.Wait(); close(done) }()
	return nil
}

// end sends the signal and waits until the program is gone.
func (p *process) end(s syscall.Signal) error {
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signalling %s: %w", p.path, err)
	}
	select {
	case <-done:
		return nil
	case <-time.After(stopTime):
		_ = cmd.Process.Kill()
		<-done
		return fmt.Errorf("%s did not end within %v of signal %v", p.path, stopTime, s)
	}
}

// gone reports that the program has ended by itself or was ended.
func (p *process) gone() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// until looks closely for a state that nobody signals.
func until(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waited in vain: %s", what)
		}
	}
	return nil
}

// pause returns after d, or when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
