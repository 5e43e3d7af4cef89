package simulation

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Progress tells a person how far the play is: on a terminal a line that moves,
// elsewhere a plain line for each phase that is over.
type Progress struct {
	w        io.Writer
	terminal bool
	started  time.Time

	mu    sync.Mutex
	phase *phase
}

type phase struct {
	name    string
	total   int
	done    atomic.Int64
	started time.Time
	stop    chan struct{}
	stopped chan struct{}
}

// NewProgress writes to w; terminal says whether a line can be overwritten.
func NewProgress(w io.Writer, terminal bool) *Progress {
	return &Progress{w: w, terminal: terminal, started: time.Now()}
}

// begin ends the phase before and starts one of total steps (0 = uncounted).
func (p *Progress) begin(name string, total int) {
	p.end()
	ph := &phase{name: name, total: total, started: time.Now(), stop: make(chan struct{}), stopped: make(chan struct{})}
	p.mu.Lock()
	p.phase = ph
	p.mu.Unlock()
	go p.draw(ph)
}

// step counts n steps of the phase.
func (p *Progress) step(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.phase != nil {
		p.phase.done.Add(int64(n))
	}
}

// end ends the phase and leaves its line behind.
func (p *Progress) end() {
	p.mu.Lock()
	ph := p.phase
	p.phase = nil
	p.mu.Unlock()
	if ph == nil {
		return
	}
	close(ph.stop)
	<-ph.stopped
	if p.terminal {
		_, _ = fmt.Fprint(p.w, "\r\033[K")
	}
	_, _ = fmt.Fprintf(p.w, "%6.1fs  %s (%.1fs)\n", time.Since(p.started).Seconds(), ph.line(), time.Since(ph.started).Seconds())
}

func (p *Progress) draw(ph *phase) {
	defer close(ph.stopped)
	if !p.terminal {
		<-ph.stop
		return
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ph.stop:
			return
		case <-tick.C:
			_, _ = fmt.Fprintf(p.w, "\r\033[K%6.1fs  %s …", time.Since(p.started).Seconds(), ph.line())
		}
	}
}

func (ph *phase) line() string {
	if ph.total == 0 {
		return ph.name
	}
	return fmt.Sprintf("%s: %d of %d", ph.name, ph.done.Load(), ph.total)
}
