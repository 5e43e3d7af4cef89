package merge

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
)

// Store merges organisations.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// Merge makes id a duplicate of another; the same again changes nothing. Whoever
// may change the duplicate may do so: of the other nothing changes.
func (s *Store) Merge(ctx context.Context, id string, m NewMerge, by token.Caller) (o organisation.Organisation, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		held, err := hold(ctx, tx, id, m.IntoID)
		if err != nil {
			return err
		}
		o = held[id]
		if err := mayChange(&o, by); err != nil {
			return err
		}
		other, before := held[m.IntoID], o
		if changed, err := into(&o, other, m.Version); err != nil || !changed {
			return err
		}
		return save(ctx, tx, o, other, []organisation.Entry{
			{OrganisationID: o.ID, OtherID: other.ID, What: organisation.Merged, By: by.Subject, Reason: m.Reason, Before: &before, After: &o},
			{OrganisationID: other.ID, OtherID: o.ID, What: organisation.Absorbed, By: by.Subject, Reason: m.Reason},
		})
	})
	return o, err
}

// Unmerge makes the organisation one of its own again; again changes nothing.
func (s *Store) Unmerge(ctx context.Context, id string, by token.Caller) (o organisation.Organisation, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if o, err = organisation.Hold(ctx, tx, id); err != nil {
			return err
		}
		if err := mayChange(&o, by); err != nil {
			return err
		}
		before := o
		if !apart(&o) {
			return nil
		}
		return save(ctx, tx, o, o, []organisation.Entry{
			{OrganisationID: o.ID, OtherID: before.MergedInto, What: organisation.Unmerged, By: by.Subject, Before: &before, After: &o},
			{OrganisationID: before.MergedInto, OtherID: o.ID, What: organisation.Released, By: by.Subject},
		})
	})
	return o, err
}

func mayChange(o *organisation.Organisation, by token.Caller) error {
	if !by.Can(o.OwnerID, access.Desk...) {
		return problem.Forbidden("organisation_of_other_forum")
	}
	return nil
}

// hold holds both in the order of their ids, so that two merges never wait for each
// other.
func hold(ctx context.Context, tx *sqlx.Tx, ids ...string) (map[string]organisation.Organisation, error) {
	held := map[string]organisation.Organisation{}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		o, err := organisation.Hold(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		held[id] = o
	}
	return held, nil
}

// save stores into what o is merged, what happened, and tells that o, and what was
// merged into it before, goes by what is said of shown.
func save(ctx context.Context, tx *sqlx.Tx, o, shown organisation.Organisation, entries []organisation.Entry) error {
	_, err := tx.ExecContext(ctx, `UPDATE organisations SET merged_into = NULLIF($2, '')::uuid, version = $3 WHERE id = $1`, o.ID, o.MergedInto, o.Version)
	if err != nil {
		return fmt.Errorf("saving the merge: %w", err)
	}
	for _, e := range entries {
		if err := organisation.Record(ctx, tx, e); err != nil {
			return err
		}
	}
	told, err := organisation.Followers(ctx, tx, o.ID, shown)
	if err != nil {
		return err
	}
	return bus.Emit(ctx, tx, append(told, o.As(shown))...)
}

// References is who refers to an organisation.
type References struct {
	People int64                       `json:"people" db:"people" doc:"participants of all forums, those of what was merged into it too"`
	Merged []organisation.Organisation `json:"merged" nullable:"false" doc:"what was merged into it"`
}

// References returns who refers to an organisation, before it is merged or unmerged.
func (s *Store) References(ctx context.Context, id string) (r References, err error) {
	if _, err := organisation.Load(ctx, s.db, id); err != nil {
		return r, err
	}
	merged, err := organisation.MergedInto(ctx, s.db, id)
	if err != nil {
		return r, err
	}
	r.Merged = merged
	of := []string{id}
	for _, o := range merged {
		of = append(of, o.ID)
	}
	if err := s.db.GetContext(ctx, &r.People, `SELECT count(*) FROM participants WHERE organisation_id = ANY ($1::uuid[]) AND erased_at IS NULL`, database.Strings(of)); err != nil {
		return r, fmt.Errorf("counting who is of the organisation: %w", err)
	}
	return r, nil
}
