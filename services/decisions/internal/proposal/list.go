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
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// ProposalView is a proposal as the API shows it.
type ProposalView struct { //nolint:revive // also the schema's name in the API's document
	ID                   string                             `json:"id"`
	ForumID              string                             `json:"forum_id"`
	ThemeID              string                             `json:"theme_id"`
	Number               int64                              `json:"number" doc:"Per forum, without gaps, from 1."`
	Text                 events.Text                        `json:"text"`
	TranslationCheckedBy string                             `json:"translation_checked_by" doc:"Account that has compared the languages; empty if nobody has."`
	TranslationMissing   bool                               `json:"translation_missing" doc:"The Kazakh or the Russian wording is still to be written."`
	State                State                              `json:"state" enum:"open,merged,put,decided"`
	MergedInto           string                             `json:"merged_into" doc:"Proposal that absorbed this one; empty unless merged."`
	Outcome              string                             `json:"outcome" doc:"Of its decision; empty until decided."`
	Suggestions          []CarriedSuggestion                `json:"suggestions" nullable:"false"`
	SuggestionCount      int                                `json:"suggestion_count"`
	Recommendation       *recommendation.RecommendationView `json:"recommendation,omitempty" doc:"What a session's group recommends, if the proposal stands for that."`
	Version              int                                `json:"version"`
}

// CarriedSuggestion is a suggestion as a proposal carries it, in its own words.
type CarriedSuggestion struct {
	ProposalID string `json:"-" db:"proposal_id"`
	ID         string `json:"id" db:"id"`
	Number     int64  `json:"number" db:"number"`
	Receipt    string `json:"receipt" db:"receipt"`
	Text       string `json:"text" db:"text"`
	Language   string `json:"language" db:"language"`
	AuthorID   string `json:"author_id,omitempty" db:"author_id" doc:"Opaque participant id; absent if anonymous."`
	SessionID  string `json:"session_id" db:"session_id"`
	State      string `json:"state" db:"state" enum:"received,withdrawn,parked"`
	OfferedTo  string `json:"offered_to,omitempty" db:"offered_to" enum:"secretariat,theme,session" doc:"To whom a parked one is offered; absent unless parked."`
	Proposals  int    `json:"proposals" db:"proposals" doc:"How many proposals carry it: more than one if it is about several matters."`

	Tags pq.StringArray `json:"tags" nullable:"false" db:"tags"`
}

// Filter chooses proposals of a forum. Empty members choose all.
type Filter struct {
	ThemeID string
	State   string
	Words   string // all of them in the proposal's text or in one of its suggestions', tags and receipt, or the number of either
	Source  string // recommended by sessions, offered to the secretariat by them
}

// recommendedFirst is the order in which what sessions recommend comes first.
const recommendedFirst = "recommended"

// placeOf is a proposal's place in a list.
func placeOf(order string) string {
	if order == recommendedFirst {
		return "(number + CASE WHEN recommended THEN 0 ELSE 1000000000000 END)"
	}
	return "number"
}

// List returns a page of a forum's proposals in the order of their numbers,
// those that sessions recommend before the others if order says so.
func (s *Store) List(ctx context.Context, forum string, f Filter, order string, q page.Query) (page.Of[ProposalView], error) {
	after, err := q.AfterNumber()
	if err != nil {
		return page.Of[ProposalView]{}, err
	}
	where, args := []string{"forum_id = $1", placeOf(order) + " > $2"}, []any{forum, after, q.Limit + 1}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	if f.ThemeID != "" {
		add("theme_id = ?", f.ThemeID)
	}
	if f.State != "" {
		add("state = ?", f.State)
	}
	switch f.Source {
	case "recommended":
		where = append(where, "id IN (SELECT proposal_id FROM recommendations)")
	case "offered":
		where = append(where, `id IN (SELECT c.proposal_id FROM carried c JOIN suggestions s ON s.id = c.suggestion_id
			WHERE s.forum_id = $1 AND s.offered_to = 'secretariat')`)
	}
	if number, words := text.Numbered(f.Words); len(words) > 0 {
		args = append(args, number)
		add(fmt.Sprintf(`(number = $%[1]d OR search LIKE ALL (?) OR id IN (
			SELECT c.proposal_id FROM carried c JOIN suggestions s ON s.id = c.suggestion_id
			WHERE s.forum_id = $1 AND (s.number = $%[1]d OR s.search LIKE ALL (?))))`, len(args)), words)
	}
	var rows []row
	err = s.db.SelectContext(ctx, &rows, `SELECT `+columns+`, `+placeOf(order)+` AS place FROM proposals
		WHERE `+strings.Join(where, " AND ")+` ORDER BY place LIMIT $3`, args...)
	if err != nil {
		return page.Of[ProposalView]{}, fmt.Errorf("listing proposals: %w", err)
	}
	cut := page.Cut(rows, q.Limit, func(r row) string { return page.Number(r.Place) })
	views, err := view(ctx, s.db, cut.Items)
	return page.Of[ProposalView]{Items: views, Next: cut.Next}, err
}

// Find returns one proposal.
func (s *Store) Find(ctx context.Context, forum, id string) (ProposalView, error) {
	var r row
	err := s.db.GetContext(ctx, &r, `SELECT `+columns+` FROM proposals WHERE forum_id = $1 AND id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return ProposalView{}, problem.NotFound("proposal_not_found").With("proposal_id", id)
	}
	if err != nil {
		return ProposalView{}, fmt.Errorf("loading proposal: %w", err)
	}
	views, err := view(ctx, s.db, []row{r})
	if err != nil {
		return ProposalView{}, err
	}
	return views[0], nil
}

// view adds the suggestions, of all rows in one query.
func view(ctx context.Context, q sqlx.QueryerContext, rows []row) ([]ProposalView, error) {
	views, at, ids := make([]ProposalView, len(rows)), make(map[string]int, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		views[i] = ProposalView{
			ID: r.ID, ForumID: r.ForumID, ThemeID: r.ThemeID, Number: r.Number, Text: r.Text.V,
			TranslationCheckedBy: r.TranslationCheckedBy, TranslationMissing: wording.Missing(r.Text.V), State: r.State,
			MergedInto: r.MergedInto, Outcome: r.Outcome, Suggestions: []CarriedSuggestion{}, Version: r.Version,
		}
	}
	var all []CarriedSuggestion
	err := sqlx.SelectContext(ctx, q, &all, `
		SELECT c.proposal_id, s.id, s.number, s.receipt, s.text, s.language, s.author_id, s.session_id, s.state, s.tags, s.offered_to,
			(SELECT count(*) FROM carried o WHERE o.suggestion_id = s.id) AS proposals
		FROM carried c JOIN suggestions s ON s.id = c.suggestion_id
		WHERE c.proposal_id = ANY($1::uuid[]) ORDER BY s.number`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading suggestions of proposals: %w", err)
	}
	for _, c := range all {
		v := &views[at[c.ProposalID]]
		v.Suggestions = append(v.Suggestions, c)
		v.SuggestionCount++
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
