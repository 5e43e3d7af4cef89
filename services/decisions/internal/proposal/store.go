package proposal

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
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
	page.Numbered

	ThemeID              string                     `db:"theme_id"`
	Text                 database.JSON[events.Text] `db:"text"`
	Follows              string                     `db:"follows"`
	TranslationCheckedBy string                     `db:"translation_checked_by"`
	State                State                      `db:"state"`
	MergedInto           string                     `db:"merged_into"`
	Outcome              events.Outcome             `db:"outcome"`
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
	found, err := LockKnown(ctx, tx, ids)
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

// LockFollowing loads for change the proposals that repeat the words of suggestions.
func LockFollowing(ctx context.Context, tx *sqlx.Tx, suggestions []string) ([]*Proposal, error) {
	return lock(ctx, tx, `follows = ANY($1::uuid[]) AND follows <> id AND state IN ('open', 'merged')`, suggestions)
}

// LockKnown loads those of the proposals that are there, of whatever forum.
func LockKnown(ctx context.Context, tx *sqlx.Tx, ids []string) (map[string]*Proposal, error) {
	locked, err := lock(ctx, tx, `id = ANY($1::uuid[])`, ids)
	found := make(map[string]*Proposal, len(locked))
	for _, p := range locked {
		found[p.ID] = p
	}
	return found, err
}

// lock loads proposals for change, in the order of their ids.
func lock(ctx context.Context, tx *sqlx.Tx, which string, ids []string) ([]*Proposal, error) {
	var rows []row
	err := tx.SelectContext(ctx, &rows, `SELECT `+columns+` FROM proposals WHERE `+which+` ORDER BY id FOR NO KEY UPDATE`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading proposals: %w", err)
	}
	locked, of := make([]*Proposal, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		locked[i], of[i] = r.proposal(), r.ID
	}
	// A statement of its own, with a snapshot taken after the locks: one that
	// waited for a lock would still see the strands of before.
	strands, err := strand.Of(ctx, tx, of)
	for _, p := range locked {
		p.Strands = strands[p.ID]
	}
	return locked, err
}

// Insert stores new proposals, in one statement; request is what made them, "" for
// what was heard.
func Insert(ctx context.Context, tx *sqlx.Tx, request string, ps ...*Proposal) error {
	type made struct {
		ID          string      `json:"id"`
		ForumID     string      `json:"forum_id"`
		ThemeID     string      `json:"theme_id"`
		Number      int64       `json:"number"`
		Text        events.Text `json:"text"`
		Follows     string      `json:"follows"`
		Recommended bool        `json:"recommended"`
		Request     string      `json:"request"`
	}
	all := make([]made, len(ps))
	for i, p := range ps {
		all[i] = made{p.ID, p.ForumID, p.ThemeID, p.Number, p.Text, p.Follows, p.Recommended, request}
	}
	const columns = `id, forum_id, theme_id, number, text, follows, recommended, request`
	_, err := tx.ExecContext(ctx, `
		INSERT INTO proposals (`+columns+`) SELECT `+columns+` FROM jsonb_populate_recordset(NULL::proposals, $1::jsonb)`, database.AsJSON(all))
	if err != nil {
		return fmt.Errorf("storing %d proposals: %w", len(ps), err)
	}
	return nil
}

// Save stores what the verbs changed, except for which suggestions are
// carried: strand.Act does that.
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

// Reword gives a proposal a wording. base is the version that the writer has
// seen, 0 if that does not matter.
func (s *Store) Reword(ctx context.Context, forum, id string, text events.Text, checked bool, base int, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		found, err := Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		p, checkedBy := found[id], ""
		if checked {
			checkedBy = by
		}
		seen := p.Version
		changed, err := p.Reword(text, checkedBy)
		if err != nil || !changed { // asked again
			return err
		}
		if base != 0 && base != seen {
			return problem.Conflict("newer_version").With("version", seen)
		}
		if err := Save(ctx, tx, p); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO wordings (proposal_id, version, text, translation_checked_by, by) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, p.Version, database.AsJSON(p.Text), p.TranslationCheckedBy, by)
		if err != nil {
			return fmt.Errorf("keeping a wording: %w", err)
		}
		return bus.Emit(ctx, tx, events.ProposalReworded{Proposal: p.Public()})
	})
}
