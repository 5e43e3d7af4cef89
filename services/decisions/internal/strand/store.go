package strand

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/database"
)

// Of returns the strands that stand in proposals, by proposal, in the order of the
// suggestions' numbers.
func Of(ctx context.Context, q sqlx.QueryerContext, proposals []string) (map[string][]Strand, error) {
	var rows []struct {
		ProposalID string `db:"proposal_id"`
		Strand
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT t.proposal_id, t.id, t.suggestion_id, COALESCE(t.parent, 0) AS parent FROM strands t JOIN suggestions s ON s.id = t.suggestion_id
		WHERE t.proposal_id = ANY($1::uuid[]) ORDER BY s.number, t.id`, pq.Array(proposals))
	if err != nil {
		return nil, fmt.Errorf("loading suggestions of proposals: %w", err)
	}
	of := make(map[string][]Strand, len(proposals))
	for _, r := range rows {
		of[r.ProposalID] = append(of[r.ProposalID], r.Strand)
	}
	return of, nil
}

// Act is when and by whom strands are moved.
type Act struct {
	At          time.Time // the same for all that is done at once
	By          string    // "" when a report does it
	Recommended bool      // because a session's report says so
}

// ActOf is an act by somebody, now: after the transaction has its locks.
func ActOf(ctx context.Context, tx *sqlx.Tx, by string) (Act, error) {
	a := Act{By: by}
	if err := tx.GetContext(ctx, &a.At, `SELECT clock_timestamp()`); err != nil {
		return a, fmt.Errorf("reading the clock: %w", err)
	}
	return a, nil
}

// Move keeps the record of strands that went from one proposal to another, which
// carries so many suggestions by now, and lets them go. What ended, and what is
// released, stands nowhere.
func (a Act) Move(ctx context.Context, tx *sqlx.Tx, kind, from, to string, carries int, m Move) error {
	ended := m.Ended
	if kind == "released" {
		ended = m.Strands
	}
	_, err := tx.ExecContext(ctx, `
		WITH gone AS (UPDATE strands SET proposal_id = CASE WHEN id = ANY($5::bigint[]) THEN NULL ELSE $3::uuid END WHERE id = ANY($4::bigint[]))
		INSERT INTO moves (kind, from_id, to_id, strands, suggestion_ids, gained, lost, carries, recommended, at, by)
		VALUES ($1, $2, $3, $4, $6, $7, $8, $9, $10, $11, $12)`,
		kind, from, to, idsOf(m.Strands), idsOf(ended), pq.Array(SuggestionIDs(m.Strands)), m.Gained, m.Lost, carries, a.Recommended, a.At, a.By)
	if err != nil {
		return fmt.Errorf("moving suggestions: %w", err)
	}
	return nil
}

// Begin stores the first strands of suggestions, by suggestion the proposal where
// each begins.
func Begin(ctx context.Context, tx *sqlx.Tx, in map[string]string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO strands (suggestion_id, proposal_id) SELECT key::uuid, value::uuid FROM jsonb_each_text($1::jsonb)`, database.AsJSON(in))
	if err != nil {
		return fmt.Errorf("beginning the ways of %d suggestions: %w", len(in), err)
	}
	return nil
}

// Spin stores new strands in a proposal, and gives them their ids.
func Spin(ctx context.Context, tx *sqlx.Tx, proposal string, strands []Strand) error {
	suggestions, parents := make([]string, len(strands)), make([]int64, len(strands))
	for i, s := range strands {
		suggestions[i], parents[i] = s.SuggestionID, s.Parent
	}
	var made []Strand
	err := tx.SelectContext(ctx, &made, `
		INSERT INTO strands (suggestion_id, proposal_id, parent) SELECT suggestion, $1, parent FROM unnest($2::uuid[], $3::bigint[]) AS t(suggestion, parent)
		RETURNING id, suggestion_id, parent`, proposal, pq.Array(suggestions), pq.Array(parents))
	if err != nil {
		return fmt.Errorf("dividing suggestions: %w", err)
	}
	for i, s := range strands {
		strands[i] = made[slices.IndexFunc(made, func(m Strand) bool { return m.Parent == s.Parent })]
	}
	return nil
}

func idsOf(strands []Strand) any {
	ids := make([]int64, len(strands))
	for i, s := range strands {
		ids[i] = s.ID
	}
	return pq.Array(ids)
}

// Undo marks a proposal's standing merge as undone and returns what it moved,
// and what of that has ended since.
func Undo(ctx context.Context, tx *sqlx.Tx, id string) (brought, ended []Strand, err error) {
	var rows []struct {
		Strand
		Ended bool `db:"ended"`
	}
	err = tx.SelectContext(ctx, &rows, `
		WITH undone AS (UPDATE moves SET undone = true WHERE from_id = $1 AND kind = 'merged' AND NOT undone RETURNING strands)
		SELECT t.id, t.suggestion_id, COALESCE(t.parent, 0) AS parent, t.proposal_id IS NULL AS ended
		FROM strands t JOIN suggestions s ON s.id = t.suggestion_id WHERE t.id IN (SELECT unnest(strands) FROM undone) ORDER BY s.number, t.id`, id)
	if err != nil {
		return nil, nil, fmt.Errorf("undoing a merge: %w", err)
	}
	for _, r := range rows {
		if r.Ended {
			ended = append(ended, r.Strand)
		}
		brought = append(brought, r.Strand)
	}
	return brought, ended, nil
}
