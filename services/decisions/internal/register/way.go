// Package register is what everybody may see: the way of each suggestion, the
// decision log and the action plan. Nothing here is typed by hand; it all
// follows from the chain of facts.
package register

import (
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/plan"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
)

// facts are all that a way is derived from.
type facts struct {
	forum      programme.Forum
	suggestion WaySuggestion
	stateAt    time.Time
	moves      []moveFact // in order of time: its own, and those from and to where it was
	wordings   []wordingFact
	proposals  map[string]WayProposal
	questions  []questionFact
	decisions  []decision.DecisionView
	bodies     map[string]events.Text
	measures   []plan.MeasureView
	reports    []plan.ReportView
}

type moveFact struct {
	Kind    string    `db:"kind"`
	FromID  string    `db:"from_id"`
	ToID    string    `db:"to_id"`
	Mine    bool      `db:"mine"` // the suggestion itself moved
	Moved   int       `db:"moved"`
	Carries int       `db:"carries"`
	At      time.Time `db:"at"`
}

type wordingFact struct {
	proposal string
	text     events.Text
	at       time.Time
}

type questionFact struct {
	id, state   string
	number      int64
	text        events.Text
	putAt       time.Time
	votes       *events.Votes
	countedAt   *time.Time
	withdrawnAt *time.Time
}

// stay is a time that the suggestion spent in one proposal.
type stay struct {
	proposal string
	from, to time.Time // to is zero for the present one
}

func (s stay) includes(proposal string, at time.Time) bool {
	return s.proposal == proposal && !at.Before(s.from) && (s.to.IsZero() || at.Before(s.to))
}

// stays follows the suggestion from its home to where it is now.
func (f *facts) stays() []stay {
	all := []stay{{proposal: proposal.HomeID(f.suggestion.ID)}}
	for _, m := range f.moves {
		if m.Mine {
			all[len(all)-1].to = m.At
			all = append(all, stay{proposal: m.ToID, from: m.At})
		}
	}
	return all
}

// derive makes the way of the facts.
func derive(f *facts) Way {
	stays := f.stays()
	w := Way{
		Forum:      WayForum{ID: f.forum.ForumID, Title: f.forum.Title, TimeZone: f.forum.Zone().String()},
		Suggestion: f.suggestion,
		Proposal:   f.proposals[stays[len(stays)-1].proposal],
	}
	steps := f.firstSteps()
	steps = append(steps, f.moveSteps(stays)...)
	steps = append(steps, f.wordingSteps(stays)...)
	steps = append(steps, f.questionSteps()...)
	steps = append(steps, f.decisionSteps()...)
	steps = append(steps, f.planSteps()...)
	slices.SortStableFunc(steps, func(a, b Step) int { return a.At.Compare(b.At) })
	w.Steps = joinTogether(steps)
	w.Outcome = f.outcome(w.Proposal)
	return w
}

func (f *facts) firstSteps() []Step {
	s := f.suggestion
	ref := Ref{Type: "suggestion", ID: s.ID, Number: s.Number}
	steps := []Step{{Kind: "captured", At: s.ReceivedAt, Text: say("step_captured", args{"n": s.Number}), Ref: ref}}
	if s.State != "received" {
		steps = append(steps, Step{Kind: s.State, At: f.stateAt, Text: say("step_"+s.State, nil), Ref: ref})
	}
	return steps
}

func (f *facts) moveSteps(stays []stay) []Step {
	var steps []Step
	carrier := stays[0].proposal
	for _, m := range f.moves {
		if m.Mine {
			carrier = m.ToID
		}
		step := Step{Kind: m.Kind, At: m.At, Ref: Ref{Type: "proposal", ID: m.ToID, Number: f.proposals[m.ToID].Number}}
		switch {
		case m.Mine && m.Kind == "merged" && m.Carries > 1:
			step.n = m.Carries - 1
		case m.Mine && m.Kind == "merged":
			step.Text = say("step_merged_alone", nil)
		case m.Mine:
			step.Text = say("step_"+m.Kind, nil)
		case m.Kind == "merged" && m.Moved > 0 && m.ToID == carrier:
			step.Kind, step.n = "joined", m.Moved
		default:
			continue
		}
		steps = append(steps, step)
	}
	return steps
}

func inOne(stays []stay, proposal string, at time.Time) bool {
	return slices.ContainsFunc(stays, func(s stay) bool { return s.includes(proposal, at) })
}

// joinTogether tells those who joined one after another as one step, and those
// who were merged in one act as that act.
func joinTogether(steps []Step) []Step {
	out := make([]Step, 0, len(steps))
	for _, s := range steps {
		if s.Kind == "joined" && len(out) > 0 {
			switch before := &out[len(out)-1]; {
			case before.Kind == "joined":
				before.n, before.At = before.n+s.n, s.At
				continue
			case before.Kind == "merged" && before.At.Equal(s.At):
				before.n += s.n
				continue
			}
		}
		out = append(out, s)
	}
	for i, s := range out {
		if s.n > 0 {
			out[i].Text = say("step_"+s.Kind, args{"n": s.n})
		}
	}
	return out
}

func (f *facts) wordingSteps(stays []stay) []Step {
	var steps []Step
	for _, w := range f.wordings {
		if inOne(stays, w.proposal, w.at) {
			steps = append(steps, Step{Kind: "worded", At: w.at, Text: say("step_worded", nil), Detail: w.text,
				Ref: Ref{Type: "proposal", ID: w.proposal, Number: f.proposals[w.proposal].Number}})
		}
	}
	return steps
}

func (f *facts) questionSteps() []Step {
	var steps []Step
	for _, q := range f.questions {
		ref := Ref{Type: "question", ID: q.id, Number: q.number}
		steps = append(steps, Step{Kind: "put", At: q.putAt, Text: say("step_put", args{"n": q.number}), Detail: q.text, Ref: ref})
		if q.votes != nil && q.countedAt != nil {
			steps = append(steps, Step{Kind: "voted", At: *q.countedAt, Text: votesText(*q.votes), Ref: ref})
		}
		if q.withdrawnAt != nil {
			steps = append(steps, Step{Kind: "question_withdrawn", At: *q.withdrawnAt, Text: say("step_question_withdrawn", args{"n": q.number}), Ref: ref})
		}
	}
	return steps
}
