package suggestion

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Hear reads a batch of events, adds to the history what they tell of it, and
// returns each suggestion's newest state: of those that are new here, and of those
// that have changed. It takes its part in Alone.
func Hear(ctx context.Context, tx *sqlx.Tx, received []bus.Received) (fresh, changed []Heard, err error) {
	newest := map[string]Heard{}
	for _, r := range received {
		var s events.Suggestion
		if err := r.Decode(&s); err != nil {
			return nil, nil, err
		}
		if before, ok := newest[s.SuggestionID]; !ok || before.Version < s.Version {
			newest[s.SuggestionID] = Heard{s, r}
		}
	}
	if err := forgetErased(ctx, tx, newest); err != nil {
		return nil, nil, err
	}
	if err := keepStates(ctx, tx, received); err != nil {
		return nil, nil, err
	}
	var known []struct {
		ID      string `db:"id"`
		Version int    `db:"version"`
	}
	err = tx.SelectContext(ctx, &known, `SELECT id, version FROM suggestions WHERE id = ANY($1::uuid[])`, pq.Array(slices.Sorted(maps.Keys(newest))))
	if err != nil {
		return nil, nil, fmt.Errorf("looking for known suggestions: %w", err)
	}
	for _, k := range known {
		if h := newest[k.ID]; h.Version > k.Version {
			changed = append(changed, h)
		}
		delete(newest, k.ID)
	}
	return slices.Collect(maps.Values(newest)), changed, nil
}

// Insert stores suggestions that are new here.
func Insert(ctx context.Context, tx *sqlx.Tx, fresh []Heard) error {
	return write(ctx, tx, fresh, `
		INSERT INTO suggestions (`+columns.Names()+`)
		SELECT `+columns.Names()+` FROM jsonb_populate_recordset(NULL::suggestions, $1::jsonb)`)
}

// Update brings known suggestions up to date; one that is newer stays.
func Update(ctx context.Context, tx *sqlx.Tx, changed []Heard) error {
	return write(ctx, tx, changed, `
		UPDATE suggestions s SET (`+told+`) = (SELECT `+told+` FROM jsonb_populate_record(NULL::suggestions, h.record)),
			state_at = CASE WHEN s.state = h.record->>'state' THEN s.state_at ELSE (h.record->>'state_at')::timestamptz END
		FROM jsonb_array_elements($1::jsonb) AS h(record)
		WHERE s.id = (h.record->>'id')::uuid AND s.version < (h.record->>'version')::int`)
}

func write(ctx context.Context, tx *sqlx.Tx, heard []Heard, statement string) error {
	rows := make([]*record, len(heard))
	for i, h := range heard {
		rows[i] = h.record()
	}
	records, err := columns.Records(rows)
	if err == nil {
		_, err = tx.ExecContext(ctx, statement, records)
	}
	if err != nil {
		return fmt.Errorf("storing %d suggestions: %w", len(heard), err)
	}
	return nil
}
