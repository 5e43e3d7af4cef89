package proposal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// ProposalView is a proposal as the API shows it.
type ProposalView struct {
	ID                   string               `json:"id"`
	ForumID              string               `json:"forum_id"`
	ThemeID              string               `json:"theme_id"`
	Number               int64                `json:"number" doc:"Per forum, without gaps, from 1."`
	Text                 events.Text          `json:"text"`
	TranslationCheckedBy string               `json:"translation_checked_by" doc:"Account that has compared the languages; empty if nobody has."`
	TranslationMissing   bool                 `json:"translation_missing" doc:"The Kazakh or the Russian wording is still to be written."`
	State                events.ProposalState `json:"state"`
	MergedInto           string               `json:"merged_into" doc:"Proposal that absorbed this one; empty unless merged."`
	MergedIntoNumber     int64                `json:"merged_into_number,omitempty" doc:"Its number."`
	Outcome              string               `json:"outcome" doc:"Of its decision; empty until decided."`
	Suggestions          []CarriedSuggestion  `json:"suggestions" nullable:"false" doc:"In a brief list the first three."`
	SuggestionCount      int                  `json:"suggestion_count"`
	Tags                 []string             `json:"tags" nullable:"false" doc:"Of all its suggestions, each once however it is spelled."`
	Version              int                  `json:"version"`

	Recommendation *recommendation.RecommendationView `json:"recommendation,omitempty" doc:"What a session's group recommends, if the proposal stands for that."`
}

// CarriedSuggestion is a suggestion as a proposal carries it, in its own words.
type CarriedSuggestion struct {
	ProposalID string                 `json:"-" db:"proposal_id,derived"`
	ID         string                 `json:"id" db:"id"`
	Number     int64                  `json:"number" db:"number"`
	Receipt    string                 `json:"receipt" db:"receipt"`
	Text       string                 `json:"text" db:"text"`
	Language   string                 `json:"language" db:"language"`
	AuthorID   string                 `json:"author_id,omitempty" db:"author_id" doc:"Opaque participant id; absent if anonymous."`
	SessionID  string                 `json:"session_id" db:"session_id"`
	State      events.SuggestionState `json:"state" db:"state"`
	OfferedTo  events.OfferedTo       `json:"offered_to,omitempty" db:"offered_to" doc:"To whom a parked one is offered; absent unless parked."`
	Proposals  int                    `json:"proposals" db:"proposals,derived" doc:"How many proposals carry it: more than one if it is about several matters."`

	Tags pq.StringArray `json:"tags" nullable:"false" db:"tags"`
}

var suggestionColumns = database.ColumnsOf[CarriedSuggestion]()

// few is how many suggestions of a proposal a brief list shows.
const few = 3

// Filter chooses proposals of a forum. Empty members choose all.
type Filter struct {
	ThemeID  string               `query:"theme_id" maxLength:"36"`
	State    events.ProposalState `query:"state"`
	Words    string               `query:"q" maxLength:"200" doc:"Words, in any order, that stand in the proposal's text or in that, the tags and the receipt of one of its suggestions; or the number of either (14, № 14)."`
	Tag      string               `query:"tag" maxLength:"40" doc:"A tag of one of its suggestions, in whatever case."`
	Source   string               `query:"source" enum:"recommended,offered" doc:"recommended: by the group of a session; offered: those that carry a suggestion which a session has left to the secretariat."`
	Numbers  string               `query:"numbers" maxLength:"40" pattern:"^[0-9]{1,18}-[0-9]{1,18}$" doc:"Those that carry a suggestion with one of these numbers: 12-48."`
	Carrying []string             `query:"carrying" maxItems:"200" doc:"Ids of suggestions, of which it carries one."`
}

// carries is true of proposals that carry a suggestion of which more is true. $1
// is the forum: named through p, it would be looked up for each proposal.
const carries = `p.id IN (SELECT c.proposal_id FROM carried c JOIN suggestions s ON s.id = c.suggestion_id WHERE s.forum_id = $1 AND `

func (f Filter) in(forum string) (database.Conditions, error) {
	c := database.Where("p.forum_id = ?", forum)
	if f.ThemeID != "" {
		c = c.And("p.theme_id = ?", f.ThemeID)
	}
	if f.State != "" {
		c = c.And("p.state = ?", f.State)
	}
	if f.Tag != "" {
		c = c.And(carries+`EXISTS (SELECT FROM unnest(s.tags) t WHERE lower(t) = lower(?)))`, f.Tag)
	}
	switch f.Source {
	case "recommended":
		c = c.And("p.id IN (SELECT proposal_id FROM recommendations)")
	case "offered":
		c = c.And(carries + `s.offered_to = 'secretariat')`)
	}
	if first, last, ok := strings.Cut(f.Numbers, "-"); ok {
		c = c.And(carries+`s.number BETWEEN ?::bigint AND ?::bigint)`, first, last)
	}
	c = page.Sought(f.Words).In(c, []string{"p.number = ?", carries + "s.number = ?)"}, "p.search LIKE ALL (?)", carries+"s.search LIKE ALL (?))")
	if len(f.Carrying) == 0 {
		return c, nil
	}
	ids, err := web.IDs("query.carrying", f.Carrying)
	return c.And(carries+`s.id = ANY(?::uuid[]))`, ids), err
}

// listed is a row with what is shown of others.
const listed = columns + `, COALESCE((SELECT number FROM proposals i WHERE i.id = p.merged_into), 0) AS merged_into_number`

// inOrder is a list in the order of a proposal's place in it.
func inOrder(place string) page.List[row] {
	return page.List[row]{
		Noun: "proposals", Columns: listed + ", " + place + " AS place", From: "proposals p", Order: place, After: page.AfterNumberOf(place),
		Cursor: func(r row) string { return page.Number(r.Place) },
	}
}

var (
	byNumber         = inOrder("p.number")
	recommendedFirst = inOrder("(p.number + CASE WHEN p.recommended THEN 0 ELSE 1000000000000 END)")
)

// List returns a page of a forum's proposals in the order of their numbers,
// those that sessions recommend before the others if order says so.
func (s *Store) List(ctx context.Context, forum string, f Filter, order string, q page.Query, w web.Window) (page.Of[ProposalView], error) {
	fits, err := f.in(forum)
	if err == nil {
		fits, err = w.Within(fits, "p.id")
	}
	if err != nil {
		return page.Of[ProposalView]{}, err
	}
	list := byNumber
	if order == "recommended" {
		list = recommendedFirst
	}
	of, err := list.Read(ctx, s.db, fits, q, w)
	if err != nil {
		return page.Of[ProposalView]{}, err
	}
	limit := 0
	if w.Brief {
		limit = few
	}
	views, err := view(ctx, s.db, of.Items, limit)
	return page.Views(of, views), err
}

// Find returns one proposal.
func (s *Store) Find(ctx context.Context, forum, id string) (ProposalView, error) {
	var r row
	err := s.db.GetContext(ctx, &r, `SELECT `+listed+` FROM proposals p WHERE p.forum_id = $1 AND p.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return ProposalView{}, problem.NotFound("proposal_not_found").With("proposal_id", id)
	}
	if err != nil {
		return ProposalView{}, fmt.Errorf("loading proposal: %w", err)
	}
	views, err := view(ctx, s.db, []row{r}, 0)
	if err != nil {
		return ProposalView{}, err
	}
	return views[0], nil
}

// eachOnce leaves out tags that differ from an earlier one in case only.
func eachOnce(tags []string) []string {
	once, seen := []string{}, map[string]bool{}
	for _, tag := range tags {
		if key := strings.ToLower(tag); !seen[key] {
			seen[key] = true
			once = append(once, tag)
		}
	}
	return once
}

// view adds what the proposals of all rows carry: the first suggestions of each,
// or all when limit is 0.
func view(ctx context.Context, q sqlx.QueryerContext, rows []row, limit int) ([]ProposalView, error) {
	views, at, ids := make([]ProposalView, len(rows)), make(map[string]int, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		views[i] = ProposalView{
			ID: r.ID, ForumID: r.ForumID, ThemeID: r.ThemeID, Number: r.Number, Text: r.Text.V,
			TranslationCheckedBy: r.TranslationCheckedBy, TranslationMissing: wording.Missing(r.Text.V), State: r.State,
			MergedInto: r.MergedInto, MergedIntoNumber: r.MergedIntoNumber, Outcome: string(r.Outcome),
			Suggestions: []CarriedSuggestion{}, Tags: []string{}, Version: r.Version,
		}
	}
	if len(ids) == 0 {
		return views, nil
	}
	var sums []struct {
		ProposalID string         `db:"proposal_id"`
		Count      int            `db:"count"`
		Tags       pq.StringArray `db:"tags"`
	}
	err := sqlx.SelectContext(ctx, q, &sums, `
		SELECT c.proposal_id, count(*) AS count, ARRAY(
			SELECT t FROM carried o JOIN suggestions s ON s.id = o.suggestion_id, unnest(s.tags) WITH ORDINALITY AS u(t, place)
			WHERE o.proposal_id = c.proposal_id ORDER BY s.number, u.place) AS tags
		FROM carried c WHERE c.proposal_id = ANY($1::uuid[]) GROUP BY c.proposal_id`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("counting suggestions of proposals: %w", err)
	}
	for _, sum := range sums {
		v := &views[at[sum.ProposalID]]
		v.SuggestionCount, v.Tags = sum.Count, eachOnce(sum.Tags)
	}
	var all []CarriedSuggestion
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT c.proposal_id, `+suggestionColumns.Select("c")+`,
			(SELECT count(*) FROM carried o WHERE o.suggestion_id = c.id) AS proposals
		FROM unnest($1::uuid[]) AS p(id) CROSS JOIN LATERAL (
			SELECT c.proposal_id, s.* FROM carried c JOIN suggestions s ON s.id = c.suggestion_id
			WHERE c.proposal_id = p.id ORDER BY s.number LIMIT NULLIF($2, 0)) c
		ORDER BY c.number`, pq.Array(ids), limit)
	if err != nil {
		return nil, fmt.Errorf("loading suggestions of proposals: %w", err)
	}
	for _, c := range all {
		v := &views[at[c.ProposalID]]
		v.Suggestions = append(v.Suggestions, c)
	}
	recommended, err := recommendation.Of(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for id, r := range recommended {
		views[at[id]].Recommendation = &r
	}
	return views, nil
}
