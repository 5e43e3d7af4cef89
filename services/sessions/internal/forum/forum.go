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
	"github.com/shanyraq/shanyraq/pkg/service/setting"
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
	Opens    string            `json:"opens" doc:"when a day begins, by the forum's clock: 09:00"`
	Closes   string            `json:"closes" doc:"when a day is over, by the forum's clock: 18:00"`
	Quorum   Quorum            `json:"quorum"`
	State    events.ForumState `json:"state"`
	Archived bool              `json:"archived" doc:"put away: it is in no list unless that is asked for"`
	Version  int               `json:"version"`
	// RehearsalOf is set by the slice rehearsal only.
	RehearsalOf string `json:"rehearsal_of,omitempty" format:"uuid" doc:"the forum that is rehearsed here: for its staff only, and nothing of it enters that forum"`
}

// Quorum is the plenary's rule: a vote is valid when at least Percent of the
// Eligible are present. Zero means no rule.
type Quorum struct {
	Eligible int `json:"eligible" minimum:"0" maximum:"1000000"`
	Percent  int `json:"percent" minimum:"0" maximum:"100"`
}

// quorum is what a new forum begins with.
var quorum = setting.Setting{Key: "forum.quorum_percent", Kind: setting.Number, Default: 50, Min: 0, Max: 100, Env: "SHANYRAQ_QUORUM_PERCENT"}

// Settings are what an organiser decides of all forums.
var Settings = []setting.Setting{quorum}

// forumChange is what may be changed of a forum; nil leaves a thing as it is.
type forumChange struct {
	Kind     *events.ForumKind  `json:"kind,omitempty"`
	Title    *events.Text       `json:"title,omitempty"`
	Region   *string            `json:"region,omitempty" maxLength:"10"`
	Place    *events.Text       `json:"place,omitempty"`
	StartsOn *events.Day        `json:"starts_on,omitempty" format:"date"`
	EndsOn   *events.Day        `json:"ends_on,omitempty" format:"date"`
	TimeZone *string            `json:"time_zone,omitempty" maxLength:"60"`
	Opens    *string            `json:"opens,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Closes   *string            `json:"closes,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Quorum   *Quorum            `json:"quorum,omitempty"`
	State    *events.ForumState `json:"state,omitempty"`
	Archived *bool              `json:"archived,omitempty"`
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
// forum_is_rehearsal, forum_archived, forum_is_on, changed_meanwhile and those of Check.
func (f *Forum) Apply(c forumChange) error {
	if err := given.SameVersion(c.Version, f.Version); err != nil {
		return err
	}
	set(&f.Kind, c.Kind)
	set(&f.Title, c.Title)
	set(&f.Region, c.Region)
	set(&f.Place, c.Place)
	set(&f.StartsOn, c.StartsOn)
	set(&f.EndsOn, c.EndsOn)
	set(&f.TimeZone, c.TimeZone)
	set(&f.Opens, c.Opens)
	set(&f.Closes, c.Closes)
	set(&f.Quorum, c.Quorum)
	set(&f.Archived, c.Archived)
	if c.State != nil && *c.State != f.State {
		if f.RehearsalOf != "" {
			return problem.Conflict("forum_is_rehearsal")
		}
		if !slices.Contains(moves[f.State], *c.State) {
			return problem.Conflict("forum_state_move", "from", problem.Named("forum_is_", string(f.State)), "to", problem.Named("forum_is_", string(*c.State)))
		}
		f.State = *c.State
	}
	if on := f.State == Announced || f.State == Running; f.Archived && on {
		return f.awake(c)
	}
	f.Version++
	return f.Check()
}

// awake says why a forum to which people still come, or shall come again, is not put
// away.
func (f *Forum) awake(c forumChange) error {
	if c.Archived == nil {
		return problem.Conflict("forum_archived")
	}
	return problem.Conflict("forum_is_on", "state", problem.Named("forum_is_", string(f.State)))
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
	if f.Closes <= f.Opens {
		return problem.InvalidField("/closes", "ends_before_start")
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

// Zone is the forum's time zone; Check has looked that there is one.
func (f *Forum) Zone() *time.Location {
	zone, err := time.LoadLocation(f.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Deletable refuses a forum that people have been told of.
func (f *Forum) Deletable() error {
	if f.State != Draft {
		return problem.Conflict("forum_not_draft")
	}
	return nil
}

func (f *Forum) described() events.ForumDescribed {
	return events.ForumDescribed{
		ForumID: f.ID, Version: f.Version, Kind: f.Kind, Title: f.Title, Region: f.Region, Place: f.Place,
		StartsOn: f.StartsOn, EndsOn: f.EndsOn, TimeZone: f.TimeZone, State: f.State,
		EligibleVoters: f.Quorum.Eligible, QuorumPercent: f.Quorum.Percent, Archived: f.Archived,
	}
}
