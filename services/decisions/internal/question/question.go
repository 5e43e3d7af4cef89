// Package question puts proposals to the plenary and counts the hands.
package question

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// State is where a question stands.
type State = events.QuestionState

// The states of a question.
const (
	Put       = events.QuestionIsPut       // before the plenary
	Counted   = events.QuestionCounted     // hands were counted; may be counted again until decided
	Decided   = events.QuestionDecided     // a decision is recorded
	Withdrawn = events.QuestionIsWithdrawn // taken back without a decision
)

// Question is a proposal before the plenary, with the words that are voted on.
type Question struct {
	ID            string
	ForumID       string
	Number        int64
	ProposalID    string
	Text          events.Text
	Majority      events.Majority
	State         State
	Votes         *events.Votes // the last count; nil until counted
	SuggestionIDs []string      // whose words it came from
	SessionID     string        // the plenary session; "" = of none
	Place         int           // on its agenda, from 1
	Follows       string        // the question before it on the same proposal: withdrawn, or decided so that it came again; "" = the first
	Version       int
}

// Rule is when a vote is valid: the forum's rule, as far as there is one.
type Rule struct {
	Eligible int // how many may vote; 0 = not known
	Percent  int // of them must be present; 0 = more than half
}

// Hands is a count by show of hands.
type Hands struct {
	For, Against, Abstained int
	Present                 int
	Eligible                int  // 0 = as the forum's rule says
	Quorum                  bool // stated by the secretary; counts only where nobody knows who is eligible
}

// Judge checks a count and works out its result.
//
// A count is possible when for + against + abstained ≤ present ≤ eligible: not
// everybody present has to raise a hand.
//
// Quorum: at least the forum's percentage of those eligible are present; where
// the forum states no percentage, more than half of them. Where nobody knows
// how many are eligible, the secretary states it, as minutes do.
//
// Passed: there was a quorum and the majority was reached. Simple majority: more
// hands for than against. Two thirds: at least two thirds of the hands for or
// against are for. Those who abstain count for the quorum, not for the majority.
//
// Unanimous: passed with nobody against and nobody abstaining.
//
// A count of nobody is no count: where nobody was present, nobody voted.
func Judge(h Hands, r Rule, majority events.Majority) (events.Votes, error) {
	if h.Eligible == 0 {
		h.Eligible = r.Eligible
	}
	if h.Present == 0 && h.For+h.Against+h.Abstained == 0 {
		return events.Votes{}, problem.InvalidField("/present", "nobody_counted")
	}
	if h.For+h.Against+h.Abstained > h.Present {
		return events.Votes{}, problem.InvalidField("/present", "more_votes_than_present")
	}
	if h.Eligible > 0 && h.Present > h.Eligible {
		return events.Votes{}, problem.InvalidField("/present", "more_present_than_eligible", "eligible", h.Eligible)
	}
	v := events.Votes{For: h.For, Against: h.Against, Abstained: h.Abstained, Present: h.Present, Eligible: h.Eligible}
	switch {
	case h.Eligible == 0:
		v.Quorum = h.Quorum
	case r.Percent > 0:
		v.Quorum = h.Present*100 >= h.Eligible*r.Percent
	default:
		v.Quorum = h.Present*2 > h.Eligible
	}
	enough := h.For > h.Against
	if majority == events.TwoThirds {
		enough = h.For > 0 && h.For*3 >= (h.For+h.Against)*2
	}
	v.Passed = v.Quorum && enough
	v.Unanimous = v.Passed && h.Against == 0 && h.Abstained == 0
	return v, nil
}

// Count takes the result of a vote, or of a recount, until the decision is
// recorded.
func (q *Question) Count(v events.Votes) error {
	if err := q.mustBeBeforePlenary(); err != nil {
		return err
	}
	q.Votes, q.State = &v, Counted
	q.Version++
	return nil
}

// Withdraw takes the question back.
func (q *Question) Withdraw() error {
	if err := q.mustBeBeforePlenary(); err != nil {
		return err
	}
	q.State = Withdrawn
	q.Version++
	return nil
}

// Decide closes the question with an outcome that its vote allows.
func (q *Question) Decide(outcome events.Outcome) error {
	if err := q.mustBeBeforePlenary(); err != nil {
		return err
	}
	if err := q.Allows(outcome); err != nil {
		return err
	}
	q.State = Decided
	q.Version++
	return nil
}

// Outcomes are those that the vote allows, in the order of the minutes; nil
// votes: nobody has counted.
func Outcomes(votes *events.Votes) []events.Outcome {
	q, allowed := &Question{Votes: votes}, []events.Outcome{}
	for _, word := range events.Outcome("").Values() {
		if outcome := events.Outcome(word); q.Allows(outcome) == nil {
			allowed = append(allowed, outcome)
		}
	}
	return allowed
}

// Allows tells whether the vote allows the outcome; a correction of a decision
// has to keep to it as well. To adopt needs a vote that passed; to reject needs
// a vote that did not. A vote without a quorum is neither: it is counted again,
// or the plenary defers or forwards, as it may without counting.
func (q *Question) Allows(outcome events.Outcome) error {
	adopts := outcome.IsAdopted()
	switch {
	case !adopts && outcome != events.Rejected:
		return nil
	case q.Votes == nil:
		return problem.Conflict("vote_needed", "number", q.Number)
	case !q.Votes.Quorum:
		return problem.Conflict("vote_without_quorum", "number", q.Number)
	case adopts && !q.Votes.Passed:
		return problem.Conflict("vote_not_passed", "number", q.Number)
	case !adopts && q.Votes.Passed:
		return problem.Conflict("vote_passed", "number", q.Number)
	}
	return nil
}

func (q *Question) mustBeBeforePlenary() error {
	switch q.State {
	case Decided:
		return problem.Conflict("question_decided", "number", q.Number)
	case Withdrawn:
		return problem.Conflict("question_withdrawn", "number", q.Number)
	case Put, Counted:
	}
	return nil
}

// Public is q's state as events tell it.
func (q *Question) Public() events.Question {
	return events.Question{
		ForumID: q.ForumID, QuestionID: q.ID, Version: q.Version, Number: q.Number, ProposalID: q.ProposalID,
		Text: q.Text, Majority: q.Majority, State: q.State, Votes: q.Votes, SuggestionIDs: q.SuggestionIDs,
		SessionID: q.SessionID, Place: q.Place, Follows: q.Follows,
	}
}
