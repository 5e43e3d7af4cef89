package service

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
)

// heed listens to every event that ends tokens, in each process anew and
// without a durable consumer: all replicas must hear it, and what one misses
// while it is away, the tokens' short life ends a little later.
func (h *Host) heed() (stop func(), err error) {
	var all []*nats.Subscription
	stop = func() {
		for _, s := range all {
			_ = s.Unsubscribe()
		}
	}
	for subject, field := range h.withdrawals {
		s, err := h.NATS.Subscribe(subject, func(m *nats.Msg) { h.withdraw(field, m) })
		if err != nil {
			stop()
			return nil, fmt.Errorf("listening for %s: %w", subject, err)
		}
		all = append(all, s)
	}
	return stop, nil
}

func (h *Host) withdraw(field string, m *nats.Msg) {
	var data map[string]any
	err := json.Unmarshal(m.Data, &data)
	subject, _ := data[field].(string)
	at, e := time.Parse(time.RFC3339Nano, m.Header.Get("ce-time"))
	if err != nil || e != nil || subject == "" {
		h.Log.Warn("an event that ends tokens cannot be read", zap.String("subject", m.Subject), zap.NamedError("data", err), zap.NamedError("time", e))
		return
	}
	h.Verifier.Withdraw(subject, at)
}
