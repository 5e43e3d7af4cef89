package measure

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
)

// Routes registers the routes that read measures: all staff of a forum may. What
// a caller may do with one stands in its view (may.go).
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/measures", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/measure-counts", s.counts, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/measures/{measure}", s.get, web.Roles(programme.Staff...))
}

// Secretaries and organisers draft measures and publish them; controllers as well
// follow their execution.
var (
	Planners    = []string{"secretary", "organiser"}
	Controllers = []string{"controller", "secretary", "organiser"}
)

// InMeasure is the path of what is done with one measure.
type InMeasure struct {
	programme.InForum
	Measure string `path:"measure" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// MeasureAnswer is one measure.
type MeasureAnswer struct{ Body MeasureView }

func (s *Store) get(ctx context.Context, in *InMeasure) (*MeasureAnswer, error) {
	return s.Answer(ctx, in.Forum, in.Measure)
}

// Answer is a measure as the caller of a request sees it.
func (s *Store) Answer(ctx context.Context, forum, id string) (*MeasureAnswer, error) {
	v, err := s.find(ctx, forum, id, actorOf(token.Of(ctx), forum))
	return &MeasureAnswer{v}, err
}

func (s *Store) list(ctx context.Context, in *struct {
	programme.InForum
	page.Query
	web.Window
	Filter
}) (*struct{ Body page.Of[MeasureView] }, error) {
	today, err := programme.Today(ctx, s.db, in.Forum)
	if err != nil {
		return nil, err
	}
	fits, err := in.Within(in.in(in.Forum, today), "m.id")
	if err != nil {
		return nil, err
	}
	of, err := listing.Read(ctx, s.db, fits, in.Query, in.Window)
	if err != nil {
		return nil, err
	}
	reader := actorOf(token.Of(ctx), in.Forum)
	if err := hear(ctx, s.db, of.Items); err != nil {
		return nil, err
	}
	views, err := view(ctx, s.db, of.Items, today, today, reader)
	if err != nil {
		return nil, err
	}
	// The last report on each, and those before it that wait for the secretariat.
	for i, m := range of.Items {
		m.tell(&views[i], reader, func(r *report.Report, last bool) bool { return last || r.Waits() })
	}
	return &struct{ Body page.Of[MeasureView] }{page.Views(of, views)}, nil
}

// MeasureCounts is how many measures a forum has.
type MeasureCounts struct {
	Total      int64            `json:"total" doc:"Drafts too."`
	ByState    map[string]int64 `json:"by_state" doc:"States without a measure are left out."`
	Overdue    int64            `json:"overdue"`
	Incomplete int64            `json:"incomplete" doc:"Drafts that still lack something."`
}

func (s *Store) counts(ctx context.Context, in *programme.InForum) (*struct{ Body MeasureCounts }, error) {
	today, err := programme.Today(ctx, s.db, in.Forum)
	if err != nil {
		return nil, err
	}
	c, err := s.count(ctx, in.Forum, today)
	return &struct{ Body MeasureCounts }{c}, err
}
