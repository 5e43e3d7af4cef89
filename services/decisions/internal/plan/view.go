package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/jsonb"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// MeasureView is a measure as the API shows it.
type MeasureView struct {
	ID               string           `json:"id"`
	ForumID          string           `json:"forum_id"`
	Number           int64            `json:"number" doc:"Place in the plan, without gaps; 0 while draft."`
	DecisionID       string           `json:"decision_id"`
	ProposalID       string           `json:"proposal_id"`
	Text             events.Text      `json:"text"`
	LeadBodyID       string           `json:"lead_body_id"`
	LeadBody         *Body            `json:"lead_body" doc:"The lead body by the name of the day; null while there is none."`
	CoExecutors      []CoExecutorView `json:"co_executors" nullable:"false"`
	FormOfCompletion events.Text      `json:"form_of_completion"`
	Deadline         DeadlineView     `json:"deadline"`
	CostKZT          int64            `json:"cost_kzt" doc:"Whole tenge; 0 = not stated."`
	CostByYear       map[string]int64 `json:"cost_by_year"`
	FundingSource    string           `json:"funding_source"`
	State            State            `json:"state" enum:"draft,planned,in_progress,report_submitted,done,returned,off_control"`
	Overdue          bool             `json:"overdue" doc:"The executor still has to act and the last day is over."`
	Lacks            []string         `json:"lacks" nullable:"false" doc:"What a draft must still have before it may enter the plan."`
	SuggestionCount  int              `json:"suggestion_count"`
	Reports          []ReportView     `json:"reports" nullable:"false" doc:"In order of time; only when one measure is asked for."`
	PlannedAt        *time.Time       `json:"planned_at"`
	OffControlAt     *time.Time       `json:"off_control_at"`
	Version          int              `json:"version"`
}

// Body is an organisation by the name of some day.
type Body struct {
	Name         events.Text `json:"name"`
	Abbreviation events.Text `json:"abbreviation"`
}

// CoExecutorView is a body that works beside the lead body.
type CoExecutorView struct {
	OrganisationID string `json:"organisation_id"`
	ByAgreement    bool   `json:"by_agreement" doc:"«по согласованию»: the authority cannot command it."`
	Consolidates   bool   `json:"consolidates" doc:"«свод»: collects the information."`
	Body
}

// DeadlineView is a deadline with its phrase.
type DeadlineView struct {
	Kind    string      `json:"kind" doc:"date, month, quarter, half, year, range, recurring, ongoing; empty while a draft has none."`
	Value   string      `json:"value"`
	DueDate string      `json:"due_date" doc:"The last day, inclusive; empty if there is none."`
	Phrase  events.Text `json:"phrase" doc:"As plans print it."`
}

// ReportView is a report on execution.
type ReportView struct {
	ID            string      `json:"id"`
	MeasureID     string      `json:"measure_id"`
	Status        string      `json:"status" enum:"in_progress,done,partly,not_done"`
	Text          events.Text `json:"text"`
	AttachmentURL string      `json:"attachment_url"`
	State         string      `json:"state" enum:"submitted,accepted,returned"`
	Reason        events.Text `json:"reason" doc:"Why it was returned."`
	ReportedAt    time.Time   `json:"reported_at"`
	SettledAt     *time.Time  `json:"settled_at"`
}

// PlanView is a published version of the plan.
type PlanView struct {
	ID          string        `json:"id"`
	ForumID     string        `json:"forum_id"`
	Version     int           `json:"version"`
	Title       events.Text   `json:"title"`
	PublishedAt time.Time     `json:"published_at"`
	Measures    []MeasureView `json:"measures" nullable:"false"`
}

// Published returns a version of a forum's plan, 0 being the last one, with its
// measures as they stand now. Bodies are named as of the day of publication,
// or as of the day given. The problem plan_not_published if there is none.
func Published(ctx context.Context, q sqlx.QueryerContext, forum programme.Forum, version int, named events.Day, now time.Time) (PlanView, error) {
	var p struct {
		ID          string                `db:"id"`
		Version     int                   `db:"version"`
		Title       jsonb.Of[events.Text] `db:"title"`
		MeasureIDs  pq.StringArray        `db:"measure_ids"`
		PublishedAt time.Time             `db:"published_at"`
	}
	err := sqlx.GetContext(ctx, q, &p, `SELECT id, version, title, measure_ids, published_at FROM plans
		WHERE forum_id = $1 AND ($2 = 0 OR version = $2) ORDER BY version DESC LIMIT 1`, forum.ForumID, version)
	if errors.Is(err, sql.ErrNoRows) {
		return PlanView{}, problem.NotFound("plan_not_published")
	}
	if err != nil {
		return PlanView{}, fmt.Errorf("loading plan: %w", err)
	}
	var rows []row
	err = sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m WHERE m.id = ANY($1::uuid[]) ORDER BY m.number`, p.MeasureIDs)
	if err != nil {
		return PlanView{}, fmt.Errorf("loading measures of a plan: %w", err)
	}
	if named == "" {
		named = forum.Today(p.PublishedAt)
	}
	measures, err := view(ctx, q, rows, named, forum.Today(now))
	return PlanView{ID: p.ID, ForumID: forum.ForumID, Version: p.Version, Title: p.Title.V, PublishedAt: p.PublishedAt, Measures: measures}, err
}

// list returns a page of a forum's measures, drafts too, in the order in which
// they were drafted.
func (s *Store) list(ctx context.Context, forum, state, decisionID string, p page.Query) (page.Of[MeasureView], error) {
	after, err := p.AfterKey(2)
	if err != nil {
		return page.Of[MeasureView]{}, err
	}
	at, id := time.Time{}, "00000000-0000-0000-0000-000000000000"
	if after != nil {
		if at, err = time.Parse(time.RFC3339Nano, after[0]); err != nil {
			return page.Of[MeasureView]{}, problem.InvalidField("query.after", "invalid_value")
		}
		id = after[1]
	}
	var rows []row
	err = s.db.SelectContext(ctx, &rows, `SELECT `+columns+` FROM measures m
		WHERE m.forum_id = $1 AND (m.created_at, m.id::text) > ($2, $3)
			AND ($5 = '' OR m.state = $5) AND ($6 = '' OR m.decision_id::text = $6)
		ORDER BY m.created_at, m.id LIMIT $4`, forum, at, id, p.Limit+1, state, decisionID)
	if err != nil {
		return page.Of[MeasureView]{}, fmt.Errorf("listing measures: %w", err)
	}
	cut := page.Cut(rows, p.Limit, func(r row) string { return page.Key(r.CreatedAt.Format(time.RFC3339Nano), r.ID) })
	today, err := s.today(ctx, s.db, forum)
	if err != nil {
		return page.Of[MeasureView]{}, err
	}
	views, err := view(ctx, s.db, cut.Items, today, today)
	return page.Of[MeasureView]{Items: views, Next: cut.Next}, err
}

// find returns one measure with its reports.
func (s *Store) find(ctx context.Context, forum, id string) (MeasureView, error) {
	var r row
	err := s.db.GetContext(ctx, &r, `SELECT `+columns+` FROM measures m WHERE m.forum_id = $1 AND m.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return MeasureView{}, problem.NotFound("measure_not_found").With("measure_id", id)
	}
	if err != nil {
		return MeasureView{}, fmt.Errorf("loading measure: %w", err)
	}
	today, err := s.today(ctx, s.db, forum)
	if err != nil {
		return MeasureView{}, err
	}
	views, err := view(ctx, s.db, []row{r}, today, today)
	if err != nil {
		return MeasureView{}, err
	}
	reports, err := Reports(ctx, s.db, id)
	if err != nil {
		return MeasureView{}, err
	}
	views[0].Reports = append(views[0].Reports, reports...)
	return views[0], nil
}

// Following returns the measures that follow from decisions, drafts left out.
func Following(ctx context.Context, q sqlx.QueryerContext, decisions []string, today events.Day) ([]MeasureView, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m
		WHERE m.decision_id = ANY($1::uuid[]) AND m.state <> 'draft' ORDER BY m.number`, pq.Array(decisions))
	if err != nil {
		return nil, fmt.Errorf("loading measures that follow decisions: %w", err)
	}
	return view(ctx, q, rows, today, today)
}

// Reports returns the reports on measures in order of time.
func Reports(ctx context.Context, q sqlx.QueryerContext, measures ...string) ([]ReportView, error) {
	var rows []reportRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+reportColumns+` FROM reports
		WHERE measure_id = ANY($1::uuid[]) ORDER BY reported_at, id`, pq.Array(measures))
	if err != nil {
		return nil, fmt.Errorf("loading reports: %w", err)
	}
	views := make([]ReportView, len(rows))
	for i, r := range rows {
		views[i] = r.view()
	}
	return views, nil
}

func (s *Store) findReport(ctx context.Context, forum, id string) (ReportView, error) {
	var r reportRow
	err := s.db.GetContext(ctx, &r, `SELECT `+reportColumns+` FROM reports WHERE forum_id = $1 AND id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return ReportView{}, problem.NotFound("report_not_found").With("report_id", id)
	}
	if err != nil {
		return ReportView{}, fmt.Errorf("loading report: %w", err)
	}
	return r.view(), nil
}

func (r reportRow) view() ReportView {
	return ReportView{
		ID: r.ID, MeasureID: r.MeasureID, Status: r.Status, Text: r.Text.V, AttachmentURL: r.AttachmentURL, State: r.State,
		Reason: r.Reason.V, ReportedAt: r.ReportedAt, SettledAt: r.SettledAt,
	}
}

// view adds the bodies' names of a day, of all rows in one query.
func view(ctx context.Context, q sqlx.QueryerContext, rows []row, named, today events.Day) ([]MeasureView, error) {
	var ids []string
	for _, r := range rows {
		if r.LeadBodyID != "" {
			ids = append(ids, r.LeadBodyID)
		}
		for _, c := range r.CoExecutors.V {
			ids = append(ids, c.OrganisationID)
		}
	}
	slices.Sort(ids)
	bodies, err := programme.Organisations(ctx, q, slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	body := func(id string) Body {
		n := bodies[id].Name(named)
		return Body{Name: n.Name, Abbreviation: n.Abbreviation}
	}
	views := make([]MeasureView, len(rows))
	for i, r := range rows {
		views[i] = r.view(body, today)
	}
	return views, nil
}

func (r row) view(body func(id string) Body, today events.Day) MeasureView {
	m := r.measure()
	v := MeasureView{
		ID: m.ID, ForumID: m.ForumID, Number: m.Number, DecisionID: m.DecisionID, ProposalID: m.ProposalID, Text: m.Text,
		LeadBodyID: m.LeadBodyID, CoExecutors: []CoExecutorView{}, FormOfCompletion: m.FormOfCompletion,
		Deadline: DeadlineView{Kind: m.Deadline.Kind, Value: m.Deadline.Value, DueDate: string(m.DueDate), Phrase: m.Deadline.Phrase()},
		CostKZT:  m.CostKZT, CostByYear: m.CostByYear, FundingSource: m.FundingSource, State: m.State, Overdue: m.Overdue(today),
		Lacks: []string{}, SuggestionCount: len(m.SuggestionIDs), Reports: []ReportView{}, PlannedAt: r.PlannedAt,
		OffControlAt: r.OffControlAt, Version: m.Version,
	}
	if m.LeadBodyID != "" {
		b := body(m.LeadBodyID)
		v.LeadBody = &b
	}
	for _, c := range m.CoExecutors {
		v.CoExecutors = append(v.CoExecutors, CoExecutorView{c.OrganisationID, c.ByAgreement, c.Consolidates, body(c.OrganisationID)})
	}
	if m.State == Draft {
		v.Lacks = append(v.Lacks, m.Lacks()...)
	}
	if v.CostByYear == nil {
		v.CostByYear = map[string]int64{}
	}
	return v
}
