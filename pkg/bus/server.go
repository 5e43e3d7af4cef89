package bus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
)

// ServerOptions of the embedded NATS server.
type ServerOptions struct {
	Dir    string // JetStream's files
	Listen string // "host:port", port 0 for any; "" means in process only, without a port
	Log    *zap.Logger
}

// EmbeddedServer is a NATS server in this process with JetStream on disk.
type EmbeddedServer struct {
	opts *server.Options
	log  *serverLog

	mu     sync.Mutex
	server *server.Server
	ill    error // why it stores nothing
	since  time.Time

	endWatch context.CancelFunc
	watching sync.WaitGroup
	stop     sync.Once
}

// Server starts NATS in this process and returns when JetStream is ready; ctx
// bounds the start only. When the disk refuses to store and takes something
// again later, the server is started anew by itself. Everything acknowledged is on disk: the server
// recovers from being killed at any moment.
func Server(ctx context.Context, o ServerOptions) (*EmbeddedServer, error) {
	opts := &server.Options{
		ServerName: "shanyraq",
		JetStream:  true,
		StoreDir:   o.Dir,
		// The default syncs every two minutes: what was acknowledged since
		// would be lost with the machine.
		SyncAlways: true,
		// The default is what the disk has left at the start. The disk says
		// itself when it is full.
		JetStreamMaxStore: 1 << 60,
		NoSigs:            true,
		DontListen:        o.Listen == "",
	}
	if o.Listen != "" {
		host, port, err := net.SplitHostPort(o.Listen)
		if err != nil {
			return nil, fmt.Errorf("NATS address %q: %w", o.Listen, err)
		}
		if opts.Port, err = strconv.Atoi(port); err != nil {
			return nil, fmt.Errorf("NATS address %q: %w", o.Listen, err)
		}
		if opts.Port == 0 {
			opts.Port = server.RANDOM_PORT
		}
		opts.Host = host
	}
	e := &EmbeddedServer{opts: opts, log: newServerLog(o.Log)}
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	e.endWatch = end
	if err := e.start(ctx); err != nil {
		e.Stop()
		return nil, fmt.Errorf("starting NATS in %s: %w", o.Dir, err)
	}
	e.watching.Go(func() { e.watch(watching) })
	return e, nil
}

// start starts a server with our options, on the port of the one before.
func (e *EmbeddedServer) start(ctx context.Context) error {
	s, err := server.NewServer(e.opts.Clone())
	if err != nil {
		return fmt.Errorf("making NATS server: %w", err)
	}
	s.SetLoggerV2(e.log, false, false, false)
	e.mu.Lock()
	e.server = s
	e.mu.Unlock()
	go s.Start() // returns when started
	if err := e.awaitReady(ctx, s); err != nil {
		return err
	}
	if a, ok := s.Addr().(*net.TCPAddr); ok {
		e.opts.Port = a.Port
	}
	return nil
}

func (e *EmbeddedServer) awaitReady(ctx context.Context, s *server.Server) error {
	for !s.ReadyForConnections(50*time.Millisecond) || !s.JetStreamEnabled() {
		select {
		case err := <-e.log.fatal:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// Connect returns a connection that does not leave the process.
func (e *EmbeddedServer) Connect() (*nats.Conn, error) {
	nc, err := nats.Connect("", nats.InProcessServer(e), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	if err != nil {
		return nil, fmt.Errorf("connecting to the embedded NATS: %w", err)
	}
	return nc, nil
}

// ClientURL is where other processes connect, "" without a port.
func (e *EmbeddedServer) ClientURL() string {
	if e.current().Addr() == nil {
		return ""
	}
	return e.current().ClientURL()
}

// Stop shuts the server down and waits for it. It may be called again.
func (e *EmbeddedServer) Stop() {
	e.stop.Do(func() {
		e.endWatch()
		e.watching.Wait()
		if s := e.current(); s != nil {
			s.Shutdown()
			s.WaitForShutdown()
		}
	})
}

// serverLog turns the server's log into ours and keeps a fatal error from
// ending the process.
type serverLog struct {
	log   *zap.SugaredLogger
	fatal chan error
}

func newServerLog(log *zap.Logger) *serverLog {
	if log == nil {
		log = zap.NewNop()
	}
	return &serverLog{log: log.Named("nats").Sugar(), fatal: make(chan error, 1)}
}

func (l *serverLog) Fatalf(format string, v ...any) {
	err := fmt.Errorf(format, v...)
	l.log.Errorw("nats server failed", "error", err)
	select {
	case l.fatal <- errors.Join(err):
	default:
	}
}

func (l *serverLog) Noticef(format string, v ...any) { l.log.Debugf(format, v...) }
func (l *serverLog) Debugf(format string, v ...any)  { l.log.Debugf(format, v...) }
func (l *serverLog) Tracef(format string, v ...any)  { l.log.Debugf(format, v...) }
func (l *serverLog) Warnf(format string, v ...any)   { l.log.Warnf(format, v...) }
func (l *serverLog) Errorf(format string, v ...any)  { l.log.Errorf(format, v...) }
