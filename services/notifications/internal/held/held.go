// Package held keeps messages back that may have been sent already. A database that
// was put back from a backup does not know what was sent between the backup and
// then; so whatever is about that time waits for an organiser's word (docs/adr/0017).
package held

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Rule says which messages are kept back. The zero Rule keeps none.
type Rule struct {
	Restored time.Time // when the database was put back
	// Channels are those that take a message away. One that only keeps it, in a
	// folder, knows a message again.
	Channels []string
}

// Holds reports that a message about a fact may have been sent before. Its own time
// is not enough: a line that a tablet sends again is a new fact here, and was made,
// as its id tells, before.
func (r Rule) Holds(channel string, factAt time.Time, about []uuid.UUID, receipt bool) bool {
	if r.Restored.IsZero() || !slices.Contains(r.Channels, channel) {
		return false
	}
	return !factAt.After(r.Restored) || receipt && slices.ContainsFunc(about, r.madeBefore)
}

// madeBefore reads the time in an id, as whoever made it knew it.
func (r Rule) madeBefore(id uuid.UUID) bool {
	return id.Version() == 7 && !time.Unix(id.Time().UnixTime()).After(r.Restored)
}
