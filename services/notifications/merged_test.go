package notifications_test

import (
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
)

// Whose proposal only grew is not told of a merge, and of whose words some moved
// is told of those.
func TestAMergeIsToldToThoseWhoseWordsMoved(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	moved, stayed := s.welcome("ru"), s.welcome("kk")
	a, b, c := s.suggestion(moved.id), s.suggestion(moved.id), s.suggestion(stayed.id)
	all := events.List[string]{a.SuggestionID, b.SuggestionID, c.SuggestionID}
	for _, e := range []events.Suggestion{a, b, c} {
		s.say(events.SuggestionCaptured{Suggestion: e})
	}
	s.settle(map[string]int{"sent": 3}) // the receipts
	s.say(events.ProposalMerged{Proposal: events.Proposal{ForumID: s.forum, ProposalID: newID(), Version: 2, Number: 1, SuggestionIDs: all}, MovedSuggestionIDs: all[:1]})
	testkit.Eventually(t, "the merge is told", func() bool { return len(s.messages("kind=merged")) > 0 })
	told := s.messages("kind=merged")
	if len(told) != 1 || told[0].ParticipantID != moved.id || !slices.Equal(told[0].SuggestionIDs, all[:1]) {
		t.Errorf("told: %+v, want %s of %v", told, moved.id, all[:1])
	}
}
