package bus

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/singleflight"
)

const (
	// silence is how long a viewer is told nothing; clients take a longer one for
	// a broken connection.
	silence = 15 * time.Second
	// hubBeat is how often the NATS server shows a hub that it is still there.
	// After two missed ones the consumer is made again.
	hubBeat = 5 * time.Second
	// hubStart is how many events of the stream a hub reads back when it begins:
	// a crowd that comes back after a restart is served from memory.
	hubStart = 10_000
	// hubIdle is how long a hub outlives its last viewer.
	hubIdle = 30 * time.Second
	// crowd is how many viewers take memory that is worth giving back at once.
	crowd = 500
	// breath is what a hub waits between rounds, for each viewer. A round costs a
	// write each, however many events it brings; with ten thousand viewers five
	// rounds a second are what two processors can do beside other work.
	breath = 20 * time.Microsecond
)

// hubs are the hubs of a service: one for each filter that somebody views.
type hubs struct {
	bus    *Bus
	lookup singleflight.Group

	mu      sync.Mutex
	open    map[string]*hub
	viewers int
}

// hub reads the events of one filter once, for all its viewers: one consumer,
// one copy in memory.
type hub struct {
	owner  *hubs
	filter string
	cancel context.CancelFunc

	viewers int         // guarded by owner.mu
	most    int         // viewers at a time
	idle    *time.Timer // ends the hub when nobody has come, guarded by owner.mu

	log recent
}

// state is the stream's. Those who ask at the same time share one answer, which
// may be a little older than their question: they get events again, none late.
func (hs *hubs) state(ctx context.Context) (jetstream.StreamState, error) {
	answer := hs.lookup.DoChan("state", func() (any, error) {
		ctx, cancel := context.WithTimeout(hs.bus.draining, natsTimeout)
		defer cancel()
		info, err := hs.bus.stream.Info(ctx)
		if err != nil {
			return jetstream.StreamState{}, err
		}
		return info.State, nil
	})
	select {
	case a := <-answer:
		return a.Val.(jetstream.StreamState), a.Err
	case <-ctx.Done():
		return jetstream.StreamState{}, ctx.Err()
	}
}

// join counts a viewer in. Each join is paid back by a leave.
func (hs *hubs) join(filter string) (*hub, error) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	most := hs.bus.Viewers
	if most == 0 {
		most = manyViewers
	}
	if hs.viewers >= most {
		return nil, errManyViewers
	}
	h := hs.open[filter]
	if h == nil {
		var err error
		if h, err = hs.start(filter); err != nil {
			return nil, err
		}
	}
	hs.viewers++
	h.viewers++
	h.most = max(h.most, h.viewers)
	h.idle.Stop()
	hs.bus.metrics.viewers.Inc()
	return h, nil
}

func (hs *hubs) leave(h *hub) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	hs.viewers--
	h.viewers--
	hs.bus.metrics.viewers.Dec()
	if h.viewers == 0 {
		h.idle.Reset(hubIdle)
	}
}

// start begins to read; hs.mu is held, so those who come at the same moment wait
// for the one hub.
func (hs *hubs) start(filter string) (*hub, error) {
	ctx, done := context.WithTimeout(hs.bus.draining, natsTimeout)
	defer done()
	state, err := hs.state(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking up stream %s: %w", hs.bus.Service, err)
	}
	begin := state.FirstSeq
	if state.LastSeq > begin+hubStart {
		begin = state.LastSeq - hubStart
	}
	cons, err := hs.bus.js.OrderedConsumer(ctx, hs.bus.Service, jetstream.OrderedConsumerConfig{
		FilterSubjects:    []string{filter},
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       max(begin, 1),
		InactiveThreshold: time.Minute,
	})
	if err != nil {
		return nil, fmt.Errorf("listening to %s: %w", filter, err)
	}
	messages, err := cons.Messages(jetstream.PullHeartbeat(hubBeat))
	if err != nil {
		return nil, fmt.Errorf("listening to %s: %w", filter, err)
	}
	reading, cancel := context.WithCancel(hs.bus.draining)
	h := &hub{owner: hs, filter: filter, cancel: cancel}
	h.log.begin(max(begin, 1) - 1)
	h.idle = time.AfterFunc(hubIdle, h.closeIdle)
	hs.open[filter] = h
	go h.read(reading, cons, messages)
	return h, nil
}

func (h *hub) closeIdle() {
	h.owner.mu.Lock()
	defer h.owner.mu.Unlock()
	if h.viewers > 0 {
		return
	}
	h.end()
	if h.most > crowd {
		go debug.FreeOSMemory() // else what they took is given back minutes later
	}
}

// end lets the next viewer start anew; owner.mu is held.
func (h *hub) end() {
	h.cancel()
	h.idle.Stop()
	if h.owner.open[h.filter] == h {
		delete(h.owner.open, h.filter)
	}
}

// read fills the log until ctx ends or the consumer cannot go on; the viewers
// then come back with their positions.
func (h *hub) read(ctx context.Context, cons jetstream.Consumer, messages jetstream.MessagesContext) {
	defer h.stopReading(ctx, cons)
	arrived, ended := make(chan jetstream.Msg), make(chan struct{})
	defer func() { h.cancel(); messages.Stop(); <-ended }()
	go func() {
		defer close(ended)
		for {
			m, err := messages.Next(jetstream.NextContext(ctx))
			if err != nil {
				h.cancel()
				return
			}
			select {
			case arrived <- m:
			case <-ctx.Done():
				return
			}
		}
	}()
	beat := time.NewTicker(silence)
	defer beat.Stop()
	var round <-chan time.Time // when what has arrived is shown
	for {
		select {
		case m := <-arrived:
			meta, err := m.Metadata()
			if err != nil {
				return
			}
			h.log.append(meta.Sequence.Stream, m.Headers().Get(headerName), m.Data())
			if round == nil {
				round = time.After(h.breath())
			}
			beat.Reset(silence)
		case <-beat.C:
			h.log.beat()
		case <-round:
			h.log.show()
			round = nil
		case <-ctx.Done():
			return
		}
	}
}

func (h *hub) breath() time.Duration {
	h.owner.mu.Lock()
	defer h.owner.mu.Unlock()
	return time.Duration(h.viewers) * breath
}

// stopReading ends the viewers and the consumer. The NATS server would find out
// after a minute; a crowd that reconnects should not leave a crowd of consumers.
func (h *hub) stopReading(ctx context.Context, cons jetstream.Consumer) {
	h.owner.mu.Lock()
	h.end()
	h.owner.mu.Unlock()
	h.log.close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if info := cons.CachedInfo(); info != nil && h.owner.bus.NATS.IsConnected() {
		_ = h.owner.bus.js.DeleteConsumer(ctx, h.owner.bus.Service, info.Name)
	}
}

// appendEvent writes one server-sent event.
func appendEvent(to []byte, id uint64, name string, data []byte) []byte {
	to = append(to, "id: "...)
	to = strconv.AppendUint(to, id, 10)
	to = append(append(append(to, "\nevent: "...), name...), "\ndata: "...)
	to = append(to, bytes.ReplaceAll(data, []byte("\n"), []byte("\ndata: "))...)
	return append(to, "\n\n"...)
}
