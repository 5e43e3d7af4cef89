package participant

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Sit gives a participant a seat in a session; again changes nothing. Errors:
// session_not_found, participant_not_found, participant_erased.
func (s *Store) Sit(ctx context.Context, forumID, sessionID, id string) (Participant, error) {
	return s.do(ctx, forumID, id, func(tx *sqlx.Tx, p *Participant) (bus.Event, error) {
		if _, err := session.Hold(ctx, tx, forumID, sessionID); err != nil {
			return nil, err
		}
		if changed, err := p.Sit(sessionID); err != nil || !changed {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO seats (participant_id, session_id) VALUES ($1, $2)`, p.ID, sessionID); err != nil {
			return nil, fmt.Errorf("giving a seat: %w", err)
		}
		return p.seated(), nil
	})
}

// Rise gives a seat back; again changes nothing. Error: participant_not_found.
func (s *Store) Rise(ctx context.Context, forumID, sessionID, id string) error {
	_, err := s.do(ctx, forumID, id, func(tx *sqlx.Tx, p *Participant) (bus.Event, error) {
		if !p.Rise(sessionID) {
			return nil, nil
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM seats WHERE participant_id = $1 AND session_id = $2`, p.ID, sessionID); err != nil {
			return nil, fmt.Errorf("giving a seat back: %w", err)
		}
		return p.seated(), nil
	})
	return err
}

// Seated returns those who sit in a session, in the order of their ids. Error:
// session_not_found.
func (s *Store) Seated(ctx context.Context, forumID, sessionID string, q page.Query) (page.List[Participant], error) {
	at, err := q.Place(1)
	if err != nil {
		return page.List[Participant]{}, err
	}
	if err := session.Of(ctx, s.db, forumID, sessionID); err != nil {
		return page.List[Participant]{}, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM participants
		WHERE forum_id = $1 AND id::text > $3 AND id IN (SELECT participant_id FROM seats WHERE session_id = $2)
		ORDER BY id::text LIMIT $4`, forumID, sessionID, at[0], q.Limit+1)
	if err != nil {
		return page.List[Participant]{}, fmt.Errorf("listing who sits in a session: %w", err)
	}
	found, err := page.Collect(rows, scan)
	return page.Of(found, q, func(p Participant) []string { return []string{p.ID} }), err
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
