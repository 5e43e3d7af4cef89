package message

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Told is an event about a message, with the correlation of the fact that the
// message tells of.
type Told struct {
	Correlation string
	Event       bus.Event
}

// Tell emits events in one statement. They keep their correlation where they
// have the same; a crowd's is dropped, because a statement for each would halve
// the rate of a burst, and the notice's fact_id leads back to its cause anyway.
func Tell(ctx context.Context, tx *sqlx.Tx, told []Told) error {
	all := make([]bus.Event, len(told))
	same := len(told) > 0
	for i, t := range told {
		all[i] = t.Event
		same = same && t.Correlation == told[0].Correlation
	}
	if same {
		ctx = bus.WithCorrelation(ctx, told[0].Correlation)
	}
	return bus.Emit(ctx, tx, all...)
}
