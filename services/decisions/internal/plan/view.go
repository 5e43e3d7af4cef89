package plan

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
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
	OverdueFor       *Occurrence      `json:"overdue_for" doc:"The earliest occurrence that is overdue, of a term that comes back; else null."`
	Reportable       []Occurrence     `json:"reportable" nullable:"false" doc:"Of a term that comes back, what you may report on: the occurrences that have begun and have no result that is accepted or waits, the earliest first."`
	Lacks            []string         `json:"lacks" nullable:"false" doc:"What a draft must still have before it may enter the plan."`
	SuggestionCount  int              `json:"suggestion_count"`
	Reports          []ReportView     `json:"reports" nullable:"false" doc:"In order of time; in a list only the last one and those that wait."`
	ReportCount      int              `json:"report_count"`
	May              []string         `json:"may" nullable:"false" enum:"change,remove,report,take_off_control" doc:"What you may do with it as it stands; nothing where nobody has signed in."`
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

// Occurrence is one of the times at which a term that comes back falls due.
type Occurrence struct {
	DueDate string      `json:"due_date" doc:"The last day, inclusive, by which it is known."`
	Phrase  events.Text `json:"phrase" doc:"«за II квартал 2027 года»."`
}

// occurrence is nil of a term that falls due only once.
func occurrence(d Deadline, due events.Day) *Occurrence {
	words := d.Occurrence(due)
	if words.Empty() {
		return nil
	}
	return &Occurrence{DueDate: string(due), Phrase: words}
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
	Occurrence    *Occurrence `json:"occurrence" doc:"Which occurrence of a term that comes back it is about; else null."`
	May           []string    `json:"may" nullable:"false" enum:"accept,return" doc:"What you may do with it as it stands."`
	ReportedAt    time.Time   `json:"reported_at"`
	SettledAt     *time.Time  `json:"settled_at"`
}

// PlanView is a published version of the plan.
type PlanView struct { //nolint:revive // also the schema's name in the API's document
	ID          string        `json:"id"`
	ForumID     string        `json:"forum_id"`
	Version     int           `json:"version"`
	Title       events.Text   `json:"title"`
	PublishedAt time.Time     `json:"published_at"`
	Measures    []MeasureView `json:"measures" nullable:"false"`
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
		Deadline: DeadlineView{Kind: m.Deadline.Kind, Value: m.Deadline.Value, DueDate: string(m.DueDate), Phrase: m.Deadline.Phrase()},
		CostKZT:  m.CostKZT, CostByYear: m.CostByYear, FundingSource: m.FundingSource, State: m.State, Overdue: m.Overdue(today),
		Lacks: []string{}, Reportable: []Occurrence{}, SuggestionCount: len(m.SuggestionIDs), Reports: []ReportView{}, PlannedAt: r.PlannedAt,
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
		v.OverdueFor = occurrence(m.Deadline, m.ActBy)
	}
	if m.State == Draft {
		v.Lacks = append(v.Lacks, m.Lacks()...)
	}
	if v.CostByYear == nil {
		v.CostByYear = map[string]int64{}
	}
	return v
}

func (m *Measure) reportable(today events.Day) []Occurrence {
	views := []Occurrence{}
	for _, due := range m.Reportable(today) {
		if o := occurrence(m.Deadline, due); o != nil {
			views = append(views, *o)
		}
	}
	return views
}
