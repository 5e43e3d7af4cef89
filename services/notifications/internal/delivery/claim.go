package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// claim is the answer to a worker that wants to send a message.
type claim struct {
	taken *Outgoing
	// Not taken: how long to wait before asking again, 0 = nothing to do ever.
	again time.Duration
}

// unfit is how soon to ask again for a queued message that may not be sent as
// things stand: the composer is about to take it back.
const unfit = 2 * time.Second

// Claim takes a message for sending, in a transaction committed before it
// returns. A message is taken if it is queued, due, whole, and its person may be
// written to at this moment: a withdrawal or an erasure that committed before is
// always respected.
func (s *Store) Claim(ctx context.Context, id uuid.UUID) (claim, error) { return s.claims.Do(ctx, id) }

func (s *Store) claimAll(ctx context.Context, ids []uuid.UUID) ([]claim, error) {
	var rows []struct {
		ID       uuid.UUID     `db:"message_id"`
		ForumID  uuid.UUID     `db:"forum_id"`
		State    message.State `db:"state"`
		Letter   []byte        `db:"letter"`
		QueuedAt *time.Time    `db:"queued_at"`
		Attempts int           `db:"attempts"`
		Attempt  uuid.NullUUID `db:"attempt_id"`
		Person   uuid.UUID     `db:"participant_id"`
		Address  string        `db:"address"`
		Taken    bool          `db:"taken"`
		Again    float64       `db:"again"` // seconds
	}
	err := s.db.SelectContext(ctx, &rows, `
		WITH seen AS (
			SELECT m.message_id, m.state, m.next_attempt_at, m.claimed_at, p.address,
			       (m.state = 'queued' AND coalesce(m.next_attempt_at <= now(), true)
			        OR m.state = 'sending' AND m.claimed_at <= now() - make_interval(secs => $2))
			       AND m.letter IS NOT NULL AND p.erased_at IS NULL AND p.channel = m.channel AND p.address <> ''
			       AND (SELECT count(*) FROM consent c WHERE c.participant_id = p.participant_id AND c.given
			            AND (c.scope = 'processing' OR c.scope = 'notifications' AND c.channel = m.channel
			                 AND coalesce(c.changed_at > p.unsubscribed_at, true))) = 2 AS fit
			FROM message m JOIN person p USING (participant_id)
			WHERE m.message_id = ANY($1::uuid[]) ORDER BY m.message_id FOR UPDATE OF m
		), taken AS (
			UPDATE message m SET state = 'sending', claimed_at = now(), attempt_id = gen_random_uuid(), attempts = attempts + 1, next_attempt_at = NULL
			FROM seen WHERE m.message_id = seen.message_id AND seen.fit
			RETURNING m.*
		)
		SELECT s.message_id, s.state, s.address, t.message_id IS NOT NULL AS taken,
		       coalesce(t.forum_id, '00000000-0000-0000-0000-000000000000') AS forum_id, t.letter, t.queued_at, coalesce(t.attempts, 0) AS attempts, t.attempt_id,
		       coalesce(t.participant_id, '00000000-0000-0000-0000-000000000000') AS participant_id,
		       CASE s.state WHEN 'queued'  THEN greatest(extract(epoch FROM s.next_attempt_at - now()), 0)
		                    WHEN 'sending' THEN greatest(extract(epoch FROM s.claimed_at - now()) + $2, 0) ELSE 0 END::float8 AS again
		FROM seen s LEFT JOIN taken t USING (message_id)`, chain.IDs(ids), s.lease.Seconds())
	if err != nil {
		return nil, fmt.Errorf("claiming messages: %w", err)
	}
	answers := make(map[uuid.UUID]claim, len(rows))
	for _, r := range rows {
		var c claim
		switch {
		case r.Taken:
			o := &Outgoing{ID: r.ID, ForumID: r.ForumID, PersonID: r.Person, Address: r.Address, QueuedAt: r.QueuedAt.UTC(), Attempt: r.Attempt.UUID, Attempts: r.Attempts}
			if err := json.Unmarshal(r.Letter, &o.Letter); err != nil {
				return nil, fmt.Errorf("reading letter of message %s: %w", r.ID, err)
			}
			c.taken = o
		case r.State == message.Queued || r.State == message.Sending:
			c.again = max(time.Duration(r.Again*float64(time.Second)), 0) + 10*time.Millisecond
			if r.Again <= 0 {
				c.again = unfit
			}
		}
		answers[r.ID] = c
	}
	// The same job may be in the batch twice; the second has nothing to do yet.
	out := make([]claim, len(ids))
	for i, id := range ids {
		c := answers[id]
		out[i] = c
		if c.taken != nil {
			answers[id] = claim{again: s.lease}
		}
	}
	return out, nil
}
