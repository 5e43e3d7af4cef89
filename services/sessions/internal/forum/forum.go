// Package forum is the civic forum itself: what, where, when, and the plenary's
// quorum.
package forum

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a yurt camp's laptop may have no time zones

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// The states of a forum. A draft is seen by its staff only.
const (
	Draft     = events.ForumDraft
	Announced = events.ForumAnnounced
	Running   = events.ForumRunning
	Closed    = events.ForumClosed
)

// maxTitle is how long a title or place may be, in characters.
const maxTitle = 300

// Forum is one civic forum.
type Forum struct {
	ID       string            `json:"id" format:"uuid"`
	Kind     events.ForumKind  `json:"kind"`
	Title    events.Text       `json:"title"`
	Region   string            `json:"region" doc:"ISO 3166-2, KZ-75; empty for a republican forum"`
	Place    events.Text       `json:"place"`
	StartsOn events.Day        `json:"starts_on" format:"date"`
	EndsOn   events.Day        `json:"ends_on" format:"date"`
	TimeZone string            `json:"time_zone" doc:"IANA name, Asia/Almaty"`
	Quorum   Quorum            `json:"quorum"`
	State    events.ForumState `json:"state"`
	Version  int               `json:"version"`
}

// Quorum is the plenary's rule: a vote is valid when at least Percent of the
// Eligible are present. Zero means no rule.
type Quorum struct {
	Eligible int `json:"eligible" minimum:"0" maximum:"1000000"`
	Percent  int `json:"percent" minimum:"0" maximum:"100"`
}

// forumChange is what may be changed of a forum; nil leaves a thing as it is.
type forumChange struct {
	Title    *events.Text       `json:"title,omitempty"`
	Region   *string            `json:"region,omitempty" maxLength:"10"`
	Place    *events.Text       `json:"place,omitempty"`
	StartsOn *events.Day        `json:"starts_on,omitempty" format:"date"`
	EndsOn   *events.Day        `json:"ends_on,omitempty" format:"date"`
	TimeZone *string            `json:"time_zone,omitempty" maxLength:"60"`
	Quorum   *Quorum            `json:"quorum,omitempty"`
	State    *events.ForumState `json:"state,omitempty"`
	Version  *int               `json:"version,omitempty" doc:"if given, the change is refused when the forum has another version"`
}

// moves are the ways between states: forwards, skipping some, or one step back.
var moves = map[events.ForumState][]events.ForumState{
	Draft:     {Announced, Running},
	Announced: {Draft, Running, Closed},
	Running:   {Announced, Closed},
	Closed:    {Running},
}

// Apply changes the forum. It returns the problems forum_state_move,
// changed_meanwhile and those of Check.
func (f *Forum) Apply(c forumChange) error {
	if err := given.SameVersion(c.Version, f.Version); err != nil {
		return err
	}
	set(&f.Title, c.Title)
	set(&f.Region, c.Region)
	set(&f.Place, c.Place)
	set(&f.StartsOn, c.StartsOn)
	set(&f.EndsOn, c.EndsOn)
	set(&f.TimeZone, c.TimeZone)
	set(&f.Quorum, c.Quorum)
	if c.State != nil && *c.State != f.State {
		if !slices.Contains(moves[f.State], *c.State) {
			return problem.Conflict("forum_state_move", "from", problem.Named("forum_is_", string(f.State)), "to", problem.Named("forum_is_", string(*c.State)))
		}
		f.State = *c.State
	}
	f.Version++
	return f.Check()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Check returns what is wrong with the forum.
func (f *Forum) Check() error {
	if err := given.Title("/title", &f.Title, maxTitle, false); err != nil {
		return err
	}
	if err := given.Title("/place", &f.Place, maxTitle, true); err != nil {
		return err
	}
	switch republican := f.Kind == "republican"; {
	case republican && f.Region != "":
		return problem.InvalidField("/region", "region_of_republican")
	case !republican && !KnownRegion(f.Region):
		return problem.InvalidField("/region", "unknown_region")
	}
	if err := given.Day("/starts_on", f.StartsOn, false); err != nil {
		return err
	}
	if err := given.Day("/ends_on", f.EndsOn, false); err != nil {
		return err
	}
	if f.EndsOn < f.StartsOn {
		return problem.InvalidField("/ends_on", "ends_before_start")
	}
	// "" and "Local" are names to Go, but not to others.
	if _, err := time.LoadLocation(f.TimeZone); err != nil || !strings.Contains(f.TimeZone, "/") {
		return problem.InvalidField("/time_zone", "unknown_time_zone")
	}
	return nil
}

// Public reports whether everybody may see the forum.
func (f *Forum) Public() bool { return f.State != Draft }

// Open refuses a closed forum.
func (f *Forum) Open() error {
	if f.State == Closed {
		return problem.Conflict("forum_closed")
	}
	return nil
}

func (f *Forum) described() events.ForumDescribed {
	return events.ForumDescribed{
		ForumID: f.ID, Version: f.Version, Kind: f.Kind, Title: f.Title, Region: f.Region, Place: f.Place,
		StartsOn: f.StartsOn, EndsOn: f.EndsOn, TimeZone: f.TimeZone, State: f.State,
		EligibleVoters: f.Quorum.Eligible, QuorumPercent: f.Quorum.Percent,
	}
}
