package bus

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	lag       prometheus.Gauge       // age of the oldest event not yet in the stream
	published prometheus.Counter     // events the stream has acknowledged
	failures  prometheus.Counter     // rounds of the relay that failed
	handled   *prometheus.CounterVec // by effect and outcome
	batches   *prometheus.CounterVec // transactions, by effect
	viewers   prometheus.Gauge       // open live streams
	trouble   *prometheus.GaugeVec   // what keeps the chain from going on
	again     prometheus.Counter     // events that the stream had lost
	rewound   *prometheus.CounterVec // consumers set back, by effect
}

func newMetrics(reg prometheus.Registerer, service string) (*metrics, error) {
	labels := prometheus.Labels{"service": service}
	m := &metrics{
		lag:       prometheus.NewGauge(prometheus.GaugeOpts{Name: "bus_relay_lag_seconds", Help: "Age of the oldest event that is committed and not yet published.", ConstLabels: labels}),
		published: prometheus.NewCounter(prometheus.CounterOpts{Name: "bus_published_total", Help: "Events acknowledged by JetStream.", ConstLabels: labels}),
		failures:  prometheus.NewCounter(prometheus.CounterOpts{Name: "bus_relay_failures_total", Help: "Rounds of the relay that failed and are tried again.", ConstLabels: labels}),
		handled:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bus_handled_total", Help: "Deliveries by outcome: done, retry, poisoned.", ConstLabels: labels}, []string{"effect", "outcome"}),
		batches:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bus_transactions_total", Help: "Transactions that applied events.", ConstLabels: labels}, []string{"effect"}),
		viewers:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "bus_live_listeners", Help: "Open live streams.", ConstLabels: labels}),
		trouble:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "bus_trouble", Help: "1 while something keeps events from being published or heard, by what.", ConstLabels: labels}, []string{"what"}),
		again:     prometheus.NewCounter(prometheus.CounterOpts{Name: "bus_published_again_total", Help: "Events that the stream had lost and that went back to the outbox.", ConstLabels: labels}),
		rewound:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bus_rewound_total", Help: "Times a consumer was set back, to hear again what was missing.", ConstLabels: labels}, []string{"effect"}),
	}
	if reg == nil {
		return m, nil
	}
	err := errors.Join(register(reg, &m.lag), register(reg, &m.published), register(reg, &m.failures),
		register(reg, &m.handled), register(reg, &m.batches), register(reg, &m.viewers),
		register(reg, &m.trouble), register(reg, &m.again), register(reg, &m.rewound))
	if err != nil {
		return nil, fmt.Errorf("registering metrics: %w", err)
	}
	return m, nil
}

// register lets a service that is opened again in one process go on counting.
func register[C prometheus.Collector](reg prometheus.Registerer, c *C) error {
	err := reg.Register(*c)
	var again prometheus.AlreadyRegisteredError
	if errors.As(err, &again) {
		if before, ok := again.ExistingCollector.(C); ok {
			*c = before
			return nil
		}
	}
	return err
}
