// Package wording is how a suggestion gets other words than those first typed,
// without that anybody overwrites what they have not seen.
package wording

import (
	"slices"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Edit is a new wording as a client proposes it.
type Edit struct {
	ID          string // made by the client
	Text        string
	Language    string
	Tags        pq.StringArray // as tag.Kept made them; nil: those that stand
	BaseVersion int            // of the suggestion as the editor saw it
	By          string
	DeviceID    string
}

// Reword puts a new wording in place of the one that stands, and reports
// whether that changed anything. Errors: suggestion_withdrawn; text_empty;
// base_version_unknown; newer_wording (with the newer wording) when somebody
// else has reworded it, or hidden a part of it, since the editor's base.
func Reword(s *suggestion.Suggestion, e Edit) (bool, error) {
	tags := e.Tags
	if tags == nil {
		tags = s.Tags
	}
	same := s.Text == e.Text && s.Language == e.Language && slices.Equal(s.Tags, tags)
	switch {
	case s.State == suggestion.Withdrawn:
		return false, problem.Conflict("suggestion_withdrawn")
	case given.Blank(e.Text):
		return false, problem.InvalidField("/text", "text_empty")
	case e.BaseVersion > s.Version:
		return false, problem.InvalidField("/base_version", "base_version_unknown")
	case (s.WordingVersion > e.BaseVersion || hiddenSince(s, e.BaseVersion)) && !same:
		return false, problem.Conflict("newer_wording")
	case same:
		return false, nil
	}
	s.Version++
	s.WordingVersion = s.Version
	s.Text, s.Language, s.Tags = e.Text, e.Language, tags
	return true, nil
}

// hiddenSince reports whether a part of the words was hidden after the version:
// who saw them before may have written it down again.
func hiddenSince(s *suggestion.Suggestion, version int) bool {
	return slices.ContainsFunc(s.Changes, func(c suggestion.Change) bool { return c.Verb == "hide" && c.Version > version })
}

// did reports whether the edit is one of the suggestion's wordings.
func did(s *suggestion.Suggestion, e Edit) (bool, error) {
	for _, w := range s.Wordings {
		if w.EditID == e.ID {
			if w.Text != e.Text && !s.WasHidden || w.Language != e.Language || e.Tags != nil && !slices.Equal(w.Tags, e.Tags) {
				return false, problem.Conflict("edit_id_taken")
			}
			return true, nil
		}
	}
	return false, nil
}

// withNewer shows the newer wording to the editor who did not know it.
func withNewer(s *suggestion.Suggestion, err error) error {
	p, ok := err.(*problem.Error) //nolint:errorlint // Reword returns it bare
	if !ok || p.Code != "newer_wording" {
		return err
	}
	newer := s.Wordings[len(s.Wordings)-1]
	newer.Version = s.Version // on the ground of which the editor may go on
	return p.With("newer", newer)
}
