package register

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
)

// planColumns are those of the official form, and the status.
var planColumns = []string{"col_number", "col_measure", "col_form", "col_responsible", "col_deadline", "col_cost", "col_funding", "col_state"}

// ForumLine is a forum in the list of forums.
type ForumLine struct {
	ID    string
	Title events.Text
}

// ForumRegister is a forum's decision log, one page of it, and its plan.
type ForumRegister struct {
	Forum     programme.Forum
	Figures   Figures
	Decisions []decision.DecisionView
	Questions map[string]events.Text // what was voted on, by question
	Numbers   map[string]int64       // of decisions that correct or are corrected
	Bodies    map[string]events.Text
	After     string
	Next      string
	Plan      *edition.PlanView // nil until published
	Part      Part              // what of it is shown
}

// Figures count the decisions that stand.
type Figures struct {
	All      int `db:"all_of_them"`
	Adopted  int `db:"adopted"`
	Rejected int `db:"rejected"`
}

// text is what a decision says, or, of one that says nothing of its own, what
// was voted on.
func (r ForumRegister) text(d decision.DecisionView) events.Text {
	if d.Text.Empty() {
		return r.Questions[d.QuestionID]
	}
	return d.Text
}

func (r ForumRegister) measuresOf(decisionID string) []measure.MeasureView {
	if r.Plan == nil {
		return nil
	}
	var of []measure.MeasureView
	for _, m := range r.Plan.Measures {
		if m.DecisionID == decisionID {
			of = append(of, m)
		}
	}
	return of
}

func (r ForumRegister) progress() sentence.Args {
	var done, running, late, waiting int
	for _, m := range r.Plan.Measures {
		switch {
		case m.State == measure.Done || m.State == measure.OffControl:
			done++
		case m.Overdue:
			late++
		case m.State == measure.Planned:
			waiting++
		default:
			running++
		}
	}
	return sentence.Args{"n": len(r.Plan.Measures), "done": done, "running": running, "late": late, "waiting": waiting}
}
