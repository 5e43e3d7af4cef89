package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// A link can fall silent: what is sent is taken and never answered, because the
// other end, or a box between, has forgotten the connection. The driver waits for
// ever, even for the answer to its own "cancel", until all connections of the pool
// are waiting. So nobody waits for much longer than they said, or than maxSilence.
// Variables, because tests are in a hurry.
var (
	// maxSilence is how long a statement may go without a byte of answer whose
	// context names no end. Migrations and the like name one.
	maxSilence = 30 * time.Second
	// lastWord is how long after its context's end a statement's own answer, that
	// it was cancelled, is waited for.
	lastWord = 2 * time.Second
)

// connector makes connections that do not wait for ever. Those over a Unix
// socket are left alone: it has no other end to lose.
type connector struct {
	dsn string
	// As they stood when it was made: a cancellation may outlive a test's hurry.
	maxSilence, lastWord time.Duration
	// silent is when a connection was last found silent, in Unix nanoseconds.
	// Others that were last heard before are then not used again.
	silent atomic.Int64
}

// Driver is the driver below, which is what traces ask for.
func (c *connector) Driver() driver.Driver { return &pq.Driver{} }

// Connect dials.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	below, err := pq.NewConnector(c.dsn)
	if err != nil {
		return nil, err
	}
	var own *line // the first that is dialled; others carry cancellations
	below.Dialer(dialer(func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err != nil || network == "unix" {
			return conn, err
		}
		l := &line{Conn: conn, pool: c}
		if own == nil {
			own = l
		}
		return l, nil
	}))
	conn, err := below.Connect(ctx)
	if err != nil || own == nil {
		return conn, err
	}
	return &listening{conn.(pqConn), own}, nil
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d(context.Background(), network, address)
}

func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d(ctx, network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

// line is a connection that knows how long an answer is waited for.
type line struct {
	net.Conn
	pool  *connector
	heard atomic.Int64

	mu    sync.Mutex
	until time.Time // zero: maxSilence from each read on
}

// Read fails when nothing is heard in time.
func (l *line) Read(b []byte) (int, error) {
	l.mu.Lock()
	until := l.until
	if until.IsZero() {
		until = time.Now().Add(l.pool.maxSilence)
	}
	err := l.SetReadDeadline(until)
	l.mu.Unlock()
	if err != nil {
		return 0, err
	}
	n, err := l.Conn.Read(b)
	switch {
	case n > 0:
		l.heard.Store(time.Now().UnixNano())
	case errors.Is(err, os.ErrDeadlineExceeded):
		l.pool.silent.Store(time.Now().UnixNano())
	}
	return n, err
}

// await bounds the wait for the answers to what is asked under ctx. Call done
// when they have come.
func (l *line) await(ctx context.Context) (done func()) {
	if end, ok := ctx.Deadline(); ok {
		l.set(end.Add(l.pool.lastWord))
	}
	stop := context.AfterFunc(ctx, func() { l.set(time.Now().Add(l.pool.lastWord)) })
	return func() {
		stop()
		l.set(time.Time{})
	}
}

func (l *line) set(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = until
	if !until.IsZero() {
		_ = l.SetReadDeadline(until) // also of a read that waits already
	}
}

// pqConn is what the driver's connection can do.
type pqConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

// listening is the driver's connection over a line.
type listening struct {
	pqConn
	line *line
}

func (c *listening) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	defer c.line.await(ctx)()
	s, err := c.pqConn.PrepareContext(ctx, query)
	if below, ok := s.(pqStmt); ok {
		return &statement{below, c.line}, err
	}
	return s, err
}

func (c *listening) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	defer c.line.await(ctx)()
	return c.pqConn.BeginTx(ctx, o)
}

func (c *listening) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	defer c.line.await(ctx)()
	return c.pqConn.QueryContext(ctx, query, args)
}

func (c *listening) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	defer c.line.await(ctx)()
	return c.pqConn.ExecContext(ctx, query, args)
}

func (c *listening) Ping(ctx context.Context) error {
	defer c.line.await(ctx)()
	return c.pqConn.Ping(ctx)
}

// ResetSession is asked before each further use: where another connection was
// found silent since this one was last heard, it is not waited for again.
func (c *listening) ResetSession(ctx context.Context) error {
	if c.line.heard.Load() < c.line.pool.silent.Load() {
		return driver.ErrBadConn
	}
	if err := c.pqConn.ResetSession(ctx); err != nil {
		return fmt.Errorf("using a connection again: %w", err)
	}
	return nil
}

type pqStmt interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

type statement struct {
	pqStmt
	line *line
}

func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	defer s.line.await(ctx)()
	return s.pqStmt.QueryContext(ctx, args)
}

func (s *statement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	defer s.line.await(ctx)()
	return s.pqStmt.ExecContext(ctx, args)
}
