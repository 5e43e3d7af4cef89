// Package district is the districts of the city or region that a forum is of: data
// that its organiser edits, by which suggestions and people are counted.
package district

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

const maxName = 200

// District is one district of a forum.
type District struct {
	ID   string      `json:"id" format:"uuid" doc:"made by the client (UUIDv7)"`
	Name events.Text `json:"name"`
}

// Districts are all of a forum, in their order.
type Districts struct {
	Items []District `json:"items" nullable:"false" maxItems:"300"`
}

// Coverage is from where people come and write.
type Coverage struct {
	Items []Covered `json:"items" nullable:"false" doc:"each district, and last those who named none"`
}

// Covered is a district with what came from it.
type Covered struct {
	DistrictID  string `json:"district_id" db:"district_id" doc:"empty: none was named"`
	People      int64  `json:"people" db:"people" doc:"registered at the forum"`
	Submissions int64  `json:"submissions" db:"submissions" doc:"written on the public form, without the refused"`
}

// Store keeps districts.
type Store struct {
	db     *sqlx.DB
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, forums *forum.Store) *Store { return &Store{db, forums} }

type (
	putInput struct {
		forum.Path
		Body Districts
	}
	output         struct{ Body Districts }
	coverageOutput struct{ Body Coverage }
)

// Routes registers the routes of districts.
//
// Whoever sees the forum reads its districts; its organiser edits them as one list.
// From where people come and write is read by the desk.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/districts", s.show, access.Read)
	huma.Put(api, "/forums/{forum}/districts", s.put, web.Roles(access.Organiser))
	huma.Get(api, "/forums/{forum}/coverage", s.coverage, web.Roles(access.Desk...))
}

func (s *Store) show(ctx context.Context, in *forum.Path) (*output, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	all, err := s.Of(ctx, in.ForumID())
	return &output{Districts{all}}, err
}

// Of returns the districts of a forum in their order.
func (s *Store) Of(ctx context.Context, forumID string) ([]District, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, name FROM districts WHERE forum_id = $1 ORDER BY position, id`, forumID)
	if err != nil {
		return nil, fmt.Errorf("listing districts: %w", err)
	}
	return page.Collect(rows, func(r page.Row) (d District, err error) {
		err = r.Scan(&d.ID, database.IntoJSON(&d.Name))
		return d, err
	})
}

// put makes the list what is sent. A district that somebody named cannot go:
// district_named.
func (s *Store) put(ctx context.Context, in *putInput) (*output, error) {
	ids := database.Strings{}
	for i := range in.Body.Items {
		d := &in.Body.Items[i]
		d.ID = given.ID(d.ID)
		ids = append(ids, d.ID)
		if err := given.Title(fmt.Sprintf("/items/%d/name", i), &d.Name, maxName, false); err != nil {
			return nil, err
		}
	}
	err := database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		if _, err := forum.Hold(ctx, tx, in.ForumID()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM districts WHERE forum_id = $1 AND NOT id = ANY ($2::uuid[])`, in.ForumID(), ids)
		switch database.Constraint(err) {
		case "submissions_district_id_fkey", "participants_district_id_fkey":
			return problem.Conflict("district_named")
		}
		if err != nil {
			return fmt.Errorf("removing districts: %w", err)
		}
		for i, d := range in.Body.Items {
			done, err := tx.ExecContext(ctx, `
				INSERT INTO districts AS d (id, forum_id, name, position) VALUES ($1, $2, $3, $4)
				ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position WHERE d.forum_id = excluded.forum_id`,
				d.ID, in.ForumID(), database.AsJSON(d.Name), i)
			if err != nil {
				return fmt.Errorf("storing a district: %w", err)
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return problem.Conflict("id_taken")
			}
		}
		return nil
	})
	return &output{in.Body}, err
}

func (s *Store) coverage(ctx context.Context, in *forum.Path) (*coverageOutput, error) {
	out := &coverageOutput{Coverage{Items: []Covered{}}}
	err := s.db.SelectContext(ctx, &out.Body.Items, `
		SELECT COALESCE(d.id::text, '') AS district_id, COALESCE(p.n, 0) AS people, COALESCE(s.n, 0) AS submissions
		FROM (SELECT id, position FROM districts WHERE forum_id = $1 UNION ALL SELECT NULL, NULL) d
		LEFT JOIN (SELECT district_id, count(*) AS n FROM participants WHERE forum_id = $1 AND erased_at IS NULL AND NOT only_writes GROUP BY 1) p
			ON p.district_id IS NOT DISTINCT FROM d.id
		LEFT JOIN (SELECT district_id, count(*) AS n FROM submissions WHERE forum_id = $1 AND state <> 'refused' GROUP BY 1) s
			ON s.district_id IS NOT DISTINCT FROM d.id
		ORDER BY d.position NULLS LAST, d.id`, in.ForumID())
	if err != nil {
		return nil, fmt.Errorf("counting by district: %w", err)
	}
	return out, nil
}
