package pgchild

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"
)

const (
	maxFailedStarts = 5
	firstDelay      = 100 * time.Millisecond
	maxDelay        = 5 * time.Second
	// A server that lived this long was healthy: the next exit starts afresh.
	healthyAfter = 10 * time.Second
	// How long processes get to end by themselves after being forced.
	forcedGrace = 2 * time.Second
)

// startReady starts one postmaster and waits until it accepts connections.
func (s *Server) startReady(ctx context.Context) (*process, error) {
	if err := s.cluster.awaitPredecessor(ctx, s.log); err != nil {
		return nil, fmt.Errorf("waiting for an earlier PostgreSQL to end: %w", err)
	}
	if err := s.cluster.makeSocketDir(); err != nil {
		return nil, fmt.Errorf("making the socket directory: %w", err)
	}
	begun := time.Now()
	p, err := s.cluster.launch()
	if err != nil {
		return nil, err
	}
	if err := s.cluster.awaitReady(ctx, p); err != nil {
		s.end(p)
		return nil, err
	}
	s.setPID(p.pid)
	s.log.Info("PostgreSQL is ready", zap.String("version", s.cluster.version), zap.Int("pid", p.pid),
		zap.String("socket", s.cluster.socketDir), zap.Duration("took", time.Since(begun)))
	return p, nil
}

// supervise keeps PostgreSQL running until Stop or until it cannot be started.
func (s *Server) supervise(p *process) {
	defer close(s.done)
	defer s.release()
	quickExits := 0
	for {
		since := time.Now()
		select {
		case <-s.stopping.Done():
			s.end(p)
			s.setPID(0)
			s.log.Info("PostgreSQL is stopped")
			return
		case <-p.exited:
			s.setPID(0)
		}
		if s.stopping.Err() != nil {
			return
		}
		s.log.Warn("PostgreSQL exited unexpectedly, restarting it", zap.Int("pid", p.pid), zap.NamedError("exit", p.err))
		if time.Since(since) > healthyAfter {
			quickExits = 0
		}
		next, err := s.restart(backoff(quickExits))
		quickExits++
		if s.stopping.Err() != nil {
			if next != nil {
				s.end(next)
				s.setPID(0)
			}
			return
		}
		if err != nil {
			s.mu.Lock()
			s.err = fmt.Errorf("restarting PostgreSQL: gave up after %d attempts: %w", maxFailedStarts, err)
			s.mu.Unlock()
			s.log.Error("PostgreSQL cannot be restarted", zap.Error(err))
			return
		}
		p = next
	}
}

// restart tries to bring PostgreSQL back, waiting longer after each failure. It
// sets no limit on a start that makes progress: crash recovery takes its time.
func (s *Server) restart(delay time.Duration) (*process, error) {
	var last error
	for attempt := range maxFailedStarts {
		if err := pause(s.stopping, max(delay, backoff(attempt))); err != nil {
			return nil, err
		}
		p, err := s.startReady(s.stopping)
		if err == nil {
			return p, nil
		}
		last = err
		if s.stopping.Err() == nil {
			s.log.Warn("starting PostgreSQL failed", zap.Int("attempt", attempt+1), zap.Error(err))
		}
	}
	return nil, last
}

// end shuts a postmaster down and waits for it: fast first; when forced,
// immediately; at last by SIGKILL.
func (s *Server) end(p *process) {
	hard := p.shutdown(s.force)
	if !hard {
		return
	}
	s.mu.Lock()
	s.hard = true
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), forcedGrace)
	defer cancel()
	if err := s.cluster.awaitPredecessor(ctx, s.log); err != nil {
		s.log.Warn("processes of PostgreSQL are left behind", zap.Error(err))
	}
}

func (s *Server) setPID(pid int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pid = pid
}

// backoff is 0 for the first attempt: most often nothing stands in the way.
func backoff(attempt int) time.Duration {
	if attempt <= 0 {
		return 0
	}
	return min(firstDelay<<min(attempt-1, 10), maxDelay)
}

// pause waits for d or until ctx ends, whose error it then returns.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
