package simulation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/notifications"
	"github.com/shanyraq/shanyraq/events"
)

// stall is how long nothing may happen before waiting is given up and the rest
// counts as lost. A server that is away makes the waiting longer, not shorter.
const stall = time.Minute

// watch is the secretariat's screen: the live streams of three services.
type watch struct {
	end     context.CancelFunc
	done    chan struct{}
	failed  error
	changed chan struct{} // poked at every event

	mu          sync.Mutex
	captured    map[string]int // suggestion id → how often it was seen
	gathered    map[string]int
	recommended map[string]events.ProposalRecommended // by recommendation
	sent        int                                   // notices handed to their channels
	last        time.Time
	repeats     int // events seen twice
	resets      int // streams that were told from their beginning again
	shown       stopwatch
	told        stopwatch
}

// watch starts to follow the forum and returns once all streams are open.
func (p *play) watch(ctx context.Context) error {
	p.Progress.begin("opening the live streams", 0)
	ctx, p.live.end = context.WithCancel(ctx)
	w := &p.live
	w.done, w.changed = make(chan struct{}), make(chan struct{}, 1)
	w.captured, w.gathered, w.last = map[string]int{}, map[string]int{}, time.Now()
	var streams sync.WaitGroup
	open := make(chan struct{}, 3)
	for _, on := range []struct {
		live   client.Live
		each   func(client.Event) error
		forget func()
	}{
		{facilitation.GetForumsByForumLive(p.forum), p.seeSuggestion, func() { clear(w.captured) }},
		{decisions.GetForumsByForumLive(p.forum), p.seeProposal, func() { clear(w.gathered); clear(w.recommended) }},
		{notifications.GetForumsByForumLive(p.forum), p.seeNotice, func() { w.sent = 0 }},
	} {
		var once sync.Once
		var sequence uint64
		streams.Go(func() {
			err := p.staff.secretary.Follow(ctx, on.live,
				func() { w.touch(); once.Do(func() { open <- struct{}{} }) },
				func(e client.Event) {
					if e.Name == client.Reset {
						sequence = 0
						w.reset(on.forget)
						return
					}
					if e.Sequence <= sequence {
						w.repeated()
						return
					}
					sequence = e.Sequence
					if err := on.each(e); err != nil {
						w.fail(err)
					}
					w.touch()
				})
			w.fail(err)
		})
	}
	go func() { streams.Wait(); close(w.done) }()
	for range 3 {
		select {
		case <-open:
		case <-w.done:
			return w.err()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// stop ends the streams. It may be called again.
func (w *watch) stop() {
	if w.end != nil {
		w.end()
		<-w.done
	}
}

func (w *watch) touch() {
	w.mu.Lock()
	w.last = time.Now()
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// reset forgets what a stream has told, which it tells again.
func (w *watch) reset(forget func()) { w.mu.Lock(); forget(); w.resets++; w.mu.Unlock() }

func (w *watch) repeated() { w.mu.Lock(); w.repeats++; w.mu.Unlock() }

func (w *watch) fail(err error) {
	if err != nil {
		w.mu.Lock()
		w.failed = errors.Join(w.failed, err)
		w.mu.Unlock()
	}
}

func (w *watch) err() error { w.mu.Lock(); defer w.mu.Unlock(); return w.failed }

// await waits until enough was seen. It returns false when nothing has been
// seen for too long.
func (w *watch) await(ctx context.Context, enough func() bool) (bool, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		w.mu.Lock()
		ok, quiet, err := enough(), time.Since(w.last), w.failed
		w.mu.Unlock()
		switch {
		case err != nil:
			return false, err
		case ok:
			return true, nil
		case quiet > stall:
			return false, nil
		}
		select {
		case <-w.changed:
		case <-tick.C:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

func (p *play) seeSuggestion(e client.Event) error {
	if e.Name != (events.SuggestionCaptured{}).Name() {
		return nil
	}
	var s events.SuggestionCaptured
	if err := json.Unmarshal(e.Data, &s); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	p.live.captured[s.SuggestionID]++
	if said := p.saying[s.SuggestionID]; said != nil && p.live.captured[s.SuggestionID] == 1 && p.live.resets == 0 {
		p.live.shown.add(said.at.until(e.At))
	}
	return nil
}

func (p *play) seeProposal(e client.Event) error {
	if e.Name == (events.ProposalRecommended{}).Name() {
		return p.seeRecommendation(e.Data)
	}
	if e.Name != (events.ProposalGathered{}).Name() {
		return nil
	}
	var g events.ProposalGathered
	if err := json.Unmarshal(e.Data, &g); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	for _, id := range g.SuggestionIDs {
		p.live.gathered[id]++
	}
	return nil
}

func (p *play) seeNotice(e client.Event) error {
	if e.Name != (events.NoticeSent{}).Name() {
		return nil
	}
	var n events.NoticeSent
	if err := json.Unmarshal(e.Data, &n); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	p.live.sent++
	if n.Kind == "decided" && len(n.SuggestionIDs) > 0 && p.live.resets == 0 {
		if said := p.saying[n.SuggestionIDs[0]]; said != nil {
			p.live.told.add(said.of.decided.until(e.At))
		}
	}
	return nil
}
