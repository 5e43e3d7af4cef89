package offer

import (
	"cmp"
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/programme"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store keeps what becomes of offers.
type Store struct {
	db          *sqlx.DB
	suggestions *suggestion.Store
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, s *suggestion.Store) *Store { return &Store{db, s} }

// Park sets a suggestion aside and offers it. What another session has taken up
// a tablet cannot offer any more. Errors: those of Park,
// theme_of_other_forum, session_of_other_forum, suggestion_taken.
func (s *Store) Park(ctx context.Context, v access.Visitor, id string, to Offer, note string) (*suggestion.Suggestion, error) {
	if err := s.complete(ctx, v.Forum, &to); err != nil {
		return nil, err
	}
	verb := func(one *suggestion.Suggestion) (bool, error) {
		if v.Device != "" && one.TakenSessionID != "" && one.TakenSessionID != v.At {
			return false, problem.Conflict("suggestion_taken")
		}
		return Park(one, to)
	}
	return s.suggestions.Do(ctx, v, id, "park", note, verb, func(p events.Suggestion) bus.Event {
		return events.SuggestionParked{Suggestion: p}
	})
}

// complete refuses what is another forum's, and says the theme of the session
// that the suggestion is offered to.
func (s *Store) complete(ctx context.Context, forum string, to *Offer) error {
	if to.SessionID != "" {
		theme, err := programme.ThemeOfSession(ctx, s.db, forum, to.SessionID)
		if err != nil {
			return err
		}
		to.ThemeID = cmp.Or(theme, to.ThemeID)
	}
	if to.ThemeID == "" {
		return nil
	}
	return programme.OwnTheme(ctx, s.db, forum, to.ThemeID)
}

// Unpark takes a parked suggestion up again where it was said.
func (s *Store) Unpark(ctx context.Context, v access.Visitor, id string) (*suggestion.Suggestion, error) {
	return s.suggestions.Do(ctx, v, id, "unpark", "", Unpark, func(p events.Suggestion) bus.Event {
		return events.SuggestionUnparked{Suggestion: p}
	})
}

// Take has a session take up a suggestion that is offered to it. Errors: those
// of Take, session_of_other_forum.
func (s *Store) Take(ctx context.Context, v access.Visitor, id, session string) (*suggestion.Suggestion, error) {
	return s.answer(ctx, v, id, session, "take", "", Take, func(p events.Suggestion) bus.Event {
		return events.SuggestionUnparked{Suggestion: p}
	})
}

// Decline has a session leave an offer to the secretariat. Errors: those of
// Decline, session_of_other_forum.
func (s *Store) Decline(ctx context.Context, v access.Visitor, id, session, note string) (*suggestion.Suggestion, error) {
	return s.answer(ctx, v, id, session, "decline", note, Decline, func(p events.Suggestion) bus.Event {
		return events.SuggestionParked{Suggestion: p}
	})
}

func (s *Store) answer(ctx context.Context, v access.Visitor, id, session, name, note string,
	verb func(*suggestion.Suggestion, Place) (bool, error), event func(events.Suggestion) bus.Event) (*suggestion.Suggestion, error) {
	theme, err := programme.ThemeOfSession(ctx, s.db, v.Forum, session)
	if err != nil {
		return nil, err
	}
	// What is offered to somebody is theirs to answer, whoever said it.
	v.Device, v.Only = "", nil
	place := Place{SessionID: session, ThemeID: theme}
	return s.suggestions.Do(ctx, v, id, name, note, func(one *suggestion.Suggestion) (bool, error) { return verb(one, place) }, event)
}
