package proposal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps proposals.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

const columns = `id, organisation_id, organisation_version, change, reason, state, answer, proposed_by, proposed_at, decided_by, decided_at, version`

func scan(r page.Row) (p ChangeProposal, err error) {
	err = r.Scan(&p.ID, &p.OrganisationID, &p.OrganisationVersion, database.IntoJSON(&p.Change), &p.Reason, &p.State, &p.Answer,
		&p.ProposedBy, &p.ProposedAt, &p.DecidedBy, &p.DecidedAt, &p.Version)
	p.ProposedAt = p.ProposedAt.UTC()
	if p.DecidedAt != nil {
		utc := p.DecidedAt.UTC()
		p.DecidedAt = &utc
	}
	return p, err
}

// Propose stores a proposal; see forum.Store.Create for repeated requests.
func (s *Store) Propose(ctx context.Context, p ChangeProposal, by token.Caller, print []byte) (ChangeProposal, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if made, err := given.Made(ctx, tx, "change_proposals", p.ID, print); err != nil {
			return err
		} else if made {
			p, err = load(ctx, tx, p.OrganisationID, p.ID)
			return err
		}
		o, err := organisation.Hold(ctx, tx, p.OrganisationID)
		if err != nil {
			return err
		}
		if err := p.Change.May(by); err != nil {
			return err
		}
		would, err := p.Propose(o, database.Now())
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO change_proposals (`+columns+`, print) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			p.ID, p.OrganisationID, p.OrganisationVersion, database.AsJSON(p.Change), p.Reason, p.State, p.Answer,
			p.ProposedBy, p.ProposedAt, p.DecidedBy, p.DecidedAt, p.Version, print)
		if err != nil {
			return fmt.Errorf("storing the proposal: %w", err)
		}
		e := p.entry(organisation.Proposed, p.ProposedBy, p.Reason)
		e.Before, e.After = &o, &would
		return organisation.Record(ctx, tx, e)
	})
	return p, err
}

func (p *ChangeProposal) entry(what, by, reason string) organisation.Entry {
	return organisation.Entry{OrganisationID: p.OrganisationID, ChangeProposalID: p.ID, What: what, By: by, Reason: reason}
}

// Accept makes the proposed change.
func (s *Store) Accept(ctx context.Context, organisationID, id string, a Acceptance, by token.Caller) (ChangeProposal, error) {
	return s.decide(ctx, organisationID, id, by, func(ctx context.Context, tx *sqlx.Tx, o *organisation.Organisation, p *ChangeProposal) (bool, error) {
		c, err := p.Accept(a.Version, a.Answer, by.Subject, database.Now())
		if c == nil || err != nil {
			return false, err
		}
		return true, organisation.Make(ctx, tx, o, *c, p.entry(organisation.Accepted, by.Subject, p.Answer))
	})
}

// Decline declines the proposed change.
func (s *Store) Decline(ctx context.Context, organisationID, id, answer string, by token.Caller) (ChangeProposal, error) {
	return s.decide(ctx, organisationID, id, by, func(ctx context.Context, tx *sqlx.Tx, _ *organisation.Organisation, p *ChangeProposal) (bool, error) {
		changed, err := p.Decline(answer, by.Subject, database.Now())
		if !changed || err != nil {
			return false, err
		}
		return true, organisation.Record(ctx, tx, p.entry(organisation.Declined, by.Subject, p.Answer))
	})
}

// decide holds the organisation and lets verb decide on the proposal, if the
// caller may; verb reports whether anything changed. Who may not is told of the
// proposal only what organisation it is of.
func (s *Store) decide(ctx context.Context, organisationID, id string, by token.Caller, verb func(context.Context, *sqlx.Tx, *organisation.Organisation, *ChangeProposal) (bool, error)) (p ChangeProposal, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		o, err := organisation.Hold(ctx, tx, organisationID)
		if err != nil {
			return err
		}
		if !by.Can(o.OwnerID, access.Desk...) {
			return problem.Forbidden("change_proposal_for_owner")
		}
		if p, err = load(ctx, tx, organisationID, id); err != nil {
			return err
		}
		if changed, err := verb(ctx, tx, &o, &p); err != nil || !changed {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE change_proposals SET state = $2, answer = $3, decided_by = $4, decided_at = $5, version = $6 WHERE id = $1`,
			p.ID, p.State, p.Answer, p.DecidedBy, p.DecidedAt, p.Version)
		if err != nil {
			return fmt.Errorf("saving the proposal: %w", err)
		}
		return nil
	})
	return p, err
}

func load(ctx context.Context, x sqlx.QueryerContext, organisationID, id string) (ChangeProposal, error) {
	p, err := scan(x.QueryRowxContext(ctx, `SELECT `+columns+` FROM change_proposals WHERE organisation_id = $1 AND id = $2`, organisationID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return ChangeProposal{}, problem.NotFound("change_proposal_not_found")
	}
	if err != nil {
		return ChangeProposal{}, fmt.Errorf("loading the proposal: %w", err)
	}
	return p, nil
}

var listing = page.Listing[ChangeProposal]{
	Noun: "proposals", Columns: columns, From: "change_proposals", Order: "id::text", Scan: scan,
	Key: func(p ChangeProposal) []string { return []string{p.ID} }, After: page.AfterID,
}

// List returns the proposals in the state on which the caller may decide, and the
// caller's own: of one organisation, if given.
func (s *Store) List(ctx context.Context, organisationID, state string, by token.Caller, q page.Query) (page.List[ChangeProposal], error) {
	fits := database.Where("state = ?", state)
	if organisationID != "" {
		if _, err := organisation.Load(ctx, s.db, organisationID); err != nil {
			return page.List[ChangeProposal]{}, err
		}
		fits = fits.And("organisation_id = ?", organisationID)
	}
	if !by.Can(token.Everywhere, access.Desk...) {
		fits = fits.And(`(proposed_by = ? OR organisation_id IN (SELECT id FROM organisations WHERE owner_id = ANY (?::uuid[])))`,
			by.Subject, database.Strings(access.Forums(by, access.Desk...)))
	}
	return listing.Read(ctx, s.db, fits, q, web.Window{})
}
