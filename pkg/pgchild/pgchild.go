// Package pgchild runs a real PostgreSQL as a managed child process.
//
// Start finds a PostgreSQL (downloading a pinned one when the machine has
// none), creates the cluster when needed, starts the server and keeps it
// running until Stop. The child never outlives its parent: on Linux the kernel
// tells it to shut down when the parent dies; elsewhere the next Start does.
package pgchild

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"go.uber.org/zap"
)

// ErrInUse is returned by Start when a living process already manages a
// PostgreSQL in the same data directory.
var ErrInUse = errors.New("data directory is in use by another process")

// Options says where a PostgreSQL keeps its data and how it is run.
type Options struct {
	// DataDir holds pg18/ (the cluster, named by its major version), the
	// socket directory, pg.log and pg.password. It is created when missing.
	DataDir string
	// CacheDir is where a downloaded PostgreSQL is kept between runs. Empty
	// means <user cache dir>/shanyraq, for root /var/cache/shanyraq.
	CacheDir string
	// Fast gives up all durability for speed. For tests only.
	Fast bool
	// TCPPort other than 0 makes the server listen on 127.0.0.1:TCPPort too.
	// Take one below 32768: a higher one can be taken by an outgoing
	// connection while the server restarts.
	TCPPort int
	// Log hears of starts, exits and restarts. Nil means silence.
	Log *zap.Logger
	// Settings are further server settings; they win over the package's own,
	// except those that decide where the server listens (an error).
	Settings map[string]string
}

// Server is a running PostgreSQL. Its URLs stay the same across restarts.
type Server struct {
	cluster *cluster
	log     *zap.Logger
	unlock  func()

	stopping context.Context // cancelled by Stop
	stop     context.CancelFunc
	force    chan struct{} // closed when there is no time left for a clean shutdown
	forceNow func()
	done     chan struct{}

	mu   sync.Mutex // guards what follows
	pid  int
	err  error
	hard bool // the last shutdown had to be forced
}

// Start resolves the binaries, creates the cluster when there is none, starts
// PostgreSQL and returns once it accepts connections. Cancelling ctx abandons
// the start; afterwards ctx has no effect on the server.
//
// A PostgreSQL left behind by a killed parent is waited for. Start returns
// ErrInUse when that parent is alive. A cluster is only ever opened by the
// major version that wrote it; when that version cannot be found, Start fails
// rather than begin an empty one beside it.
func Start(ctx context.Context, o Options) (*Server, error) {
	log := o.Log
	if log == nil {
		log = zap.NewNop()
	}
	acct, dir, err := prepareDataDir(o.DataDir)
	if err != nil {
		return nil, fmt.Errorf("preparing data directory: %w", err)
	}
	unlock, err := lockDir(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	s := &Server{log: log, unlock: unlock, force: make(chan struct{}), done: make(chan struct{})}
	s.forceNow = sync.OnceFunc(func() { close(s.force) })
	s.stopping, s.stop = context.WithCancel(context.Background())

	p, err := s.open(ctx, o, acct, dir)
	if err != nil {
		s.stop()
		s.release()
		return nil, err
	}
	go s.supervise(p)
	return s, nil
}

// open does the part of Start that needs the lock on the data directory.
func (s *Server) open(ctx context.Context, o Options, acct account, dir string) (*process, error) {
	binDir, version, err := binariesFor(ctx, dir, o.CacheDir, s.log)
	if err != nil {
		return nil, err
	}
	if err := acct.canReach(binDir); err != nil {
		return nil, fmt.Errorf("checking PostgreSQL's programs: %w", err)
	}
	s.cluster, err = newCluster(o, acct, dir, binDir, version)
	if err != nil {
		return nil, err
	}
	if err := s.cluster.create(ctx, s.log); err != nil {
		return nil, fmt.Errorf("creating the cluster: %w", err)
	}
	if o.TCPPort != 0 {
		if _, err := s.cluster.password(); err != nil {
			return nil, fmt.Errorf("reading the TCP password: %w", err)
		}
	}
	// Whoever cancels a start has no time for a clean shutdown either.
	defer context.AfterFunc(ctx, s.forceNow)()
	p, err := s.startReady(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL %s from %s: %w", version, binDir, err)
	}
	return p, nil
}

// URL returns the superuser's URL of a database over the Unix socket. Only the
// account that runs PostgreSQL, and root, can open that socket.
func (s *Server) URL(database string) string {
	q := url.Values{
		"host":    {s.cluster.socketDir},
		"port":    {strconv.Itoa(s.cluster.port())},
		"sslmode": {"disable"},
	}
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// TCPURL returns the superuser's URL of a database over 127.0.0.1, with its
// password. It is empty unless Options.TCPPort was given.
func (s *Server) TCPURL(database string) string {
	if s.cluster.opts.TCPPort == 0 {
		return ""
	}
	pw, err := s.cluster.password()
	if err != nil {
		s.log.Error("reading the TCP password", zap.Error(err))
		return ""
	}
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, pw),
		Host:     "127.0.0.1:" + strconv.Itoa(s.cluster.opts.TCPPort),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Version is that of the programs, "18.4".
func (s *Server) Version() string { return s.cluster.version }

// Done is closed when PostgreSQL has been stopped, or has exited and could not
// be brought back. A restart does not close it.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err returns nil until Done is closed, and after Stop; otherwise why
// PostgreSQL could not be kept running.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// PID returns the postmaster's process id; 0 while there is none.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

// Stop ends PostgreSQL by a fast shutdown (open transactions are rolled back)
// and returns when it is gone. When ctx ends first the shutdown is forced, which
// costs a crash recovery at the next start and no committed data, and Stop
// returns an error. Stop may be called any number of times, from anywhere.
func (s *Server) Stop(ctx context.Context) error {
	s.stop()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	s.forceNow()
	<-s.done
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hard {
		return fmt.Errorf("stopping PostgreSQL: killed it: %w", ctx.Err())
	}
	return nil
}

// release gives back what outlives single processes: the lock and a socket
// directory outside the data directory.
func (s *Server) release() {
	if c := s.cluster; c != nil && filepath.Dir(c.socketDir) != c.dir {
		_ = os.Remove(c.socketDir) // not empty means somebody else's file: leave it
	}
	s.unlock()
}
