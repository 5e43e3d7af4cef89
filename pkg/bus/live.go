package bus

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/token"
)

const (
	heartbeat = 15 * time.Second
	// listenerPatience is how long one write to a client may take. It is set
	// anew before each, so a stream lives as long as its client reads, and one
	// that stopped reading cannot hold up the server's end.
	listenerPatience = 30 * time.Second
	// listenerBeat is how often the NATS server shows a listener that it is
	// still there. After two missed ones the consumer is made again.
	listenerBeat = 5 * time.Second
)

// Live answers with server-sent events: the service's own events whose subject
// fits filter ("decisions.<forum>.>"). The caller has checked permission.
//
// The first is "ready" with {"last_seq":N}, N being the last event of the
// stream. Then come the events after the position that the client names by the
// Last-Event-ID header or ?last_event_id=, all events with ?from=start, else
// those after N: no gap, no repeat. "id:" is the position to resume from; ready
// has one too, so a client that has not seen an event yet can resume as well.
// When the position is not in the stream any more (or never was: the stream is
// new), "reset" with {"last_seq":N} tells the client to load its state anew,
// and the events after N follow.
//
// It returns when the client is gone, when the caller's token ends (who may
// still listen comes back with a new one and its position) or the bus drains; an
// error only when nothing has been written yet.
func (b *Bus) Live(w http.ResponseWriter, r *http.Request, filter string) error {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if c, ok := token.From(ctx); ok {
		var forget context.CancelFunc
		ctx, forget = c.While(ctx)
		defer forget()
	}
	defer context.AfterFunc(b.draining, cancel)() //nolint:contextcheck // ends with the request or with the bus
	if b.draining.Err() != nil {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
		return nil
	}
	info, err := b.stream.Info(ctx)
	if err != nil {
		return fmt.Errorf("looking up stream %s: %w", b.Service, err)
	}
	from := resumeFrom(r, info.State)
	events, stop, err := b.listen(ctx, filter, from.seq+1)
	if err != nil {
		return err
	}
	defer stop()
	b.metrics.listeners.Inc()
	defer b.metrics.listeners.Dec()

	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies pass every event on at once
	l := &listener{ctl: http.NewResponseController(w), w: w}
	last := fmt.Appendf(nil, `{"last_seq":%d}`, info.State.LastSeq)
	l.event(from.seq, "ready", last)
	if from.reset {
		l.event(from.seq, "reset", last)
	}
	l.copy(ctx, events)
	return nil
}

type position struct {
	seq   uint64 // the last event the client has
	reset bool
}

// resumeFrom finds where the client's stream begins.
func resumeFrom(r *http.Request, state jetstream.StreamState) position {
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		id = r.URL.Query().Get("last_event_id")
	}
	switch {
	case id != "":
		seq, err := strconv.ParseUint(id, 10, 64)
		if err != nil || seq > state.LastSeq || seq+1 < state.FirstSeq {
			return position{seq: state.LastSeq, reset: true}
		}
		return position{seq: seq}
	case r.URL.Query().Get("from") == "start":
		return position{}
	default:
		return position{seq: state.LastSeq}
	}
}

// listen starts an ordered consumer, which finds and closes gaps by itself.
// The channel ends with ctx, or when the consumer cannot go on; the client then
// comes back with its position.
func (b *Bus) listen(ctx context.Context, filter string, start uint64) (<-chan jetstream.Msg, func(), error) {
	cons, err := b.js.OrderedConsumer(ctx, b.Service, jetstream.OrderedConsumerConfig{
		FilterSubjects:    []string{filter},
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       start,
		InactiveThreshold: time.Minute,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("listening to %s: %w", filter, err)
	}
	messages, err := cons.Messages(jetstream.PullHeartbeat(listenerBeat))
	if err != nil {
		return nil, nil, fmt.Errorf("listening to %s: %w", filter, err)
	}
	events, done := make(chan jetstream.Msg, inFlight), make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(done)
		defer close(events)
		for {
			m, err := messages.Next(jetstream.NextContext(ctx))
			if err != nil {
				return
			}
			select {
			case events <- m:
			case <-ctx.Done():
				return
			}
		}
	}()
	return events, func() {
		cancel()
		<-done
		messages.Stop()
		// The server would find out after a minute; a crowd that reconnects
		// should not leave a crowd of consumers.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if info := cons.CachedInfo(); info != nil && b.NATS.IsConnected() {
			_ = b.js.DeleteConsumer(ctx, b.Service, info.Name)
		}
	}, nil
}

// listener writes to one client.
type listener struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
	buf bytes.Buffer
}

func (l *listener) event(id uint64, name string, data []byte) {
	fmt.Fprintf(&l.buf, "id: %d\nevent: %s\ndata: ", id, name)
	l.buf.Write(bytes.ReplaceAll(data, []byte("\n"), []byte("\ndata: ")))
	l.buf.WriteString("\n\n")
}

// copy writes events until ctx ends, those at hand together in one write.
func (l *listener) copy(ctx context.Context, events <-chan jetstream.Msg) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if !l.flush() {
			return
		}
		select {
		case m, ok := <-events:
			if !ok || !l.gather(m, events) {
				return
			}
		case <-beat.C:
			l.buf.WriteString(": heartbeat\n\n")
		case <-ctx.Done():
			return
		}
	}
}

// gather buffers m and what else is there, within reason.
func (l *listener) gather(m jetstream.Msg, events <-chan jetstream.Msg) bool {
	for {
		meta, err := m.Metadata()
		if err != nil {
			return false
		}
		l.event(meta.Sequence.Stream, m.Headers().Get(headerName), m.Data())
		if l.buf.Len() > 64<<10 {
			return true
		}
		var ok bool
		select {
		case m, ok = <-events:
			if !ok {
				l.flush()
				return false
			}
		default:
			return true
		}
	}
}

func (l *listener) flush() bool {
	_ = l.ctl.SetWriteDeadline(time.Now().Add(listenerPatience)) // not every writer has one
	if _, err := l.w.Write(l.buf.Bytes()); err != nil {
		return false
	}
	l.buf.Reset()
	return l.ctl.Flush() == nil
}
