package ballot

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// Store keeps ballots.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// Open opens a ballot; b has the client's part. The same ballot again is
// answered as the first time. Errors: id_taken; ballot_open when another one of
// this kind is open in the round; suggestion_not_found; those of tally.Lock.
func (s *Store) Open(ctx context.Context, b *Ballot, by string) (*Ballot, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if err := database.Alone(ctx, tx, b.ID); err != nil {
			return err
		}
		if _, err := tally.Lock(ctx, tx, tally.Round{ID: b.RoundID, ForumID: b.ForumID, SessionID: b.SessionID}); err != nil {
			return err
		}
		before, err := b.before(ctx, tx)
		if err != nil {
			return err
		}
		if before != nil {
			b = before
			return nil
		}
		if err := ownSuggestions(ctx, tx, b); err != nil {
			return err
		}
		b.Code, b.Version, b.State, b.OpenedAt = text.NewCode(4, 4), 1, Open, database.Now()
		_, err = tx.ExecContext(ctx, `
			INSERT INTO ballots (id, code, forum_id, session_id, round_id, version, state, kind, dots, stacking, scale, title, suggestion_ids, opened_at, opened_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
			b.ID, b.Code, b.ForumID, b.SessionID, b.RoundID, b.Version, b.State, b.Rules.Kind, b.Rules.Dots, b.Rules.Stacking, b.Rules.Scale,
			database.AsJSON(b.Title), database.AsJSON(b.SuggestionIDs), b.OpenedAt, by)
		if err != nil {
			return fmt.Errorf("storing ballot: %w", err)
		}
		return bus.Emit(ctx, tx, events.BallotOpened{Ballot: b.Public()})
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// before returns the ballot that b was opened as before, nil if it is a new one.
// Errors: id_taken; ballot_open.
func (b *Ballot) before(ctx context.Context, tx *sqlx.Tx) (*Ballot, error) {
	known, err := Load(ctx, tx, `WHERE id = $1`, b.ID)
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		if !known[0].same(b) {
			return nil, problem.Conflict("id_taken")
		}
		return known[0], nil
	}
	open, err := Load(ctx, tx, `WHERE round_id = $1 AND kind = $2 AND state = 'open'`, b.RoundID, b.Rules.Kind)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	if !open[0].same(b) {
		return nil, problem.Conflict("ballot_open")
	}
	return open[0], nil
}

// ownSuggestions wants all suggestions on the ballot to be stored: the phones
// show their words.
func ownSuggestions(ctx context.Context, tx *sqlx.Tx, b *Ballot) error {
	var missing int
	err := tx.GetContext(ctx, &missing, `
		SELECT coalesce(min(n.place), 0) FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, place)
		WHERE NOT EXISTS (SELECT FROM suggestions s WHERE s.id = n.id AND s.forum_id = $2)`, pq.Array([]string(b.SuggestionIDs)), b.ForumID)
	if err != nil {
		return fmt.Errorf("checking suggestions: %w", err)
	}
	if missing > 0 {
		return problem.InvalidField(fmt.Sprintf("/suggestion_ids/%d", missing-1), "suggestion_not_found")
	}
	return nil
}

// Close closes the round's open ballots, of one kind unless kind is "", and
// returns all ballots of the round. Nothing that is cast later counts. Doing it
// again is harmless. Errors: round_not_found; those of may.
func (s *Store) Close(ctx context.Context, forum, round string, kind events.MarkKind, by string, may func(session string) error) ([]*Ballot, error) {
	var all []*Ballot
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		r, err := tally.Load(ctx, tx, forum, round, `FOR UPDATE`)
		if err != nil {
			return err
		}
		if r == nil {
			return problem.NotFound("round_not_found")
		}
		if err := may(r.SessionID); err != nil {
			return err
		}
		if all, err = Load(ctx, tx, `WHERE round_id = $1`, round); err != nil {
			return err
		}
		for _, b := range all {
			if b.State == Closed || kind != "" && kind != b.Rules.Kind {
				continue
			}
			if err := closeOne(ctx, tx, b, by); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func closeOne(ctx context.Context, tx *sqlx.Tx, b *Ballot, by string) error {
	b.State = Closed
	b.Version++
	_, err := tx.ExecContext(ctx, `UPDATE ballots SET state = $2, version = $3, closed_at = $4, closed_by = $5, one_address = $6 WHERE id = $1`,
		b.ID, b.State, b.Version, database.Now(), by, b.OneAddress)
	if err != nil {
		return fmt.Errorf("closing ballot: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM ballot_places WHERE ballot_id = $1`, b.ID); err != nil {
		return fmt.Errorf("forgetting places: %w", err)
	}
	return bus.Emit(ctx, tx, events.BallotClosed{Ballot: b.Public()})
}

// Ballots returns all ballots of a round, the first first. Error:
// round_not_found for a round of another forum.
func (s *Store) Ballots(ctx context.Context, forum, round string) ([]*Ballot, error) {
	if _, err := tally.Load(ctx, s.db, forum, round, ""); err != nil {
		return nil, err
	}
	return Load(ctx, s.db, `WHERE round_id = $1`, round)
}

// BallotItem is a suggestion as a phone shows it.
type BallotItem struct {
	ID     string `db:"id" json:"id"`
	Number int64  `db:"number" json:"number"`
	Text   string `db:"text" json:"text"`
}

// Find returns the ballot that a code opens, with the words of its suggestions.
// Error: ballot_not_found.
func (s *Store) Find(ctx context.Context, code string) (*Ballot, []BallotItem, error) {
	found, err := Load(ctx, s.db, `WHERE code = $1`, ReadCode(code))
	if err != nil {
		return nil, nil, err
	}
	if len(found) == 0 {
		return nil, nil, problem.NotFound("ballot_not_found")
	}
	items := []BallotItem{}
	err = s.db.SelectContext(ctx, &items, `
		SELECT s.id, s.number, s.text FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, place) JOIN suggestions s ON s.id = n.id
		ORDER BY n.place`, pq.Array([]string(found[0].SuggestionIDs)))
	if err != nil {
		return nil, nil, fmt.Errorf("loading suggestions of ballot: %w", err)
	}
	return found[0], items, nil
}
