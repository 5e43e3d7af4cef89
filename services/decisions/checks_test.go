package decisions_test

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestChecksFollowTheLists(t *testing.T) {
	testkit.Checks(t, newScene(t).House, "decisions", testkit.Lists{
		"proposals.state":        events.ProposalState(""),
		"questions.state":        events.QuestionState(""),
		"questions.majority":     events.Majority(""),
		"decisions.outcome":      events.Outcome(""),
		"reports.status":         events.ReportStatus(""),
		"reports.state":          events.ReportState(""),
		"suggestions.offered_to": events.OfferedTo(""),
		"moves.kind":             nil,
		"suggestion_states.kind": nil,
		"measures.state":         events.MeasureState(""),
	})
}
