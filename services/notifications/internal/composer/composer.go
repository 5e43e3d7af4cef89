// Package composer turns facts into messages, in rounds.
package composer

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/held"
	"github.com/shanyraq/shanyraq/services/notifications/internal/story"
)

// Composer turns facts into messages. It takes up what has been touched, in
// rounds, one round at a time in the whole installation: whatever order facts,
// people and names arrive in, the round after the last piece finds them all.
type Composer struct {
	DB  *sqlx.DB
	Bus *bus.Bus
	Log *zap.Logger
	// Links are asked for in each round: they are settings.
	Links func(ctx context.Context) story.Links
	// Patience is how long a letter waits for the names it would like to give
	// (forum, theme, session, bodies). A fact waits sixty times as long for a
	// suggestion that it concerns.
	Patience time.Duration
	Held     held.Rule
	Touched  chain.Bell  // rung by those who touch
	Ready    chain.Bells // rung when messages are queued
	Forgot   chain.Bells // rung when words have been deleted
}

const (
	roundSize    = 512
	roundPoll    = 250 * time.Millisecond // finds what other replicas touched
	roundTimeout = time.Minute
	// A bell rings a moment before the commit it announces, so a round that
	// comes too early is followed by a few close ones.
	soon      = 5 * time.Millisecond
	soonTimes = 10
)

// Run composes until ctx ends.
func (c *Composer) Run(ctx context.Context) error {
	late := time.NewTicker(min(max(c.Patience/4, 100*time.Millisecond), 15*time.Second))
	defer late.Stop()
	again := 0
	for ctx.Err() == nil {
		c.Bus.Pressure.Yield(ctx)
		n, err := c.round(context.WithoutCancel(ctx))
		wait := roundPoll
		switch {
		case err != nil:
			c.Log.Warn("composing messages failed, trying again", zap.Error(err))
			wait = time.Second
		case n > 0:
			again = soonTimes
			continue
		case again > 0:
			again--
			wait = soon
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-c.Touched:
			again = soonTimes
		case <-late.C:
			if err := c.loseHope(ctx); err != nil && ctx.Err() == nil {
				c.Log.Warn("looking for messages that waited long enough failed", zap.Error(err))
			}
		}
		timer.Stop()
	}
	return nil
}

// loseHope touches what has waited long enough for a missing piece.
func (c *Composer) loseHope(ctx context.Context) error {
	_, err := c.DB.ExecContext(ctx, `
		WITH over AS (UPDATE awaited SET due = NULL WHERE due < now() RETURNING waiter)
		INSERT INTO touched (thing) SELECT DISTINCT waiter FROM over`)
	if err != nil {
		return fmt.Errorf("ending waits: %w", err)
	}
	return nil
}

// round works off up to roundSize touched things and returns how many.
func (c *Composer) round(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	var queued bool
	r := &round{Composer: c, links: c.Links(ctx)} // settings are not asked while the transaction holds a connection
	err = c.Bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		touched, err := take(ctx, tx)
		if n = len(touched); err != nil || n == 0 {
			return err
		}
		r.tx = tx
		if err := r.expand(ctx, touched); err != nil {
			return err
		}
		if err := r.addressees(ctx, touched); err != nil {
			return err
		}
		queued, err = r.judge(ctx, touched)
		return err
	})
	if err == nil && r.forgot {
		c.Forgot.Ring()
	}
	if err == nil && queued {
		c.Ready.Ring()
	}
	return n, err
}

// take removes the oldest touched things; none while another replica composes.
func take(ctx context.Context, tx *sqlx.Tx) ([]uuid.UUID, error) {
	var mine bool
	if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtextextended('composer of ' || current_schema(), 0))`); err != nil || !mine {
		return nil, err
	}
	var things []uuid.UUID
	err := tx.SelectContext(ctx, &things, `
		WITH taken AS (DELETE FROM touched WHERE id IN (SELECT id FROM touched ORDER BY id LIMIT $1) RETURNING thing)
		SELECT DISTINCT thing FROM taken`, roundSize)
	if err != nil {
		return nil, fmt.Errorf("taking touched things: %w", err)
	}
	return things, nil
}
