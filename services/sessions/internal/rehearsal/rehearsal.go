// Package rehearsal is a forum that is played through before its day: a copy with the
// same programme and the same staff, for them alone. Being a forum of its own, nothing
// that is said, decided or counted in it can enter the one that it is for.
package rehearsal

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// of is the rehearsal of a forum, today by its clock. It stays a draft, which only
// its staff sees.
func of(f forum.Forum, now time.Time) forum.Forum {
	first, _ := f.StartsOn.Time()
	last, _ := f.EndsOn.Time()
	today := now.In(f.Zone())
	f.RehearsalOf, f.ID, f.Version = f.ID, given.ID(""), 1
	f.State, f.Archived = forum.Draft, false
	f.StartsOn = events.Day(today.Format(time.DateOnly))
	f.EndsOn = events.Day(today.Add(last.Sub(first)).Format(time.DateOnly))
	for language, title := range f.Title.All() {
		f.Title = f.Title.With(language, problem.Say(language, "rehearsal_of_title", map[string]any{"title": title}))
	}
	return f
}
