package service

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"
)

// readiness answers /readyz with words: which part is not ready, since when, and
// why. What is asked every few seconds is logged when it changes only.
type readiness struct {
	log    *zap.Logger
	checks map[string]func(context.Context) error

	mu   sync.Mutex
	said map[string]string
}

// readyTime is how long the parts have to answer.
const readyTime = 3 * time.Second

func (h *Host) readiness(services []Service) *readiness {
	r := &readiness{log: h.Log, checks: maps.Clone(h.Parts), said: map[string]string{}}
	if r.checks == nil {
		r.checks = map[string]func(context.Context) error{}
	}
	for _, s := range services {
		r.checks[s.Name()] = s.Ready
	}
	return r
}

// ask asks all parts at a time, so that a slow one is blamed for itself only.
func (r *readiness) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	names := slices.Sorted(maps.Keys(r.checks))
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			if err := r.checks[name](ctx); err != nil {
				errs[i] = fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	all.Wait()
	if errors.Is(ctx.Err(), context.Canceled) { // nobody waits for the answer
		return ctx.Err()
	}
	for i, name := range names {
		r.say(name, errs[i])
	}
	return errors.Join(errs...)
}

func (r *readiness) say(name string, err error) {
	words := ""
	if err != nil {
		words = Redact(err.Error())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.said[name]
	if words == before {
		return
	}
	r.said[name] = words
	if err == nil {
		r.log.Warn("ready again", zap.String("part", name), zap.String("was", before))
		return
	}
	r.log.Warn("not ready", zap.String("part", name), zap.String("error", words))
}

func (r *readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if err := r.ask(req.Context()); err != nil {
		http.Error(w, "not ready\n"+Redact(err.Error()), http.StatusServiceUnavailable)
		return
	}
	_, _ = fmt.Fprintln(w, "ready")
}
