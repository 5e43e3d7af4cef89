package bus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	repairMost     = 30 * time.Second // between two attempts
	restartTimeout = time.Minute
)

// healthEvery is how often the server is asked. A variable, because tests are in
// a hurry.
var healthEvery = 2 * time.Second

// watch starts the server anew when it stores nothing any more. NATS closes a
// stream for good at the first write that the disk refuses, and answers nobody
// who publishes to it, however much room there is later.
func (e *EmbeddedServer) watch(ctx context.Context) {
	tick := time.NewTicker(healthEvery)
	defer tick.Stop()
	var notBefore time.Time
	for wait := healthEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := e.ailing()
		e.say(err)
		if err == nil {
			wait = healthEvery
			continue
		}
		if time.Now().Before(notBefore) {
			continue
		}
		if err := e.repair(ctx); err != nil {
			e.log.log.Debugw("NATS cannot be started anew yet", "error", err)
		}
		notBefore = time.Now().Add(wait)
		wait = min(2*wait, repairMost)
	}
}

// ailing says why the server does not store, if it is for something that a new
// start can cure.
func (e *EmbeddedServer) ailing() error {
	s := e.current()
	if !s.JetStreamEnabled() {
		return errors.New("JetStream has switched itself off")
	}
	for _, ill := range s.Healthz(&server.HealthzOptions{Details: true}).Errors {
		if strings.Contains(ill.Error, "write error") {
			return errors.New(ill.Error)
		}
	}
	return nil
}

// repair starts the server anew, once the disk takes something again.
func (e *EmbeddedServer) repair(ctx context.Context) error {
	if err := tryDisk(e.opts.StoreDir); err != nil {
		return fmt.Errorf("the disk takes nothing: %w", err)
	}
	e.log.log.Errorw("NATS stores nothing any more and is started anew", "error", e.Ready(ctx))
	before := e.current()
	before.Shutdown()
	before.WaitForShutdown()
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	return e.start(ctx)
}

// tryDisk writes as much as a few messages need.
func tryDisk(dir string) error {
	f, err := os.CreateTemp(dir, ".room-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(make([]byte, 1<<20))
	return errors.Join(err, f.Sync(), f.Close())
}

// say keeps what Ready answers, the words of its beginning, and says it once in the log.
func (e *EmbeddedServer) say(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case err == nil && e.ill != nil:
		e.log.log.Warnw("NATS stores again", "after", time.Since(e.since), "was", e.ill)
	case err != nil && e.ill == nil:
		e.since = time.Now()
		e.log.log.Errorw("NATS stores nothing", "error", err)
	case err != nil:
		return
	}
	e.ill = err
}

// Ready returns nil while the server stores what it is given; else it says what
// stands in the way, and since when.
func (e *EmbeddedServer) Ready(context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ill == nil {
		return nil
	}
	return fmt.Errorf("since %s: NATS stores nothing and is started anew as soon as the disk takes something: %w",
		e.since.UTC().Format(time.RFC3339), e.ill)
}

// InProcessConn connects to the server of this moment: connections made before it
// was started anew come back by themselves.
func (e *EmbeddedServer) InProcessConn() (net.Conn, error) { return e.current().InProcessConn() }

func (e *EmbeddedServer) current() *server.Server {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.server
}
