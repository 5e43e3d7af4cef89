// Package session is one meeting of the programme: a preparatory meeting, a
// panel, a breakout in a yurt, a strategic session, the plenary.
package session

import (
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const maxTitle = 300

// Session is one meeting of a forum.
type Session struct {
	ID       string              `json:"id" format:"uuid"`
	ForumID  string              `json:"forum_id" format:"uuid"`
	Kind     events.SessionKind  `json:"kind"`
	ThemeID  string              `json:"theme_id" doc:"empty when the session has no theme of its own"`
	Title    events.Text         `json:"title"`
	Place    events.Text         `json:"place"`
	Yurt     int                 `json:"yurt" doc:"number of the yurt, 0 when it is not in one"`
	StartsAt time.Time           `json:"starts_at"`
	EndsAt   time.Time           `json:"ends_at"`
	People   []Person            `json:"people" nullable:"false" doc:"shown to the forum's staff and tablets"`
	Language string              `json:"language" format:"speech"`
	State    events.SessionState `json:"state"`
	Link     string              `json:"link" doc:"to a room elsewhere, for who is not there; shown to the forum's staff and tablets"`
	Reason   events.Text         `json:"reason" doc:"why it was cancelled"`
	Method   string              `json:"method" doc:"key of the method that its plan of rounds came from; empty = a plan of its own"`
	Version  int                 `json:"version"`
}

// LedBy tells whether the account moderates or facilitates the session.
func (s *Session) LedBy(account string) bool {
	return slices.ContainsFunc(s.People, func(p Person) bool {
		return p.AccountID == account && (p.Role == "moderator" || p.Role == "facilitator")
	})
}

// Person is somebody with a part in a session: a staff account or a
// participant, by id; names are not repeated here.
type Person struct {
	AccountID     string             `json:"account_id,omitempty" maxLength:"45"`
	ParticipantID string             `json:"participant_id,omitempty" maxLength:"45"`
	Role          events.SessionRole `json:"role"`
}

// sessionChange is what may be changed of a session; nil leaves a thing as it is.
type sessionChange struct {
	Kind     *events.SessionKind  `json:"kind,omitempty"`
	ThemeID  *string              `json:"theme_id,omitempty" maxLength:"45"`
	Title    *events.Text         `json:"title,omitempty"`
	Place    *events.Text         `json:"place,omitempty"`
	Yurt     *int                 `json:"yurt,omitempty" minimum:"0" maximum:"1000"`
	StartsAt *time.Time           `json:"starts_at,omitempty"`
	EndsAt   *time.Time           `json:"ends_at,omitempty"`
	People   *[]Person            `json:"people,omitempty" maxItems:"100"`
	Language *string              `json:"language,omitempty" format:"speech"`
	Link     *string              `json:"link,omitempty" maxLength:"2000" pattern:"^(https?://.+)?$"`
	State    *events.SessionState `json:"state,omitempty"`
	Reason   *events.Text         `json:"reason,omitempty" doc:"needed to cancel it: the tablets and the public pages say it"`
	Version  *int                 `json:"version,omitempty" doc:"if given, the change is refused when the session has another version"`
}

// moves are the ways between states; what has ended can go on again.
var moves = map[events.SessionState][]events.SessionState{
	events.SessionPlanned:   {events.SessionRunning, events.SessionCancelled},
	events.SessionRunning:   {events.SessionEnded, events.SessionPlanned},
	events.SessionEnded:     {events.SessionRunning},
	events.SessionCancelled: {events.SessionPlanned},
}

// Apply changes the session. It returns the problems session_state_move,
// changed_meanwhile and those of Check.
func (s *Session) Apply(c sessionChange) error {
	if err := given.SameVersion(c.Version, s.Version); err != nil {
		return err
	}
	set(&s.Kind, c.Kind)
	set(&s.ThemeID, c.ThemeID)
	set(&s.Title, c.Title)
	set(&s.Place, c.Place)
	set(&s.Yurt, c.Yurt)
	set(&s.StartsAt, c.StartsAt)
	set(&s.EndsAt, c.EndsAt)
	set(&s.People, c.People)
	set(&s.Language, c.Language)
	set(&s.Link, c.Link)
	set(&s.Reason, c.Reason)
	if c.State != nil && *c.State != s.State {
		if !slices.Contains(moves[s.State], *c.State) {
			return problem.Conflict("session_state_move", "from", problem.Named("session_is_", string(s.State)), "to", problem.Named("session_is_", string(*c.State)))
		}
		s.State = *c.State
	}
	if s.State != events.SessionCancelled {
		s.Reason = events.Text{}
	}
	s.Version++
	return s.Check()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Check brings ids and times into their canonical form and returns what is
// wrong with the session.
func (s *Session) Check() (err error) {
	if err := given.Title("/title", &s.Title, maxTitle, false); err != nil {
		return err
	}
	if err := given.Title("/place", &s.Place, maxTitle, true); err != nil {
		return err
	}
	if err := given.Text("/reason", &s.Reason, maxTitle, s.State != events.SessionCancelled); err != nil {
		return err
	}
	// PostgreSQL keeps microseconds: what is answered and told is what is kept.
	s.StartsAt, s.EndsAt = s.StartsAt.UTC().Truncate(time.Microsecond), s.EndsAt.UTC().Truncate(time.Microsecond)
	if !s.EndsAt.After(s.StartsAt) {
		return problem.InvalidField("/ends_at", "ends_before_start")
	}
	if s.StartsAt.Year() < 2000 || s.EndsAt.Year() > 2200 {
		return problem.InvalidField("/starts_at", "want_date_time")
	}
	if s.ThemeID, err = given.Ref("/theme_id", s.ThemeID); err != nil {
		return err
	}
	people := make([]Person, len(s.People))
	for i, p := range s.People {
		if people[i], err = p.checked(); err != nil {
			return err
		}
	}
	s.People = people
	return nil
}

func (p Person) checked() (Person, error) {
	var err error
	if (p.AccountID == "") == (p.ParticipantID == "") {
		return p, problem.InvalidField("/people", "account_or_participant")
	}
	if p.AccountID, err = given.Ref("/people", p.AccountID); err != nil {
		return p, err
	}
	p.ParticipantID, err = given.Ref("/people", p.ParticipantID)
	return p, err
}

func (s *Session) scheduled() events.SessionScheduled {
	told := events.SessionScheduled{
		ForumID: s.ForumID, SessionID: s.ID, Version: s.Version, Kind: s.Kind, ThemeID: s.ThemeID, Title: s.Title,
		Place: s.Place, Yurt: s.Yurt, StartsAt: s.StartsAt, EndsAt: s.EndsAt, Method: s.Method, State: s.State,
	}
	if !s.Reason.Empty() {
		told.Reason = &s.Reason
	}
	return told
}
