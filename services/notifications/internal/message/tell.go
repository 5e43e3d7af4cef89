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

// Tell emits events in one statement; each keeps its own correlation.
func Tell(ctx context.Context, tx *sqlx.Tx, told []Told) error {
	out := make([]bus.Outgoing, len(told))
	for i, t := range told {
		out[i] = bus.Outgoing{Context: bus.WithCorrelation(ctx, t.Correlation), Event: t.Event}
	}
	return bus.EmitEach(ctx, tx, out...)
}
