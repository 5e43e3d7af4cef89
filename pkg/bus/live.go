package bus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// viewerPatience is how long one write to a client may take. It is set anew
// before each, so a stream lives as long as its client reads, and one that
// stopped reading cannot hold up the server's end.
const viewerPatience = 30 * time.Second

// manyViewers is how many live streams a service keeps open unless its options
// say otherwise. Whoever comes then is told to come back.
const manyViewers = 20_000

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
// With ?told=proposal_id,question_id the events themselves stay away: once a
// second at most comes "changed", with the ids that the named members of the
// events since then held, by the events' names. A screen that reads anew what it
// shows needs no more, however much is said.
//
// A stream ends when the client is gone or reads too slowly, when the caller's
// token ends or the bus drains; whoever may still listen comes back with its
// position. Where the connection can be taken over Live returns at once and the
// stream goes on by itself: ten thousand of them must not keep ten thousand
// requests in memory. An error is returned only when nothing has been written.
func (b *Bus) Live(w http.ResponseWriter, r *http.Request, filter string) error {
	ctx, cancel := b.draining, context.CancelFunc(func() {})
	if c, ok := token.From(r.Context()); ok {
		ctx, cancel = c.While(ctx)
	}
	v, err := b.view(ctx, r, filter)
	if err != nil {
		defer cancel() // after the refusal, which looks at why ctx ended
		return b.refusal(w, ctx, err)
	}
	end := func() { v.leave(); cancel() }

	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies pass every event on at once
	if r.ProtoMajor == 1 {
		h.Set("Transfer-Encoding", "identity") // the end of the connection is the end of the stream: nothing frames what is written past net/http
	}
	ctl := http.NewResponseController(w)
	_ = ctl.SetWriteDeadline(time.Now().Add(viewerPatience)) // not every writer has one
	w.WriteHeader(http.StatusOK)
	if err := ctl.Flush(); err != nil {
		end()
		return nil // the client is gone
	}
	conn, _, err := ctl.Hijack()
	if err != nil { // HTTP/2, a test: the request's own goroutine does it
		defer end()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(r.Context(), stop)()
		v.run(ctx, func(p []byte) error {
			_ = ctl.SetWriteDeadline(time.Now().Add(viewerPatience))
			if _, err := w.Write(p); err != nil { //nolint:gosec // G705: an event stream, no page
				return err
			}
			return ctl.Flush()
		})
		return nil
	}
	go serveTaken(ctx, v, conn, end)
	return nil
}

// serveTaken serves a connection of our own until either side has enough.
func serveTaken(ctx context.Context, v *viewer, conn net.Conn, end func()) {
	defer end()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	go func() {
		_, _ = conn.Read(make([]byte, 1)) // a client has nothing to say: it is gone
		v.hangUp()
	}()
	v.run(ctx, func(p []byte) error {
		_ = conn.SetWriteDeadline(time.Now().Add(viewerPatience))
		_, err := conn.Write(p)
		return err
	})
	_ = conn.Close()
}

var errManyViewers = errors.New("too many live streams")

// refusal is what a client is told whose stream could not begin.
func (b *Bus) refusal(w http.ResponseWriter, ctx context.Context, err error) error { //nolint:revive // the context is the stream's, not the call's
	switch {
	case b.draining.Err() != nil:
		w.Header().Set("Retry-After", "1")
		return problem.Unavailable("unavailable").Because(err)
	case ctx.Err() != nil: // its token ended meanwhile
		return problem.Unauthenticated("token_expired").Because(err)
	case errors.Is(err, errManyViewers):
		w.Header().Set("Retry-After", "15")
		return problem.Unavailable("unavailable").Because(err)
	}
	w.Header().Set("Retry-After", "1") // NATS does not answer
	return problem.Unavailable("unavailable").Because(err)
}

// view finds where the client's stream begins and joins the hub of its events.
func (b *Bus) view(ctx context.Context, r *http.Request, filter string) (*viewer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	state, err := b.hubs.state(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking up stream %s: %w", b.Service, err)
	}
	from := resumeFrom(r, state)
	h, err := b.hubs.join(filter)
	if err != nil {
		return nil, err
	}
	v := &viewer{hub: h, after: from.seq, digest: digestFor(r), gone: make(chan struct{})}
	last := fmt.Appendf(nil, `{"last_seq":%d}`, state.LastSeq)
	v.first = appendEvent(nil, from.seq, "ready", last)
	if from.reset {
		v.first = appendEvent(v.first, from.seq, "reset", last)
	}
	return v, nil
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
