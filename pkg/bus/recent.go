package bus

import (
	"cmp"
	"slices"
	"sync"
)

const (
	blockSize = 64 << 10 // what a viewer is given in one write
	keptBytes = 8 << 20  // of events, for viewers that are behind
)

var heartbeat = []byte(": heartbeat\n\n")

// recent holds the last events of a hub as they are written to clients, once for
// all of them, in blocks that only grow. A viewer keeps its place by block and
// offset, so giving it what is new copies and seeks nothing.
type recent struct {
	mu     sync.RWMutex
	floor  uint64 // all events after this one are here
	first  *block
	last   *block
	bytes  int
	closed bool
	beats  int
	news   chan struct{} // closed when there is more to see
}

type block struct {
	data  []byte
	shown int // of data, what viewers may have
	marks []mark
	next  *block
	gone  bool // a viewer that still reads here is too slow
}

// mark is where an event ends in its block.
type mark struct {
	seq uint64
	end int
}

func (l *recent) begin(floor uint64) {
	l.floor = floor
	l.first = &block{}
	l.last = l.first
	l.news = make(chan struct{})
}

func (l *recent) append(seq uint64, name string, data []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.last.data)
	if before+len(data) > blockSize && before > 0 {
		l.last.next = &block{data: make([]byte, 0, blockSize)}
		l.last, before = l.last.next, 0
	}
	l.last.data = appendEvent(l.last.data, seq, name, data)
	l.last.marks = append(l.last.marks, mark{seq, len(l.last.data)})
	l.bytes += len(l.last.data) - before
	for l.bytes > keptBytes && l.first != l.last {
		old := l.first
		old.gone = true
		if n := len(old.marks); n > 0 {
			l.floor = old.marks[n-1].seq
		}
		l.bytes -= len(old.data)
		l.first = old.next
	}
}

// beat shows those who wait that the server is there. It stands in no block: who
// comes later, or is behind, has no use for it.
func (l *recent) beat() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.beats++
	l.wake()
}

// show lets the viewers have what has been appended.
func (l *recent) show() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last.shown = len(l.last.data) // those before it are shown whole, see next
	l.wake()
}

// wake has all who wait look again; mu is held.
func (l *recent) wake() {
	close(l.news)
	l.news = make(chan struct{})
}

func (l *recent) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	close(l.news)
}

// place is where a viewer reads on.
type place struct {
	block  *block
	offset int
	after  uint64 // events up to this one are passed over
	beats  int    // those of the log that the viewer knows
}

// enter is the place after an event; false when it is older than what is here.
func (l *recent) enter(after uint64) (place, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return place{block: l.first, after: after, beats: l.beats}, after >= l.floor
}

// since is the event after which all are here.
func (l *recent) since() uint64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.floor
}

// next gives what is to be written now and moves the place behind it. Without
// anything more is the channel to wait on; it is nil when there will be no more,
// because the hub has ended or the viewer has fallen too far behind.
func (l *recent) next(p *place) (data []byte, more <-chan struct{}) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for {
		b := p.block
		if b.gone {
			return nil, nil
		}
		end := len(b.data)
		if b.next == nil {
			end = b.shown
		}
		if p.after > 0 {
			p.pass(b, end)
		}
		if p.offset < end {
			data, p.offset = b.data[p.offset:end:end], end
			return data, l.news
		}
		if b.next == nil {
			if l.closed {
				return nil, nil
			}
			if p.beats != l.beats {
				p.beats = l.beats
				return heartbeat, l.news
			}
			return nil, l.news
		}
		p.block, p.offset = b.next, 0
	}
}

// pass moves the place behind the events that the viewer has.
func (p *place) pass(b *block, end int) {
	i, _ := slices.BinarySearchFunc(b.marks, p.after+1, func(m mark, seq uint64) int { return cmp.Compare(m.seq, seq) })
	if i == len(b.marks) || b.marks[i].end > end {
		p.offset = max(p.offset, end)
		return
	}
	if i > 0 {
		p.offset = max(p.offset, b.marks[i-1].end)
	}
	p.after = 0
}
