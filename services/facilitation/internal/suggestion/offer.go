package suggestion

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
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
func (s *Suggestion) Park(to Offer) (bool, error) {
	if s.State == Withdrawn {
		return false, problem.Conflict("suggestion_withdrawn")
	}
	changed := s.stand(standing{State: Parked, ParkedThemeID: to.ThemeID, ParkedSessionID: to.SessionID})
	return changed, nil
}

// Unpark takes a parked suggestion up again where it was said. Error:
// suggestion_withdrawn.
func (s *Suggestion) Unpark() (bool, error) {
	if s.State == Withdrawn {
		return false, problem.Conflict("suggestion_withdrawn")
	}
	return s.stand(standing{State: Received, TakenSessionID: s.TakenSessionID}), nil
}

// Take has a session take up what is offered: the suggestion belongs to its
// theme from now on, and keeps its author, its number and where it was said.
// Whoever declined it may think again. Errors: suggestion_withdrawn;
// suggestion_taken by another session; suggestion_not_offered.
func (s *Suggestion) Take(by Place) (bool, error) {
	switch {
	case s.State == Withdrawn:
		return false, problem.Conflict("suggestion_withdrawn")
	case s.TakenSessionID == by.SessionID:
		return false, nil
	case s.TakenSessionID != "":
		return false, problem.Conflict("suggestion_taken")
	case !s.offeredTo(by) && !s.declinedBy(by):
		return false, problem.Conflict("suggestion_not_offered")
	}
	if by.ThemeID != "" {
		s.ThemeID = by.ThemeID
	} else if s.ParkedThemeID != "" {
		s.ThemeID = s.ParkedThemeID
	}
	return s.stand(standing{State: Received, TakenSessionID: by.SessionID}), nil
}

// Decline has a session say that the offer is not for it: from now on it is the
// secretariat's. Error: suggestion_not_offered.
func (s *Suggestion) Decline(by Place) (bool, error) {
	switch {
	case s.DeclinedSessionID == by.SessionID:
		return false, nil
	case !s.offeredTo(by):
		return false, problem.Conflict("suggestion_not_offered")
	}
	return s.stand(standing{State: Parked, DeclinedSessionID: by.SessionID}), nil
}

func (s *Suggestion) offeredTo(p Place) bool {
	if s.State != Parked || s.SessionID == p.SessionID {
		return false
	}
	if s.ParkedSessionID != "" {
		return s.ParkedSessionID == p.SessionID
	}
	return s.ParkedThemeID != "" && s.ParkedThemeID == p.ThemeID
}

func (s *Suggestion) declinedBy(p Place) bool {
	return s.State == Parked && s.DeclinedSessionID == p.SessionID
}

// standing is where a suggestion stands, offers included.
type standing struct {
	State, ParkedThemeID, ParkedSessionID, TakenSessionID, DeclinedSessionID string
}

// stand reports whether that is a change, and counts it.
func (s *Suggestion) stand(now standing) bool {
	before := standing{s.State, s.ParkedThemeID, s.ParkedSessionID, s.TakenSessionID, s.DeclinedSessionID}
	if before == now {
		return false
	}
	s.State, s.ParkedThemeID, s.ParkedSessionID = now.State, now.ParkedThemeID, now.ParkedSessionID
	s.TakenSessionID, s.DeclinedSessionID = now.TakenSessionID, now.DeclinedSessionID
	s.Version++
	return true
}

// Park sets a suggestion aside and offers it. What another session has taken up
// a tablet cannot offer any more. Errors: those of Suggestion.Park,
// theme_of_other_forum, session_of_other_forum, suggestion_taken.
func (s *Store) Park(ctx context.Context, forum, id string, by Doer, to Offer, note string) (*Suggestion, error) {
	if err := s.complete(ctx, forum, &to); err != nil {
		return nil, err
	}
	verb := func(one *Suggestion) (bool, error) {
		if by.Device != "" && one.TakenSessionID != "" && one.TakenSessionID != by.Session {
			return false, problem.Conflict("suggestion_taken")
		}
		return one.Park(to)
	}
	return s.do(ctx, forum, id, by, "park", note, verb, func(p events.Suggestion) bus.Event {
		return events.SuggestionParked{Suggestion: p}
	})
}

// complete refuses what is another forum's, and says the theme of the session
// that the suggestion is offered to.
func (s *Store) complete(ctx context.Context, forum string, to *Offer) error {
	if to.SessionID != "" {
		of, theme, err := s.sessionFacts(ctx, s.db, to.SessionID)
		if err != nil {
			return err
		}
		if of != "" && of != forum {
			return problem.InvalidField("/session_id", "session_of_other_forum")
		}
		if theme != "" {
			to.ThemeID = theme
		}
	}
	if to.ThemeID == "" {
		return nil
	}
	of, err := s.ThemeForum(ctx, to.ThemeID)
	if err != nil {
		return err
	}
	if of != "" && of != forum {
		return problem.InvalidField("/theme_id", "theme_of_other_forum")
	}
	return nil
}

// sessionFacts are a session's forum and theme, "" as far as nothing was heard.
func (*Store) sessionFacts(ctx context.Context, q sqlx.QueryerContext, session string) (forum, theme string, err error) {
	var facts struct{ Forum, Theme string }
	err = sqlx.GetContext(ctx, q, &facts, `
		SELECT forum_id::text AS forum, coalesce(theme_id::text, '') AS theme FROM programme_sessions WHERE session_id = $1`, session)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", "", fmt.Errorf("looking up session: %w", err)
	}
	return facts.Forum, facts.Theme, nil
}

// Unpark takes a parked suggestion up again where it was said.
func (s *Store) Unpark(ctx context.Context, forum, id string, by Doer) (*Suggestion, error) {
	return s.do(ctx, forum, id, by, "unpark", "", (*Suggestion).Unpark, func(p events.Suggestion) bus.Event {
		return events.SuggestionUnparked{Suggestion: p}
	})
}

// Take has a session take up a suggestion that is offered to it. Errors: those
// of Suggestion.Take, session_of_other_forum.
func (s *Store) Take(ctx context.Context, forum, id string, by Doer, session string) (*Suggestion, error) {
	return s.answerOffer(ctx, forum, id, by, session, "take", "", (*Suggestion).Take, func(p events.Suggestion) bus.Event {
		return events.SuggestionUnparked{Suggestion: p}
	})
}

// Decline has a session leave an offer to the secretariat. Errors: those of
// Suggestion.Decline, session_of_other_forum.
func (s *Store) Decline(ctx context.Context, forum, id string, by Doer, session, note string) (*Suggestion, error) {
	return s.answerOffer(ctx, forum, id, by, session, "decline", note, (*Suggestion).Decline, func(p events.Suggestion) bus.Event {
		return events.SuggestionParked{Suggestion: p}
	})
}

func (s *Store) answerOffer(ctx context.Context, forum, id string, by Doer, session, name, note string,
	verb func(*Suggestion, Place) (bool, error), event func(events.Suggestion) bus.Event) (*Suggestion, error) {
	of, theme, err := s.sessionFacts(ctx, s.db, session)
	if err != nil {
		return nil, err
	}
	if of != "" && of != forum {
		return nil, problem.InvalidField("/session_id", "session_of_other_forum")
	}
	// What is offered to somebody is theirs to answer, whoever said it.
	by.Device = ""
	place := Place{SessionID: session, ThemeID: theme}
	return s.do(ctx, forum, id, by, name, note, func(one *Suggestion) (bool, error) { return verb(one, place) }, event)
}
