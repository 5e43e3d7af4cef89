package report

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Overview is how far a session is with its report: what the group confirmed
// last, and the draft that stands, of the first edition or of a correction.
type Overview struct {
	SessionID string         `json:"session_id"`
	Confirmed *SessionReport `json:"confirmed,omitempty" doc:"The last edition that the group confirmed"`
	Draft     *SessionReport `json:"draft,omitempty" doc:"What is being worded now"`
}

// ForumReports is the reports of a forum, those confirmed last first.
type ForumReports struct {
	Items           []Overview `json:"items" nullable:"false"`
	Next            string     `json:"next" doc:"Always empty: a session has one report, and a screen goes by offset"`
	Total           int        `json:"total" doc:"Of all sessions of the forum, whatever part of the list this is"`
	Confirmed       int        `json:"confirmed" doc:"How many of them have a confirmed report"`
	Recommendations int        `json:"recommendations" doc:"How many these make"`
	Sources         []Source   `json:"sources" nullable:"false" doc:"The suggestions that the items name, as far as they have arrived from their tablets"`
}

// Source is a suggestion that a recommendation rests on.
type Source struct {
	ID      string `json:"id" db:"id"`
	Number  int64  `json:"number" db:"number"`
	Receipt string `json:"receipt" db:"receipt"`
	Text    string `json:"text" db:"text" doc:"Its first words"`
}

type forumInput struct {
	Forum string `path:"forum" format:"uuid"`
	Limit int    `query:"limit" minimum:"0" maximum:"500" doc:"0 = all"`
	web.Window
}

type forumOutput struct{ Body ForumReports }

// list answers the same people who may read each of the reports.
func (r *routes) list(ctx context.Context, in *forumInput) (*forumOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	ids, err := web.IDs("query.ids", in.IDs)
	if err != nil {
		return nil, err
	}
	items, err := r.store.OfForum(ctx, v.Forum)
	if err != nil {
		return nil, err
	}
	all := ForumReports{Items: items, Total: len(items)}
	for _, one := range items {
		if one.Confirmed != nil {
			all.Confirmed++
			all.Recommendations += len(one.Confirmed.Recommendations)
		}
	}
	if len(ids) > 0 {
		all.Items = slices.DeleteFunc(all.Items, func(o Overview) bool { return !slices.Contains(ids, o.SessionID) })
	}
	all.Items = all.Items[min(in.Offset, len(all.Items)):]
	if in.Limit > 0 {
		all.Items = all.Items[:min(in.Limit, len(all.Items))]
	}
	all.Sources, err = r.store.sources(ctx, v.Forum, all.Items)
	return &forumOutput{all}, err
}

// sources are the suggestions that confirmed recommendations rest on.
func (s *Store) sources(ctx context.Context, forum string, of []Overview) ([]Source, error) {
	var ids database.Strings
	for _, one := range of {
		if one.Confirmed != nil {
			for _, r := range one.Confirmed.Recommendations {
				ids = append(ids, r.SuggestionIDs...)
			}
		}
	}
	sources := []Source{}
	err := s.db.SelectContext(ctx, &sources, `SELECT id, number, receipt, left(text, 120) AS text FROM suggestions
		WHERE forum_id = $1 AND id = ANY($2::uuid[]) ORDER BY number`, forum, ids)
	if err != nil {
		return nil, fmt.Errorf("loading sources of reports: %w", err)
	}
	return sources, nil
}

// OfForum returns the reports of a forum that anything was written in.
func (s *Store) OfForum(ctx context.Context, forum string) ([]Overview, error) {
	var current, confirmed []row
	err := s.db.SelectContext(ctx, &current, `SELECT `+columns+` FROM reports WHERE forum_id = $1 AND version > 0 ORDER BY session_id`, forum)
	if err != nil {
		return nil, fmt.Errorf("listing reports: %w", err)
	}
	err = s.db.SelectContext(ctx, &confirmed, `
		SELECT DISTINCT ON (e.session_id) r.forum_id, e.session_id, e.version, e.edition, 'confirmed' AS state, e.recommendations,
		       e.present, e.agreed, e.reason, e.confirmed_at, e.confirmed_by
		FROM report_editions e JOIN reports r ON r.session_id = e.session_id
		WHERE r.forum_id = $1 ORDER BY e.session_id, e.edition DESC`, forum)
	if err != nil {
		return nil, fmt.Errorf("listing confirmed reports: %w", err)
	}
	return overviews(current, confirmed), nil
}

// overviews puts the confirmed reports first, the latest before the earlier.
func overviews(current, confirmed []row) []Overview {
	last := make(map[string]*Report, len(confirmed))
	for i := range confirmed {
		last[confirmed[i].SessionID] = confirmed[i].report()
	}
	all := make([]Overview, 0, len(current))
	for i := range current {
		one := Overview{SessionID: current[i].SessionID}
		if c := last[one.SessionID]; c != nil {
			view := c.view()
			one.Confirmed = &view
		}
		if current[i].State == Draft {
			view := current[i].report().view()
			one.Draft = &view
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b Overview) int { return b.when().Compare(a.when()) })
	return all
}

func (o Overview) when() time.Time {
	if o.Confirmed == nil {
		return time.Time{}
	}
	return *o.Confirmed.ConfirmedAt
}
