package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// record stores what became of an attempt, with its event, in a transaction
// committed before it returns. The record of an attempt that has been overtaken
// by another one changes nothing. One whose message was given up as abandoned and
// that nobody has claimed since still counts.
func (s *Store) record(ctx context.Context, o outcome) error {
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
		Evidence  string        `json:"evidence"`
		Filed     bool          `json:"filed"`
	}
	lines := make([]line, len(outcomes))
	for i, o := range outcomes {
		lines[i] = line{
			MessageID: o.Message.ID, AttemptID: o.ID, State: o.state, Pause: o.pause.Seconds(),
			Reason: o.reason, Evidence: string(o.evidence), Filed: o.kept,
		}
		if !o.spent {
			lines[i].Unspent = 1
		}
	}
	data, err := json.Marshal(lines)
	if err != nil {
		return nil, fmt.Errorf("recording deliveries: %w", err)
	}
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var rows []recorded
		err := tx.SelectContext(ctx, &rows, `
			WITH done AS (
				SELECT m.message_id AS id, e.* FROM message m
				JOIN jsonb_to_recordset($1::jsonb) AS e(message_id uuid, attempt_id uuid, state text, pause float8, unspent int, reason text, evidence text, filed boolean)
				ON e.message_id = m.message_id AND e.attempt_id = m.attempt_id AND m.state IN ('sending', 'queued')
				ORDER BY m.message_id FOR UPDATE OF m
			)
			UPDATE message m SET state = done.state, version = version + 1, attempts = attempts - done.unspent,
			       next_attempt_at = CASE WHEN done.state = 'queued' THEN now() + make_interval(secs => done.pause) END,
			       sent_at = CASE WHEN done.state = 'sent' THEN clock_timestamp() END,
			       attempt_id = NULL, last_error = done.reason, evidence = done.evidence, filed = m.filed OR done.filed
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
		Kind: events.NoticeKind(r.Kind), FactID: r.FactID.String(), SuggestionIDs: events.List[string](r.SuggestionIDs), Language: r.Language, Channel: r.Channel,
		State: events.NoticeState(r.State), Attempts: r.Attempts, QueuedAt: r.QueuedAt.UTC(),
	}
	if r.SentAt != nil {
		at := r.SentAt.UTC()
		n.SentAt = &at
	}
	return n
}
