package measure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// MeasureView is a measure as the API shows it.
type MeasureView struct {
	ID               string              `json:"id"`
	ForumID          string              `json:"forum_id"`
	Number           int64               `json:"number" doc:"Place in the plan, without gaps; 0 while draft."`
	DecisionID       string              `json:"decision_id"`
	ProposalID       string              `json:"proposal_id"`
	Text             events.Text         `json:"text"`
	LeadBodyID       string              `json:"lead_body_id"`
	LeadBody         *Body               `json:"lead_body" doc:"The lead body by the name of the day; null while there is none."`
	CoExecutors      []CoExecutorView    `json:"co_executors" nullable:"false"`
	FormOfCompletion events.Text         `json:"form_of_completion"`
	Deadline         DeadlineView        `json:"deadline"`
	CostKZT          int64               `json:"cost_kzt" doc:"Whole tenge; 0 = not stated."`
	CostByYear       map[string]int64    `json:"cost_by_year"`
	FundingSource    string              `json:"funding_source"`
	State            events.MeasureState `json:"state"`
	Overdue          bool                `json:"overdue" doc:"The executor still has to act and the last day is over."`
	OverdueFor       *term.Occurrence    `json:"overdue_for" doc:"The earliest occurrence that is overdue, of a term that comes back; else null."`
	Reportable       []term.Occurrence   `json:"reportable" nullable:"false" doc:"Of a term that comes back, what you may report on: the occurrences that have begun and have no result that is accepted or waits, the earliest first."`
	Lacks            []string            `json:"lacks" nullable:"false" doc:"What a draft must still have before it may enter the plan."`
	SuggestionCount  int                 `json:"suggestion_count"`
	Reports          []report.ReportView `json:"reports" nullable:"false" doc:"In order of time; in a list only the last one and those that wait."`
	ReportCount      int                 `json:"report_count"`
	May              []string            `json:"may" nullable:"false" enum:"change,remove,report,take_off_control" doc:"What you may do with it as it stands; nothing where nobody has signed in."`
	PlannedAt        *time.Time          `json:"planned_at"`
	OffControlAt     *time.Time          `json:"off_control_at"`
	Version          int                 `json:"version"`
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

// find returns one measure with its reports.
func (s *Store) find(ctx context.Context, forum, id string, reader actor) (MeasureView, error) {
	rows, err := load(ctx, s.db, forum, id, "")
	if err != nil {
		return MeasureView{}, err
	}
	today, err := programme.Today(ctx, s.db, forum)
	if err != nil {
		return MeasureView{}, err
	}
	views, err := view(ctx, s.db, rows, today, today, reader)
	if err != nil {
		return MeasureView{}, err
	}
	rows[0].tell(&views[0], reader, all)
	return views[0], nil
}

// OfPlan returns measures of the plan in the order of their numbers, as they
// stand today; bodies are named as of a day.
func OfPlan(ctx context.Context, q sqlx.QueryerContext, ids []string, named, today events.Day) ([]MeasureView, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m WHERE m.id = ANY($1::uuid[]) ORDER BY m.number`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("loading measures of a plan: %w", err)
	}
	return view(ctx, q, rows, named, today, actor{})
}

// Following returns the measures that follow from decisions, drafts left out,
// with the reports on them.
func Following(ctx context.Context, q sqlx.QueryerContext, decisions []string, today events.Day) ([]MeasureView, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m
		WHERE m.decision_id = ANY($1::uuid[]) AND m.state <> 'draft' ORDER BY m.number`, pq.Array(decisions))
	if err != nil {
		return nil, fmt.Errorf("loading measures that follow decisions: %w", err)
	}
	if err := hear(ctx, q, rows); err != nil {
		return nil, err
	}
	views, err := view(ctx, q, rows, today, today, actor{})
	for i := range views {
		rows[i].tell(&views[i], actor{}, all)
	}
	return views, err
}

// view adds the bodies' names of a day, of all rows in one query, and what the
// reader may do, which for who controls follows from the reports: see hear.
func view(ctx context.Context, q sqlx.QueryerContext, rows []row, named, today events.Day, reader actor) ([]MeasureView, error) {
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
		m := r.measure()
		views[i].May = reader.offered(*m, today)
		if slices.Contains(views[i].May, "report") {
			views[i].Reportable = m.reportable(today)
		}
	}
	return views, nil
}

func (r row) view(body func(id string) Body, today events.Day) MeasureView {
	m := r.measure()
	v := MeasureView{
		ID: m.ID, ForumID: m.ForumID, Number: m.Number, DecisionID: m.DecisionID, ProposalID: m.ProposalID, Text: m.Text,
		LeadBodyID: m.LeadBodyID, CoExecutors: []CoExecutorView{}, FormOfCompletion: m.FormOfCompletion,
		Deadline: DeadlineView{Kind: string(m.Deadline.Kind), Value: m.Deadline.Value, DueDate: string(m.DueDate), Phrase: m.Deadline.Phrase()},
		CostKZT:  m.CostKZT, CostByYear: m.CostByYear, FundingSource: m.FundingSource, State: m.State, Overdue: m.Overdue(today),
		Lacks: []string{}, Reportable: []term.Occurrence{}, SuggestionCount: len(m.SuggestionIDs), Reports: []report.ReportView{}, PlannedAt: r.PlannedAt,
		OffControlAt: r.OffControlAt, Version: m.Version,
	}
	if m.LeadBodyID != "" {
		b := body(m.LeadBodyID)
		v.LeadBody = &b
	}
	for _, c := range m.CoExecutors {
		v.CoExecutors = append(v.CoExecutors, CoExecutorView{c.OrganisationID, c.ByAgreement, c.Consolidates, body(c.OrganisationID)})
	}
	if v.Overdue {
		v.OverdueFor = m.Deadline.Named(m.ActBy)
	}
	if m.State == Draft {
		v.Lacks = append(v.Lacks, m.Lacks()...)
	}
	if v.CostByYear == nil {
		v.CostByYear = map[string]int64{}
	}
	return v
}

func (m *Measure) reportable(today events.Day) []term.Occurrence {
	views := []term.Occurrence{}
	for _, due := range m.Reportable(today) {
		if o := m.Deadline.Named(due); o != nil {
			views = append(views, *o)
		}
	}
	return views
}

// tell shows the reports that were heard on a measure, those that are wanted, with
// what the reader may do with each.
func (r row) tell(v *MeasureView, reader actor, wanted func(one *report.Report, last bool) bool) {
	v.ReportCount = len(r.heard)
	for i, one := range r.heard {
		if wanted(one, i == len(r.heard)-1) {
			v.Reports = append(v.Reports, one.View(r.Deadline.V, reader.settles(*r.measure(), one.ID)...))
		}
	}
}

func all(*report.Report, bool) bool { return true }
