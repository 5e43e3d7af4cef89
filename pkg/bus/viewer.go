package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/synadia-io/orbit.go/jetstreamext"
)

// historyBatch is how much one request for older events asks for.
const historyBatch = 500

// viewer is one client of a hub.
type viewer struct {
	hub   *hub
	first []byte // what it is told before any event
	after uint64 // the last event that it has

	digest *digest // nil: it is given every event

	gone chan struct{}
	hang sync.Once
	left sync.Once
}

func (v *viewer) hangUp() { v.hang.Do(func() { close(v.gone) }) }
func (v *viewer) leave()  { v.left.Do(func() { v.hub.owner.leave(v.hub) }) }

// run writes events until ctx ends, the client is gone or too slow, or the hub
// ends.
func (v *viewer) run(ctx context.Context, write func([]byte) error) {
	if write(v.first) != nil {
		return
	}
	v.first = nil
	at, here := v.hub.log.enter(v.after)
	for !here {
		if err := v.catchUp(ctx, write); err != nil {
			return
		}
		at, here = v.hub.log.enter(v.after)
	}
	for {
		data, more := v.hub.log.next(&at)
		switch {
		case len(data) > 0:
			if ctx.Err() != nil || v.give(data, write) != nil {
				return
			}
			continue
		case more == nil:
			return
		}
		select {
		case <-more:
		case <-v.digest.waits():
			if write(v.digest.event()) != nil {
				return
			}
		case <-v.gone:
			return
		case <-ctx.Done():
			return
		}
	}
}

// catchUp writes events that are older than those of the hub, straight from the
// stream.
func (v *viewer) catchUp(ctx context.Context, write func([]byte) error) error {
	floor := v.hub.log.since()
	b := v.hub.owner.bus
	ctx, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	older, err := jetstreamext.GetBatch(ctx, b.js, b.Service, historyBatch,
		jetstreamext.GetBatchSeq(v.after+1), jetstreamext.GetBatchSubject(v.hub.filter), jetstreamext.GetBatchMaxBytes(4*blockSize))
	if err != nil {
		return fmt.Errorf("reading older events: %w", err)
	}
	var text []byte
	for m, err := range older {
		if errors.Is(err, jetstreamext.ErrNoMessages) { // there is nothing between here and the hub's first
			v.after = max(v.after, floor)
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading older events: %w", err)
		}
		text = appendEvent(text, m.Sequence, m.Header.Get(headerName), m.Data)
		v.after = m.Sequence
	}
	if len(text) == 0 {
		return errors.New("reading older events: no answer")
	}
	return v.give(text, write)
}

// give writes events, or what of them does not wait for the digest.
func (v *viewer) give(text []byte, write func([]byte) error) error {
	if v.digest != nil {
		text = v.digest.read(text)
	}
	if len(text) == 0 {
		return nil
	}
	return write(text)
}
