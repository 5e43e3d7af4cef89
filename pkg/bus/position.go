package bus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// checkEvery is how often each consumer is held against its effect's position.
var checkEvery = 10 * time.Second

// progress is how far an effect has come, as its own database says. It is
// written in the effect's transaction, before the event is acknowledged: a
// consumer that is further has acknowledged what this database has not.
type progress struct {
	Sequence uint64
	Event    uuid.UUID `db:"event_id"`
	Settled  uint64    // nothing up to here is outstanding
}

// note moves the position on to the last of ds. It comes last in a transaction,
// so that two replicas wait for each other for its end only.
func (s *subscriber) note(ctx context.Context, tx sqlx.ExtContext, ds []*delivery) error {
	last := ds[0]
	for _, d := range ds {
		if d.Sequence > last.Sequence {
			last = d
		}
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO positions AS p (effect, sequence, event_id, settled) VALUES ($1, $2, $3, $4)
		ON CONFLICT (effect) DO UPDATE SET sequence = excluded.sequence, event_id = excluded.event_id, settled = excluded.settled
		WHERE p.sequence < excluded.sequence`, s.Effect, last.Sequence, last.ID.String(), s.settled.Load())
	if err != nil {
		return fmt.Errorf("noting the position: %w", err)
	}
	return nil
}

// passOver notes an event that was put aside: it is settled, though it had no
// effect.
func (s *subscriber) passOver(d *delivery) {
	ctx, cancel := context.WithTimeout(context.Background(), singleTimeout)
	defer cancel()
	if err := s.note(ctx, s.DB, []*delivery{d}); err != nil {
		s.Log.Warn("an event that was put aside may be delivered again", s.fields(d, err)...)
	}
}

// check holds the consumer against the effect's own position, and sets it back
// when events were acknowledged that the effect has not had: the stream is not
// the one that was heard, or the database is older than the consumer. The inbox
// knows again what the effect has had.
func (s *subscriber) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	consumer, err := s.js.Consumer(ctx, s.speaker(), s.durable)
	if err != nil {
		return fmt.Errorf("looking up consumer %s: %w", s.durable, err)
	}
	// First the consumer's, then the effect's: the other way round, what is
	// being done in between would look as if it were missing.
	info := consumer.CachedInfo()
	s.caughtUp(info)
	s.settled.Store(info.AckFloor.Stream)
	var at progress
	err = s.DB.GetContext(ctx, &at, `SELECT sequence, event_id, settled FROM positions WHERE effect = $1`, s.Effect)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the position of %s: %w", s.durable, err)
	}
	if at.Sequence > 0 {
		there, err := s.eventAt(ctx, s.speaker(), at.Sequence)
		if err != nil {
			return err
		}
		if there != at.Event {
			return s.rewind(ctx, 0, info, "the stream "+s.speaker()+" was made anew or went back")
		}
	}
	missed, err := s.missed(ctx, at.Sequence, info.AckFloor.Stream)
	if err != nil || !missed {
		return err
	}
	return s.rewind(ctx, at.Settled, info, "the database of "+s.Service+" is older than what it had acknowledged of the stream "+s.speaker())
}

// missed reports that there are events for this effect after its position that
// the consumer counts as settled.
func (s *subscriber) missed(ctx context.Context, position, settled uint64) (bool, error) {
	if settled <= position {
		return false, nil
	}
	for _, filter := range s.filter() {
		m, err := s.storedAt(ctx, s.speaker(), position+1, filter)
		if err != nil {
			return false, err
		}
		if m != nil && m.Sequence <= settled {
			return true, nil
		}
	}
	return false, nil
}

// rewind makes the consumer deliver again what comes after settled.
func (s *subscriber) rewind(ctx context.Context, settled uint64, info *jetstream.ConsumerInfo, why string) error {
	there, err := s.eventAt(ctx, s.speaker(), settled)
	if err != nil {
		return err
	}
	if _, err := s.DB.ExecContext(ctx, `UPDATE positions SET sequence = $2, event_id = $3, settled = $2 WHERE effect = $1`, s.Effect, settled, there.String()); err != nil {
		return fmt.Errorf("setting back the position of %s: %w", s.durable, err)
	}
	s.settled.Store(settled)
	if _, err := s.js.ResetConsumerToSequence(ctx, s.speaker(), s.durable, settled+1); err != nil {
		// Older servers cannot do that. Made again, it begins at the beginning.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), natsTimeout)
		defer cancel()
		if e := s.js.DeleteConsumer(ctx, s.speaker(), s.durable); e != nil {
			return fmt.Errorf("setting back consumer %s: %w", s.durable, errors.Join(err, e))
		}
	}
	s.metrics.rewound.WithLabelValues(s.Effect).Inc()
	s.Log.Error("a consumer is set back", zap.String("consumer", s.durable), zap.String("why", why),
		zap.Uint64("from", settled+1), zap.Uint64("was", info.AckFloor.Stream))
	s.behind = max(info.AckFloor.Stream, info.Delivered.Stream)
	s.trouble.stands("behind "+s.Effect, fmt.Errorf("%s; %s hears again what it has missed", why, s.durable))
	return nil
}

// caughtUp ends the trouble of a consumer that was set back.
func (s *subscriber) caughtUp(info *jetstream.ConsumerInfo) {
	if info.AckFloor.Stream >= s.behind || info.NumPending == 0 && info.NumAckPending == 0 {
		s.trouble.over("behind " + s.Effect)
	}
}

// checkAll checks the consumers every now and then, and when the connection has
// come back.
func (b *Bus) checkAll(ctx context.Context, subscribers []*subscriber) {
	look := time.NewTicker(min(checkEvery, time.Second))
	defer look.Stop()
	for checked, connection := time.Now(), b.NATS.Stats().Reconnects; ; {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		if !b.NATS.IsConnected() || time.Since(checked) < checkEvery && b.NATS.Stats().Reconnects == connection {
			continue
		}
		checked, connection = time.Now(), b.NATS.Stats().Reconnects
		for _, s := range subscribers {
			err := s.check(ctx)
			if err != nil && ctx.Err() == nil && !errors.Is(err, jetstream.ErrConsumerNotFound) && !errors.Is(err, jetstream.ErrStreamNotFound) {
				b.Log.Warn("comparing a consumer with its effect failed, trying again", zap.Error(err))
			}
		}
	}
}
