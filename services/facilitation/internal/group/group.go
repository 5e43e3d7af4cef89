// Package group is suggestions of a session laid together because they say
// something similar (affinity grouping). Nothing is merged: that is the
// secretariat's work.
package group

import (
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// The states of a group.
const (
	Standing  = events.GroupStanding
	Dissolved = events.GroupIsDissolved
)

// A session has at most MaxGroups groups of at most MaxSuggestions suggestions.
const (
	MaxGroups      = 100
	MaxSuggestions = 500
)

// Group is one group.
type Group struct {
	ID            string              `json:"id"`
	ForumID       string              `json:"forum_id"`
	SessionID     string              `json:"session_id"`
	Version       int                 `json:"version"`
	State         events.GroupState   `json:"state"`
	Title         events.Text         `json:"title"`
	SuggestionIDs events.List[string] `json:"suggestion_ids" nullable:"false"`
	Position      int                 `json:"position" doc:"Place among the session's groups"`
	ChangedAt     time.Time           `json:"changed_at"`
}

// Arrangement is how somebody wants a group to be.
type Arrangement struct {
	Title         events.Text
	SuggestionIDs events.List[string]
	Position      int
	BaseVersion   int // that the writer saw, 0 = a new group
}

// Arrange changes the group, and reports whether that changed anything: what is
// so already is no change, so a lost answer may be asked for again. Errors:
// group_dissolved; newer_version with the newer group.
func (g *Group) Arrange(a Arrangement) (bool, error) {
	switch {
	case g.State == Dissolved:
		return false, problem.Conflict("group_dissolved")
	case g.Version > 0 && g.Title == a.Title && g.Position == a.Position && slices.Equal(g.SuggestionIDs, a.SuggestionIDs):
		return false, nil
	case g.Version != a.BaseVersion:
		return false, problem.Conflict("newer_version").With("newer", *g)
	}
	g.Title, g.SuggestionIDs, g.Position = a.Title, a.SuggestionIDs, a.Position
	g.Version++
	return true, nil
}

// Release takes out the suggestions that lie in another group now, and reports
// whether there were any.
func (g *Group) Release(ids []string) bool {
	left := slices.DeleteFunc(slices.Clone(g.SuggestionIDs), func(id string) bool { return slices.Contains(ids, id) })
	if len(left) == len(g.SuggestionIDs) {
		return false
	}
	g.SuggestionIDs = left
	g.Version++
	return true
}

// Dissolve takes the group apart, and reports whether that changed anything.
func (g *Group) Dissolve() bool {
	if g.State == Dissolved {
		return false
	}
	g.State = Dissolved
	g.Version++
	return true
}

// public is the group as it is told to others.
func (g *Group) public() events.Group {
	return events.Group{
		ForumID: g.ForumID, GroupID: g.ID, Version: g.Version, SessionID: g.SessionID, Title: g.Title,
		SuggestionIDs: g.SuggestionIDs, Position: g.Position, State: g.State,
	}
}
