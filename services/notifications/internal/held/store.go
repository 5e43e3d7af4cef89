package held

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// Store holds messages and lets them go.
type Store struct {
	DB   *sqlx.DB
	Bus  *bus.Bus
	Rule Rule
}

// Hold keeps back what waited to be sent, or was being sent, when the backup was
// made. It is done at each start, and finds something once.
func (s *Store) Hold(ctx context.Context) (int64, error) {
	if s.Rule.Restored.IsZero() {
		return 0, nil
	}
	res, err := s.DB.ExecContext(ctx, `
		UPDATE message SET state = 'held', version = version + 1, attempt_id = NULL, claimed_at = NULL, next_attempt_at = NULL
		WHERE state IN ('queued', 'sending') AND NOT released AND channel = ANY($1) AND fact_at <= $2`,
		pq.Array(s.Rule.Channels), s.Rule.Restored)
	if err != nil {
		return 0, fmt.Errorf("keeping messages back after a restore: %w", err)
	}
	return res.RowsAffected()
}

// settled is why a message was not sent.
const settled = "not sent after the server was restored"

// settle ends the waiting of a forum's held messages, and says so.
func (s *Store) settle(ctx context.Context, forum string, send bool) (n int, err error) {
	err = s.Bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var rows []struct {
			ID            uuid.UUID      `db:"message_id"`
			ForumID       uuid.UUID      `db:"forum_id"`
			ParticipantID uuid.UUID      `db:"participant_id"`
			Kind          string         `db:"kind"`
			FactID        uuid.UUID      `db:"fact_id"`
			SuggestionIDs pq.StringArray `db:"suggestion_ids"`
			Correlation   string         `db:"correlation"`
			Version       int            `db:"version"`
			Channel       string         `db:"channel"`
			Language      string         `db:"language"`
			Attempts      int            `db:"attempts"`
			QueuedAt      time.Time      `db:"queued_at"`
		}
		err := tx.SelectContext(ctx, &rows, `
			UPDATE message m SET state = CASE WHEN $2 THEN 'queued' ELSE 'failed' END, released = $2, version = version + 1,
			       queued_at = clock_timestamp(), last_error = CASE WHEN $2 THEN '' ELSE $3 END
			FROM (SELECT message_id FROM message WHERE forum_id = $1 AND state = 'held' ORDER BY message_id FOR UPDATE) held
			WHERE m.message_id = held.message_id
			RETURNING m.message_id, m.forum_id, m.participant_id, m.kind, m.fact_id, m.suggestion_ids, m.correlation, m.version, m.channel, m.language, m.attempts, m.queued_at`,
			forum, send, settled)
		if err != nil {
			return fmt.Errorf("settling held messages: %w", err)
		}
		n = len(rows)
		told := make([]message.Told, n)
		for i, r := range rows {
			notice := events.Notice{
				ForumID: r.ForumID.String(), NoticeID: r.ID.String(), Version: r.Version, ParticipantID: r.ParticipantID.String(),
				Kind: events.NoticeKind(r.Kind), FactID: r.FactID.String(), SuggestionIDs: events.List[string](r.SuggestionIDs),
				Language: r.Language, Channel: r.Channel, State: events.NoticeIsQueued, Attempts: r.Attempts, QueuedAt: r.QueuedAt.UTC(),
			}
			told[i] = message.Told{Correlation: r.Correlation, Event: events.NoticeQueued{Notice: notice}}
			if !send {
				notice.State = events.NoticeIsFailed
				told[i].Event = events.NoticeFailed{Notice: notice}
			}
		}
		return message.Tell(ctx, tx, told)
	})
	return n, err
}
