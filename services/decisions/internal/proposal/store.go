package proposal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Store keeps proposals. Transactions lock the proposals that they change in
// the order of their ids, so that they never wait for each other in a ring.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

type row struct {
	ID                   string                     `db:"id"`
	ForumID              string                     `db:"forum_id"`
	ThemeID              string                     `db:"theme_id"`
	Number               int64                      `db:"number"`
	Text                 database.JSON[events.Text] `db:"text"`
	Follows              string                     `db:"follows"`
	TranslationCheckedBy string                     `db:"translation_checked_by"`
	State                State                      `db:"state"`
	MergedInto           string                     `db:"merged_into"`
	Outcome              string                     `db:"outcome"`
	Version              int                        `db:"version"`
}

const columns = `id, forum_id, theme_id, number, text, COALESCE(follows::text, '') AS follows, translation_checked_by,
	state, COALESCE(merged_into::text, '') AS merged_into, outcome, version`

// proposal is the row without its suggestions.
func (r row) proposal() *Proposal {
	return &Proposal{
		ID: r.ID, ForumID: r.ForumID, ThemeID: r.ThemeID, Number: r.Number, Text: r.Text.V, Follows: r.Follows,
		TranslationCheckedBy: r.TranslationCheckedBy, State: r.State, MergedInto: r.MergedInto, Outcome: r.Outcome,
		Version: r.Version,
	}
}

// Lock loads proposals of a forum for change. One that is not there is the
// problem proposal_not_found.
func Lock(ctx context.Context, tx *sqlx.Tx, forum string, ids ...string) (map[string]*Proposal, error) {
	var rows []row
	err := tx.SelectContext(ctx, &rows, `SELECT `+columns+` FROM proposals
		WHERE forum_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`, forum, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading proposals: %w", err)
	}
	found := make(map[string]*Proposal, len(rows))
	for _, r := range rows {
		found[r.ID] = r.proposal()
	}
	for _, id := range ids {
		if found[id] == nil {
			return nil, problem.NotFound("proposal_not_found").With("proposal_id", id)
		}
	}
	// A statement of its own, with a snapshot taken after the locks: one that
	// waited for a lock would still see the carriers of before.
	var members []struct {
		ProposalID   string `db:"proposal_id"`
		SuggestionID string `db:"suggestion_id"`
	}
	err = tx.SelectContext(ctx, &members, `
		SELECT c.proposal_id, c.suggestion_id FROM carried c JOIN suggestions s ON s.id = c.suggestion_id
		WHERE c.proposal_id = ANY($1::uuid[]) ORDER BY s.number`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading suggestions of proposals: %w", err)
	}
	for _, m := range members {
		p := found[m.ProposalID]
		p.SuggestionIDs = append(p.SuggestionIDs, m.SuggestionID)
	}
	return found, nil
}

// Save stores what the verbs changed, except for which suggestions are
// carried: moves do that.
func Save(ctx context.Context, tx *sqlx.Tx, ps ...*Proposal) error {
	for _, p := range ps {
		_, err := tx.ExecContext(ctx, `
			UPDATE proposals SET theme_id = $2, text = $3, follows = NULLIF($4, '')::uuid, translation_checked_by = $5,
				state = $6, merged_into = NULLIF($7, '')::uuid, outcome = $8, version = $9 WHERE id = $1`,
			p.ID, p.ThemeID, database.AsJSON(p.Text), p.Follows, p.TranslationCheckedBy, p.State, p.MergedInto, p.Outcome, p.Version)
		if err != nil {
			return fmt.Errorf("saving proposal: %w", err)
		}
	}
	return nil
}

// move records suggestions going from one proposal to another, and lets them go.
func move(ctx context.Context, tx *sqlx.Tx, kind string, from, to *Proposal, suggestions []string, at time.Time, by string) error {
	_, err := tx.ExecContext(ctx, `
		WITH gone AS (UPDATE carried SET proposal_id = $3 WHERE suggestion_id = ANY($4::uuid[]))
		INSERT INTO moves (kind, from_id, to_id, suggestion_ids, carries, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		kind, from.ID, to.ID, pq.Array(list(suggestions)), len(to.SuggestionIDs), at, by)
	if err != nil {
		return fmt.Errorf("moving suggestions: %w", err)
	}
	return nil
}

// clock is the time at which a transaction that has its locks does its work.
func clock(ctx context.Context, tx *sqlx.Tx) (time.Time, error) {
	var at time.Time
	if err := tx.GetContext(ctx, &at, `SELECT clock_timestamp()`); err != nil {
		return at, fmt.Errorf("reading the clock: %w", err)
	}
	return at, nil
}

// rootOf follows a chain of merges to the proposal at its end.
func rootOf(ctx context.Context, tx *sqlx.Tx, id string) (string, error) {
	var root string
	err := tx.GetContext(ctx, &root, `
		WITH RECURSIVE chain AS (
			SELECT id, merged_into FROM proposals WHERE id = $1
			UNION SELECT p.id, p.merged_into FROM proposals p JOIN chain c ON p.id = c.merged_into)
		SELECT id FROM chain WHERE merged_into IS NULL`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", problem.NotFound("proposal_not_found").With("proposal_id", id)
	}
	if err != nil {
		return "", fmt.Errorf("following a chain of merges: %w", err)
	}
	return root, nil
}

// undo marks a proposal's standing merge as undone and returns what it moved.
func undo(ctx context.Context, tx *sqlx.Tx, id string) ([]string, error) {
	var ids pq.StringArray
	err := tx.GetContext(ctx, &ids, `
		UPDATE moves SET undone = true WHERE from_id = $1 AND kind = 'merged' AND NOT undone
		RETURNING suggestion_ids`, id)
	if err != nil {
		return nil, fmt.Errorf("undoing a merge: %w", err)
	}
	return ids, nil
}
