// Package programme is all sessions of a forum together: many made or taken out at
// once, and the whole of an earlier forum as the beginning of the next one.
package programme

import (
	"time"

	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// copied is a session of an earlier forum as it begins in another: on the same day of
// the forum, by the same clock time, wherever that is, and as long as it was. Its
// staff comes along if that is wished, its other people do not: who takes part in one
// forum has not agreed to stand in the list of another.
func copied(n session.Session, from, to forum.Forum, themes map[string]string, staff bool) session.Session {
	n.StartsAt, n.EndsAt = moved(n.StartsAt, from, to), moved(n.StartsAt, from, to).Add(n.EndsAt.Sub(n.StartsAt))
	n.ForumID, n.ThemeID, n.Link, n.State, n.Method, n.Version = to.ID, themes[n.ThemeID], "", "planned", "", 1
	people := []session.Person{}
	for _, p := range n.People {
		if staff && p.AccountID != "" {
			people = append(people, p)
		}
	}
	n.People = people
	return n
}

// moved is the time of day by the clock of the one forum, on as many days after the
// first day, by the clock of the other.
func moved(at time.Time, from, to forum.Forum) time.Time {
	local := at.In(from.Zone())
	first, _ := from.StartsOn.Time()
	next, _ := to.StartsOn.Time()
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC).Add(next.Sub(first))
	return time.Date(day.Year(), day.Month(), day.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), to.Zone()).UTC()
}
