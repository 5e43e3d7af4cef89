package draft

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// MeasureWords are the members of a measure that staff write. In a change, a
// member left out stays as it is.
type MeasureWords struct {
	Text             *wording.Words    `json:"text,omitempty" doc:"What is to be done; the decision's text if left out."`
	LeadBodyID       *string           `json:"lead_body_id,omitempty" pattern:"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$" doc:"Organisation; empty to take it away."`
	CoExecutors      *[]CoExecutorRole `json:"co_executors,omitempty" maxItems:"50"`
	FormOfCompletion *wording.Words    `json:"form_of_completion,omitempty" doc:"What shows that it is done: «есеп», «бұйрық»."`
	Deadline         *DeadlineWords    `json:"deadline,omitempty"`
	CostKZT          *int64            `json:"cost_kzt,omitempty" minimum:"0" maximum:"9000000000000000" doc:"Whole tenge; 0 = not stated."`
	CostByYear       *map[string]int64 `json:"cost_by_year,omitempty"`
	FundingSource    *string           `json:"funding_source,omitempty" maxLength:"300" doc:"republican_budget, local_budget, extra_budgetary, within_allocated, not_required, or free words."`
}

// CoExecutorRole names a co-executor.
type CoExecutorRole struct {
	OrganisationID string `json:"organisation_id" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
	ByAgreement    bool   `json:"by_agreement,omitempty"`
	Consolidates   bool   `json:"consolidates,omitempty"`
}

// DeadlineWords are a deadline as it is set.
type DeadlineWords struct {
	Kind    events.DeadlineKind `json:"kind"`
	Value   string              `json:"value,omitempty" maxLength:"200" doc:"2021-12-01, 2022-12, 2022-Q4, 2022-H1, 2022, 2021/2023, an RRULE such as FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15, or empty."`
	DueDate string              `json:"due_date,omitempty" maxLength:"10" doc:"Worked out by the server; one that differs is refused."`
	Words   wording.Words       `json:"words,omitempty" doc:"Printed instead of the usual phrase."`
}

// apply writes what was given into m.
func (w MeasureWords) apply(m *measure.Measure) {
	if w.Text != nil {
		m.Text = w.Text.Text()
	}
	if w.LeadBodyID != nil {
		m.LeadBodyID = *w.LeadBodyID
	}
	if w.CoExecutors != nil {
		m.CoExecutors = []events.CoExecutor{}
		for _, c := range *w.CoExecutors {
			m.CoExecutors = append(m.CoExecutors, events.CoExecutor(c))
		}
	}
	if w.FormOfCompletion != nil {
		m.FormOfCompletion = w.FormOfCompletion.Text()
	}
	if w.Deadline != nil {
		m.Deadline = term.Deadline{Kind: w.Deadline.Kind, Value: w.Deadline.Value, Words: w.Deadline.Words.Text()}
	}
	if w.CostKZT != nil {
		m.CostKZT = *w.CostKZT
	}
	if w.CostByYear != nil {
		m.CostByYear = *w.CostByYear
	}
	if w.FundingSource != nil {
		m.FundingSource = text.Shown(*w.FundingSource)
	}
}

func (w MeasureWords) claimedDueDate() events.Day {
	if w.Deadline == nil {
		return ""
	}
	return events.Day(w.Deadline.DueDate)
}
