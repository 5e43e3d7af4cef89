package seat

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Store keeps seats.
type Store struct {
	db           *sqlx.DB
	participants *participant.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, participants *participant.Store) *Store { return &Store{db, participants} }

// Sit gives a participant a seat in a session; again changes nothing. Errors:
// session_not_found, participant_not_found, participant_erased.
func (s *Store) Sit(ctx context.Context, forumID, sessionID, id string) (participant.Participant, error) {
	return s.participants.Do(ctx, forumID, id, func(tx *sqlx.Tx, p *participant.Participant) (bus.Event, error) {
		if _, err := session.Hold(ctx, tx, forumID, sessionID); err != nil {
			return nil, err
		}
		if changed, err := p.Sit(sessionID); err != nil || !changed {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO seats (participant_id, session_id) VALUES ($1, $2)`, p.ID, sessionID); err != nil {
			return nil, fmt.Errorf("giving a seat: %w", err)
		}
		return p.Seated(), nil
	})
}

// Rise gives a seat back; again changes nothing. Error: participant_not_found.
func (s *Store) Rise(ctx context.Context, forumID, sessionID, id string) error {
	_, err := s.participants.Do(ctx, forumID, id, func(tx *sqlx.Tx, p *participant.Participant) (bus.Event, error) {
		if !p.Rise(sessionID) {
			return nil, nil
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM seats WHERE participant_id = $1 AND session_id = $2`, p.ID, sessionID); err != nil {
			return nil, fmt.Errorf("giving a seat back: %w", err)
		}
		return p.Seated(), nil
	})
	return err
}

// Seated returns those who sit in a session, in the order of their ids. Error:
// session_not_found.
func (s *Store) Seated(ctx context.Context, forumID, sessionID string, q page.Query) (page.List[participant.Participant], error) {
	if err := session.Of(ctx, s.db, forumID, sessionID); err != nil {
		return page.List[participant.Participant]{}, err
	}
	return s.participants.List(ctx, forumID, participant.Filter{Session: sessionID}, q, web.Window{})
}

// working refuses a tablet that was revoked or moved to another session since it
// got its token: device_revoked.
func (s *Store) working(ctx context.Context, forumID, sessionID, device string) error {
	var works bool
	err := s.db.GetContext(ctx, &works, `
		SELECT EXISTS (SELECT FROM devices WHERE id::text = $1 AND forum_id = $2 AND session_id = $3 AND revoked_at IS NULL)`,
		device, forumID, sessionID)
	if err != nil {
		return fmt.Errorf("looking for the tablet: %w", err)
	}
	if !works {
		return problem.Unauthenticated("device_revoked")
	}
	return nil
}
