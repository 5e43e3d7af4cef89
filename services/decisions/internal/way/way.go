// Package way is how far each suggestion has come: where it stands now, and every
// step that led there. Nothing here is typed by hand; it all follows from the chain
// of facts.
package way

import (
	"slices"
	"time"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// facts are all that a way is derived from.
type facts struct {
	forum      programme.Forum
	suggestion WaySuggestion
	states     []stateFact  // how it was withdrawn, restored, set aside and taken up
	strands    []strandFact // the first is the one it was born with
	moves      []moveFact   // in order of time: its own, and those from and to where it was
	wordings   []wordingFact
	sessions   map[string]programme.Session     // of the editions
	editions   map[string][]recommendation.Told // of what the proposals stand for
	proposals  map[string]WayProposal
	questions  []questionFact
	decisions  []decision.DecisionView
	bodies     map[string]events.Text
	measures   []measure.MeasureView
}

type stateFact struct {
	Kind      string           `db:"kind"`
	OfferedTo events.OfferedTo `db:"offered_to"`
	At        time.Time        `db:"at"`
}

type strandFact struct {
	ID     int64 `db:"id"`
	Parent int64 `db:"parent"`
}

type moveFact struct {
	Kind        string        `db:"kind"`
	FromID      string        `db:"from_id"`
	ToID        string        `db:"to_id"`
	Strands     pq.Int64Array `db:"strands"`
	Gained      int           `db:"gained"`
	Lost        int           `db:"lost"`
	Carries     int           `db:"carries"`
	Recommended bool          `db:"recommended"`
	At          time.Time     `db:"at"`
}

type wordingFact struct {
	proposal string
	text     events.Text
	at       time.Time
}

type questionFact struct {
	id, state   string
	proposal    string
	number      int64
	text        events.Text
	putAt       time.Time
	votes       *events.Votes
	countedAt   *time.Time
	withdrawnAt *time.Time
}

// Receipt brings a receipt as a person may type it into its one form: groups of
// 4, 4 and 2.
func Receipt(typed string) string {
	signs := text.Code(typed)
	if len(signs) != 10 {
		return signs
	}
	return signs[:4] + "-" + signs[4:8] + "-" + signs[8:]
}

// derive makes the way of the facts.
func derive(f *facts) Way {
	walked := f.walk()
	w := Way{
		Forum:      WayForum{ID: f.forum.ForumID, Title: f.forum.Title, TimeZone: f.forum.Zone().String()},
		Suggestion: f.suggestion, Also: []WayMatter{},
	}
	steps := slices.Concat(f.firstSteps(), walked.steps, f.wordingSteps(walked), f.correctionSteps(walked),
		f.questionSteps(), f.decisionSteps(), f.planSteps())
	slices.SortStableFunc(steps, func(a, b Step) int { return a.At.Compare(b.At) })
	w.Steps = joinTogether(steps)
	for i, id := range walked.carriers() {
		p := f.proposals[id]
		if i == 0 {
			w.Proposal, w.Outcome = p, f.outcome(p)
		} else {
			w.Also = append(w.Also, WayMatter{p, f.outcome(p)})
		}
	}
	return w
}

func (f *facts) firstSteps() []Step {
	s := f.suggestion
	ref := Ref{Type: "suggestion", ID: s.ID, Number: s.Number}
	steps := []Step{{Kind: "captured", At: s.ReceivedAt, Text: sentence.Say("step_captured", sentence.Args{"n": s.Number}), Ref: ref}}
	for _, state := range f.states {
		key := "step_" + state.Kind
		if state.OfferedTo == suggestion.Secretariat {
			key = "step_offered"
		}
		steps = append(steps, Step{Kind: state.Kind, At: state.At, Text: sentence.Say(key, nil), Ref: ref})
	}
	return steps
}

func (f *facts) wordingSteps(w *walk) []Step {
	var steps []Step
	for _, said := range f.wordings {
		if w.stayed(said.proposal, said.at) {
			steps = append(steps, Step{Kind: "worded", At: said.at, Text: f.inWhich(said.proposal, sentence.Say("step_worded", nil)), Detail: said.text, Ref: f.ref(said.proposal)})
		}
	}
	return steps
}

// correctionSteps tell how the group corrected what it recommends while the
// suggestion was part of it.
func (f *facts) correctionSteps(w *walk) []Step {
	var steps []Step
	for id, editions := range f.editions {
		for i := 1; i < len(editions); i++ {
			before, now := editions[i-1], editions[i]
			if !w.within(id, now.HeardAt) || now.Dropped == before.Dropped && now.SaysTheSame(before.Recommendation) {
				continue
			}
			step := Step{Kind: "corrected", At: now.HeardAt, Text: sentence.Say("step_corrected", nil), Detail: now.Text, Ref: f.ref(id)}
			if now.Dropped {
				step.Text, step.Detail = sentence.Say("step_dropped", nil), events.Text{}
			}
			steps = append(steps, step)
		}
	}
	return steps
}

func (f *facts) ref(proposal string) Ref {
	return Ref{Type: "proposal", ID: proposal, Number: f.proposals[proposal].Number}
}

// inWhich adds the proposal where there is more than one.
func (f *facts) inWhich(proposal string, t events.Text) events.Text {
	if len(f.strands) < 2 {
		return t
	}
	return joinTexts([]events.Text{t, sentence.Say("in_proposal", sentence.Args{"n": f.proposals[proposal].Number})})
}

func (f *facts) questionSteps() []Step {
	var steps []Step
	for _, q := range f.questions {
		ref := Ref{Type: "question", ID: q.id, Number: q.number}
		steps = append(steps, Step{Kind: "put", At: q.putAt, Text: sentence.Say("step_put", sentence.Args{"n": q.number}), Detail: q.text, Ref: ref})
		if q.votes != nil && q.countedAt != nil {
			steps = append(steps, Step{Kind: "voted", At: *q.countedAt, Text: votesText(*q.votes), Ref: ref})
		}
		if q.withdrawnAt != nil {
			steps = append(steps, Step{Kind: "question_withdrawn", At: *q.withdrawnAt, Text: sentence.Say("step_question_withdrawn", sentence.Args{"n": q.number}), Ref: ref})
		}
	}
	return steps
}
