package way

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

func (f *facts) decisionSteps() []Step {
	var steps []Step
	for _, d := range f.decisions {
		text := f.decidedText(d)
		if d.Corrects != "" {
			text = sentence.Say("corrected", sentence.Args{"what": text})
		}
		detail := d.Reason
		if detail.Empty() && d.Outcome == decision.AdoptedWithChanges {
			detail = d.Text
		}
		step := Step{Kind: "decided", At: d.RecordedAt, Text: text, Detail: detail, Ref: Ref{Type: "decision", ID: d.ID, Number: d.Number}}
		if !d.DecidedAt.Equal(d.RecordedAt) {
			step.Was = &d.DecidedAt
		}
		steps = append(steps, step)
	}
	return steps
}

func (f *facts) decidedText(d decision.DecisionView) events.Text {
	return sentence.Say("decided_"+string(d.Outcome), sentence.Args{"n": d.Number, "body": f.bodies[d.ForwardedTo], "until": term.ByDay(d.DeferredUntil)})
}

func (f *facts) planSteps() []Step {
	var steps []Step
	for _, m := range f.measures {
		ref := Ref{Type: "measure", ID: m.ID, Number: m.Number}
		if m.PlannedAt != nil {
			steps = append(steps, Step{Kind: "planned", At: *m.PlannedAt, Detail: m.Text, Ref: ref,
				Text: sentence.Say("step_planned", sentence.Args{"n": m.Number, "lead": leadName(m), "deadline": m.Deadline.Phrase})})
		}
		if m.OffControlAt != nil {
			steps = append(steps, Step{Kind: "off_control", At: *m.OffControlAt, Text: sentence.Say("step_off_control", sentence.Args{"n": m.Number}), Ref: ref})
		}
	}
	for _, m := range f.measures {
		for _, r := range m.Reports {
			steps = append(steps, reportSteps(m.Number, r)...)
		}
	}
	return steps
}

func reportSteps(number int64, r report.ReportView) []Step {
	ref, status := Ref{Type: "report", ID: r.ID}, sentence.Say("status_"+string(r.Status), nil)
	steps := []Step{{Kind: "reported", At: r.ReportedAt, Text: about(r, sentence.Say("step_reported", sentence.Args{"n": number, "status": status})), Detail: r.Text, Ref: ref}}
	if r.SettledAt != nil {
		steps = append(steps, Step{Kind: string(r.State), At: *r.SettledAt, Text: about(r, sentence.Say("step_"+string(r.State), sentence.Args{"n": number, "status": status})), Detail: r.Reason, Ref: ref})
	}
	return steps
}

// about adds which occurrence of a term that comes back a report is about.
func about(r report.ReportView, said events.Text) events.Text {
	if r.Occurrence == nil {
		return said
	}
	of := r.Occurrence.Phrase
	for language, words := range said.All() {
		said = said.With(language, words+" ("+of.In(language)+")")
	}
	return said
}

// outcome says where the suggestion stands now in one proposal: "merged with 4 others, adopted
// as decision 3, measure 12, due IV quarter 2022".
func (f *facts) outcome(p WayProposal) WayOutcome {
	o := WayOutcome{MergedWith: p.Others, Measures: []WayMeasure{}, State: "review", Text: sentence.Say("now_review", nil)}
	last, before := f.standing(p.ID), f.before(p.ID)
	switch {
	case last != nil:
		o.State, o.Text = string(last.Outcome), f.decidedText(*last)
		o.DecisionID, o.DecisionNumber, o.Reason = last.ID, last.Number, last.Reason
	case before != nil:
		o.State, o.Text = "put", sentence.Say("now_put", sentence.Args{"n": before.number})
	case f.suggestion.State != events.SuggestionReceived:
		o.State = string(f.suggestion.State)
		o.Text = sentence.Say("step_"+o.State, nil)
	}
	parts := []events.Text{o.Text}
	if p.Others > 0 {
		parts = append(parts, sentence.Say("now_with", sentence.Args{"n": p.Others}))
	}
	for _, m := range f.measures {
		if !slices.ContainsFunc(f.decisions, func(d decision.DecisionView) bool { return d.ID == m.DecisionID && d.ProposalID == p.ID }) {
			continue
		}
		o.Measures = append(o.Measures, WayMeasure{
			ID: m.ID, Number: m.Number, Text: m.Text, Lead: leadName(m), Deadline: m.Deadline.Phrase, DueDate: m.Deadline.DueDate,
			State: string(m.State), Overdue: m.Overdue, OverdueFor: m.OverdueFor,
		})
		parts = append(parts, sentence.Say("now_measure", sentence.Args{"n": m.Number, "deadline": m.Deadline.Phrase, "state": StateText(m)}))
	}
	o.Text, o.parts = joinTexts(parts), parts
	return o
}

// standing is the last decision on a proposal that has not been corrected, unless
// the proposal was put again after it.
func (f *facts) standing(proposal string) *decision.DecisionView {
	for i := range slices.Backward(f.decisions) {
		d := &f.decisions[i]
		if d.CorrectedBy != "" || d.ProposalID != proposal {
			continue
		}
		if b := f.before(proposal); b != nil && b.putAt.After(d.RecordedAt) {
			return nil
		}
		return d
	}
	return nil
}

// before is the question about a proposal that is before the plenary now.
func (f *facts) before(proposal string) *questionFact {
	for i := range f.questions {
		if q := &f.questions[i]; q.proposal == proposal && (q.state == "put" || q.state == "counted") {
			return q
		}
	}
	return nil
}

func votesText(v events.Votes) events.Text {
	t := sentence.Say("step_voted", sentence.Args{"for": v.For, "against": v.Against, "abstained": v.Abstained})
	switch {
	case !v.Quorum:
		return joinTexts([]events.Text{t, sentence.Say("no_quorum", nil)})
	case v.Unanimous:
		return joinTexts([]events.Text{t, sentence.Say("unanimous", nil)})
	}
	return t
}

func joinTexts(parts []events.Text) events.Text {
	return events.Worded(words.Codes(), func(language string) string {
		var s []string
		for _, p := range parts {
			if !p.Empty() {
				s = append(s, p.In(language))
			}
		}
		return strings.Join(s, "; ")
	})
}

func leadName(m measure.MeasureView) events.Text {
	if m.LeadBody == nil {
		return events.Text{}
	}
	return m.LeadBody.Name
}

// StateText says where a measure stands.
func StateText(m measure.MeasureView) events.Text {
	switch {
	case m.OverdueFor != nil:
		return sentence.Say("state_overdue_for", sentence.Args{"occurrence": m.OverdueFor.Phrase})
	case m.Overdue:
		return sentence.Say("state_overdue", nil)
	}
	return sentence.Say(fmt.Sprintf("state_%s", m.State), nil)
}
