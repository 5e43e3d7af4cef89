package delivery

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

func (d *Dispatcher) worker(ctx context.Context, c Channel, jobs <-chan jetstream.Msg) {
	defer c.Idle()
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	for {
		select {
		case m, ok := <-jobs:
			if !ok {
				return
			}
			d.handle(ctx, c, m)
			idle.Reset(idleAfter)
		case <-idle.C:
			c.Idle()
		}
	}
}

// handle takes one job to its end: claimed, sent, recorded, acknowledged, in
// this order. Only a record that is committed ends a job.
func (d *Dispatcher) handle(ctx context.Context, c Channel, m jetstream.Msg) {
	id, err := uuid.ParseBytes(m.Data())
	if err != nil {
		d.Log.Error("a job that is none", zap.Error(err))
		_ = m.Term()
		return
	}
	if d.Rate.Wait(ctx) != nil { // stopping
		_ = m.Nak()
		return
	}
	ctx = context.WithoutCancel(ctx) // what is begun is finished
	got, err := d.Store.Claim(ctx, id)
	switch {
	case err != nil:
		d.Log.Warn("claiming a message failed, trying again", zap.Stringer("message_id", id), zap.Error(err))
		_ = m.NakWithDelay(sorry)
		return
	case got.taken == nil && got.again == 0:
		_ = m.Ack() // sent, stopped or taken back since
		return
	case got.taken == nil:
		_ = m.NakWithDelay(got.again)
		return
	}
	result := d.send(ctx, c, *got.taken)
	if !d.record(ctx, result) {
		return // the claim runs out and the queue delivers the job again
	}
	if result.pause > 0 {
		_ = m.NakWithDelay(result.pause)
		return
	}
	_ = m.Ack()
}

func (d *Dispatcher) send(ctx context.Context, c Channel, o Outgoing) outcome {
	o.UnsubscribeURL = d.Unsubscribe(o.PersonID)
	err := c.Send(ctx, o)
	result := d.Policy.judge(o, err)
	result.filed = err == nil && d.Folder != nil
	d.Deliveries.WithLabelValues(string(result.state)).Inc()
	if err != nil {
		fields := []zap.Field{
			zap.Stringer("message_id", o.ID), zap.String("state", string(result.state)), zap.Int("attempts", o.Attempts),
			zap.String("reason", result.reason), zap.Duration("pause", result.pause),
		}
		var r *Refusal
		if errors.As(err, &r) && r.harmless {
			fields = append(fields, zap.Error(r.cause))
		}
		d.Log.Warn("a message was not taken", fields...)
	}
	return result
}

// record insists for a while: what has been sent must not be sent again only
// because the database was away for a moment.
func (d *Dispatcher) record(ctx context.Context, result outcome) bool {
	for deadline := time.Now().Add(d.Store.lease / 2); ; {
		err := d.Store.Record(ctx, result)
		if err == nil {
			return true
		}
		d.Log.Error("recording a delivery failed", zap.Stringer("message_id", result.ID), zap.String("state", string(result.state)), zap.Error(err))
		if time.Now().After(deadline) {
			return false
		}
		pause(ctx, sorry/4)
	}
}
