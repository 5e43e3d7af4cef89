package proposal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	Recommended          bool                       `db:"recommended"`
	Version              int                        `db:"version"`
	Place                int64                      `db:"place"`              // only in a list
	MergedIntoNumber     int64                      `db:"merged_into_number"` // only where listed
}

const columns = `id, forum_id, theme_id, number, text, COALESCE(follows::text, '') AS follows, translation_checked_by,
	state, COALESCE(merged_into::text, '') AS merged_into, outcome, recommended, version`

// proposal is the row without its suggestions.
func (r row) proposal() *Proposal {
	return &Proposal{
		ID: r.ID, ForumID: r.ForumID, ThemeID: r.ThemeID, Number: r.Number, Text: r.Text.V, Follows: r.Follows,
		TranslationCheckedBy: r.TranslationCheckedBy, State: r.State, MergedInto: r.MergedInto, Outcome: r.Outcome,
		Recommended: r.Recommended, Version: r.Version,
	}
}

// Lock loads proposals of a forum for change. One that is not there is the
// problem proposal_not_found.
func Lock(ctx context.Context, tx *sqlx.Tx, forum string, ids ...string) (map[string]*Proposal, error) {
	found, err := lockKnown(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if p := found[id]; p == nil || p.ForumID != forum {
			return nil, problem.NotFound("proposal_not_found").With("proposal_id", id)
		}
	}
	return found, nil
}

// lockKnown loads those of the proposals that are there, of whatever forum.
func lockKnown(ctx context.Context, tx *sqlx.Tx, ids []string) (map[string]*Proposal, error) {
	var rows []row
	err := tx.SelectContext(ctx, &rows, `SELECT `+columns+` FROM proposals WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading proposals: %w", err)
	}
	found := make(map[string]*Proposal, len(rows))
	for _, r := range rows {
		found[r.ID] = r.proposal()
	}
	// A statement of its own, with a snapshot taken after the locks: one that
	// waited for a lock would still see the strands of before.
	return found, loadStrands(ctx, tx, found)
}

func loadStrands(ctx context.Context, tx *sqlx.Tx, of map[string]*Proposal) error {
	var rows []struct {
		ProposalID string `db:"proposal_id"`
		Strand
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT t.proposal_id, t.id, t.suggestion_id, COALESCE(t.parent, 0) AS parent FROM strands t JOIN suggestions s ON s.id = t.suggestion_id
		WHERE t.proposal_id = ANY($1::uuid[]) ORDER BY s.number, t.id`, pq.Array(slices.Collect(maps.Keys(of))))
	if err != nil {
		return fmt.Errorf("loading suggestions of proposals: %w", err)
	}
	for _, r := range rows {
		of[r.ProposalID].Strands = append(of[r.ProposalID].Strands, r.Strand)
	}
	return nil
}

// Save stores what the verbs changed, except for which suggestions are
// carried: acts do that.
func Save(ctx context.Context, tx *sqlx.Tx, ps ...*Proposal) error {
	for _, p := range ps {
		_, err := tx.ExecContext(ctx, `
			UPDATE proposals SET theme_id = $2, text = $3, follows = NULLIF($4, '')::uuid, translation_checked_by = $5,
				state = $6, merged_into = NULLIF($7, '')::uuid, outcome = $8, version = $9, recommended = $10 WHERE id = $1`,
			p.ID, p.ThemeID, database.AsJSON(p.Text), p.Follows, p.TranslationCheckedBy, p.State, p.MergedInto, p.Outcome, p.Version, p.Recommended)
		if err != nil {
			return fmt.Errorf("saving proposal: %w", err)
		}
	}
	return nil
}

// act is when and by whom strands are moved.
type act struct {
	at          time.Time // the same for all that is done at once
	by          string    // "" when a report does it
	recommended bool      // because a session's report says so
}

// begin is an act by somebody, now: after the transaction has its locks.
func begin(ctx context.Context, tx *sqlx.Tx, by string) (act, error) {
	a := act{by: by}
	if err := tx.GetContext(ctx, &a.at, `SELECT clock_timestamp()`); err != nil {
		return a, fmt.Errorf("reading the clock: %w", err)
	}
	return a, nil
}

// move keeps the record of strands that went from one proposal to another, and
// lets them go. What ended, and what is released, stands nowhere.
func (a act) move(ctx context.Context, tx *sqlx.Tx, kind string, from, to *Proposal, m Move) error {
	ended := m.Ended
	if kind == "released" {
		ended = m.Strands
	}
	_, err := tx.ExecContext(ctx, `
		WITH gone AS (UPDATE strands SET proposal_id = CASE WHEN id = ANY($5::bigint[]) THEN NULL ELSE $3::uuid END WHERE id = ANY($4::bigint[]))
		INSERT INTO moves (kind, from_id, to_id, strands, suggestion_ids, gained, lost, carries, recommended, at, by)
		VALUES ($1, $2, $3, $4, $6, $7, $8, $9, $10, $11, $12)`,
		kind, from.ID, to.ID, idsOf(m.Strands), idsOf(ended), pq.Array(suggestionsOf(m.Strands)), m.Gained, m.Lost, to.count(), a.recommended, a.at, a.by)
	if err != nil {
		return fmt.Errorf("moving suggestions: %w", err)
	}
	return nil
}

// spin stores new strands in a proposal, and gives them their ids.
func spin(ctx context.Context, tx *sqlx.Tx, p *Proposal, strands []Strand) error {
	suggestions, parents := make([]string, len(strands)), make([]int64, len(strands))
	for i, s := range strands {
		suggestions[i], parents[i] = s.SuggestionID, s.Parent
	}
	var made []Strand
	err := tx.SelectContext(ctx, &made, `
		INSERT INTO strands (suggestion_id, proposal_id, parent) SELECT suggestion, $1, parent FROM unnest($2::uuid[], $3::bigint[]) AS t(suggestion, parent)
		RETURNING id, suggestion_id, parent`, p.ID, pq.Array(suggestions), pq.Array(parents))
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

// undo marks a proposal's standing merge as undone and returns what it moved,
// and what of that has ended since.
func undo(ctx context.Context, tx *sqlx.Tx, id string) (brought, ended []Strand, err error) {
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
