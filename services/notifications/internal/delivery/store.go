package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
)

// Store keeps the delivery state of messages. Claims and records of workers
// that come at the same moment share transactions.
type Store struct {
	db    *sqlx.DB
	bus   *bus.Bus
	ring  chain.Bell // wakes the composer
	lease time.Duration

	claims  *database.Batcher[uuid.UUID, claim]
	records *database.Batcher[outcome, struct{}]
}

// NewStore makes the store. A claim older than lease is of a worker that died.
func NewStore(db *sqlx.DB, b *bus.Bus, ring chain.Bell, lease time.Duration) *Store {
	s := &Store{db: db, bus: b, ring: ring, lease: lease}
	s.claims = database.NewBatcher(64, s.claimAll)
	s.records = database.NewBatcher(64, s.recordAll)
	return s
}

// job is a queued message to be handed to the work queue.
type job struct {
	ID      uuid.UUID `db:"message_id"`
	Version int       `db:"version"`
	Channel string    `db:"channel"`
}

// toHand returns queued messages that are not in the work queue yet.
func (s *Store) toHand(ctx context.Context, most int) ([]job, error) {
	var jobs []job
	err := s.db.SelectContext(ctx, &jobs, `SELECT message_id, version, channel FROM message
		WHERE state = 'queued' AND handed_at IS NULL ORDER BY message_id LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("looking for messages to hand over: %w", err)
	}
	return jobs, nil
}

// handed notes that the work queue has acknowledged the jobs.
func (s *Store) handed(ctx context.Context, jobs []job) error {
	ids := make([]uuid.UUID, len(jobs))
	for i, j := range jobs {
		ids[i] = j.ID
	}
	// Lost in a crash, this is done again, and the queue knows the job.
	err := database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SET LOCAL synchronous_commit = off`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE message m SET handed_at = now() FROM (
				SELECT message_id FROM message WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR UPDATE) AS s
			WHERE m.message_id = s.message_id`, chain.IDs(ids))
		return err
	})
	if err != nil {
		return fmt.Errorf("noting %d messages as handed over: %w", len(jobs), err)
	}
	return nil
}

// missing has messages handed over again when the queue holds fewer jobs than
// there are messages whose job it was given: it was emptied, or put back to an
// earlier day. inQueue counts its jobs.
//
// A job is in the queue before its message is noted as handed over, and leaves it
// after the message's end is recorded. So every message noted before the jobs are
// counted, and unfinished after, is among them. Which ones are gone the number does
// not tell; a job that is there twice is done once.
func (s *Store) missing(ctx context.Context, inQueue func(context.Context) (uint64, error)) (int64, error) {
	var at time.Time
	if err := s.db.GetContext(ctx, &at, `SELECT now()`); err != nil {
		return 0, fmt.Errorf("looking for missing jobs: %w", err)
	}
	jobs, err := inQueue(ctx)
	if err != nil {
		return 0, err
	}
	res, err := s.db.ExecContext(ctx, `
		UPDATE message SET handed_at = NULL, state = 'queued' WHERE message_id IN (
			SELECT message_id FROM message WHERE handed_at <= $1
			AND (state = 'queued' OR state = 'sending' AND claimed_at < now() - make_interval(secs => $3))
			AND (SELECT count(*) FROM message WHERE state IN ('queued', 'sending') AND handed_at <= $1) > $2
			ORDER BY message_id FOR UPDATE SKIP LOCKED)`, at, int64(jobs), s.lease.Seconds()) // #nosec G115 -- a stream has fewer
	if err != nil {
		return 0, fmt.Errorf("handing missing jobs over again: %w", err)
	}
	return res.RowsAffected()
}

// letterFile is a file in the mail folder whose words are to be forgotten.
type letterFile struct {
	ID      uuid.UUID `db:"message_id"`
	ForumID uuid.UUID `db:"forum_id"`
}

func (s *Store) toUnfile(ctx context.Context) ([]letterFile, error) {
	var files []letterFile
	err := s.db.SelectContext(ctx, &files, `SELECT message_id, forum_id FROM message WHERE filed AND letter IS NULL AND state <> 'sending' LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("looking for files to delete: %w", err)
	}
	return files, nil
}

func (s *Store) unfiled(ctx context.Context, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE message SET filed = false WHERE message_id = $1`, id); err != nil {
		return fmt.Errorf("noting a deleted file: %w", err)
	}
	return nil
}

var errQueueAway = errors.New("the work queue does not answer")
