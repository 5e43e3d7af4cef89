package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Store keeps the delivery state of one channel's messages. Records of workers that
// come at the same moment share transactions.
type Store struct {
	db      *sqlx.DB
	bus     *bus.Bus
	ring    chain.Bell // wakes the composer
	channel string
	lease   time.Duration
	records *database.Batcher[outcome, struct{}]
}

// recording is how long a worker may need beyond the channel's own time, before it
// counts as dead.
const recording = 15 * time.Second

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus, ring chain.Bell, c channel.Channel) *Store {
	s := &Store{db: db, bus: b, ring: ring, channel: c.Name(), lease: c.Limits().Timeout + recording}
	s.records = database.NewBatcher(64, s.recordAll)
	return s
}

// fit says that the message is whole and its person may be written to by its channel
// at this moment: a withdrawal or an erasure that committed before is always
// respected. What is not fit, the composer is about to take back.
const fit = `m.letter IS NOT NULL AND p.erased_at IS NULL AND p.channel = m.channel AND p.address <> ''
			AND (SELECT count(*) FROM consent c WHERE c.participant_id = p.participant_id AND c.given
			     AND (c.scope = 'processing' OR c.scope = 'notifications' AND c.channel = m.channel
			          AND coalesce(c.changed_at > p.unsubscribed_at, true))) = 2`

// claim takes up to n messages for sending, in a transaction committed before it
// returns. The commit does not wait for the disk: what a claim keeps away is other
// workers, who see it at once, and a record that is durable makes its claim so too.
func (s *Store) claim(ctx context.Context, n int) ([]attempt, error) {
	var rows []struct {
		ID       uuid.UUID `db:"message_id"`
		ForumID  uuid.UUID `db:"forum_id"`
		Letter   []byte    `db:"letter"`
		QueuedAt time.Time `db:"queued_at"`
		Attempts int       `db:"attempts"`
		Attempt  uuid.UUID `db:"attempt_id"`
		Person   uuid.UUID `db:"participant_id"`
		Address  string    `db:"address"`
		Sync     string    `db:"sync"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		WITH due AS (
			SELECT m.message_id, p.address FROM message m JOIN person p USING (participant_id)
			WHERE m.state = 'queued' AND m.channel = $1 AND coalesce(m.next_attempt_at, '-infinity') <= now() AND `+fit+`
			ORDER BY coalesce(m.next_attempt_at, '-infinity'), m.message_id LIMIT $2 FOR UPDATE OF m SKIP LOCKED
		), taken AS (
			UPDATE message m SET state = 'sending', claimed_at = now(), attempt_id = gen_random_uuid(), attempts = attempts + 1, next_attempt_at = NULL
			FROM due WHERE m.message_id = due.message_id
			RETURNING m.message_id, m.forum_id, m.letter, m.queued_at, m.attempts, m.attempt_id, m.participant_id, due.address
		)
		SELECT *, set_config('synchronous_commit', 'off', true) AS sync FROM taken`, s.channel, n)
	if err != nil {
		return nil, fmt.Errorf("claiming messages: %w", err)
	}
	taken := make([]attempt, len(rows))
	for i, r := range rows {
		taken[i] = attempt{ID: r.Attempt, PersonID: r.Person, Count: r.Attempts, Message: channel.Message{
			ID: r.ID, ForumID: r.ForumID, Address: r.Address, QueuedAt: r.QueuedAt.UTC(),
		}}
		if err := json.Unmarshal(r.Letter, &taken[i].Letter); err != nil {
			return nil, fmt.Errorf("reading letter of message %s: %w", r.ID, err)
		}
	}
	return taken, nil
}

// reclaim queues again what was claimed so long ago that its worker must have died,
// and returns how many those are. The composer looks at them: consent may have gone
// while they were under way.
func (s *Store) reclaim(ctx context.Context) (int, error) {
	var ids []uuid.UUID
	err := database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		err := tx.SelectContext(ctx, &ids, `
			UPDATE message SET state = 'queued' WHERE message_id IN (
				SELECT message_id FROM message WHERE state = 'sending' AND channel = $1 AND claimed_at <= now() - make_interval(secs => $2)
				ORDER BY message_id LIMIT 1000 FOR UPDATE SKIP LOCKED)
			RETURNING message_id`, s.channel, s.lease.Seconds())
		if err != nil {
			return fmt.Errorf("queueing abandoned messages again: %w", err)
		}
		return chain.Touch(ctx, tx, ids...)
	})
	if err == nil && len(ids) > 0 {
		s.ring.Ring()
	}
	return len(ids), err
}
