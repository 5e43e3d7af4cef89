// Package plan turns adopted decisions into measures with an owner and a term,
// publishes them as the action plan, and follows their execution until they are
// taken off control.
package plan

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// State is where a measure stands.
type State string

// The states of a measure.
const (
	Draft           State = "draft"
	Planned         State = "planned"          // in the published plan, nothing reported yet
	InProgress      State = "in_progress"      // work runs
	ReportSubmitted State = "report_submitted" // the result waits for the secretariat
	Done            State = "done"             // a person has accepted the result
	Returned        State = "returned"         // the report was sent back: the executor has to act
	OffControl      State = "off_control"      // nobody needs to watch it any more
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
	Deadline         Deadline
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
	Reports          []*Report // in order of time
}

// Deadline is a term of execution as it is kept. Words override the printed
// phrase, language by language: «в месячный срок».
type Deadline struct {
	Kind  string      `json:"kind"`
	Value string      `json:"value"`
	Words events.Text `json:"words"`
}

// Phrase is how the deadline is printed.
func (d Deadline) Phrase() events.Text {
	t, err := ParseTerm(d.Kind, d.Value)
	if err != nil {
		return d.Words
	}
	p := t.Phrase()
	for language, words := range d.Words.All() {
		p = p.With(language, words)
	}
	return p
}

// Occurrence names an occurrence of a deadline that comes back.
func (d Deadline) Occurrence(due events.Day) events.Text {
	t, err := ParseTerm(d.Kind, d.Value)
	if err != nil {
		return events.Text{}
	}
	return t.Occurrence(due)
}

// Set gives a draft its deadline and works out the due date as of today. A due
// date that the caller has worked out otherwise is refused.
func (m *Measure) Set(d Deadline, claimed, today events.Day) error {
	m.Deadline, m.DueDate, m.FirstDue, m.ActBy = d, "", "", ""
	if d.Kind == "" {
		return nil
	}
	t, err := ParseTerm(d.Kind, d.Value)
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
	if err := m.mustBeDraft(); err != nil {
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

// Overdue reports that the executor still has to act on an occurrence whose last
// day is over. A report that waits for the secretariat is not late.
func (m *Measure) Overdue(today events.Day) bool { return m.ActBy != "" && m.ActBy < today }

// Report is one report on a measure's execution.
type Report struct {
	ID            string
	Status        string // in_progress, done, partly, not_done
	Text          events.Text
	AttachmentURL string
	State         string // submitted, accepted, returned
	Reason        events.Text
	ReportedAt    time.Time
	ReportedBy    string     // the account that brought it
	Occurrence    events.Day // which it is about, by its last day; "" of an ongoing measure
}

// isResult tells a result, which waits for the secretariat's word, from the
// information that work runs.
func (r *Report) isResult() bool { return r.Status != "in_progress" }

// Report takes a report on the occurrence that it names, or else on the one that
// is due. That work runs is information; a result waits for the secretariat's
// word, and nothing more is reported on its occurrence meanwhile.
func (m *Measure) Report(r *Report, today events.Day) error {
	switch m.State {
	case Draft:
		return problem.Conflict("measure_not_planned")
	case Done, OffControl:
		return problem.Conflict("measure_closed", "number", m.Number)
	case Planned, InProgress, ReportSubmitted, Returned:
	}
	about, err := m.about(r.Occurrence, today)
	if err != nil {
		return err
	}
	r.Occurrence, r.State = about, "submitted"
	m.Reports = append(m.Reports, r)
	m.Version++
	return m.stand()
}

// Accept accepts a report, by another person than the one who brought it. With
// the result of its last occurrence, and the others' results, a measure is done;
// with any other the work goes on.
func (m *Measure) Accept(r *Report, by string) error {
	if r.State != "submitted" {
		return problem.Conflict("report_settled")
	}
	if by == r.ReportedBy {
		return problem.Forbidden("report_own")
	}
	t, err := ParseTerm(m.Deadline.Kind, m.Deadline.Value)
	if err != nil {
		return err
	}
	r.State = "accepted"
	if r.isResult() && m.closed(t, r.Occurrence) {
		m.AcceptedBy = by
	}
	return m.settled()
}

// Return sends a report back with a reason.
func (m *Measure) Return(r *Report, reason events.Text) error {
	if r.State != "submitted" {
		return problem.Conflict("report_settled")
	}
	if reason.Empty() {
		return problem.InvalidField("/reason", "reason_needed")
	}
	r.State, r.Reason = "returned", reason
	return m.settled()
}

// settled follows the settling of a report; news settled after the end changes
// nothing.
func (m *Measure) settled() error {
	m.Version++
	if m.State == Done || m.State == OffControl {
		return nil
	}
	return m.stand()
}

// TakeOffControl closes a measure that is done: a second act, by another person
// than the one who accepted the result. One that comes back without an end is
// never done: it ends so once a result is accepted and none waits.
func (m *Measure) TakeOffControl(by string) error {
	ends := m.endless() && m.AcceptedBy != "" && (m.State == InProgress || m.State == Returned)
	if m.State != Done && !ends {
		return problem.Conflict("measure_not_done", "number", m.Number)
	}
	if by == m.AcceptedBy {
		return problem.Forbidden("another_person_needed")
	}
	m.State, m.ActBy = OffControl, ""
	m.Version++
	return nil
}

// Remove takes a draft away, which then leaves no trace in the plan.
func (m *Measure) Remove() error {
	if err := m.mustBeDraft(); err != nil {
		return err
	}
	m.Version++
	return nil
}

func (m *Measure) mustBeDraft() error {
	if m.State != Draft {
		return problem.Conflict("measure_not_draft", "number", m.Number)
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
		FundingSource: m.FundingSource, State: string(m.State), SuggestionIDs: m.SuggestionIDs,
	}
}
