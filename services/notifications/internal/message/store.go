package message

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// Row is a message as stored.
type row struct {
	ID            uuid.UUID      `db:"message_id"`
	ForumID       uuid.UUID      `db:"forum_id"`
	ParticipantID uuid.UUID      `db:"participant_id"`
	Kind          string         `db:"kind"`
	FactID        uuid.UUID      `db:"fact_id"`
	FactAt        time.Time      `db:"fact_at"`
	SuggestionIDs pq.StringArray `db:"suggestion_ids"`
	Correlation   string         `db:"correlation"`
	State         State          `db:"state"`
	Version       int            `db:"version"`
	Channel       string         `db:"channel"`
	Language      string         `db:"language"`
	Letter        []byte         `db:"letter"`
	Attempts      int            `db:"attempts"`
	MadeAt        time.Time      `db:"made_at"`
	QueuedAt      *time.Time     `db:"queued_at"`
	NextAttemptAt *time.Time     `db:"next_attempt_at"`
	SentAt        *time.Time     `db:"sent_at"`
	LastError     string         `db:"last_error"`
	Released      bool           `db:"released"`
	Address       string         `db:"address"` // only where joined
}

const columns = `m.message_id, m.forum_id, m.participant_id, m.kind, m.fact_id, m.fact_at, m.suggestion_ids, m.correlation,
	m.state, m.version, m.channel, m.language, m.letter, m.attempts, m.made_at, m.queued_at, m.next_attempt_at, m.sent_at, m.last_error, m.released`

func (r row) message() (*Message, error) {
	m := &Message{
		ID: r.ID, ForumID: r.ForumID, ParticipantID: r.ParticipantID, Kind: r.Kind, FactID: r.FactID, FactAt: r.FactAt,
		Correlation: r.Correlation, Released: r.Released, state: r.State, version: r.Version, channel: r.Channel, language: r.Language,
		attempts: r.Attempts, queuedAt: utc(r.QueuedAt), sentAt: utc(r.SentAt),
	}
	for _, s := range r.SuggestionIDs {
		id, err := uuid.Parse(s)
		if err != nil {
			return nil, fmt.Errorf("reading message %s: %w", r.ID, err)
		}
		m.SuggestionIDs = append(m.SuggestionIDs, id)
	}
	if r.Letter != nil {
		m.letter = &letter.Letter{}
		if err := json.Unmarshal(r.Letter, m.letter); err != nil {
			return nil, fmt.Errorf("reading letter of message %s: %w", r.ID, err)
		}
	}
	return m, nil
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// Insert makes messages; one that the person already has about the fact stays
// as it is.
func Insert(ctx context.Context, tx *sqlx.Tx, made []*Message) error {
	if len(made) == 0 {
		return nil
	}
	type line struct {
		MessageID     uuid.UUID `json:"message_id"`
		ForumID       uuid.UUID `json:"forum_id"`
		ParticipantID uuid.UUID `json:"participant_id"`
		Kind          string    `json:"kind"`
		FactID        uuid.UUID `json:"fact_id"`
		FactAt        time.Time `json:"fact_at"`
		Suggestions   []string  `json:"suggestions"`
		Correlation   string    `json:"correlation"`
		State         State     `json:"state"`
	}
	lines := make([]line, len(made))
	for i, m := range made {
		lines[i] = line{m.ID, m.ForumID, m.ParticipantID, m.Kind, m.FactID, m.FactAt, nil, m.Correlation, m.state}
		for _, s := range m.SuggestionIDs {
			lines[i].Suggestions = append(lines[i].Suggestions, s.String())
		}
	}
	data, err := json.Marshal(lines)
	if err != nil {
		return fmt.Errorf("making messages: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO message (message_id, forum_id, participant_id, kind, fact_id, fact_at, suggestion_ids, correlation, state)
		SELECT message_id, forum_id, participant_id, kind, fact_id, fact_at,
		       ARRAY(SELECT s::uuid FROM jsonb_array_elements_text(suggestions) WITH ORDINALITY AS e(s, n) ORDER BY n), correlation, state
		FROM jsonb_to_recordset($1::jsonb) AS e(message_id uuid, forum_id uuid, participant_id uuid, kind text, fact_id uuid,
		       fact_at timestamptz, suggestions jsonb, correlation text, state text)
		ON CONFLICT ON CONSTRAINT message_once DO NOTHING`, string(data))
	if err != nil {
		return fmt.Errorf("making %d messages: %w", len(made), err)
	}
	return nil
}

// Load loads and locks what is touched by itself, by its person or by its fact:
// the open messages, and the closed ones whose person was erased and whose words
// are still here. All are locked in one statement in the order of their ids, as
// the delivery locks them, so that the two never wait for each other.
func Load(ctx context.Context, tx *sqlx.Tx, touched []uuid.UUID) (open, closed []*Message, err error) {
	var rows []row
	err = tx.SelectContext(ctx, &rows, `
		SELECT `+columns+` FROM message m WHERE m.message_id = ANY(ARRAY(
			SELECT unnest($1::uuid[])
			UNION SELECT message_id FROM message WHERE participant_id = ANY($1::uuid[])
			UNION SELECT message_id FROM message WHERE fact_id = ANY($1::uuid[])))
		AND (m.state IN ('waiting', 'queued', 'held') OR m.letter IS NOT NULL AND m.participant_id IN (
			SELECT participant_id FROM person WHERE participant_id = ANY($1::uuid[]) AND erased_at IS NOT NULL))
		ORDER BY m.message_id FOR UPDATE`, chain.IDs(touched))
	if err != nil {
		return nil, nil, fmt.Errorf("loading touched messages: %w", err)
	}
	for _, r := range rows {
		m, err := r.message()
		if err != nil {
			return nil, nil, err
		}
		if m.open() {
			open = append(open, m)
		} else {
			closed = append(closed, m)
		}
	}
	return open, closed, nil
}

// Save stores changed messages. One that is queued is due at once.
func Save(ctx context.Context, tx *sqlx.Tx, changed []*Message) error {
	if len(changed) == 0 {
		return nil
	}
	type line struct {
		MessageID uuid.UUID      `json:"message_id"`
		State     State          `json:"state"`
		Version   int            `json:"version"`
		Channel   string         `json:"channel"`
		Language  string         `json:"language"`
		Letter    *letter.Letter `json:"letter"`
		QueuedAt  *time.Time     `json:"queued_at"`
	}
	lines := make([]line, len(changed))
	for i, m := range changed {
		lines[i] = line{m.ID, m.state, m.version, m.channel, m.language, m.letter, m.queuedAt}
	}
	data, err := json.Marshal(lines)
	if err != nil {
		return fmt.Errorf("saving messages: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE message m SET state = e.state, version = e.version, channel = e.channel, language = e.language,
		       letter = nullif(e.letter, 'null'::jsonb), queued_at = e.queued_at, next_attempt_at = NULL
		FROM jsonb_to_recordset($1::jsonb) AS e(message_id uuid, state text, version int, channel text, language text, letter jsonb, queued_at timestamptz)
		WHERE m.message_id = e.message_id`, string(data))
	if err != nil {
		return fmt.Errorf("saving %d messages: %w", len(changed), err)
	}
	return nil
}
