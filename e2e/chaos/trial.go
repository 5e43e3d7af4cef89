package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// trial is one house, one forum, one harm.
type trial struct {
	kind  kind
	seed  uint64
	house house
	rand  *rand.Rand
	dir   string // for its own things
	note  string // what was drawn, if anything

	mu     sync.Mutex
	overAt time.Time

	result
}

// result is what came of a trial.
type result struct {
	Kind        string        `json:"kind"`
	Seed        uint64        `json:"seed"`
	Note        string        `json:"note,omitempty"`
	Requests    int           `json:"requests"`
	Captured    int           `json:"captured"`
	Decided     int           `json:"decided"`
	Ready       time.Duration `json:"ready_ns"`       // from the end of the harm until /readyz says so
	Secretariat time.Duration `json:"secretariat_ns"` // until all that had been acknowledged was at the secretariat
	Wrong       []string      `json:"wrong,omitempty"`
}

const (
	loadBefore = 1500 * time.Millisecond // the harm is done at a random moment of it
	loadAfter  = 1200 * time.Millisecond // after the house is ready again
)

func (t *trial) between(low, high time.Duration) time.Duration {
	return low + time.Duration(t.rand.Int64N(int64(high-low)))
}

// over notes the moment from which the house can recover.
func (t *trial) over() { t.mu.Lock(); t.overAt = time.Now(); t.mu.Unlock() }

func (t *trial) untilReady(ctx context.Context) error {
	return until(ctx, "/readyz says ready", func() bool { return local.Ready(t.house.url()) })
}

// run does the harm under load and says what was wrong afterwards. An error means
// that the house did not come back or did not answer.
func (t *trial) run(ctx context.Context, binaries string, simulate bool) error {
	ctx, cancel := context.WithTimeout(ctx, 3*patience)
	defer cancel()
	if t.kind.before != nil {
		if err := t.kind.before(ctx, t); err != nil {
			return fmt.Errorf("preparing: %w", err)
		}
	}
	l, err := openForum(ctx, t.house)
	if err != nil {
		return err
	}
	l.decides = !t.kind.readers
	// The trial before may have left something to catch up with.
	if err := t.untilReady(ctx); err != nil {
		return err
	}
	stop, worked := make(chan struct{}), make(chan error, 1)
	go func() { worked <- l.run(ctx, stop, t.seed) }()
	var whole *simulation
	if simulate && l.decides {
		if whole, err = t.simulate(ctx, binaries); err != nil {
			close(stop)
			return errors.Join(err, <-worked)
		}
	}
	harm := t.harm(ctx, l)
	close(stop)
	err = errors.Join(harm, <-worked)
	if err == nil && whole != nil {
		err = whole.result()
	}
	if err != nil {
		return err
	}
	t.Wrong, err = l.audit(ctx)
	t.Requests, t.Captured, t.Decided, t.Note = l.history.len(), len(l.acknowledged), len(l.decided), t.note
	return err
}

// harm waits for its moment, does the harm, and watches the house recover.
func (t *trial) harm(ctx context.Context, l *load) error {
	pause(ctx, t.between(200*time.Millisecond, loadBefore))
	t.over()
	if err := t.kind.hurt(ctx, t); err != nil {
		return fmt.Errorf("doing harm: %w", err)
	}
	// With what was acknowledged by now; later ones come on top.
	n := l.acknowledgedSoFar()
	var watching sync.WaitGroup
	var late error
	watching.Go(func() {
		late = until(ctx, "what was acknowledged is at the secretariat", func() bool { return l.atSecretariat(ctx) >= n })
		t.Secretariat = time.Since(t.overAt)
	})
	err := t.untilReady(ctx)
	t.Ready = time.Since(t.overAt)
	watching.Wait()
	pause(ctx, loadAfter)
	return errors.Join(err, late)
}

// simulation is a whole forum that is played meanwhile, with an audit of its own.
type simulation struct {
	cmd    *exec.Cmd
	report strings.Builder
	said   strings.Builder
	begun  chan struct{}
	once   sync.Once
}

// Write keeps what it says, and notes that it has begun.
func (s *simulation) Write(b []byte) (int, error) {
	s.once.Do(func() { close(s.begun) })
	return s.said.Write(b)
}

func (t *trial) simulate(ctx context.Context, binaries string) (*simulation, error) {
	s := &simulation{begun: make(chan struct{})}
	s.cmd = exec.CommandContext(ctx, filepath.Join(binaries, "shanyraq"), "simulate", "--json", "--url", t.house.url(), // #nosec G204 -- ours
		"--count", "24", "--yurts", "3", "--participants", "12", "--rate", "16", "--seed", fmt.Sprint(t.seed))
	who := t.house.account()
	s.cmd.Env = append(os.Environ(), "SHANYRAQ_LOGIN="+who.Login, "SHANYRAQ_PASSWORD="+who.Password)
	s.cmd.Stdout, s.cmd.Stderr = &s.report, s
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	select {
	case <-s.begun: // it would not begin with a house that is down
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// result waits for its end; status 0 is a whole forum.
func (s *simulation) result() error {
	if err := s.cmd.Wait(); err == nil {
		return nil
	}
	var report struct{ Findings []string }
	_ = json.Unmarshal([]byte(s.report.String()), &report)
	said := s.said.String()
	return fmt.Errorf("the forum that was played meanwhile is not whole: %s %s", join(report.Findings), said[max(0, len(said)-600):])
}
