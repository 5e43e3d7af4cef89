package bus

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
)

// troubles are what keeps the chain from going on. Each stands until it is over,
// is said once in the log when it begins and when it ends, and meanwhile in
// readiness and in the figure bus_trouble.
type troubles struct {
	log   *zap.Logger
	gauge *prometheus.GaugeVec

	mu       sync.Mutex
	standing map[string]trouble
}

type trouble struct {
	since time.Time
	err   error
}

// stands says what the trouble is. The words of its beginning stay, so that who
// asks again and again reads the same until something has changed.
func (t *troubles) stands(what string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.standing[what]; known {
		return
	}
	t.standing[what] = trouble{time.Now(), err}
	t.gauge.WithLabelValues(what).Set(1)
	t.log.Error("trouble", zap.String("what", what), zap.Error(err))
}

func (t *troubles) over(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, known := t.standing[what]
	if !known {
		return
	}
	delete(t.standing, what)
	t.gauge.WithLabelValues(what).Set(0)
	t.log.Warn("trouble is over", zap.String("what", what), zap.Duration("after", time.Since(before.since)), zap.NamedError("was", before.err))
}

// all are the troubles that stand, the longest standing first.
func (t *troubles) all() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]trouble, 0, len(t.standing))
	for _, tr := range t.standing {
		list = append(list, tr)
	}
	slices.SortFunc(list, func(a, b trouble) int { return a.since.Compare(b.since) })
	errs := make([]error, len(list))
	for i, tr := range list {
		errs[i] = fmt.Errorf("since %s: %w", tr.since.UTC().Format(time.RFC3339), tr.err)
	}
	return errors.Join(errs...)
}
