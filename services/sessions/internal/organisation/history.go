package organisation

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// What may happen to an organisation.
const (
	Registered = "registered"
	Changed    = "changed"
	Proposed   = "proposed"
	Accepted   = "accepted" // the change that was proposed is made
	Declined   = "declined"
	Merged     = "merged"   // into the other one
	Absorbed   = "absorbed" // the other one was merged into this
	Unmerged   = "unmerged" // from the other one
	Released   = "released" // the other one is on its own again
)

// Entry is one line of an organisation's history, which is only ever added to.
type Entry struct {
	Number           int64         `json:"number" doc:"later entries have greater numbers; there may be gaps"`
	OrganisationID   string        `json:"organisation_id" format:"uuid"`
	ChangeProposalID string        `json:"change_proposal_id,omitempty" format:"uuid"`
	What             string        `json:"what" enum:"registered,changed,proposed,accepted,declined,merged,absorbed,unmerged,released"`
	OtherID          string        `json:"other_id,omitempty" format:"uuid" doc:"of a merge: with which organisation"`
	By               string        `json:"by" doc:"account id"`
	At               time.Time     `json:"at"`
	Reason           string        `json:"reason" doc:"of who proposed, accepted or declined"`
	Before           *Organisation `json:"before,omitempty"`
	After            *Organisation `json:"after,omitempty" doc:"of a proposal: as it would be"`
}

// Record adds an entry in the caller's transaction.
func Record(ctx context.Context, tx *sqlx.Tx, e Entry) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO organisation_history (organisation_id, change_proposal_id, what, by, reason, before, after, other_id)
		VALUES ($1, NULLIF($2, '')::uuid, $3, $4, $5, $6, $7, NULLIF($8, '')::uuid)`,
		e.OrganisationID, e.ChangeProposalID, e.What, e.By, e.Reason, database.AsJSON(e.Before), database.AsJSON(e.After), e.OtherID)
	if err != nil {
		return fmt.Errorf("recording what happened to the organisation: %w", err)
	}
	return nil
}

func scanEntry(r page.Row) (e Entry, err error) {
	var proposal sql.NullString
	err = r.Scan(&e.Number, &e.OrganisationID, &proposal, &e.What, &e.By, &e.At, &e.Reason, database.IntoJSON(&e.Before), database.IntoJSON(&e.After), &e.OtherID)
	e.ChangeProposalID, e.At = proposal.String, e.At.UTC()
	return e, err
}

var entries = page.Listing[Entry]{
	Noun: "the history of an organisation", From: "organisation_history", Order: "number", Scan: scanEntry,
	Columns: `number, organisation_id, change_proposal_id, what, by, at, reason, before, after, COALESCE(other_id::text, '')`,
	Key:     func(e Entry) []string { return []string{strconv.FormatInt(e.Number, 10)} },
	After: func(c database.Conditions, key []string) (database.Conditions, error) {
		number, _ := strconv.ParseInt(key[0], 10, 64) // 0 stands before all
		return c.And("number > ?", number), nil
	},
}

// History returns what happened to an organisation, the oldest first: to who may
// change it everything, to others all but what others proposed in vain.
func (s *Store) History(ctx context.Context, id string, by token.Caller, q page.Query) (page.List[Entry], error) {
	o, err := load(ctx, s.db, id, "")
	if err != nil {
		return page.List[Entry]{}, err
	}
	fits := database.Where("organisation_id = ?", id)
	if !by.Can(o.OwnerID, access.Desk...) {
		fits = fits.And(`(what NOT IN ('proposed', 'declined')
			OR change_proposal_id IN (SELECT id FROM change_proposals WHERE organisation_id = ? AND proposed_by = ?))`, id, by.Subject)
	}
	return entries.Read(ctx, s.db, fits, q, web.Window{})
}
