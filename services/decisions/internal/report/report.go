// Package report is what executors say of their work: a report tells how an
// occurrence of a measure stands, and another person accepts it or sends it back.
package report

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// Report is one report on a measure's execution.
type Report struct {
	ID            string
	MeasureID     string
	Status        events.ReportStatus
	Text          events.Text
	AttachmentURL string
	State         events.ReportState
	Reason        events.Text
	ReportedAt    time.Time
	ReportedBy    string     // the account that brought it
	SettledAt     *time.Time // nil while it waits
	Occurrence    events.Day // which it is about, by its last day; "" of an ongoing measure
}

// Waits reports that it is a result that waits for the secretariat's word. The
// information that work runs waits for nobody.
func (r *Report) Waits() bool { return r.State == events.ReportSubmitted && r.IsResult() }

// IsResult tells a result from the information that work runs.
func (r *Report) IsResult() bool { return r.Status != events.StatusInProgress }

// Accept accepts a report, by another person than the one who brought it.
func (r *Report) Accept(by string) error {
	if err := r.mustBeUnsettled(); err != nil {
		return err
	}
	if by == r.ReportedBy {
		return problem.Forbidden("report_own")
	}
	r.State = events.ReportIsAccepted
	return nil
}

// Return sends a report back with a reason.
func (r *Report) Return(reason events.Text) error {
	if err := r.mustBeUnsettled(); err != nil {
		return err
	}
	if reason.Empty() {
		return problem.InvalidField("/reason", "reason_needed")
	}
	r.State, r.Reason = events.ReportIsReturned, reason
	return nil
}

func (r *Report) mustBeUnsettled() error {
	if r.State != events.ReportSubmitted {
		return problem.Conflict("report_settled")
	}
	return nil
}

// Waiting reports that a result of an occurrence waits for the secretariat.
func Waiting(on []*Report, due events.Day) bool {
	for _, r := range on {
		if r.Occurrence == due && r.Waits() {
			return true
		}
	}
	return false
}

// Closed reports that the result of an occurrence is accepted. Whether a quarter
// was done, done in part or not done, it is over; the last occurrence, and of
// most measures the only one, ends the measure, and only work that is done does.
func Closed(on []*Report, t term.Term, due events.Day) bool {
	last := t.Following(due) == ""
	for _, r := range on {
		if r.Occurrence == due && r.State == events.ReportIsAccepted && r.IsResult() && (r.Status == events.StatusDone || !last) {
			return true
		}
	}
	return false
}

// Public is r as events tell it.
func (r *Report) Public(d term.Deadline) events.Report {
	told := events.Report{ReportID: r.ID, Status: r.Status, Text: r.Text, State: r.State, Reason: r.Reason, ReportedAt: r.ReportedAt.UTC()}
	if words := d.Occurrence(r.Occurrence); !words.Empty() {
		told.Occurrence = &events.Occurrence{DueDate: r.Occurrence, Phrase: words}
	}
	return told
}

// ReportView is a report on execution.
type ReportView struct {
	ID            string              `json:"id"`
	MeasureID     string              `json:"measure_id"`
	Status        events.ReportStatus `json:"status"`
	Text          events.Text         `json:"text"`
	AttachmentURL string              `json:"attachment_url"`
	State         events.ReportState  `json:"state"`
	Reason        events.Text         `json:"reason" doc:"Why it was returned."`
	Occurrence    *term.Occurrence    `json:"occurrence" doc:"Which occurrence of a term that comes back it is about; else null."`
	May           []string            `json:"may" nullable:"false" enum:"accept,return" doc:"What you may do with it as it stands."`
	ReportedAt    time.Time           `json:"reported_at"`
	SettledAt     *time.Time          `json:"settled_at"`
}

// View is r as the API shows it, of a measure with a deadline.
func (r *Report) View(d term.Deadline, may ...string) ReportView {
	return ReportView{
		ID: r.ID, MeasureID: r.MeasureID, Status: r.Status, Text: r.Text, AttachmentURL: r.AttachmentURL, State: r.State,
		Reason: r.Reason, Occurrence: d.Named(r.Occurrence), May: append([]string{}, may...), ReportedAt: r.ReportedAt, SettledAt: r.SettledAt,
	}
}
