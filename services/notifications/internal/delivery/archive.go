package delivery

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// tidy deletes from the channel's archive what is to be forgotten.
func (d *Dispatcher) tidy(ctx context.Context, a channel.Archive) {
	every := time.NewTicker(tidyEvery)
	defer every.Stop()
	for {
		if err := d.forget(ctx, a); err != nil && ctx.Err() == nil {
			d.Log.Warn("deleting erased people's messages failed, trying again", zap.String("channel", a.Name()), zap.Error(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		case <-d.Forgot:
		}
	}
}

// forget deletes the messages whose words have been forgotten, and what was never
// finished.
func (d *Dispatcher) forget(ctx context.Context, a channel.Archive) error {
	if err := a.Clean(10 * d.Store.lease); err != nil {
		return err
	}
	all, err := d.Store.forgotten(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := a.Forget(m.ForumID, m.ID); err != nil {
			return err
		}
		if err := d.Store.unfiled(ctx, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// filed is a message in the archive whose words are to be forgotten.
type filed struct {
	ID      uuid.UUID `db:"message_id"`
	ForumID uuid.UUID `db:"forum_id"`
}

func (s *Store) forgotten(ctx context.Context) ([]filed, error) {
	var all []filed
	err := s.db.SelectContext(ctx, &all, `SELECT message_id, forum_id FROM message
		WHERE filed AND letter IS NULL AND state <> 'sending' AND channel = $1 LIMIT 500`, s.channel)
	if err != nil {
		return nil, fmt.Errorf("looking for messages to forget: %w", err)
	}
	return all, nil
}

func (s *Store) unfiled(ctx context.Context, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE message SET filed = false WHERE message_id = $1`, id); err != nil {
		return fmt.Errorf("noting a forgotten message: %w", err)
	}
	return nil
}
