// Package programme is what sessions tells of a forum: its rule of quorum, its
// themes and sessions, and the organisations with their names. Everything here
// is a copy; nothing waits for it to be complete.
package programme

import (
	"time"
	_ "time/tzdata" // containers have no zone files

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// InForum is the path of everything that belongs to a forum.
type InForum struct {
	Forum string `path:"forum" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Forum id."`
}

// Forum is a forum as far as it has been heard of.
type Forum struct{ events.ForumDescribed }

// homeZone is where forums are held unless they say otherwise.
const homeZone = "Asia/Almaty"

// Zone is the forum's time zone.
func (f Forum) Zone() *time.Location {
	for _, name := range []string{f.TimeZone, homeZone} {
		if zone, err := time.LoadLocation(name); err == nil && name != "" {
			return zone
		}
	}
	return time.UTC
}

// Today is the forum's calendar day at an instant.
func (f Forum) Today(now time.Time) events.Day {
	return events.Day(now.In(f.Zone()).Format(time.DateOnly))
}

// Session is a session's place in the programme.
type Session struct {
	ID    string      `json:"id"`
	Title events.Text `json:"title"`
	Yurt  int         `json:"yurt"`
}

// Organisation is a body with the names it has had.
type Organisation struct {
	ID    string
	Kind  string
	Names []events.OrganisationName
}

// Name returns the name in force on the day. A signed document prints the name
// of its own date, the live register today's. A day outside of all terms gets
// the last name.
func (o Organisation) Name(on events.Day) events.OrganisationName {
	var last events.OrganisationName
	for _, n := range o.Names {
		last = n
		if n.ValidFrom <= on && (n.ValidTo == "" || on <= n.ValidTo) {
			return n
		}
	}
	return last
}

// Staff are the roles that may read what is not public yet.
var Staff = events.StaffRole("").Values()

// CheckID refuses a forum id that is none, outside of the API's own checks.
func CheckID(forum string) error {
	if id, err := uuid.Parse(forum); err != nil || id.String() != forum {
		return problem.InvalidField("path.forum", "want_uuid")
	}
	return nil
}
