package question

import (
	"errors"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

func TestJudge(t *testing.T) {
	half, twoThirds, unknown := Rule{Eligible: 100}, Rule{Eligible: 90, Percent: 67}, Rule{}
	cases := []struct {
		name                      string
		hands                     Hands
		rule                      Rule
		majority                  events.Majority
		quorum, passed, unanimous bool
	}{
		{"plain", Hands{For: 31, Against: 1, Abstained: 2, Present: 60}, half, "simple", true, true, false},
		{"a tie is no majority", Hands{For: 30, Against: 30, Present: 60}, half, "simple", true, false, false},
		{"one more than against", Hands{For: 31, Against: 30, Present: 61}, half, "simple", true, true, false},
		{"those who abstain do not stop it", Hands{For: 2, Against: 1, Abstained: 57, Present: 60}, half, "simple", true, true, false},
		{"nobody raised a hand", Hands{Present: 60}, half, "simple", true, false, false},
		{"exactly half is no quorum", Hands{For: 50, Present: 50}, half, "simple", false, false, false},
		{"one more than half is", Hands{For: 51, Present: 51}, half, "simple", true, true, true},
		{"a percentage is reached exactly", Hands{For: 50, Present: 50}, Rule{100, 50}, "simple", true, true, true},
		{"a percentage is missed by one", Hands{For: 49, Present: 49}, Rule{100, 50}, "simple", false, false, false},
		{"67 % of 90 is 60.3: 60 are too few", Hands{For: 60, Present: 60}, twoThirds, "simple", false, false, false},
		{"67 % of 90 is 60.3: 61 are enough", Hands{For: 61, Present: 61}, twoThirds, "simple", true, true, true},
		{"the vote's own number of eligible counts", Hands{For: 6, Present: 6, Eligible: 10}, half, "simple", true, true, true},
		{"two thirds exactly", Hands{For: 40, Against: 20, Present: 60}, half, "two_thirds", true, true, false},
		{"just under two thirds", Hands{For: 39, Against: 20, Present: 60}, half, "two_thirds", true, false, false},
		{"two thirds of nothing", Hands{Abstained: 60, Present: 60}, half, "two_thirds", true, false, false},
		{"unknown, stated", Hands{For: 5, Present: 7, Quorum: true}, unknown, "simple", true, true, true},
		{"unknown, denied", Hands{For: 5, Present: 7}, unknown, "simple", false, false, false},
		{"known, the statement does not count", Hands{For: 5, Present: 7, Quorum: true}, half, "simple", false, false, false},
		{"one abstained: not unanimous", Hands{For: 59, Abstained: 1, Present: 60}, half, "simple", true, true, false},
		{"not all raised a hand: still unanimous", Hands{For: 40, Present: 60}, half, "simple", true, true, true},
	}
	for _, c := range cases {
		v, err := Judge(c.hands, c.rule, c.majority)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if v.Quorum != c.quorum || v.Passed != c.passed || v.Unanimous != c.unanimous {
			t.Errorf("%s: quorum %t, passed %t, unanimous %t", c.name, v.Quorum, v.Passed, v.Unanimous)
		}
	}
	impossible := map[string]Hands{
		"more votes than present":    {For: 30, Against: 20, Abstained: 11, Present: 60},
		"more present than eligible": {For: 30, Present: 101},
		"nobody":                     {},
		"nobody, quorum stated":      {Quorum: true},
	}
	for name, h := range impossible {
		if _, err := Judge(h, half, "simple"); !errors.Is(err, problem.Invalid("invalid_request")) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWhatAQuestionAllows(t *testing.T) {
	passed, failed, thin := &events.Votes{Quorum: true, Passed: true}, &events.Votes{Quorum: true}, &events.Votes{For: 45, Present: 45}
	all := []events.Outcome{"adopted", "adopted_with_changes", "rejected", "deferred", "forwarded"}
	refusals := map[string]struct {
		votes *events.Votes
		codes [5]string // in the order of all; "" = allowed
	}{
		"uncounted": {nil, [5]string{"vote_needed", "vote_needed", "vote_needed", "", ""}},
		"passed":    {passed, [5]string{"", "", "vote_passed", "", ""}},
		"failed":    {failed, [5]string{"vote_not_passed", "vote_not_passed", "", "", ""}},
		"no quorum": {thin, [5]string{"vote_without_quorum", "vote_without_quorum", "vote_without_quorum", "", ""}},
	}
	for name, c := range refusals {
		for i, outcome := range all {
			if offered := slices.Contains(Outcomes(c.votes), outcome); offered != (c.codes[i] == "") {
				t.Errorf("%s, %s: offered %t", name, outcome, offered)
			}
			q := &Question{State: Put, Votes: c.votes, Version: 1}
			err := q.Decide(outcome)
			if code := c.codes[i]; code == "" && err != nil || code != "" && !errors.Is(err, problem.Conflict(code)) {
				t.Errorf("%s, %s: got %v, want %q", name, outcome, err, code)
			}
		}
	}
	for state, code := range map[State]string{Decided: "question_decided", Withdrawn: "question_withdrawn"} {
		q := &Question{State: state}
		for verb, err := range map[string]error{"count": q.Count(*passed), "withdraw": q.Withdraw(), "decide": q.Decide("deferred")} {
			if !errors.Is(err, problem.Conflict(code)) {
				t.Errorf("%s while %s: got %v", verb, state, err)
			}
		}
	}
}
