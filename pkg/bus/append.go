package bus

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/database"
)

// Outgoing is an event with the context that caused it: its correlation id and
// trace. Emit gives all its events one context; what serves several requests, or
// follows from several events, at once has several, see EmitEach.
type Outgoing struct {
	Context context.Context
	Event   Event
}

// Append is Emit as a part of the caller's own statement, for the one path
// where another round trip costs too much: the SQL "INSERT INTO outbox SELECT …"
// whose six arguments begin at number first and are made by AppendArgs. The
// caller may add a WHERE clause, and adds " ORDER BY e.n" to keep the events'
// order. Whoever does so calls Bus.Wake after the commit.
func Append(first int) string {
	return fmt.Sprintf(`
		INSERT INTO outbox (event_id, subject, name, data, correlation, traceparent)
		SELECT e.id, e.subject, e.name, e.data, e.correlation, e.traceparent
		FROM unnest($%d::uuid[], $%d::text[], $%d::text[], $%d::text[], $%d::text[], $%d::text[]) WITH ORDINALITY
		  AS e(id, subject, name, data, correlation, traceparent, n)`, first, first+1, first+2, first+3, first+4, first+5)
}

// AppendArgs are the arguments of Append.
func AppendArgs(out []Outgoing) ([]any, error) {
	var columns [6]database.Strings
	for i := range columns {
		columns[i] = make(database.Strings, len(out))
	}
	for i, o := range out {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("making event id: %w", err)
		}
		data, err := encode(o.Event)
		if err != nil {
			return nil, fmt.Errorf("emitting %s: %w", o.Event.Name(), err)
		}
		correlation := Correlation(o.Context)
		if correlation == "" {
			correlation = id.String()
		}
		for c, v := range [...]string{id.String(), o.Event.Subject(), o.Event.Name(), data, correlation, traceparent(o.Context)} {
			columns[c][i] = v
		}
	}
	args := make([]any, len(columns))
	for i := range columns {
		args[i] = columns[i]
	}
	return args, nil
}
