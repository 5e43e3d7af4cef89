package programme

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// FindForum returns the forum; one not heard of yet has only its id.
func FindForum(ctx context.Context, q sqlx.QueryerContext, id string) (Forum, error) {
	var described database.JSON[events.ForumDescribed]
	err := sqlx.GetContext(ctx, q, &described, `SELECT described FROM forums WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Forum{events.ForumDescribed{ForumID: id}}, nil
	}
	if err != nil {
		return Forum{}, fmt.Errorf("loading forum: %w", err)
	}
	return Forum{described.V}, nil
}

// Institution is the name of whose installation this is; empty where none has been
// entered.
func Institution(ctx context.Context, q sqlx.QueryerContext) (events.Text, error) {
	var all []database.JSON[events.Text]
	if err := sqlx.SelectContext(ctx, q, &all, `SELECT title FROM institution`); err != nil {
		return events.Text{}, fmt.Errorf("loading the institution: %w", err)
	}
	if len(all) == 0 {
		return events.Text{}, nil
	}
	return all[0].V, nil
}

// Today is the forum's calendar day.
func Today(ctx context.Context, q sqlx.QueryerContext, forum string) (events.Day, error) {
	f, err := FindForum(ctx, q, forum)
	return f.Today(time.Now()), err
}

// FindSession returns a session; one not heard of yet has only its id.
func FindSession(ctx context.Context, q sqlx.QueryerContext, id string) (Session, error) {
	found, err := Sessions(ctx, q, id)
	return found[id], err
}

// Sessions returns sessions by id; one not heard of yet has only that.
func Sessions(ctx context.Context, q sqlx.QueryerContext, ids ...string) (map[string]Session, error) {
	var rows []struct {
		ID    string                     `db:"id"`
		Title database.JSON[events.Text] `db:"title"`
		Yurt  int                        `db:"yurt"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, title, yurt FROM sessions WHERE id::text = ANY($1)`, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("loading sessions: %w", err)
	}
	found := make(map[string]Session, len(ids))
	for _, id := range ids {
		found[id] = Session{ID: id}
	}
	for _, r := range rows {
		found[r.ID] = Session{ID: r.ID, Title: r.Title.V, Yurt: r.Yurt}
	}
	return found, nil
}

// PlenarySessions returns the forum's plenary sessions that take place, in the order
// of the programme.
func PlenarySessions(ctx context.Context, q sqlx.QueryerContext, forum string) ([]string, error) {
	var ids []string
	err := sqlx.SelectContext(ctx, q, &ids, `SELECT id FROM sessions WHERE forum_id = $1 AND kind = 'plenary'
		AND state NOT IN ('cancelled', 'removed') ORDER BY starts_at, id`, forum)
	if err != nil {
		return nil, fmt.Errorf("loading plenary sessions: %w", err)
	}
	return ids, nil
}

// Organisations returns those of the named organisations that have been heard of.
func Organisations(ctx context.Context, q sqlx.QueryerContext, ids ...string) (map[string]Organisation, error) {
	found := make(map[string]Organisation, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var rows []struct {
		ID    string                                   `db:"id"`
		Kind  string                                   `db:"kind"`
		Names database.JSON[[]events.OrganisationName] `db:"names"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, kind, names FROM organisations WHERE id = ANY($1::uuid[])`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading organisations: %w", err)
	}
	for _, r := range rows {
		found[r.ID] = Organisation{ID: r.ID, Kind: r.Kind, Names: r.Names.V}
	}
	return found, nil
}

// BodyNames are organisations' names in force on a day.
func BodyNames(ctx context.Context, q sqlx.QueryerContext, day events.Day, ids ...string) (map[string]events.Text, error) {
	found, err := Organisations(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	names := make(map[string]events.Text, len(found))
	for id, o := range found {
		names[id] = o.Name(day).Name
	}
	return names, nil
}
