package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
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

// Record stores what became of an attempt, with its event, in a transaction
// committed before it returns. The record of an attempt that has been overtaken
// by another one changes nothing.
func (s *Store) Record(ctx context.Context, o outcome) error {
	_, err := s.records.Do(ctx, o)
	return err
}

type recorded struct {
	ID            uuid.UUID      `db:"message_id"`
	ForumID       uuid.UUID      `db:"forum_id"`
	ParticipantID uuid.UUID      `db:"participant_id"`
	Kind          string         `db:"kind"`
	FactID        uuid.UUID      `db:"fact_id"`
	SuggestionIDs pq.StringArray `db:"suggestion_ids"`
	Correlation   string         `db:"correlation"`
	State         message.State  `db:"state"`
	Version       int            `db:"version"`
	Channel       string         `db:"channel"`
	Language      string         `db:"language"`
	Attempts      int            `db:"attempts"`
	QueuedAt      time.Time      `db:"queued_at"`
	SentAt        *time.Time     `db:"sent_at"`
}

func (s *Store) recordAll(ctx context.Context, outcomes []outcome) ([]struct{}, error) {
	type line struct {
		MessageID uuid.UUID     `json:"message_id"`
		AttemptID uuid.UUID     `json:"attempt_id"`
		State     message.State `json:"state"`
		Pause     float64       `json:"pause"`
		Unspent   int           `json:"unspent"`
		Reason    string        `json:"reason"`
		Filed     bool          `json:"filed"`
	}
	lines := make([]line, len(outcomes))
	for i, o := range outcomes {
		lines[i] = line{MessageID: o.ID, AttemptID: o.Attempt, State: o.state, Pause: o.pause.Seconds(), Reason: o.reason, Filed: o.filed}
		if !o.spent {
			lines[i].Unspent = 1
		}
	}
	data, err := json.Marshal(lines)
	if err != nil {
		return nil, fmt.Errorf("recording deliveries: %w", err)
	}
	err = database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		var rows []recorded
		err := tx.SelectContext(ctx, &rows, `
			WITH done AS (
				SELECT m.message_id AS id, e.* FROM message m
				JOIN jsonb_to_recordset($1::jsonb) AS e(message_id uuid, attempt_id uuid, state text, pause float8, unspent int, reason text, filed boolean)
				ON e.message_id = m.message_id AND e.attempt_id = m.attempt_id AND m.state = 'sending'
				ORDER BY m.message_id FOR UPDATE OF m
			)
			UPDATE message m SET state = done.state, version = version + 1, attempts = attempts - done.unspent,
			       next_attempt_at = CASE WHEN done.state = 'queued' THEN now() + make_interval(secs => done.pause) END,
			       sent_at = CASE WHEN done.state = 'sent' THEN clock_timestamp() END,
			       last_error = done.reason, filed = m.filed OR done.filed
			FROM done WHERE m.message_id = done.id
			RETURNING m.message_id, m.forum_id, m.participant_id, m.kind, m.fact_id, m.suggestion_ids, m.correlation, m.state, m.version,
			       m.channel, m.language, m.attempts, m.queued_at, m.sent_at`, string(data))
		if err != nil {
			return fmt.Errorf("recording deliveries: %w", err)
		}
		return s.tell(ctx, tx, rows)
	})
	if err != nil {
		return nil, err
	}
	s.bus.Wake()
	return make([]struct{}, len(outcomes)), nil
}

// tell emits the events of what is final. What is to be tried again is shown to
// the composer first: consent may have gone while it was under way.
func (s *Store) tell(ctx context.Context, tx *sqlx.Tx, rows []recorded) error {
	var final []message.Told
	var again []uuid.UUID
	for _, r := range rows {
		switch r.State {
		case message.Queued:
			again = append(again, r.ID)
		case message.Sent:
			final = append(final, message.Told{Correlation: r.Correlation, Event: events.NoticeSent{Notice: r.notice()}})
		default:
			final = append(final, message.Told{Correlation: r.Correlation, Event: events.NoticeFailed{Notice: r.notice()}})
		}
	}
	if len(again) > 0 {
		if err := chain.Touch(ctx, tx, again...); err != nil {
			return err
		}
		s.ring.Ring()
	}
	return message.Tell(ctx, tx, final)
}

func (r recorded) notice() events.Notice {
	n := events.Notice{
		ForumID: r.ForumID.String(), NoticeID: r.ID.String(), Version: r.Version, ParticipantID: r.ParticipantID.String(),
		Kind: r.Kind, FactID: r.FactID.String(), SuggestionIDs: events.List[string](r.SuggestionIDs), Language: r.Language, Channel: r.Channel,
		State: string(r.State), Attempts: r.Attempts, QueuedAt: r.QueuedAt.UTC(),
	}
	if r.SentAt != nil {
		at := r.SentAt.UTC()
		n.SentAt = &at
	}
	return n
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

// overdue has messages handed over again of which the queue should have made
// something long ago: somebody emptied it.
func (s *Store) overdue(ctx context.Context, after time.Duration) (int64, error) {
	res, err := s.db.ExecContext(ctx, `
		UPDATE message SET handed_at = NULL, state = 'queued' WHERE message_id IN (
			SELECT message_id FROM message WHERE state IN ('queued', 'sending') AND handed_at < now() - make_interval(secs => $1)
			AND coalesce(next_attempt_at, handed_at) < now() - make_interval(secs => $1)
			AND coalesce(claimed_at, handed_at) < now() - make_interval(secs => $1)
			ORDER BY message_id FOR UPDATE SKIP LOCKED)`, after.Seconds())
	if err != nil {
		return 0, fmt.Errorf("looking for overdue messages: %w", err)
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
