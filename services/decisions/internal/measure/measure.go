// Package measure turns adopted decisions into measures with an owner and a term,
// and knows where each stands by the reports on it, until it is taken off control.
package measure

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// State is where a measure stands.
type State = events.MeasureState

// The states of a measure.
const (
	Draft           = events.MeasureDraft
	Planned         = events.MeasureIsPlanned
	InProgress      = events.MeasureInProgress
	ReportSubmitted = events.MeasureReportSubmitted
	Done            = events.MeasureDone
	Returned        = events.MeasureReturned
	OffControl      = events.MeasureIsOffControl
)

// Measure is one item of the plan: who does what until when, and what shows
// that it is done.
type Measure struct {
	ID               string
	ForumID          string
	Number           int64 // in the plan; 0 while draft
	DecisionID       string
	ProposalID       string
	Text             events.Text
	LeadBodyID       string
	CoExecutors      []events.CoExecutor
	FormOfCompletion events.Text
	Deadline         term.Deadline
	DueDate          events.Day // of the earliest occurrence that is not closed
	FirstDue         events.Day // of its first occurrence
	ActBy            events.Day // of the earliest occurrence on which the executor has to act; "" if there is none
	CostKZT          int64
	CostByYear       map[string]int64
	FundingSource    string
	State            State
	AcceptedBy       string // the account that found it done
	SuggestionIDs    []string
	Version          int
	Reports          []*report.Report // in order of time
}

// Set gives a draft its deadline and works out the due date as of today. A due
// date that the caller has worked out otherwise is refused.
func (m *Measure) Set(d term.Deadline, claimed, today events.Day) error {
	m.Deadline, m.DueDate, m.FirstDue, m.ActBy = d, "", "", ""
	if d.Kind == "" {
		return nil
	}
	t, err := d.Term()
	if err != nil {
		return err
	}
	m.DueDate = t.DueDate(today)
	m.FirstDue = m.DueDate
	if claimed != "" && claimed != m.DueDate {
		return problem.InvalidField("/deadline/due_date", "due_date_differs", "due_date", m.DueDate)
	}
	return nil
}

// Lacks names what a draft must still have before it may enter the plan, by the
// names of the members.
func (m *Measure) Lacks() []string {
	var lacks []string
	for _, c := range []struct {
		member string
		there  bool
	}{
		{"text", !m.Text.Empty()}, {"lead_body_id", m.LeadBodyID != ""},
		{"form_of_completion", !m.FormOfCompletion.Empty()}, {"deadline", m.Deadline.Kind != ""},
	} {
		if !c.there {
			lacks = append(lacks, c.member)
		}
	}
	return lacks
}

// Plan takes a draft into the plan under a number. today is the day of
// publication, from which recurring terms run.
func (m *Measure) Plan(number int64, today events.Day) error {
	if err := m.MustBeDraft(); err != nil {
		return err
	}
	if lacks := m.Lacks(); len(lacks) > 0 {
		return problem.InvalidField("/"+lacks[0], "required")
	}
	m.Number, m.State = number, Planned
	m.Version++
	if err := m.Set(m.Deadline, "", today); err != nil {
		return err
	}
	return m.stand()
}

// Remove takes a draft away, which then leaves no trace in the plan.
func (m *Measure) Remove() error {
	if err := m.MustBeDraft(); err != nil {
		return err
	}
	m.Version++
	return nil
}

// MustBeDraft refuses what is done with drafts only.
func (m *Measure) MustBeDraft() error {
	if m.State != Draft {
		return problem.Conflict("measure_not_draft", "number", m.Number)
	}
	return nil
}

// Unseen refuses a change by somebody who has not seen what it would replace.
func (m *Measure) Unseen(base int) error {
	if base != 0 && base != m.Version {
		return problem.Conflict("newer_version").With("version", m.Version)
	}
	return nil
}

// Public is m's state as events tell it.
func (m *Measure) Public() events.Measure {
	deadline := events.Deadline{Kind: m.Deadline.Kind, Value: m.Deadline.Value, DueDate: m.DueDate}
	if phrase := m.Deadline.Phrase(); !phrase.Empty() {
		deadline.Phrase = &phrase
	}
	return events.Measure{
		ForumID: m.ForumID, MeasureID: m.ID, Version: m.Version, Number: m.Number, DecisionID: m.DecisionID, ProposalID: m.ProposalID,
		Text: m.Text, LeadBodyID: m.LeadBodyID, CoExecutors: m.CoExecutors, FormOfCompletion: m.FormOfCompletion,
		Deadline: deadline, CostKZT: m.CostKZT,
		FundingSource: m.FundingSource, State: m.State, SuggestionIDs: m.SuggestionIDs,
	}
}
