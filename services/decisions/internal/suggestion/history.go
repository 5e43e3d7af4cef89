package suggestion

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// stateKinds are the events that tell where a suggestion stands now, as its
// history names them.
var stateKinds = map[string]string{
	events.SuggestionWithdrawn{}.Name(): "withdrawn",
	events.SuggestionRestored{}.Name():  "restored",
	events.SuggestionParked{}.Name():    "parked",
	events.SuggestionUnparked{}.Name():  "unparked",
}

// keepStates adds to the history of suggestions what a batch tells of it; what
// arrives late finds its place by its version.
func keepStates(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	type state struct {
		SuggestionID string           `json:"suggestion_id"`
		Version      int              `json:"version"`
		Kind         string           `json:"kind"`
		OfferedTo    events.OfferedTo `json:"offered_to"`
		At           time.Time        `json:"at"`
	}
	var states []state
	for _, r := range received {
		kind, ok := stateKinds[r.Name]
		if !ok {
			continue
		}
		var s events.Suggestion
		if err := r.Decode(&s); err != nil {
			return err
		}
		states = append(states, state{s.SuggestionID, s.Version, kind, OfferedTo(s), r.Time})
	}
	if len(states) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO suggestion_states (suggestion_id, version, kind, offered_to, at)
		SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(suggestion_id uuid, version int, kind text, offered_to text, at timestamptz)
		ON CONFLICT DO NOTHING`, database.AsJSON(states))
	if err != nil {
		return fmt.Errorf("keeping the history of suggestions: %w", err)
	}
	return nil
}
