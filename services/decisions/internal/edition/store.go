package edition

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
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Store keeps the editions of plans.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// Publish makes the next version of a forum's plan: the measures of the version
// before, and the drafts that were chosen, each under the next number. The chosen ones enter together or
// not at all: what one of them lacks is named with a pointer
// "/<measure id>/<member>".
//
// A draft whose decision has been corrected to anything but adopted never
// enters; it can only be removed.
func (s *Store) Publish(ctx context.Context, forum string, title events.Text, c Choice, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "plans"); err != nil || done {
			return err
		}
		// The counter also lets plans of a forum be published one at a time.
		version, err := numbering.Take(ctx, tx, forum, "plan", 1)
		if err != nil {
			return err
		}
		drafts, err := measure.LockDrafts(ctx, tx, forum)
		if err != nil {
			return err
		}
		if drafts, err = choose(drafts, c); err != nil {
			return err
		}
		told, err := number(ctx, tx, forum, drafts)
		if err != nil {
			return err
		}
		published, err := insertPlan(ctx, tx, events.PlanPublished{ForumID: forum, PlanID: r.ID, Version: int(version), Title: title}, r, by)
		if err != nil {
			return err
		}
		return bus.Emit(ctx, tx, append(told, published)...)
	})
}

func number(ctx context.Context, tx *sqlx.Tx, forum string, drafts []*measure.Measure) ([]bus.Event, error) {
	today, err := programme.Today(ctx, tx, forum)
	if err != nil {
		return nil, err
	}
	first, err := numbering.Take(ctx, tx, forum, "measure", len(drafts))
	if err != nil {
		return nil, err
	}
	told := make([]bus.Event, len(drafts))
	for i, m := range drafts {
		if err := m.Plan(first+int64(i), today); err != nil {
			return nil, err
		}
		if err := measure.Save(ctx, tx, m); err != nil {
			return nil, err
		}
		told[i] = events.MeasurePlanned{Measure: m.Public()}
	}
	return told, nil
}

func insertPlan(ctx context.Context, tx *sqlx.Tx, p events.PlanPublished, r once.Request, by string) (events.PlanPublished, error) {
	var ids pq.StringArray
	row := tx.QueryRowxContext(ctx, `
		INSERT INTO plans (id, forum_id, version, title, measure_ids, published_by, request)
		SELECT $1, $2, $3, $4, ARRAY(SELECT id FROM measures WHERE forum_id = $2 AND number > 0 ORDER BY number), $5, $6
		RETURNING measure_ids, published_at`, p.PlanID, p.ForumID, p.Version, database.AsJSON(p.Title), by, r.Fingerprint)
	if err := row.Scan(&ids, &p.PublishedAt); err != nil {
		return p, fmt.Errorf("storing plan: %w", err)
	}
	p.MeasureIDs, p.PublishedAt = []string(ids), p.PublishedAt.UTC()
	return p, nil
}

// Published returns a version of a forum's plan, 0 being the last one, with its
// measures as they stand now. Bodies are named as of the day of publication,
// or as of the day given. The problem plan_not_published if there is none.
func Published(ctx context.Context, q sqlx.QueryerContext, forum programme.Forum, version int, named events.Day) (PlanView, error) {
	var p struct {
		ID          string                     `db:"id"`
		Version     int                        `db:"version"`
		Title       database.JSON[events.Text] `db:"title"`
		MeasureIDs  pq.StringArray             `db:"measure_ids"`
		PublishedAt time.Time                  `db:"published_at"`
	}
	err := sqlx.GetContext(ctx, q, &p, `SELECT id, version, title, measure_ids, published_at FROM plans
		WHERE forum_id = $1 AND ($2 = 0 OR version = $2) ORDER BY version DESC LIMIT 1`, forum.ForumID, version)
	if errors.Is(err, sql.ErrNoRows) {
		return PlanView{}, problem.NotFound("plan_not_published")
	}
	if err != nil {
		return PlanView{}, fmt.Errorf("loading plan: %w", err)
	}
	if named == "" {
		named = forum.Today(p.PublishedAt)
	}
	measures, err := measure.OfPlan(ctx, q, p.MeasureIDs, named, forum.Today(time.Now()))
	return PlanView{ID: p.ID, ForumID: forum.ForumID, Version: p.Version, Title: p.Title.V, PublishedAt: p.PublishedAt, Measures: measures}, err
}
