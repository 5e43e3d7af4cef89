package participant

import (
	"context"
	"fmt"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Filter chooses participants of a forum; empty members choose all.
type Filter struct {
	Q       string `query:"q" maxLength:"100" doc:"words of a name or key, in any order"`
	Arrived string `query:"arrived" enum:"yes,no" doc:"who has been checked in, or who has not"`
	Erased  string `query:"erased" enum:"no" doc:"no = without those who were erased"`
	Writers string `query:"writers" enum:"yes" doc:"yes = those who only wrote on the public form and are not awaited, whom other lists leave out"`
	Session string `query:"session_id" maxLength:"36" doc:"who has a seat in the session"`
}

func (f Filter) in(forumID string) database.Conditions {
	c := database.Where("forum_id = ?", forumID)
	if f.Q != "" {
		c = c.And("search LIKE ALL (?)", text.Patterns(f.Q))
	}
	switch f.Arrived {
	case "yes":
		c = c.And("checked_in_at IS NOT NULL")
	case "no":
		c = c.And("checked_in_at IS NULL AND erased_at IS NULL")
	}
	switch {
	case f.Writers == "yes":
		c = c.And("only_writes")
	case f.Session == "":
		c = c.And("NOT only_writes")
	}
	if f.Erased == "no" {
		c = c.And("erased_at IS NULL")
	}
	if f.Session != "" {
		c = c.And("id IN (SELECT participant_id FROM seats WHERE session_id::text = ?)", f.Session)
	}
	return c
}

var listing = page.Listing[Participant]{
	Noun: "participants", Columns: columns, From: "participants", Order: "id::text", Scan: scan,
	Key: func(p Participant) []string { return []string{p.ID} }, After: page.AfterID,
}

// List returns the forum's participants in the order of their ids.
func (s *Store) List(ctx context.Context, forumID string, f Filter, q page.Query, w web.Window) (page.List[Participant], error) {
	fits, err := w.Within(f.in(forumID), "id")
	if err != nil {
		return page.List[Participant]{}, err
	}
	return listing.Read(ctx, s.db, fits, q, w)
}

type listInput struct {
	forum.Path
	page.Query
	web.Window
	Filter
}

func (s *Store) list(ctx context.Context, in *listInput) (*ListOutput, error) {
	all, err := s.List(ctx, in.ForumID(), in.Filter, in.Query, in.Window)
	return &ListOutput{page.List[ParticipantView]{Items: Views(all.Items, Participant.View), Next: all.Next, Total: all.Total}}, err
}

// ParticipantCounts is how many take part in a forum.
type ParticipantCounts struct {
	Total   int64 `json:"total" db:"total" doc:"those who were erased too"`
	Arrived int64 `json:"arrived" db:"arrived" doc:"checked in"`
	Erased  int64 `json:"erased" db:"erased"`
}

func (s *Store) counts(ctx context.Context, in *forum.Path) (*struct{ Body ParticipantCounts }, error) {
	var c ParticipantCounts
	err := s.db.GetContext(ctx, &c, `SELECT count(*) AS total, count(checked_in_at) AS arrived, count(erased_at) AS erased
		FROM participants WHERE forum_id = $1 AND NOT only_writes`, in.ForumID())
	if err != nil {
		return nil, fmt.Errorf("counting participants: %w", err)
	}
	return &struct{ Body ParticipantCounts }{c}, nil
}
