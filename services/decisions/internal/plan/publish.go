package plan

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
)

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
		drafts, err := lockDrafts(ctx, tx, forum)
		if err != nil {
			return err
		}
		if drafts, err = choose(drafts, c); err != nil {
			return err
		}
		told, err := s.number(ctx, tx, forum, drafts)
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

// lockDrafts loads the drafts with their questions locked, so that no correction
// comes between.
func lockDrafts(ctx context.Context, tx *sqlx.Tx, forum string) ([]*Measure, error) {
	_, err := tx.ExecContext(ctx, `
		SELECT FROM questions WHERE id IN (SELECT d.question_id FROM measures m JOIN decisions d ON d.id = m.decision_id
			WHERE m.forum_id = $1 AND m.state = 'draft') ORDER BY id FOR SHARE`, forum)
	if err != nil {
		return nil, fmt.Errorf("locking questions of drafts: %w", err)
	}
	return loadDrafts(ctx, tx, forum, "FOR NO KEY UPDATE OF m")
}

// Choice is which drafts enter the plan: those that are named, or all that lack
// nothing. With a mark nothing enters once it is another one (drafts_changed).
type Choice struct {
	MeasureIDs []string `json:"measure_ids,omitempty" maxItems:"10000" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"The drafts to publish; left out: all that lack nothing."`
	Without    []string `json:"without,omitempty" maxItems:"10000" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Of all that lack nothing, those that shall not enter yet."`
	Mark       string   `json:"mark,omitempty" maxLength:"64" doc:"Of the drafts as they were seen; when they are others by now, nothing is published."`
}

// choose returns the drafts that enter the plan.
func choose(drafts []*Measure, c Choice) ([]*Measure, error) {
	switch {
	case len(drafts) == 0:
		return nil, problem.Conflict("nothing_to_publish")
	case c.Mark != "" && c.Mark != mark(drafts):
		return nil, problem.Conflict("drafts_changed")
	}
	chosen := c.MeasureIDs
	refused := problem.Invalid("plan_incomplete")
	wanted, entering := map[string]bool{}, []*Measure{}
	for _, id := range chosen {
		wanted[id] = true
	}
	for _, m := range drafts {
		lacks := m.Lacks()
		if len(chosen) > 0 && !wanted[m.ID] || slices.Contains(c.Without, m.ID) {
			continue
		}
		delete(wanted, m.ID)
		for _, member := range lacks {
			refused = refused.At("/"+m.ID+"/"+member, "required")
		}
		if len(lacks) == 0 {
			entering = append(entering, m)
		}
	}
	switch {
	case len(wanted) > 0: // removed or published meanwhile, or their decision no longer stands
		return nil, problem.Conflict("drafts_not_there").With("measure_ids", slices.Sorted(maps.Keys(wanted)))
	case len(entering) == 0, len(chosen) > 0 && len(refused.Fields) > 0:
		return nil, refused
	}
	return entering, nil
}

func (s *Store) number(ctx context.Context, tx *sqlx.Tx, forum string, drafts []*Measure) ([]bus.Event, error) {
	today, err := s.today(ctx, tx, forum)
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
		if err := save(ctx, tx, m); err != nil {
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
