// Package offer is to whom a suggestion is offered that is off its session's
// theme, and what becomes of the offer.
package offer

import (
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Offer is to whom a parked suggestion is offered: a session, every session of
// a theme, or the secretariat when both are empty.
type Offer struct {
	SessionID, ThemeID string
}

// Place is a session as it stands towards offers.
type Place struct {
	SessionID, ThemeID string
}

// Park sets the suggestion aside because it is off the session's theme, and
// offers it. It stays where it was said, with its author. Error:
// suggestion_withdrawn.
func Park(s *suggestion.Suggestion, to Offer) (bool, error) {
	if s.State == suggestion.Withdrawn {
		return false, problem.Conflict("suggestion_withdrawn")
	}
	changed := s.Stand(suggestion.Standing{State: suggestion.Parked, ParkedThemeID: to.ThemeID, ParkedSessionID: to.SessionID})
	return changed, nil
}

// Unpark takes a parked suggestion up again where it was said. Error:
// suggestion_withdrawn.
func Unpark(s *suggestion.Suggestion) (bool, error) {
	if s.State == suggestion.Withdrawn {
		return false, problem.Conflict("suggestion_withdrawn")
	}
	return s.Stand(suggestion.Standing{State: suggestion.Received, TakenSessionID: s.TakenSessionID}), nil
}

// Take has a session take up what is offered: the suggestion belongs to its
// theme from now on, and keeps its author, its number and where it was said.
// Whoever declined it may think again. Errors: suggestion_withdrawn;
// suggestion_taken by another session; suggestion_not_offered.
func Take(s *suggestion.Suggestion, by Place) (bool, error) {
	switch {
	case s.State == suggestion.Withdrawn:
		return false, problem.Conflict("suggestion_withdrawn")
	case s.TakenSessionID == by.SessionID:
		return false, nil
	case s.TakenSessionID != "":
		return false, problem.Conflict("suggestion_taken")
	case !offeredTo(s, by) && !declinedBy(s, by):
		return false, problem.Conflict("suggestion_not_offered")
	}
	if by.ThemeID != "" {
		s.ThemeID = by.ThemeID
	} else if s.ParkedThemeID != "" {
		s.ThemeID = s.ParkedThemeID
	}
	return s.Stand(suggestion.Standing{State: suggestion.Received, TakenSessionID: by.SessionID}), nil
}

// Decline has a session say that the offer is not for it: from now on it is the
// secretariat's. Error: suggestion_not_offered.
func Decline(s *suggestion.Suggestion, by Place) (bool, error) {
	switch {
	case s.DeclinedSessionID == by.SessionID:
		return false, nil
	case !offeredTo(s, by):
		return false, problem.Conflict("suggestion_not_offered")
	}
	return s.Stand(suggestion.Standing{State: suggestion.Parked, DeclinedSessionID: by.SessionID}), nil
}

func offeredTo(s *suggestion.Suggestion, p Place) bool {
	if s.State != suggestion.Parked || s.SessionID == p.SessionID {
		return false
	}
	if s.ParkedSessionID != "" {
		return s.ParkedSessionID == p.SessionID
	}
	return s.ParkedThemeID != "" && s.ParkedThemeID == p.ThemeID
}

func declinedBy(s *suggestion.Suggestion, p Place) bool {
	return s.State == suggestion.Parked && s.DeclinedSessionID == p.SessionID
}
