package chain

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
)

// Bell wakes a worker of this process. What it announces is in the database, so
// a missed ring costs a moment, never a message.
type Bell chan struct{}

// NewBell makes a bell.
func NewBell() Bell { return make(Bell, 1) }

// Ring never blocks.
func (b Bell) Ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// Bells are one for each of several workers.
type Bells []Bell

// Ring rings all.
func (bs Bells) Ring() {
	for _, b := range bs {
		b.Ring()
	}
}

// Touch notes that something new is known about these ids. The composer takes
// them up in a later transaction, one round at a time: two pieces that arrive at
// the same moment in two transactions cannot overlook each other.
func Touch(ctx context.Context, tx sqlx.ExtContext, ids ...uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO touched (thing) SELECT unnest($1::uuid[])`, IDs(ids)); err != nil {
		return fmt.Errorf("touching %d things: %w", len(ids), err)
	}
	return nil
}

// thing is a row to be remembered.
type thing struct {
	id      uuid.UUID
	kind    string
	version int
	data    json.RawMessage
}

// saveThings keeps the highest version of each.
func saveThings(ctx context.Context, tx sqlx.ExtContext, things []thing) error {
	if len(things) == 0 {
		return nil
	}
	var (
		ids      []uuid.UUID
		kinds    []string
		versions []int64
		data     []string
	)
	for _, t := range latest(things, func(t thing) (uuid.UUID, int) { return t.id, t.version }) {
		ids, kinds = append(ids, t.id), append(kinds, t.kind)
		versions, data = append(versions, int64(t.version)), append(data, string(t.data))
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO thing (thing_id, kind, version, data)
		SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::jsonb[])
		ON CONFLICT (thing_id) DO UPDATE SET version = excluded.version, data = excluded.data
		WHERE thing.version < excluded.version`,
		IDs(ids), pq.Array(kinds), pq.Array(versions), pq.Array(data))
	if err != nil {
		return fmt.Errorf("remembering %d things: %w", len(ids), err)
	}
	return Touch(ctx, tx, ids...)
}

// saveSuggestions keeps the highest version of each, from the events' own JSON.
func saveSuggestions(ctx context.Context, tx sqlx.ExtContext, all []events.Suggestion) error {
	if len(all) == 0 {
		return nil
	}
	all = latest(all, func(s events.Suggestion) (uuid.UUID, int) { return parse(s.SuggestionID), s.Version })
	data, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("remembering suggestions: %w", err)
	}
	if err := hideWords(ctx, tx, all); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO suggestion (suggestion_id, forum_id, version, number, receipt, words, theme_id, session_id, author_id, received_at)
		SELECT suggestion_id, forum_id, version, number, receipt, coalesce(original_text, ''),
		       nullif(theme_id, '')::uuid, nullif(session_id, '')::uuid, nullif(author_id, '')::uuid, received_at
		FROM jsonb_to_recordset($1::jsonb) AS e(suggestion_id uuid, forum_id uuid, version int, number bigint, receipt text, original_text text,
		       theme_id text, session_id text, author_id text, received_at timestamptz)
		ON CONFLICT (suggestion_id) DO UPDATE SET version = excluded.version, number = excluded.number, receipt = excluded.receipt, words = excluded.words,
		       theme_id = excluded.theme_id, session_id = excluded.session_id, author_id = excluded.author_id, received_at = excluded.received_at
		WHERE suggestion.version < excluded.version`, string(data))
	if err != nil {
		return fmt.Errorf("remembering %d suggestions: %w", len(all), err)
	}
	ids := make([]uuid.UUID, len(all))
	for i, s := range all {
		ids[i] = parse(s.SuggestionID)
	}
	return Touch(ctx, tx, ids...)
}

// saveFacts keeps each fact once.
func saveFacts(ctx context.Context, tx sqlx.ExtContext, facts []Fact) error {
	ids := make([]uuid.UUID, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
		_, err := tx.ExecContext(ctx, `
			INSERT INTO fact (fact_id, forum_id, kind, at, suggestion_ids, data, correlation) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT DO NOTHING`,
			f.ID, f.ForumID, f.Kind, f.At, IDs(f.SuggestionIDs), string(f.Data), f.Correlation)
		if err != nil {
			return fmt.Errorf("recording fact %s: %w", f.ID, err)
		}
	}
	return Touch(ctx, tx, ids...)
}

// saveReceipts is saveFacts for many facts of one suggestion each: a round in
// 160 yurts makes hundreds a second.
func saveReceipts(ctx context.Context, tx sqlx.ExtContext, facts []Fact) error {
	if len(facts) == 0 {
		return nil
	}
	var (
		ids, forums, suggestions []uuid.UUID
		at                       []string
		data, correlations       []string
	)
	for _, f := range facts {
		ids, forums, suggestions = append(ids, f.ID), append(forums, f.ForumID), append(suggestions, f.SuggestionIDs[0])
		at, data = append(at, f.At.Format(time.RFC3339Nano)), append(data, string(f.Data))
		correlations = append(correlations, f.Correlation)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO fact (fact_id, forum_id, kind, at, suggestion_ids, data, correlation)
		SELECT id, forum, $7::text, at, ARRAY[suggestion], data, correlation
		FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::jsonb[], $6::text[]) AS f(id, forum, suggestion, at, data, correlation)
		ON CONFLICT DO NOTHING`,
		IDs(ids), IDs(forums), IDs(suggestions), pq.Array(at), pq.Array(data), pq.Array(correlations), Receipt)
	if err != nil {
		return fmt.Errorf("recording %d receipts: %w", len(facts), err)
	}
	return Touch(ctx, tx, ids...)
}

// latest returns the highest version of each, ordered by id, so that two
// transactions never wait for each other.
func latest[T any](all []T, key func(T) (uuid.UUID, int)) []T {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b T) int {
		x, v := key(a)
		y, w := key(b)
		return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(w, v))
	})
	return slices.CompactFunc(sorted, func(a, b T) bool {
		x, _ := key(a)
		y, _ := key(b)
		return x == y
	})
}

// IDs passes ids to PostgreSQL.
func IDs(ids []uuid.UUID) any {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return pq.Array(texts)
}
